"""The frames of a page: which are embedded as they are, and what stands for the others.

Law: the exact bytes or a picture that says it is none; never a silent copy. No frame is decoded
that claims more pixels than its record or than ``PIXELS_MAX``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from virk_edge.adapters.pictures import decode_picture
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import FrameRecord, IncidentRecord
from virk_edge.nouns import U8, Prediction
from virk_edge.report.html import data_uri

PIXELS_MAX = 64 << 20
_THUMB_WIDTH, _THUMB_QUALITY = 144, 70
_PREVIEW_WIDTH, _PREVIEW_QUALITY = 512, 76


@dataclass(frozen=True, slots=True)
class PageFrame:
    """One frame of the strip.

    seconds: since the opening, before it is negative. marks: of onset, opening, evidence. thumb:
    an address, None where the picture cannot be decoded. source: the address of the exact bytes,
    or of a preview, then ``exact`` is false. size: bytes of the entry. true_pixels: whether the
    decoded pixels have the manifest's digest. predictions: None where the model said nothing.
    """

    record: FrameRecord
    seconds: float
    marks: tuple[str, ...]
    thumb: str | None
    source: str | None
    exact: bool
    size: int
    true_pixels: bool
    predictions: tuple[Prediction, ...] | None = None


def page_frames(
    records: Sequence[FrameRecord],
    incident: IncidentRecord,
    read: Callable[[str], bytes],
    *,
    evidence: Iterable[str] = (),
    exact_bytes_max: int,
) -> tuple[PageFrame, ...]:
    """All frames in order of time, the most telling ones exact as far as ``exact_bytes_max`` goes.

    read: gives an entry's bytes. evidence: entries that the evidence was made of.

    Raises:
        BundleError: if an entry cannot be read.
    """
    ordered = sorted(records, key=lambda frame: frame.t_boot_ns)
    shown = set(evidence)
    marks = {i: _marks(frame, incident, shown) for i, frame in enumerate(ordered)}
    exact, left = set(), exact_bytes_max
    for i in _by_worth(ordered, incident, marks):
        size = len(read(ordered[i].entry))
        if size <= left:
            exact.add(i)
            left -= size
    return tuple(
        _frame(frame, read(frame.entry), incident, marks=marks[i], exact=i in exact)
        for i, frame in enumerate(ordered)
    )


def unkept_marks(
    frames: Sequence[PageFrame], onset_seconds: float
) -> tuple[tuple[tuple[str, float], ...], ...]:
    """Onset and opening where no frame carries them: name and seconds since the opening.

    One entry for each place of the strip: before each frame, and after the last. The memory for
    earlier frames may be short, and of a feed that stalls there is no frame.
    """
    carried = {mark for frame in frames for mark in frame.marks}
    gone = [m for m in (("onset", onset_seconds), ("opening", 0.0)) if m[0] not in carried]
    places = [sum(frame.seconds < at for frame in frames) for _, at in gone]
    return tuple(
        tuple(mark for mark, place in zip(gone, places, strict=True) if place == i)
        for i in range(len(frames) + 1)
    )


def _marks(frame: FrameRecord, incident: IncidentRecord, evidence: set[str]) -> tuple[str, ...]:
    """By time, as numbers begin anew when a publisher restarts."""
    found = []
    if frame.t_boot_ns == incident.onset_boot_ns:
        found.append("onset")
    if frame.t_boot_ns == incident.opened_boot_ns:
        found.append("opening")
    if frame.entry in evidence:
        found.append("evidence")
    return tuple(found)


def _by_worth(
    frames: Sequence[FrameRecord], incident: IncidentRecord, marks: dict[int, tuple[str, ...]]
) -> list[int]:
    """Opening, onset, first, last, what the evidence was made of; then from the opening outwards.

    Where the very frame of the opening was not kept, the nearest stands for it.
    """
    if not frames:
        return []

    def nearest(t_ns: int) -> int:
        return min(range(len(frames)), key=lambda i: abs(frames[i].t_boot_ns - t_ns))

    first = [nearest(incident.opened_boot_ns), nearest(incident.onset_boot_ns)]
    first += [0, len(frames) - 1, *(i for i in marks if "evidence" in marks[i])]
    rest = sorted(
        range(len(frames)), key=lambda i: abs(frames[i].t_boot_ns - incident.opened_boot_ns)
    )
    return list(dict.fromkeys([*first, *rest]))


def _frame(
    record: FrameRecord,
    data: bytes,
    incident: IncidentRecord,
    *,
    marks: tuple[str, ...],
    exact: bool,
) -> PageFrame:
    pixels = _decoded(record, data)
    source = None if pixels is None else _source(data, pixels, exact=exact)
    return PageFrame(
        record=record,
        seconds=(record.t_boot_ns - incident.opened_boot_ns) / 1e9,
        marks=marks,
        thumb=None if pixels is None else _jpeg(pixels, _THUMB_WIDTH, _THUMB_QUALITY),
        source=source,
        exact=exact and source is not None,
        size=len(data),
        true_pixels=pixels is not None and _digest(record, pixels) == record.pixels_sha256,
    )


def _decoded(record: FrameRecord, data: bytes) -> U8 | None:
    try:
        most = min(record.height * record.width, PIXELS_MAX)
        return decode_picture(data, max_pixels=most)[0]
    except (ValueError, BundleError):
        return None


def _digest(record: FrameRecord, pixels: U8) -> str:
    own = pixels[..., 0] if record.channels == 1 else pixels
    return hashlib.sha256(np.ascontiguousarray(own).data).hexdigest()


def _source(data: bytes, pixels: U8, *, exact: bool) -> str | None:
    return data_uri(data) if exact else _jpeg(pixels, _PREVIEW_WIDTH, _PREVIEW_QUALITY)


def _jpeg(pixels: U8, width_max: int, quality: int) -> str | None:
    """A smaller picture as an address; pixels: uint8 (H, W, 3) BGR."""
    height, width = pixels.shape[:2]
    scale = min(width_max / width, 1.0)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA) if scale < 1.0 else pixels
    done, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data_uri(encoded.tobytes()) if done else None
