"""How much blurrier one picture is than another of the same scene: the covariance of the blur.

A Gaussian blur of covariance S multiplies the power spectrum by exp(-4 pi^2 f'Sf), so that the log
of the ratio of two spectra is a quadratic form in frequency, fitted here by least squares. The
eigenvalues of S tell defocus (alike in all directions) from motion (one direction). The spectrum
does not know about shifts, and a change of exposure is a constant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from virk_edge.nouns import F32, F64, U8

_TILE = 64  # pixels; frequencies come in steps of 1/64 cycle per pixel
_LOWEST = 1.5 / _TILE  # below it the window leaks
_FLOOR = 2.0  # grey levels squared: power of quantisation and noise, keeps ratios finite


@dataclass(frozen=True, slots=True)
class Blur:
    """Standard deviations of the blur along its axes, in pixels of the small picture, signed.

    A negative number means sharper than before. ``angle_degrees`` is the direction of the major
    axis, 0 = horizontal, counter-clockwise, in [0, 180). ``energy`` is the ln of the ratio of power
    that the fit leaves at frequency zero: what blur does not explain (a cover, haze, darkness).
    """

    major_px: float
    minor_px: float
    angle_degrees: float
    energy: float


def power_spectrum(grey: U8) -> F64:
    """Mean power spectrum over half-overlapping Hann-windowed tiles, float64 (64, 33)."""
    height, width = grey.shape
    picture: F32 = grey.astype(np.float32)
    if min(height, width) < _TILE:
        missing = ((0, max(_TILE - height, 0)), (0, max(_TILE - width, 0)))
        picture = np.pad(picture, missing, mode="symmetric")
        height, width = picture.shape
    window = cv2.createHanningWindow((_TILE, _TILE), cv2.CV_32F)
    tops = np.linspace(0, height - _TILE, max(2 * height // _TILE - 1, 1)).astype(int)
    lefts = np.linspace(0, width - _TILE, max(2 * width // _TILE - 1, 1)).astype(int)
    number = np.fft.rfft(window[:1]).real.dtype  # float32; before numpy 2, float64
    total: F32 | F64 = np.zeros((_TILE, _TILE // 2 + 1), number)
    for top in tops:  # a row of tiles at a time: all at once would take ten times the memory
        tiles = np.stack([picture[top : top + _TILE, x : x + _TILE] for x in lefts])
        tiles -= tiles.mean(axis=(1, 2), keepdims=True)
        spectrum = np.fft.rfft2(tiles * window)
        for tile in spectrum.real**2 + spectrum.imag**2:
            total += tile  # one by one, in the order in which a mean over all would add them
    power: F64 = total / (len(tops) * len(lefts)) / float((window**2).sum())
    return power


def relative_blur(before: U8, now: U8) -> Blur:
    """The blur that takes ``before`` to ``now``, both uint8 (h, w) of one size."""
    return blur_between(power_spectrum(before), power_spectrum(now))


def blur_between(before: F64, now: F64) -> Blur:
    """The blur between the pictures that have these power spectra."""
    ratio = np.log((now + _FLOOR) / (before + _FLOOR))
    fy = np.fft.fftfreq(_TILE)[:, None] * np.ones((1, _TILE // 2 + 1))
    fx = np.fft.rfftfreq(_TILE)[None, :] * np.ones((_TILE, 1))
    radius = np.hypot(fx, fy)
    reach = 0.08
    blur = Blur(0.0, 0.0, 0.0, 0.0)
    for _ in range(3):  # the stronger the blur, the lower the frequencies that survive it
        used = (radius >= _LOWEST) & (radius <= reach)
        blur = _fit(ratio[used], fx[used], fy[used])
        reach = min(max(0.30 / max(blur.major_px, 0.5), 0.06), 0.25)
    return blur


def _fit(ratio: F64, fx: F64, fy: F64) -> Blur:
    scale = -4.0 * math.pi**2
    design = np.stack(
        [np.ones_like(fx), scale * fx * fx, scale * 2.0 * fx * fy, scale * fy * fy], axis=1
    )
    energy, sxx, sxy, syy = np.linalg.lstsq(design, ratio, rcond=None)[0]
    values, vectors = np.linalg.eigh(np.array([[sxx, sxy], [sxy, syy]]))
    minor, major = (math.copysign(math.sqrt(abs(v)), v) for v in values)
    x, y = vectors[:, 1]
    return Blur(major, minor, math.degrees(math.atan2(-y, x)) % 180.0, float(energy))
