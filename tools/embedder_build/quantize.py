"""From a torch module to an int8 file, in the four ways that the build compares."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ai_edge_litert.interpreter import Interpreter
from ai_edge_quantizer import quantizer, recipe
from numpy.typing import NDArray

from embedder_build.embed import embed, open_interpreter, output_order, preprocess
from embedder_build.network import correct_biases, lift_dead_channels, make_embedder
from embedder_build.pictures import faults
from embedder_build.plan import MEAN, SIZE, STD, BuildError

CORRECTION_PICTURES = 300
FAULTY_PICTURES = 150  # calibration pictures that also show every fault, for the output range
TWO_TENSORS_GAIN_MIN = 0.0005  # one tensor is simpler to use, so two must earn their place


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to make the int8 file; the build measures all and keeps one."""

    label: str
    fix_ends: bool
    correct: bool
    one_tensor: bool


CANDIDATES = (
    Candidate("plain calibration", fix_ends=False, correct=False, one_tensor=True),
    Candidate("fixed ends", fix_ends=True, correct=False, one_tensor=True),
    Candidate("fixed ends, corrected biases", fix_ends=True, correct=True, one_tensor=True),
    Candidate("the same, two output tensors", fix_ends=True, correct=True, one_tensor=False),
)


@contextlib.contextmanager
def chatter_into(log: Path) -> Iterator[None]:
    """Send what the converters print, native code included, to a log file."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, copied in enumerate(kept, start=1):
            os.dup2(copied, number)
            os.close(copied)


def export_float(embedder: Any, path: Path) -> None:
    """Write the float32 graph of an embedder, one picture a call."""
    with chatter_into(path.with_suffix(".log")):
        import litert_torch  # here, because it is loud when it loads

        litert_torch.convert(embedder, (torch.zeros(1, SIZE, SIZE, 3),)).export(str(path))


def end_ranges(float_file: Path, rgb: NDArray[np.uint8]) -> dict[str, tuple[float, float]]:
    """(lowest, highest) value at the graph's input and outputs, by tensor name.

    The quantizer follows a moving average of each picture's extremes. Inside the graph that is
    good: rare values are cut, the others get finer steps. At its ends it is not: black and white
    pixels would be cut off, and so would just the unusual embeddings that a fault gives. So the
    input gets the range of a pixel, and the outputs their extremes over clean and faulty pictures.
    """
    interpreter = open_interpreter(float_file, builtin=False)
    entry, outputs = interpreter.get_input_details()[0], output_order(interpreter)
    shown = np.concatenate([rgb, *faults(rgb[:FAULTY_PICTURES]).values()])
    values = embed(float_file, shown, builtin=False).values
    ends = np.cumsum([int(one["shape"][-1]) for one in outputs])
    ranges = {entry["name"]: ((0 - MEAN) / STD, (255 - MEAN) / STD)}
    for one, part in zip(outputs, np.split(values, ends[:-1], axis=1), strict=True):
        ranges[one["name"]] = (float(part.min()), float(part.max()))
    return ranges


def quantize(
    float_file: Path,
    inputs: NDArray[np.float32],
    fixed: dict[str, tuple[float, float]],
    path: Path,
) -> None:
    """Quantize weights and activations to int8; ranges from preprocessed ``inputs``,
    but for the tensors in ``fixed`` from there."""
    signatures = Interpreter(str(float_file)).get_signature_list()
    signature, details = next(iter(signatures.items()))
    samples = [{details["inputs"][0]: one[None]} for one in inputs]
    work = quantizer.Quantizer(str(float_file))
    work.load_quantization_recipe(recipe.static_wi8_ai8())
    with chatter_into(path.with_suffix(".log")):
        ranges = work.calibrate({signature: samples}, num_threads=1)
        for name, (low, high) in fixed.items():
            if name not in ranges:
                raise BuildError(f"the quantizer has no range for the tensor {name}")
            ranges[name]["min"] = np.full_like(ranges[name]["min"], low)
            ranges[name]["max"] = np.full_like(ranges[name]["max"], high)
        work.quantize(ranges).export_model(str(path), overwrite=True)


def build_candidate(candidate: Candidate, calibration: NDArray[np.uint8], path: Path) -> None:
    """Make one int8 file at ``path``."""
    inputs = preprocess(calibration)
    embedder = make_embedder(one_tensor=candidate.one_tensor)
    lift_dead_channels(embedder)
    if candidate.correct:
        correct_biases(embedder, inputs[:CORRECTION_PICTURES])
    float_file = path.with_suffix(".float.tflite")
    export_float(embedder, float_file)
    fixed = end_ranges(float_file, calibration) if candidate.fix_ends else {}
    quantize(float_file, inputs, fixed, path)


def choose(measured: Sequence[tuple[Candidate, dict[str, list[float]]]]) -> Candidate:
    """The candidate with the best mean cosine; two tensors must gain enough to be worth it."""

    def merit(entry: tuple[Candidate, dict[str, list[float]]]) -> float:
        candidate, result = entry
        return result["all"][0] - (0.0 if candidate.one_tensor else TWO_TENSORS_GAIN_MIN)

    return max(measured, key=merit)[0]
