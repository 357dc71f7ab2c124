"""Signals whose truth is known: independent, autocorrelated, a simulated camera, a resampled clip.

A stream is endless and is drawn in pieces; the same seed and the same pieces give the same bits. A
change is made of a piece afterwards (``Change``), so that all detectors meet the same null samples.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from virk_edge.nouns import F64

I64 = NDArray[np.int64]
LENGTH = 32  # of the synthetic signals
DAY_SECONDS = 86400.0
_BLOCK = 64  # samples of an autoregression that are made by one product
_PHASES = 4096  # of a day, at which its two seasons are tabulated

# The simulated camera: share of the noise's variance by its time constant in seconds.
_CAMERA_NOISE = ((0.0, 0.4), (10.0, 0.3), (120.0, 0.2), (900.0, 0.1))
_CAMERA_DAY = 6.0  # between day and night, in standard deviations of the noise
_CAMERA_JITTER = 0.05  # of that, from day to day
_CAMERA_DUSK_SECONDS = 2400.0


class Stream(Protocol):
    """An endless signal without any change."""

    length: int
    seconds: float  # between samples

    def take(self, count: int) -> F64:
        """The next samples, float64 (count, length)."""

    def shift(self, change: Change, direction: int) -> F64:
        """What a whole change adds to each of the samples taken last, float64 (count, length)."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a signal departs from what it was.

    what: a number of standard deviations, or the name of a fault that the clip was embedded with.
    ramp_seconds: until the change is whole. share: of half minutes in which it is there.
    """

    name: str
    what: float | str
    ramp_seconds: float = 0.0
    share: float = 1.0

    def strength(self, seconds: F64, seed: int) -> F64:
        """How much of the change there is, 0-1, so many seconds after its onset."""
        grown: F64 = np.ones(len(seconds))
        if self.ramp_seconds > 0.0:
            grown = np.minimum(seconds / self.ramp_seconds, 1.0)
        if self.share < 1.0:
            slots = (seconds // 30.0).astype(np.int64)
            draws = np.random.default_rng([seed, 5]).random(int(slots.max(initial=0)) + 1)
            draws[0] = 0.0  # the onset is when it is there for the first time
            grown *= draws[slots] < self.share
        return grown


def generator(seed: int, *purpose: object) -> np.random.Generator:
    """Random numbers for one purpose, apart from those of all other purposes."""
    return np.random.default_rng([seed, zlib.crc32(repr(purpose).encode())])


def unit_vector(seed: int, direction: int, length: int) -> F64:
    """A random direction, float64 (length,), of length 1."""
    drawn = generator(seed, "direction", direction).normal(size=length)
    return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float64)


class Independent:
    """Standard normal samples without memory."""

    def __init__(self, seed: int, seconds: float = 1.0) -> None:
        self.length, self.seconds = LENGTH, seconds
        self._seed, self._draw = seed, generator(seed, "independent")
        self._count = 0

    def take(self, count: int) -> F64:
        """The next samples."""
        self._count = count
        return self._draw.normal(size=(count, self.length))

    def shift(self, change: Change, direction: int) -> F64:
        """One random direction, the same for all samples."""
        assert isinstance(change.what, float)
        whole = change.what * unit_vector(self._seed, direction, self.length)
        return np.broadcast_to(whole, (self._count, self.length))


class _Memory:
    """A first-order autoregression of variance 1 in every coordinate, many samples at a time."""

    def __init__(self, phi: float, length: int, draw: np.random.Generator) -> None:
        steps = np.arange(_BLOCK)
        exponents = steps[:, None] - steps[None, :]
        self._within = np.where(exponents >= 0, phi ** np.maximum(exponents, 0), 0.0)
        self._fading = phi ** (steps + 1.0)
        self._noise = math.sqrt(1.0 - phi * phi)
        self._draw = draw
        self._last = draw.normal(size=length)

    def take(self, count: int) -> F64:
        noise = self._draw.normal(size=(count, len(self._last))) * self._noise
        out = np.empty_like(noise)
        for begin in range(0, count, _BLOCK):
            piece = noise[begin : begin + _BLOCK]
            here = self._within[: len(piece), : len(piece)] @ piece
            here += self._fading[: len(piece), None] * self._last
            out[begin : begin + len(piece)] = here
            self._last = here[-1]
        return out


class Autoregressive(Independent):
    """AR(1) with the same coefficient from sample to sample in every coordinate."""

    def __init__(self, seed: int, phi: float, seconds: float = 1.0) -> None:
        super().__init__(seed, seconds)
        self._memory = _Memory(phi, self.length, generator(seed, "ar", phi))

    def take(self, count: int) -> F64:
        """The next samples."""
        self._count = count
        return self._memory.take(count)


class SimulatedCamera(Independent):
    """Noise with four memories on top of day and night, which differ a little from day to day."""

    def __init__(self, seed: int, seconds: float = 10.0) -> None:
        super().__init__(seed, seconds)
        self._parts = [
            (math.sqrt(share), _Memory(self._phi(tau), self.length, generator(seed, "camera", tau)))
            for tau, share in _CAMERA_NOISE
        ]
        self._axis = unit_vector(seed, -1, self.length)
        self._index = 0

    def _phi(self, tau: float) -> float:
        return math.exp(-self.seconds / tau) if tau > 0.0 else 0.0

    def take(self, count: int) -> F64:
        """The next samples."""
        self._count = count
        seconds: F64 = np.arange(self._index, self._index + count, dtype=np.float64) * self.seconds
        self._index += count
        out = np.multiply.outer(self._daylight(seconds), self._axis)
        for weight, memory in self._parts:
            out += weight * memory.take(count)
        return out

    def _daylight(self, seconds: F64) -> F64:
        """Twelve hours of day around noon, with straight dusks; float64 (n,)."""
        days = (seconds // DAY_SECONDS).astype(np.int64)
        from_noon = np.abs(seconds - days * DAY_SECONDS - DAY_SECONDS / 2)
        bright = np.clip(0.5 + (DAY_SECONDS / 4 - from_noon) / _CAMERA_DUSK_SECONDS, 0.0, 1.0)
        out = np.empty_like(seconds)
        for day in np.unique(days):
            jitter = generator(self._seed, "day", int(day)).normal() * _CAMERA_JITTER
            out[days == day] = _CAMERA_DAY * (1.0 + jitter)
        return np.asarray(out * bright, dtype=np.float64)


class ResampledClip:
    """Blocks of a clip's embeddings, in random order, each beginning anywhere, circular.

    vectors: "" and fault names -> float64 (n, length), the same frames without and with the fault.
    """

    def __init__(
        self, seed: int, vectors: dict[str, F64], seconds: float, block_seconds: float = 8.0
    ) -> None:
        self._clean, self._vectors, self.seconds = vectors[""], vectors, seconds
        self.length = self._clean.shape[1]
        self._draw = generator(seed, "clip")
        self._block = max(round(block_seconds / seconds), 1)
        self._next, self._left = 0, 0
        self._taken: I64 = np.zeros(0, dtype=np.int64)

    def take(self, count: int) -> F64:
        """The next samples."""
        pieces: list[I64] = []
        wanted = count
        while wanted > 0:
            if self._left == 0:
                self._next, self._left = int(self._draw.integers(len(self._clean))), self._block
            some = min(wanted, self._left)
            pieces.append(self._next + np.arange(some))
            self._next, self._left = self._next + some, self._left - some
            wanted -= some
        self._taken = np.concatenate(pieces) % len(self._clean) if pieces else self._taken[:0]
        return self._clean[self._taken]

    def shift(self, change: Change, direction: int) -> F64:
        """From the clean frames to the same frames with the fault."""
        assert isinstance(change.what, str)
        return np.asarray(self._vectors[change.what][self._taken] - self._clean[self._taken])
