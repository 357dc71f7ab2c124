"""How much of a stream is analysed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from virk_edge.core.budget import level_for
from virk_edge.formats.topics import LEVEL_MAX


@given(st.floats(0.001, 1000), st.floats(0.01, 240))
def test_the_level_is_the_smallest_that_fits(fps, fps_max):
    """A tenth of slack, so that 10.04 frames a second count as ten."""
    level = level_for(fps, fps_max)
    assert 0 <= level <= LEVEL_MAX
    assert level == LEVEL_MAX or fps / 2**level <= fps_max * 1.1
    assert level == 0 or fps / 2 ** (level - 1) > fps_max * 1.1


def test_unknown_and_slow_cameras_are_analysed_whole():
    """A rate of nothing is a camera that has not been measured yet."""
    assert level_for(0.0, 10.0) == 0
    assert level_for(10.04, 10.0) == 0
    assert level_for(30.0, 10.0) == 2
