"""Changes of known size, made on a real picture, read from the whole evidence in natural units."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from tests.builders import with_noise
from tests.core.test_evidence import glimpse
from virk_edge.core.baseline import Normal, median_scene
from virk_edge.core.course import Course
from virk_edge.core.evidence import Evidence
from virk_edge.core.gather import gather
from virk_edge.core.geometry import movement
from virk_edge.core.readings import NS
from virk_edge.nouns import U8

HIDDEN = np.s_[100:220, 40:200]  # a quarter of the view, people's way among it


@pytest.fixture(scope="module")
def native(footage: tuple[U8, ...]) -> U8:
    """One frame in full size, darkened so that nothing clips."""
    return (footage[0] * 0.7 + 10).astype(np.uint8)


@pytest.fixture(scope="module")
def picture(native: U8) -> U8:
    """The same, 320 wide: one pixel is one pixel of the evidence."""
    return np.asarray(cv2.resize(native, (320, 240), interpolation=cv2.INTER_AREA), np.uint8)


def compared(before: list[U8], now: list[U8], course: Course | None = None) -> Evidence:
    """Evidence of pictures against learnt ones."""
    learnt = [glimpse(p) for p in before]
    fingerprint = np.median([g.fingerprint for g in learnt], axis=0)
    scene = median_scene([g.picture for g in learnt], [g.cells for g in learnt])
    return gather(Normal(scene, fingerprint), [glimpse(p) for p in now], course)


def test_a_blur_of_two_and_a_half_pixels_is_read(picture):
    """2.4 within 0.2, alike in both directions."""
    e = compared([picture], [cv2.GaussianBlur(picture, (0, 0), 2.4)])
    assert e.blur_major == pytest.approx(2.4, abs=0.2)
    assert e.blur_minor == pytest.approx(2.4, abs=0.2)


def test_a_shift_is_read_by_geometry_and_in_the_evidence(picture):
    """Twelve pixels to the right and three up."""
    now = np.roll(picture, (-3, 12), axis=(0, 1))
    e = compared([picture], [now])
    assert (e.shift_x, e.shift_y) == pytest.approx((12, -3), abs=0.2)
    assert (e.rotation, e.zoom) == pytest.approx((0.0, 1.0), abs=0.01)
    moved = movement(*(cv2.cvtColor(p, cv2.COLOR_BGR2GRAY) for p in (picture, now)))
    assert (moved.shift_x, moved.shift_y) == pytest.approx((12, -3), abs=0.2)


def test_noise_of_ten_levels_is_read_as_ten(native):
    """On the native pixels of a real scene; no blur is read from it."""
    e = compared([native], [with_noise(native, 10.0, 1)])
    assert 9.0 < e.noise_now < 11.0
    assert e.noise_before < 2.0


def test_poor_jpeg_shows_its_blocks(native):
    """At quality 10, and not at quality 90."""
    by_quality = []
    for quality in (10, 90):
        data = cv2.imencode(".jpg", native, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        by_quality.append(compared([native], [cv2.imdecode(data, cv2.IMREAD_COLOR)]))
    poor, good = by_quality
    assert poor.blocks_rise > 2.0 and poor.flatness_rise > 20.0
    assert abs(good.blocks_rise) < 0.5 and abs(good.flatness_rise) < 2.0


def test_pixelation_by_four_is_flat_and_a_lattice(picture):
    """Three of four neighbours are equal."""
    small = cv2.resize(picture, (80, 60), interpolation=cv2.INTER_AREA)
    e = compared([picture], [cv2.resize(small, (320, 240), interpolation=cv2.INTER_NEAREST)])
    assert e.flatness_rise > 40.0
    assert e.lattice_rise > 3.0


def test_shaking_by_two_pixels_is_jitter_and_no_movement(picture):
    """To and fro: four pixels from one picture to the next, none on the whole."""
    shaken = [np.roll(picture, 2 * (-1) ** i, axis=1) for i in range(6)]
    e = compared([picture] * 6, shaken)
    assert e.jitter_now == pytest.approx(4.0, abs=0.3)
    assert e.jitter_before < 0.1
    assert e.stir_now > e.stir_before + 3.0


def test_rain_has_more_streaks_than_noise(picture):
    """Both stir the picture; only rain is long, and bright more than dark."""

    def rainy(seed: int) -> U8:
        draw, now = np.random.default_rng(seed), picture.astype(np.float32)
        for x, y in zip(draw.integers(0, 320, 400), draw.integers(0, 228, 400), strict=True):
            now[y : y + 12, x] += 40
        return np.clip(now, 0, 255).astype(np.uint8)

    rain = compared([picture] * 6, [rainy(i) for i in range(6)])
    noise = compared([picture] * 6, [with_noise(picture, 10.0, i) for i in range(6)])
    assert rain.streaks_now > 0.5 > 0.3 > noise.streaks_now
    assert rain.transients_up_rise > 2.0 + rain.transients_down_rise
    assert noise.transients_up_rise == pytest.approx(noise.transients_down_rise, rel=0.2)


# -- a shadow and a cover of one place ------------------------------------------------------------


def shadow(pixels: U8) -> U8:
    """Half the light, with the soft rim that the sun's own width gives it."""
    depth = np.zeros(pixels.shape[:2], np.float32)
    depth[HIDDEN] = 0.5
    return np.rint(pixels * (1 - cv2.GaussianBlur(depth, (0, 0), 3.0)[..., None])).astype(np.uint8)


def cover(pixels: U8) -> U8:
    """Something dark that stands still."""
    now = pixels.copy()
    now[HIDDEN] = 20
    return now


def swaying(
    pixels: U8, change: Callable[[U8], U8] = np.copy, *, pixel: int = 1, count: int = 6
) -> list[U8]:
    """Everything in the scene sways; what is before the lens does not."""
    return [change(np.roll(pixels, pixel * (i % 3 - 1), axis=1)) for i in range(count)]


def test_a_shadow_keeps_the_edges_and_a_cover_does_not(picture):
    """Both darken the same quarter of the view."""
    shaded, covered = (compared([picture], [make(picture)]) for make in (shadow, cover))
    for e in (shaded, covered):
        assert e.darker_share == pytest.approx(0.25, abs=0.03)
        assert e.brighter_share == 0.0
    assert shaded.residual_match > 0.9
    assert shaded.residual_edge_ratio == pytest.approx(0.5, abs=0.1)
    assert covered.residual_match < 0.2
    assert covered.lost_share > shaded.lost_share + 0.1


def test_what_moves_is_lost_behind_a_cover(picture):
    """In a shadow it moves on, by as much less as the light is less."""
    before = swaying(picture)
    shaded, covered, same = (
        compared(before, swaying(picture, make)).lost_stir for make in (shadow, cover, np.copy)
    )
    assert covered < -1.0
    assert shaded == pytest.approx(np.log(0.5), abs=0.3)
    assert same == 0.0


def test_more_wind_everywhere_uncovers_nothing(picture):
    """What moves behind the cover is compared with what moves elsewhere now."""
    before = swaying(picture)
    calm, windy = (compared(before, swaying(picture, cover, pixel=n)).lost_stir for n in (1, 3))
    assert windy < calm < -1.0


def test_a_course_remembers_what_moved_earlier(picture):
    """In the last pictures nothing moves anywhere; since the onset it did, but for the cover."""
    before, course = swaying(picture), Course()
    for n, pixels in enumerate(swaying(picture, cover, count=9)):
        course.add(n * NS, glimpse(pixels).picture)
    last = [cover(picture)] * 6
    assert compared(before, last, course).lost_stir < -1.0
    assert abs(compared(before, last).lost_stir) < 0.5
