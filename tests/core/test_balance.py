"""Processor time as money: a minute is never off by more than a tenth."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virk_edge.core.balance import Balance
from virk_edge.core.readings import NS

CORES = 0.2


def test_what_is_saved_and_what_is_owed_is_bounded():
    """A long rest earns two seconds' worth; a debt is forgiven beyond twenty."""
    balance = Balance(0, 0, CORES)
    assert balance.seconds == pytest.approx(0.2)
    assert balance.update(100 * NS, 0, CORES) == (100.0, 0.0)
    assert balance.seconds == pytest.approx(0.4)
    assert balance.owed == 0.0
    balance.update(100 * NS, 6 * NS // 10, CORES)
    assert balance.seconds == pytest.approx(0.4 - 0.6)
    assert balance.owed == pytest.approx(1 / 3)
    balance.update(102 * NS, 50 * NS, CORES)
    assert balance.seconds == pytest.approx(-4.0)
    assert balance.owed == pytest.approx(20 / 3)


def test_clocks_that_go_back_earn_and_cost_nothing():
    """Neither a meter nor a clock is trusted to go on."""
    balance = Balance(10 * NS, 5 * NS, CORES)
    assert balance.update(9 * NS, 4 * NS, CORES) == (0.0, 0.0)
    assert balance.seconds == pytest.approx(0.2)


def test_less_allowance_takes_savings_away_at_once():
    """Who must step back now must not live on savings first."""
    balance = Balance(0, 0, CORES)
    balance.update(60 * NS, 0, CORES)
    balance.update(60 * NS, 0, 0.1 * CORES)
    assert balance.seconds == pytest.approx(0.04)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0.01, 3.0), st.floats(0.0, 1.0)), min_size=80, max_size=160))
def test_who_spends_only_while_nothing_is_owed_keeps_to_the_budget(steps):
    """Whatever the costs and pauses: over a minute and more, a tenth more at most, and one cost."""
    balance = Balance(0, 0, CORES)
    now_s = spent_s = 0.0
    history = [(0.0, 0.0)]
    for pause_s, cost_s in steps:
        now_s += pause_s
        balance.update(round(now_s * NS), round(spent_s * NS), CORES)
        if balance.owed < 1.0:
            spent_s += cost_s
        history.append((now_s, spent_s))
    for begin_s, before_s in history:
        for end_s, after_s in history:
            if end_s - begin_s >= 60.0:
                assert after_s - before_s <= 1.1 * CORES * (end_s - begin_s) + 1.0 + 1e-6


def test_the_use_of_a_minute():
    """Percent of one core; before a minute is over, of what has passed."""
    balance = Balance(0, 0, CORES)
    for tenth in range(1, 301):
        balance.update(tenth * NS // 10, tenth * NS // 100, CORES)
    assert balance.used_percent == pytest.approx(10.0)
    for tenth in range(301, 1501):
        balance.update(tenth * NS // 10, 3 * NS + (tenth - 300) * NS // 20, CORES)
    assert balance.used_percent == pytest.approx(50.0, rel=0.05)
    assert len(balance._readings) <= 122
