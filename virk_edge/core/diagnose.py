"""Why: evidence in, ranked causes out, by a table of rules with words for people.

Pure functions. Each rule says how strongly its cause speaks, in multiples of a strength that makes
it worth naming, and why; what one cause explains no longer speaks for another. The best cause is
named only when it stands out; otherwise the answer is ``unknown`` with the two nearest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from virk_edge.core.baseline import Normal
from virk_edge.core.causes import EXPLAINS, RULES, Opinion, new_content
from virk_edge.core.course import Course
from virk_edge.core.evidence import MOVED_GAIN, Evidence, Glimpse
from virk_edge.core.feed_health import FeedReport, Trouble
from virk_edge.core.gather import gather
from virk_edge.core.shift import Shift, evidence, prediction_shift, words
from virk_edge.nouns import Cause, Channel, Diagnosis

_NAMED_SCORE = 0.4  # below it the answer is "unknown"
_SECOND_SCORE = 0.3  # a second cause this strong is listed beside the first
_PICTURES: tuple[Channel, ...] = ("appearance", "image", "geometry")
_BLINDING = ("format_changed", "frozen_feed")  # with these the pictures tell nothing
_WONDER_ABOUT_BLUR = ("camera_moved", "brightness_drop", "brightness_rise", "haze", "occlusion")
_DOUBT = 0.8  # strength of "none of these"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a diagnosis may look at.

    glimpses: pictures since the onset, at least one. report: what the feed's rules say.
    times_normal and scores: of every channel. shift: how the model's answers changed, None without
    any. course: of the incident so far.
    """

    normal: Normal | None
    glimpses: list[Glimpse]
    report: FeedReport
    times_normal: dict[Channel, float]
    scores: dict[Channel, float]
    shift: Shift | None = None
    course: Course | None = None


def diagnose(case: Case) -> Diagnosis:
    """Ranked causes for one incident; always at least one."""
    score = case.scores.get("outputs", 0.0)
    shift = case.shift if score > 1.0 else None
    troubles = case.report.troubles
    seen = {c: case.scores[c] for c in _PICTURES if c in case.scores}
    quiet = all(s <= 1.0 for s in seen.values())
    if troubles and (quiet or any(t.cause in _BLINDING for t in troubles)):
        return _beside(_certain(troubles), shift)
    if shift is not None and quiet:
        return _only_answers(shift, score, max((case.times_normal[c] for c in seen), default=None))
    pictures = _of_pictures(case)
    if troubles:
        pictures = _with_troubles(pictures, _certain(troubles))
    return _beside(pictures, shift)


def _of_pictures(case: Case) -> Diagnosis:
    """What the pictures tell."""
    if case.normal is None or not case.glimpses:
        cause = Cause("unknown", 0.0, "nothing has been learnt yet to compare with")
        return Diagnosis((cause,), 0.0)
    same_size = case.normal.scene.picture.shape
    glimpses = [g for g in case.glimpses if g.picture.shape == same_size]
    if not glimpses:
        cause = Cause("unknown", 0.0, "the pictures have another size than those learnt")
        return Diagnosis((cause,), 0.0)
    evidence = gather(case.normal, glimpses, case.course)
    opinions = {name: rule(evidence) for name, rule in RULES.items()}
    opinions["new_content"] = new_content(
        evidence,
        times_normal=case.times_normal.get("appearance", 1.0),
        score=case.scores.get("appearance", 0.0),
    )
    strengths = _explain_away(evidence, {n: o.strength for n, o in opinions.items()})
    return _rank(opinions, strengths, evidence)


def _certain(troubles: tuple[Trouble, ...]) -> Diagnosis:
    """What the feed's rules say is so."""
    causes = tuple(Cause(t.cause, 0.99, t.because) for t in troubles)
    numbers = {name: value for t in troubles for name, value in t.evidence.items()}
    return Diagnosis(causes, max(t.severity for t in troubles), numbers)


def _with_troubles(pictures: Diagnosis, feed: Diagnosis) -> Diagnosis:
    """A slow feed may show a blurred picture: both are so; what nobody can name steps back."""
    named = () if pictures.causes[0].cause == "unknown" else pictures.causes
    severity = max(pictures.severity, feed.severity)
    numbers = {**pictures.evidence, **feed.evidence}
    return Diagnosis((*named, *feed.causes)[:3], severity, numbers)


def _only_answers(shift: Shift, score: float, times_normal: float | None) -> Diagnosis:
    """The model answers otherwise while the pictures, if any are judged, are as they were."""
    opinion = prediction_shift(shift, score)
    pictures = "no pictures are judged"
    if times_normal is not None:
        pictures = f"the pictures are as learnt (at most {times_normal:.1f} x normal)"
    sure = opinion.strength**2 / (opinion.strength**2 + _DOUBT**2)
    cause = Cause("prediction_shift", round(sure, 4), f"{opinion.because}; {pictures}")
    return Diagnosis((cause,), opinion.severity, evidence(shift))


def _beside(diagnosis: Diagnosis, shift: Shift | None) -> Diagnosis:
    """With what the model's answers tell, as a second line of evidence."""
    if shift is None:
        return diagnosis
    first, *others = diagnosis.causes
    because = f"{first.because}; the model's answers changed too: {words(shift)}"
    return replace(
        diagnosis,
        causes=(replace(first, because=because), *others),
        evidence={**diagnosis.evidence, **evidence(shift)},
    )


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
