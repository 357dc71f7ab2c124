"""What a section hands back: tables that print and travel as JSON, and figures with a target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Row: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind; every row has the same keys, which are the columns."""

    title: str
    rows: Sequence[Row]
    note: str = ""

    def __str__(self) -> str:
        if not self.rows:
            return f"{self.title}: none" + (f"\n  {self.note}" if self.note else "")
        columns = list(self.rows[0])
        cells = [columns, *([_cell(row[c]) for c in columns] for row in self.rows)]
        widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
        lines = ["  ".join(c.rjust(w) for c, w in zip(line, widths, strict=True)) for line in cells]
        return "\n".join([self.title, *lines, *([f"  {self.note}"] if self.note else [])])


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the design's numbers to reach. met: None if this footage cannot say."""

    what: str
    target: str
    measured: str
    met: bool | None


@dataclass(slots=True)
class Section:
    """One section's results."""

    name: str
    tables: list[Table] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    return str(value)


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a Poisson mean when ``count`` events were seen (Garwood 1936)."""
    tail = (1.0 - confidence) / 2.0
    low = 0.0 if count == 0 else _mean_where(count - 1, 1.0 - tail)
    return low, _mean_where(count, tail)


def _mean_where(count: int, probability: float) -> float:
    """The mean at which at most ``count`` events have this probability; it falls with the mean."""
    low, high = 0.0, 10.0 * (count + 5)
    for _ in range(80):
        middle = (low + high) / 2.0
        below = sum(
            math.exp(k * math.log(max(middle, 1e-300)) - middle - math.lgamma(k + 1))
            for k in range(count + 1)
        )
        low, high = (middle, high) if below > probability else (low, middle)
    return (low + high) / 2.0


def share(some: int, of: int) -> str:
    """As in "11/12 92 %"."""
    return f"{some}/{of} {100 * some / of:.0f} %" if of else "-"
