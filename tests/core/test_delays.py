"""Delays that say whether we are in the way."""

from __future__ import annotations

import random

import pytest

from virk_edge.core.delays import LoopLatency, StandingDelay
from virk_edge.core.readings import NS


def ratios(loop: LoopLatency, begin: int, end: int, latency_us) -> list[float | None]:
    """Ten frames a second; the ratio of every second."""
    found = []
    for second in range(begin, end):
        for tenth in range(10):
            loop.note(round(latency_us(second)), second * NS + tenth * NS // 10)
        found.append(loop.ratio((second + 1) * NS))
    return found


def test_a_loop_is_compared_with_itself():
    """After a minute it is known; twice as slow is a ratio of two."""
    loop = LoopLatency()
    first = ratios(loop, 0, 120, lambda _: 30_000)
    assert first[:50] == [None] * 50
    assert first[-1] == pytest.approx(1.0)
    assert ratios(loop, 120, 130, lambda _: 60_000)[-1] == pytest.approx(2.0)
    assert ratios(loop, 130, 140, lambda _: 30_000)[-1] == pytest.approx(1.0)


def test_a_loop_that_is_slower_with_many_people_is_not_one_that_suffers():
    """Half a minute of each, all the time: usual."""
    loop = LoopLatency()
    found = ratios(loop, 0, 1200, lambda s: 30_000 if s // 30 % 2 else 45_000)
    assert max(r for r in found[300:] if r is not None) < 1.2


def test_what_stays_slower_becomes_usual():
    """A new model, more people: within some minutes, not before three."""
    loop = LoopLatency()
    ratios(loop, 0, 3600, lambda _: 30_000)
    slower = ratios(loop, 3600, 4300, lambda _: 45_000)
    assert slower[150] == pytest.approx(1.5)
    assert slower[-1] == pytest.approx(1.0)


def test_noise_is_not_a_delay():
    """A loop with a spread of ten percent and rare hiccups stays where it is."""
    dice = random.Random(1)
    loop = LoopLatency()
    found = ratios(
        loop, 0, 900, lambda _: 30_000 * dice.gauss(1.0, 0.1) * (dice.random() < 0.02 or 1)
    )
    assert max(r for r in found if r is not None) < 1.25


def test_a_loop_that_is_silent_says_nothing():
    """No frames, no ratio; and memory stays small."""
    loop = LoopLatency()
    assert loop.ratio(0) is None
    ratios(loop, 0, 100, lambda _: 1000)
    assert loop.ratio(110 * NS) is None
    for i in range(10_000):
        loop.note(1000, 200 * NS + i)
    assert len(loop._recent) <= 128


def test_a_standing_delay_is_the_least_of_an_interval():
    """One late frame is nothing, when all are late it is something."""
    delay = StandingDelay()
    for waited_ms in (300, 2, 250):
        delay.note(waited_ms * 10**6)
    assert delay.take_ms() == 2.0
    assert delay.take_ms() == 0.0
    delay.note(150 * 10**6)
    delay.note(160 * 10**6)
    assert delay.take_ms() == 150.0
