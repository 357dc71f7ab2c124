"""Camera faults that look like the real thing, made from good pictures: for the demo, for tests and
to train the diagnosis on.

The law: the same seed, strength, frames and frame numbers give the same pixels. Nothing here is
used while a camera is watched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from virk_edge.faults import air, colour, cover, lens, light, night, optics, scene, sensor
from virk_edge.faults.linear import Effect, Maker, Strength
from virk_edge.nouns import U8

__all__ = ["FAULTS", "Effect", "Fault", "Strength"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault. ``causes``: what a right diagnosis may name first; ``line``: in words.

    ``seen``: where more than one cause may show, all that do for a strength and a seed.
    """

    name: str
    causes: tuple[str, ...]
    line: str
    make: Maker
    seen: Callable[[Strength, int], frozenset[str]] | None = None

    def labels(self, strength: Strength = "strong", seed: int = 0) -> frozenset[str]:
        """All causes that are really visible with this strength and seed."""
        return frozenset(self.causes[:1]) if self.seen is None else self.seen(strength, seed)

    def start(
        self, strength: Strength = "strong", *, seed: int = 0, jpeg_quality: int | None = None
    ) -> Effect:
        """The fault as it befalls one camera: call it with each frame and its number.

        What the fault is like (form, direction, place, colour) is drawn from the seed, once. A
        strength is a name or a number from about 0.1 to 1.3, where 0.5 is medium and 1 strong.
        Frames are uint8 (H, W, 3) BGR and are not changed; the result has the same shape. With
        ``jpeg_quality`` the result is what a camera would have encoded.
        """
        effect = self.make(strength, seed)
        if jpeg_quality is None:
            return effect

        def encoded(pixels: U8, index: int) -> U8:
            return reencode(effect(pixels, index), jpeg_quality)

        return encoded

    def apply(self, pixels: U8, strength: Strength, frame_index: int, seed: int = 0) -> U8:
        """One frame on its own; a frozen picture needs ``start``, it remembers."""
        return self.start(strength, seed=seed)(pixels, frame_index)


def reencode(pixels: U8, quality: int) -> U8:
    """Through JPEG and back, uint8 (H, W, 3) BGR."""
    encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), dtype=np.uint8)


_DROP, _RISE, _VIEW, _MOVED = "brightness_drop", "brightness_rise", "occlusion", "camera_moved"

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("knocked_lens", ("defocus",), "the lens was knocked out of focus", optics.defocus),
        Fault("lights_out", (_DROP,), "most of the lights went out", light.lights_out),
        Fault("glare", (_RISE,), "a low sun shines into the lens", light.glare),
        Fault("fog", ("haze",), "fog came up, thickest far away", air.fog),
        Fault("motion_blur", ("motion_blur",), "the mount is loose and shakes", optics.shaking),
        Fault("noise", ("noise",), "the sensor's gain is far too high", sensor.noise),
        Fault("cover", (_VIEW,), "something is held in front of the lens", cover.cover),
        Fault("bump", (_MOVED,), "the camera was pushed aside", optics.bump),
        Fault("freeze", ("frozen_feed",), "the camera sends the same picture again", sensor.freeze),
        Fault("colour_cast", ("colour_cast",), "the white balance ran away", colour.colour_cast),
        Fault(
            "infrared",
            ("monochrome",),
            "the infra-red filter swung away",
            colour.infrared,
            colour.infrared_labels,
        ),
        Fault("compression", ("compression",), "the encoder has far too few bits", sensor.starved),
        Fault("rain", ("precipitation",), "heavy rain falls", air.rain),
        Fault("new_object", ("new_content",), "a stack of cartons was put down", scene.new_object),
        Fault(
            "night",
            (_DROP, "noise", "monochrome"),
            "the sun is gone and a few lamps are left",
            night.night,
            night.night_labels,
        ),
        Fault("dusk", (_DROP,), "the day goes", light.dusk),
        Fault("exposure_up", (_RISE,), "the shutter stays open for too long", light.exposure_up),
        Fault("sun_patch", (_RISE,), "the sun came out over a part of the scene", light.sun_patch),
        Fault("cloud_shadow", (_DROP,), "a big shadow fell over the scene", light.cloud_shadow),
        Fault("condensation", ("haze",), "the lens is misted", lens.condensation),
        Fault("dirt", (_VIEW,), "something sits on the lens", lens.dirt),
        Fault("frost", (_VIEW,), "ice grows over the lens", lens.frost),
        Fault("snow", ("precipitation",), "it snows, flakes near and far", air.snow),
        Fault(
            "shake",
            (_MOVED, "motion_blur"),
            "the camera sways from frame to frame",
            optics.shake,
            optics.shake_labels,
        ),
        Fault("turned", (_MOVED,), "the camera looks elsewhere", optics.turned),
        Fault("zoomed", (_MOVED,), "the lens was zoomed in", optics.zoomed),
        Fault("faded", ("monochrome",), "the colour is gone", colour.faded),
    )
}
