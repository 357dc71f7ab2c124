"""Blocks of any size and place show as flat neighbours and as a lattice; a scene's edges do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.builders import with_noise
from virk_edge.core.blockiness import flatness, lattice
from virk_edge.nouns import U8


def pixelated(grey: U8, side: int) -> U8:
    """Every block of ``side`` pixels is its mean."""
    height, width = (n // side * side for n in grey.shape)
    size = (width // side, height // side)
    small = cv2.resize(grey[:height, :width], size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


@pytest.mark.parametrize("side", [3, 4, 7, 8, 16])
def test_pixelation_is_flat_and_a_lattice(grey, side):
    """Of neighbours, all but one in ``side`` are equal; between blocks there are steps."""
    now = pixelated(grey, side)
    assert flatness(now) >= 100.0 * (1 - 1 / side) - 4.0
    assert flatness(now) > flatness(grey) + 30.0
    assert lattice(now) > lattice(grey) + 2.0


@pytest.mark.parametrize("shift", [1, 3])
def test_a_lattice_may_begin_anywhere(grey, shift):
    """A scaler or a cropped picture moves it."""
    now = pixelated(grey, 4)
    moved = np.ascontiguousarray(now[shift:, shift:])
    assert lattice(moved) == pytest.approx(lattice(now), abs=1.0)


def test_the_height_of_the_steps_is_read():
    """A chessboard of blocks of five pixels, ten grey levels apart."""
    y, x = np.mgrid[:200, :300]
    board = np.where((y // 5 + x // 5) % 2, 110, 100).astype(np.uint8)
    assert lattice(board) == pytest.approx(10.0)
    assert flatness(board) == pytest.approx(80.0, abs=3.0)


def test_poor_jpeg_is_flatter_and_has_a_lattice(grey):
    """Of quality 10, and hardly of quality 90."""

    def encoded(quality: int) -> U8:
        data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)

    assert flatness(encoded(10)) > flatness(grey) + 15.0
    assert lattice(encoded(10)) > lattice(grey) + 1.0
    assert lattice(encoded(90)) == pytest.approx(lattice(grey), abs=0.5)


def test_one_strong_edge_is_no_lattice():
    """A pole and a horizon."""
    scene = np.full((240, 320), 80, np.uint8)
    scene[:, 160:170], scene[120:] = 200, 30
    assert lattice(scene) == 0.0


def test_noise_is_neither(grey):
    """Neighbours differ, everywhere alike."""
    noisy = with_noise(np.full(grey.shape, 120, np.uint8), 10.0, 1)
    assert flatness(noisy) < 5.0
    assert lattice(noisy) < 1.0


@pytest.mark.parametrize("value", [0, 255])
def test_black_and_white_are_not_flat(value):
    """A dead or blinded sensor is not made of blocks."""
    clipped = np.full((120, 160), value, np.uint8)
    assert (flatness(clipped), lattice(clipped)) == (0.0, 0.0)


def test_pictures_of_a_few_pixels_have_no_blocks():
    """They are no picture of a camera."""
    assert flatness(np.full((15, 300), 90, np.uint8)) == 0.0
    assert lattice(np.full((300, 15), 90, np.uint8)) == 0.0
