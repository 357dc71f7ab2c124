"""Levels: what may be asked of an alarm, and what resolves by itself."""

from __future__ import annotations

import math

import pytest

from tests.builders import through_disk
from virk_edge.core.levels import Levels
from virk_edge.core.readings import NS, DriftLimits

LIMITS = DriftLimits(floor=0.1, scales_seconds=(1.0, 60.0))
HALF_BIN = 0.025  # the centre of nothing but zeros
ROUND = {"round_seconds": 600.0, "nominal_seconds": 1.0}


def armed(heights) -> Levels:
    """Levels after a round of ten minutes whose twelve blocks had these maxima above 0."""
    levels = Levels(LIMITS)
    for i in range(600):
        height = heights[i // 50] if i % 50 == 0 else 0.0
        levels.count([height, 0.0], 1.0, i / 600)
    levels.end_round(600.0, 1.0, frozen=False)
    return levels


def excursion(levels: Levels, times_normal: float, seconds: float, *, at: float = 1e4) -> None:
    """So far over, for so long, and back."""
    high = [math.log(times_normal), 0.0]
    for t, distances in ((at, high), (at + seconds, [0.0, 0.0])):
        levels.follow_excursion(distances, round(t * NS), progress=0.5, **ROUND)


def level(levels: Levels) -> float:
    """Of the first scale, in multiples of normal: where its score is one."""
    score = levels.read([math.log(2.0), 0.0]).scale_scores[0]
    return math.exp((math.log(2.0) - HALF_BIN) / score)


def test_a_quiet_round_gives_the_lowest_level():
    """No alarm below two and a half times normal, however still a scene is."""
    assert level(armed([0.1] * 12)) == pytest.approx(2.5, rel=0.03)


def test_the_tail_is_believed_up_to_five_times_normal():
    """A few extremes promise more than was seen; without a cap little would be found."""
    heights = [0.1] * 9 + [0.4, 0.8, 1.2]
    assert level(armed(heights)) == pytest.approx(5.0, rel=0.03)


def test_what_comes_and_goes_raises_the_level_at_once():
    """And does not call again; what stays longer than patience teaches nothing."""
    levels = armed([0.1] * 12)
    excursion(levels, 4.0, 200.0)
    assert level(levels) > 4.0
    stays = armed([0.1] * 12)
    excursion(stays, 4.0, 400.0)
    assert level(stays) == level(armed([0.1] * 12))


def test_what_a_person_calls_a_fault_teaches_nothing():
    """However short it is; the next one counts again."""
    levels = armed([0.1] * 12)
    high = [math.log(6.0), 0.0]
    levels.follow_excursion(high, 10_000 * NS, progress=0.5, **ROUND)
    levels.disown_excursion()
    levels.follow_excursion([0.0, 0.0], 10_010 * NS, progress=0.5, **ROUND)
    assert level(levels) == level(armed([0.1] * 12))
    excursion(levels, 4.0, 10.0, at=2e4)
    assert level(levels) > 4.0


def test_a_scale_that_has_no_distance_says_nothing():
    """Not a number in, no score out, and no excursion."""
    levels = armed([0.1] * 12)
    reading = levels.read([math.nan, math.nan])
    assert (reading.score, reading.times_normal) == (0.0, 1.0)
    levels.follow_excursion([math.nan, math.nan], 10**13, progress=0.5, **ROUND)
    assert not levels.excursion


@pytest.mark.parametrize("during", [False, True], ids=["quiet", "during an excursion"])
def test_saving_and_restoring_is_invisible(during):
    """The excursion that is going on joins the calibration of the restored levels, too."""
    levels = armed([0.1] * 12)
    if during:
        levels.follow_excursion([1.6, 0.0], 10_000 * NS, progress=0.5, **ROUND)
    again = Levels(LIMITS)
    again.load(through_disk(levels.save()))
    for one in (levels, again):
        one.follow_excursion([0.0, 0.0], 10_050 * NS, progress=0.5, **ROUND)
    assert level(again) == level(levels)
    assert again.armed_seconds == levels.armed_seconds
    assert str(through_disk(again.save())) == str(through_disk(levels.save()))
