"""A frame's place: known movements are read to a fraction of a pixel, and nonsense is refused."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.builders import with_noise
from virk_edge.core import placing
from virk_edge.core.phase import edge_map
from virk_edge.core.placing import Anchor, describe, reach_percent
from virk_edge.nouns import F64, U8

HEIGHT, WIDTH = 240, 320


@pytest.fixture(scope="module")
def wide(footage: tuple[U8, ...]) -> U8:
    """Grey, with room to move a view of the usual size about."""
    small = cv2.resize(footage[0], (448, 336), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def view(wide: U8, *, right: float = 0, down: float = 0, turn: float = 0, zoom: float = 1) -> U8:
    """What a camera sees after the scene has moved so in its picture (turn: counter-clockwise)."""
    middle = ((wide.shape[1] - 1) / 2, (wide.shape[0] - 1) / 2)
    matrix = cv2.getRotationMatrix2D(middle, turn, zoom)
    matrix[:, 2] += (right - middle[0] + (WIDTH - 1) / 2, down - middle[1] + (HEIGHT - 1) / 2)
    moved = cv2.warpAffine(wide, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
    return np.asarray(moved, dtype=np.uint8)


def placed(anchor: Anchor, frame: U8) -> F64:
    """The four numbers of a placement that must be supported."""
    placement = anchor.place(frame)
    assert placement.supported, placement
    return describe(placement.matrix, anchor.shape)


@pytest.mark.parametrize(
    ("right", "down"), [(0, 0), (1, 0), (0, -1.6), (3.2, 3.2), (12, -3), (-30, 20), (50, 5)]
)
def test_a_shift_is_read_in_percent_of_the_width(wide, right, down):
    """To a twentieth of a percent, which is a sixth of a pixel."""
    x, y, turn, zoom = placed(Anchor(view(wide)), view(wide, right=right, down=down))
    assert x == pytest.approx(100 * right / WIDTH, abs=0.05)
    assert y == pytest.approx(100 * down / WIDTH, abs=0.05)
    assert turn == pytest.approx(0, abs=0.05)
    assert zoom == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("turn", [-4, -0.3, 0.6, 2.5])
def test_a_rotation_is_read_in_degrees(wide, turn):
    """Counter-clockwise is positive, and the centre stays where it is."""
    x, y, read, zoom = placed(Anchor(view(wide)), view(wide, turn=turn))
    assert read == pytest.approx(turn, abs=0.05)
    assert np.hypot(x, y) < 0.1
    assert zoom == pytest.approx(0, abs=0.15)


@pytest.mark.parametrize("percent", [-6, -0.5, 1, 4])
def test_a_zoom_is_read_in_percent(wide, percent):
    """Nearer is positive."""
    x, y, turn, zoom = placed(Anchor(view(wide)), view(wide, zoom=1 + percent / 100))
    assert zoom == pytest.approx(100 * np.log(1 + percent / 100), abs=0.15)
    assert np.hypot(x, y) < 0.1
    assert turn == pytest.approx(0, abs=0.05)


def test_all_at_once_is_read_through_noise_and_darkness(wide):
    """A bump at dusk is a bump."""
    moved = view(wide, right=5, down=-3, turn=1, zoom=1.02)
    dark = with_noise((moved * 0.4).astype(np.uint8), 3.0, 1)
    assert placed(Anchor(view(wide)), dark) == pytest.approx(
        [100 * 5 / WIDTH, -100 * 3 / WIDTH, 1.0, 100 * np.log(1.02)], abs=0.2
    )


def test_what_stands_in_the_way_moves_nothing(wide):
    """A fifth of the view covered by something with strong edges."""
    frame = view(wide)
    draw = np.random.default_rng(3)
    frame[60:160, 100:250] = cv2.resize(
        draw.integers(0, 256, (10, 15), dtype=np.uint8), (150, 100), interpolation=0
    )
    assert np.abs(placed(Anchor(view(wide)), frame)).max() < 0.1


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_flat_picture_has_no_place(wide, value):
    """Neither as a frame nor as an anchor."""
    flat = np.full((HEIGHT, WIDTH), value, np.uint8)
    assert not Anchor(view(wide)).place(flat).supported
    assert not Anchor(flat).place(view(wide)).supported
    assert not Anchor(flat).place(flat).supported


@pytest.mark.parametrize("seed", range(8))
def test_unrelated_pictures_have_no_place(wide, seed):
    """Noise and clouds of any grain."""
    draw = np.random.default_rng(seed)
    field = cv2.GaussianBlur(draw.normal(0, 1, (HEIGHT, WIDTH)), (0, 0), 0.5 + seed)
    other = cv2.normalize(field, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    assert not Anchor(view(wide)).place(other).supported
    assert not Anchor(other).place(view(wide)).supported


def test_placing_repeats_to_the_bit_wherever_the_frame_lies_in_memory(wide):
    """And changes neither frame nor anchor."""
    anchor, frame = Anchor(view(wide)), view(wide, right=5, turn=0.4)
    first = anchor.place(frame)
    room = np.empty(frame.size + 64, np.uint8)
    for offset in range(0, 64, 7):
        moved = room[offset : offset + frame.size].reshape(frame.shape)
        moved[:] = frame
        anchor.place(view(wide, right=-offset))
        again = anchor.place(moved)
        assert again.matrix.tobytes() == first.matrix.tobytes()
        assert (again.match, again.error) == (first.match, first.error)
    assert np.array_equal(frame, view(wide, right=5, turn=0.4))
    fresh = Anchor(anchor.picture.copy()).place(frame)
    assert fresh.matrix.tobytes() == first.matrix.tobytes()


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (1, 50), (50, 1), (7, 200), (16, 16), (17, 33)])
def test_tiny_pictures_are_placed_without_a_crash(shape):
    """Too small to say anything, or nonsense."""
    draw = np.random.default_rng(4)
    a, b = (draw.integers(0, 256, shape, dtype=np.uint8) for _ in range(2))
    placement = Anchor(a).place(b)
    assert np.isfinite(placement.matrix).all()
    assert not placement.supported or min(shape) >= 16


@pytest.mark.parametrize(
    ("place", "reach"),
    [((1, -2, 0, 0), 2.0), ((0.1, 0, -1, 0), 0.87), ((0, 0.3, 0.1, -3), 1.5), ((0, 0, 0, 0), 0.0)],
)
def test_a_movement_reaches_as_far_as_its_largest_part(place, reach):
    """At half a width from the centre, in percent of the width."""
    assert reach_percent(np.array(place, dtype=np.float64)) == pytest.approx(reach, abs=0.01)


def test_the_first_step_known_beforehand_is_the_step_itself(wide):
    """To the bit: bundles from before it was known beforehand must replay."""
    template = placing._Template(placing._soft(edge_map(view(wide))))
    edges = placing._soft(edge_map(view(wide, right=1.3, turn=0.4)))
    short = template.align(edges, placing._UNMOVED, 0.05)
    long = template.align(edges, placing._Fit(np.eye(3)), 0.05)
    assert short.matrix.tobytes() == long.matrix.tobytes()
    assert (short.gain, short.offset, short.error) == (long.gain, long.offset, long.error)
