"""The table of causes: how strongly each speaks by a rule of thumb, why in words, and how badly.

Pure functions of the evidence. A strength is in multiples of what makes a cause worth naming.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from virk_edge.core.evidence import MOVED_GAIN, Evidence


@dataclass(frozen=True, slots=True)
class Opinion:
    """One rule's answer. strength: 1.0 is worth naming. severity: 0-1 in the cause's own unit."""

    strength: float
    because: str
    severity: float


_AGAIN_MATCH = 0.3  # less, and no movement explains what is seen

Rule: TypeAlias = Callable[[Evidence], Opinion]


def ramp(value: float, low: float, high: float) -> float:
    """0 at ``low``, 1 at ``high``, straight between, beyond clipped.

    >>> ramp(3.0, 2.0, 4.0)
    0.5
    """
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _brightness_drop(e: Evidence) -> Opinion:
    fall = -math.log(max(e.light_ratio, 1e-3))
    because = f"mean grey fell from {e.light_before:.0f} to {e.light_now:.0f} of 255"
    because += _gain_words(e)
    # A shadow leaves the edges that it falls on.
    shadow = e.darker_share / 0.12 * ramp(e.residual_match, 0.4, 0.7)
    if shadow > 1.0:
        because += f"; a shadow on {100 * e.darker_share:.0f} % of the view, where edges stay"
    return Opinion(max(fall / 0.25, shadow), because, ramp(1.0 - e.light_ratio, 0.0, 0.9))


def _brightness_rise(e: Evidence) -> Opinion:
    rise = e.light_now - e.light_before
    because = f"mean grey rose from {e.light_before:.0f} to {e.light_now:.0f} of 255"
    because += _gain_words(e)
    lit = e.brighter_share / 0.12 * ramp(e.residual_match, 0.4, 0.7)
    if lit > 1.0:
        because += f"; light on {100 * e.brighter_share:.0f} % of the view, where edges stay"
    return Opinion(max(rise / 25.0, lit), because, ramp(rise, 0.0, 120.0))


def _haze(e: Evidence) -> Opinion:
    # Fog grows with distance, so that cells far and near follow no common gain; edges tell more,
    # unless they went by blur.
    left = min(e.gain, e.edge_ratio) if e.blur_major < 1.0 else e.gain
    contrast = (1.0 - left) / 0.25
    veil = min(max(e.dark_rise, e.black_rise), max(e.offset, 0.0) + 5.0) / 14.0
    strength = math.sqrt(max(contrast, 0.0) * max(veil, 0.0))
    # A veil lifts the dark and leaves the bright; light that clips at white is glare.
    brighter = ramp(e.light_now - e.light_before, 20.0, 40.0)
    strength *= 1.0 - brighter * ramp(e.highlight_now, 235.0, 250.0)
    strength *= 1.0 - ramp(e.lost_share, 0.4, 0.8)  # through a veil edges stay where they were
    because = (
        f"contrast {100 * left:.0f} % of baseline, black level {e.black_rise:+.0f} grey levels"
    )
    return Opinion(strength, because, ramp(1.0 - left, 0.0, 0.9))


def _colour_cast(e: Evidence) -> Opinion:
    shift = math.hypot(e.blue_shift, e.red_shift)
    because = (
        f"blue {100 * math.expm1(e.blue_shift):+.0f} %, red {100 * math.expm1(e.red_shift):+.0f} % "
        f"against green, alike in {100 * e.cast_agreement:.0f} % of the picture"
    )
    return Opinion(shift / 0.08 * ramp(e.cast_agreement, 0.3, 0.7), because, ramp(shift, 0.0, 0.4))


def _monochrome(e: Evidence) -> Opinion:
    if e.chroma_before < 3.0:
        return Opinion(0.0, "the camera had no colour to lose", 0.0)
    because = f"colour fell to {100 * e.chroma_ratio:.0f} % of baseline"
    fall = -math.log(max(e.chroma_ratio, 1e-3))
    return Opinion(3.0 * ramp(fall, 0.9, 2.0) + 2.0 * ramp(fall, 2.0, 2.6), because, 0.5)


def _blur_words(e: Evidence) -> str:
    return f"blur {e.blur_major:.1f} x {max(e.blur_minor, 0.0):.1f} px"


def _still_there(e: Evidence) -> float:
    """0-1: blur takes fine detail and leaves the scene's light and dark; a cover does not."""
    return ramp(e.pattern, 0.4, 0.75)


def _defocus(e: Evidence) -> Opinion:
    roundness = max(e.blur_minor, 0.0) / max(e.blur_major, 0.1)
    strength = e.blur_minor / 0.7 * ramp(roundness, 0.35, 0.65) * _still_there(e)
    because = (
        f"{_blur_words(e)}, same in all directions; fine detail {100 * e.detail_ratio:.0f} % of "
        "baseline"
    )
    return Opinion(max(strength, 0.0), because, ramp(e.blur_minor, 0.0, 6.0))


def _motion_blur(e: Evidence) -> Opinion:
    roundness = max(e.blur_minor, 0.0) / max(e.blur_major, 0.1)
    strength = e.blur_major / 0.9 * ramp(1.0 - roundness, 0.35, 0.6) * _still_there(e)
    because = f"{_blur_words(e)}, along {e.blur_angle:.0f} degrees"
    return Opinion(max(strength, 0.0), because, ramp(e.blur_major, 0.0, 8.0))


def _added_noise(e: Evidence) -> float:
    return math.sqrt(max(e.noise_now**2 - e.noise_before**2, 0.0))


def _noise(e: Evidence) -> Opinion:
    added = _added_noise(e)
    because = f"noise sigma {e.noise_now:.1f} grey levels, {e.noise_before:.1f} before"
    if e.impulses_rise > 1.0:
        because += f"; {e.impulses_rise:+.1f} % of pixels are impulses"
    strength = max(added / (1.2 + 0.6 * e.noise_before), e.impulses_rise / 4.0)
    return Opinion(strength, because, ramp(added, 0.0, 40.0))


def _compression(e: Evidence) -> Opinion:
    because = f"steps at 8-pixel blocks {e.blocks_rise:+.1f} grey levels"
    strength = e.blocks_rise / 1.0
    # Coarse quantisation wipes out the noise floor; blur does so too, but has no blocks.
    if e.noise_before > 0.15 and strength > 0.5:
        strength += 1.2 * ramp(1.0 - e.noise_now / e.noise_before, 0.6, 0.9)
    return Opinion(strength, because, ramp(e.blocks_rise, 0.0, 10.0))


def _precipitation(e: Evidence) -> Opinion:
    falling = e.transients_up_rise - 1.2 * max(e.transients_down_rise, 0.0)
    because = (
        f"{e.transients_up_rise:+.2f} % of pixels flash bright for one picture all over the view, "
        f"{e.transients_down_rise:+.2f} % dark"
    )
    return Opinion(max(falling, 0.0) / 0.4, because, ramp(falling, 0.0, 5.0))


def _outlined(e: Evidence) -> float:
    """0-1: whether the changed part has the sharp outline of a thing in the scene."""
    emptied = e.lost_share > 0.02 and e.lost_edge_ratio < 0.4  # things have edges of their own
    return ramp(e.change_outline, 0.12, 0.22) * (
        ramp(e.lost_edge_ratio, 0.15, 0.4) if emptied else 1.0
    )


def _another_view(e: Evidence) -> float:
    """0-1: nothing of the learnt view is left, yet there are edges again, there or elsewhere."""
    again = max(ramp(e.edge_ratio, 0.45, 0.8), ramp(e.new_share, 0.03, 0.10))
    return ramp(e.lost_share, 0.6, 0.85) * again


def _occlusion(e: Evidence) -> Opinion:
    gone = ramp(1.0 - e.lost_edge_ratio, 0.4, 0.65)  # a cover near the lens has no edges
    place = max(e.lost_largest_share, min(e.largest_residual_share, e.lost_share))
    strength = place / 0.07 * gone * (1.0 - 0.8 * _outlined(e))
    if e.lost_share > 0.7:  # the whole view: nothing of its light and dark is left
        strength += 3.0 * ramp(1.0 - e.pattern, 0.3, 0.7) * ramp(1.0 - e.edge_ratio, 0.4, 0.7)
    strength *= 1.0 - _another_view(e)
    where = (
        f"in {100 * e.lost_share:.0f} % of the textured view"
        f" ({100 * e.lost_largest_share:.0f} % in one piece)"
    )
    left = f"{100 * e.lost_edge_ratio:.0f} %"
    because = f"edges gone {where}, down to {left} there"
    if e.lost_edge_ratio > 0.6:  # so strong, they are not gone but others, if there are any
        because = f"other edges {where}, {left} as strong"
    if e.lost_share < 0.005:
        because = "edges gone in 0 % of the textured view"
    if e.lost_share < 0.8:
        because += f"; the rest matches at {e.kept_match:.2f}"
    return Opinion(strength, because, ramp(e.lost_share, 0.0, 1.0))


def _camera_moved(e: Evidence) -> Opinion:
    gain = e.match_after - e.match_before
    travel = math.hypot(e.shift_x, e.shift_y)
    travel_percent = 100.0 * travel / e.width
    amount = travel_percent + 0.7 * abs(e.rotation) + 50.0 * abs(e.zoom - 1.0)
    if gain > 0.5 * MOVED_GAIN and amount > 0.3:
        because = (
            f"edges match again ({e.match_before:.2f} -> {e.match_after:.2f}) after shift "
            f"({e.shift_x:+.1f}, {e.shift_y:+.1f}) px of {e.width:.0f}, rotation "
            f"{e.rotation:+.1f} degrees, zoom {e.zoom:.3f}"
        )
        if e.match_after < _AGAIN_MATCH:
            because = _nowhere_words(e)
        return Opinion(gain / MOVED_GAIN * ramp(amount, 0.2, 0.8), because, ramp(amount, 0.0, 20.0))
    shaking = (e.jitter_now - 2.0 * e.jitter_before) / 1.5
    if shaking > 1.0:
        because = (
            f"the view shakes by {e.jitter_now:.1f} px of {e.width:.0f} from picture to picture, "
            f"{e.jitter_before:.1f} before"
        )
        return Opinion(min(shaking, 3.0), because, ramp(e.jitter_now, 0.0, 16.0))
    elsewhere = _another_view(e)
    return Opinion(2.5 * elsewhere, _nowhere_words(e), elsewhere)


def _nowhere_words(e: Evidence) -> str:
    return (
        f"edges match nowhere ({e.match_before:.2f}): gone in {100 * e.lost_share:.0f} % of the "
        f"textured view, new ones in {100 * e.new_share:.0f} % of all of it: another view"
    )


def _new_content(e: Evidence) -> Opinion:
    place = max(e.new_share, 0.6 * e.lost_largest_share, 0.6 * e.largest_residual_share)
    sharp = max(_outlined(e), ramp(e.lost_edge_ratio, 0.35, 0.6) if e.lost_share > 0.02 else 0.0)
    because = (
        f"new edges in {100 * e.new_share:.0f} % of the view, other edges in "
        f"{100 * e.lost_share:.0f} %, with a sharp outline"
    )
    return Opinion(place / 0.05 * sharp, because, ramp(place, 0.0, 0.5))


def _gain_words(e: Evidence) -> str:
    return f" (gain {e.gain:.2f}, offset {e.offset:+.0f})"


RULES: dict[str, Rule] = {
    "brightness_drop": _brightness_drop,
    "brightness_rise": _brightness_rise,
    "haze": _haze,
    "colour_cast": _colour_cast,
    "monochrome": _monochrome,
    "defocus": _defocus,
    "motion_blur": _motion_blur,
    "noise": _noise,
    "compression": _compression,
    "precipitation": _precipitation,
    "occlusion": _occlusion,
    "camera_moved": _camera_moved,
    "new_content": _new_content,
}


# What is certain by rule, and what it explains of the others.
CERTAIN: dict[str, frozenset[str]] = {
    "occlusion": frozenset(RULES) - {"occlusion"},
    "defocus": frozenset({"occlusion", "haze", "compression", "motion_blur", "new_content"}),
}


def certain(e: Evidence) -> str | None:
    """A cause of ``CERTAIN`` that no network has to be asked about, else None."""
    if _nothing_left(e):
        return "occlusion"
    return "defocus" if _out_of_focus(e) else None


def _nothing_left(e: Evidence) -> bool:
    """All of the view is covered.

    No edge is where it was and hardly any is elsewhere, light and dark lie otherwise, and it is
    darker, though not black: a lens far out of focus keeps light and dark, darkness keeps edges,
    thick fog is bright. Of 8038 made-up incidents this held for six, each of them a cover.
    """
    edges_gone = e.lost_share > 0.9 and e.match_p90 < 0.35 and e.edge_p90 < 0.5
    return edges_gone and e.pattern < 0.5 and e.light_ratio < 0.8 and e.highlight_now > 15.0


def _out_of_focus(e: Evidence) -> bool:
    """The spectrum has lost what a round blur takes, and nothing else changed.

    The grain of a sensor can hide that from every measure of sharpness but this one. Of 8038
    made-up incidents it held for 47, all of them blurred, one by its encoder.
    """
    round_blur = e.blur_minor >= 2.0 and e.blur_minor >= 0.65 * e.blur_major
    single = e.blur_one_minor >= 1.5  # the pictures are blurred, not only their median
    there = e.pattern > 0.9 and e.lost_share < 0.4 and e.match_after - e.match_before < MOVED_GAIN
    return round_blur and single and there and 0.85 < e.light_ratio < 1.18 and e.chroma_ratio > 0.4


# Directions and sizes say nothing about a cause.
_NOT_ASKED = ("blur_angle", "width", "pictures")
_STRENGTH_MAX = 6.0


def inputs_of(e: Evidence) -> dict[str, float]:
    """What the network is asked about: the evidence, and the strength of every rule, 0-6."""
    numbers = {name: value for name, value in e.as_dict().items() if name not in _NOT_ASKED}
    for name, rule in RULES.items():
        numbers[f"{name}_rule"] = min(max(rule(e).strength, 0.0), _STRENGTH_MAX)
    return numbers
