"""What the diagnosis says of each sample, and whether there was anything to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from diagnosis_lab.measuring import Sample
from virk_edge.core.evidence import Evidence
from virk_edge.core.judge import judge
from virk_edge.nouns import F64, Diagnosis

VISIBLE_RANK = 4  # so many numbers have departed at least as far
CLEAN_SHARE = 97.5  # % of clean windows that are below the level
_FLOOR = 0.01  # of what faults usually change: for numbers that never move in clean windows
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """One sample and what was said of it.

    causes: names and scores, best first, without ``unknown``. named: whether the first one was
    named. visible: whether it departs from clean windows at all.
    """

    sample: Sample
    causes: tuple[tuple[str, float], ...]
    named: bool
    visible: bool

    @property
    def first(self) -> str:
        """The best cause, named or not."""
        return self.causes[0][0] if self.causes else UNKNOWN

    @property
    def said(self) -> str:
        """The first line of the answer: a cause or ``unknown``."""
        return self.first if self.named else UNKNOWN

    @property
    def score(self) -> float:
        """Of the best cause, 0-1."""
        return self.causes[0][1] if self.causes else 0.0

    @property
    def right(self) -> bool:
        """Whether the best cause is right, named or not, or nothing was named and that is right."""
        return self.first in self.sample.labels or (
            not self.named and UNKNOWN in self.sample.labels
        )

    @property
    def right_in_two(self) -> bool:
        """Whether one of the best two is right, as far as the diagnosis lists them."""
        return self.right or any(cause in self.sample.labels for cause, _ in self.causes[:2])


def diagnosis_of(numbers: Mapping[str, float]) -> Diagnosis:
    """The picture's diagnosis as the daemon would give it; no channel of the monitor has spoken."""
    return judge(Evidence(**numbers))


def family(sample: Sample) -> str:
    """Whose samples are measured alike: ``own``, ``others``, or ``real``."""
    return sample.source if sample.source in ("own", "real") else "others"


def is_clean(sample: Sample) -> bool:
    """Whether nothing was done to the pictures."""
    return sample.kind.startswith("clean")


def answers(samples: Sequence[Sample]) -> list[Answer]:
    """Every sample judged, in their order. Real ones all count as visible."""
    seen: dict[int, bool] = {}
    for name in ("own", "others"):
        some = [s for s in samples if family(s) == name]
        seen.update(zip(map(id, some), visible(some), strict=True))
    return [_answer(sample, seen.get(id(sample), True)) for sample in samples]


def _answer(sample: Sample, is_visible: bool) -> Answer:
    diagnosis = diagnosis_of(sample.evidence)
    ranked = tuple((c.cause, c.score) for c in diagnosis.causes if c.cause != UNKNOWN)
    return Answer(sample, ranked, diagnosis.causes[0].cause != UNKNOWN, is_visible)


def visible(samples: Sequence[Sample]) -> list[bool]:
    """Whether each sample departs further from its scene's clean windows than these do.

    Every number is centred on the median of the scene's clean windows and divided by the root mean
    square of their departures, to which the median of that over all scenes is added in square. The
    fourth-largest is compared with the 97.5 % level of the clean windows'. Scenes without clean
    windows count as visible.
    """
    clean = [s for s in samples if is_clean(s)]
    if not clean:
        return [True] * len(samples)
    names = sorted(clean[0].evidence)
    middles = {
        scene: np.median(np.stack([_numbers(s, names) for s in clean if s.scene == scene]), axis=0)
        for scene in dict.fromkeys(s.scene for s in clean)
    }
    away = {s: [_numbers(c, names) - m for c in clean if c.scene == s] for s, m in middles.items()}
    own = {s: np.sqrt((np.stack(d) ** 2).mean(axis=0)) for s, d in away.items()}
    common = np.median(np.stack(list(own.values())), axis=0)
    changed = [_numbers(s, names) - middles[s.scene] for s in samples if s.scene in middles]
    least = np.maximum(_FLOOR * np.percentile(np.abs(np.stack(changed)), 70.0, axis=0), 1e-9)
    scale = {s: np.sqrt(rms**2 + common**2 + least**2) for s, rms in own.items()}
    level = float(
        np.percentile([_departure(d / scale[s]) for s, ds in away.items() for d in ds], CLEAN_SHARE)
    )
    return [
        s.scene not in middles
        or _departure((_numbers(s, names) - middles[s.scene]) / scale[s.scene]) > level
        for s in samples
    ]


def _numbers(sample: Sample, names: Sequence[str]) -> F64:
    return np.array([sample.evidence[name] for name in names], dtype=np.float64)


def _departure(scaled: F64) -> float:
    return float(np.sort(np.abs(scaled))[-VISIBLE_RANK])
