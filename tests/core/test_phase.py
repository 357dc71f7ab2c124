"""Edge maps and the shift between two of them."""

from __future__ import annotations

import numpy as np
import pytest

from virk_edge.core.phase import RESPONSE_MIN, Phase, edge_map
from virk_edge.nouns import U8

ROWS, COLUMNS = 100, 150


def view(grey: U8, *, right: int = 0, down: int = 0) -> U8:
    """What a camera sees after the scene has moved so in its picture."""
    top, left = 60 - down, 60 - right
    return np.ascontiguousarray(grey[top : top + ROWS, left : left + COLUMNS])


@pytest.mark.parametrize(("right", "down"), [(0, 0), (3, 0), (0, -2), (12, -3), (-40, 25)])
def test_a_shift_is_read_in_pixels(grey, right, down):
    """Right and down are positive; the response says that it is no chance."""
    phase = Phase(edge_map(view(grey)))
    dx, dy, response = phase.shift(edge_map(view(grey, right=right, down=down)))
    assert (dx, dy) == pytest.approx((right, down), abs=0.5)
    assert response > 3 * RESPONSE_MIN


def test_a_shift_changes_neither_edge_map(grey):
    """The hundredth frame is placed like the first, to the bit."""
    base, frame = edge_map(view(grey)), edge_map(view(grey, right=5))
    kept, given = base.copy(), frame.copy()
    phase = Phase(base)
    first = phase.shift(frame)
    for right in range(10):
        phase.shift(edge_map(view(grey, right=right)))
    assert phase.shift(frame) == first == Phase(kept).shift(given)
    assert np.array_equal(base, kept)
    assert np.array_equal(frame, given)


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (1, 50), (50, 1), (7, 200), (13, 17)], ids=str)
def test_tiny_and_flat_pictures_give_numbers(shape):
    """Without a crash or a warning."""
    draw = np.random.default_rng(4)
    a, b = (draw.integers(0, 256, shape, dtype=np.uint8) for _ in range(2))
    flat = np.full(shape, 7, np.uint8)
    for before, after in ((a, b), (flat, b), (a, flat), (flat, flat)):
        assert np.isfinite(Phase(edge_map(before)).shift(edge_map(after))).all()


def test_edges_are_those_of_a_smaller_picture(grey):
    """At most the width asked for; the picture itself if it is small."""
    assert edge_map(grey, 160).shape[1] <= 160
    assert edge_map(grey, 1000).shape == grey.shape
