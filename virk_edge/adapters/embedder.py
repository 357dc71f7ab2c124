"""A picture becomes a vector: the built-in embedder or the operator's own ``.tflite``.

The law: the same picture through the same file, runtime and kernels gives the same bits.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.adapters.resources import read_resource
from virk_edge.adapters.tflite import Interpreter, Tensor
from virk_edge.errors import ModelError
from virk_edge.formats.config import EmbedderConfig
from virk_edge.nouns import F32, U8, EmbedderIdentity

LENGTH_MAX = 4096
FILE_BYTES_MAX = 256 * 2**20
CARD = "embedder.json"
KERNELS_VARIABLE = "VIRK_EDGE_KERNELS"
_PROBE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a model expects: ``(pixel - mean) / std`` in this order of colours.

    taps: lengths of the pieces of the only output that are normalised apart; () for each output
    as one piece.
    """

    mean: float
    std: float
    channels: str
    taps: tuple[int, ...] = ()


class ImageInput:
    """The only input of a model, a picture; ``size`` is (h, w) in pixels.

    Raises ModelError without a file name if the model has another input, or no output of numbers.
    """

    def __init__(self, interpreter: Interpreter, preparation: Preparation) -> None:
        source = _image_input(interpreter)
        self.size = source.shape[1], source.shape[2]
        self._grey, self._rgb = source.shape[3] == 1, preparation.channels == "rgb"
        self._shape, self._table = source.shape, _table(source, preparation)

    def tensor(self, picture: U8) -> NDArray[Any]:
        """What the model takes for a picture, uint8 (H, W, 3) BGR of any size."""
        height, width = self.size
        if picture.shape[:2] != (height, width):
            picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        if self._grey:
            picture = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)  # type: ignore[assignment]
        elif self._rgb:
            picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)  # type: ignore[assignment]
        return cv2.LUT(picture, self._table).reshape(self._shape)


class Embedder:
    """One model, one thread at a time.

    identity: which model through which kernels. input_size: (h, w) in pixels. content: the file.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        preparation: Preparation,
        *,
        name: str,
        content: bytes,
    ) -> None:
        self.content = content
        self._interpreter = interpreter
        self._input = ImageInput(interpreter, preparation)
        self.input_size = self._input.size
        self._ends = list(itertools.accumulate(preparation.taps))
        # One run now: a model that cannot run must be refused here, not on the first frame.
        length = len(self.embed(np.full((*self.input_size, 3), 127, np.uint8)))
        self.identity = EmbedderIdentity(
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            length=length,
            runtime=interpreter.runtime,
            runtime_version=interpreter.runtime_version,
            kernels=interpreter.kernels,
        )

    def embed(self, picture: U8) -> F32:
        """The embedding, float32 (D,), of a picture, uint8 (H, W, 3) BGR of any size.

        Every output is dequantised, averaged over all positions of its map, brought to length 1
        (an output of nothing but zeros stays zero, NaN counts as zero) and appended.
        Raises ModelError if the model cannot run.
        """
        outputs = self._interpreter.run(self._input.tensor(picture))
        pooled = [
            _pool(value, tensor)
            for value, tensor in zip(outputs, self._interpreter.outputs, strict=True)
        ]
        length = sum(map(len, pooled))
        if length > LENGTH_MAX:
            raise ModelError(
                f"its outputs hold {length} numbers, an embedding has at most {LENGTH_MAX}"
            )
        if self._ends:
            pooled = [pooled[0][a:b] for a, b in itertools.pairwise([0, *self._ends])]
        return np.concatenate([_unit(piece) for piece in pooled])


def load_embedder(config: EmbedderConfig, *, kernels: str | None = None) -> Embedder:
    """The embedder that the configuration asks for.

    kernels: "builtin" forces the plain kernels that are the same in every runtime, so that a
    replay can choose; None takes the environment's VIRK_EDGE_KERNELS, else the runtime's best.
    Raises ModelError, one sentence that names the file.
    """
    kernels = kernels or os.environ.get(KERNELS_VARIABLE) or None
    card = _card()
    if config.model:
        content, place = _read(Path(config.model)), config.model
    elif card:
        content, place = read_resource(card["file"]), card["file"]
    else:
        raise ModelError("the built-in embedder is missing; install virk-edge again.")
    sha256 = hashlib.sha256(content).hexdigest()
    shipped = bool(card) and sha256 == card["sha256"]
    if shipped:
        # The file we ship, wherever it lies (in a bundle, say): its card knows how to feed it.
        feed, taps = card["input"], tuple(int(tap["length"]) for tap in card["taps"])
        preparation = Preparation(feed["mean"], feed["std"], feed["channels"], taps)
        name = str(card["name"])
    elif not config.model:
        raise ModelError(
            f"{place}: the built-in embedder is not the file that was shipped (its sha256 begins "
            f"{sha256[:12]}); install virk-edge again."
        )
    else:
        preparation = Preparation(config.mean, config.std, config.channels)
        name = Path(config.model).stem
    try:
        if not shipped:
            _probe(content, preparation, threads=config.threads, kernels=kernels)
        interpreter = Interpreter(content, threads=config.threads, kernels=kernels)
        return Embedder(interpreter, preparation, name=name, content=content)
    except ModelError as error:
        raise ModelError(
            f"{place}: {error}; set [embedder] model to a .tflite with one image input, or leave "
            "it out for the built-in one."
        ) from error


def _card() -> dict[str, Any]:
    """What is known about the file we ship; empty where it did not come along."""
    try:
        card: dict[str, Any] = json.loads(read_resource(CARD))
    except FileNotFoundError:
        return {}
    return card


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise ModelError(f"{path}: the file is larger than 256 MiB; give a smaller model.")
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path}: the model cannot be read ({error.strerror}); correct [embedder] model or "
            "leave it out for the built-in one."
        ) from error
    if content[4:8] != b"TFL3":
        what = "empty" if not content else "not a TFLite model"
        raise ModelError(f"{path}: the file is {what}; give a .tflite file.")
    return content


def _image_input(interpreter: Interpreter) -> Tensor:
    shapes = [tensor.shape for tensor in interpreter.inputs]
    if len(shapes) != 1 or len(shapes[0]) != 4 or shapes[0][0] != 1 or shapes[0][3] not in (1, 3):
        raise ModelError(
            "it needs exactly one input of shape [1, height, width, 3] or [1, height, width, 1], "
            f"but has {', '.join(str(list(shape)) for shape in shapes) or 'none'}"
        )
    source = interpreter.inputs[0]
    if source.dtype not in (np.uint8, np.int8, np.float32) or min(source.shape) < 1:
        raise ModelError(f"its input is {source.dtype}, not uint8, int8 or float32")
    if source.shape[1] * source.shape[2] > 4096 * 4096:
        raise ModelError(f"its input of {source.shape[2]} x {source.shape[1]} pixels is too large")
    if not interpreter.outputs:
        raise ModelError("it has no output")
    for tensor in interpreter.outputs:
        if tensor.dtype.kind not in "fiu":
            raise ModelError(f"one of its outputs holds {tensor.dtype}, not numbers")
    return source


def _table(source: Tensor, preparation: Preparation) -> NDArray[Any]:
    """What each of the 256 pixel values becomes: normalised, then quantised as the file says."""
    values = (np.arange(256, dtype=np.float64) - preparation.mean) / preparation.std
    if source.dtype == np.float32:
        return values.astype(np.float32)
    limits = np.iinfo(source.dtype)
    if source.scale == 0.0:  # no scale in the file: it takes pixels as they are
        return (np.arange(256) + limits.min).astype(source.dtype)
    steps = np.rint(values / source.scale) + source.zero_point
    return np.clip(steps, limits.min, limits.max).astype(source.dtype)


def _pool(value: NDArray[Any], tensor: Tensor) -> NDArray[np.float64]:
    """Any rank to one vector: the mean over all positions, the last axis stays."""
    numbers = value.astype(np.float64)
    vector = (
        numbers.reshape(-1) if value.ndim <= 2 else numbers.reshape(-1, value.shape[-1]).mean(0)
    )
    if tensor.scale:
        vector = (vector - tensor.zero_point) * tensor.scale
    if np.isfinite(vector).all():
        return vector
    return np.nan_to_num(vector, nan=0.0, posinf=0.0, neginf=0.0)


def _unit(piece: NDArray[np.float64]) -> F32:
    # fsum is exact, so that the bits do not depend on how wide this processor adds.
    length = math.sqrt(math.fsum((piece * piece).tolist()))
    return (piece / length if length > 0.0 else piece).astype(np.float32)


def _probe(content: bytes, preparation: Preparation, *, threads: int, kernels: str | None) -> None:
    """Load and run an unknown file in a process of its own: a crash there is only an answer."""
    wanted = [preparation.mean, preparation.std, preparation.channels, threads, kernels]
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from virk_edge.adapters.embedder import probe_main\n"
        f"probe_main(*{wanted!r})"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ModelError(f"one run takes longer than {_PROBE_SECONDS:.0f} s") from None
    if done.stdout:
        raise ModelError(done.stdout.decode("utf-8", "replace"))
    if done.returncode:
        raise ModelError(f"the runtime crashes on it (status {done.returncode}), it is damaged")


def probe_main(mean: float, std: float, channels: str, threads: int, kernels: str | None) -> None:
    """Run the model on standard input once; on standard output why it cannot be used, if so."""
    try:
        content = sys.stdin.buffer.read()
        interpreter = Interpreter(content, threads=threads, kernels=kernels)
        Embedder(interpreter, Preparation(mean, std, channels), name="", content=content)
    except ModelError as error:
        sys.stdout.write(str(error))
