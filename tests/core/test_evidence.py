"""What changed, in natural units: changes of known size are read as such."""

from __future__ import annotations

from dataclasses import fields

import cv2
import numpy as np
import pytest

from tests.builders import observed
from virk_edge.core.baseline import Normal, median_scene
from virk_edge.core.change_map import largest_change
from virk_edge.core.evidence import Evidence, Glimpse
from virk_edge.core.gather import gather
from virk_edge.core.transients import transients
from virk_edge.nouns import U8, Effort


def glimpse(pixels: U8) -> Glimpse:
    o = observed(pixels, effort=Effort.FINGERPRINT)
    return Glimpse(o.info.t_boot_ns, o.picture, o.cells, o.fingerprint)


@pytest.fixture(scope="module")
def picture(footage: tuple[U8, ...]) -> U8:
    """One frame in a quarter of its pixels, darkened so that nothing clips."""
    half = cv2.resize(footage[0], (384, 288), interpolation=cv2.INTER_AREA)
    return (half * 0.7 + 10).astype(np.uint8)


@pytest.fixture(scope="module")
def compared(picture: U8):
    """Evidence of a changed picture against the unchanged one."""
    one = glimpse(picture)
    learnt = Normal(median_scene([one.picture], [one.cells]), one.fingerprint)

    def of(now: np.ndarray) -> Evidence:
        return gather(learnt, [glimpse(np.clip(np.rint(now), 0, 255).astype(np.uint8))])

    return of


def test_nothing_changed_is_nothing_found(compared, picture):
    """Ones and zeros."""
    e = compared(picture)
    assert (e.gain, e.light_ratio, e.zoom, e.edge_ratio) == pytest.approx((1, 1, 1, 1))
    assert (e.offset, e.blue_shift, e.black_rise, e.noise_now - e.noise_before) == pytest.approx(
        (0, 0, 0, 0), abs=1e-6
    )
    assert e.lost_share == e.new_share == e.residual_share == 0.0
    assert e.kept_match == pytest.approx(1.0)
    assert e.match_before == pytest.approx(1.0)


@pytest.mark.parametrize("gain", [0.4, 0.7, 1.2])
@pytest.mark.parametrize("offset", [0.0, 20.0])
def test_gain_and_offset_are_read(compared, picture, gain, offset):
    """Cells follow one line; none is left over."""
    e = compared(picture * gain + offset)
    assert e.gain == pytest.approx(gain, abs=0.03)
    assert e.offset == pytest.approx(offset, abs=3.0)
    assert e.residual_share < 0.02
    assert e.pattern > 0.99


def test_a_part_that_leaves_the_common_light_is_its_share(compared, picture):
    """A quarter of the view turned white; the fit of the rest is not disturbed."""
    now = picture.copy()
    now[:144, :192] = 250
    e = compared(now)
    assert e.residual_share == pytest.approx(0.25, abs=0.06)
    assert e.largest_residual_share == pytest.approx(0.25, abs=0.06)
    assert e.gain == pytest.approx(1.0, abs=0.05)
    assert e.lost_edge_ratio < 0.5
    assert 0.1 < e.lost_share < 0.5


def test_a_cast_is_read_in_logarithms(compared, picture):
    """A fifth less blue everywhere: alike in nearly all cells."""
    e = compared(picture * np.array([0.8, 1.0, 1.0]))
    assert e.blue_shift == pytest.approx(np.log(0.8), abs=0.03)
    assert abs(e.red_shift) < 0.01
    assert e.cast_agreement > 0.8


def test_colour_that_is_gone_is_gone(compared, picture):
    """Down to nothing of what it was."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    e = compared(np.repeat(grey[..., None], 3, axis=2))
    assert e.chroma_ratio < 0.15
    assert e.chroma_before > 3.0


def test_a_shift_is_read_and_undone(compared, picture):
    """The cells are compared in their old place."""
    e = compared(np.roll(picture, (-8, 24), axis=(0, 1)))
    assert e.width == 192
    assert (e.shift_x, e.shift_y) == pytest.approx((12, -4), abs=0.4)
    assert e.match_after > e.match_before + 0.2
    assert e.lost_share < 0.3


def test_something_new_has_edges_where_there_were_none(compared, picture):
    """A chessboard on the road."""
    flat = picture.copy()
    flat[144:] = 90
    one = glimpse(flat)
    learnt = Normal(median_scene([one.picture], [one.cells]), one.fingerprint)
    y, x = np.mgrid[:96, :128]
    now = flat.copy()
    now[168:264, 120:248] = np.where((x // 12 + y // 12) % 2, 220, 20)[..., None]
    e = gather(learnt, [glimpse(now)])
    assert e.new_share == pytest.approx(96 * 128 / (288 * 384), abs=0.05)
    assert e.lost_share < 0.1


def test_the_evidence_is_a_flat_table_of_numbers(compared, picture):
    """As the bundle keeps it."""
    table = compared(picture * 0.5).as_dict()
    assert list(table) == [f.name for f in fields(Evidence)]
    assert all(type(v) is float for v in table.values())


# -- where it changed -----------------------------------------------------------------------------


def test_the_largest_change_is_found_with_its_outline(grey):
    """A sharp thing in the scene, and a soft one close to the lens, on the same place."""
    thing = grey.copy()
    thing[80:200, 100:260] = 250
    mask = np.zeros(grey.shape, np.float32)
    mask[80:200, 100:260] = 1.0
    soft = cv2.GaussianBlur(mask, (0, 0), 12.0)
    hand = (grey * (1 - soft) + 250 * soft).astype(np.uint8)
    sharp_change = largest_change(grey, thing, gain=1.0, offset=0.0)
    soft_change = largest_change(grey, hand, gain=1.0, offset=0.0)
    assert sharp_change.share == pytest.approx(120 * 160 / grey.size, abs=0.04)
    assert sharp_change.outline > 2 * soft_change.outline
    assert largest_change(grey, grey, gain=1.0, offset=0.0).share == 0.0


def test_a_common_change_of_light_is_no_region(grey):
    """What follows gain and offset did not change."""
    darker = (grey * 0.5 + 10).astype(np.uint8)
    assert largest_change(grey, darker, gain=0.5, offset=10.0).share < 0.01


# -- what is in one picture only ------------------------------------------------------------------


def test_rain_is_bright_for_one_picture_and_all_over(grey):
    """Streaks in every picture, each time elsewhere."""
    draw, rainy = np.random.default_rng(1), []
    for _ in range(6):
        now = grey.astype(np.float32)
        for x, y in zip(draw.integers(0, 383, 150), draw.integers(0, 270, 150), strict=True):
            now[y : y + 12, x] += 40
        rainy.append(np.clip(now, 0, 255).astype(np.uint8))
    up, down = transients(rainy)
    assert up > 0.5
    assert down < 0.3 * up


def test_what_passes_in_one_place_does_not_count(grey):
    """A car is in a few cells of many."""
    passing = []
    for i in range(6):
        now = grey.copy()
        now[100:130, 40 * i : 40 * i + 40] = 255
        passing.append(now)
    assert transients(passing) == (0.0, 0.0)


def test_noise_is_bright_and_dark_alike(grey):
    """So that the difference of the two is none."""
    draw = np.random.default_rng(2)
    noise = draw.normal(0, 12, (5, *grey.shape))
    noisy = [np.clip(grey + one, 0, 255).astype(np.uint8) for one in noise]
    up, down = transients(noisy)
    assert up > 1.0
    assert up == pytest.approx(down, rel=0.2)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_pictures_tell_nothing(grey, count):
    """There is no before and after."""
    assert transients([grey] * count) == (0.0, 0.0)


def test_a_flash_of_the_whole_picture_is_not_rain(grey):
    """Light that changes everywhere is slow in space."""
    flicker = [np.clip(grey * g, 0, 255).astype(np.uint8) for g in (0.8, 0.9, 0.8, 0.9, 0.8)]
    up, down = transients(flicker)
    assert up < 1.0
    assert up - down < 0.3
