"""The exact gradient, and correlation."""

from __future__ import annotations

import numpy as np
import pytest

from virk_edge.core.gradient import correlation, gradient


def test_a_ramp_has_its_slope_in_eighths():
    """Three grey levels per pixel to the right, four down: five in all."""
    y, x = np.mgrid[:20, :20]
    slope = gradient((3 * x + 4 * y).astype(np.uint8))
    assert (slope[1:-1, 1:-1] == 40.0).all()


def test_the_gradient_is_the_rounded_square_root_of_whole_numbers(grey):
    """Squares and sums are exact in float32, so that one rounding is all there is."""
    squared = gradient(grey).astype(np.float64) ** 2
    whole = np.rint(squared)
    assert np.array_equal(np.sqrt(whole.astype(np.float32)), gradient(grey))


def test_correlation_is_pearsons(grey):
    """Against numpy; sign, and independence of gain and offset."""
    a = grey.astype(np.float32)
    b = np.roll(a, 3, axis=1)
    assert correlation(a, b) == pytest.approx(np.corrcoef(a.ravel(), b.ravel())[0, 1])
    assert correlation(a, 2 * a + 7) == pytest.approx(1.0)
    assert correlation(a, -a) == pytest.approx(-1.0)


def test_a_flat_picture_correlates_with_nothing():
    """Not a division by nothing."""
    flat = np.full((5, 5), 3.0, np.float32)
    assert correlation(flat, flat) == 0.0
    assert not gradient(np.full((5, 5), 9, np.uint8)).any()
