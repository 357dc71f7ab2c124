"""An incident's exhibit as entries of a bundle, and read back from one."""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.adapters.pictures import decode_picture
from virk_edge.core.exhibit import Exhibit
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import AFTER, BEFORE, DIFFERENCE, EXHIBIT
from virk_edge.formats.exhibit import exhibit_bytes, read_exhibit_record
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import U8


def exhibit_entries(shown: Exhibit) -> dict[str, bytes]:
    """Entry name to content: three PNG pictures, grey and lossless, then the numbers."""
    pictures = {BEFORE: shown.before, AFTER: shown.after, DIFFERENCE: shown.difference}
    return {
        **{name: cv2.imencode(".png", pixels)[1].tobytes() for name, pixels in pictures.items()},
        EXHIBIT: exhibit_bytes(shown.record),
    }


def read_exhibit(reader: ZipReader, *, max_pixels: int) -> Exhibit | None:
    """The exhibit of an open bundle, None if it has none.

    Raises:
        BundleError: if it is damaged, or a picture has more than ``max_pixels``.
    """
    record = read_exhibit_record(reader)
    if record is None:
        return None
    return Exhibit(
        before=_picture(reader, BEFORE, max_pixels),
        after=_picture(reader, AFTER, max_pixels),
        difference=_picture(reader, DIFFERENCE, max_pixels),
        record=record,
    )


def _picture(reader: ZipReader, name: str, max_pixels: int) -> U8:
    try:
        pixels, _ = decode_picture(reader.read(name), max_pixels=max_pixels)
    except ValueError as error:
        raise BundleError(f"{reader.label}: {name} cannot be decoded: {error}") from error
    return np.ascontiguousarray(pixels[..., 0])
