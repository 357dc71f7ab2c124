"""From one moment to the next: shaking, rain, noise and standstill of known size."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.builders import with_noise
from virk_edge.core.flicker import Flicker, flicker
from virk_edge.nouns import U8

NONE = Flicker(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def rain(grey: U8, seed: int, *, drops: int = 400) -> U8:
    """Bright streaks of twelve pixels."""
    draw, now = np.random.default_rng(seed), grey.astype(np.float32)
    height, width = grey.shape
    for x, y in zip(
        draw.integers(0, width, drops), draw.integers(0, height - 12, drops), strict=True
    ):
        now[y : y + 12, x] += 40
    return np.clip(now, 0, 255).astype(np.uint8)


def test_a_still_picture_has_none(grey):
    """Nothing at all."""
    found = flicker([grey] * 6)
    assert (found.stir, found.streaks, found.sparsity, found.up, found.down) == (0, 0, 0, 0, 0)
    assert found.jitter < 1e-6


@pytest.mark.parametrize(("right", "down"), [(2, 0), (0, 2), (4, 0), (4, -4)])
def test_shaking_is_read_in_pixels(grey, right, down):
    """From one end to the other; a tenth of a pixel of the edge map is 0.3 px here."""
    ends = (grey, np.roll(grey, (down, right), axis=(0, 1)))
    found = flicker([ends[i % 2] for i in range(6)])
    assert found.jitter == pytest.approx(math.hypot(right, down), abs=0.35, rel=0.1)
    assert found.stir > 2.0


def test_noise_is_no_shaking_and_has_no_streaks(grey):
    """Its stir is the mean difference of two Gaussians, 2 sigma / sqrt(pi); its sparsity pi / 2."""
    found = flicker([with_noise(grey, 10.0, i) for i in range(6)])
    assert found.jitter < 0.3
    assert found.streaks < 0.1
    assert found.stir == pytest.approx(20.0 / math.sqrt(math.pi), rel=0.05)
    assert found.sparsity == pytest.approx(math.pi / 2, rel=0.03)
    assert found.up == pytest.approx(found.down, rel=0.1)


@pytest.mark.parametrize("drops", [200, 1500])
def test_rain_has_streaks_and_noise_has_not(grey, drops):
    """In drizzle and downpour; bright more than dark, in few pixels."""
    found = flicker([rain(grey, i, drops=drops) for i in range(6)])
    noise = flicker([with_noise(grey, 10.0, i) for i in range(6)])
    assert found.streaks > 0.5 > 0.3 > noise.streaks
    assert found.sparsity > 1.3 * noise.sparsity
    assert found.up > 2.0 * found.down
    assert found.jitter < 0.3


def test_rain_is_seen_through_noise(grey):
    """A night's rain on a night's sensor."""
    wet = [with_noise(rain(grey, i, drops=1500), 4.0, i) for i in range(6)]
    dry = [with_noise(grey, 4.0, i) for i in range(6)]
    assert flicker(wet).streaks > flicker(dry).streaks + 0.3


def test_what_passes_in_one_place_hardly_counts(grey):
    """A car in a few cells of many."""
    pictures = []
    for i in range(6):
        now = grey.copy()
        now[100:130, 40 * i : 40 * i + 40] = 255
        pictures.append(now)
    found = flicker(pictures)
    assert found.stir == found.up == found.down == 0.0
    assert found.jitter < 0.3


@pytest.mark.parametrize("count", [0, 1])
def test_one_picture_does_not_flicker(grey, count):
    """There is nothing to compare it with."""
    assert flicker([grey] * count) == NONE


def test_pictures_of_a_few_pixels_do_not_flicker():
    """They are no picture of a camera."""
    assert flicker(list(np.random.default_rng(1).integers(0, 256, (4, 8, 90), np.uint8))) == NONE
