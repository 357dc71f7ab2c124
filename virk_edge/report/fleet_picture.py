"""The small picture of an incident at its opening, cut from the bundle's own contact sheet.

Law: a picture may come from a stranger, so its structure is checked and its size bounded before it
is decoded; what does not fit is no picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from virk_edge.adapters.pictures import decode_picture
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import AFTER, THUMBS, Manifest
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import U8

# As ``adapters.contact_sheet`` lays its pictures out.
_COLUMNS, _ROWS, _WIDTH, _STRIP = 4, 3, 240, 18
_KEPT_MAX: Final = 2 * _COLUMNS * _ROWS
_PIXELS_MAX: Final = _COLUMNS * _WIDTH * _ROWS * (2 * _WIDTH + _STRIP)
_QUALITY: Final = 72  # JPEG, 0 to 100: a thousand of them are shown


def opening_picture(reader: ZipReader, manifest: Manifest) -> bytes | None:
    """A JPEG at most 320 pixels wide: the first frame kept since the opening, or, where no frame
    was kept, what the judge saw after it, in grey. None where the bundle has neither."""
    picture = _from_sheet(reader, manifest) if THUMBS in reader else None
    if picture is None and AFTER in reader:
        picture = _pixels(reader, AFTER)
    if picture is None:
        return None
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()


def sheet_times(times_ns: Sequence[int]) -> list[int]:
    """Which of the frames, captured at these times, ``ContactSheet`` shows: the same decisions."""
    kept: list[int] = []
    spacing_ns = 0
    for t_ns in times_ns:
        if kept and t_ns - kept[-1] < spacing_ns:
            continue
        if len(kept) == _KEPT_MAX:
            del kept[1::2]
            spacing_ns = max(2 * (kept[-1] - kept[0]) // _KEPT_MAX, 1)
        kept.append(t_ns)
    count = min(len(kept), _COLUMNS * _ROWS)
    places = np.linspace(0, max(len(kept) - 1, 0), count).round().astype(int)
    return [kept[i] for i in places]


def _from_sheet(reader: ZipReader, manifest: Manifest) -> U8 | None:
    shown = sheet_times([frame.t_boot_ns for frame in manifest.frames])
    sheet = _pixels(reader, THUMBS)
    if sheet is None or not shown:
        return None
    rows = -(-len(shown) // _COLUMNS)
    height = sheet.shape[0] // rows
    if sheet.shape[1] != _COLUMNS * _WIDTH or sheet.shape[0] % rows or height <= _STRIP:
        return None
    opened_ns = manifest.incident.opened_boot_ns
    since = [place for place, t_ns in enumerate(shown) if t_ns >= opened_ns]
    row, column = divmod(since[0] if since else len(shown) - 1, _COLUMNS)
    top, left = row * height, column * _WIDTH
    return sheet[top : top + height - _STRIP, left : left + _WIDTH]


def _pixels(reader: ZipReader, entry: str) -> U8 | None:
    try:
        return decode_picture(reader.read(entry), max_pixels=_PIXELS_MAX)[0]
    except (ValueError, BundleError):
        return None
