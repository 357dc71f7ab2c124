"""The figures of the card, and which of them must hold before anything is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedder_build.embed import Embedded, embed, embed_in_old_runtime, pixel_table
from embedder_build.pictures import faults
from embedder_build.plan import TAPS

COSINE_MEAN_MIN = 0.99
COSINE_MIN = 0.95
SAME_KERNELS_COSINE_MIN = 0.9999  # the same kernels in two runtimes
OTHER_KERNELS_COSINE_MIN = 0.995  # other kernels round otherwise, layer after layer

XNNPACK = "ai-edge-litert, XNNPACK"
BUILT_IN = "ai-edge-litert, built-in kernels"
OLD = "tflite-runtime"


def cosines(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Cosine of each row with its counterpart, -1..1."""
    norms = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    found: NDArray[Any] = (left * right).sum(1) / np.maximum(norms, 1e-12)
    return found


def tap_parts(values: NDArray[Any]) -> list[NDArray[Any]]:
    """Columns of each tap, in the order of TAPS."""
    ends = np.cumsum([tap.length for tap in TAPS])
    return np.split(values, ends[:-1], axis=1)


def each_tap_normalised(values: NDArray[Any]) -> NDArray[Any]:
    """Each tap scaled to length 1, so that neither outweighs the other."""
    return np.concatenate(
        [part / np.linalg.norm(part, axis=1, keepdims=True) for part in tap_parts(values)], axis=1
    )


def fidelity(true: NDArray[Any], found: NDArray[Any]) -> dict[str, list[float]]:
    """Mean and minimum cosine between float and int8, over all numbers and tap by tap."""
    rows = {"all": cosines(true, found)}
    for tap, left, right in zip(TAPS, tap_parts(true), tap_parts(found), strict=True):
        rows[tap.name] = cosines(left, right)
    rows["normalised"] = cosines(each_tap_normalised(true), each_tap_normalised(found))
    return {name: [float(row.mean()), float(row.min())] for name, row in rows.items()}


def agreement(left: Embedded, right: Embedded, *, cosine_min: float) -> dict[str, float]:
    """How two kernel paths differ on one int8 model, in output steps and as cosine.

    ``cosine_min`` is what is required of the pair; it travels along with what was found.
    """
    gap = np.abs(left.steps.astype(np.int32) - right.steps.astype(np.int32))
    return {
        "share_differing": float((gap > 0).mean()),
        "steps_max": int(gap.max()),
        "cosine_min": float(cosines(left.values, right.values).min()),
        "required": cosine_min,
    }


def measure(
    old_python: str, model: Path, reference: Path, sets: dict[str, NDArray[np.uint8]]
) -> dict[str, Any]:
    """Fidelity, agreement and speed in all three kernels, as plain data."""
    work, rgb = model.parent, np.concatenate(list(sets.values()))
    true = embed(reference, rgb, builtin=False)
    paths = {
        XNNPACK: embed(model, rgb, builtin=False),
        BUILT_IN: embed(model, rgb, builtin=True),
        OLD: embed_in_old_runtime(old_python, model, rgb, work),
    }
    facts: dict[str, Any] = {
        "fidelity": {},
        "saturated": {},
        "ms_float": {
            XNNPACK: true.ms,
            BUILT_IN: embed(reference, rgb[:32], builtin=True).ms,
            OLD: embed_in_old_runtime(old_python, reference, rgb[:32], work).ms,
        },
    }
    start = 0
    for name, pictures in sets.items():
        rows = slice(start, start + len(pictures))
        facts["fidelity"][name] = {
            kernels: fidelity(true.values[rows], found.values[rows])
            for kernels, found in paths.items()
        }
        facts["saturated"][name] = {
            kernels: float(np.isin(found.steps[rows], (-128, 127)).mean())
            for kernels, found in paths.items()
        }
        start = rows.stop
    facts["ms_int8"] = {kernels: found.ms for kernels, found in paths.items()}
    facts["agreement"] = {
        "ai-edge-litert built-in kernels and tflite-runtime": agreement(
            paths[BUILT_IN], paths[OLD], cosine_min=SAME_KERNELS_COSINE_MIN
        ),
        "ai-edge-litert XNNPACK and built-in kernels": agreement(
            paths[XNNPACK], paths[BUILT_IN], cosine_min=OTHER_KERNELS_COSINE_MIN
        ),
    }
    return facts


def measure_faults(
    model: Path, reference: Path, pictures: NDArray[np.uint8]
) -> dict[str, list[float]]:
    """For each fault: distance from the clean picture in float and in int8, and fidelity."""
    clean = [embed(one, pictures, builtin=False).values for one in (reference, model)]
    table = {}
    for name, broken in faults(pictures).items():
        seen = [embed(one, broken, builtin=False).values for one in (reference, model)]
        same = cosines(*seen)
        table[name] = [
            float((1 - cosines(clean[0], seen[0])).mean()),
            float((1 - cosines(clean[1], seen[1])).mean()),
            float(same.mean()),
            float(same.min()),
        ]
    return table


def missed_checks(facts: dict[str, Any]) -> list[str]:
    """What the measured figures miss, in words; empty when the model may ship."""
    missed = []
    distinct = len(set(pixel_table(facts["tensors"][0])))
    if distinct != 256:
        missed.append(f"the int8 input tells only {distinct} of 256 pixel values apart")
    # "not at least" rather than "less": a cosine that is not a number misses too.
    for name, by_kernels in facts["fidelity"].items():
        for kernels, result in by_kernels.items():
            mean, least = result["all"]
            if not (mean >= COSINE_MEAN_MIN and least >= COSINE_MIN):
                missed.append(f"{name}, {kernels}: cosine mean {mean:.4f}, minimum {least:.4f}")
    for pair, result in facts["agreement"].items():
        if not result["cosine_min"] >= result["required"]:
            missed.append(f"{pair}: cosine {result['cosine_min']:.5f}")
    return missed
