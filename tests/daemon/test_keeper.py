"""The keeper's thread: what is left there gets to the disk, and a bad disk holds nobody up."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import QUICK, observed, scene
from tests.daemons import Lines
from tests.feeds import until
from tests.formats.same import same
from virk_edge.adapters import states
from virk_edge.adapters.durable import sentences
from virk_edge.adapters.host import boot_ns, clocks_record
from virk_edge.adapters.states import SET_ASIDE_MAX, StateDirectory
from virk_edge.core.monitor import Monitor
from virk_edge.daemon import keeper as keeper_module
from virk_edge.daemon.keeper import Given, KeeperThread
from virk_edge.daemon.log import Log
from virk_edge.daemon.orders import new_head
from virk_edge.errors import StorageError
from virk_edge.formats.baseline import BaselineHead, baseline_bytes
from virk_edge.formats.orders import Action, Answer, Order
from virk_edge.nouns import State

DOOR = new_head("state", "door", None, None)


def state_after(frames: int) -> State:
    """What a judge has learnt after so many frames."""
    monitor = Monitor("door", QUICK)
    for seq in range(frames):
        monitor.step(observed(scene(), seq))
    return monitor.save()


class Disk(StateDirectory):
    """A directory whose disk can be full, or stuck until told otherwise."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.full = False
        self.go = threading.Event()
        self.go.set()
        self.saves = 0

    def save(self, camera: str, data: bytes) -> None:
        assert self.go.wait(20.0)
        if self.full:
            raise StorageError(f"cannot write {self.path(camera)}: the disk is full")
        super().save(camera, data)
        self.saves += 1


class Kept:
    """A keeper over such a disk, and what it says."""

    def __init__(self, folder: Path) -> None:
        self.disk = Disk(folder)
        self.lines = Lines()
        log = Log(level="debug", style="json", stream=self.lines)  # type: ignore[arg-type]
        self.keeper = KeeperThread(self.disk, QUICK, log)

    def save(self, state: State, head: BaselineHead = DOOR) -> None:
        """Leave a state and wait until it was tried."""
        before = self.disk.saves, self.keeper.failures[head.camera]
        self.keeper.save(head, state)
        until(
            lambda: (self.disk.saves, self.keeper.failures[head.camera]) != before,
            self.lines.wait,
        )

    def loaded(self) -> State:
        """What lies on the disk."""
        found = self.disk.load("door")
        assert found is not None
        return found[1]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    found = Kept(tmp_path / "state")
    yield found
    assert found.keeper.close(20.0) and found.keeper.failure is None


def order(action: Action = "accept", **changes: object) -> Order:
    """An order that is good for a minute."""
    good = Order("7f3a", "door", action, clocks_record().boot_id, boot_ns() + 60 * 10**9)
    return replace(good, **changes)  # type: ignore[arg-type]


def given(kept: Kept, wanted: Order) -> Given:
    """Place an order and wait until the compute thread could have it."""
    kept.disk.place(wanted)
    found: list[Given] = []

    def arrives() -> bool:
        found.extend(kept.keeper.take_orders())
        return bool(found)

    until(arrives, kept.lines.wait)
    (only,) = found
    return only


def test_what_is_left_is_there_after_the_end_and_at_the_next_start(tmp_path: Path) -> None:
    """The newest state of every camera, with the judge that it makes."""
    first, second = Kept(tmp_path / "state"), Kept(tmp_path / "state")
    first.keeper.start()
    first.keeper.save(DOOR, state_after(3))
    first.keeper.save(DOOR, state_after(5))
    first.keeper.save(replace(DOOR, camera="yard"), {**state_after(2), "camera": "yard"})
    assert first.keeper.close(20.0)
    second.keeper.start()
    assert set(second.keeper.saved) == {"door", "yard"}
    assert same(second.keeper.saved["door"].monitor.save(), state_after(5))
    assert second.keeper.saved["door"].head.camera == "door"
    assert second.keeper.close(20.0)


def test_a_stuck_disk_holds_nobody_and_the_newest_state_wins(kept: Kept) -> None:
    """Leaving never waits; of many states only two are written."""
    kept.keeper.start()
    kept.disk.go.clear()
    for frames in (1, 2, 3, 4):
        kept.keeper.save(DOOR, state_after(frames))
    kept.disk.go.set()
    until(lambda: kept.disk.path("door").exists() and not kept.keeper._work.states, kept.lines.wait)
    assert kept.keeper.close(20.0)
    assert kept.disk.saves <= 2 and same(kept.loaded(), state_after(4))


def test_a_full_disk_is_counted_and_told_once(kept: Kept) -> None:
    """One line when it begins, one when it is over; the old state stays."""
    kept.keeper.start()
    kept.save(state_after(1))
    kept.disk.full = True
    kept.save(state_after(2))
    kept.save(state_after(3))
    assert same(kept.loaded(), state_after(1))
    kept.disk.full = False
    kept.save(state_after(4))
    until(lambda: bool(kept.lines.of("state_saved_again")), kept.lines.wait)
    (failed,) = kept.lines.of("state_not_saved")
    assert failed["camera"] == "door" and "disk is full" in failed["why"]
    assert kept.lines.of("state_saved_again")[0]["failed"] == kept.keeper.failures["door"] == 2
    assert same(kept.loaded(), state_after(4))


def test_a_state_that_cannot_be_kept_exactly_stops_nothing(kept: Kept) -> None:
    """It is told like a full disk."""
    kept.keeper.start()
    kept.save({"a": (1, 2)})
    assert "cannot be saved" in kept.lines.of("state_not_saved")[0]["why"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"rubbish", "damaged, or no baseline"),
        (baseline_bytes(DOOR, {}), "another virk-edge, or is damaged: it has no 'format'"),
        (baseline_bytes(DOOR, {"format": 99}), "it has format 99"),
        (baseline_bytes(replace(DOOR, camera="yard"), {}), "belongs to camera yard"),
        (baseline_bytes(DOOR, {**state_after(1), "camera": "yard"}), "state of another camera"),
        (baseline_bytes(DOOR, {**state_after(1), "channels": []}), "damaged"),
    ],
)
def test_what_cannot_be_used_is_set_aside_at_the_start(
    kept: Kept, content: bytes, words: str
) -> None:
    """One warning with one sentence; the file is still there under its other name."""
    kept.disk.directory.mkdir()
    kept.disk.path("door").write_bytes(content)
    kept.keeper.start()
    assert kept.keeper.saved == {}
    (line,) = kept.lines.of("state_set_aside")
    assert line["level"] == "warning" and words in line["why"] and "\n" not in line["why"]
    aside = kept.disk.directory / "door.state.bad-1"
    assert line["file"] == str(aside) and aside.read_bytes() == content
    kept.save(state_after(1))
    assert same(kept.loaded(), state_after(1))


def test_what_cannot_be_read_just_now_is_neither_set_aside_nor_written_over(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the disk or of permissions says nothing against the state: the next start may
    read it, and nothing that was learnt is lost."""
    kept.disk.directory.mkdir()
    StateDirectory.save(kept.disk, "door", baseline_bytes(DOOR, state_after(3)))
    with monkeypatch.context() as patch:

        def refuse(path: Path) -> bytes:
            raise StorageError(f"cannot read {path}: the device reports an error")

        patch.setattr(states, "read_file", refuse)
        kept.keeper.start()
    kept.save(state_after(1))
    assert kept.keeper.saved == {} and same(kept.loaded(), state_after(3))
    (line,) = kept.lines.of("state_stuck")
    assert "device reports" in line["why"] and kept.keeper.failures["door"] == 1


def test_what_cannot_be_set_aside_is_not_written_over(kept: Kept) -> None:
    """With nine set aside already the tenth stays where it is, and states are not kept."""
    kept.disk.directory.mkdir()
    for number in range(1, SET_ASIDE_MAX + 1):
        (kept.disk.directory / f"door.state.bad-{number}").touch()
    kept.disk.path("door").write_bytes(b"rubbish")
    kept.keeper.start()
    kept.save(state_after(1))
    assert kept.disk.path("door").read_bytes() == b"rubbish"
    (line,) = kept.lines.of("state_stuck")
    assert "damaged" in line["why"] and "look at them" in line["and_then"]
    assert kept.keeper.failures["door"] == 1


def refuse_to_be_owned(kept: Kept, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The disk answers with this error when the directory is to be owned."""

    def refuse() -> None:
        with sentences("lock", kept.disk.directory):
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(kept.disk, "own", refuse)
    monkeypatch.setattr(keeper_module, "_LOOK_SECONDS", 0.02)


def test_a_disk_that_is_read_only_at_the_start_is_owned_later(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies there is read; nothing is written or taken before it is ours."""
    kept.disk.own().close()  # type: ignore[union-attr]
    kept.disk.save("door", baseline_bytes(DOOR, state_after(3)))
    with monkeypatch.context() as patches:
        refuse_to_be_owned(kept, patches, errno.EROFS)
        kept.keeper.start()
        assert set(kept.keeper.saved) == {"door"}
        kept.disk.place(order())
        kept.save(state_after(4))
        assert kept.keeper.failures == {"door": 1} and kept.keeper.take_orders() == []
    until(lambda: bool(kept.lines.of("states_owned_again")), kept.lines.wait)
    kept.save(state_after(5))
    assert same(kept.loaded(), state_after(5))
    assert len(kept.lines.of("states_not_owned")) == len(kept.lines.of("state_not_saved")) == 1
    until(lambda: bool(kept.keeper.take_orders()), kept.lines.wait)


def test_a_directory_that_is_not_for_us_is_told_at_the_start(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is a mistake, and no disk that recovers."""
    refuse_to_be_owned(kept, monkeypatch, errno.EACCES)
    with pytest.raises(StorageError, match="permission is missing"):
        kept.keeper.start()


def test_a_directory_that_somebody_removes_is_made_and_owned_again(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock that was held went with it; another program must not get in."""
    monkeypatch.setattr(keeper_module, "_LOOK_SECONDS", 0.02)
    kept.keeper.start()
    shutil.rmtree(kept.disk.directory)
    until(lambda: bool(kept.lines.of("states_owned_again")), kept.lines.wait)
    assert StateDirectory(kept.disk.directory).own() is None
    kept.save(state_after(3))
    assert same(kept.loaded(), state_after(3))


def test_two_keepers_cannot_own_one_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second says which directory, and what to do."""
    monkeypatch.setattr(keeper_module, "_WAIT_SECONDS", 0.1)
    first, second = Kept(tmp_path / "state"), Kept(tmp_path / "state")
    first.keeper.start()
    with pytest.raises(
        StorageError, match=r"another daemon keeps its states in .*store\.directory"
    ):
        second.keeper.start()
    assert first.keeper.close(20.0) and second.keeper.close(20.0)


def test_an_order_is_answered_after_the_state_that_it_made(kept: Kept) -> None:
    """Whoever has the answer finds its effect on the disk."""
    kept.keeper.start()
    wanted = given(kept, order()).order
    kept.disk.go.clear()
    kept.keeper.save(DOOR, state_after(2))
    kept.keeper.answer(wanted, Answer(wanted.id, True, "done"))
    assert kept.disk.take_answer(wanted) is None
    kept.disk.go.set()
    answers: list[Answer] = []

    def answered() -> bool:
        answer = kept.disk.take_answer(wanted)
        answers.extend([] if answer is None else [answer])
        return bool(answers)

    until(answered, kept.lines.wait)
    assert answers == [Answer("7f3a", True, "done")] and same(kept.loaded(), state_after(2))
    (line,) = kept.lines.of("order")
    assert (line["camera"], line["order"], line["done"]) == ("door", "accept", True)


def test_an_answer_says_that_the_disk_failed(kept: Kept) -> None:
    """What was done will be gone after a restart."""
    kept.disk.full = True
    kept.keeper.start()
    wanted = given(kept, order()).order
    kept.keeper.save(DOOR, state_after(1))
    kept.keeper.answer(wanted, Answer(wanted.id, True, "done"))
    assert kept.keeper.close(20.0)
    answer = kept.disk.take_answer(wanted)
    assert answer is not None and answer.words == "done; but it could not be written to the disk"


@pytest.mark.parametrize("changes", [{"boot_id": "another"}, {"until_boot_ns": 1}])
def test_an_order_from_before_is_not_carried_out(kept: Kept, changes: dict[str, object]) -> None:
    """Nobody wants yesterday's accept after a power cut."""
    kept.keeper.start()
    kept.disk.place(order(**changes))
    until(lambda: bool(kept.lines.of("order_too_old")), kept.lines.wait)
    assert kept.keeper.take_orders() == []


def test_what_is_no_order_is_told(kept: Kept) -> None:
    """And the next one is carried out."""
    kept.keeper.start()
    (kept.disk.directory / "yard.order").write_bytes(b"{}")
    given(kept, order())
    (line,) = kept.lines.of("order_refused")
    assert "yard.order is no order of virk-edge" in line["why"]


def test_an_import_that_is_no_baseline_is_answered_at_once(kept: Kept) -> None:
    """The compute thread never hears of it."""
    kept.keeper.start()
    wanted = order("import", file="/usb/door.virk", sha256="0" * 64)
    kept.disk.place(wanted, b"rubbish")
    until(lambda: bool(kept.lines.of("order")), kept.lines.wait)
    assert kept.keeper.take_orders() == [] and kept.keeper.close(20.0)
    answer = kept.disk.take_answer(wanted)
    assert answer is not None and not answer.done and "import it again" in answer.words


def test_a_bug_in_the_keeper_is_handed_on(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """The main thread ends the process; ending does not hang."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(StateDirectory, "take_orders", fail)
    kept.keeper.start()
    until(lambda: kept.keeper.failure is not None, kept.lines.wait)
    assert isinstance(kept.keeper.failure, ZeroDivisionError)
    kept.keeper.failure = None
