"""What became of the frames that came: every one is somewhere, so that nothing is lost unseen."""

from __future__ import annotations

from dataclasses import dataclass

from virk_edge.nouns import Effort


@dataclass(frozen=True, slots=True)
class Balanced:
    """One camera's frames at one moment.

    received = analysed + recorded_only + waiting + all of ``shed``. without_embedding: of those
    analysed, by fingerprint alone. recorded_only: kept for an incident's bundle and not analysed.
    shed: superseded (a newer one came first), budget (no processor time), undecodable.
    """

    received: int
    analysed: int
    without_embedding: int
    recorded_only: int
    waiting: int
    shed: dict[str, int]

    @property
    def adds_up(self) -> bool:
        """Whether every frame is accounted for."""
        known = self.analysed + self.recorded_only + self.waiting + sum(self.shed.values())
        return known == self.received


class Account:
    """The running counts of one camera's frames that were taken."""

    def __init__(self) -> None:
        self.analysed = self.without_embedding = self.recorded_only = 0
        self.over_budget = self.undecodable = 0
        self.incidents = 0  # that opened

    def note_analysed(self, effort: Effort) -> None:
        """A frame was measured and judged."""
        self.analysed += 1
        self.without_embedding += effort is not Effort.FULL

    def balanced(self, *, received: int, superseded: int, waiting: int) -> Balanced:
        """Together with what the feed has counted at the same moment."""
        return Balanced(
            received=received,
            analysed=self.analysed,
            without_embedding=self.without_embedding,
            recorded_only=self.recorded_only,
            waiting=waiting,
            shed={
                "superseded": superseded,
                "budget": self.over_budget,
                "undecodable": self.undecodable,
            },
        )
