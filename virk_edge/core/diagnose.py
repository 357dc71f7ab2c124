"""Why: evidence in, ranked causes out, by a table of rules with words for people.

Pure functions. Each rule says how strongly its cause speaks, in multiples of a strength that makes
it worth naming, and why; what one cause explains no longer speaks for another. The best cause is
named only when it stands out; otherwise the answer is ``unknown`` with the two nearest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from virk_edge.core.baseline import Normal
from virk_edge.core.causes import EXPLAINS, RULES, Opinion, new_content
from virk_edge.core.evidence import MOVED_GAIN, Evidence, Glimpse, gather
from virk_edge.core.outputs import FeedReport
from virk_edge.nouns import Cause, Channel, Diagnosis

_NAMED_SCORE = 0.4  # below it the answer is "unknown"
_SECOND_SCORE = 0.3  # a second cause this strong is listed beside the first
_WONDER_ABOUT_BLUR = ("camera_moved", "brightness_drop", "brightness_rise", "haze", "occlusion")
_DOUBT = 0.8  # strength of "none of these"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a diagnosis may look at.

    glimpses: pictures since the onset, at least one. report: what the feed's rules say.
    times_normal and scores: of every channel at this frame.
    """

    normal: Normal | None
    glimpses: list[Glimpse]
    report: FeedReport
    times_normal: dict[Channel, float]
    scores: dict[Channel, float]


def diagnose(case: Case) -> Diagnosis:
    """Ranked causes for one incident; always at least one."""
    certain = _certain(case.report)
    if certain is not None:
        return certain
    if case.normal is None or not case.glimpses:
        cause = Cause("unknown", 0.0, "nothing has been learnt yet to compare with")
        return Diagnosis((cause,), 0.0)
    same_size = case.normal.scene.picture.shape
    glimpses = [g for g in case.glimpses if g.picture.shape == same_size]
    if not glimpses:
        cause = Cause("unknown", 0.0, "the pictures have another size than those learnt")
        return Diagnosis((cause,), 0.0)
    evidence = gather(case.normal, glimpses)
    opinions = {name: rule(evidence) for name, rule in RULES.items()}
    opinions["new_content"] = new_content(
        evidence,
        times_normal=case.times_normal.get("appearance", 1.0),
        score=case.scores.get("appearance", 0.0),
    )
    strengths = _explain_away(evidence, {n: o.strength for n, o in opinions.items()})
    return _rank(opinions, strengths, evidence)


def _certain(report: FeedReport) -> Diagnosis | None:
    if report.format_now is not None:
        because = f"frames come as {report.format_now}, learnt as {report.format_before}"
        return Diagnosis((Cause("format_changed", 0.99, because),), 1.0)
    if report.frozen:
        because = (
            f"{report.frozen_frames} frames in {report.frozen_seconds:.1f} s carry exactly the "
            "same pixels while their sequence and time advance"
        )
        severity = min(report.frozen_seconds / 60.0, 1.0)
        evidence = {"frozen_seconds": report.frozen_seconds}
        return Diagnosis((Cause("frozen_feed", 0.99, because),), severity, evidence)
    return None


def _explain_away(e: Evidence, strengths: dict[str, float]) -> dict[str, float]:
    raw = {name: min(max(s, 0.0), 6.0) for name, s in strengths.items()}
    left = dict(raw)
    for explainer, explained, share in EXPLAINS:
        if raw[explainer] >= 1.0:
            left[explained] = max(left[explained] - share * raw[explainer], 0.0)
    return left


def _rank(
    opinions: dict[str, Opinion], strengths: dict[str, float], evidence: Evidence
) -> Diagnosis:
    weights = {name: s * s for name, s in strengths.items()}
    total = sum(weights.values()) + _DOUBT**2
    ranked = sorted(weights, key=lambda n: (-weights[n], n))
    causes = [
        Cause(name, round(weights[name] / total, 4), _with_unchanged(name, opinions, evidence))
        for name in ranked[:3]
        if weights[name] > 0.0
    ]
    severity = opinions[ranked[0]].severity if causes else 0.0
    if not causes or causes[0].score < _NAMED_SCORE:
        nearest = ", ".join(f"{c.cause} {c.score:.2f}" for c in causes[:2]) or "none"
        doubt = round(_DOUBT**2 / total, 4)
        unknown = Cause("unknown", doubt, f"no cause stands out; nearest: {nearest}")
        return Diagnosis((unknown, *causes[:2]), severity, evidence.as_dict())
    kept = [causes[0], *(c for c in causes[1:] if c.score >= _SECOND_SCORE)]
    return Diagnosis(tuple(kept), severity, evidence.as_dict())


def _with_unchanged(name: str, opinions: dict[str, Opinion], e: Evidence) -> str:
    """The rule's own words, and what did not change where a person would wonder."""
    unchanged = []
    if name in ("defocus", "motion_blur", "occlusion", "noise", "haze"):
        if e.match_after - e.match_before < 0.5 * MOVED_GAIN:
            unchanged.append("not moved")
        if abs(math.log(max(e.light_ratio, 1e-3))) < 0.08:
            unchanged.append("light unchanged")
    sharp = max(e.blur_major, 0.0) < 0.6
    if sharp and name in _WONDER_ABOUT_BLUR:
        unchanged.append("no blur")
    return "; ".join([opinions[name].because, *unchanged])
