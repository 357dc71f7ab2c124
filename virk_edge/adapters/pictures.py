"""Pictures as files: which there are, in which order and at which times, and what is in them.

No picture is decoded before its header has said that it is not too large, and before its structure
has been held against what its kind is made of: decoders are C code, and a crash of theirs is ours.
"""

from __future__ import annotations

import csv
import itertools
import math
import re
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from virk_edge.errors import FootageError
from virk_edge.formats.image_header import has_magic, image_size
from virk_edge.formats.picture_check import check_picture
from virk_edge.nouns import U8, Encoding

# Where 64 bits of nanoseconds end, in the year 2262. Milliseconds lie behind it from April 1970 on.
UNIX_SECONDS_END = 2**63 / 1e9
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp"})
# A fixed camera's pixels are taken as the sensor lays them out, so that the size a header states
# is the size that is decoded.
_DECODE_FLAGS = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION


def picture_size(data: bytes) -> tuple[Encoding | None, int, int] | None:
    """Encoding (None for BMP), height and width from the header alone; None if it is no picture.

    Also None for a JPEG or PNG whose end is missing: decoders fill the rest with grey, which would
    be measured as if the camera had seen it.
    """
    for encoding, ending in ((Encoding.JPEG, b"\xff\xd9"), (Encoding.PNG, b"IEND")):
        if not has_magic(data, encoding):
            continue
        size = image_size(data, encoding)
        # A JPEG's thumbnail may bring an earlier FF D9, but then it lies in the first half.
        whole = data.rfind(ending) > max(len(data) // 2, 16)
        return (encoding, *size) if size is not None and whole else None
    if data.startswith(b"BM") and len(data) >= 26:
        width, height = struct.unpack_from("<ii", data, 18)
        return None, abs(height), abs(width)
    return None


def decode_picture(data: bytes, *, max_pixels: int) -> tuple[U8, Encoding | None]:
    """Pixels, uint8 (H, W, 3) BGR, and the encoding of the bytes (None for BMP).

    Raises ValueError with half a sentence: what is wrong with the bytes.
    """
    size = picture_size(data)
    if size is None:
        raise ValueError("it is damaged or not a JPEG, PNG or BMP picture")
    encoding, height, width = size
    if not 0 < height * width <= max_pixels:
        raise ValueError(f"{width} x {height} pixels are not allowed (at most {max_pixels})")
    if encoding is not None:
        check_picture(data, encoding, height, width)
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), _DECODE_FLAGS)
    except cv2.error:
        pixels = None
    if pixels is None or pixels.dtype != np.uint8 or pixels.ndim != 3:
        raise ValueError("OpenCV cannot decode it")
    if pixels.shape != (height, width, 3):
        raise ValueError("it decodes to another size than its header says")
    return np.ascontiguousarray(pixels), encoding


def list_folder(folder: Path) -> list[Path]:
    """The folder's pictures sorted by name. Raises FootageError if there are none."""
    found = [p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file()]
    if not found:
        raise FootageError(
            f"{folder}: the folder has no picture in it (.jpg, .jpeg, .png or .bmp; subfolders are "
            "not searched); name the folder that holds the pictures."
        )
    return sorted(found, key=lambda path: path.name)


def read_list(lines: Iterable[str]) -> list[Path]:
    """One path per line, in the given order; empty lines are skipped."""
    paths = [Path(line.strip()) for line in lines if line.strip()]
    if not paths:
        raise FootageError(
            "standard input: no path came; send one path of a picture per line, for example from "
            "find | sort."
        )
    return paths


def numbers_out_of_order(paths: Sequence[Path]) -> tuple[Path, Path] | None:
    """Two neighbours in another order than their paths have, numbers in them read as such."""
    for before, after in itertools.pairwise(paths):
        if _with_numbers(str(before)) > _with_numbers(str(after)):
            return before, after
    return None


def _with_numbers(name: str) -> list[tuple[int, int, str]]:
    pieces = re.findall(r"[0-9]{1,300}|[^0-9]+", name)
    return [(0, int(p), "") if p[0] in "0123456789" else (1, 0, p) for p in pieces]


def read_times(csv_path: Path, pictures: Sequence[Path]) -> list[float]:
    """Unix seconds of every picture from a table with the columns ``file`` and ``unix_seconds``.

    A picture is looked up by the path as given, then by its file name. Raises FootageError if the
    table cannot be read, a picture is not in it, or the times do not increase.
    """
    try:
        with csv_path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if not {"file", "unix_seconds"} <= set(rows.fieldnames or ()):
                raise FootageError(
                    f"{csv_path}: the first line must name the columns file,unix_seconds."
                )
            table: dict[str, float] = {}
            for row in rows:
                if row["file"] in table:
                    raise FootageError(
                        f"{csv_path}: line {rows.line_num}: {row['file']} is in the table already; "
                        "take one of its lines away."
                    )
                table[row["file"]] = _seconds(row, csv_path, rows.line_num)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise FootageError(
            f"{csv_path}: the table of times cannot be read ({why}); give a CSV file with the "
            "columns file,unix_seconds."
        ) from error
    times: list[float] = []
    for number, picture in enumerate(pictures):
        found = table.get(str(picture), table.get(picture.name))
        if found is None:
            raise FootageError(
                f"{csv_path}: {picture.name} is not in the table; add a line "
                f"{picture.name},UNIX_SECONDS or take the picture away."
            )
        if times and found <= times[-1]:
            raise FootageError(
                f"{csv_path}: times must increase in the order of the pictures, but "
                f"{picture.name} ({found!r}) is not later than {pictures[number - 1].name} "
                f"({times[-1]!r}); correct the table or name the pictures in order of time."
            )
        times.append(found)
    return times


def _seconds(row: dict[str, str | None], path: Path, line: int) -> float:
    try:
        value = float(row["unix_seconds"] or "")
    except (TypeError, ValueError):
        value = math.nan
    if not 0.0 <= value < UNIX_SECONDS_END:
        raise FootageError(
            f"{path}: line {line}: {row['unix_seconds'] or ''!r} is not a number of seconds since "
            "1970; write Unix time, for example 1686625906 (milliseconds divided by 1000)."
        )
    return value
