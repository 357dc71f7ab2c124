"""Small pictures of an incident from the bundle's own contact sheet and evidence.

Law: a picture may come from a stranger, so its structure is checked and its size bounded before it
is decoded; what does not fit is no picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from virk_edge.adapters.pictures import decode_picture
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import AFTER, BEFORE, DIFFERENCE, THUMBS, Manifest
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import U8

EVIDENCE: Final = (BEFORE, AFTER, DIFFERENCE)
# As ``adapters.contact_sheet`` lays its pictures out.
_COLUMNS, _ROWS, _WIDTH, _STRIP = 4, 3, 240, 18
_KEPT_MAX: Final = 2 * _COLUMNS * _ROWS
_PIXELS_MAX: Final = _COLUMNS * _WIDTH * _ROWS * (2 * _WIDTH + _STRIP)
_QUALITY: Final = 72  # JPEG, 0 to 100: a thousand of them are shown


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """One picture of the sheet as a sprite. seconds: since the opening, before it is negative.

    x_percent, y_percent: ``background-position`` of an element of the picture's size on the sheet
    as its background. at_opening: the first picture since the opening.
    """

    seconds: float
    x_percent: float
    y_percent: float
    at_opening: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A contact sheet. jpeg: the bundle's own bytes. width, height: of one picture, pixels. small:
    the one at the opening on its own, as JPEG."""

    jpeg: bytes
    width: int
    height: int
    pictures: tuple[SheetPicture, ...]
    small: bytes


def read_sheet(reader: ZipReader, manifest: Manifest) -> Sheet | None:
    """The contact sheet of an open bundle; None if it has none, or one that is not as it should be.

    Raises ``BundleError`` if the entry is damaged.
    """
    shown = sheet_times([frame.t_boot_ns for frame in manifest.frames])
    if THUMBS not in reader or not shown:
        return None
    data = reader.read(THUMBS)
    pixels = _decoded(data)
    rows = -(-len(shown) // _COLUMNS)
    if pixels is None or pixels.shape[1] != _COLUMNS * _WIDTH or pixels.shape[0] % rows:
        return None
    cell = pixels.shape[0] // rows
    height = cell - _STRIP
    if height < 1:
        return None
    opened_ns = manifest.incident.opened_boot_ns
    since = [place for place, t_ns in enumerate(shown) if t_ns >= opened_ns]
    opening = since[0] if since else len(shown) - 1
    pictures = tuple(
        SheetPicture(
            seconds=(t_ns - opened_ns) / 1e9,
            x_percent=100.0 * (place % _COLUMNS) / (_COLUMNS - 1),
            y_percent=100.0 * (place // _COLUMNS) * cell / max(rows * cell - height, 1),
            at_opening=place == opening,
        )
        for place, t_ns in enumerate(shown)
    )
    top, left = opening // _COLUMNS * cell, opening % _COLUMNS * _WIDTH
    small = _jpeg(pixels[top : top + height, left : left + _WIDTH])
    return Sheet(data, _WIDTH, height, pictures, small)


def read_evidence(reader: ZipReader) -> tuple[bytes, bytes, bytes] | None:
    """Before, after and difference as JPEG, None unless all are there.

    Raises ``BundleError`` if an entry is damaged.
    """
    if any(name not in reader for name in EVIDENCE):
        return None
    found = [_decoded(reader.read(name)) for name in EVIDENCE]
    before, after, difference = (None if p is None else _jpeg(p[..., 0]) for p in found)
    if before is None or after is None or difference is None:
        return None
    return before, after, difference


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


def _decoded(data: bytes) -> U8 | None:
    try:
        return decode_picture(data, max_pixels=_PIXELS_MAX)[0]
    except (ValueError, BundleError):
        return None


def _jpeg(pixels: U8) -> bytes:
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
