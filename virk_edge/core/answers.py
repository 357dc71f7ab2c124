"""What a model said of a frame then and now: which of its answers changed. Pure.

Answers of one label are paired by how much their boxes overlap, the best pair first, and without
boxes by their scores. What finds no partner was lost or is new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from virk_edge.nouns import F64, U8, FrameInfo, Prediction

# Pixels, uint8 (H, W, 3) BGR or (H, W) grey, and what the hook had said of them -> the answer.
Predict: TypeAlias = Callable[[U8, FrameInfo], tuple[Prediction, ...]]
Kind: TypeAlias = Literal["labels", "scores", "boxes"]

SCORE_TOLERANCE: Final = 0.05
OVERLAP_LEAST: Final = 0.9  # intersection over union below which a box has moved
_KINDS: Final[tuple[Kind, ...]] = ("labels", "scores", "boxes")
_ROUNDING: Final = 1e-9  # 0.90 and 0.85 are 0.05 apart, whatever binary numbers say


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that is not what it was. ``recorded`` None: it is new; ``now`` None: it is lost.

    overlap: intersection over union of the two boxes, 0 to 1; None without two boxes.
    """

    recorded: Prediction | None
    now: Prediction | None
    kinds: tuple[Kind, ...]
    overlap: float | None = None


@dataclass(frozen=True, slots=True)
class FrameAnswers:
    """One frame that was answered otherwise, or not at all: then ``now`` is None, ``why`` says it.

    seconds: since the opening of the incident, negative before it.
    """

    seq: int
    seconds: float
    recorded: tuple[Prediction, ...]
    now: tuple[Prediction, ...] | None
    changes: tuple[Change, ...] = ()
    why: str = ""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What changed, in the order of ``Kind``."""
        found = {kind for change in self.changes for kind in change.kinds}
        return tuple(kind for kind in _KINDS if kind in found)

    def as_json(self) -> dict[str, Any]:
        """One object; predictions as on the wire, ``[label, score, x0, y0, x1, y1]``."""
        found: dict[str, Any] = {
            "seq": self.seq,
            "seconds": round(self.seconds, 3),
            "recorded": _rows(self.recorded),
            "now": None if self.now is None else _rows(self.now),
            "changed": list(self.kinds),
        }
        return found | ({"failed": self.why} if self.why else {})


@dataclass(slots=True)
class Answers:
    """A tally of frames that a model was asked about again.

    compared: frames with both answers. failed: without one now. not_recorded: passed over, as
    nobody knows what was answered then. other_pixels: asked about pixels that are not the recorded
    ones (a JPEG, another decoder). frames: those that changed or failed, in order. labels: how
    often each came. traceback: of the first failure. masked: the model of then saw the whole
    picture, the recording has a mask over it.
    """

    score_tolerance: float = SCORE_TOLERANCE
    masked: bool = False
    compared: int = 0
    failed: int = 0
    not_recorded: int = 0
    other_pixels: int = 0
    frames: list[FrameAnswers] = field(default_factory=list)
    labels_recorded: Counter[str] = field(default_factory=Counter)
    labels_now: Counter[str] = field(default_factory=Counter)
    traceback: str = ""

    @property
    def changed(self) -> int:
        """Frames that were answered otherwise."""
        return len(self.frames) - self.failed

    @property
    def verdict(self) -> Literal["same", "changed", "failed"]:
        """The worst that happened."""
        return "failed" if self.failed else "changed" if self.frames else "same"

    def note(
        self,
        seq: int,
        seconds: float,
        recorded: tuple[Prediction, ...],
        now: tuple[Prediction, ...],
    ) -> None:
        """Compare the answers to one frame; seconds since the opening."""
        self.compared += 1
        self.labels_recorded.update(p.label for p in recorded)
        self.labels_now.update(p.label for p in now)
        found = changes(recorded, now, score_tolerance=self.score_tolerance)
        if found:
            self.frames.append(FrameAnswers(seq, seconds, recorded, now, found))

    def fail(
        self, seq: int, seconds: float, recorded: tuple[Prediction, ...], why: str, traceback: str
    ) -> None:
        """Count a frame that got no answer; why: in a line."""
        self.failed += 1
        self.traceback = self.traceback or traceback
        self.frames.append(FrameAnswers(seq, seconds, recorded, None, why=why))

    def as_json(self) -> dict[str, Any]:
        """The ``predictions`` of a bundle's object."""
        return {
            "verdict": self.verdict,
            "compared": self.compared,
            "changed": self.changed,
            "failed": self.failed,
            "not_recorded": self.not_recorded,
            "other_pixels": self.other_pixels,
            "masked": self.masked,
            "score_tolerance": self.score_tolerance,
            "labels": {
                "recorded": dict(sorted(self.labels_recorded.items())),
                "now": dict(sorted(self.labels_now.items())),
            },
            "frames": [frame.as_json() for frame in self.frames],
            "traceback": self.traceback or None,
        }


def changes(
    recorded: Sequence[Prediction],
    now: Sequence[Prediction],
    *,
    score_tolerance: float = SCORE_TOLERANCE,
) -> tuple[Change, ...]:
    """What differs between two answers to one frame, by label; empty when nothing that matters."""
    by_label: defaultdict[str, tuple[list[Prediction], list[Prediction]]]
    by_label = defaultdict(lambda: ([], []))
    for side, predictions in enumerate((recorded, now)):
        for prediction in predictions:
            by_label[prediction.label][side].append(prediction)
    found = []
    for _, (before, after) in sorted(by_label.items()):
        for a, b in _pairs(before, after):
            change = _change(a, b, score_tolerance)
            if change.kinds:
                found.append(change)
    return tuple(sorted(found, key=lambda change: change.recorded is None))


def _change(a: Prediction | None, b: Prediction | None, score_tolerance: float) -> Change:
    if a is None or b is None:
        return Change(a, b, ("labels",))
    kinds: list[Kind] = []
    overlap = None
    if abs(a.score - b.score) > score_tolerance + _ROUNDING:
        kinds.append("scores")
    if a.box is not None and b.box is not None:
        overlap = float(_overlaps([a], [b])[0, 0])
    if (a.box is None) != (b.box is None) or (overlap is not None and overlap < OVERLAP_LEAST):
        kinds.append("boxes")
    return Change(a, b, tuple(kinds), overlap)


def _pairs(
    before: list[Prediction], after: list[Prediction]
) -> list[tuple[Prediction | None, Prediction | None]]:
    """Every answer of one label with its partner, or with None."""
    boxed_before = [p for p in before if p.box is not None]
    boxed_after = [p for p in after if p.box is not None]
    pairs: list[tuple[Prediction | None, Prediction | None]] = []
    free_before, free_after = set(range(len(boxed_before))), set(range(len(boxed_after)))
    overlaps = _overlaps(boxed_before, boxed_after)
    # Of pairs that overlap alike, as boxes without area do, the one of the nearest scores.
    with np.errstate(over="ignore"):
        apart = np.abs(np.subtract.outer(_scores(boxed_before), _scores(boxed_after)))
    for place in np.lexsort((apart.ravel(), -overlaps.ravel())).tolist():
        if not (free_before and free_after):
            break
        i, j = divmod(place, len(boxed_after))
        if i in free_before and j in free_after:
            free_before.remove(i)
            free_after.remove(j)
            pairs.append((boxed_before[i], boxed_after[j]))
    left = _by_score([p for p in before if p.box is None], boxed_before, free_before)
    right = _by_score([p for p in after if p.box is None], boxed_after, free_after)
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else None
        pairs.append((a, right[i] if i < len(right) else None))
    return pairs


def _by_score(
    boxless: list[Prediction], boxed: list[Prediction], free: set[int]
) -> list[Prediction]:
    return sorted([*boxless, *(boxed[i] for i in sorted(free))], key=lambda p: -p.score)


def _scores(predictions: list[Prediction]) -> F64:
    return np.array([p.score for p in predictions], np.float64)


def _overlaps(a: list[Prediction], b: list[Prediction]) -> F64:
    """Intersection over union of every box of ``a`` with every one of ``b``, (len(a), len(b)).

    Corners may come in any order; equal boxes overlap wholly, also where they have no area.
    """
    first = np.array([p.box for p in a], np.float64).reshape(-1, 1, 2, 2)
    second = np.array([p.box for p in b], np.float64).reshape(1, -1, 2, 2)
    with np.errstate(all="ignore"):  # a stranger's corners may be as large as numbers get
        low = np.maximum(first.min(2), second.min(2))
        high = np.minimum(first.max(2), second.max(2))
        shared = np.prod(np.clip(high - low, 0.0, None), axis=-1)
        areas = [np.prod(boxes.max(2) - boxes.min(2), axis=-1) for boxes in (first, second)]
        shares = np.nan_to_num(shared / (areas[0] + areas[1] - shared), nan=0.0)
    return np.asarray(np.where((first == second).all((2, 3)), 1.0, shares), np.float64)


def _rows(predictions: Sequence[Prediction]) -> list[list[Any]]:
    return [[p.label, p.score, *(p.box or ())] for p in predictions]
