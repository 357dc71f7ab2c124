"""How a replay came out: bit-exact, within tolerance or diverged; a tally of comparisons."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from virk_edge.core.compare import Difference


class Verdict(IntEnum):
    """How a stage came out; the worst one is the bundle's."""

    BIT_EXACT = 0
    WITHIN_TOLERANCE = 1
    DIVERGED = 2

    @property
    def words(self) -> str:
        """For people and for JSON."""
        return ("bit-exact", "within tolerance", "diverged")[self]


@dataclass(slots=True)
class Stage:
    """One of the two comparisons. worst: by quantity, the largest difference in its own unit."""

    name: str
    compared: int = 0
    exact: int = 0
    verdict: Verdict = Verdict.BIT_EXACT
    worst: dict[str, float] = field(default_factory=dict)
    first: str = ""

    def note(self, where: str, differences: list[Difference]) -> None:
        """Count one comparison and what differed in it."""
        self.compared += 1
        if not differences:
            self.exact += 1
            return
        for difference in differences:
            verdict = Verdict.WITHIN_TOLERANCE if difference.tolerable else Verdict.DIVERGED
            if verdict > self.verdict or not self.first:
                self.first = f"{where}: {difference.words}"
            self.verdict = max(self.verdict, verdict)
            if difference.amount is not None:
                before = self.worst.get(difference.quantity, 0.0)
                self.worst[difference.quantity] = max(before, difference.amount)
