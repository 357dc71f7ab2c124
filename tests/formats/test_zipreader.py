"""The reader believes nothing: every lie of an archive is refused by name."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.hostile import CONTENT, STRUCTURE
from tests.formats.samples import bundle, write_log
from virk_edge.errors import BundleError
from virk_edge.formats.ziplayout import ReadLimits
from virk_edge.formats.zipreader import ZipReader

GOOD = bundle()
PACKED = b"".join(write_log(compress=True))


@pytest.mark.parametrize(("data", "words"), STRUCTURE.values(), ids=STRUCTURE)
def test_a_hostile_archive_is_refused_before_anything_is_unpacked(data: bytes, words: str) -> None:
    """The constructor alone refuses it, with a sentence naming the file and the lie."""
    with pytest.raises(BundleError) as caught:
        ZipReader(io.BytesIO(data), "evil.virk.zip")
    assert str(caught.value).startswith("evil.virk.zip") and words in str(caught.value)


@pytest.mark.parametrize(("data", "words"), CONTENT.values(), ids=CONTENT)
def test_content_that_does_not_fit_its_description_is_refused(data: bytes, words: str) -> None:
    """What only shows in the data is refused when the entry is read, within its declared size."""
    reader = ZipReader(io.BytesIO(data), "evil.virk.zip")
    with pytest.raises(BundleError) as caught:
        reader.read("a")
    assert str(caught.value).startswith("evil.virk.zip: the entry 'a'")
    assert words in str(caught.value)


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_no_single_wrong_byte_goes_unnoticed(place: int, change: int) -> None:
    """Every byte of the file is covered by a checksum or said twice, except the idle fields that
    both headers would have to change together."""
    data = bytearray(PACKED)
    data[place] ^= change
    try:
        reader = ZipReader(io.BytesIO(bytes(data)), "x")
        found = reader.read_all()
    except BundleError:
        return
    # What is left are bits of the directory that carry nothing: who made it, modes, attributes.
    assert found == ZipReader(io.BytesIO(PACKED), "x").read_all()


@given(st.integers(0, len(GOOD) - 1))
def test_every_truncation_is_refused(length: int) -> None:
    """A cut-off file is no bundle, wherever it was cut."""
    with pytest.raises(BundleError):
        ZipReader(io.BytesIO(GOOD[:length]), "x")


@given(st.binary(max_size=400))
def test_random_bytes_are_refused(data: bytes) -> None:
    """Rubbish is refused with a sentence, also with an end record behind it."""
    for tail in (b"", GOOD[-22:]):
        with pytest.raises(BundleError):
            ZipReader(io.BytesIO(data + tail), "x")


def test_limits_are_the_callers() -> None:
    """A small device may read less than a laptop."""
    for limits, words in (
        (ReadLimits(max_entries=3), "declares 12 entries"),
        (ReadLimits(max_entry_bytes=10), "more than 10"),
        (ReadLimits(max_total_bytes=1000), "content above 1000 bytes"),
        (ReadLimits(max_ratio=1), "grow more than 1 times"),
    ):
        with pytest.raises(BundleError, match=words):
            ZipReader(io.BytesIO(PACKED), "x", limits)


def test_an_entry_that_is_not_there_is_named() -> None:
    """Asking for a missing entry is the same kind of error."""
    reader = ZipReader(io.BytesIO(GOOD), "x.virk.zip")
    assert "nothing" not in reader and "config.toml" in reader
    with pytest.raises(BundleError, match=r"x\.virk\.zip has no entry nothing"):
        reader.read("nothing")
    assert list(reader.read_all("frames/")) == [n for n in reader.names if n.startswith("frames/")]
