"""Why: pictures, feed and answers in, ranked causes out.

Pure functions. What the feed's rules say is certain; what the pictures tell is for ``judge``; a
sound picture that the embedder does not know is new content; and when the pictures are as learnt,
the model's answers are what changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from virk_edge.core.baseline import Normal
from virk_edge.core.causes import RULES, ramp
from virk_edge.core.course import Course
from virk_edge.core.evidence import Evidence, Glimpse
from virk_edge.core.feed_health import FeedReport, Trouble
from virk_edge.core.gather import gather
from virk_edge.core.judge import NAMED_SCORE, judge
from virk_edge.core.shift import Shift, evidence, prediction_shift, words
from virk_edge.nouns import Cause, Channel, Diagnosis

_PICTURES: tuple[Channel, ...] = ("appearance", "image", "geometry")
_BLINDING = ("format_changed", "frozen_feed")  # with these the pictures tell nothing
_DOUBT = 0.8  # strength of "the answers are as they were"
_RECOLOURED_SHARE = 0.25  # of the view: more is no small thing of another colour
_FLASHING_PERCENT = 2.0  # of pixels: more than passes in a busy street
_SOUND_SCORE = 0.35  # no cause that a picture would show is likelier, if the picture is sound


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
        return _beside(_with_troubles(pictures, _certain(troubles)), shift)
    return _beside(_or_new(pictures, case), shift)


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
    return judge(gather(case.normal, glimpses, case.course))


def _or_new(diagnosis: Diagnosis, case: Case) -> Diagnosis:
    """A picture that is sound by every fingerprint, of which the embedder has never seen the like.

    Where the new thing shows by its edges the judge has named it; this is for what does not.
    """
    unknown, *nearest = diagnosis.causes
    score = case.scores.get("appearance", 0.0)
    if unknown.cause != "unknown" or not nearest or score <= 1.0 or not _sound(diagnosis):
        return diagnosis
    times_normal = case.times_normal.get("appearance", 1.0)
    sure = NAMED_SCORE + 0.3 * ramp(times_normal, 2.0, 8.0)
    because = (
        f"appearance {times_normal:.1f} x normal, {_while(Evidence(**diagnosis.evidence))} "
        f"(nearest: {nearest[0].cause} {nearest[0].score:.2f})"
    )
    severity = ramp(times_normal, 1.0, 16.0)
    return Diagnosis((Cause("new_content", round(sure, 4), because),), severity, diagnosis.evidence)


def _while(e: Evidence) -> str:
    """What is as learnt in a picture that no rule speaks against, and what has no name."""
    recoloured = e.chroma_residual_share
    flashing = max(e.transients_up_rise, e.transients_down_rise)
    same = ["light", "colour", "focus", "noise", "place"]
    other = []
    if recoloured > _RECOLOURED_SHARE:
        same.remove("colour")
        other.append(f"{100 * recoloured:.0f} % of the view has colours of its own")
    if flashing > _FLASHING_PERCENT:
        same.remove("noise")
        other.append(f"{flashing:.1f} % of pixels change for one picture")
    words = f"while {', '.join(same[:-1])} and {same[-1]} are as learnt"
    return f"{words}, but {' and '.join(other)}" if other else words


def _sound(diagnosis: Diagnosis) -> bool:
    """Whether neither network nor rules see anything in the picture but new content."""
    likely = max(c.score for c in diagnosis.causes[1:] if c.cause != "new_content")
    evidence = Evidence(**diagnosis.evidence)
    spoken = max(rule(evidence).strength for name, rule in RULES.items() if name != "new_content")
    return likely <= _SOUND_SCORE and spoken < 1.0


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
