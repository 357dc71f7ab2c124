"""Detectors that were published, written here from their formulas; all see the whitened signal.

The whitening is what ours uses (shrunk covariance of the baseline), so that statistics are compared
and not preparations.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from detection_bench.detectors import bytes_of
from detection_bench.streams import I64
from virk_edge.core.readings import Reading, rule_reading
from virk_edge.nouns import F64

SHRINK = 0.3


class Whitener:
    """(x - mean) in coordinates where the baseline's shrunk covariance is the identity."""

    def __init__(self, baseline: F64) -> None:
        covariance = np.cov(baseline, rowvar=False)
        target = SHRINK * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
        values, vectors = np.linalg.eigh((1.0 - SHRINK) * covariance + target)
        self._mean = baseline.mean(axis=0)
        self._turn = np.ascontiguousarray(vectors / np.sqrt(values))

    def __call__(self, samples: F64) -> F64:
        """float64 (..., d) to float64 (..., d)."""
        return np.asarray((samples - self._mean) @ self._turn, dtype=np.float64)


def median_distance(points: F64) -> float:
    """The usual choice of a kernel's width: the median distance between up to 500 points."""
    some = points[np.linspace(0, len(points) - 1, min(len(points), 500)).astype(int)]
    squares = (some**2).sum(axis=1)
    distances = squares[:, None] + squares[None, :] - 2.0 * some @ some.T
    above = distances[np.triu_indices(len(some), 1)]
    return math.sqrt(max(float(np.median(above)), 1e-12))


class Newma:
    """NEWMA: two moving averages of random Fourier features (Keriven, Garreau, Poli 2020).

    The older samples' weights cross where big (1 - big)^B = small (1 - small)^B; among such pairs
    we take the one with the best ratio of what a change moves after B samples,
    (1 - small)^B - (1 - big)^B, to the standard deviation of the weights. As in the paper there are
    (small + big)^-2 / 4 features, and the threshold is the moving mean plus a normal quantile times
    the moving standard deviation of the statistic.
    """

    def __init__(self, window: int, run_samples: float, seconds: float, seed: int) -> None:
        self._small, self._big = forgetting_factors(window)
        self._features = round(0.25 / (self._small + self._big) ** 2)
        self._quantile = NormalDist().inv_cdf(1.0 - 1.0 / run_samples)
        self._seed = seed
        self._moments = np.zeros(2)  # moving mean of the statistic and of its square
        self.statistic: float | None = 0.0
        self.claim_seconds: float | None = run_samples * seconds

    def learn(self, baseline: F64, times_ns: I64) -> None:
        """Width of the kernel from the baseline; then step through its second half."""
        self._white = Whitener(baseline)
        draw = np.random.default_rng([self._seed, 11])
        width = median_distance(self._white(baseline))
        self._frequencies = draw.normal(size=(baseline.shape[1], self._features)) / width
        self._phases = draw.uniform(0.0, 2.0 * math.pi, self._features)
        half = baseline[len(baseline) // 2 :]
        first = self._map(half[: max(round(1.0 / self._small), 1)]).mean(axis=0)
        self._averages = np.stack([first, first])
        for sample in half:
            self.step(sample, 0, learn=True)

    def _map(self, samples: F64) -> F64:
        angles = self._white(samples) @ self._frequencies + self._phases
        return np.asarray(np.cos(angles) * math.sqrt(2.0 / self._features), dtype=np.float64)

    def step(self, sample: F64, t_ns: int, *, learn: bool) -> Reading:
        """Distance of the two averages, and its own moving threshold."""
        features = self._map(sample)
        self._averages[0] += self._small * (features - self._averages[0])
        self._averages[1] += self._big * (features - self._averages[1])
        apart = self._averages[1] - self._averages[0]
        statistic = math.sqrt(float(apart @ apart))
        mean, square = self._moments.tolist()
        level = mean + self._quantile * math.sqrt(max(square - mean * mean, 0.0))
        self._moments += self._small * (np.array((statistic, statistic**2)) - self._moments)
        self.statistic = statistic
        return rule_reading(statistic / max(level, 1e-12), 1.0)

    def rearm(self) -> bool:
        """It adapts by itself."""
        return False

    def alarmed(self) -> None:
        """Its averages forget by themselves."""

    def state_bytes(self) -> int:
        """Averages, features and whitening."""
        return bytes_of(self)


def forgetting_factors(window: int) -> tuple[float, float]:
    """The small and the big forgetting factor of a window, see ``Newma``."""
    best, chosen = 0.0, (0.0, 0.0)
    for big in np.geomspace(1.05 / (window + 1), min(20.0 / window, 0.9), 400).tolist():
        level = big * (1.0 - big) ** window
        low, high = 0.0, 1.0 / (window + 1)
        for _ in range(60):
            small = 0.5 * (low + high)
            low, high = (small, high) if small * (1.0 - small) ** window < level else (low, small)
        moved = (1.0 - small) ** window - (1.0 - big) ** window
        both = 2.0 * small * big / (small + big - small * big)
        noise = math.sqrt(max(big / (2.0 - big) + small / (2.0 - small) - both, 1e-15))
        if moved / noise > best:
            best, chosen = moved / noise, (small, big)
    return chosen


class FixedMmd:
    """Biased squared MMD of the last samples to as many of the baseline (Gretton et al. 2012).

    RBF kernel exp(-|x - y|^2 / d) and a fixed threshold of 0.02, both as often found in services.
    Sums of the kernel are kept and corrected by the samples that come and go.
    """

    def __init__(self, window: int = 1000, level: float = 0.02) -> None:
        self._window, self._level = window, level
        self.statistic: float | None = 0.0
        self.claim_seconds: float | None = None

    def learn(self, baseline: F64, times_ns: I64) -> None:
        """Reference: samples spread over the baseline; first window: the last ones of it."""
        self._white = Whitener(baseline)
        self._gamma = 1.0 / baseline.shape[1]
        count = min(self._window, len(baseline) // 2)
        spread = np.linspace(0, len(baseline) - 1, count).astype(int)
        self._reference = np.ascontiguousarray(self._white(baseline[spread]))
        self._recent = np.ascontiguousarray(self._white(baseline[-count:]))
        self._norms = (self._reference**2).sum(axis=1), (self._recent**2).sum(axis=1)
        self._next = 0
        self._xx = sum(float(self._kernel(x, 0).sum()) for x in self._reference)
        self._xy = sum(float(self._kernel(x, 0).sum()) for x in self._recent)
        self._yy = sum(float(self._kernel(x, 1).sum()) for x in self._recent)

    def _kernel(self, point: F64, side: int) -> F64:
        points = (self._reference, self._recent)[side]
        squares = self._norms[side] + point @ point - 2.0 * (points @ point)
        return np.asarray(np.exp(-self._gamma * squares), dtype=np.float64)

    def step(self, sample: F64, t_ns: int, *, learn: bool) -> Reading:
        """The window slides by one sample."""
        point, at = self._white(sample), self._next
        gone = self._recent[at].copy()
        self._xy -= float(self._kernel(gone, 0).sum())
        self._yy -= 2.0 * float(self._kernel(gone, 1).sum()) - 1.0
        self._recent[at], self._norms[1][at] = point, point @ point
        self._xy += float(self._kernel(point, 0).sum())
        self._yy += 2.0 * float(self._kernel(point, 1).sum()) - 1.0
        self._next = (at + 1) % len(self._recent)
        pairs = float(len(self._recent)) ** 2
        self.statistic = (self._xx + self._yy - 2.0 * self._xy) / pairs
        return rule_reading(self.statistic / self._level, 1.0)

    def rearm(self) -> bool:
        """It looks at a window; there is nothing to reset."""
        return False

    def alarmed(self) -> None:
        """Its window forgets by itself."""

    def state_bytes(self) -> int:
        """Both sets of samples, and whitening."""
        return bytes_of(self)
