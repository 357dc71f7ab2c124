"""The daemon as a process: ready, signals, exit statuses, and nothing that hangs."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from tests.daemons import Camera, config_text, process
from tests.feeds import endpoint_in, until
from tests.recordings import camera_picture, manifest_of, program
from virk_edge.cli.main import main
from virk_edge.cli.verify import problems_of
from virk_edge.core.pipeline import Pipeline
from virk_edge.publisher import FramePublisher
from virk_edge.replay import replay


def test_sigterm_closes_the_open_incident_and_its_bundle_replays(tmp_path: Path) -> None:
    """Ready, a second one refused, an incident, SIGTERM: status 0 and a bit-exact bundle."""
    with process(tmp_path) as (daemon, lines):
        until(lambda: bool(lines.of("ready")), lines.wait)
        assert lines.of("ready")[0]["endpoint"] == endpoint_in(tmp_path)
        second = program("run", "--config", tmp_path / "config.toml")
        assert second.returncode == 74
        assert second.stderr.count("\n") == 1 and "feed.sock" in second.stderr
        camera = Camera(endpoint_in(tmp_path))

        def armed() -> bool:
            camera.show()
            return len(lines.of("armed")) == 3 and camera.sent > 130

        until(armed, lines.wait)

        def opened() -> bool:
            camera.show(fault=True)
            return bool(lines.of("incident_opened"))

        until(opened, lines.wait)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(30.0) == 0
        assert daemon.stderr is not None and daemon.stderr.read() == ""
    camera.publisher.close()
    until(lambda: bool(lines.of("stopped")), lines.wait)
    (written,) = lines.of("bundle_written")
    bundle = Path(written["bundle"])
    assert problems_of(bundle) == []
    assert manifest_of(bundle).incident.reason == "shutdown"
    assert replay(bundle).verdict.words == "bit-exact"


def test_a_bug_in_the_judge_ends_the_process_with_70(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """systemd starts it anew; a traceback says why."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(Pipeline, "process", fail)
    config = tmp_path / "config.toml"
    config.write_text(config_text(tmp_path), encoding="utf-8")
    over = threading.Event()

    def shoot() -> None:
        with FramePublisher("door", endpoint=endpoint_in(tmp_path)) as publisher:
            while not over.wait(0.01):
                publisher.publish(camera_picture(0, fault=False))

    camera = threading.Thread(target=shoot)
    camera.start()
    try:
        assert main(["run", "--config", str(config)]) == 70
    finally:
        over.set()
        camera.join()
    err = capfd.readouterr().err
    assert "ZeroDivisionError: oh" in err
    assert err.endswith("virk-edge: this is a bug of virk-edge; please report the lines above\n")
