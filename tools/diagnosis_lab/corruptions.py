"""Which of other people's corruptions are shown to the diagnosis, and which answers are right.

The table was written from their sources and pictures, before any answer was seen. A first answer is
right if it is any of the labels. Three groups: ``faults`` that cameras have; ``outside``, which no
cause describes and ``unknown`` would be right for; ``strange``, pictures that no camera makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["faults", "outside", "strange"]
ALL = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Corruption:
    """One function of one package.

    kind: its name here, unique within a source; name: what the package calls it. labels: right
    first answers. steady: its chance is drawn once per incident, else anew for each frame. dear:
    takes seconds a frame, so that it is shown once per scene. note: why these labels.
    """

    source: str
    kind: str
    name: str
    labels: tuple[str, ...]
    group: Group = "faults"
    steady: bool = True
    severities: tuple[int, ...] = ALL
    dear: bool = False
    note: str = ""


def _fault(
    source: str, name: str, *labels: str, fresh: bool = False, note: str = "", kind: str = ""
) -> Corruption:
    return Corruption(source, kind or name, name, labels, steady=not fresh, note=note)


def _other(source: str, name: str, group: Group, kind: str = "") -> Corruption:
    return Corruption(source, kind or name, name, (), group)


_I, _V, _A = "imagecorruptions", "aiverify", "albumentations"

IMAGECORRUPTIONS = (
    _fault(_I, "gaussian_noise", "noise", fresh=True),
    _fault(_I, "shot_noise", "noise", fresh=True),
    _fault(_I, "impulse_noise", "noise", fresh=True),
    _fault(_I, "speckle_noise", "noise", fresh=True),
    _fault(_I, "defocus_blur", "defocus"),
    _fault(_I, "gaussian_blur", "defocus"),
    Corruption(_I, "glass_blur", "glass_blur", ("defocus",), dear=True, note="frosted glass"),
    _fault(_I, "motion_blur", "motion_blur"),
    _fault(
        *(_I, "snow", "precipitation", "haze"),
        fresh=True,
        note="its veil whitens as much as its flakes cover; brightness alone is not enough",
    ),
    _fault(_I, "frost", "occlusion", "haze", note="a photograph of ice laid over all of the view"),
    _fault(_I, "fog", "haze"),
    _fault(_I, "brightness", "brightness_rise"),
    _fault(_I, "contrast", "haze", note="towards the picture's mean: contrast lost, black up"),
    _fault(_I, "pixelate", "compression"),
    _fault(_I, "jpeg_compression", "compression"),
    _fault(_I, "spatter", "occlusion", note="drops, from severity 4 on mud"),
    Corruption(_I, "saturate_less", "saturate", ("monochrome",), severities=(1, 2)),
    Corruption(_I, "saturate_more", "saturate", (), "outside", severities=(3, 4, 5)),
    Corruption(_I, "elastic", "elastic_transform", (), "outside"),
    Corruption(_I, "zoom_blur", "zoom_blur", (), "outside"),
)

AIVERIFY = (
    _fault(_V, "gaussian_noise", "noise", fresh=True),
    _fault(_V, "poisson_noise", "noise", fresh=True),
    _fault(_V, "salt_and_pepper_noise", "noise", fresh=True),
    _fault(_V, "gaussian_blur", "defocus"),
    _fault(_V, "glass_blur", "defocus"),
    _fault(_V, "defocus_blur", "defocus"),
    _fault(_V, "horizontal_motion_blur", "motion_blur"),
    _fault(_V, "vertical_motion_blur", "motion_blur"),
    _fault(_V, "brightness_down", "brightness_drop"),
    _fault(_V, "brightness_up", "brightness_rise"),
    _fault(_V, "contrast_down", "brightness_drop", note="a pure gain: nothing but darker"),
    _fault(_V, "contrast_up", "brightness_rise", note="a pure gain: nothing but brighter"),
    _fault(_V, "saturate_down", "monochrome"),
    _fault(_V, "random_perspective", "camera_moved"),
    _fault(_V, "jpeg_compression", "compression"),
    _fault(
        *(_V, "snow", "precipitation", "haze", "brightness_rise"),
        fresh=True,
        note="sparkles new in each frame, a veil from above, and up to half as bright again",
    ),
    _fault(_V, "fog", "haze", "defocus", note="patches of veil, and a blur that is as visible"),
    Corruption(_V, "rain", "rain", ("precipitation",), steady=False, severities=(1, 2, 3)),
    _other(_V, "saturate_up", "outside"),
    _other(_V, "zoom_blur", "outside"),
)

ALBUMENTATIONS = (
    _fault(_A, "gauss_noise", "noise", fresh=True),
    _fault(_A, "iso_noise", "noise", fresh=True),
    _fault(_A, "multiplicative_noise", "noise", fresh=True),
    _fault(_A, "pixel_dropout", "noise", fresh=True),
    _fault(_A, "defocus", "defocus"),
    _fault(_A, "median_blur", "defocus"),
    _fault(_A, "motion_blur", "motion_blur"),
    _fault(_A, "fog", "haze", "defocus", note="thicker than aiverify's; it blurs as well"),
    _fault(_A, "rain", "precipitation", fresh=True),
    _fault(_A, "snow", "brightness_rise", "precipitation", "haze", note="lightens dark parts only"),
    _fault(_A, "shadow", "brightness_drop"),
    _fault(_A, "sun_flare", "brightness_rise", note="a glaring disc with reflections"),
    _fault(_A, "gamma_down", "brightness_drop"),
    _fault(_A, "gamma_up", "brightness_rise"),
    _fault(_A, "illumination_dark", "brightness_drop", note="falls off across the view"),
    _fault(_A, "illumination_bright", "brightness_rise", note="falls off across the view"),
    _fault(_A, "spatter_rain", "occlusion", note="drops on the glass"),
    _fault(_A, "spatter_mud", "occlusion"),
    _fault(_A, "coarse_dropout", "occlusion", note="some grey rectangles"),
    _fault(_A, "grid_dropout", "occlusion", note="a grid of black rectangles"),
    _fault(_A, "jpeg", "compression"),
    _fault(_A, "webp", "compression"),
    _fault(_A, "downscale", "compression", note="pixelated"),
    _fault(_A, "shift", "camera_moved"),
    _fault(_A, "rotate", "camera_moved"),
    _fault(_A, "scale", "camera_moved"),
    _fault(_A, "perspective", "camera_moved"),
    _fault(_A, "rgb_shift", "colour_cast"),
    _fault(_A, "blackbody", "colour_cast"),
    _fault(_A, "channel_dropout", "colour_cast", note="one colour lost"),
    _fault(_A, "hue", "colour_cast", note="all colours turned; greys stay grey"),
    _fault(_A, "to_gray", "monochrome"),
    _fault(_A, "sepia", "monochrome", "colour_cast", note="one hue left: both are so"),
    _other(_A, "elastic", "outside"),
    _other(_A, "optical_distortion", "outside"),
    _other(_A, "posterize", "strange"),
    _other(_A, "solarize", "strange"),
    _other(_A, "invert", "strange"),
    _other(_A, "channel_shuffle", "strange"),
)

CORRUPTIONS: tuple[Corruption, ...] = (*IMAGECORRUPTIONS, *AIVERIFY, *ALBUMENTATIONS)
BY_NAME = {(c.source, c.kind): c for c in CORRUPTIONS}
SOURCES = tuple(dict.fromkeys(c.source for c in CORRUPTIONS))
