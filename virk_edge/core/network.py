"""A small neural network: numbers in, a probability for each name out.

Pure functions of flat arrays. It is trained and written down by ``tools/train_diagnosis``.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from virk_edge.nouns import F64

_REACH = 4.0  # of a transformed input: nothing that was never seen decides alone


@dataclass(frozen=True, slots=True)
class Network:
    """Several networks with one hidden layer, whose outcomes before the sigmoid are averaged.

    inputs, outputs: names. centre, scale: float64 (inputs,), what is usual and how far training
    cases are from it. hidden: float64 (networks, inputs + 1, units) and final: float64 (networks,
    units + 1, outputs), weights with the bias in the last row. slope: float64 (outputs,) and bias:
    what makes the probabilities those of scenes never trained on.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    centre: F64
    scale: F64
    hidden: F64
    final: F64
    slope: F64
    bias: F64

    def __call__(self, numbers: dict[str, float]) -> dict[str, float]:
        """Name to probability, 0-1; they need not add up to one, two may be true."""
        values = np.array([numbers[name] for name in self.inputs])
        return dict(zip(self.outputs, self.probabilities(values[None])[0].tolist(), strict=True))

    def probabilities(self, values: F64) -> F64:
        """float64 (cases, inputs) to float64 (cases, outputs)."""
        return self.calibrated(self.logits(values))

    def calibrated(self, logits: F64) -> F64:
        """What ``logits`` gives as probabilities: float64 (cases, outputs)."""
        held = self.slope * logits + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-held)), dtype=np.float64)

    def logits(self, values: F64) -> F64:
        """Averaged over the networks, before slope and bias: float64 (cases, outputs)."""
        usual = squeezed(values, self.centre, self.scale)
        total = np.zeros((len(values), len(self.outputs)))
        for hidden, final in zip(self.hidden, self.final, strict=True):
            units = np.maximum(usual @ hidden[:-1] + hidden[-1], 0.0)
            total += units @ final[:-1] + final[-1]
        return total / len(self.hidden)


def squeezed(values: F64, centre: F64, scale: F64) -> F64:
    """What a network sees of its inputs: straight near the centre, logarithmic far from it."""
    away = np.arcsinh(2.0 * (values - centre) / scale)
    return np.asarray(np.clip(away, -_REACH, _REACH), dtype=np.float64)


def packed(array: F64) -> str:
    """Numbers as text, two bytes each (float16, little-endian, base 85)."""
    return base64.b85encode(array.astype("<f2").tobytes()).decode("ascii")


def unpacked(text: str, *shape: int) -> F64:
    """The numbers that ``packed`` made into text."""
    flat: NDArray[np.float16] = np.frombuffer(base64.b85decode(text), dtype="<f2")
    return flat.astype(np.float64).reshape(shape)
