"""Running a model over pictures, in whichever runtime this environment has."""

# Run as a program in the environment with tflite-runtime, which has numpy and nothing else.

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedder_build.plan import MEAN, STD, TOOLS, run

TIMED_CALLS = 200


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a model made of N pictures."""

    values: NDArray[np.float32]  # [N, 152], dequantized
    steps: NDArray[Any]  # [N, 152], what the graph really gave
    ms: float  # median wall time of a call, one thread


def preprocess(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """uint8 RGB to the float32 the network was trained on, about -1..1."""
    return (rgb.astype(np.float32) - MEAN) / STD


def to_steps(inputs: NDArray[np.float32], scale: float, zero_point: int) -> NDArray[np.int8]:
    """Preprocessed input as the int8 graph takes it."""
    steps = np.round(inputs / np.float32(scale)) + zero_point
    return np.clip(steps, -128, 127).astype(np.int8)


def pixel_table(entry: dict[str, Any]) -> list[int]:
    """What each pixel value, 0..255, becomes in the int8 input."""
    levels = preprocess(np.arange(256, dtype=np.uint8))
    return [int(step) for step in to_steps(levels, entry["scale"], entry["zero_point"])]


def open_interpreter(model: Path, *, builtin: bool) -> Any:
    """An interpreter with one thread.

    ``builtin`` turns the XNNPACK delegate off; tflite-runtime never uses it for int8.
    """
    try:
        litert: Any = import_module("ai_edge_litert.interpreter")
    except ModuleNotFoundError:
        old: Any = import_module("tflite_runtime.interpreter")
        return old.Interpreter(str(model), num_threads=1)
    kinds = litert.OpResolverType
    kind = kinds.BUILTIN_WITHOUT_DEFAULT_DELEGATES if builtin else kinds.AUTO
    return litert.Interpreter(str(model), num_threads=1, experimental_op_resolver_type=kind)


def output_order(interpreter: Any) -> list[dict[str, Any]]:
    """Outputs in the order of TAPS, told apart by their length."""
    return sorted(interpreter.get_output_details(), key=lambda one: int(one["shape"][-1]))


def to_values(raw: NDArray[Any], output: dict[str, Any]) -> NDArray[np.float32]:
    """One output as float32, dequantized where it is int8."""
    if raw.dtype != np.int8:
        return raw
    scale, zero_point = output["quantization"]
    values: NDArray[np.float32] = (raw.astype(np.float32) - zero_point) * np.float32(scale)
    return values


def embed(model: Path, rgb: NDArray[np.uint8], *, builtin: bool) -> Embedded:
    """Run a model over a stack of pictures, in as many calls as its timing needs."""
    interpreter = open_interpreter(model, builtin=builtin)
    interpreter.allocate_tensors()
    entry, outputs = interpreter.get_input_details()[0], output_order(interpreter)
    inputs: NDArray[Any] = preprocess(rgb)
    if entry["dtype"] == np.int8:
        inputs = to_steps(inputs, *entry["quantization"])
    values, steps, seconds = [], [], []
    for number in range(max(len(inputs), TIMED_CALLS)):
        interpreter.set_tensor(entry["index"], inputs[number % len(inputs)][None])
        start = time.perf_counter()
        interpreter.invoke()
        seconds.append(time.perf_counter() - start)
        if number < len(inputs):
            raw = [interpreter.get_tensor(one["index"])[0] for one in outputs]
            steps.append(np.concatenate(raw))
            values.append(np.concatenate(list(map(to_values, raw, outputs))))
    return Embedded(np.stack(values), np.stack(steps), float(np.median(seconds) * 1e3))


def embed_in_old_runtime(python: str, model: Path, rgb: NDArray[np.uint8], work: Path) -> Embedded:
    """The same, in the environment that has tflite-runtime."""
    entry, result = work / "pictures.npy", work / "tflite_runtime.npz"
    np.save(entry, rgb)
    run([python, "-m", "embedder_build.embed", model, entry, result], cwd=TOOLS)
    with np.load(result) as stored:
        return Embedded(stored["values"], stored["steps"], float(stored["ms"]))


def describe_tensors(model: Path) -> list[dict[str, Any]]:
    """The contract of the file, read from the file."""
    interpreter = open_interpreter(model, builtin=True)
    interpreter.allocate_tensors()
    sides = [("input", interpreter.get_input_details()), ("output", output_order(interpreter))]
    return [
        {
            "side": side,
            "name": one["name"],
            "dtype": str(np.dtype(one["dtype"])),
            "shape": [int(n) for n in one["shape"]],
            "scale": float(one["quantization"][0]),
            "zero_point": int(one["quantization"][1]),
        }
        for side, details in sides
        for one in details
    ]


if __name__ == "__main__":
    found = embed(Path(sys.argv[1]), np.load(sys.argv[2]), builtin=True)
    np.savez(sys.argv[3], values=found.values, steps=found.steps, ms=found.ms)
