"""How much of a stream is asked for."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from virk_edge.core.level import LevelChoice, level_for, steady_level
from virk_edge.core.readings import NS
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


@given(st.floats(5.0, 200.0), st.lists(st.floats(0.98, 1.02), min_size=20, max_size=20))
def test_a_rate_that_wavers_leaves_the_level_where_it_is(fps, noise):
    """Two percent to and fro, wherever the limit is; a rate that really changes is followed."""
    level = None
    levels = [level := steady_level(level, fps * n, 10.0) for n in noise]
    assert len(set(levels)) == 1
    assert steady_level(level, 4 * fps, 10.0) == level_for(4 * fps, 10.0)


def followed(wanted: list[float], fps: float = 32.0, finest: int = 1) -> list[int]:
    """The level second by second, for what is wanted in each."""
    choice = LevelChoice()
    return [
        choice.follow(second * NS, fps=fps, finest=finest, wanted_fps=fps_wanted)
        for second, fps_wanted in enumerate(wanted)
    ]


@given(st.floats(0.01, 100), st.integers(0, LEVEL_MAX), st.floats(0.001, 100))
def test_a_steady_wish_gets_enough_frames_and_at_most_half_of_them_too_many(fps, finest, wanted):
    """What comes is what is wanted, or the finest or the coarsest level is reached."""
    level = followed([wanted] * 15, fps=fps, finest=finest)[-1]
    assert finest <= level <= LEVEL_MAX
    assert level == finest or fps / 2**level >= 0.94 * wanted
    assert level == LEVEL_MAX or fps / 2 ** (level + 1) < 1.16 * wanted


def test_a_change_waits_to_be_sure_and_then_goes_all_the_way():
    """One second of something else changes nothing; far fewer frames need no second thought."""
    assert followed([16.0] * 5 + [1.0] + [16.0] * 5) == [1] * 11
    assert followed([16.0] * 3 + [1.0] * 4) == [1, 1, 1, 1, 1, 4, 4]
    assert followed([1.0] * 3 + [16.0] * 3) == [4, 4, 4, 4, 4, 1]
    # Half of the frames would do: no hurry, as what is too much is skipped.
    assert followed([16.0] * 3 + [6.0] * 12) == [1] * 13 + [2] * 2


@given(st.lists(st.floats(0.93, 1.07), min_size=60, max_size=60), st.floats(0.3, 16.0))
def test_a_noisy_wish_does_not_make_it_go_to_and_fro(noise, wanted):
    """Within seven percent of a wish the level changes once at most, wherever the wish is."""
    levels = followed([wanted * n for n in noise])
    assert sum(a != b for a, b in pairwise(levels)) <= 1


def test_the_finest_level_is_kept_to():
    """A camera that doubles its rate is asked for half of it at once."""
    choice = LevelChoice()
    assert choice.follow(0, fps=10.0, finest=0, wanted_fps=10.0) == 0
    assert choice.follow(NS, fps=20.0, finest=1, wanted_fps=10.0) == 1
