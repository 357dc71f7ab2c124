"""The common change of light: gain and offset of known size, and cells that do not follow."""

from __future__ import annotations

import numpy as np
import pytest

from virk_edge.core.light import common_light
from virk_edge.nouns import F32

STILL = np.zeros((12, 16), np.float32)


def cells(low: float = 50.0, high: float = 190.0) -> F32:
    """A view of many levels and a little colour, float32 (12, 16, 3)."""
    draw = np.random.default_rng(1)
    grey, colour = draw.uniform(low, high, (12, 16, 1)), draw.uniform(0.9, 1.1, (12, 16, 3))
    return np.asarray(grey * colour, dtype=np.float32)


@pytest.mark.parametrize(("gain", "offset"), [(1.0, 0.0), (0.4, 0.0), (1.5, -10.0), (0.7, 25.0)])
def test_gain_and_offset_come_back(gain, offset):
    """Of cells that all follow; the pull towards gain 1 is small beside a scene's contrast."""
    light = common_light(cells(), (cells() * gain + offset).astype(np.float32), STILL)
    assert light.gain == pytest.approx(gain, abs=0.03)
    assert light.offset == pytest.approx(offset, abs=3.0)
    assert np.abs(light.residual).max() < 3.0
    assert not light.out.any()


@pytest.mark.parametrize("levels", [-40.0, 40.0])
def test_a_quarter_that_leaves_does_not_bend_the_line(levels):
    """The rest is fitted as if the quarter were not there; its residual has the change's sign."""
    now = cells() * np.float32(0.8)
    now[:3] += np.float32(levels)
    light = common_light(cells(), now, STILL)
    assert light.gain == pytest.approx(0.8, abs=0.05)
    assert light.out[:3].all() and not light.out[3:].any()
    assert light.residual[:3] == pytest.approx(levels, abs=6.0)


def test_cells_that_vary_anyway_are_given_room():
    """Twenty levels are much for a wall and nothing for a road."""
    now, spread = cells(), STILL.copy()
    now[0, :2] += 20.0
    spread[0, 0] = 5.0
    light = common_light(cells(), now, spread)
    assert not light.out[0, 0] and light.out[0, 1]
    assert light.out.sum() == 1


def test_a_flat_scene_tells_no_gain():
    """Its change is an offset; a gain from nothing would be chance."""
    wall = np.random.default_rng(1).uniform(99.0, 101.0, (12, 16, 3)).astype(np.float32)
    light = common_light(wall, wall * np.float32(0.7), STILL)
    assert light.gain == pytest.approx(1.0, abs=0.05)
    assert light.gain * 100.0 + light.offset == pytest.approx(70.0, abs=0.5)


def test_a_cast_is_common_and_a_painted_part_is_not():
    """Less blue everywhere; then a fifth of the cells more red than the rest."""
    cast = cells() * np.array([0.7, 1.0, 1.0], np.float32)
    light = common_light(cells(), cast, STILL)
    assert light.cast_agreement > 0.98
    assert light.chroma_residual_share < 0.02
    cast[:, :3, 2] *= 1.4
    light = common_light(cells(), cast, STILL)
    assert light.chroma_residual_share == pytest.approx(3 / 16)
    assert light.cast_agreement == pytest.approx(13 / 16)


@pytest.mark.parametrize("value", [0.0, 255.0])
def test_black_and_white_give_numbers(value):
    """Nothing divides by nothing."""
    light = common_light(cells(), np.full((12, 16, 3), value, np.float32), STILL)
    assert np.isfinite([light.gain, light.offset, light.cast_agreement]).all()
    assert np.isfinite(light.residual).all()
