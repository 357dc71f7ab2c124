"""Where the camera points: known movements are read, and what is no movement is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.builders import with_noise
from virk_edge.core.geometry import Movement, movement, undo
from virk_edge.nouns import U8

HEIGHT, WIDTH = 180, 240  # of the view cut out of the half-size picture


@pytest.fixture(scope="module")
def wide(footage: tuple[U8, ...]) -> U8:
    """Grey, 0.6 of the frame's size: room to move a view about."""
    small = cv2.resize(footage[0], (461, 346), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def view(wide: U8, *, right: float = 0, down: float = 0, turn: float = 0, zoom: float = 1) -> U8:
    """What a camera sees after the scene has moved so in its picture (turn: counter-clockwise)."""
    middle = (wide.shape[1] / 2, wide.shape[0] / 2)
    matrix = cv2.getRotationMatrix2D(middle, turn, zoom)
    matrix[:, 2] += (right - middle[0] + WIDTH / 2, down - middle[1] + HEIGHT / 2)
    moved = cv2.warpAffine(wide, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
    return np.asarray(moved, dtype=np.uint8)


@pytest.mark.parametrize(
    ("right", "down"), [(12, -3), (-7, 5), (3, 0), (0, -2), (30, 10), (-40, -20)]
)
def test_a_shift_is_read_in_pixels(wide, right, down):
    """Within a third of one; right and down are positive."""
    moved = movement(view(wide), view(wide, right=right, down=down))
    assert moved.shift_x == pytest.approx(right, abs=0.3)
    assert moved.shift_y == pytest.approx(down, abs=0.3)
    assert moved.rotation_degrees == pytest.approx(0, abs=0.5)
    assert moved.zoom == pytest.approx(1, abs=0.01)
    assert moved.gain > 0.2


@pytest.mark.parametrize("turn", [-10, -3, 2, 15])
def test_a_rotation_is_read_in_degrees(wide, turn):
    """Counter-clockwise is positive."""
    moved = movement(view(wide), view(wide, turn=turn))
    assert moved.rotation_degrees == pytest.approx(turn, abs=0.5)
    assert np.hypot(moved.shift_x, moved.shift_y) < 1.0
    assert moved.gain > 0.1


@pytest.mark.parametrize("zoom", [0.8, 1.05, 1.3])
def test_a_zoom_is_read_as_a_ratio(wide, zoom):
    """Nearer is more than one."""
    moved = movement(view(wide), view(wide, zoom=zoom))
    assert moved.zoom == pytest.approx(zoom, rel=0.02)
    assert moved.gain > 0.1


def test_a_large_movement_of_all_kinds_is_read(wide):
    """Shifted, turned and zoomed at once."""
    moved = movement(view(wide), view(wide, right=25, down=-15, turn=6, zoom=1.12))
    assert moved.shift_x == pytest.approx(25, abs=1.5)
    assert moved.shift_y == pytest.approx(-15, abs=1.5)
    assert moved.rotation_degrees == pytest.approx(6, abs=0.7)
    assert moved.zoom == pytest.approx(1.12, abs=0.02)
    assert moved.match_after > 0.5


def test_a_movement_is_read_through_noise_and_darkness(wide):
    """A bump at night is a bump."""
    dark = with_noise((view(wide, right=12, down=-3) * 0.4).astype(np.uint8), 4.0, 1)
    moved = movement(view(wide), dark)
    assert moved.shift_x == pytest.approx(12, abs=0.5)
    assert moved.shift_y == pytest.approx(-3, abs=0.5)
    assert moved.gain > 0.06


def test_no_movement_gains_nothing(wide):
    """The same view, clean and noisy."""
    for now in (view(wide), with_noise(view(wide), 8.0, 2)):
        moved = movement(view(wide), now)
        assert moved.gain < 0.02
        assert np.hypot(moved.shift_x, moved.shift_y) < 0.3


@pytest.mark.parametrize("seed", range(6))
def test_unrelated_pictures_have_not_moved(wide, seed):
    """Noise, clouds, another part of the world: no movement makes them match."""
    draw = np.random.default_rng(seed)
    field = cv2.GaussianBlur(draw.normal(0, 1, (HEIGHT, WIDTH)), (0, 0), 1 + seed)
    other = cv2.normalize(field, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    assert movement(view(wide), other).gain < 0.06
    assert movement(other, view(wide)).gain < 0.06


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_flat_picture_has_no_place(wide, value):
    """A covered lens is not a moved camera."""
    flat = np.full((HEIGHT, WIDTH), value, np.uint8)
    assert movement(view(wide), flat).gain < 0.06
    assert movement(flat, flat).gain == 0.0


def test_undoing_a_movement_gives_back_the_view(wide):
    """Where both pictures show the scene; the rest is the baseline."""
    before, after = view(wide), view(wide, right=12, down=-3, turn=4, zoom=1.06)
    back = undo(movement(before, after), after, before)
    inner = np.s_[30:-30, 30:-30]
    undone = np.abs(back[inner].astype(int) - before[inner])
    assert np.median(undone) <= 3
    assert undone.mean() < 0.3 * np.abs(after[inner].astype(int) - before[inner]).mean()


def test_nothing_to_undo_is_the_picture_itself(wide):
    """To the last pixel but the border."""
    none = Movement(0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0)
    now = view(wide, right=3)
    assert np.array_equal(undo(none, now, view(wide))[1:-1, 1:-1], now[1:-1, 1:-1])


def test_movement_repeats_to_the_bit(wide):
    """Its random sampling is seeded, whatever ran before it."""
    before, after = view(wide), view(wide, right=25, down=-15, turn=6, zoom=1.12)
    first = movement(before, after)
    cv2.setRNGSeed(12345)
    movement(after, before)
    assert movement(before, after) == first


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (1, 50), (50, 1), (7, 200), (13, 17)], ids=str)
def test_tiny_pictures_have_moved_somewhere(shape):
    """Without a crash, and with numbers."""
    draw = np.random.default_rng(4)
    a, b = (draw.integers(0, 256, shape, dtype=np.uint8) for _ in range(2))
    moved = movement(a, b)
    assert np.isfinite([moved.shift_x, moved.shift_y, moved.zoom, moved.gain]).all()
    assert undo(moved, b, a).shape == shape
