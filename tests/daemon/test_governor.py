"""The budget in the daemon: what it tells, whom it asks for what, and that a flood is survived."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.builders import info
from tests.daemons import Camera, Lines, config_text, process, running
from tests.feeds import endpoint_in, until
from tests.recordings import manifest_of
from virk_edge.adapters.host import boot_ns
from virk_edge.adapters.host_signals import HostSignals
from virk_edge.adapters.status_file import load_standing, status_path
from virk_edge.daemon.governor import Governor
from virk_edge.daemon.log import Log
from virk_edge.formats.config import BudgetConfig, Config
from virk_edge.formats.config_toml import parse_config
from virk_edge.nouns import Effort

NS = 10**9


class FakeHost(HostSignals):
    """A machine whose values are given."""

    def __init__(self) -> None:
        self.missing = {"temperature": "no thermometer"}
        self.values: dict[str, float | None] = {}

    def read(self, now_ns: int) -> dict[str, float | None]:
        return dict(self.values)


class Device:
    """A governor, its machine, what it said and whom it asked."""

    def __init__(self, **budget: Any) -> None:
        self.lines, self.host = Lines(), FakeHost()
        self.asked: list[tuple[str, int]] = []
        config = Config(budget=BudgetConfig(**budget))
        log = Log(level="info", style="json", stream=self.lines)  # type: ignore[arg-type]
        self.governor = Governor(config, log, lambda *a: self.asked.append(a), self.host)
        self.second = boot_ns() // NS + 1

    def seconds(self, count: int, *, loop_us: int | None = None, fps: int = 30) -> None:
        """So many seconds with a camera that shows itself."""
        for _ in range(count):
            for i in range(fps):
                seq = self.second * fps + i
                header = replace(info(seq, seconds=seq / fps), loop_us=loop_us)
                self.governor.hear(header, self.second * NS)
            self.governor.turn(self.second * NS, ())
            self.second += 1


def info_lines(device: Device, event: str) -> list[tuple[str, float | None]]:
    return [(line["reason"], line["value"]) for line in device.lines.of(event)]


def test_a_reason_is_told_once_when_it_begins_and_once_when_it_is_over():
    """However long it lasts."""
    device = Device()
    device.seconds(5)
    device.host.values = {"cpu_pressure": 90.0}
    device.seconds(30)
    standing = device.governor.standing()
    assert standing.because == ("cpu_pressure",) and standing.allowance == pytest.approx(0.1)
    device.host.values = {"cpu_pressure": 1.0}
    device.seconds(30)
    assert info_lines(device, "stepping_back") == [("cpu_pressure", 90.0)]
    assert info_lines(device, "stepping_back_over") == [("cpu_pressure", 1.0)]
    assert device.governor.standing().allowance == 1.0


def test_a_loop_that_gets_slower_makes_us_step_back():
    """From the latency in the headers alone."""
    device = Device()
    device.seconds(120, loop_us=30_000)
    assert device.governor.because == ()
    device.seconds(6, loop_us=60_000)
    assert device.governor.because == ("loop_latency",)
    device.seconds(10, loop_us=30_000)
    assert device.governor.because == ()


def test_frames_that_wait_make_us_step_back():
    """Every one of a whole second; one alone does not."""
    device = Device()
    for waited_ms in (500, 3):
        device.governor.admit(info(0), waited_ms * 10**6)
    device.seconds(1)
    for _ in range(3):
        device.governor.admit(info(0), 300 * 10**6)
        device.seconds(1)
    assert device.governor.because == ("frame_age",)


def test_what_is_missing_says_why():
    """For ``virk-edge status``."""
    device = Device()
    device.seconds(2)
    signals = device.governor.standing().signals
    assert signals["temperature"].missing == "no thermometer"
    assert signals["loop_latency"].missing == "nothing to compare with yet"
    assert signals["frame_age"].value == 0.0


def test_levels_follow_the_rate_and_are_asked_for_once():
    """30 frames a second and 10 that are wanted: one in four; a burst asks for all."""
    device = Device()
    device.seconds(10)
    assert device.asked == [("door", 2)]
    device.governor.opened("door")
    device.seconds(1)
    assert device.asked[-1] == ("door", 0)


def test_the_camera_with_an_incident_is_taken_first_then_who_waits_longest():
    """And nobody, if nobody waits."""
    governor = Device().governor
    waiting = {"a": 3, "b": 1, "c": 2}
    assert governor.next_camera(waiting, ()) == "b"
    assert governor.next_camera(waiting, {"a", "c"}) == "c"
    assert governor.next_camera({}, ()) is None


def test_processor_time_is_charged_to_the_camera_that_took_it():
    """Also when its analysis fails."""
    device = Device(cpu_percent=50.0)
    with pytest.raises(ZeroDivisionError), device.governor.spending("door", Effort.FULL):
        sum(i * i for i in range(20_000))
        _ = 1 / 0
    cost = device.governor._budget._cameras["door"].full
    assert cost.known and 0.0 < cost.seconds < 1.0


@pytest.mark.alone
@pytest.mark.slow
def test_a_flood_is_shed_and_every_frame_accounted_for(tmp_path: Path) -> None:
    """Far more than four percents of a core pay for; the feed, the judge and the counts go on."""
    text = config_text(tmp_path).replace("cpu_percent = 1600", "cpu_percent = 4")
    with (
        patch("tests.daemons.config_text", lambda *_, **__: text),
        process(tmp_path) as (daemon, lines),
    ):
        camera = Camera(endpoint_in(tmp_path))
        path = status_path(parse_config(text))

        def over() -> bool:
            for _ in range(20):
                camera.show(size=(240, 320))
                lines.wait(0.01)  # at five times the pace headers alone would use up the budget
            standing = load_standing(path)
            door = None if standing is None else standing.cameras.get("door")
            return door is not None and door.shed["budget"] >= 10 and door.analysed >= 1

        until(over, lambda: None)
        daemon.send_signal(signal.SIGTERM)
        until(lambda: bool(lines.of("stopped")), lines.wait)
    (stopped,) = lines.of("stopped")
    door = stopped["cameras"]["door"]
    assert door["losses"]["budget"] == door["shed"]["budget"] >= 10
    known = door["analysed"] + door["recorded_only"] + door["waiting"]
    assert door["received"] == known + sum(door["shed"].values())
    assert stopped["budget"]["used_percent"] < 15.0
    camera.publisher.close()


def test_a_bundle_says_how_the_budget_stood(tmp_path: Path) -> None:
    """And how many frames had come by then."""
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        run.until_opened(camera)
        run.feed(camera, 5, fault=True)
    (written,) = run.lines.of("bundle_written")
    budget = manifest_of(Path(written["bundle"])).budget
    assert budget is not None and budget.cpu_percent == 1600.0
    assert 0 < budget.analysed <= budget.received
    assert budget.used_percent > 0.0 and 0.1 <= budget.allowance <= 1.0
    camera.publisher.close()
