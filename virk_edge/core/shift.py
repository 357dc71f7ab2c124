"""How a model's answers changed, in numbers and in words: labels, confidence, how many, or none.

Pure functions of what was usual and what came lately.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from virk_edge.core.causes import Opinion
from virk_edge.nouns import Heard, State

_NONE: Final = 1e-9
_SHARE_TOLD = 0.05  # changes of a label's share that are worth a word
_LABELS_TOLD = 3
_CONFIDENCE_TOLD = 0.02
_RATIO_TOLD = 1.25
_LABEL_CHARS = 40


@dataclass(frozen=True, slots=True)
class Answers:
    """Sums over frames that had detections in their second; they may have faded.

    frames: frames with an answer. detections, score_sum: in those. labels: detections by label.
    """

    frames: float = 0.0
    detections: float = 0.0
    score_sum: float = 0.0
    labels: Mapping[str, float] = field(default_factory=dict)

    @property
    def confidence(self) -> float | None:
        """Mean score, None without detections."""
        return self.score_sum / self.detections if self.detections > _NONE else None

    @property
    def per_frame(self) -> float:
        """Detections per frame."""
        return self.detections / max(self.frames, _NONE)

    def share(self, label: str) -> float:
        """The label's part of all detections, 0-1."""
        return self.labels.get(label, 0.0) / max(self.detections, _NONE)

    def plus(self, heard: Heard, labels: Iterable[tuple[str, int]]) -> Answers:
        """With one interval more, its labels under these names."""
        counts = dict(self.labels)
        for label, count in labels:
            counts[label] = counts.get(label, 0.0) + count
        return Answers(
            self.frames + heard.answered,
            self.detections + heard.detections,
            self.score_sum + heard.score_sum,
            counts,
        )

    def faded(self, share: float, labels_max: int) -> Answers:
        """This share of everything; of the labels only so many, the most frequent."""
        kept = sorted(self.labels, key=lambda label: (-self.labels[label], label))[:labels_max]
        return Answers(
            share * self.frames,
            share * self.detections,
            share * self.score_sum,
            {label: share * self.labels[label] for label in kept},
        )

    def named(self, names: set[str] | None, other: str) -> Answers:
        """With all labels that are not among ``names`` under one; None: as they are."""
        counts: dict[str, float] = {}
        for label, count in self.labels.items():
            name = label if names is None or label in names else other
            counts[name] = counts.get(name, 0.0) + count
        return replace(self, labels=counts)

    def save(self) -> State:
        """All there is."""
        return {
            "frames": self.frames,
            "detections": self.detections,
            "score_sum": self.score_sum,
            "labels": [[label, count] for label, count in self.labels.items()],
        }

    @classmethod
    def restore(cls, state: State) -> Answers:
        """What ``save`` described."""
        return cls(state["frames"], state["detections"], state["score_sum"], dict(state["labels"]))


@dataclass(frozen=True, slots=True)
class Shift:
    """What the model answered usually and what it answers now.

    empty_seconds: how long nothing has been detected. usual_empty_seconds: the longest that is
    usual. empty_score: 1.0 is where that is trouble.
    """

    before: Answers
    now: Answers
    empty_seconds: float
    usual_empty_seconds: float
    empty_score: float

    @property
    def is_empty(self) -> bool:
        """Whether the trouble is that nothing is detected."""
        return self.empty_score > 1.0

    @property
    def mix_distance(self) -> float:
        """Part of the detections that have another label than usual, 0-1 (total variation)."""
        names = {*self.before.labels, *self.now.labels}
        return 0.5 * sum(abs(self.now.share(n) - self.before.share(n)) for n in sorted(names))


def prediction_shift(shift: Shift, score: float) -> Opinion:
    """The answers are others than were learnt. score: of the outputs channel."""
    return Opinion(2.0 * score, words(shift), _severity(shift))


def words(shift: Shift) -> str:
    """What changed, from what to what; the plain numbers when no single one stands out."""
    if shift.is_empty:
        return (
            f"nothing has been detected for {_duration(shift.empty_seconds)}; "
            f"{_duration(shift.usual_empty_seconds)} without a detection is the longest that is "
            f"usual, and {shift.before.per_frame:.2g} detections per frame otherwise"
        )
    before, now = shift.before, shift.now
    told = [
        f"{_plain(label)} from {100 * before.share(label):.0f} to {100 * now.share(label):.0f} %"
        for label in _changed_labels(before, now)
    ]
    parts = [f"{', '.join(told)} of detections"] if told else []
    confidence = _confidence(before, now)
    if confidence is not None and (abs(confidence[1] - confidence[0]) >= _CONFIDENCE_TOLD):
        parts.append(f"confidence from {confidence[0]:.2f} to {confidence[1]:.2f}")
    low, high = sorted((before.per_frame, now.per_frame))
    if high >= _RATIO_TOLD * low or not parts:
        parts.append(f"detections per frame from {before.per_frame:.2g} to {now.per_frame:.2g}")
    return "; ".join(parts)


def evidence(shift: Shift) -> dict[str, float]:
    """The numbers behind the words."""
    found = {
        "label_mix_distance": shift.mix_distance,
        "detections_per_frame_before": shift.before.per_frame,
        "detections_per_frame_now": 0.0 if shift.is_empty else shift.now.per_frame,
    }
    confidence = _confidence(shift.before, shift.now)
    if confidence is not None:
        found |= {"confidence_before": confidence[0], "confidence_now": confidence[1]}
    if shift.is_empty:
        found["empty_seconds"] = shift.empty_seconds
    return found


def _changed_labels(before: Answers, now: Answers) -> list[str]:
    changes = {n: abs(now.share(n) - before.share(n)) for n in {*before.labels, *now.labels}}
    ranked = sorted(changes, key=lambda n: (-changes[n], n))
    return [n for n in ranked if changes[n] >= _SHARE_TOLD][:_LABELS_TOLD]


def _confidence(before: Answers, now: Answers) -> tuple[float, float] | None:
    if before.confidence is None or now.confidence is None:
        return None
    return before.confidence, now.confidence


def _severity(shift: Shift) -> float:
    """The largest of: labels that are others, confidence or detections gone or come, 0-1."""
    if shift.is_empty:
        return 1.0
    changes = [shift.mix_distance, _change(shift.before.per_frame, shift.now.per_frame)]
    confidence = _confidence(shift.before, shift.now)
    if confidence is not None:
        changes.append(_change(*confidence))
    return min(max(changes), 1.0)


def _change(a: float, b: float) -> float:
    """0 for the same, towards 1 when one is nothing of the other."""
    low, high = sorted((max(a, 0.0), max(b, 0.0)))
    return 1.0 - low / high if high > 0.0 else 0.0


def _duration(seconds: float) -> str:
    if seconds < 100.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000.0 else f"{seconds / 3600:.1f} h"


def _plain(label: str) -> str:
    """A label as it may stand in a sentence: one line, not too long."""
    text = "".join(c if c.isprintable() else "?" for c in label)
    return text if len(text) <= _LABEL_CHARS else f"{text[: _LABEL_CHARS - 3]}..."
