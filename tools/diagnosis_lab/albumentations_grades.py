"""Five grades for the transforms of albumentations, which have ranges but no severities.

Weak ones are meant to be near what can be seen at all, as with the other two packages.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Arguments = dict[str, Any]
Grade = Callable[[int, Random], Arguments]


def _same(name: str, *values: Any) -> Grade:
    """One argument by severity; a number stands for a range of just this."""

    def grade(severity: int, chance: Random) -> Arguments:
        value = values[min(severity, len(values)) - 1]
        return {name: (value, value) if isinstance(value, int | float) else value}

    return grade


def _with(grade: Grade, **more: Any) -> Grade:
    return lambda severity, chance: {**grade(severity, chance), **more}


def _rain(severity: int, chance: Random) -> Arguments:
    slant = chance.uniform(-18.0, 18.0)  # the wind's, for all of the incident
    return {
        "slant_range": (slant - 1.0, slant + 1.0),
        "rain_type": ("drizzle", "default", "default", "heavy", "torrential")[severity - 1],
        "drop_width": (1, 1, 1, 1, 2)[severity - 1],
        "blur_value": 3,
        "brightness_coefficient": (0.95, 0.9, 0.85, 0.8, 0.75)[severity - 1],
    }


def _snow(severity: int, chance: Random) -> Arguments:
    point = (0.1, 0.18, 0.26, 0.34, 0.42)[severity - 1]
    return {"snow_point_range": (point, point), "brightness_coeff": 2.0, "method": "bleach"}


def _fog(severity: int, chance: Random) -> Arguments:
    density = (0.2, 0.4, 0.6, 0.8, 1.0)[severity - 1]
    return {"fog_coef_range": (density, density), "alpha_coef": 0.1}


def _iso(severity: int, chance: Random) -> Arguments:
    strength = (0.2, 0.35, 0.5, 0.75, 1.0)[severity - 1]
    return {"intensity": (strength, strength), "color_shift": (0.02, 0.02)}


def _multiplicative(severity: int, chance: Random) -> Arguments:
    spread = (0.1, 0.2, 0.3, 0.45, 0.6)[severity - 1]
    return {"multiplier": (1.0 - spread, 1.0 + spread), "elementwise": True, "per_channel": True}


def _motion(severity: int, chance: Random) -> Arguments:
    length, angle = (5, 9, 13, 17, 21)[severity - 1], chance.uniform(0.0, 180.0)
    return {
        "blur_limit": (length, length),
        "angle_range": (angle, angle),
        "direction_range": (0.0, 0.0),
        "allow_shifted": False,
    }


def _shadow(severity: int, chance: Random) -> Arguments:
    depth = (0.25, 0.35, 0.45, 0.55, 0.65)[severity - 1]
    return {
        "shadow_roi": (0.0, 0.0, 1.0, 1.0),
        "num_shadows_limit": (1, 2),
        "shadow_intensity_range": (depth, depth),
    }


def _flare(severity: int, chance: Random) -> Arguments:
    return {"src_radius": (40, 60, 80, 110, 140)[severity - 1], "flare_roi": (0.1, 0.0, 0.9, 0.6)}


def _illumination(effect: str) -> Grade:
    def grade(severity: int, chance: Random) -> Arguments:
        depth = (0.12, 0.14, 0.16, 0.18, 0.2)[severity - 1]  # their largest is 0.2
        mode = chance.choice(("linear", "corner", "gaussian"))
        return {"mode": mode, "effect_type": effect, "intensity_range": (depth, depth)}

    return grade


def _spatter(mode: str) -> Grade:
    def grade(severity: int, chance: Random) -> Arguments:
        thinner = (0.70, 0.69, 0.68, 0.67, 0.66)[severity - 1]
        dense = {"cutout_threshold": (thinner, thinner), "gauss_sigma": (2.5, 2.5)}
        return {"mode": mode, "intensity": (0.6, 0.6), **dense}

    return grade


def _holes(severity: int, chance: Random) -> Arguments:
    size, grey = (0.12, 0.16, 0.2, 0.25, 0.3)[severity - 1], chance.randrange(0, 200)
    return {
        "num_holes_range": (2, 4),
        "hole_height_range": (size, size * 1.3),
        "hole_width_range": (size, size * 1.3),
        "fill": grey,
    }


def _shift(severity: int, chance: Random) -> Arguments:
    far = (0.015, 0.03, 0.05, 0.08, 0.12)[severity - 1]
    percent = {axis: (s, s) for axis in "xy" for s in [chance.choice((-1, 1)) * far]}
    return {"translate_percent": percent, "border_mode": chance.choice((0, 2))}


def _rotate(severity: int, chance: Random) -> Arguments:
    degrees = chance.choice((-1, 1)) * (1.5, 3.0, 5.0, 8.0, 12.0)[severity - 1]
    return {"rotate": (degrees, degrees), "border_mode": chance.choice((0, 2))}


def _scale(severity: int, chance: Random) -> Arguments:
    zoom = (1.03, 1.06, 1.1, 1.2, 1.3)[severity - 1]
    return {"scale": (zoom, zoom)}


def _colours(severity: int, chance: Random) -> Arguments:
    far = (12, 20, 28, 38, 50)[severity - 1]
    red = chance.choice((-1, 1)) * far
    shifts = {"r": red, "g": chance.randint(-far // 4, far // 4), "b": -red}
    # As shares of 255: a shift of one grey level would be taken for one.
    return {f"{channel}_shift_limit": (s / 255, s / 255) for channel, s in shifts.items()}


def _blackbody(severity: int, chance: Random) -> Arguments:
    warm, cold = (5000, 4500, 4000, 3500, 3000), (7500, 8500, 10000, 12000, 15000)
    kelvin = chance.choice((warm, cold))[severity - 1]
    limits = (min(kelvin, 6000), max(kelvin, 6000))  # they insist on white, 6000 K, being in it
    return {"mode": "blackbody", "temperature_limit": limits}


def _hue(severity: int, chance: Random) -> Arguments:
    turn = chance.choice((-1, 1)) * (10, 20, 30, 50, 80)[severity - 1]
    return {"hue_shift_limit": (turn, turn), "sat_shift_limit": (0, 0), "val_shift_limit": (0, 0)}


def _elastic(severity: int, chance: Random) -> Arguments:
    return {"alpha": (40, 60, 90, 130, 180)[severity - 1], "sigma": 6.0}


def _plain(severity: int, chance: Random) -> Arguments:
    return {}


GRADES: dict[str, tuple[str, Grade]] = {
    "gauss_noise": ("GaussNoise", _same("std_range", 0.03, 0.05, 0.08, 0.12, 0.2)),
    "iso_noise": ("ISONoise", _iso),
    "multiplicative_noise": ("MultiplicativeNoise", _multiplicative),
    "pixel_dropout": (
        "PixelDropout",
        lambda severity, chance: {"dropout_prob": (0.005, 0.01, 0.02, 0.05, 0.1)[severity - 1]},
    ),
    "defocus": ("Defocus", _with(_same("radius", 2, 3, 5, 7, 9), alias_blur=(0.3, 0.3))),
    "median_blur": ("MedianBlur", _same("blur_limit", 3, 5, 7, 9, 13)),
    "motion_blur": ("MotionBlur", _motion),
    "fog": ("RandomFog", _fog),
    "rain": ("RandomRain", _rain),
    "snow": ("RandomSnow", _snow),
    "shadow": ("RandomShadow", _shadow),
    "sun_flare": ("RandomSunFlare", _flare),
    "gamma_down": ("RandomGamma", _same("gamma_limit", 130, 160, 200, 250, 320)),
    "gamma_up": ("RandomGamma", _same("gamma_limit", 80, 70, 60, 50, 40)),
    "illumination_dark": ("Illumination", _illumination("darken")),
    "illumination_bright": ("Illumination", _illumination("brighten")),
    "spatter_rain": ("Spatter", _spatter("rain")),
    "spatter_mud": ("Spatter", _spatter("mud")),
    "coarse_dropout": ("CoarseDropout", _holes),
    "grid_dropout": (
        "GridDropout",
        lambda severity, chance: {"ratio": (0.2, 0.3, 0.4, 0.5, 0.6)[severity - 1]},
    ),
    "jpeg": ("ImageCompression", _same("quality_range", 30, 20, 14, 9, 5)),
    "webp": (
        "ImageCompression",
        _with(_same("quality_range", 20, 14, 9, 5, 1), compression_type="webp"),
    ),
    "downscale": ("Downscale", _same("scale_range", 0.6, 0.5, 0.4, 0.3, 0.2)),
    "shift": ("Affine", _shift),
    "rotate": ("Affine", _rotate),
    "scale": ("Affine", _scale),
    "perspective": ("Perspective", _same("scale", 0.02, 0.04, 0.06, 0.08, 0.12)),
    "rgb_shift": ("RGBShift", _colours),
    "blackbody": ("PlanckianJitter", _blackbody),
    "channel_dropout": ("ChannelDropout", _plain),
    "hue": ("HueSaturationValue", _hue),
    "to_gray": ("ToGray", _plain),
    "sepia": ("ToSepia", _plain),
    "elastic": (
        "ElasticTransform",
        _with(_elastic, border_mode=4),
    ),
    "optical_distortion": (
        "OpticalDistortion",
        _with(_same("distort_limit", 0.1, 0.2, 0.3, 0.4, 0.5), border_mode=4),
    ),
    "posterize": (
        "Posterize",
        lambda severity, chance: {"num_bits": (4, 4, 3, 2, 2)[severity - 1]},
    ),
    "solarize": ("Solarize", _same("threshold_range", 0.8, 0.7, 0.6, 0.5, 0.4)),
    "invert": ("InvertImg", _plain),
    "channel_shuffle": ("ChannelShuffle", _plain),
}
