"""``virk-edge replay --publish``: the frames come out as they once went in."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.answers import FRAMES, MODEL, answered_bundle
from tests.feeds import endpoint_in, until
from virk_edge.adapters.exact_frames import open_frames
from virk_edge.adapters.feed import FeedOptions, FeedReceiver
from virk_edge.cli import replay_publish
from virk_edge.cli.main import main
from virk_edge.cli.replay_publish import PATIENCE_SECONDS, FramePlayer
from virk_edge.nouns import Encoding


class FakeHook:
    """Takes down what it is given. answers: what becomes of each offer, ``sent`` at the end."""

    def __init__(self, *answers: str, metadata: bool = False) -> None:
        self.offers: list[tuple[float, Any, dict[str, Any]]] = []
        self.now = 100.0
        self._answers, self._metadata, self._lost = list(answers), metadata, 0

    def publish(self, frame: Any, **said: Any) -> bool:
        answer = self._answers.pop(0) if self._answers else "sent"
        self._lost += answer == "refused"
        self.offers.append((self.now, frame, said))
        return answer == "sent"

    def publish_encoded(self, data: bytes, **said: Any) -> bool:
        return self.publish(data, **said)

    def statistics(self) -> SimpleNamespace:
        return SimpleNamespace(lost=self._lost, metadata_sent=int(self._metadata))

    def clock(self) -> float:
        """Time passes only by waiting."""
        return self.now

    def wait(self, timeout: float) -> bool:
        self.now += timeout
        return False


def play(hook: FakeHook, bundle: Path, **options: bool) -> replay_publish.Played:
    """Play a bundle to the end."""
    player = FramePlayer(hook, clock=hook.clock, wait=hook.wait, **options)  # type: ignore[arg-type]
    with open_frames(bundle) as frames:
        player.play(frames)
    return player.played


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of eight frames, ten a second, and one more that was only kept."""
    return answered_bundle(tmp_path_factory.mktemp("bundle"), spare=1)


def test_frames_go_out_at_their_recorded_spacing(bundle: Path) -> None:
    """With the predictions of then; a frame that nobody analysed says none."""
    hook = FakeHook()
    played = play(hook, bundle)
    assert (played.frames, played.sent, played.unwanted, played.lost) == (9, 9, 0, 0)
    assert [round(now - 100.0, 6) for now, *_ in hook.offers] == [n / 10 for n in range(9)]
    (_, pixels, said), last = hook.offers[0], hook.offers[-1]
    assert pixels.shape == (48, 64, 3) and said["predictions"][0].label == "scene"
    assert last[2] == {}


def test_the_first_frame_waits_for_somebody_who_wants_it(bundle: Path) -> None:
    """It is offered until it is taken, and the others keep their distance to it."""
    hook = FakeHook(*["unwanted"] * 7)
    assert play(hook, bundle).sent == 9
    times = [now for now, *_ in hook.offers[7:]]
    assert times[0] == pytest.approx(100.7)
    assert np.diff(times) == pytest.approx([0.1] * 8)
    heads = FakeHook("unwanted", metadata=True)  # a listener for headers is one, too
    played = play(heads, bundle)
    assert (played.sent, played.unwanted) == (8, 1)


def test_nobody_is_waited_for_for_ever(bundle: Path) -> None:
    """After half a minute nothing has been played."""
    hook = FakeHook(*["unwanted"] * 10_000)
    played = play(hook, bundle)
    assert (played.heard, played.frames) == (False, 0)
    assert hook.now - 100.0 == pytest.approx(PATIENCE_SECONDS, abs=1.0)


def test_at_full_speed_a_refused_frame_is_offered_again(bundle: Path) -> None:
    """A moment later; at the recorded speed it is lost, as a camera's would be."""
    hook = FakeHook("sent", "refused", "refused", "sent", "unwanted")
    played = play(hook, bundle, paced=False)
    assert (played.frames, played.sent, played.unwanted, played.lost) == (9, 8, 1, 0)
    assert (played.refused, hook.now < 101.0) == (2, True)
    played = play(FakeHook("sent", "refused"), bundle)
    assert (played.sent, played.lost, played.refused) == (8, 1, 0)
    played = play(FakeHook("sent", *["refused"] * 500), bundle, paced=False)
    assert (played.sent, played.lost) == (1, 8)  # of a receiver that takes nothing


def test_each_kind_of_frame_goes_out_as_it_came(tmp_path: Path) -> None:
    """JPEG as the very bytes, grey without colours, RGB as RGB."""
    for encoding, check in (
        (Encoding.JPEG, lambda sent: sent[:2] == b"\xff\xd8"),
        (Encoding.GRAY8, lambda sent: sent.shape == (48, 64)),
    ):
        hook = FakeHook()
        play(hook, answered_bundle(tmp_path / encoding.value, encoding=encoding))
        assert len(hook.offers) == FRAMES and all(check(sent) for _, sent, _ in hook.offers)
    path = answered_bundle(tmp_path / "rgb", encoding=Encoding.RGB8)
    with open_frames(path) as frames:
        stored = next(iter(frames)).pixels
    hook = FakeHook()
    play(hook, path, rgb=True)
    assert np.array_equal(hook.offers[0][1], stored[..., ::-1])


def test_a_receiver_gets_every_frame_with_what_was_said(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over a real socket, under another camera's name, with the model of then."""
    endpoint = endpoint_in(tmp_path)
    options = ["--publish", endpoint, "--speed", "full", "--camera", "yard", "--json"]
    with FeedReceiver(endpoint, FeedOptions(level=0)) as receiver:
        assert main(["replay", str(bundle), *options]) == 0
        frame, headers = None, []

        def all_came() -> bool:
            nonlocal frame
            frame = receiver.take_frame() or frame
            headers.extend(receiver.take_metadata())
            return frame is not None and len(headers) >= 9

        until(all_came, lambda: receiver.wait(0.005))
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (told["event"], told["camera"], told["frames"]) == ("published", "yard", 9)
    assert (told["sent"], told["lost"]) == (9, 0)
    assert frame is not None and (frame.info.camera, frame.info.model) == ("yard", MODEL)
    # What the hook refused was offered again; the one frame that was only kept comes last.
    said = [h.predictions is not None for h in headers]
    assert said[:8] == [True] * 8 and not said[-1] and said == sorted(said, reverse=True)


def test_one_frame_is_one_frame(capsys: pytest.CaptureFixture[str]) -> None:
    """What became of the frames, in words."""
    replay_publish._say(Path("a"), "door", replay_publish.Played(frames=1, sent=1), as_json=False)
    assert "door: 1 frame played, 1 sent" in capsys.readouterr().out


def test_what_cannot_be_played_is_told(
    bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Wrong usage is status 2; a bundle that is none, or nobody at the other end, status 1."""
    for arguments, words in (
        (("--publish", "tcp://10.1.2.3:5000"), "it leaves the device"),
        (("--publish", "nowhere"), "use ipc:///PATH"),
        (("--publish", endpoint_in(tmp_path), "--camera", "No Name"), "--camera"),
    ):
        assert main(["replay", str(bundle), *arguments]) == 2
        assert words in capsys.readouterr().err
    monkeypatch.setattr(replay_publish, "PATIENCE_SECONDS", 0.0)
    arguments = ["--publish", endpoint_in(tmp_path)]
    assert main(["replay", str(tmp_path / "none"), str(bundle), *arguments]) == 1
    err = capsys.readouterr().err.splitlines()
    assert "cannot be read" in err[0] and "nobody asked for door" in err[1]
