"""What one vector signal normally is: mean and covariance, learnt without keeping samples."""

from __future__ import annotations

import numpy as np

from virk_edge.nouns import F64, State

_BATCH = 16  # samples that are taken in together: one product of matrices instead of sixteen


class Reference:
    """Weighted mean and scatter, and the whitening that was last fitted to them.

    Batches are joined as in Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm
    for computing sample variances" (1979).

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
        self._batch = np.zeros((_BATCH, length))
        self._batch_weights = np.zeros(_BATCH)
        self._waiting = 0  # rows of the batch that are filled
        self._centre: F64 | None = None  # empty until the first fit
        self._whiten: F64 | None = None

    @property
    def fitted(self) -> bool:
        """Whether distances can be had."""
        return self._whiten is not None

    def learn(self, sample: F64, weight: float) -> None:
        """Take a sample, float64 (length,), that stands for ``weight`` seconds."""
        if weight <= 0.0 or self._scatter is None:
            return
        self._batch[self._waiting] = sample
        self._batch_weights[self._waiting] = weight
        self._waiting += 1
        if self._waiting == _BATCH:
            self._join(self._scatter)

    def _join(self, scatter: F64) -> None:
        rows, weights = self._batch[: self._waiting], self._batch_weights[: self._waiting]
        self._waiting = 0
        weight = float(weights.sum())
        mean = (weights @ rows) / weight
        apart = rows - mean
        scatter += (apart * weights[:, None]).T @ apart
        total = self._weight + weight
        step = mean - self._mean
        scatter += (self._weight * weight / total) * np.outer(step, step)
        self._mean += (weight / total) * step
        self._weight = total

    def fit(self) -> None:
        """Make the reference of everything learnt so far."""
        if self._scatter is None:
            return
        if self._waiting:
            self._join(self._scatter)
        if self._weight <= 0.0:
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
        self._scatter = None
        self._waiting = 0

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
            "batch": self._batch[: self._waiting].copy(),
            "batch_weights": self._batch_weights[: self._waiting].copy(),
            "centre": self._centre,
            "whiten": self._whiten,
        }

    def load(self, state: State) -> None:
        """Become the reference that ``save`` described.

        Raises:
            ValueError: if an array does not have this reference's shape.
        """
        shape = (self.length, self.length)
        scatter, batch = state["scatter"], state["batch"]
        if (
            state["mean"].shape != (self.length,)
            or (scatter is not None and scatter.shape != shape)
            or batch.shape[1:] != (self.length,)
        ):
            raise ValueError(f"the saved reference is not one of {self.length} numbers")
        self._weight = state["weight"]
        self._mean = state["mean"].copy()
        self._scatter = None if scatter is None else scatter.copy()
        self._waiting = len(batch)
        self._batch[: self._waiting] = batch
        self._batch_weights[: self._waiting] = state["batch_weights"]
        self._centre, self._whiten = state["centre"], state["whiten"]
