"""A daemon that listens: other answers to the same pictures, and a camera that falls silent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.daemons import Camera, Running, running
from tests.feeds import until
from tests.recordings import camera_picture, contents_of, manifest_of
from virk_edge.adapters.host import boot_ns
from virk_edge.cli.verify import problems_of
from virk_edge.core.verdict import Verdict
from virk_edge.daemon import compute
from virk_edge.replay import replay

# Few frames are analysed: headers are what these tests are about.
SELDOM = "[budget]\nanalyse_fps_max = 0.5\n"
USUAL = {"person": 2.0, "car": 1.0}


def headers(run: Running) -> int:
    """Headers that the daemon has received."""
    counts = run.daemon.receiver.statistics().cameras.get("door")
    return 0 if counts is None else counts.metadata


def say(run: Running, camera: Camera, labels: dict[str, float], *, seconds: float) -> None:
    """Two frames for each second of the camera's own time, each when the last one was heard."""
    for _ in range(round(2 * seconds)):
        before = headers(run)

        def arrives(before: int = before) -> bool:
            draw = np.random.default_rng(camera.sent)
            answers = [(n, 0.8) for n, rate in labels.items() for _ in range(draw.poisson(rate))]
            picture = camera_picture(camera.sent, fault=False, size=(48, 64))
            camera.skip(seconds=0.4)
            camera.show_answered(picture, answers)
            for _ in range(20):
                if headers(run) > before:
                    return True
                run.lines.wait()
            return False

        until(arrives, lambda: None)


def quickened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compute thread's clock runs four times as fast: silence is not waited for."""
    start_ns = boot_ns()
    monkeypatch.setattr(compute, "boot_ns", lambda: start_ns + 4 * (boot_ns() - start_ns))


def written(run: Running) -> Path:
    """The only bundle, when it is there."""
    until(lambda: bool(run.lines.of("bundle_written")), run.lines.wait)
    [line] = run.lines.of("bundle_written")
    return Path(line["bundle"])


@pytest.mark.slow
def test_other_answers_to_the_same_pictures_are_found_and_recorded(tmp_path: Path) -> None:
    """From the hook's predictions to a bundle that replays to the bit."""
    with running(tmp_path, SELDOM) as run:
        camera = Camera(run.endpoint)
        say(run, camera, USUAL, seconds=340)
        assert {e["channel"] for e in run.lines.of("armed")} >= {"outputs"}
        assert not run.lines.of("incident_opened")
        say(run, camera, {"person": 0.5, "fox": 3.0}, seconds=90)
        bundle = written(run)
    counts = run.lines.of("stopped")[0]["cameras"]["door"]
    [opened] = run.lines.of("incident_opened")
    assert opened["trigger"] == "outputs" and opened["frame"] < 800
    cause = run.lines.of("incident_diagnosed")[-1]["causes"][0]
    assert cause["cause"] == "prediction_shift" and "fox from " in cause["because"]
    assert counts["analysed"] < camera.sent / 4
    assert problems_of(bundle) == []
    assert manifest_of(bundle).incident.causes[0].cause == "prediction_shift"
    assert replay(bundle).verdict is Verdict.BIT_EXACT
    camera.publisher.close()


@pytest.mark.slow
def test_a_camera_that_falls_silent_is_an_incident_until_it_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No frame comes, and yet it is found, recorded, named, and over when it is over."""
    quickened(monkeypatch)
    with running(tmp_path, SELDOM) as run:
        camera = Camera(run.endpoint)
        say(run, camera, USUAL, seconds=15)
        until(lambda: bool(run.lines.of("incident_opened")), run.lines.wait)
        [opened] = run.lines.of("incident_opened")
        assert opened["trigger"] == "feed" and opened["frame"] == camera.sent - 1
        camera.skip(seconds=15)
        say(run, camera, USUAL, seconds=15)
        until(lambda: bool(run.lines.of("incident_closed")), run.lines.wait)
        bundle = written(run)
    [closed] = run.lines.of("incident_closed")
    assert closed["reason"] == "recovered"
    cause = run.lines.of("incident_diagnosed")[0]["causes"][0]
    assert cause["cause"] == "stalled_feed" and "no frame has been announced" in cause["because"]
    assert problems_of(bundle) == []
    assert b'"frames":0' in contents_of(bundle)["observations.jsonl"]
    assert replay(bundle).verdict is Verdict.BIT_EXACT
    camera.publisher.close()


def test_a_camera_that_never_came_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what has been there can fall silent."""
    quickened(monkeypatch)
    with running(tmp_path, "[camera.door]\n") as run:
        start_ns = compute.boot_ns()
        until(lambda: compute.boot_ns() - start_ns > 8 * 10**9, run.lines.wait)
        assert run.daemon.compute.pipelines == {}
        assert run.daemon.compute.failure is None
    assert not run.lines.of("incident_opened")
