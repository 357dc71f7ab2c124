"""What the model answered before the onset and since, as far as the measurements tell.

Pure functions. Headers tell the labels of every frame, also of those that were not analysed;
single scores are known of analysed frames only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from virk_edge.nouns import HeardStep, ObservedStep, RecordedStep
from virk_edge.report.words import possible

_LABELS_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class LabelLine:
    """How often one label came per answered frame."""

    label: str
    before_per_frame: float
    after_per_frame: float


@dataclass(frozen=True, slots=True)
class Answers:
    """labels: the commonest first, the rest as one line. before_frames, after_frames: how many
    answered frames that is of. before_scores, after_scores: of single answers, 0 to 1."""

    labels: tuple[LabelLine, ...]
    before_frames: int
    after_frames: int
    before_scores: tuple[float, ...]
    after_scores: tuple[float, ...]
    words: str


def answers(steps: Iterable[RecordedStep], onset_ns: int) -> Answers | None:
    """The model's answers on both sides of the onset; None if no frame carried any.

    An interval of headers in which it began is on neither side: its sums tell nobody which frame
    said what.
    """
    steps = tuple(steps)
    heard = any(isinstance(step, HeardStep) and step.heard.answered for step in steps)
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    frames, scores = [0, 0], ([], [])  # type: tuple[list[int], tuple[list[float], list[float]]]
    across = others = 0
    for step in steps:
        if isinstance(step, HeardStep):
            if step.heard.since_ns < onset_ns <= step.heard.t_boot_ns:
                across += step.heard.answered
                continue
            side = int(step.heard.t_boot_ns >= onset_ns)
            frames[side] += step.heard.answered
            counts[side].update(dict(step.heard.labels))
        elif step.observation.info.predictions is not None:
            side = int(step.observation.info.t_boot_ns >= onset_ns)
            given = step.observation.info.predictions
            usual = [p.score for p in given if possible(p.score)]
            scores[side].extend(usual)
            others += len(given) - len(usual)
            if not heard:
                frames[side] += 1
                counts[side].update(p.label for p in given)
    if not any(frames) and not across:
        return None
    return Answers(
        labels=_lines(counts, frames),
        before_frames=frames[0],
        after_frames=frames[1],
        before_scores=tuple(scores[0]),
        after_scores=tuple(scores[1]),
        words=_words(counts, frames, across, others),
    )


def predictions_of(steps: Iterable[RecordedStep]) -> dict[tuple[str, int], ObservedStep]:
    """Every analysed frame's step by run and sequence number."""
    return {
        (step.observation.info.run, step.observation.info.seq): step
        for step in steps
        if isinstance(step, ObservedStep)
    }


def _lines(counts: tuple[Counter[str], Counter[str]], frames: list[int]) -> tuple[LabelLine, ...]:
    both = counts[0] + counts[1]
    names = [label for label, _ in both.most_common(_LABELS_MAX)]
    lines = [
        LabelLine(label, _per(counts[0][label], frames[0]), _per(counts[1][label], frames[1]))
        for label in names
    ]
    rest = [sum(n for label, n in side.items() if label not in names) for side in counts]
    if any(rest):
        left = len(both) - len(names)
        lines.append(LabelLine(f"{left} others", *map(_per, rest, frames)))
    return tuple(lines)


def _words(
    counts: tuple[Counter[str], Counter[str]], frames: list[int], across: int, others: int
) -> str:
    before, after = (
        f"{_per(counts[i].total(), frames[i]):.2f} detections per frame in {frames[i]} answered "
        "frames"
        if frames[i]
        else "no answered frame"
        for i in (0, 1)
    )
    words = f"Before the onset {before}; since then {after}."
    if across:
        words += f" {across} more are of the second in which it began, and on neither side."
    if others:
        words += f" {others} scores are not between 0 and 1, and in no plot of the confidence."
    return words


def _per(count: int, frames: int) -> float:
    return round(count / frames, 4) if frames else 0.0
