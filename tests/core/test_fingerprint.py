"""The fingerprint on pictures whose answer is known, of every shape, and the same to the bit."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from tests.builders import scene, with_noise
from virk_edge.core.fingerprint import (
    INDEX,
    NAMES,
    STEPS,
    TERMS,
    cell_means,
    fingerprint,
    native_crops,
    percentiles,
    shrink,
)
from virk_edge.nouns import U8

SHAPES = [
    (1, 1, 3), (1, 1), (3, 3, 3), (3, 3), (1, 900, 3), (900, 1, 3), (7, 5), (17, 33, 3),
    (479, 641, 3), (640, 360, 3), (480, 640), (1080, 1920, 3), (8, 8, 3), (9, 2000),
]  # fmt: skip


def measured(pixels: U8) -> dict[str, float]:
    """Every term by its name."""
    small = shrink(pixels)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    return dict(zip(NAMES, fingerprint(pixels, small, grey).tolist(), strict=True))


def flat(value: int, shape: tuple[int, ...] = (240, 320, 3)) -> U8:
    return np.full(shape, value, np.uint8)


def sigma(terms: dict[str, float]) -> float:
    return math.exp(terms["noise"]) - 0.5


@pytest.mark.parametrize("true", [4.0, 10.0, 20.0])
def test_noise_is_read_in_grey_levels(true):
    """On a flat picture, within a tenth."""
    assert sigma(measured(with_noise(flat(128), true, 1))) == pytest.approx(true, rel=0.1)


def test_noise_is_read_on_a_scene_with_texture(footage):
    """A real picture adds a little of its own."""
    assert 9.0 < sigma(measured(with_noise(footage[0], 10.0, 1))) < 12.0
    assert sigma(measured(footage[0])) < 3.0


def test_poor_compression_raises_the_blocks(footage):
    """JPEG of quality 10, and by more the lower it is."""
    before = measured(footage[0])["blocks"]
    by_quality = []
    for quality in (5, 10, 90):
        data = cv2.imencode(".jpg", footage[0], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        by_quality.append(measured(cv2.imdecode(data, cv2.IMREAD_COLOR))["blocks"] - before)
    assert by_quality[0] > by_quality[1] > 2 * TERMS[INDEX["blocks"]].step
    assert abs(by_quality[2]) < TERMS[INDEX["blocks"]].step


def test_blur_lowers_detail_and_gradient(footage):
    """More, the wider it is."""
    readings = [measured(footage[0])]
    readings += [measured(cv2.GaussianBlur(footage[0], (0, 0), s)) for s in (2.0, 4.0, 8.0)]
    for name in ("detail", "gradient"):
        values = [r[name] for r in readings]
        assert values == sorted(values, reverse=True)
        assert values[0] - values[2] > 3 * STEPS[INDEX[name]]


def test_a_grey_picture_has_no_colour(footage):
    """No chroma, and blue, green and red alike."""
    grey = cv2.cvtColor(footage[0], cv2.COLOR_BGR2GRAY)
    terms = measured(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    assert terms["chroma_spread"] == 0.0
    assert terms["blue_green"] == pytest.approx(terms["red_green"])
    assert measured(footage[0])["chroma_spread"] > 1.0
    # Grey as one channel or as three is the same picture.
    assert measured(grey) == pytest.approx(terms)


def test_a_colour_cast_shows_in_its_channel(footage):
    """A fifth more red moves red against green by as much."""
    cast = footage[0].astype(np.float64)
    cast[..., 2] *= 0.8
    before, after = measured(footage[0]), measured(np.clip(cast, 0, 255).astype(np.uint8))
    changed = after["red_green"] - before["red_green"]
    assert -0.25 < changed < -3 * STEPS[INDEX["red_green"]]
    assert after["blue_green"] == pytest.approx(before["blue_green"])


def test_light_is_read_in_grey_levels():
    """A ramp over all levels has its percentiles where they belong."""
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :], 256, axis=0)
    terms = measured(np.ascontiguousarray(ramp))
    lights = [v for n, v in terms.items() if n.startswith("light_p")]
    assert lights == sorted(lights)
    assert terms["light_p25"] == pytest.approx(63.5, abs=0.6)
    assert terms["light_p50"] == pytest.approx(127.5, abs=0.6)
    assert terms["light_p75"] == pytest.approx(191.5, abs=0.6)
    assert terms["light_mean"] == pytest.approx(127.5)


@pytest.mark.parametrize("value", [0, 1, 128, 255])
def test_a_flat_picture_has_light_and_nothing_else(value):
    """No noise, no blocks, no impulses; black and white included."""
    terms = measured(flat(value))
    assert terms["light_mean"] == value
    assert terms["light_p50"] == pytest.approx(value, abs=0.01)
    assert terms["contrast"] == terms["blocks"] == terms["impulses"] == 0.0
    assert abs(sigma(terms)) < 1e-3
    assert terms["dark_channel"] == value


def test_impulses_are_counted_in_percent():
    """One pixel in a hundred is white."""
    pixels = flat(100, (256, 256, 3))
    pixels[np.random.default_rng(1).random((256, 256)) < 0.01] = 255
    assert measured(pixels)["impulses"] == pytest.approx(1.0, abs=0.2)


def test_the_grain_tells_directions_apart():
    """Stripes along x, along y and along both diagonals."""
    y, x = np.mgrid[:240, :320]

    def stripes(phase: np.ndarray) -> dict[str, float]:
        return measured(np.rint(128 + 80 * np.sin(phase / 3.0)).astype(np.uint8))

    assert stripes(x)["grain_x"] > 0.9
    assert stripes(y)["grain_x"] < -0.9
    assert stripes(x + y)["grain_xy"] > 0.9
    assert stripes(x - y)["grain_xy"] < -0.9


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5], 0.5, 5.0), ([0, 1, 2, 3], 0.5, 1.5), ([0, 10], 0.25, 0.0), ([7] * 10, 0.98, 7.48)],
)
def test_percentiles_interpolate_within_a_level(values, share, expected):
    """By hand: the mass of a level lies evenly half a level to both sides."""
    histogram = np.bincount(values, minlength=16).astype(np.float64)
    assert percentiles(histogram, (share,))[0] == pytest.approx(expected)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_any_size_is_taken(shape):
    """One pixel, one row, odd, portrait, grey, full HD: twenty finite numbers and a full grid."""
    pixels = np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8)
    assert np.isfinite(list(measured(pixels).values())).all()
    assert cell_means(shrink(pixels)).shape == (12, 16, 3)
    small = shrink(pixels)
    assert small.ndim == 3
    assert small.shape[1] <= 320 or shape[0] == 1
    assert small.shape[0] <= shape[0]
    assert all(crop.size for crop in native_crops(pixels))


@pytest.mark.parametrize("kind", ["black", "white", "checks"])
@pytest.mark.parametrize("shape", [(1, 1, 3), (48, 64, 3), (33, 47)], ids=str)
def test_extreme_pictures_give_numbers(kind, shape):
    """Nothing divides by nothing."""
    pixels = np.zeros(shape, np.uint8) if kind == "black" else np.full(shape, 255, np.uint8)
    if kind == "checks":
        pixels[::2, ::2] = 0
    assert np.isfinite(list(measured(pixels).values())).all()


def test_a_picture_is_never_enlarged_and_shrunk_by_whole_pixels():
    """641 wide takes a factor of three; 320 is left as it is."""
    assert shrink(flat(9, (480, 320, 3))).shape == (480, 320, 3)
    assert shrink(flat(9, (480, 641, 3))).shape == (160, 213, 3)
    assert shrink(flat(9, (1920, 1080))).shape == (480, 270, 3)


def test_cells_are_the_means_of_their_area():
    """Whole cells exactly, colour by colour."""
    pixels = scene(3, height=120, width=160)
    expected = pixels.reshape(12, 10, 16, 10, 3).mean(axis=(1, 3))
    assert cell_means(pixels) == pytest.approx(expected, abs=1e-3)


def test_the_crops_lie_on_the_grid_of_jpeg_blocks():
    """Elsewhere a step at every eighth column could not be told from the others."""
    y, x = np.mgrid[:576, :768]
    for axis in (y, x):
        for crop in native_crops((axis % 8).astype(np.uint8)):
            assert crop.shape == (128, 128)
            assert crop[0, 0] == 0


def test_the_table_is_whole():
    """Names are unique, steps positive, and every term says what it means."""
    assert len(set(NAMES)) == len(TERMS) == len(STEPS)
    assert (STEPS > 0).all()
    assert all(t.meaning and t.unit for t in TERMS)


@pytest.mark.parametrize("shape", [(480, 640, 3), (97, 131, 3), (40, 33)])
def test_the_short_ways_are_the_long_ways_to_the_bit(shape):
    """Crops and colours measured together are what each is alone, as older bundles recorded it."""
    pixels = np.random.default_rng(5).integers(0, 256, shape, dtype=np.uint8)
    found = measured(pixels)
    sigmas, impulses, blocks = zip(
        *(_crop_alone(crop) for crop in native_crops(pixels)), strict=True
    )
    assert found["noise"] == float(np.log(np.median(sigmas) + 0.5))
    assert found["impulses"] == float(np.median(impulses))
    assert found["blocks"] == float(np.median(blocks))
    blue, green, red = cv2.split(shrink(pixels))
    spreads = [
        cv2.meanStdDev(cv2.subtract(c, green, dtype=cv2.CV_16S))[1].item() for c in (blue, red)
    ]
    assert found["chroma_spread"] == float(np.log(np.hypot(*spreads) + 1.0))


def _crop_alone(crop: U8) -> tuple[float, float, float]:
    """Sigma, % impulses and block excess of one crop, each of its numbers by itself."""
    second = cv2.convertScaleAbs(cv2.Sobel(crop, cv2.CV_16S, 2, 2, ksize=3))[1:-1, 1:-1]
    counts = np.bincount(second.ravel(), minlength=256).astype(np.float64)
    away = cv2.absdiff(crop, cv2.medianBlur(crop, 3)) > 20
    excess = []
    for steps in (np.diff(crop.astype(int), axis=1).T, np.diff(crop.astype(int), axis=0)):
        whole = len(steps) // 8 * 8
        sums = np.abs(steps[:whole]).sum(axis=1).reshape(-1, 8).sum(axis=0)
        means = sums / (steps.shape[1] * (whole // 8))
        excess.append(float(means[7] - np.median(means[:7])) if whole >= 16 else 0.0)
    sigma = max(percentiles(counts, (0.5,))[0], 0.0) / 4.05
    return sigma, 100.0 * np.count_nonzero(away) / crop.size, 0.5 * (excess[0] + excess[1])
