"""What a camera has learnt outlives the daemon: stopped, killed, or told to begin anew."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.daemons import Camera, Lines, Running, config_text, process, running
from tests.feeds import endpoint_in, until
from tests.formats.same import same
from tests.recordings import camera_picture
from virk_edge.adapters.states import StateDirectory
from virk_edge.core.monitor import Monitor
from virk_edge.daemon.log import Log
from virk_edge.daemon.main import Daemon
from virk_edge.daemon.orders import Wish, have_done, new_head
from virk_edge.formats.baseline import EmbedderRecord, baseline_bytes
from virk_edge.formats.config_toml import parse_config
from virk_edge.formats.orders import Action, Answer
from virk_edge.nouns import Encoding, Frame, FrameInfo, State


def states_of(folder: Path) -> StateDirectory:
    """Where the daemon of these tests keeps its states."""
    return StateDirectory(folder / "store" / "state")


def saved(folder: Path, camera: str = "door") -> State | None:
    """The state on the disk."""
    found = states_of(folder).load(camera)
    return None if found is None else found[1]


def learnt_frames(state: State | None) -> int:
    """How many frames the image channel has learnt from."""
    if state is None:
        return 0
    status = Monitor.restore(state, parse_config(config_text(Path("/x"))).detect).status()
    return max((c.learnt_frames for c in status.channels if c.channel == "image"), default=0)


class Fed:
    """A daemon that is fed by hand, frame for frame: no socket, no compute thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.lines = Lines()
        log = Log(level="debug", style="json", stream=self.lines)  # type: ignore[arg-type]
        self.daemon = Daemon(parse_config(config_text(folder)), log)

    @property
    def monitor(self) -> Monitor:
        return self.daemon.compute.pipelines["door"].monitor

    def show(self, numbers: range, *, embedding: bool = False, boot_at: int = 0) -> None:
        """Give these frames to the compute thread's own code; boot_at: the frame at boot."""
        for seq in numbers:
            pixels = camera_picture(seq, fault=False)
            boot_ns, wall_ns = (seq - boot_at) * 10**8, seq * 10**8
            info = FrameInfo("door", seq, "run", boot_ns, wall_ns, Encoding.BGR8, 120, 160)
            if embedding:
                info = replace(info, embedding=np.linspace(0.0, 1.0, 16, dtype=np.float32))
            self.daemon.compute._process(Frame(info, pixels.tobytes()), 0)


@contextmanager
def fed(folder: Path) -> Iterator[Fed]:
    """Start what such a daemon needs, and end it as a daemon ends."""
    found = Fed(folder)
    found.daemon.keeper.start()
    found.daemon.recording.start()
    try:
        yield found
    finally:
        found.daemon.compute._stopping.set()
        found.daemon.compute.start()
        found.daemon.end()


def test_a_restart_in_the_middle_of_learning_changes_no_bit(tmp_path: Path) -> None:
    """Two daemons one after the other learn exactly what one would have."""
    with fed(tmp_path / "a") as whole:
        whole.show(range(90))
    with fed(tmp_path / "b") as first:
        first.show(range(47))
    with fed(tmp_path / "b") as second:
        second.show(range(47, 90))
        assert [line["camera"] for line in second.lines.of("baseline_restored")] == ["door"]
    assert learnt_frames(whole.monitor.save()) > learnt_frames(first.monitor.save()) > 30
    assert same(second.monitor.save(), whole.monitor.save())
    assert same(saved(tmp_path / "b"), saved(tmp_path / "a"))
    head, _ = states_of(tmp_path / "b").load("door") or (None, None)
    assert head is not None and head.embedder == EmbedderRecord.of(whole.daemon.embedder.identity)


def test_a_reboot_ends_no_learning(tmp_path: Path) -> None:
    """The boot clock begins again, and learning goes on where it was."""
    with fed(tmp_path) as first:
        first.show(range(70, 117))
    before = learnt_frames(saved(tmp_path))
    with fed(tmp_path) as second:
        second.show(range(117, 160), boot_at=115)
    assert learnt_frames(saved(tmp_path)) == before + 43
    assert {e["channel"] for e in second.lines.of("armed")} >= {"image", "appearance"}
    assert second.lines.of("incident_opened") == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (False, True, ("learnt with the embedder", "uses embeddings that came with the frames")),
        (True, False, ("learnt with embeddings that came", "uses the embedder")),
    ],
)
def test_a_state_from_another_embedder_is_set_aside(
    tmp_path: Path, before: bool, after: bool, words: tuple[str, str]
) -> None:
    """One sentence that names both; learning starts anew, and the old state still lies there."""
    with fed(tmp_path) as first:
        first.show(range(20), embedding=before)
    old = states_of(tmp_path).path("door").read_bytes()
    with fed(tmp_path) as second:
        second.show(range(20, 23), embedding=after)
    (line,) = second.lines.of("state_set_aside")
    assert all(word in line["why"] for word in words) and "\n" not in line["why"]
    assert (tmp_path / "store/state/door.state.bad-1").read_bytes() == old
    assert second.lines.of("baseline_restored") == []
    assert 0 < learnt_frames(saved(tmp_path)) <= 3


def test_a_mask_that_was_changed_sets_the_state_aside(tmp_path: Path) -> None:
    """What is painted over now was part of normal then."""
    with fed(tmp_path) as first:
        first.show(range(20))
    head, state = states_of(tmp_path).load("door") or (None, {})
    assert head is not None
    masked = replace(head, mask_sha256="c" * 64)
    states_of(tmp_path).save("door", baseline_bytes(masked, state))
    with fed(tmp_path) as second:
        second.show(range(20, 22))
    (line,) = second.lines.of("state_set_aside")
    assert "another mask" in line["why"]


def test_a_new_camera_is_saved_at_once_and_then_in_time(tmp_path: Path) -> None:
    """Not again before the interval is over, and at the end."""
    with running(tmp_path, detect="save_seconds = 3600\n") as run:
        camera = Camera(run.endpoint)
        run.feed(camera, 1)
        until(lambda: states_of(tmp_path).path("door").exists(), run.lines.wait)
        run.feed(camera, 20)
        assert learnt_frames(saved(tmp_path)) < 5
    assert learnt_frames(saved(tmp_path)) > 15
    camera.publisher.close()


@pytest.mark.slow
def test_a_kill_costs_no_more_than_the_interval(tmp_path: Path) -> None:
    """SIGKILL in the middle of learning: the next daemon goes on from a state that is young."""
    states = states_of(tmp_path)
    camera = Camera(endpoint_in(tmp_path))
    with process(tmp_path, detect="save_seconds = 1\n") as (daemon, lines):

        def learnt() -> bool:
            camera.show()
            return learnt_frames(saved(tmp_path)) >= 25

        until(learnt, lines.wait)
        killed_ns = time.time_ns()
        daemon.kill()
        daemon.wait(20.0)
    head, state = states.load("door") or (None, {})
    assert head is not None and killed_ns - head.saved_wall_ns < 5 * 10**9
    with process(tmp_path) as (daemon, lines):

        def restored() -> bool:
            camera.show()
            return bool(lines.of("baseline_restored"))

        until(restored, lines.wait)
        (line,) = lines.of("baseline_restored")
        assert line["learnt_since_wall_ns"] == state["channels"]["since_wall_ns"]
        assert lines.of("state_set_aside") == []
        daemon.terminate()
        assert daemon.wait(30.0) == 0
    assert learnt_frames(saved(tmp_path)) >= learnt_frames(state)
    camera.publisher.close()


@pytest.mark.slow
def test_an_incident_goes_on_after_a_restart_without_a_second_recording(tmp_path: Path) -> None:
    """The same incident, one bundle, and it closes when the camera recovers."""
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        run.until_opened(camera)
    (opened,) = run.lines.of("incident_opened")
    with running(tmp_path) as again:
        again.feed(camera, 10, fault=True)
        assert again.lines.of("incident_opened") == []
        for _ in range(400):
            if again.lines.of("incident_closed"):
                break
            again.feed(camera, 1)
    (closed,) = again.lines.of("incident_closed")
    assert (closed["incident"], closed["reason"]) == (opened["incident"], "recovered")
    assert again.lines.of("bundle_written") == []
    assert len(list((tmp_path / "store").glob("*.virk.zip"))) == 1
    camera.publisher.close()


# -- orders ---------------------------------------------------------------------------------------


def no_owner() -> None:
    """Must not happen while a daemon runs."""
    raise AssertionError("the daemon does not own its states")


def ordered(run: Running, wish: Wish) -> Answer:
    """What a running daemon answers."""
    states = StateDirectory(Path(run.daemon.config.store.directory) / "state")
    return have_done(wish, states, no_owner, patience_seconds=20.0)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_running_daemon_does_as_it_is_told(tmp_path: Path) -> None:
    """Fault, accept, import, reset: each is done, saved, logged and answered."""
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        run.feed(camera, 5)
        answer = ordered(run, Wish("door", "fault"))
        assert not answer.done and answer.incident is None and "no open incident" in answer.words
        run.until_opened(camera)
        opened = run.lines.of("incident_opened")[0]["incident"]
        learnt = run.daemon.compute.pipelines["door"].monitor.learnt()
        answer = ordered(run, Wish("door", "fault"))
        assert answer.done and answer.incident == opened and "is a fault" in answer.words
        state = saved(tmp_path)
        assert state is not None and state["fault"] is True

        answer = ordered(run, Wish("door", "accept"))
        assert answer.done and answer.incident == opened and "new normal" in answer.words
        (closed,) = run.lines.of("incident_closed")
        assert (closed["incident"], closed["reason"]) == (opened, "accepted")
        until(lambda: bool(run.lines.of("bundle_written")), run.lines.wait)
        assert learnt_frames(saved(tmp_path)) == 0

        embedder = EmbedderRecord.of(run.daemon.embedder.identity)
        brought = baseline_bytes(new_head("baseline", "yard", embedder, None), learnt)
        answer = ordered(run, Wish("door", "import", "/usb/yard", brought))
        assert answer.done and answer.words == "camera door: the baseline is in force"
        state = saved(tmp_path)
        assert state is not None and same(state["channels"], learnt["channels"])

        answer = ordered(run, Wish("door", "reset"))
        assert answer.done and "forgotten" in answer.words
        assert learnt_frames(saved(tmp_path)) == 0
        run.feed(camera, 3)
        assert run.daemon.compute.failure is None
    done = [(line["order"], line["done"]) for line in run.lines.of("order")]
    assert done == [
        ("fault", False),
        ("fault", True),
        ("accept", True),
        ("import", True),
        ("reset", True),
    ]
    camera.publisher.close()


@pytest.mark.parametrize("action", ["save", "accept", "fault", "reset"])
def test_a_camera_that_nobody_knows_is_refused(tmp_path: Path, action: Action) -> None:
    """With its name."""
    with running(tmp_path) as run:
        answer = ordered(run, Wish("nobody", action))
    assert not answer.done and "no camera nobody has been seen" in answer.words
    assert saved(tmp_path, "nobody") is None


def test_a_camera_that_has_not_come_back_takes_orders(tmp_path: Path) -> None:
    """Its judge waits with what it had learnt, and the order is in force when it comes."""
    with running(tmp_path) as first:
        camera = Camera(first.endpoint)
        first.feed(camera, 40)
    before = saved(tmp_path)
    with running(tmp_path) as run:
        assert ordered(run, Wish("door", "save")).done
        assert same(saved(tmp_path), before)
        assert ordered(run, Wish("door", "reset")).done
        assert learnt_frames(saved(tmp_path)) == 0
        run.feed(camera, 3)
        assert run.lines.of("baseline_restored")
    assert learnt_frames(saved(tmp_path)) < 10 < learnt_frames(before)
    camera.publisher.close()


def test_a_baseline_can_come_before_its_camera(tmp_path: Path) -> None:
    """What was learnt elsewhere is in force from the first frame on."""
    with fed(tmp_path / "a") as first:
        first.show(range(90))
    embedder = EmbedderRecord.of(first.daemon.embedder.identity)
    learnt = first.monitor.learnt()
    head = new_head("baseline", "lab", embedder, None)
    other = replace(head, embedder=replace(embedder, sha256="0" * 64))
    with running(tmp_path) as run:
        answer = ordered(run, Wish("door", "import", "x", baseline_bytes(other, learnt)))
        assert not answer.done and "same embedder" in answer.words
        answer = ordered(run, Wish("door", "import", "x", baseline_bytes(head, {"a": 1})))
        assert not answer.done and "does not fit camera door" in answer.words
        assert saved(tmp_path) is None
        answer = ordered(run, Wish("door", "import", "x", baseline_bytes(head, learnt)))
        assert answer.done
        camera = Camera(run.endpoint)
        run.feed(camera, 1)
        found = run.daemon.compute.pipelines["door"].monitor.status()
        assert max(c.learnt_frames for c in found.channels) > 80
        assert run.lines.of("state_set_aside") == []
    camera.publisher.close()
