"""Old, new or nothing: whatever fails in a durable write, no half of a file is ever visible."""

from __future__ import annotations

import errno
import os
import pathlib
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from virk_edge.adapters import durable
from virk_edge.adapters.durable import (
    DurableFile,
    NameTakenError,
    make_directory,
    part_path,
    write_atomic,
)
from virk_edge.errors import StorageError

DATA = b"new content" * 100
# Every call of the operating system that a durable write makes.
CALLS = ("open", "write", "fsync", "link", "unlink", "replace", "rename", "close")
# How many of each, so that a fault is known to have been tried at every one of them.
NEW_FILE_CALLS = {
    "open": 3,  # the part, and the directory twice
    "write": 2,
    "fsync": 4,  # the new name, the recorder's own, the content, the final name
    "link": 1,
    "unlink": 1,
    "replace": 0,
    "rename": 0,
    "close": 3,
}
CODES = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES)


def put(patch: pytest.MonkeyPatch, call: str, function: Callable[..., Any]) -> None:
    """Replace a function of ``os``, also where Python 3.10's pathlib has kept it."""
    patch.setattr(os, call, function)
    accessor = getattr(pathlib, "_NormalAccessor", None)
    if hasattr(accessor, call):
        patch.setattr(accessor, call, staticmethod(function))


def names(directory: Path) -> list[str]:
    """What is in a directory, hidden files too."""
    return sorted(path.name for path in directory.iterdir())


class Fault:
    """Lets ``after`` calls of one function through and fails all later ones."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, after: int, code: int) -> None:
        self.hit = False
        self._real: Callable[..., Any] = getattr(os, call)
        self._left, self._code = after, code
        put(monkeypatch, call, self)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            self.hit = True
            raise OSError(self._code, os.strerror(self._code))
        return self._real(*arguments, **named)


def make_new(path: Path) -> None:
    """The store's way: a new file under a new name."""
    with DurableFile(path) as file:
        file.append(DATA[:50])
        file.sync()
        file.append(DATA[50:])
        file.commit()


def test_a_committed_file_is_whole_and_alone(tmp_path: Path) -> None:
    """Content is there, the part is gone, the mode keeps strangers out."""
    path = tmp_path / "a.zip"
    make_new(path)
    assert path.read_bytes() == DATA and names(tmp_path) == ["a.zip"]
    assert path.stat().st_mode & 0o777 & ~0o640 == 0 and path.stat().st_nlink == 1


def test_nothing_is_visible_before_commit(tmp_path: Path) -> None:
    """While it is written a file is hidden and says that it is a part."""
    with DurableFile(tmp_path / "a.zip") as file:
        file.append(DATA)
        assert names(tmp_path) == [".a.zip.part"]
    assert names(tmp_path) == [".a.zip.part"]  # left for salvage


def test_abort_leaves_nothing(tmp_path: Path) -> None:
    """A file that nobody wants is gone."""
    file = DurableFile(tmp_path / "a.zip")
    file.append(DATA)
    file.abort()
    assert names(tmp_path) == []
    with pytest.raises(ValueError, match="closed"):
        file.append(b"x")


def test_a_file_never_replaces_another(tmp_path: Path) -> None:
    """Neither a part being written nor a finished file is lost to a namesake."""
    path = tmp_path / "a.zip"
    first = DurableFile(path)
    with pytest.raises(NameTakenError, match="taken"):
        DurableFile(path)
    path.write_bytes(b"somebody else's")
    with pytest.raises(NameTakenError, match=r"a\.zip"):
        first.commit()
    assert path.read_bytes() == b"somebody else's" and part_path(path).exists()


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_links_is_served_by_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """USB sticks have no hard links; a name that is taken is still respected."""
    Fault(monkeypatch, "link", 0, code)
    make_new(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == DATA and names(tmp_path) == ["a.zip"]
    with pytest.raises(NameTakenError):
        make_new(tmp_path / "a.zip")


def test_a_link_in_the_place_of_a_part_is_not_followed(tmp_path: Path) -> None:
    """Somebody with access to the directory cannot make us write elsewhere."""
    target = tmp_path / "target"
    part_path(tmp_path / "a.zip").symlink_to(target)
    with pytest.raises(NameTakenError):
        DurableFile(tmp_path / "a.zip")
    write_atomic(tmp_path / "a.zip", DATA)
    assert not target.exists() and (tmp_path / "a.zip").read_bytes() == DATA


def test_a_part_is_written_to_the_end_though_the_system_takes_it_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """write() may take less than it was given."""
    real = os.write
    put(monkeypatch, "write", lambda fd, data: real(fd, bytes(data[:7])))
    make_new(tmp_path / "a")
    write_atomic(tmp_path / "b", DATA)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == DATA


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_at_any_step_of_a_new_file_leaves_it_whole_or_invisible(
    tmp_path: Path, call: str, code: int
) -> None:
    """Each call of each kind fails once: a sentence, and never a half file under the name."""
    hits = 0
    for after in range(6):
        path = tmp_path / f"{after}.zip"
        with pytest.MonkeyPatch.context() as patch:
            fault = Fault(patch, call, after, code)
            try:
                make_new(path)
            except StorageError as exc:
                assert fault.hit and str(tmp_path) in str(exc) and str(exc).startswith("cannot ")
        hits += fault.hit
        assert not path.exists() or path.read_bytes() == DATA
        if not fault.hit:
            assert path.read_bytes() == DATA
    assert hits == NEW_FILE_CALLS[call]


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_at_any_step_of_a_replacement_leaves_the_old_or_the_new(
    tmp_path: Path, call: str, code: int
) -> None:
    """The content is never a mixture, never gone, and the next attempt succeeds."""
    path = tmp_path / "state"
    for after in range(6):
        path.write_bytes(b"old")
        with pytest.MonkeyPatch.context() as patch:
            fault = Fault(patch, call, after, code)
            try:
                write_atomic(path, DATA)
            except StorageError as exc:
                assert fault.hit and str(tmp_path) in str(exc)
        assert path.read_bytes() in (b"old", DATA)
        if not fault.hit:
            assert path.read_bytes() == DATA
        write_atomic(path, b"next")
        assert path.read_bytes() == b"next"
        assert names(tmp_path) == ["state"]


def test_the_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is called full, with the path."""
    Fault(monkeypatch, "fsync", 0, errno.ENOSPC)
    with pytest.raises(StorageError, match=r"cannot .* the disk is full; free some space"):
        write_atomic(tmp_path / "a", DATA)
    with pytest.raises(StorageError, match="the directory is not there"):
        write_atomic(tmp_path / "no" / "a", DATA)


def test_the_order_is_file_name_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content is on the disk before it has a name, and the name before we say so."""
    done: list[str] = []
    for call in ("fsync", "link", "unlink", "replace"):
        real = getattr(os, call)

        def noted(*arguments: Any, _call: str = call, _real: Any = real, **named: Any) -> Any:
            kind = "directory" if _call == "fsync" and _is_directory(arguments[0]) else ""
            done.append(f"{_call} {kind}".strip())
            return _real(*arguments, **named)

        put(monkeypatch, call, noted)
    make_new(tmp_path / "a")
    assert done == ["fsync directory", "fsync", "fsync", "link", "fsync directory", "unlink"]
    done.clear()
    write_atomic(tmp_path / "b", DATA)
    assert done == ["unlink", "fsync", "replace", "fsync directory"]


def test_an_error_of_closing_is_nobodys_concern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts was synced before; giving up a bundle must not raise a second time."""
    for after in range(6):
        with pytest.MonkeyPatch.context() as patch:
            Fault(patch, "close", after, errno.EIO)
            make_new(tmp_path / f"{after}.zip")
            write_atomic(tmp_path / "state", DATA)
    assert len(names(tmp_path)) == 7


def test_a_directory_that_was_made_outlives_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name is synced, and that of each one above it that was made too."""
    synced: list[Path] = []
    monkeypatch.setattr(durable, "sync_directory", synced.append)
    assert make_directory(tmp_path / "a" / "b", mode=0o750)
    assert synced == [tmp_path, tmp_path / "a"]
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 & ~0o750 == 0
    assert not make_directory(tmp_path / "a" / "b", mode=0o750) and len(synced) == 2


def _is_directory(fd: int) -> bool:
    return stat.S_ISDIR(os.fstat(fd).st_mode)


def test_room_is_reserved_and_given_back(tmp_path: Path) -> None:
    file = DurableFile(tmp_path / "x")
    file.reserve(1 << 20)
    assert file.part.stat().st_size == 0
    if file.part.stat().st_blocks:  # else this file system cannot
        assert file.part.stat().st_blocks * 512 >= 1 << 20
    file.append(b"abc")
    file.commit()
    assert (tmp_path / "x").read_bytes() == b"abc"
    assert (tmp_path / "x").stat().st_blocks * 512 <= 1 << 16


def test_no_room_is_a_sentence_and_what_is_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(fd: int, size: int) -> bool:
        raise OSError(errno.ENOSPC, "full")

    file = DurableFile(tmp_path / "x")
    file.append(b"abc")
    monkeypatch.setattr(durable, "reserve", full)
    with pytest.raises(StorageError, match=r"reserve room for .*: the disk is full"):
        file.reserve(1 << 20)
    assert file.reserved == 0
    file.commit()
    assert (tmp_path / "x").read_bytes() == b"abc"
