"""The exhibit's numbers come back as they were, and a stranger's are refused by name."""

from __future__ import annotations

import io
import json

import pytest

from virk_edge.errors import BundleError
from virk_edge.formats.bundle import EXHIBIT
from virk_edge.formats.exhibit import (
    CellsRecord,
    ExhibitRecord,
    LightRecord,
    MovementRecord,
    ShownFrame,
    exhibit_bytes,
    read_exhibit_record,
)
from virk_edge.formats.zipreader import ZipReader
from virk_edge.formats.zipwriter import ZipAppender

NUMBERS = ((0.25,) * 16,) * 12
FLAGS = ((True, False) * 8,) * 12
RECORD = ExhibitRecord(
    width=256,
    height=192,
    before_pictures=16,
    frames=(ShownFrame(40_000_000_000, 0.0, 40, "frames/40.png"), ShownFrame(41_000_000_000, 1.0)),
    movement=MovementRecord(14.0, -6.0, 5.5, -2.3, 0.5, 1.01, 0.2, 0.8, True),
    light=LightRecord(0.2, 30.0, 0.5, 12.0),
    cells=CellsRecord(NUMBERS, NUMBERS, NUMBERS, FLAGS, FLAGS, FLAGS),
)


def read(data: bytes | None) -> ExhibitRecord | None:
    """Out of a ZIP that holds it."""
    pieces: list[bytes] = []
    appender = ZipAppender(pieces.append)
    appender.add("other" if data is None else EXHIBIT, data or b"x")
    appender.finish()
    return read_exhibit_record(ZipReader(io.BytesIO(b"".join(pieces)), "b"))


def test_it_comes_back_and_may_grow() -> None:
    """Also with keys of a later version; without the entry there is none."""
    assert read(exhibit_bytes(RECORD)) == RECORD
    more = {**json.loads(exhibit_bytes(RECORD)), "later": 1}
    assert read(json.dumps(more).encode()) == RECORD
    assert read(None) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (b"[]", r"\$ must be an object"),
        (b'{"width": 1}', r"\$.height is missing"),
        (b"\xff", "UTF-8"),
        ({"lost": [[True] * 16] * 11}, r"\$.cells has a map that is not 12 rows of 16 cells"),
        ({"match": [[0.0] * 15] * 12}, r"\$.cells has a map that is not 12 rows of 16 cells"),
        ({"new": [[1] * 16] * 12}, r"\$.cells.new\[0\]\[0\] must be true or false"),
    ],
)
def test_what_is_no_exhibit_is_one_sentence(change: bytes | dict[str, object], words: str) -> None:
    """With the file, the entry and the place in it."""
    if isinstance(change, dict):
        whole = json.loads(exhibit_bytes(RECORD))
        whole["cells"] |= change
        change = json.dumps(whole).encode()
    with pytest.raises(BundleError, match=f"^b: {EXHIBIT} is not as it should be: .*{words}"):
        read(change)
