"""A device that sleeps for hours: no decision comes of it, and nothing is learnt from it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.builders import QUICK, observed, scene, through_disk, with_noise
from tests.headers import header
from virk_edge.core.monitor import Monitor
from virk_edge.core.readings import NS
from virk_edge.core.rejudge import judge_again
from virk_edge.core.tally import Tally
from virk_edge.core.verdict import Verdict
from virk_edge.nouns import (
    Heard,
    HeardStep,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    ObservedStep,
    RecordedStep,
    State,
)

VIEW = scene(1, height=48, width=64)
FPS = 5
HOURS = 8 * 3600.0


@cache
def picture(number: int, dark: bool) -> Observation:
    pixels = (VIEW * 0.35).astype(np.uint8) if dark else VIEW
    return observed(with_noise(pixels, 3.0, number), number)


class Device:
    """A camera of five frames a second, a tally and a judge on one device that may sleep.

    The boot clock goes on in its sleep, and frames are stamped with it.
    """

    def __init__(self, monitor: Monitor | None = None) -> None:
        self.monitor = monitor or Monitor("door", QUICK)
        self.tally = Tally("door")
        self.recorded: list[RecordedStep] = []
        self.seconds = 100.0
        self._seq = 0

    def watch(
        self,
        seconds: float,
        *,
        dark: bool = False,
        still: bool = False,
        blind: bool = False,
        **h: Any,
    ) -> Device:
        """Go on for so long. still: the same pixels over and over; blind: headers alone."""
        for _ in range(round(FPS * seconds)):
            now_ns = round(self.seconds * NS)
            info = header(self._seq, self.seconds, **h)
            self._listen(self.tally.hear(info, now_ns))
            if not blind:
                seen = picture(0 if still else self._seq, dark)
                placed = replace(seen.info, seq=self._seq, t_boot_ns=now_ns, t_wall_ns=now_ns)
                self._look(replace(seen, info=placed))
            self._seq += 1
            self.seconds += 1 / FPS
        return self

    def wait(self, seconds: float) -> Device:
        """Be awake while the camera says nothing."""
        for _ in range(round(2 * seconds)):
            self.seconds += 0.5
            self._listen(self.tally.tick(round(self.seconds * NS)))
        return self

    def sleep(self, seconds: float) -> Device:
        self.seconds += seconds
        self.tally.sleep(round(seconds * NS))
        return self

    def of(self, kind: type) -> list[Any]:
        """The events of one kind."""
        return [e for taken in self.recorded for e in taken.step.events if isinstance(e, kind)]

    def _listen(self, heard: Heard | None) -> None:
        if heard is not None:
            self.recorded.append(HeardStep(heard, self.monitor.listen(heard)))

    def _look(self, observation: Observation) -> None:
        self.recorded.append(ObservedStep(observation, self.monitor.step(observation)))


@cache
def _learnt() -> State:
    return through_disk(Device().watch(20.0).monitor.save())


def learnt() -> Device:
    """One that has watched for twenty seconds."""
    device = Device(Monitor.restore(_learnt(), QUICK))
    device.seconds, device._seq = 120.0, 20 * FPS
    return device.watch(2.0)


@pytest.mark.parametrize("first", [0.6, 5.0, 20.0])
def test_hours_asleep_are_no_silence_and_teach_no_patience(first: float) -> None:
    """Also while the baseline is learnt: a camera that then falls silent is missed as soon."""
    device = Device()
    for seconds in (first, 12.0):
        device.watch(seconds, blind=True).sleep(HOURS)
    device.watch(5.0, blind=True)
    assert device.of(IncidentOpened) == []
    device.wait(12.0)
    [opened] = device.of(IncidentOpened)
    assert opened.trigger == "feed"
    assert device.of(IncidentDiagnosed)[-1].diagnosis.causes[0].cause == "stalled_feed"


def test_a_camera_that_does_not_wake_is_missed() -> None:
    """What it owes is counted from the waking on."""
    device = learnt().sleep(HOURS).wait(4.0)
    assert device.of(IncidentOpened) == []
    device.wait(8.0)
    assert [o.trigger for o in device.of(IncidentOpened)] == ["feed"]


def test_a_silence_goes_on_over_a_sleep() -> None:
    """Stalled before, stalled afterwards: one incident."""
    device = learnt().wait(12.0).sleep(HOURS).wait(12.0)
    assert len(device.of(IncidentOpened)) == 1 and device.of(IncidentClosed) == []
    device.watch(5.0, blind=True)
    assert [c.reason for c in device.of(IncidentClosed)] == ["recovered"]


@pytest.mark.parametrize("before", [1.0, 4.0])
def test_an_incident_neither_opens_nor_ends_in_a_sleep(before: float) -> None:
    """Half a hold is half a hold, and no channel was quiet because nobody looked."""
    device = learnt().watch(before, dark=True)
    known = len(device.of(IncidentOpened))
    device.sleep(HOURS).watch(0.5, dark=True)
    assert len(device.of(IncidentOpened)) == known
    assert device.of(IncidentClosed) == []
    device.watch(3.0, dark=True)
    assert len(device.of(IncidentOpened)) == 1
    assert device.of(IncidentClosed) == []
    device.watch(10.0)
    assert [c.reason for c in device.of(IncidentClosed)] == ["recovered"]


def test_quiet_is_not_counted_over_a_sleep() -> None:
    """A second of light before it and three frames after it are no end."""
    device = learnt().watch(4.0, dark=True).watch(1.5).sleep(HOURS).watch(0.5)
    assert len(device.of(IncidentOpened)) == 1 and device.of(IncidentClosed) == []


def test_pixels_do_not_freeze_in_a_sleep() -> None:
    """The picture in the camera's buffer is old when the device wakes, and shown some times."""
    device = learnt()
    for _ in range(2):
        device.watch(0.8, still=True).sleep(HOURS).watch(0.8, still=True).watch(1.0)
    scores = [s for taken in device.recorded for s in taken.step.scores if s.channel == "feed"]
    assert max(s.score for s in scores) < 1.0
    device.watch(6.0, still=True)
    assert [o.trigger for o in device.of(IncidentOpened)] == ["feed"]


def test_a_scene_is_not_empty_because_nobody_looked() -> None:
    """A model that has always found somebody: a minute of nobody is told, a night asleep is not."""
    device = Device()
    device.watch(620.0, blind=True, answers=[("person", 0.8)])
    device.wait(2.0).sleep(HOURS).watch(20.0, blind=True, answers=[])
    assert device.of(IncidentOpened) == []
    device.watch(60.0, blind=True, answers=[])
    assert [o.trigger for o in device.of(IncidentOpened)] == ["outputs"]


def test_a_daemon_that_was_not_there_for_hours_has_seen_no_end() -> None:
    """Its judge goes on from the saved state, in the same boot: the incident is still open."""
    before = learnt().watch(4.0, dark=True)
    device = Device(Monitor.restore(through_disk(before.monitor.save()), QUICK))
    device.seconds, device._seq = before.seconds + HOURS, before._seq
    device.watch(3.0, dark=True)
    assert device.monitor.incident == before.monitor.incident is not None
    assert device.of(IncidentOpened) == device.of(IncidentClosed) == []


def test_what_was_judged_over_a_sleep_is_judged_again_to_the_bit() -> None:
    """The sleep is in what was heard."""
    device = learnt()
    state = through_disk(device.monitor.save())
    del device.recorded[:]
    device.watch(3.0, dark=True).sleep(HOURS).watch(2.0, dark=True).sleep(HOURS).watch(10.0)
    causes = device.of(IncidentDiagnosed)[-1].diagnosis.causes
    assert len(device.of(IncidentClosed)) == 1
    stage, _ = judge_again(Monitor.restore(state, QUICK), device.recorded, causes)
    assert stage.verdict is Verdict.BIT_EXACT


def test_a_capture_clock_that_leaps_by_years_blinds_nobody() -> None:
    """From seconds since boot to seconds since 1970: what happens next is seen as soon."""
    openings = []
    for leap_seconds in (0.0, 1.79e9):
        device = learnt()
        device.seconds += leap_seconds
        device.watch(1.0).watch(5.0, dark=True)
        openings += device.of(IncidentOpened)
    usual, leapt = openings
    assert abs(usual.seq - leapt.seq) <= 1
