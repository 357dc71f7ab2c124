"""A signal of unlike parts: one that changes is found beside a restless one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.builders import through_disk
from virk_edge.core.instances import Instances, Lesson
from virk_edge.core.parts import Parts
from virk_edge.core.readings import NS, DriftLimits

SESSION = DriftLimits(floor=0.01, alike=False, learn_seconds=10.0, learn_max_seconds=60.0)
CALENDAR = replace(SESSION, learn_seconds=100.0, learn_max_seconds=1000.0)
LENGTHS = (40, 1)
SOUND = Lesson(sound=True, quiet=True)


def signal(count: int, *, shift: float = 0.0, seed: int = 5) -> np.ndarray:
    """Forty restless numbers and one more, which is shifted."""
    samples = np.random.default_rng(seed).normal(size=(count, 41))
    samples[:, 40] += shift
    return samples


def run(detector: Parts | Instances, samples: np.ndarray, *, start: int = 0):
    times = (start + np.arange(len(samples))) * NS // 10
    return [detector.step(s, int(t), SOUND) for s, t in zip(samples, times, strict=True)]


def test_a_change_of_one_number_does_not_drown_in_the_others():
    """In one vector it does: there it stands lower, whatever the noise."""
    for seed in range(3):
        scores = []
        for detector in (Parts(LENGTHS, SESSION, CALENDAR), Instances(41, SESSION, CALENDAR)):
            assert max(r.score for r in run(detector, signal(420, seed=seed))) <= 1.0
            shifted = run(detector, signal(100, shift=3.0, seed=10 + seed), start=420)
            scores.append(np.median([r.score for r in shifted[-50:]]))
        assert scores[0] > 1.0
        assert scores[0] > 1.25 * scores[1]


def test_the_worst_part_speaks_with_the_scales_of_all():
    """So that each has an onset of its own; what is armed is told once."""
    parts = Parts(LENGTHS, SESSION, CALENDAR)
    readings = run(parts, signal(420))
    armed = [s for r in readings for s in r.newly_armed]
    assert sorted(armed) == sorted(set(armed)) == [1.0, 5.0]
    last = run(parts, signal(50, shift=3.0, seed=6), start=420)[-1]
    assert last.scale_scores.shape == (6,)
    assert last.score == max(last.scale_scores) == max(last.scale_scores[3:])


def test_one_line_tells_for_all_parts():
    """For each instance; the allowance is shared evenly."""
    parts = Parts(LENGTHS, SESSION, CALENDAR)
    run(parts, signal(420))
    session, calendar = parts.status("outputs")
    assert (session.instance, calendar.instance) == ("session", "calendar")
    assert session.armed_seconds == (1.0, 5.0) and calendar.armed_seconds == ()
    alone = Instances(1, replace(SESSION, false_incidents_per_month=0.5), CALENDAR)
    run(alone, signal(420)[:, 40:])
    rate = alone.supported_false_incidents_per_month
    assert rate is not None
    assert parts.supported_false_incidents_per_month == pytest.approx(2 * rate)
    assert session.false_incidents_per_month == pytest.approx(2 * rate)


def test_it_settles_when_all_parts_have():
    """And can be told to."""
    parts = Parts(LENGTHS, SESSION, CALENDAR)
    run(parts, signal(1100))
    [line] = parts.status("outputs")
    assert line.instance == "calendar" and line.armed_seconds and not parts.settled
    parts.conclude()
    assert parts.settled and parts.status("outputs")[0].frozen


def test_a_fault_joins_the_calibration_of_no_part():
    """What a person called one: its height does not raise the levels."""
    levels = []
    for fault in (False, True):
        parts = Parts(LENGTHS, SESSION, CALENDAR)
        run(parts, signal(420))
        run(parts, signal(20, shift=3.0, seed=6), start=420)
        if fault:
            parts.disown_excursion()
        run(parts, signal(20, shift=3.0, seed=7), start=440)
        run(parts, signal(100, seed=8), start=460)
        levels.append(run(parts, signal(40, shift=3.0, seed=9), start=560)[-1].score)
    assert levels[1] > levels[0]


@pytest.mark.parametrize("cut", [0, 57, 150, 390, 440])
def test_saving_and_restoring_is_invisible(cut):
    """Through the bytes of a bundle."""
    samples = np.concatenate([signal(420), signal(60, shift=3.0, seed=6)])
    expected = run(Parts(LENGTHS, SESSION, CALENDAR), samples)
    first = Parts(LENGTHS, SESSION, CALENDAR)
    run(first, samples[:cut])
    again = Parts.restore(through_disk(first.save()), LENGTHS, SESSION, CALENDAR)
    readings = run(again, samples[cut:], start=cut)
    assert [r.score for r in readings] == [r.score for r in expected[cut:]]
    assert [r.newly_armed for r in readings] == [r.newly_armed for r in expected[cut:]]


def test_another_division_is_refused():
    """What was learnt of forty and one says nothing of thirty-nine and two."""
    state = Parts(LENGTHS, SESSION, CALENDAR).save()
    with pytest.raises(ValueError, match="another division"):
        Parts.restore(state, (39, 2), SESSION, CALENDAR)
