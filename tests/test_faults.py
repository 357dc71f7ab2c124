"""Camera faults: repeatable, harmless to their input, and each with the mark of the real thing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from virk_edge.faults import FAULTS

BOTH = pytest.mark.parametrize("strength", ["medium", "strong"])
EVERY = pytest.mark.parametrize("name", sorted(FAULTS))


def scene(seed: int = 0) -> np.ndarray:
    """Coloured areas with edges, lines and fine texture, mid-grey on the whole."""
    draw = np.random.default_rng(seed)
    areas = cv2.resize(
        draw.integers(40, 200, (9, 12, 3), dtype=np.uint8),
        (192, 144),
        interpolation=cv2.INTER_NEAREST,
    )
    texture = cv2.GaussianBlur(draw.normal(0, 40, (144, 192)), (0, 0), 1.0)
    return np.clip(areas + texture[:, :, None], 0, 255).astype(np.uint8)


def sharpness(pixels: np.ndarray) -> float:
    return float(cv2.Laplacian(pixels.astype(np.float32), cv2.CV_32F).std())


def after(name: str, strength: str = "strong", *, index: int = 5, seed: int = 3) -> np.ndarray:
    return FAULTS[name].start(strength, seed=seed)(scene(), index)


@EVERY
@BOTH
def test_a_fault_is_repeatable_and_leaves_its_input_alone(name, strength):
    """Same seed, same frames, same pixels; shape and type stay."""
    given = scene()
    first = FAULTS[name].start(strength, seed=7)
    second = FAULTS[name].start(strength, seed=7)
    for index in range(3):
        result = first(given, index)
        assert np.array_equal(result, second(given, index))
        assert result.shape == given.shape
        assert result.dtype == np.uint8
    assert np.array_equal(given, scene())


@EVERY
@BOTH
def test_a_fault_changes_the_picture(name, strength):
    """A frozen feed shows it only from the second picture on."""
    effect = FAULTS[name].start(strength, seed=1)
    effect(scene(0), 0)
    assert np.abs(effect(scene(1), 1).astype(int) - scene(1)).mean() > 0.5


@EVERY
def test_a_fault_takes_pictures_of_any_size(name):
    """Odd, small, and changing in the middle."""
    effect = FAULTS[name].start("strong", seed=2)
    for index, shape in enumerate([(61, 97, 3), (48, 64, 3)]):
        assert effect(np.full(shape, 128, np.uint8), index).shape == shape


@EVERY
def test_a_fault_says_what_it_is_and_what_it_should_be_called(name):
    """One line in words, and the causes that a right diagnosis may name."""
    fault = FAULTS[name]
    assert fault.name == name
    assert fault.causes
    assert len(fault.line) > 10
    assert np.array_equal(fault.apply(scene(), "strong", 5, seed=3), after(name))


@BOTH
def test_light_goes_down_and_up(strength):
    """Darkness, glare, and a fog that lifts the blacks."""
    assert after("lights_out", strength).mean() < 0.7 * scene().mean()
    assert after("glare", strength).mean() > 1.2 * scene().mean()
    foggy = after("fog", strength)
    assert foggy.std() < 0.75 * scene().std()
    assert np.percentile(foggy, 2) > np.percentile(scene(), 2)
    assert foggy[:40].std() < foggy[-40:].std()


@BOTH
def test_blur_takes_the_edges_with_or_without_direction(strength):
    """A lens out of focus is alike in all directions, a shaking mount is not."""
    for name in ("knocked_lens", "motion_blur"):
        assert sharpness(after(name, strength)) < 0.75 * sharpness(scene())


@BOTH
def test_noise_is_new_in_every_frame_and_keeps_the_mean(strength):
    """Noise that stands still would be dirt."""
    effect = FAULTS["noise"].start(strength, seed=1)
    first, second = effect(scene(), 0).astype(int), effect(scene(), 1).astype(int)
    assert (first - second).std() > 6
    assert abs(first.mean() - scene().mean()) < 3


def test_a_cover_hides_a_part_or_nearly_everything():
    """Texture is gone where the cover is."""
    part = np.abs(after("cover", "medium").astype(int) - scene()).max(2) > 20
    assert 0.2 < part.mean() < 0.75
    assert sharpness(after("cover", "strong")) < 0.3 * sharpness(scene())


@BOTH
def test_a_bump_leaves_no_empty_corner(strength):
    """No black wedge that a camera would never show."""
    given = np.full((144, 192, 3), 90, np.uint8)
    for seed in range(8):
        assert FAULTS["bump"].apply(given, strength, 0, seed).min() >= 89


def test_a_frozen_feed_repeats_its_first_picture():
    """Whatever comes in."""
    effect = FAULTS["freeze"].start()
    assert np.array_equal(effect(scene(0), 0), effect(scene(1), 1))


@BOTH
def test_infrared_has_no_colour_and_a_cast_has_one(strength):
    """Three equal channels against channels that went apart, brightness kept."""
    grey = after("infrared", strength)
    assert np.array_equal(grey[:, :, 0], grey[:, :, 2])
    ratios = after("colour_cast", strength).mean((0, 1)) / scene().mean((0, 1))
    assert ratios.max() / ratios.min() > 1.15


def test_a_starved_encoder_shows_its_blocks():
    """Steps at every eighth column beat the steps between."""
    steps = np.abs(np.diff(after("compression", "medium").astype(int), axis=1)).mean((0, 2))
    assert steps[7::8].mean() > 1.1 * np.delete(steps, np.s_[7::8]).mean()


def test_new_cartons_stand_still_and_are_sharp():
    """Something new in the scene, and the rest of it untouched."""
    effect = FAULTS["new_object"].start("strong", seed=4)
    changed = np.abs(effect(scene(), 0).astype(int) - scene()).max(2) > 25
    assert 0.08 < changed.mean() < 0.6
    assert np.array_equal(effect(scene(), 0), effect(scene(), 9))


def test_a_fault_can_come_through_the_cameras_encoder():
    """Re-encoding changes little, and shows that the faulty picture was what got encoded."""
    plain = FAULTS["bump"].start("medium", seed=1)(scene(), 0)
    encoded = FAULTS["bump"].start("medium", seed=1, jpeg_quality=85)(scene(), 0)
    difference = np.abs(plain.astype(int) - encoded).mean()
    assert 0.1 < difference < 12
