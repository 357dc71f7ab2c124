"""Who gets how much."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virk_edge.core.sharing import max_min, shares_of

wishes = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.0, 2.0), min_size=1)


@given(st.floats(0.0, 4.0), wishes)
def test_max_min_fairness(total, demands):
    """All is given that can be used, nobody gets more than asked for, and who does not get all
    gets as much as anybody."""
    shares = max_min(total, demands)
    assert sum(shares.values()) == pytest.approx(min(total, sum(demands.values())))
    most = max(shares.values())
    for name, share in shares.items():
        assert share <= demands[name]
        assert share == pytest.approx(demands[name]) or share == pytest.approx(most)


@given(st.floats(0.0, 4.0), wishes, st.sets(st.sampled_from("abcdefgh")))
def test_the_urgent_come_first_and_the_others_keep_a_quarter(total, demands, urgent):
    """And everything is given away."""
    fair, shares = max_min(total, demands), shares_of(total, demands, urgent)
    assert sum(shares.values()) == pytest.approx(total)
    for name, share in shares.items():
        assert share >= (1.0 if name in urgent else 0.25) * fair[name] - 1e-9


def test_an_urgent_camera_gets_all_it_asks_for():
    """If there is as much beside what the others keep."""
    shares = shares_of(1.0, {"a": 0.8, "b": 0.8}, {"a"})
    assert shares == pytest.approx({"a": 0.8, "b": 0.2})
    assert shares_of(1.0, {}, set()) == {}
