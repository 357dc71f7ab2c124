"""Session and calendar: who speaks when, who learns what, and the first night."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.builders import through_disk
from virk_edge.core.instances import Instances, Lesson
from virk_edge.core.readings import NS, DriftLimits
from virk_edge.nouns import F64

LENGTH = 4
SESSION = DriftLimits(floor=0.05, learn_seconds=600.0, learn_max_seconds=2400.0)
CALENDAR = replace(
    SESSION,
    learn_seconds=2 * 86_400.0,
    learn_max_seconds=4 * 86_400.0,
    scales_seconds=(1.0, 60.0, 900.0),
    check_scales=10.0,
    gap_seconds=86_400.0,
)
STEP_SECONDS = 120.0
LEARN = Lesson(sound=True, quiet=True)


def day_and_night(days: float, seed: int = 0) -> F64:
    """A sample every two minutes; the nights are far from the days."""
    hours = np.arange(round(days * 86_400 / STEP_SECONDS)) * STEP_SECONDS / 3600.0
    noise = np.random.default_rng(seed).normal(size=(len(hours), LENGTH))
    night = (hours % 24 >= 18) | (hours % 24 < 6)
    return noise + np.outer(night, [30.0, 0.0, 0.0, 0.0])


def fresh() -> Instances:
    return Instances(LENGTH, SESSION, CALENDAR)


def watch(instances: Instances, samples: F64, start_days: float = 0.0):
    """Readings, with incidents as a person's judge would have them: not quiet while over."""
    readings, over = [], False
    for i, sample in enumerate(samples):
        t_ns = round((start_days * 86_400 + 8 * 3600 + i * STEP_SECONDS) * NS)
        reading = instances.step(sample, t_ns, Lesson(sound=True, quiet=not over))
        over = reading.score > 1.0
        readings.append(reading)
    return readings


def test_the_session_speaks_first_and_the_calendar_after_two_days():
    """And then for good; the session's memory is gone."""
    instances = fresh()
    readings = watch(instances, day_and_night(2.2))
    spoken = [r.instance for r in readings]
    change = spoken.index("calendar")
    assert set(spoken[:change]) == {"session"}
    assert set(spoken[change:]) == {"calendar"}
    assert change * STEP_SECONDS / 86_400 == pytest.approx(2.0, abs=0.1)
    assert readings[change].newly_armed
    assert [b.instance for b in instances.status("image")] == ["calendar"]


def test_nights_alarm_the_session_and_never_again_once_they_are_learnt():
    """The first night is news to half an hour of learning; the third is not."""
    readings = watch(fresh(), day_and_night(6.0))
    by_day = np.array([r.score for r in readings])
    session = np.array([r.instance == "session" for r in readings])
    assert by_day[session].max() > 1.0
    assert by_day[~session].max() < 1.0


def test_a_fault_after_the_nights_are_learnt_is_found_by_day_and_by_night():
    """A change half of that between day and night, in another direction."""
    instances = fresh()
    watch(instances, day_and_night(4.0))
    for hours in (3, 16):
        again = Instances.restore(instances.save(), SESSION, CALENDAR)
        samples = day_and_night(1.0, 7)
        samples[round(hours * 3600 / STEP_SECONDS) :] += [0.0, 15.0, 0.0, 0.0]
        assert max(r.score for r in watch(again, samples, 4.0)) > 1.0


def test_what_is_called_a_fault_is_learnt_by_nobody():
    """Neither does what it looks like join the reference, nor its height the calibration."""
    told, clean = fresh(), fresh()
    samples = np.random.default_rng(1).normal(size=(200, LENGTH))
    for i, sample in enumerate(samples):
        t_ns = round(i * STEP_SECONDS * NS)
        told.step(sample + 50.0 * (i >= 100), t_ns, replace(LEARN, sound=i < 100))
        clean.step(sample, t_ns, replace(LEARN, sound=i < 100))
    weights = [i.save()["calendar"]["reference"]["weight"] for i in (told, clean)]
    centres = [i.save()["calendar"]["reference"]["mean"] for i in (told, clean)]
    assert weights[0] == weights[1]
    assert np.array_equal(*centres)


def test_a_camera_that_only_works_some_hours_a_day_still_gets_its_calendar():
    """Nights without pictures are part of the days that were seen."""
    instances, hours = fresh(), 0.0
    draw = np.random.default_rng(3)
    while not any(b.armed_seconds for b in instances.status("image") if b.instance == "calendar"):
        assert hours < 24 * 4
        if 8 <= hours % 24 < 11:
            instances.step(draw.normal(size=LENGTH), round(hours * 3600 * NS), LEARN)
        hours += STEP_SECONDS / 3600.0
    assert hours >= 48


def test_slow_scales_wait_for_their_share_of_days():
    """A quarter of an hour needs two and a half hours of check, and not of gaps."""
    instances = fresh()
    watch(instances, day_and_night(2.2))
    assert instances.status("image")[0].armed_seconds == (1.0, 60.0, 900.0)
    slow = Instances(LENGTH, SESSION, replace(CALENDAR, scales_seconds=(1.0, 43_200.0)))
    watch(slow, day_and_night(2.2))
    assert slow.status("image")[0].armed_seconds == (1.0,)


@pytest.mark.parametrize("days", [0.0, 0.01, 1.3, 2.5, 5.0])
def test_saving_and_restoring_is_invisible(days):
    """Before anything is armed, with both instances, and with the calendar alone."""
    whole = fresh()
    watch(whole, day_and_night(days))
    again = Instances.restore(through_disk(whole.save()), SESSION, CALENDAR)
    rest = day_and_night(0.3, 9)
    first, second = watch(whole, rest, days), watch(again, rest, days)
    assert [(r.score.hex(), r.instance) for r in first] == [
        (r.score.hex(), r.instance) for r in second
    ]


def test_a_baseline_learnt_through_something_abnormal_is_suspect():
    """Something stood there for the last minutes of what was learnt; a clean one is not."""
    instances, clean = fresh(), fresh()
    samples = np.random.default_rng(4).normal(size=(65, LENGTH))
    for i in range(65):
        away = 5.0 if i >= 45 else 0.0
        instances.step(samples[i] + away, round(i * 10 * NS), LEARN)
        clean.step(samples[i], round(i * 10 * NS), LEARN)
    assert instances.status("image")[0].armed_seconds
    assert "come or gone" in instances.status("image")[0].suspect
    assert clean.status("image")[0].suspect == ""
