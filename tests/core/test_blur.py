"""Relative blur: widths, direction and roundness of known blurs on a real picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.builders import with_noise
from virk_edge.core.blur import power_spectrum, relative_blur
from virk_edge.faults.linear import disc_kernel, line_kernel
from virk_edge.nouns import U8


def gaussian(grey: U8, x: float, y: float | None = None) -> U8:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), x, sigmaY=y or x), dtype=np.uint8)


def apart(a: float, b: float) -> float:
    """Degrees between two directions."""
    return abs((a - b + 90.0) % 180.0 - 90.0)


@pytest.mark.parametrize("sigma", [1.0, 1.5, 2.4, 4.0])
def test_a_gaussian_is_read_in_pixels(grey, sigma):
    """Both axes within a quarter of a pixel."""
    blur = relative_blur(grey, gaussian(grey, sigma))
    assert blur.major_px == pytest.approx(sigma, abs=0.25)
    assert blur.minor_px == pytest.approx(sigma, abs=0.25)
    assert blur.minor_px > 0.8 * blur.major_px


@pytest.mark.parametrize("degrees", [0, 30, 60, 90, 135, 170])
@pytest.mark.parametrize("length", [9.0, 15.0])
def test_motion_is_read_with_its_direction(grey, degrees, length):
    """Counter-clockwise from the horizontal, within ten degrees, and far from round."""
    kernel = line_kernel(length, -np.radians(degrees))  # rows of a picture run downwards
    blur = relative_blur(grey, cv2.filter2D(grey, -1, kernel))
    assert apart(blur.angle_degrees, degrees) < 10.0
    assert abs(blur.minor_px) < 0.5 * blur.major_px
    assert blur.major_px == pytest.approx(length / np.sqrt(12), rel=0.35)


def test_a_lens_out_of_focus_is_round(grey):
    """A disc is no Gaussian and is still alike in all directions."""
    blur = relative_blur(grey, cv2.filter2D(grey, -1, disc_kernel(4.0)))
    assert blur.minor_px > 0.75 * blur.major_px
    assert blur.major_px == pytest.approx(2.0, abs=0.4)  # a disc of radius r spreads by r / 2


def test_nothing_is_read_where_nothing_is_blurred(grey):
    """The same picture, darker, brighter, shifted: none is a blur."""
    shifted = np.roll(grey, (3, -5), axis=(0, 1))
    for now in (grey, (grey * 0.6).astype(np.uint8), shifted):
        blur = relative_blur(grey, now)
        assert abs(blur.major_px) < 0.6
        assert abs(blur.minor_px) < 0.6


def test_a_sharper_picture_has_a_negative_blur(grey):
    """The camera was refocused."""
    blur = relative_blur(gaussian(grey, 2.0), grey)
    assert blur.major_px < -1.0
    assert blur.minor_px < -1.0


def test_blur_is_read_through_noise(grey):
    """Sensor noise does not hide a lens out of focus."""
    now = with_noise(gaussian(grey, 2.4), 3.0, 1)
    assert relative_blur(with_noise(grey, 3.0, 2), now).minor_px == pytest.approx(2.4, abs=0.8)


def test_darkness_is_energy_and_not_blur(grey):
    """Half the light is a quarter of the power."""
    half = relative_blur(grey, (grey // 2).astype(np.uint8))
    assert half.energy == pytest.approx(np.log(0.25), abs=0.25)
    assert abs(relative_blur(grey, grey).energy) < 1e-6


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (1, 200), (63, 64), (65, 300)], ids=str)
def test_pictures_of_any_size_have_a_spectrum(shape):
    """Smaller than a tile as well; flat ones give numbers too."""
    pixels = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    assert power_spectrum(pixels).shape == (64, 33)
    for now in (pixels, np.zeros_like(pixels)):
        blur = relative_blur(pixels, now)
        assert np.isfinite([blur.major_px, blur.minor_px, blur.energy]).all()
        assert 0.0 <= blur.angle_degrees < 180.0
