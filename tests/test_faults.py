"""Camera faults: repeatable, harmless to their input, and each with the mark of the real thing."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from virk_edge.faults import FAULTS
from virk_edge.faults.linear import pick

BOTH = pytest.mark.parametrize("strength", ["medium", "strong"])
EVERY = pytest.mark.parametrize("name", sorted(FAULTS))
# Above the lowest seeds, which all show the plainest form.
VARIED = range(4, 12)
CAUSES = {
    "brightness_drop", "brightness_rise", "haze", "colour_cast", "monochrome", "defocus",
    "motion_blur", "noise", "compression", "precipitation", "occlusion", "camera_moved",
    "new_content", "frozen_feed",
}  # fmt: skip


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
@pytest.mark.parametrize(("strength", "seed"), [("medium", 7), ("strong", 1), (0.8, 11)])
def test_a_fault_is_repeatable_and_leaves_its_input_alone(name, strength, seed):
    """Same seed, same frames, same pixels; shape and type stay."""
    given = scene()
    first = FAULTS[name].start(strength, seed=seed)
    second = FAULTS[name].start(strength, seed=seed)
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


def of_seeds(name: str, strength: str | float = "strong", seeds=VARIED) -> list[np.ndarray]:
    return [after(name, strength, seed=seed) for seed in seeds]


@EVERY
def test_a_strength_by_name_is_a_number(name):
    """Medium is 0.5 and strong is 1.0, to the pixel; all in between and a little beyond works."""
    given = scene()
    for word, number in (("medium", 0.5), ("strong", 1.0)):
        assert np.array_equal(
            FAULTS[name].apply(given, word, 2, seed=9), FAULTS[name].apply(given, number, 2, seed=9)
        )
    for number in (0.1, 0.7, 1.3):
        assert FAULTS[name].apply(given, number, 0, seed=5).shape == given.shape


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.5, (2.0, 0.0)), (1.0, (8.0, 4.0)), (0.75, (4.0, 2.0)), (0.0, (0.5, -4))],
)
def test_a_strength_lies_between_the_ends_or_beyond(share, expected):
    """In equal factors where both ends are above zero, otherwise in equal steps."""
    assert (pick(share, 2.0, 8.0), pick(share, 0.0, 4.0)) == pytest.approx(expected)


@pytest.mark.parametrize("name", sorted(set(FAULTS) - {"freeze"}))
def test_seeds_look_different(name):
    """A classifier learns what it is shown. Grey has one look, noise differs in detail."""
    seen = of_seeds(name, seeds=range(4, 9))
    small = [cv2.resize(pixels, (16, 12)).astype(int) for pixels in seen]
    apart = [np.abs(a - b).mean() for a, b in pairwise(small)]
    assert np.max(apart) > (0.2 if name in ("faded", "noise") else 0.8)


@EVERY
def test_labels_are_causes_and_the_first_may_be_named(name):
    """What is visible is a cause, and a right diagnosis may name at least one of them."""
    for strength in ("medium", "strong", 0.3):
        for seed in VARIED:
            labels = FAULTS[name].labels(strength, seed)
            assert labels <= CAUSES
            assert labels & set(FAULTS[name].causes)


def test_a_night_is_labelled_as_it_looks():
    """Always dark; grey exactly when it is labelled so; both denoised and noisy nights occur."""
    seen = set()
    for seed in range(4, 24):
        labels = FAULTS["night"].labels("strong", seed)
        dark = after("night", seed=seed)
        seen |= {labels}
        assert "brightness_drop" in labels
        assert dark.mean() < 0.7 * scene().mean()
        colour = float(np.ptp(dark.astype(int), axis=2).mean())
        assert ("monochrome" in labels) == (colour == 0.0)
    assert len(seen) >= 3


def test_infrared_and_shaking_may_show_a_second_cause():
    """By its own lamps a camera sees a dark scene; a quick movement blurs."""
    assert FAULTS["infrared"].labels("medium") == {"monochrome"}
    assert FAULTS["infrared"].labels("strong") == {"monochrome", "brightness_drop"}
    shaken = {FAULTS["shake"].labels("strong", seed) for seed in VARIED}
    assert shaken == {frozenset({"camera_moved"}), frozenset({"camera_moved", "motion_blur"})}


@BOTH
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("dusk", 0.2, 0.9),
        ("cloud_shadow", 0.3, 0.95),
        ("exposure_up", 1.1, 2.5),
        ("sun_patch", 1.05, 2.5),
    ],
)
def test_light_of_the_whole_or_a_part_goes_down_or_up(strength, name, low, high):
    """For every seed, and the scene's edges stay visible in shade."""
    for pixels in of_seeds(name, strength):
        assert low < pixels.mean() / scene().mean() < high
        if name == "cloud_shadow":
            assert sharpness(pixels) > 0.4 * sharpness(scene())


def test_mist_takes_contrast_and_things_on_the_lens_stay_put():
    """A film of water softens; dirt and frost hide the same places in other frames."""
    for pixels in of_seeds("condensation"):
        assert sharpness(pixels) < 0.85 * sharpness(scene())
    for name in ("dirt", "frost"):
        effect = FAULTS[name].start("strong", seed=6)
        moved = np.abs(effect(scene(), 0).astype(int) - effect(scene(), 50))
        assert np.median(moved) <= 2
        assert np.abs(effect(scene(), 0).astype(int) - scene()).max() > 15


def test_snow_and_shaking_are_new_in_every_frame():
    """Flakes fall and the view sways, while the scene stands still."""
    for name in ("snow", "shake"):
        effect = FAULTS[name].start("strong", seed=5)
        assert np.abs(effect(scene(), 0).astype(int) - effect(scene(), 1)).mean() > 2


def test_another_view_stays_another_view():
    """Turned and zoomed pictures stand still, are as sharp as the scene and have no black rim."""
    for name in ("turned", "zoomed"):
        bright = np.full((144, 192, 3), 90, np.uint8)
        for seed in VARIED:
            assert FAULTS[name].apply(bright, "strong", 0, seed).min() > 75
        assert sharpness(after(name, "medium", seed=5)) > 0.6 * sharpness(scene())


def test_faded_keeps_the_luma_and_loses_the_colour():
    """Plain grey is the scene's own; other forms keep little colour."""
    luma = cv2.cvtColor(scene(), cv2.COLOR_BGR2GRAY)
    assert np.array_equal(after("faded"), np.repeat(luma[:, :, None], 3, axis=2))
    before = float(np.std(scene().astype(int) - luma[:, :, None]))
    for pixels in of_seeds("faded"):
        grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)[:, :, None]
        assert float(np.std(pixels.astype(int) - grey)) < 0.35 * before


@BOTH
def test_every_form_of_noise_and_blur_does_what_it_says(strength):
    """Noise differs from frame to frame; blur takes edges."""
    for seed in VARIED:
        effect = FAULTS["noise"].start(strength, seed=seed)
        assert (effect(scene(), 0).astype(int) - effect(scene(), 1)).std() > 4
    for name in ("knocked_lens", "motion_blur"):
        assert max(sharpness(p) for p in of_seeds(name, strength)) < 0.85 * sharpness(scene())


def test_new_things_and_covers_change_a_part_of_the_picture():
    """Of new things the rest of the scene stays as it is, but for its encoding."""
    for pixels in of_seeds("new_object"):
        changed = np.abs(pixels.astype(int) - scene()).max(2) > 25
        assert 0.02 < changed.mean() < 0.65
    for pixels in of_seeds("cover"):
        assert (np.abs(pixels.astype(int) - scene()).max(2) > 20).mean() > 0.25
