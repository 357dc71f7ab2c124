"""Fit the network of the diagnosis to samples: plain numpy, the same result for the same seed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from diagnosis_lab.measuring import Sample
from virk_edge.core.causes import RULES, inputs_of
from virk_edge.core.evidence import Evidence
from virk_edge.core.network import Network, squeezed
from virk_edge.nouns import F64

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the network is fitted. noise: of squeezed inputs; dropped: share of inputs hidden."""

    networks: int = 2
    units: int = 64
    epochs: int = 60
    batch: int = 64
    rate: float = 3e-3
    decay: float = 1e-3
    noise: float = 0.1
    dropped: float = 0.1
    smoothing: float = 0.01


def table(samples: Sequence[Sample]) -> tuple[tuple[str, ...], F64, F64]:
    """Names of inputs, float64 (cases, inputs), and float64 (cases, causes) of 0 and 1."""
    rows = [inputs_of(Evidence(**s.evidence)) for s in samples]
    names = tuple(rows[0])
    inputs = np.array([[row[name] for name in names] for row in rows])
    return names, inputs, labelled(samples)


def labelled(samples: Sequence[Sample]) -> F64:
    """float64 (cases, causes): 1 where a cause is right, else 0."""
    return np.array([[float(cause in s.labels) for cause in RULES] for s in samples])


def importance(samples: Sequence[Sample]) -> F64:
    """float64 (cases,): what is rarer counts more, with the square root of how much rarer."""
    kinds = [",".join(s.labels) or ("clean" if s.kind == "clean" else "odd") for s in samples]
    counts = Counter(kinds)
    weights = np.array([counts[kind] ** -0.5 for kind in kinds])
    return np.asarray(weights / weights.mean(), dtype=np.float64)


def folds_of(samples: Sequence[Sample], count: int = FOLDS) -> NDArray[np.int64]:
    """The fold of each sample; a scene is in one fold alone."""
    digests = [hashlib.sha256(s.scene.encode()).digest() for s in samples]
    return np.array([int.from_bytes(d[:4], "big") % count for d in digests])


def held_out(samples: Sequence[Sample], recipe: Recipe, seed: int) -> F64:
    """Outcomes before the sigmoid for each sample, by networks that never saw its scene."""
    folds = folds_of(samples)
    logits = np.zeros((len(samples), len(RULES)))
    for fold in sorted(set(folds.tolist())):
        known = [s for s, f in zip(samples, folds, strict=True) if f != fold]
        network = fit(known, recipe, seed)
        _, inputs, _ = table([s for s, f in zip(samples, folds, strict=True) if f == fold])
        logits[folds == fold] = network.logits(inputs)
    return logits


def fit(samples: Sequence[Sample], recipe: Recipe, seed: int) -> Network:
    """A network for these samples, its probabilities not calibrated yet."""
    names, inputs, wanted = table(samples)
    centre = np.median(inputs, axis=0)
    scale = np.percentile(np.abs(inputs - centre), 80.0, axis=0) + 1e-6
    # What is written down has two bytes a number; the network must work with those.
    centre, scale = (a.astype(np.float16).astype(np.float64) for a in (centre, scale))
    scale = np.maximum(scale, 1e-4)
    seen = squeezed(inputs, centre, scale)
    weights = importance(samples)
    pairs = [_one(seen, wanted, weights, recipe, (seed, n)) for n in range(recipe.networks)]
    ones = np.ones(wanted.shape[1])
    hidden, final = (np.stack(layer) for layer in zip(*pairs, strict=True))
    return Network(names, tuple(RULES), centre, scale, hidden, final, ones, 0.0 * ones)


def calibrated(network: Network, logits: F64, samples: Sequence[Sample]) -> Network:
    """The network with the slope and bias per cause that fit held-out outcomes best (Platt 1999).

    By Newton's method, drawn a little towards slope 1 and bias 0.
    """
    wanted = labelled(samples)
    slopes, biases = [], []
    for column in range(len(network.outputs)):
        x = np.stack([logits[:, column], np.ones(len(logits))], axis=1)
        w = np.array([1.0, 0.0])
        for _ in range(50):
            p = 1.0 / (1.0 + np.exp(-(x @ w)))
            pull = w - np.array([1.0, 0.0])
            slope = x.T @ (p - wanted[:, column]) + pull
            curve = (x * (p * (1.0 - p))[:, None]).T @ x + np.eye(2)
            w = w - np.linalg.solve(curve, slope)
        slopes.append(max(float(w[0]), 0.1))
        biases.append(float(w[1]))
    return replace(network, slope=np.array(slopes), bias=np.array(biases))


def _one(
    seen: F64, wanted: F64, weights: F64, recipe: Recipe, seed: tuple[int, int]
) -> tuple[F64, F64]:
    """Hidden and final weights by Adam (Kingma and Ba 2015) on the cross-entropy per cause."""
    draw = np.random.default_rng(seed)
    cases, inputs = seen.shape
    hidden = draw.normal(0.0, inputs**-0.5, (inputs + 1, recipe.units))
    final = draw.normal(0.0, recipe.units**-0.5, (recipe.units + 1, wanted.shape[1]))
    hidden[-1], final[-1] = 0.0, -2.0
    layers = [hidden, final]
    mean = [np.zeros_like(layer) for layer in layers]
    square = [np.zeros_like(layer) for layer in layers]
    soft = wanted * (1.0 - 2.0 * recipe.smoothing) + recipe.smoothing
    batches = cases // recipe.batch
    steps, step = recipe.epochs * batches, 0
    for _ in range(recipe.epochs):
        order = draw.permutation(cases)
        for batch in np.array_split(order[: batches * recipe.batch], batches):
            x = seen[batch] + draw.normal(0.0, recipe.noise, (len(batch), inputs))
            x *= draw.uniform(size=x.shape) >= recipe.dropped
            before = x @ hidden[:-1] + hidden[-1]
            units = np.maximum(before, 0.0)
            out = 1.0 / (1.0 + np.exp(-(units @ final[:-1] + final[-1])))
            error = (out - soft[batch]) * weights[batch][:, None] / len(batch)
            back = (error @ final[:-1].T) * (before > 0.0)
            slopes = [
                np.vstack([x.T @ back, back.sum(axis=0)]),
                np.vstack([units.T @ error, error.sum(axis=0)]),
            ]
            step += 1
            rate = recipe.rate * (0.5 + 0.5 * np.cos(np.pi * step / steps))
            for layer, slope, m, v in zip(layers, slopes, mean, square, strict=True):
                m += 0.1 * (slope - m)
                v += 0.001 * (slope * slope - v)
                move = (m / (1.0 - 0.9**step)) / (np.sqrt(v / (1.0 - 0.999**step)) + 1e-8)
                move[:-1] += recipe.decay * layer[:-1]
                layer -= rate * move
    return hidden, final
