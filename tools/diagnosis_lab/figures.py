"""Answers counted: how often right, how often named, and whether scores mean what they say.

Pure functions; every result is plain numbers for tables, JSON and plots.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from diagnosis_lab.judging import Answer

Row = dict[str, Any]
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)


def counted(answers: Sequence[Answer]) -> Row:
    """Shares of these answers, None of nothing. All of them are faults that have a right answer."""
    named = [a for a in answers if a.named]
    return {
        "n": len(answers),
        "right": share(a.right for a in answers),
        "in two": share(a.right_in_two for a in answers),
        "named": share(a.named for a in answers),
        "right when named": share(a.right for a in named),
    }


def share(some: Iterable[bool]) -> float | None:
    """Of the true ones."""
    found = list(some)
    return sum(found) / len(found) if found else None


def by(answers: Sequence[Answer], what: Callable[[Answer], str]) -> list[Row]:
    """``counted`` per group, in order of appearance."""
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(what(answer), []).append(answer)
    return [{"what": name, **counted(some)} for name, some in groups.items()]


def said_most(answers: Sequence[Answer], count: int = 3) -> str:
    """The commonest wrong first answers, as in "haze 3, unknown 1"."""
    wrong = Counter(a.first for a in answers if not a.right)
    return ", ".join(f"{name} {n}" for name, n in wrong.most_common(count)) or "-"


def confusion(answers: Sequence[Answer]) -> dict[str, dict[str, int]]:
    """True cause to first line of the answer to count.

    Where several answers are right, the truth is the one that was given, else the first of them.
    """
    found: dict[str, Counter[str]] = {}
    for answer in answers:
        labels = answer.sample.labels
        truth = answer.first if answer.right else labels[0]
        found.setdefault(truth, Counter())[answer.said] += 1
    return {truth: dict(row) for truth, row in sorted(found.items())}


def coverage(answers: Sequence[Answer]) -> list[Row]:
    """If a cause were named from each score on: share named, and share of those that is right."""
    rows = []
    for threshold in THRESHOLDS:
        some = [a for a in answers if a.score >= threshold]
        named = len(some) / len(answers) if answers else None
        rows.append({"score": threshold, "named": named, "right": share(a.right for a in some)})
    return rows


def curve(answers: Sequence[Answer]) -> list[tuple[float, float]]:
    """The same at every score there is: share named and share right, most certain first."""
    ranked = sorted(answers, key=lambda a: -a.score)
    right = np.cumsum([a.right for a in ranked])
    steps = range(0, len(ranked), max(len(ranked) // 200, 1))
    return [((i + 1) / len(ranked), float(right[i] / (i + 1))) for i in steps]


def reliability(answers: Sequence[Answer]) -> list[Row]:
    """Per bin of the first score: how many, their mean score, and the share that is right."""
    rows = []
    for low, high in pairwise(BINS):
        last = high == BINS[-1]
        some = [a for a in answers if low <= a.score < high or (last and a.score == high)]
        if some:
            mean = sum(a.score for a in some) / len(some)
            right = share(a.right for a in some)
            rows.append({"from": low, "to": high, "n": len(some), "score": mean, "right": right})
    return rows


def calibration_error(answers: Sequence[Answer]) -> float | None:
    """Expected calibration error: mean over answers of |score - share right| of their bin.

    Naeini, Cooper, Hauskrecht: Obtaining Well Calibrated Probabilities Using Bayesian Binning,
    AAAI 2015.
    """
    if not answers:
        return None
    rows = reliability(answers)
    return float(sum(r["n"] * abs(r["score"] - r["right"]) for r in rows) / len(answers))


def named_shares(answers: Sequence[Answer], what: Callable[[Answer], str]) -> list[Row]:
    """For what has no cause: how much of it was named, and as what."""
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(what(answer), []).append(answer)
    rows = []
    for name, some in groups.items():
        said = Counter(a.first for a in some if a.named).most_common(3)
        words = ", ".join(f"{cause} {n}" for cause, n in said) or "-"
        rows.append({"what": name, "n": len(some), "named": share(a.named for a in some)})
        rows[-1]["as"] = words
    return rows
