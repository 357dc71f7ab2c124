"""The recorder's thread: a slow disk costs frames, counted, and never the judge's time."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.adapters.test_recorder import begin, finish, frame, step
from tests.daemons import Lines
from tests.feeds import until
from virk_edge.core.flight import Continue, Job
from virk_edge.daemon.log import Log
from virk_edge.daemon.recording import RecordingThread


class SlowRecorder:
    """A recorder whose disk is stuck until told otherwise."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.handled: list[Job] = []
        self.losses: Counter[str] = Counter()
        self.errors: list[str] = []
        self.closed = False
        self.breaks = False

    def handle(
        self, camera: str, job: Job, losses: Counter[str], budget: object = None
    ) -> Path | None:
        assert self.go.wait(20.0)
        if self.breaks:
            raise ZeroDivisionError("oh")
        self.handled.append(job)
        return None

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def slow() -> SlowRecorder:
    return SlowRecorder()


@pytest.fixture
def thread(slow: SlowRecorder) -> RecordingThread:
    log = Log(level="info", style="json", stream=Lines())  # type: ignore[arg-type]  # a text stream
    found = RecordingThread(slow, log)  # type: ignore[arg-type]  # its three methods are all it uses
    found.start()
    return found


def more(seq: int) -> Continue:
    """One more frame of a recording."""
    return Continue(step(seq), frame(seq))


def test_a_stuck_disk_drops_steps_and_keeps_room_for_ends(
    slow: SlowRecorder, thread: RecordingThread
) -> None:
    """Submitting never waits: frames are refused first, beginnings and ends only after that."""
    taken = [thread.submit("door", more(seq), Counter()) for seq in range(300)]
    assert taken.count(False) == thread.dropped > 40
    assert thread.submit("door", finish(), Counter())
    ends = [thread.submit("door", begin([]), Counter()) for _ in range(30)]
    assert ends[0] and not ends[-1]
    slow.go.set()
    assert thread.close(20.0)
    assert len(slow.handled) == taken.count(True) + 1 + ends.count(True)
    assert slow.closed


def test_closing_does_not_wait_forever(slow: SlowRecorder, thread: RecordingThread) -> None:
    """With the disk stuck and the queue full the program still ends."""
    while thread.submit("door", begin([]), Counter()):
        pass
    assert not thread.close(0.05)
    slow.go.set()


def test_a_bug_in_the_recorder_is_handed_on(slow: SlowRecorder, thread: RecordingThread) -> None:
    """The thread ends, says why, and a program that ends then does not hang."""
    slow.breaks = True
    slow.go.set()
    thread.submit("door", more(1), Counter())
    until(lambda: thread.failure is not None, lambda: thread._thread.join(0.01))
    assert isinstance(thread.failure, ZeroDivisionError)
    for seq in range(300):
        thread.submit("door", more(seq), Counter())
    assert thread.close(20.0)
    assert slow.closed
