"""The directory of states: one owner, one giver of orders, nothing lost unread."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.adapters.test_durable import Fault, names
from tests.formats.same import same
from tests.formats.samples import LEARNT, baseline, state
from virk_edge.adapters.states import (
    SET_ASIDE_MAX,
    StateDirectory,
    read_file,
)
from virk_edge.errors import StateError, StorageError
from virk_edge.formats.orders import BYTES_MAX, Answer, Order, order_bytes

DOOR = baseline(replace(LEARNT, kind="state", camera="door"))
ORDER = Order("7f3a", "door", "accept", "boot", 5)
ANSWER = Answer("7f3a", True, "done")


@pytest.fixture
def states(tmp_path: Path) -> Iterator[StateDirectory]:
    """A directory that is owned."""
    found = StateDirectory(tmp_path / "store" / "state")
    lock = found.own()
    assert lock is not None
    with lock:
        yield found


def visible(states: StateDirectory) -> list[str]:
    """Its files, without the locks."""
    return [name for name in names(states.directory) if name not in (".owner", ".orders")]


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    """Whoever only asks leaves no trace."""
    states = StateDirectory(tmp_path / "state")
    assert states.cameras() == [] and states.load("door") is None
    assert states.take_orders() == ([], [])
    assert names(tmp_path) == []


def test_a_state_comes_back(states: StateDirectory) -> None:
    """Written whole, readable by the group, in a directory that strangers cannot enter."""
    states.save("door", DOOR)
    states.save("door", DOOR)
    head, found = states.load("door") or (None, None)
    assert head is not None and head.camera == "door" and same(found, state())
    assert states.cameras() == ["door"] and visible(states) == ["door.state"]
    assert stat.S_IMODE(states.directory.stat().st_mode) & ~0o750 == 0
    assert stat.S_IMODE(states.path("door").stat().st_mode) & ~0o640 == 0


@pytest.mark.parametrize("lock", ["own", "give_orders"])
def test_a_lock_has_one_holder(tmp_path: Path, lock: str) -> None:
    """Until it is let go; the two locks do not know each other."""
    first, second = (StateDirectory(tmp_path / "state") for _ in range(2))
    other = "give_orders" if lock == "own" else "own"
    held = getattr(first, lock)()
    assert held is not None and getattr(second, lock)() is None
    with getattr(second, other)():
        assert getattr(second, lock)() is None
    held.close()
    held.close()
    with getattr(second, lock)() as taken:
        assert taken is not None and getattr(first, lock)() is None


def test_a_camera_is_no_path(states: StateDirectory) -> None:
    """A name that could lead elsewhere never becomes a file's name."""
    for camera in ("../door", "a/b", "", ".x", "A", "x" * 64):
        with pytest.raises(ValueError, match="cannot name a camera"):
            states.save(camera, DOOR)
    (states.directory / ".hidden.state").write_bytes(DOOR)
    (states.directory / "DOOR.state").write_bytes(DOOR)
    assert states.cameras() == []


def test_a_foreign_or_damaged_state_is_one_sentence(states: StateDirectory) -> None:
    """Another camera's, a damaged one, a folder, an exported baseline."""
    states.save("yard", DOOR)
    with pytest.raises(StateError, match=r"yard\.state belongs to camera door; give one"):
        states.load("yard")
    states.save("yard", DOOR[:-5])
    with pytest.raises(StateError, match=r"yard\.state is damaged"):
        states.load("yard")
    states.save("yard", baseline())
    with pytest.raises(StateError, match="baseline import"):
        states.load("yard")
    states.path("door").mkdir()
    with pytest.raises(StateError, match="no regular file"):
        states.load("door")


def test_what_cannot_be_used_is_set_aside_and_never_written_over(states: StateDirectory) -> None:
    """Under the next free name, nine at most; then it stays, and that is said."""
    for number in range(1, SET_ASIDE_MAX + 1):
        states.save("door", b"%d" % number)
        aside = states.set_aside("door")
        assert aside.name == f"door.state.bad-{number}" and aside.read_bytes() == b"%d" % number
    states.save("door", b"last")
    with pytest.raises(StorageError, match=r"9 unusable states of this camera lie beside it"):
        states.set_aside("door")
    assert states.path("door").read_bytes() == b"last"
    assert states.cameras() == ["door"] and len(visible(states)) == SET_ASIDE_MAX + 1


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_state(
    states: StateDirectory, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    """Whichever call fails: one sentence, the old state, no leftovers."""
    states.save("door", DOOR)
    with monkeypatch.context() as patch:
        fault = Fault(patch, call, 0, code)
        with pytest.raises(StorageError, match=r"cannot write .*door\.state: the "):
            states.save("door", b"new")
        assert fault.hit
    assert states.path("door").read_bytes() == DOOR and visible(states) == ["door.state"]


def test_what_a_killed_program_left_half_written_is_in_nobodys_way(states: StateDirectory) -> None:
    """A hidden part is no state, and the next one takes its place."""
    states.save("door", DOOR)
    (states.directory / ".door.state.part").write_bytes(DOOR[:50])
    assert states.cameras() == ["door"] and states.load("door") is not None
    states.save("door", DOOR)
    assert visible(states) == ["door.state"]


def test_an_order_reaches_the_owner_once_and_its_answer_the_giver(states: StateDirectory) -> None:
    """Both are taken away as they are read."""
    giver = StateDirectory(states.directory)
    giver.place(ORDER)
    assert giver.take_answer(ORDER) is None
    assert states.take_orders() == ([ORDER], [])
    assert states.take_orders() == ([], []) and not giver.withdraw("door")
    states.answer("door", ANSWER)
    assert giver.take_answer(ORDER) == ANSWER
    assert giver.take_answer(ORDER) is None and visible(states) == []


def test_an_answer_to_somebody_else_is_not_ours(states: StateDirectory) -> None:
    """One whose giver did not wait is thrown away, before or after the next order."""
    states.answer("door", ANSWER)
    later = replace(ORDER, id="8b21")
    states.place(later)
    assert visible(states) == ["door.order"]
    states.answer("door", ANSWER)
    assert states.take_answer(later) is None
    assert visible(states) == ["door.order"]


def test_an_order_can_be_withdrawn(states: StateDirectory) -> None:
    """With the baseline that it brings."""
    states.place(ORDER, b"baseline")
    assert visible(states) == ["door.import", "door.order"]
    assert states.withdraw("door") and not states.withdraw("door")
    assert states.take_orders() == ([], []) and visible(states) == []


def test_what_is_no_order_is_taken_away_and_told(states: StateDirectory) -> None:
    """Rubbish, an order for another camera, a file without end, a folder: each once."""
    (states.directory / "a.order").write_bytes(b"rm -rf /")
    (states.directory / "b.order").write_bytes(order_bytes(ORDER))
    (states.directory / "c.order").write_bytes(bytes(BYTES_MAX + 1))
    os.mkfifo(states.directory / "d.order")
    states.place(ORDER)
    orders, errors = states.take_orders()
    assert orders == [ORDER]
    wanted = ("JSON", "camera door", "larger", "regular")
    for error, words in zip(errors, wanted, strict=True):
        assert words in str(error)
    assert states.take_orders() == ([], []) and visible(states) == []


def test_an_import_is_the_one_that_was_ordered(states: StateDirectory) -> None:
    """What was put in its place meanwhile is refused."""
    order = replace(ORDER, action="import", sha256=hashlib.sha256(b"baseline").hexdigest())
    states.place(order, b"baseline")
    assert states.take_import(order) == b"baseline"
    states.place(order, b"another")
    with pytest.raises(StateError, match="not the baseline that the order is about"):
        states.take_import(order)
    with pytest.raises(StorageError, match=r"cannot read .*door\.import"):
        states.take_import(order)


def test_what_root_makes_belongs_to_the_directorys_owner(
    states: StateDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator's order must be readable for a daemon that is not root, at once."""
    given: list[tuple[str, tuple[int, ...]]] = []

    def fchown(fd: int, *owner: int) -> None:
        given.append((Path(f"/proc/self/fd/{fd}").readlink().name, owner))

    found = states.directory.stat()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", fchown)
    lock = StateDirectory(states.directory).give_orders()
    assert lock is not None
    lock.close()
    states.place(ORDER, b"baseline")
    states.save("door", DOOR)
    states.answer("door", ANSWER)
    made = [".orders", *(f".door.{x}.part" for x in ("import", "order", "state", "answer"))]
    assert given == [(name, (found.st_uid, found.st_gid)) for name in made]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    states.save("door", DOOR)
    assert len(given) == len(made)


def test_a_file_that_is_too_large_or_none_is_refused(tmp_path: Path) -> None:
    """At most as much is read as was said; a pipe does not hold the reader."""
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert read_file(path, 5) == b"12345"
    with pytest.raises(StateError, match="larger than 4 bytes"):
        read_file(path, 4)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StateError, match="no regular file"):
        read_file(tmp_path / "pipe", 4)
    with pytest.raises(StorageError, match="no such file"):
        read_file(tmp_path / "none", 4)
