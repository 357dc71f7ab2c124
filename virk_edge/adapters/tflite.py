"""The TFLite runtime that is installed here, behind one class.

No other file knows which runtime it is. Tensors go in and come out as the model has them; what
they mean is the embedder's business.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from virk_edge.errors import ModelError

_MODULES = {
    "ai-edge-litert": "ai_edge_litert.interpreter",
    "tflite-runtime": "tflite_runtime.interpreter",
}
# What the runtime says on standard error about every model, good or bad.
_BANNERS = (
    b"INFO: Created TensorFlow Lite XNNPACK delegate",
    b"INFO: Initialized TensorFlow Lite runtime",
)
DYNAMIC_SIDE = 224  # the height or width asked of a model that leaves it open


@dataclass(frozen=True, slots=True)
class Tensor:
    """One input or output: ``scale`` is 0.0 where the file gives no quantisation."""

    index: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    scale: float
    zero_point: int


class Interpreter:
    """One loaded model, ready to run on one thread of the caller.

    runtime, runtime_version, kernels: for ``EmbedderIdentity``. Raises ModelError without a file
    name: what is wrong with the content.
    """

    def __init__(self, content: bytes, *, threads: int, kernels: str | None) -> None:
        self.runtime, self.runtime_version, module = _runtime()
        options: dict[str, Any] = {"num_threads": threads}
        if kernels == "builtin":
            resolvers = module.OpResolverType
            options["experimental_op_resolver_type"] = resolvers.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        try:
            with _without_banners():
                self._interpreter = module.Interpreter(model_content=content, **options)
                self._settle_sizes()
                self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"the runtime refuses it ({_first_line(error)})") from error
        self.inputs = [_tensor(d) for d in self._interpreter.get_input_details()]
        self.outputs = [_tensor(d) for d in self._interpreter.get_output_details()]
        self.kernels = "xnnpack" if self._has_delegate() else "builtin"

    def run(self, value: NDArray[Any]) -> list[NDArray[Any]]:
        """All outputs for the one input, as copies. Raises ModelError if the model cannot run."""
        try:
            self._interpreter.set_tensor(self.inputs[0].index, value)
            self._interpreter.invoke()
            return [self._interpreter.get_tensor(t.index) for t in self.outputs]
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"the model does not run ({_first_line(error)})") from error

    def _settle_sizes(self) -> None:
        for detail in self._interpreter.get_input_details():
            wanted = [int(side) for side in detail["shape_signature"]]
            if any(side < 0 for side in wanted):
                open_sides = [1] + [DYNAMIC_SIDE] * (len(wanted) - 1)
                shape = [s if s >= 0 else o for s, o in zip(wanted, open_sides, strict=True)]
                self._interpreter.resize_tensor_input(detail["index"], shape)

    def _has_delegate(self) -> bool:
        # The only way the runtime offers to see what really runs; without it, say the default.
        try:
            operations = self._interpreter._get_ops_details()
        except (AttributeError, RuntimeError):
            return self.runtime == "ai-edge-litert"
        return any("DELEGATE" in str(o["op_name"]).upper() for o in operations)


def _runtime() -> tuple[str, str, ModuleType]:
    """Name, version and module. On ARM the small runtime first: there it is the packaged one."""
    # tflite-runtime for aarch64 switches subnormal numbers off where it is loaded, and numpy warns
    # of that on standard error when it first works out the limits of a type. Now it knows them.
    np.finfo(np.float32), np.finfo(np.float64)
    names = list(_MODULES)
    if platform.machine().startswith(("arm", "aarch64")):
        names.reverse()
    for name in names:
        try:
            module = importlib.import_module(_MODULES[name])
        except (ImportError, SystemError):  # SystemError: built for another numpy
            continue
        return name, _version(name), module
    raise ModelError(
        "no TFLite runtime is installed; install ai-edge-litert (or tflite-runtime on Python 3.11 "
        "and older)"
    )


def _version(name: str) -> str:
    """The distribution's version: as the package says, which costs nothing, else as installed."""
    said = getattr(sys.modules[_MODULES[name].partition(".")[0]], "__version__", None)
    if isinstance(said, str):
        return said
    import importlib.metadata

    return importlib.metadata.version(name)


def _tensor(detail: dict[str, Any]) -> Tensor:
    scale, zero_point = detail["quantization"]
    shape = tuple(int(side) for side in detail["shape"])
    dtype = np.dtype(detail["dtype"])
    return Tensor(int(detail["index"]), shape, dtype, float(scale), int(zero_point))


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0].rstrip(".") if text else type(error).__name__


@contextlib.contextmanager
def _without_banners() -> Iterator[None]:
    """Hold back standard error for a moment and let everything but the banners through.

    The runtime writes past Python, straight to descriptor 2.
    """
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, AttributeError, ValueError):  # no standard error at all: nothing to tidy
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            held.seek(0)
            rest = b"".join(line for line in held if not line.startswith(_BANNERS))
            if rest:
                os.write(2, rest)
