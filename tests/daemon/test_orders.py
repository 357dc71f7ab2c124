"""What an order does to a judge, and that it is given once, by one at a time, and never lingers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import QUICK, info, scene, with_noise
from tests.feeds import until
from virk_edge.adapters.states import StateDirectory
from virk_edge.core.monitor import Monitor
from virk_edge.core.pipeline import Pipeline
from virk_edge.daemon.orders import (
    Carried,
    Wish,
    carry_out,
    carry_out_on_disk,
    have_done,
    new_head,
    restored,
)
from virk_edge.errors import StateError, StorageError
from virk_edge.formats.baseline import EmbedderRecord
from virk_edge.formats.config import Config
from virk_edge.formats.orders import Answer

CONFIG = Config(detect=QUICK)
VIEW = scene(height=48, width=64)


def nobody() -> Carried:
    """Must not be asked."""
    raise AssertionError("the directory has an owner")


def no_embedder() -> EmbedderRecord:
    """Must not be asked for."""
    raise AssertionError("nothing is imported")


def pipeline(frames: int) -> Pipeline:
    """A judge that has seen so many frames of a quiet scene."""
    found = Pipeline("door", CONFIG, None)
    for seq in range(frames):
        found.process(info(seq), with_noise(VIEW, 3.0, seq))
    return found


def frozen(found: Pipeline) -> str:
    """Show it the very same picture until it calls the feed frozen; the incident's id."""
    picture = with_noise(VIEW, 3.0, 999)
    for seq in range(found.analysed, found.analysed + 200):
        found.process(info(seq), picture)
        if found.monitor.incident is not None:
            return found.monitor.incident.incident
    raise AssertionError("no incident opened")


def learnt_frames(monitor: Monitor) -> int:
    """Frames that the image channel learnt from."""
    return max((c.learnt_frames for c in monitor.status().channels), default=0)


@pytest.mark.parametrize(("action", "reason"), [("accept", "accepted"), ("reset", "reset")])
def test_what_was_learnt_goes_and_the_incident_ends(action: str, reason: str) -> None:
    """The recording that is going on is finished with the same reason."""
    judge = pipeline(130)
    incident = frozen(judge)
    carried = carry_out(action, judge)  # type: ignore[arg-type]
    assert carried.done and carried.incident == incident
    assert carried.words.endswith(f"; incident {incident} is closed")
    assert carried.closed is not None and carried.closed.reason == reason
    assert [job.reason for job in carried.jobs] == [reason]  # type: ignore[union-attr]
    assert judge.monitor.incident is None and learnt_frames(judge.monitor) == 0
    again = carry_out(action, judge)  # type: ignore[arg-type]
    assert again.done and again.closed is None and again.incident is None and again.jobs == []


def test_a_fault_teaches_nothing() -> None:
    """Only an open incident can be one."""
    judge = pipeline(130)
    assert not carry_out("fault", judge).done
    incident = frozen(judge)
    carried = carry_out("fault", judge)
    assert carried.done and carried.incident == incident and judge.monitor.fault


def test_a_baseline_is_adopted_or_nothing_changes() -> None:
    """What does not fit is refused in one sentence."""
    source, judge = pipeline(130), pipeline(20)
    before = learnt_frames(judge.monitor)
    for wrong in ({}, {"channels": {}}, {"channels": 1, "timeline": {}}, {"channels": None}):
        carried = carry_out("import", judge, wrong)
        assert not carried.done and "does not fit camera door: " in carried.words
        assert learnt_frames(judge.monitor) == before
    assert carry_out("import", judge, source.monitor.learnt()).done
    assert learnt_frames(judge.monitor) == learnt_frames(source.monitor) > before


def test_to_save_changes_nothing() -> None:
    """Show asks for it all the time."""
    judge = pipeline(20)
    carried = carry_out("save", judge)
    assert carried.done and learnt_frames(judge.monitor) > 10


def test_a_state_that_is_none_is_one_sentence() -> None:
    """Whatever the judge raises on the way."""
    head = new_head("state", "door", None, None)
    good = pipeline(3).monitor.save()
    assert restored((head, good), QUICK, "x").monitor.camera == "door"
    for wrong in (
        {},
        {**good, "format": 1},
        {**good, "channels": None},
        {**good, "tracker": []},
        {**good, "camera": "yard"},
        {k: v for k, v in good.items() if k != "timeline"},
    ):
        with pytest.raises(
            StateError, match=r"saved by another virk-edge|another camera"
        ) as caught:
            restored((head, wrong), QUICK, "x")
        assert str(caught.value).startswith("x ") and "\n" not in str(caught.value)


def test_nothing_saved_cannot_be_ordered_about(tmp_path: Path) -> None:
    """But the embedder is not loaded to find that out."""
    states = StateDirectory(tmp_path / "state")
    for action in ("accept", "fault", "reset", "save"):
        with pytest.raises(StateError, match="nothing is saved of camera door"):
            carry_out_on_disk(Wish("door", action), states, CONFIG, no_embedder)


# -- giving ---------------------------------------------------------------------------------------


@pytest.fixture
def owned(tmp_path: Path) -> StateDirectory:
    """A directory that somebody owns for as long as the test lasts."""
    states = StateDirectory(tmp_path / "state")
    assert states.own() is not None
    return states


def give(wish: Wish, states: StateDirectory, seconds: float) -> Callable[[], Answer]:
    """Give an order from another thread; what it was answered, or its error."""
    result: list[Answer | BaseException] = []

    def run() -> None:
        try:
            result.append(have_done(wish, states, nobody, patience_seconds=seconds))
        except BaseException as error:
            result.append(error)

    thread = threading.Thread(target=run)
    thread.start()

    def wait() -> Answer:
        thread.join(30.0)
        (only,) = result
        if isinstance(only, BaseException):
            raise only
        return only

    return wait


def test_two_givers_wait_for_each_other(owned: StateDirectory) -> None:
    """Each gets the answer to its own order."""
    waiting = {
        "accept": give(Wish("door", "accept"), StateDirectory(owned.directory), 20.0),
        "reset": give(Wish("door", "reset"), StateDirectory(owned.directory), 20.0),
    }
    answered: list[str] = []

    def answers() -> bool:
        for order in owned.take_orders()[0]:
            assert not list(owned.directory.glob("*.answer"))
            owned.answer("door", Answer(order.id, True, order.action))
            answered.append(order.action)
        return len(answered) == 2

    until(answers, lambda: threading.Event().wait(0.01))
    assert all(wait().words == action for action, wait in waiting.items())


def test_an_order_that_nobody_takes_is_withdrawn(owned: StateDirectory) -> None:
    """With the baseline that it brought; the sentence says where to look."""
    wait = give(Wish("door", "import", "x", b"baseline"), owned, 0.3)
    with pytest.raises(StorageError, match="does not answer, and the order was withdrawn after"):
        wait()
    assert {path.name for path in owned.directory.iterdir()} == {".owner", ".orders"}


def test_an_interrupted_giver_leaves_no_order(
    owned: StateDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while waiting."""

    def interrupt(_: float) -> None:
        assert (owned.directory / "door.order").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        have_done(Wish("door", "reset"), owned, nobody)
    assert not (owned.directory / "door.order").exists()
