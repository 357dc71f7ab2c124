"""Stepping back for others: hysteresis, reasons, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virk_edge.core.backoff import ALLOWANCE_MIN, Backoff, signals_for
from virk_edge.core.readings import NS

CALM = dict.fromkeys((s.name for s in signals_for()), 0.0)


def run(
    backoff: Backoff, begin: int, end: int, **values: float | None
) -> list[tuple[int, str, bool]]:
    """A look in every second; when which signal turned."""
    return [
        (second, turn.signal.name, turn.active)
        for second in range(begin, end)
        for turn in backoff.update(second * NS, {**CALM, **values})
    ]


def test_pressure_is_believed_after_two_seconds_and_told_once():
    """And once when it is over; in between the allowance falls."""
    backoff = Backoff(signals_for())
    assert run(backoff, 0, 5) == [] and backoff.allowance == 1.0
    assert run(backoff, 5, 30, cpu_pressure=70.0) == [(7, "cpu_pressure", True)]
    assert backoff.because == ("cpu_pressure",)
    assert backoff.allowance == pytest.approx(ALLOWANCE_MIN)
    assert run(backoff, 30, 60) == [(32, "cpu_pressure", False)]


def test_all_is_back_within_ten_seconds_of_the_end():
    """Two to be sure, and less than five to come back."""
    backoff = Backoff(signals_for())
    run(backoff, 0, 60, loop_latency=2.0, frame_age=500.0, cpu_pressure=99.0)
    assert len(backoff.because) == 3
    run(backoff, 60, 69)
    assert backoff.because == () and backoff.allowance == 1.0


def test_between_the_limits_nothing_turns():
    """What is neither high nor low leaves things as they are."""
    backoff = Backoff(signals_for())
    assert run(backoff, 0, 20, cpu_pressure=40.0) == []
    run(backoff, 20, 30, cpu_pressure=60.0)
    assert run(backoff, 30, 60, cpu_pressure=40.0) == []
    assert backoff.because == ("cpu_pressure",)


@given(st.lists(st.booleans(), min_size=120, max_size=120))
def test_a_value_around_its_limit_does_not_make_it_go_to_and_fro(high):
    """Between 49 and 51 with a limit of 50 it begins once at most, and never ends."""
    backoff = Backoff(signals_for())
    turns = [
        t
        for second, above in enumerate(high)
        for t in run(backoff, second, second + 1, cpu_pressure=51.0 if above else 49.0)
    ]
    assert len(turns) <= 1


def test_a_signal_that_goes_missing_holds_nobody_back():
    """A source that cannot be read any more must not hold us back for ever."""
    backoff = Backoff(signals_for())
    run(backoff, 0, 10, temperature=90.0)
    assert backoff.because == ("temperature",)
    assert run(backoff, 10, 12, temperature=None) == [(10, "temperature", False)]
    assert run(backoff, 12, 20, **dict.fromkeys(CALM, None)) == []
    assert backoff.allowance == 1.0


def test_heat_begins_where_the_configuration_says():
    """And ends five degrees below."""
    backoff = Backoff(signals_for(celsius_max=60.0))
    assert run(backoff, 0, 10, temperature=61.0) == [(2, "temperature", True)]
    assert run(backoff, 10, 20, temperature=56.0) == []
    assert run(backoff, 20, 40, temperature=54.0) == [(25, "temperature", False)]


def test_a_sleep_does_not_make_it_forget_all_or_nothing():
    """An hour between two looks is a step of at most ten seconds down, and all the way up."""
    backoff = Backoff(signals_for())
    backoff.update(0, {**CALM, "pi_throttled": 1.0})
    backoff.update(3600 * NS, {**CALM, "pi_throttled": 1.0})
    assert ALLOWANCE_MIN <= backoff.allowance < 1.0
    backoff.update(3601 * NS, CALM)
    backoff.update(7200 * NS, CALM)
    assert backoff.allowance == 1.0
