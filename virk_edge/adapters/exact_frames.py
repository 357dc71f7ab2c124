"""The exact frames of a bundle, in the order of the file, and what the hook had said of each.

Law: nothing comes out of a bundle before every entry is the one that was recorded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from virk_edge.adapters.pictures import decode_picture
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import FrameRecord, Manifest, read_manifest
from virk_edge.formats.observations import LINES, decode_observations
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import U8, FrameInfo, ObservedStep, RecordedStep


@dataclass(frozen=True, slots=True)
class ExactFrame:
    """One stored frame. record: its place in the manifest; data: the entry, PNG or JPEG.

    pixels: uint8 (H, W, 3) BGR or (H, W) grey, under the mask of then. as_recorded: whether they
    have the recorded digest; a JPEG may decode otherwise elsewhere, a PNG may not.
    """

    record: FrameRecord
    data: bytes
    pixels: U8
    as_recorded: bool


@dataclass(frozen=True, slots=True)
class ExactFrames:
    """An open bundle. headers: by run and seq; a frame that was not analysed has none."""

    manifest: Manifest
    headers: dict[tuple[str, int], FrameInfo]
    reader: ZipReader

    def header(self, frame: ExactFrame) -> FrameInfo | None:
        """What the hook said of this frame, if that was recorded."""
        return self.headers.get((frame.record.run, frame.record.seq))

    def __iter__(self) -> Iterator[ExactFrame]:
        """Every stored frame, decoded when its turn comes. Raises BundleError."""
        return frames_of(self.reader, self.manifest)


@contextmanager
def open_frames(path: Path) -> Iterator[ExactFrames]:
    """The frames of one bundle.

    Raises:
        BundleError: if the file is not a whole, truthful bundle of a known format.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BundleError(f"{path}: the bundle cannot be read ({error.strerror})") from error
    with file:
        reader = ZipReader(file, str(path))
        manifest = read_manifest(reader)
        check_digests(reader, manifest)
        try:
            # A recording that was cut off has frames, and no word of what was said of them.
            found = reader.read_all("observations.") if LINES in reader else {LINES: b""}
            headers = headers_of(decode_observations(found))
        except BundleError as error:
            raise BundleError(f"{path}: {error}") from error
        yield ExactFrames(manifest, headers, reader)


def check_digests(reader: ZipReader, manifest: Manifest) -> None:
    """Compare every entry with the manifest. Raises BundleError that names the first wrong one."""
    for name, entry in manifest.entries.items():
        if name not in reader:
            raise BundleError(f"{reader.label}: the entry '{name}' is missing; the file is damaged")
        if hashlib.sha256(reader.read(name)).hexdigest() != entry.sha256:
            raise BundleError(
                f"{reader.label}: the entry '{name}' is not the one that was recorded; the file is "
                "damaged or was changed"
            )


def frames_of(reader: ZipReader, manifest: Manifest) -> Iterator[ExactFrame]:
    """Every stored frame of a bundle, in order. Raises BundleError if one cannot be decoded."""
    for record in manifest.frames:
        data = reader.read(record.entry)
        pixels = _pixels(data, record, reader.label)
        digest = hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()
        yield ExactFrame(record, data, pixels, digest == record.pixels_sha256)


def headers_of(steps: Iterable[RecordedStep]) -> dict[tuple[str, int], FrameInfo]:
    """The headers of all analysed frames, by run and seq."""
    seen = [step.observation.info for step in steps if isinstance(step, ObservedStep)]
    return {(info.run, info.seq): info for info in seen}


def _pixels(data: bytes, frame: FrameRecord, label: str) -> U8:
    try:
        pixels, _ = decode_picture(data, max_pixels=frame.height * frame.width)
    except ValueError as error:
        raise BundleError(f"{label}: {frame.entry} cannot be decoded: {error}") from error
    if frame.channels == 1:
        return np.ascontiguousarray(pixels[..., 0])
    return pixels
