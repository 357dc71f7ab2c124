"""From evidence to ranked causes: a probability from the network, words from the rule of the cause.

Pure functions. What is certain is told by a rule. The best cause is named only when it is likely
enough; otherwise the answer is ``unknown`` with the two nearest.
"""

from __future__ import annotations

import math

from virk_edge.core.causes import CERTAIN, RULES, Opinion, certain, inputs_of
from virk_edge.core.evidence import MOVED_GAIN, Evidence
from virk_edge.core.weights import NETWORK
from virk_edge.nouns import Cause, Diagnosis

NAMED_SCORE = 0.6  # below it the answer is "unknown"
_SECOND_SCORE = 0.5  # another cause this likely holds too
_SECOND_STRENGTH = 0.5  # of its rule: two causes at once need more than a likelihood
_LISTED = 3
_CERTAIN_SCORE = 0.95
_WONDER_ABOUT_BLUR = ("camera_moved", "brightness_drop", "brightness_rise", "haze", "occlusion")
_WONDER_ABOUT_PLACE = ("defocus", "motion_blur", "occlusion", "noise", "haze")


def judge(e: Evidence) -> Diagnosis:
    """What the pictures tell, best first; at least one cause, ``unknown`` if none is likely."""
    opinions = {name: rule(e) for name, rule in RULES.items()}
    scores = _scores(e)
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    causes = [
        Cause(name, round(scores[name], 4), _because(name, opinions[name], e)) for name in ranked
    ]
    severity = opinions[ranked[0]].severity
    first, second = causes[:2]
    if first.score < NAMED_SCORE:
        nearest = f"{first.cause} {first.score:.2f}, {second.cause} {second.score:.2f}"
        because = f"no cause stands out; nearest: {nearest}"
        unknown = Cause("unknown", round(1.0 - first.score, 4), because)
        return Diagnosis((unknown, first, second), severity, e.as_dict())
    too = [
        cause
        for cause in causes[1:_LISTED]
        if cause.score >= _SECOND_SCORE and opinions[cause.cause].strength >= _SECOND_STRENGTH
    ]
    return Diagnosis((first, *too), severity, e.as_dict())


def _scores(e: Evidence) -> dict[str, float]:
    """The network's, less what a certain cause explains."""
    scores, name = NETWORK(inputs_of(e)), certain(e)
    if name is None:
        return scores
    left = {other: 0.0 if other in CERTAIN[name] else score for other, score in scores.items()}
    return {**left, name: _CERTAIN_SCORE}


def _because(name: str, opinion: Opinion, e: Evidence) -> str:
    """The rule's own words, and what did not change where a person would wonder."""
    unchanged = []
    if name in _WONDER_ABOUT_PLACE:
        if e.match_after - e.match_before < 0.5 * MOVED_GAIN:
            unchanged.append("not moved")
        if abs(math.log(max(e.light_ratio, 1e-3))) < 0.08:
            unchanged.append("light unchanged")
    sharp = max(e.blur_major, 0.0) < 0.6
    if sharp and name in _WONDER_ABOUT_BLUR:
        unchanged.append("no blur")
    return "; ".join([opinion.because, *unchanged])
