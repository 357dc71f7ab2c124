"""``virk-edge publish``: when frames go out, in which form, and what is said at the end."""

from __future__ import annotations

import argparse
import itertools
import json
import os
import signal
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from virk_edge.adapters.footage import FootageFrame, open_footage
from virk_edge.cli import publish
from virk_edge.cli.publish import Player, repeated
from virk_edge.errors import FootageError, UsageError
from virk_edge.nouns import Encoding


class FakePublisher:
    """Takes down what reaches the hook and when."""

    def __init__(self, clock: FakeClock, cost: float = 0.0) -> None:
        self.calls: list[tuple[float, object]] = []
        self._clock, self._cost = clock, cost

    def publish(self, frame) -> bool:
        self.calls.append((self._clock.now, frame))
        self._clock.now += self._cost
        return True

    def publish_encoded(self, data, *, encoding, height, width) -> bool:
        return self.publish((data, encoding, height, width))

    def statistics(self):
        frames = len(self.calls)
        return SimpleNamespace(
            camera="c", frames=frames, sent=frames, unwanted=0, lost=0, errors={}
        )

    def close(self) -> None:
        pass


class FakeClock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 100.0
        self.stop_at = float("inf")

    def __call__(self) -> float:
        return self.now

    def wait(self, timeout: float) -> bool:
        self.now += timeout
        return self.now >= self.stop_at


def frames(count: int, fps: float = 10.0):
    for index in range(count):
        pixels = np.full((8, 8, 3), index, np.uint8)
        frame = FootageFrame(index, index / fps, None, pixels, None, Encoding.BGR8)
        yield frame, frame.seconds


@pytest.fixture
def clock():
    return FakeClock()


def player_with(clock: FakeClock, cost: float = 0.0) -> tuple[Player, FakePublisher]:
    publisher = FakePublisher(clock, cost)
    return Player(publisher, clock=clock, wait=clock.wait), publisher


def test_every_frame_goes_out_at_its_due_time_whatever_the_hook_costs(clock):
    """Due times count from the start, so a cost of 30 ms per frame adds up to nothing."""
    player, publisher = player_with(clock, cost=0.03)
    player.play(frames(20))
    assert [when for when, _ in publisher.calls] == pytest.approx(
        [100.0 + n / 10 for n in range(20)]
    )
    assert player.summary()["seconds"] == pytest.approx(1.9)


def test_frames_that_are_far_too_late_are_left_out_and_counted(clock):
    """After a pause of two seconds the play goes on where it should be, without a burst."""
    player, publisher = player_with(clock)

    def with_a_pause():
        for frame, seconds in frames(40):
            if frame.index == 10:
                clock.now += 2.0
            yield frame, seconds

    player.play(with_a_pause())
    assert 13 <= player.late <= 15
    assert len(publisher.calls) + player.late == 40
    assert publisher.calls[-1][0] == pytest.approx(103.9)


def test_the_play_ends_when_told_to(clock):
    """Also in the middle of a wait."""
    player, publisher = player_with(clock)
    clock.stop_at = 100.95
    player.play(frames(1000))
    assert len(publisher.calls) == 10


def test_a_play_that_is_always_late_ends_when_told_to(clock):
    """A disk or a decoder that brings every frame too late must not make it deaf."""
    player, publisher = player_with(clock)
    clock.stop_at = 110.0

    def slow():
        for frame, seconds in frames(100):
            clock.now += 1.0
            yield frame, seconds

    player.play(slow())
    assert len(publisher.calls) == 1
    assert player.late < 10


def test_footage_shorter_than_its_opening_is_played_all_the_same(clock):
    """Round after round of one frame, each a third of a second late by a decoder that starts."""
    player, publisher = player_with(clock)

    def rounds():
        for number in range(10):
            clock.now += 0.3
            ((frame, _),) = frames(1)
            yield frame, number / 10

    player.play(rounds())
    assert (len(publisher.calls), player.late) == (10, 0)


def test_a_fault_befalls_the_camera_from_its_second_on(clock):
    """Frames before it stay as they are."""
    player, publisher = player_with(clock)
    player.befall(lambda pixels, _: pixels + 100, after=0.45)
    player.play(frames(8))
    assert [call[0, 0, 0] for _, call in publisher.calls] == [0, 1, 2, 3, 4, 105, 106, 107]


def test_a_fault_can_be_told_to_happen_now(clock, tmp_path, monkeypatch):
    """SIGUSR1 brings it from the next frame on, and means afterwards what it meant before."""
    publisher = FakePublisher(clock)

    def with_a_signal(_):
        for frame, seconds in frames(6, fps=1000.0):
            if frame.index == 4:
                os.kill(os.getpid(), signal.SIGUSR1)
            yield frame, seconds

    fault = SimpleNamespace(start=lambda _: lambda pixels, _: pixels + 100)
    monkeypatch.setattr(publish, "_publisher", lambda *_: publisher)
    monkeypatch.setattr(publish, "repeated", with_a_signal)
    monkeypatch.setattr(publish, "fault_named", lambda _: fault)
    cv2.imwrite(str(tmp_path / "a.png"), np.full((8, 12, 3), 90, np.uint8))
    before = signal.getsignal(signal.SIGUSR1)
    words = ("--camera", "c", "--loop", "--fps", "1", "--fault", "any", "--fault-after", "1000")
    assert publish.run(arguments(str(tmp_path), *words, "--json")) == 0
    assert [shown[0, 0, 0] for _, shown in publisher.calls] == [0, 1, 2, 3, 104, 105]
    assert signal.getsignal(signal.SIGUSR1) is before


def test_pictures_go_out_as_the_files_they_are_unless_a_fault_changes_them(clock, tmp_path):
    """JPEG bytes are not decoded and encoded again."""
    for name in ("a.jpg", "b.jpg"):
        cv2.imwrite(str(tmp_path / name), np.full((8, 12, 3), 90, np.uint8))
    player, publisher = player_with(clock)
    player.befall(lambda pixels, _: pixels, after=0.5)
    with open_footage(str(tmp_path), fps=1.0) as footage:
        player.play((f, f.seconds) for f in footage)
    first, second = (call for _, call in publisher.calls)
    assert first == ((tmp_path / "a.jpg").read_bytes(), "jpeg", 8, 12)
    assert isinstance(second, np.ndarray)


def test_a_loop_goes_on_at_the_same_pace(tmp_path):
    """One frame's time lies between the last frame and the first of the next round."""
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        cv2.imwrite(str(tmp_path / name), np.full((8, 12, 3), 90, np.uint8))
    with open_footage(str(tmp_path), fps=4.0) as footage:
        times = [seconds for _, seconds in itertools.islice(repeated(footage), 8)]
    assert times == pytest.approx([n / 4 for n in range(8)])


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    publish.configure(parser)
    return parser.parse_args(list(words))


@pytest.fixture
def two_pictures(tmp_path) -> Path:
    for name in ("a.jpg", "b.jpg"):
        cv2.imwrite(str(tmp_path / name), np.full((8, 12, 3), 90, np.uint8))
    return tmp_path


def test_the_summary_is_one_json_line(two_pictures, capsys):
    """Stable names, and a daemon that is not there is no error."""
    endpoint = f"ipc://{two_pictures}/feed.sock"
    words = [str(two_pictures), "--camera", "c", "--fps", "1000", "--endpoint", endpoint]
    assert publish.run(arguments(*words, "--json")) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["event"] == "published"
    assert (said["frames"], said["sent"], said["lost"], said["skipped"]) == (2, 0, 0, 0)
    assert said["hook_us_p99"] >= said["hook_us_p50"] > 0
    assert publish.run(arguments(*words)) == 0
    spoken = capsys.readouterr()
    assert spoken.out.startswith("c: 2 frames in")
    assert "is the daemon running?" in spoken.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_endless_play_with_the_summary(two_pictures, capsys, monkeypatch, number):
    """And the handlers that were there before are there again."""
    before = signal.getsignal(number)
    count = itertools.count()

    def publish_and_stop(*_, **__):
        if next(count) == 5:
            os.kill(os.getpid(), number)
        return True

    monkeypatch.setattr("virk_edge.publisher.FramePublisher.publish_encoded", publish_and_stop)
    words = [str(two_pictures), "--camera", "c", "--fps", "500", "--loop", "--json"]
    words += ["--endpoint", f"ipc://{two_pictures}/feed.sock"]
    assert publish.run(arguments(*words)) == 0
    assert json.loads(capsys.readouterr().out)["camera"] == "c"
    assert signal.getsignal(number) is before


def test_what_cannot_be_is_said_before_anything_is_played(two_pictures):
    """A camera's name, a fault's name, a source that is not there."""
    with pytest.raises(UsageError, match="camera 'No Such'"):
        publish.run(arguments(str(two_pictures), "--camera", "No Such"))
    with pytest.raises(UsageError, match="did you mean fog"):
        publish.run(arguments(str(two_pictures), "--camera", "c", "--fault", "fogg"))
    with pytest.raises(FootageError, match="no such file"):
        publish.run(arguments(str(two_pictures / "x.mp4"), "--camera", "c"))


def test_the_faults_can_be_listed(capsys):
    """One line each."""
    assert publish.run(arguments("-", "--camera", "c", "--fault", "list")) == 0
    assert "knocked_lens" in capsys.readouterr().out
