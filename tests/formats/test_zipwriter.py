"""The append-only ZIP: what any other tool makes of it, and where it says no."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.samples import bundle, contents, write_log
from virk_edge.formats.ziplayout import MAX_ENTRIES
from virk_edge.formats.zipreader import ZipReader
from virk_edge.formats.zipwriter import ZipAppender, ZipFullError

NAMES = st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9]{1,8}){0,2}", fullmatch=True)
ENTRIES = st.dictionaries(NAMES, st.tuples(st.binary(max_size=300), st.booleans()), max_size=6)


def made(entries: dict[str, tuple[bytes, bool]]) -> tuple[bytes, ZipAppender]:
    """The bytes of an archive, and its writer."""
    log: list[bytes] = []
    zip_ = ZipAppender(log.append)
    for name, (data, compress) in entries.items():
        zip_.add(name, data, compress=compress)
    zip_.finish()
    return b"".join(log), zip_


@given(ENTRIES)
def test_our_reader_and_the_standard_library_read_what_we_write(
    entries: dict[str, tuple[bytes, bool]],
) -> None:
    """Names, order and content agree, compressed or not, and both find every checksum right."""
    data, zip_ = made(entries)
    reader = ZipReader(io.BytesIO(data), "x.virk.zip")
    assert {name: reader.read(name) for name in reader.names} == {
        name: content for name, (content, _) in entries.items()
    }
    with zipfile.ZipFile(io.BytesIO(data)) as other:
        assert other.testzip() is None
        assert other.namelist() == list(reader.names) == [e.name for e in zip_.entries]
    assert zip_.sha256 == hashlib.sha256(data).hexdigest() and zip_.size == len(data)


@given(ENTRIES)
def test_the_same_entries_make_the_same_bytes(entries: dict[str, tuple[bytes, bool]]) -> None:
    """No clock and no dice: a bundle can be compared by its digest."""
    assert made(entries)[0] == made(entries)[0]


def test_an_entry_is_described_as_it_was_written() -> None:
    """Size, digest and method of each entry are known at once, for the manifest."""
    zip_ = ZipAppender(lambda data: None)
    stored = zip_.add("a", b"abc", compress=True)
    packed = zip_.add("b", b"abc" * 100, compress=True)
    assert (stored.size, stored.stored_size, stored.method) == (3, 3, 0)
    assert packed.size == 300 and packed.stored_size < 300 and packed.method == 8
    assert packed.sha256 == hashlib.sha256(b"abc" * 100).hexdigest()


def test_black_pictures_are_not_compressed_into_a_bomb() -> None:
    """What we write, we read: a thousandfold deflate is replaced by a milder one."""
    data, zip_ = made({"black.npy": (bytes(3_000_000), True)})
    assert len(data) < 500_000 and zip_.entries[0].method == 8
    assert ZipReader(io.BytesIO(data), "x").read("black.npy") == bytes(3_000_000)


@pytest.mark.parametrize(
    "name", ["", "/a", "../a", "a/../b", "a\\b", "c:a", "a/", "ä", "a b", "a."]
)
def test_a_name_that_the_reader_would_refuse_is_not_written(name: str) -> None:
    """The mistake is ours, so it is a ValueError, and nothing is written."""
    log: list[bytes] = []
    with pytest.raises(ValueError, match="entry"):
        ZipAppender(log.append).add(name, b"")
    assert log == []


def test_a_name_is_written_once_whatever_its_case() -> None:
    """On a USB stick, A and a are one file."""
    zip_ = ZipAppender(lambda data: None)
    zip_.add("a/b", b"")
    with pytest.raises(ValueError, match="there already"):
        zip_.add("A/B", b"")
    assert "A/b" in zip_


def test_the_size_limit_is_told_before_anything_is_written_and_leaves_room_to_finish() -> None:
    """At the limit an entry is refused whole, and the archive still becomes a good one."""
    for limit in range(100, 400, 7):
        log: list[bytes] = []
        zip_ = ZipAppender(log.append, max_bytes=limit)
        for name in "abcdef":
            before = len(log)
            try:
                zip_.add(name, b"x" * 20)
            except ZipFullError:
                assert len(log) == before
                break
        zip_.finish()
        data = b"".join(log)
        assert len(data) <= limit and len(ZipReader(io.BytesIO(data), "x").names) >= 0


def test_too_many_entries_and_too_large_entries_are_refused() -> None:
    """Beyond 65534 entries or half a GiB an entry is refused; a ZIP64 is never written."""
    zip_ = ZipAppender(lambda data: None)
    with pytest.raises(ZipFullError, match="leave it out"):
        zip_.add("huge", _Huge())
    for i in range(MAX_ENTRIES):
        zip_.add(str(i), b"")
    with pytest.raises(ZipFullError, match="entries already"):
        zip_.add("one-more", b"")


class _Huge(bytes):
    """Claims a size that nobody wants to allocate in a test."""

    def __len__(self) -> int:
        return 1 << 30


def test_a_finished_archive_takes_nothing_more() -> None:
    """After the directory there is nothing."""
    zip_ = ZipAppender(lambda data: None)
    zip_.finish()
    with pytest.raises(ValueError, match="finished"):
        zip_.add("a", b"")
    with pytest.raises(ValueError, match="finished"):
        zip_.finish()


def test_a_time_that_a_zip_cannot_name_is_refused() -> None:
    """ZIP years run from 1980 to 2107; a device without a clock says 1970."""
    with pytest.raises(ValueError, match="1980"):
        ZipAppender(lambda data: None, stamp=(1970, 1, 1, 0, 0, 0))
    log: list[bytes] = []
    zip_ = ZipAppender(log.append, stamp=(2026, 11, 22, 8, 15, 30))
    zip_.add("a", b"")
    zip_.finish()
    with zipfile.ZipFile(io.BytesIO(b"".join(log))) as other:
        assert other.infolist()[0].date_time == (2026, 11, 22, 8, 15, 30)


def test_python_runs_a_bundle(tmp_path: Path) -> None:
    """A ZIP that holds __main__.py is a program: python3 FILE."""
    path = tmp_path / "incident.virk.zip"
    path.write_bytes(bundle())
    done = subprocess.run(
        [sys.executable, "-I", str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "replayed .virk.zip\n", "")


def test_the_standard_library_finds_the_sample_bundle_whole() -> None:
    """The check that `unzip -t` does, on a bundle with one compressed entry."""
    with zipfile.ZipFile(io.BytesIO(b"".join(write_log(compress=True)))) as other:
        assert other.testzip() is None
        assert other.namelist() == [*(name for name, _ in contents()), "manifest.json"]
