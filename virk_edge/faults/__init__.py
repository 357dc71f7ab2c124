"""Camera faults that look like the real thing, made from good pictures: for the demo and for tests.

The law: the same seed, strength, frames and frame numbers give the same pixels. Nothing here is
used while a camera is watched.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from virk_edge.faults import light, optics, scene, sensor
from virk_edge.faults.linear import Effect, Maker, Strength
from virk_edge.nouns import U8

__all__ = ["FAULTS", "Effect", "Fault", "Strength"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault. ``causes``: what a right diagnosis may name first; ``line``: in words."""

    name: str
    causes: tuple[str, ...]
    line: str
    make: Maker

    def start(
        self, strength: Strength = "strong", *, seed: int = 0, jpeg_quality: int | None = None
    ) -> Effect:
        """The fault as it befalls one camera: call it with each frame and its number.

        What the fault is like (direction, place, colour) is drawn from the seed, once. Frames are
        uint8 (H, W, 3) BGR and are not changed; the result has the same shape. With
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


FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("knocked_lens", ("defocus",), "the lens was knocked out of focus", optics.defocus),
        Fault("lights_out", ("brightness_drop",), "most of the lights went out", light.lights_out),
        Fault("glare", ("brightness_rise",), "a low sun shines into the lens", light.glare),
        Fault("fog", ("haze",), "fog came up, thickest far away", light.fog),
        Fault("motion_blur", ("motion_blur",), "the mount is loose and shakes", optics.shaking),
        Fault("noise", ("noise",), "the sensor's gain is far too high", sensor.noise),
        Fault("cover", ("occlusion",), "something is held in front of the lens", scene.cover),
        Fault("bump", ("camera_moved",), "the camera was pushed aside", optics.bump),
        Fault("freeze", ("frozen_feed",), "the camera sends the same picture again", sensor.freeze),
        Fault("colour_cast", ("colour_cast",), "the white balance ran away", light.colour_cast),
        Fault("infrared", ("monochrome",), "the infra-red filter swung away", light.infrared),
        Fault("compression", ("compression",), "the encoder has far too few bits", sensor.starved),
        Fault("rain", ("precipitation",), "heavy rain falls", scene.rain),
        Fault("new_object", ("new_content",), "a stack of cartons was put down", scene.cartons),
    )
}
