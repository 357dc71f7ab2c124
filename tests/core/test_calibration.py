"""Calibration: levels from block maxima, and how far a check may be extrapolated."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.builders import through_disk
from virk_edge.core.calibration import MONTH_SECONDS, Check, blocks_in, supported_horizon

BLOCKS = 12


def filled(maxima: np.ndarray) -> Check:
    """A check of one scale with these block maxima."""
    check = Check(1)
    for block, value in enumerate(maxima):
        check.add([float(value)], 1.0, (block + 0.5) / BLOCKS)
    return check


@pytest.mark.parametrize("ratio", [1.0, 10.0, 40.0])
def test_the_return_level_of_exponential_data_is_exceeded_as_rarely_as_asked(ratio):
    """For exponential maxima the true level is known; the answer is above it, and not by much."""
    draw = np.random.default_rng(5)
    true = math.log(BLOCKS * ratio)
    levels = [
        filled(draw.exponential(1.0, BLOCKS)).level(0, centre=0.0, blocks=BLOCKS * ratio)
        for _ in range(300)
    ]
    assert true < np.mean(levels) < 2.2 * true + 1.0
    assert np.mean(np.array(levels) > true) > 0.6


def test_the_return_level_is_the_formula():
    """u0 + beta (1 + 1.28/sqrt n) ln(ratio x blocks / 4), worked out by hand."""
    maxima = np.arange(1.0, 13.0)
    u0 = np.quantile(maxima, 0.75)  # 9.25; 10, 11 and 12 are above
    beta = np.mean([10 - u0, 11 - u0, 12 - u0])
    expected = u0 + beta * (1 + 1.28 / math.sqrt(3)) * math.log(0.25 * 12 * 7.0)
    assert filled(maxima).level(0, centre=0.0, blocks=BLOCKS * 7.0) == pytest.approx(expected)


def test_a_level_is_above_the_centre_it_is_given():
    """Distances are logarithms: raising the centre lowers the height above it by as much."""
    check = filled(np.linspace(0, 1, BLOCKS))
    assert check.level(0, 0.5, 2.0) == pytest.approx(check.level(0, 0.0, 2.0) - 0.5)


def test_the_centre_is_the_median_to_half_a_bin():
    """The histogram replaces the samples."""
    values = np.random.default_rng(1).normal(1.3, 0.4, 999)
    check = Check(1)
    for i, value in enumerate(values):
        check.add([float(value)], 1.0, i / 999)
    assert check.centre(0) == pytest.approx(float(np.median(values)), abs=0.05)


def test_nothing_counted_has_no_centre_and_no_level():
    """What was never seen cannot alarm."""
    assert math.isnan(Check(2).centre(1))
    assert Check(2).level(1, 0.0, 5.0) == math.inf


def test_equal_maxima_give_that_height():
    """No tail, nothing to extrapolate."""
    assert filled(np.full(BLOCKS, 2.0)).level(0, 0.0, 10.0) == pytest.approx(2.0)


def test_an_excursion_raises_the_block_and_not_the_median():
    """A transient is an extreme, not the usual."""
    check, plain = filled(np.linspace(0, 1, BLOCKS)), filled(np.linspace(0, 1, BLOCKS))
    check.raise_block([4.0], 0.99)
    assert check.centre(0) == plain.centre(0)
    assert check.level(0, 0.5, 60.0) > plain.level(0, 0.5, 60.0) + 1.0


@pytest.mark.parametrize("distance", [-1e9, 1e9, 20.0, -8.0])
@pytest.mark.parametrize("progress", [-0.01, 0.0, 1.0, 7.0])
def test_what_lies_beyond_the_histogram_is_counted_at_its_ends(distance, progress):
    """No distance and no progress runs off an array."""
    check = Check(1)
    check.add([distance], 1.0, max(progress, 0.0))
    assert -8.0 <= check.centre(0) <= 12.0


def test_a_check_supports_ten_times_its_length_and_no_more_than_is_wanted():
    """Five minutes do not support a month; two months need no extrapolation upwards."""
    assert supported_horizon(300.0, 1.0) == 3000.0
    assert supported_horizon(MONTH_SECONDS, 1.0) == pytest.approx(MONTH_SECONDS)
    assert supported_horizon(MONTH_SECONDS / 4, 1.0) == pytest.approx(MONTH_SECONDS)
    assert supported_horizon(MONTH_SECONDS / 4, 30.0) == pytest.approx(MONTH_SECONDS / 30)
    assert supported_horizon(0.0, 1.0) == 0.0


def test_a_horizon_has_so_many_blocks():
    """Twelve to a round."""
    assert blocks_in(600.0, 60.0) == pytest.approx(120.0)


def test_a_next_round_keeps_the_extremes_of_the_one_before_above_their_centre():
    """Two blocks become one of double length; the median begins anew."""
    check = filled(np.arange(1.0, 13.0))
    check.next_round(np.array([0.5]))
    assert math.isnan(check.centre(0))
    kept = np.arange(2.0, 13.0, 2.0) - 0.5  # the greater of each two
    u0 = np.quantile(kept, 0.75)
    beta = np.mean(kept[kept > u0] - u0)
    count = int((kept > u0).sum())
    expected = u0 + beta * (1 + 1.28 / math.sqrt(count)) * math.log(0.25 * 36.0)
    assert check.level(0, centre=99.0, blocks=36.0) == pytest.approx(expected)


def test_a_round_of_a_scale_without_a_centre_leaves_nothing():
    """Heights above a centre that was never known mean nothing."""
    check = filled(np.arange(1.0, 13.0))
    check.next_round(np.array([np.nan]))
    assert check.level(0, 0.0, 60.0) == math.inf


def test_rounds_do_not_grow_the_memory_and_do_not_forget_an_extreme():
    """After ten doublings the height of the first round is still among the extremes."""
    check = filled(np.append(np.ones(BLOCKS - 1), 7.0))
    for _ in range(10):
        check.next_round(np.array([0.0]))
        for block in range(BLOCKS):
            check.add([1.0], 1.0, (block + 0.5) / BLOCKS)
    assert check.level(0, 0.0, 48.0) > 2.0
    assert check.save()["kept"].shape == (1, BLOCKS)


def test_a_restored_check_is_the_same_and_what_was_saved_is_a_copy():
    """Also for infinities, which stand where no block was filled."""
    check = filled(np.array([1.0, 2.0]))
    again = Check.restore(through_disk(check.save()))
    assert again.level(0, 0.3, 60.0) == check.level(0, 0.3, 60.0)
    assert again.centre(0) == check.centre(0)
    check.next_round(np.array([0.0]))
    assert not math.isnan(again.centre(0))
