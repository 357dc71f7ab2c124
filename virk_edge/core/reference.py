"""What one vector signal normally is: its mean and covariance, learnt without keeping samples."""

from __future__ import annotations

import numpy as np

from virk_edge.nouns import F64, State


class Reference:
    """Weighted mean and scatter (Welford), and the whitening that was last fitted to them.

    floor: smallest believed standard deviation of any direction, in the signal's unit.
    shrink: weight of the target that is blended into the covariance, 0-1. The target is a sphere,
    or, for signals whose numbers are of different kinds, the variances alone (``alike=False``).
    """

    def __init__(self, length: int, *, floor: float, shrink: float, alike: bool = True) -> None:
        self.length = length
        self._floor, self._shrink, self._alike = floor, shrink, alike
        self._weight = 0.0
        self._mean = np.zeros(length)
        # Sum of w (x - mean)(x - mean)', let go when nothing more is learnt.
        self._scatter: F64 | None = np.zeros((length, length))
        self._deviation: F64 = np.zeros(length)  # once frozen
        self._centre: F64 | None = None  # empty until the first fit
        self._whiten: F64 | None = None

    @property
    def fitted(self) -> bool:
        """Whether distances can be had."""
        return self._whiten is not None

    @property
    def moments(self) -> tuple[F64, F64] | None:
        """Mean and standard deviation so far, each float64 (length,), None before any sample."""
        if self._weight <= 0.0:
            return None
        if self._scatter is None:
            return self._mean, self._deviation
        return self._mean, np.sqrt(np.maximum(np.diag(self._scatter) / self._weight, 0.0))

    def learn(self, sample: F64, weight: float) -> None:
        """Take a sample, float64 (length,), that stands for ``weight`` seconds."""
        if weight <= 0.0 or self._scatter is None:
            return
        self._weight += weight
        before = sample - self._mean
        self._mean += (weight / self._weight) * before
        self._scatter += weight * np.outer(before, sample - self._mean)

    def fit(self) -> None:
        """Make the reference of everything learnt so far."""
        if self._weight <= 0.0 or self._scatter is None:
            return
        covariance = self._scatter / self._weight
        variances = np.diag(covariance)
        target = variances.mean() if self._alike else variances
        blended = (1.0 - self._shrink) * covariance
        blended[np.diag_indices(self.length)] += self._shrink * target + self._floor**2
        values, vectors = np.linalg.eigh(blended)
        # In C order, so that a restored copy takes the same way through the linear algebra.
        self._whiten = np.ascontiguousarray(vectors / np.sqrt(np.maximum(values, self._floor**2)))
        self._centre = self._mean.copy()

    def freeze(self) -> None:
        """Learn nothing more; half of the memory is given back."""
        moments = self.moments
        if moments is not None:
            self._deviation = moments[1].copy()
        self._scatter = None

    def distances(self, rows: F64) -> F64 | None:
        """ln of the whitened length of each row, float64 (n,), for rows float64 (n, length)."""
        if self._whiten is None or self._centre is None:
            return None
        whitened = (rows - self._centre) @ self._whiten
        # Below half a floor everything is stillness: a smaller "normal" would make every flicker
        # of a perfectly still scene an alarm.
        out: F64 = 0.5 * np.log(np.einsum("ij,ij->i", whitened, whitened) + 0.25)
        return out

    def save(self) -> State:
        """Copies of what changes in place; what is replaced whole is shared."""
        return {
            "weight": self._weight,
            "mean": self._mean.copy(),
            "scatter": None if self._scatter is None else self._scatter.copy(),
            "deviation": self._deviation,
            "centre": self._centre,
            "whiten": self._whiten,
        }

    def load(self, state: State) -> None:
        """Become the reference that ``save`` described.

        Raises:
            ValueError: if an array does not have this reference's shape.
        """
        shape = (self.length, self.length)
        scatter = state["scatter"]
        if state["mean"].shape != (self.length,) or (
            scatter is not None and scatter.shape != shape
        ):
            raise ValueError(f"the saved reference is not one of {self.length} numbers")
        self._weight = state["weight"]
        self._mean = state["mean"].copy()
        self._scatter = None if scatter is None else scatter.copy()
        self._deviation = state["deviation"]
        self._centre, self._whiten = state["centre"], state["whiten"]
