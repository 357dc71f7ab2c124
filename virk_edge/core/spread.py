"""How far two stretches of one signal lie apart, against how much each varies by itself."""

from __future__ import annotations

import numpy as np

from virk_edge.nouns import F64, State


class Spread:
    """Weighted mean of a vector, and the mean square distance from it (Welford)."""

    def __init__(self, length: int) -> None:
        self.weight = 0.0
        self.mean = np.zeros(length)
        self.square = 0.0  # sum of w |x - mean|^2

    def add(self, sample: F64, weight: float) -> None:
        """Take a sample, float64 (length,), that stands for ``weight`` seconds."""
        if weight <= 0.0:
            return
        self.weight += weight
        before = sample - self.mean
        self.mean += (weight / self.weight) * before
        self.square += weight * float(before @ (sample - self.mean))

    def join(self, other: Spread) -> None:
        """Take in everything that another one has seen."""
        if other.weight <= 0.0:
            return
        total = self.weight + other.weight
        step = other.mean - self.mean
        self.square += other.square + self.weight * other.weight / total * float(step @ step)
        self.mean += (other.weight / total) * step
        self.weight = total

    def apart(self, other: Spread, floor: float) -> float:
        """Squared distance of the means in mean squares of whichever varies less.

        floor: smallest believed standard deviation of each direction. Below about 1 for two halves
        of one thing; 0.0 where one has seen nothing.
        """
        if min(self.weight, other.weight) <= 0.0:
            return 0.0
        least = min(self.square / self.weight, other.square / other.weight)
        step = self.mean - other.mean
        return float(step @ step) / (least + len(step) * floor * floor)

    def save(self) -> State:
        """Copies of all that was counted."""
        return {"weight": self.weight, "mean": self.mean.copy(), "square": self.square}

    def load(self, state: State) -> None:
        """Become the spread that ``save`` described.

        Raises:
            ValueError: if it is of another length.
        """
        if state["mean"].shape != self.mean.shape:
            raise ValueError("the saved spread has another length")
        self.weight, self.square = state["weight"], state["square"]
        self.mean = state["mean"].copy()
