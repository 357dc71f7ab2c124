"""A ``.tflite`` file as a predict function, for the two shapes of output that most models have.

A classifier: one output of scores, one for each class; the best five from 0.05 on. A detector that
ends in TFLite's own post-processing: boxes, classes, scores, count; all from 0.4 on. What the
scores mean is the model's: nothing is put through a softmax.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.adapters.embedder import ImageInput, Preparation
from virk_edge.adapters.tflite import Interpreter, Tensor
from virk_edge.errors import ModelError
from virk_edge.nouns import F64, U8, FrameInfo, Prediction

CLASSES_MAX: Final = 5
CLASS_SCORE_LEAST: Final = 0.05
OBJECT_SCORE_LEAST: Final = 0.4
# What nearly all models of these shapes were trained on; a quantised input takes the pixel itself.
PREPARATION: Final = Preparation(127.5, 127.5, "rgb")
_NUMBERED = re.compile(r"(\d+)[ \t:]+(\S.*)")
# The places of boxes, classes, scores and count, by which output holds the boxes: TensorFlow 1
# wrote boxes, classes, scores, count, and its successor scores, boxes, count, classes.
_ORDERS: Final = {0: (0, 1, 2, 3), 1: (1, 3, 0, 2)}


class ModelPredict:
    """One model, asked frame by frame, one thread at a time.

    content: the file. labels: by class number; a class without one is called by its number.
    Raises ModelError without a file name if it is neither of the two shapes.
    """

    def __init__(self, interpreter: Interpreter, labels: Mapping[int, str]) -> None:
        self._interpreter, self._labels = interpreter, labels
        self._input = ImageInput(interpreter, PREPARATION)
        # The post-processing says how many boxes it has only once it has run.
        grey = np.full((*self._input.size, 3), 127, np.uint8)
        shapes = [value.shape for value in interpreter.run(self._input.tensor(grey))]
        self._order = _order(shapes)
        if self._order is None and (
            len(shapes) != 1 or max(shapes[0], default=0) != np.prod(shapes[0])
        ):
            found = ", ".join(
                f"{tensor.dtype} {list(shape)}"
                for tensor, shape in zip(interpreter.outputs, shapes, strict=True)
            )
            raise ModelError(
                "its outputs are neither the scores of a classifier nor the boxes, classes, scores "
                f"and count of a detector, but {found}"
            )

    def __call__(self, pixels: U8, info: FrameInfo) -> tuple[Prediction, ...]:
        """The answer to a frame, uint8 (H, W, 3) BGR or (H, W) grey; boxes in its pixels."""
        if pixels.ndim == 2:
            pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)
        values = [
            _real(value, tensor)
            for value, tensor in zip(
                self._interpreter.run(self._input.tensor(pixels)),
                self._interpreter.outputs,
                strict=True,
            )
        ]
        if self._order is None:
            return self._classes(values[0].reshape(-1))
        boxes, classes, scores, count = (values[place] for place in self._order)
        most = int(np.clip(count.reshape(-1)[0], 0, scores.size))
        height, width = pixels.shape[:2]
        corners = boxes.reshape(-1, 4)[:, [1, 0, 3, 2]] * (width, height, width, height)
        return tuple(
            Prediction(self._label(int(number)), float(score), (x0, y0, x1, y1))
            for number, score, (x0, y0, x1, y1) in zip(
                classes.reshape(-1)[:most].tolist(),
                scores.reshape(-1)[:most].tolist(),
                corners[:most].tolist(),
                strict=True,
            )
            if score >= OBJECT_SCORE_LEAST
        )

    def _classes(self, scores: F64) -> tuple[Prediction, ...]:
        best = np.argsort(-scores, kind="stable")[:CLASSES_MAX].tolist()
        return tuple(
            Prediction(self._label(number), float(scores[number]))
            for number in best
            if scores[number] >= CLASS_SCORE_LEAST
        )

    def _label(self, number: int) -> str:
        return self._labels.get(number, str(number))


def load_model(path: Path, labels: Path | None = None) -> ModelPredict:
    """The model in a ``.tflite`` file, and the names of its classes.

    Raises:
        ModelError: one sentence that names the file, if it cannot be used.
    """
    try:
        content = path.read_bytes()
        names = {} if labels is None else read_labels(labels.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ModelError(f"{labels}: the labels are not UTF-8; write one label a line.") from error
    except OSError as error:
        raise ModelError(f"{error.filename}: it cannot be read ({error.strerror}).") from error
    if content[4:8] != b"TFL3":
        raise ModelError(f"{path}: the file is not a TFLite model; give a .tflite file.")
    try:
        return ModelPredict(Interpreter(content, threads=1, kernels=None), names)
    except ModelError as error:
        raise ModelError(
            f"{path}: {error}; wrap it in a function of your own for --against."
        ) from error


def read_labels(text: str) -> dict[int, str]:
    """Class number to label: one a line in order, or each behind its number, as in ``0  person``.

    A first line ``???`` stands for the background, which detectors do not count. An empty line is a
    class without a label.
    """
    lines = [line.strip() for line in text.splitlines()]
    numbered = [_NUMBERED.fullmatch(line) for line in lines if line]
    if numbered and all(numbered):
        return {int(match[1]): match[2] for match in numbered if match is not None}
    named = enumerate(lines[1:] if lines[:1] == ["???"] else lines)
    return {number: label for number, label in named if label}


def _order(shapes: list[tuple[int, ...]]) -> tuple[int, int, int, int] | None:
    """Where boxes, classes, scores and count are, if these are a detector's outputs."""
    boxes = [place for place, shape in enumerate(shapes) if len(shape) == 3 and shape[2] == 4]
    order = _ORDERS.get(boxes[0]) if len(shapes) == 4 and len(boxes) == 1 else None
    if order is None:
        return None
    _, most, _ = shapes[order[0]]
    sizes = [int(np.prod(shapes[place])) for place in order]
    return order if sizes == [4 * most, most, most, 1] else None


def _real(value: NDArray[Any], tensor: Tensor) -> F64:
    """The numbers that a quantised output stands for."""
    numbers = value.astype(np.float64)
    return (numbers - tensor.zero_point) * tensor.scale if tensor.scale else numbers
