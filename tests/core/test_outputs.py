"""Feed health: frozen pictures and changed formats, and what is neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import observed, scene, through_disk, with_noise
from virk_edge.core.outputs import FeedHealth, FeedReport
from virk_edge.core.readings import NS
from virk_edge.nouns import Encoding, Observation

LEARNING = {"learn_seconds": 10.0, "learn_max_seconds": 60.0}
STILL = observed(scene(height=48, width=64))


def frame(number: int, seconds: float) -> Observation:
    """An observation whose picture has this number and no other."""
    return replace(
        STILL, digest=number, info=replace(STILL.info, seq=0, t_boot_ns=round(seconds * NS))
    )


def run(health: FeedHealth, numbers: list[int], *, start: float, fps: float = 10.0):
    """Step through pictures as the monitor does: nothing is learnt from what is over its level."""
    reports: list[FeedReport] = []
    for i, number in enumerate(numbers):
        learn = not reports or reports[-1].reading.score <= 1.0
        reports.append(health.step(frame(number, start + i / fps), learn=learn))
    return reports


def fresh(count: int, start: int = 0) -> list[int]:
    return list(range(start, start + count))


def test_a_static_but_noisy_scene_is_not_frozen():
    """Sensor noise makes every picture another one."""
    health = FeedHealth(**LEARNING)
    base = scene(height=48, width=64)
    reports = [health.step(observed(with_noise(base, 1.0, i), i), learn=True) for i in range(300)]
    assert not any(r.frozen for r in reports)
    assert max(r.reading.score for r in reports) == 0.0


def test_the_same_pixels_with_advancing_time_are_frozen_after_a_second():
    """And stay so for as long as it lasts: a frozen feed does not teach that it is normal."""
    health = FeedHealth(**LEARNING)
    run(health, fresh(200), start=0.0)
    reports = run(health, [7_000] * 3000, start=20.0)
    first = next(i for i, r in enumerate(reports) if r.frozen)
    assert 10 <= first <= 12
    assert all(r.frozen and r.reading.score > 1.0 for r in reports[first:])
    assert reports[-1].frozen_frames == 3000
    assert reports[-1].frozen_seconds == pytest.approx(299.9)


def test_a_frozen_feed_is_found_even_while_everything_is_called_quiet():
    """The rule does not rely on others having stopped the learning."""
    health = FeedHealth(**LEARNING)
    run(health, fresh(200), start=0.0)
    reports = [health.step(frame(-1, 20.0 + i / 10), learn=True) for i in range(100)]
    assert reports[-1].frozen


def test_a_feed_that_always_repeats_each_picture_is_not_frozen():
    """Thirty frames a second from a camera that has ten, or ten from one that has one in two."""
    for repeats in (3, 20):
        health = FeedHealth(**LEARNING)
        pictures = [n for n in fresh(400 // repeats * 3) for _ in range(repeats)]
        assert not any(r.frozen for r in run(health, pictures, start=0.0))


def test_a_still_scene_from_an_encoder_is_normal_if_it_was_so_while_learning():
    """Pictures that stand for four seconds at a time; but not for a minute."""
    health = FeedHealth(**LEARNING)
    pictures = [n for n in fresh(20) for _ in range(40)]
    assert not any(r.frozen for r in run(health, pictures, start=0.0))
    assert run(health, [-1] * 600, start=80.0)[-1].frozen


def test_a_feed_that_stood_from_the_start_is_normal_until_it_has_long_outlasted_the_learning():
    """Nobody knows better than to call it a picture of a still."""
    health = FeedHealth(**LEARNING)
    reports = run(health, [1] * 400, start=0.0)
    assert not any(r.frozen for r in reports[:290])
    assert reports[-1].frozen


def test_what_repeats_after_the_learning_teaches_nothing():
    """Else short freezes would make room for longer ones."""
    health = FeedHealth(learn_seconds=10.0, learn_max_seconds=15.0)
    run(health, fresh(200), start=0.0)
    start = 20.0
    for number in range(50):
        run(health, [-number - 1] * 9, start=start)
        start += 0.9
    assert run(health, [-100] * 14, start=start)[-1].frozen


def test_a_few_frames_far_apart_are_not_enough():
    """Stills that come once a minute may well be alike five times."""
    health = FeedHealth(**LEARNING)
    run(health, fresh(30), start=0.0, fps=1 / 60)
    reports = run(health, [-1] * 6, start=1800.0, fps=1 / 60)
    assert [r.frozen for r in reports] == [False] * 5 + [True]


def test_time_that_stands_still_or_steps_back_is_no_freeze():
    """The very same message twice is not a camera that hangs."""
    health = FeedHealth(**LEARNING)
    run(health, fresh(200), start=0.0)
    for seconds in (20.0, 20.0, 20.0, 3.0, 2.0, 1.0, 0.0, 0.0):
        assert not health.step(frame(-1, seconds), learn=True).frozen


@pytest.mark.parametrize(
    "change", [{"width": 128}, {"height": 96}, {"encoding": Encoding.GRAY8}], ids=str
)
def test_another_format_is_reported_until_it_is_back(change):
    """In words, with both formats, and with a score that opens an incident."""
    health = FeedHealth(**LEARNING)
    health.step(STILL, learn=True)
    other = replace(STILL, info=replace(STILL.info, **change))
    report = health.step(other, learn=True)
    assert report.format_before == "64x48 bgr8"
    assert report.format_now not in (None, report.format_before)
    assert report.reading.score > 1.0
    assert health.step(STILL, learn=True).format_now is None


@pytest.mark.parametrize("cut", [0, 1, 50, 105, 120, 200])
def test_saving_and_restoring_is_invisible(cut):
    """While learning, in a run of equal pictures, and frozen."""
    pictures = [n for n in fresh(35) for _ in range(3)] + [-1] * 60 + fresh(50, 1000)
    whole, first = FeedHealth(**LEARNING), FeedHealth(**LEARNING)
    expected = run(whole, pictures, start=0.0)
    run(first, pictures[:cut], start=0.0)
    second = FeedHealth.restore(through_disk(first.save()), **LEARNING)
    again = []
    for i in range(cut, len(pictures)):
        learn = i == 0 or expected[i - 1].reading.score <= 1.0
        again.append(second.step(frame(pictures[i], i / 10), learn=learn))
    assert [(r.reading.score, r.frozen) for r in again] == [
        (r.reading.score, r.frozen) for r in expected[cut:]
    ]
