"""A TFLite model watches footage, and virk-edge watches the model: the hook is one line.

    python3 examples/tflite_detector.py --model person.tflite --labels person.txt street.mp4

The model may be a detector with TFLite's own end (boxes, classes, scores, count), as SSD MobileNet
and EfficientDet-Lite files have, or a classifier with one row of scores. examples/make_detector.py
makes a detector of people. Any footage that OpenCV reads will do; without any it is our own clip.
"""

# ruff: noqa: T201  # an example prints

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import virk_edge

CLIP = Path(virk_edge.__file__).parent / "data" / "campus_people.mp4"
FLOOR = 0.4  # a detection with a lower score is none


def runtime() -> Any:
    """The interpreter's class, of whichever TFLite runtime is installed."""
    for name in ("ai_edge_litert", "tflite_runtime"):
        if find_spec(name):
            return import_module(f"{name}.interpreter").Interpreter
    raise SystemExit("no TFLite runtime is installed: pip install ai-edge-litert")


class Model:
    """A detector or a classifier: a frame (H, W, 3) uint8 BGR in, predictions out.

    ``mean`` and ``std`` say how a float model wants its pixels: (pixel - mean) / std.
    """

    def __init__(self, path: Path, labels: Sequence[str], mean: float, std: float) -> None:
        self._net = runtime()(model_path=str(path), num_threads=1)
        self._net.allocate_tensors()
        self._input = self._net.get_input_details()[0]
        self._labels, self._mean, self._std = labels, mean, std

    def __call__(self, frame: np.ndarray) -> list[tuple[Any, ...]]:
        """``(label, score, x0, y0, x1, y1)`` of a detector, in pixels; else ``(label, score)``."""
        self._net.set_tensor(self._input["index"], self._pixels(frame))
        self._net.invoke()
        found = [self._numbers(detail) for detail in self._net.get_output_details()]
        if len(found) == 1:
            return self._best(found[0].ravel())
        return list(self._boxes(found, *frame.shape[:2]))

    def _pixels(self, frame: np.ndarray) -> np.ndarray:
        """The frame as the model wants it: its size, RGB, its type."""
        _, height, width, _ = self._input["shape"]
        small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB)[None]
        kind = self._input["dtype"]
        if kind == np.uint8:
            return rgb
        value = (rgb.astype(np.float32) - self._mean) / self._std
        if kind == np.float32:
            return value
        scale, zero = self._input["quantization"]
        return np.clip(np.round(value / scale) + zero, -128, 127).astype(np.int8)

    def _numbers(self, detail: dict[str, Any]) -> np.ndarray:
        scale, zero = detail["quantization"]
        value = self._net.get_tensor(detail["index"])
        return (value.astype(np.float32) - zero) * scale if scale else value

    def _boxes(self, found: list[np.ndarray], height: int, width: int) -> Iterator[tuple[Any, ...]]:
        """Detections. Files differ in the order of their outputs, so it is not relied upon."""
        boxes = next(one[0] for one in found if one.ndim == 3 and one.shape[-1] == 4)
        rows = [one[0] for one in found if one.ndim == 2]
        # Classes are whole numbers; where scores are too there is nothing to tell apart.
        classes, scores = sorted(rows, key=lambda row: bool(np.any(row % 1)))
        for box, number, score in zip(boxes, classes, scores, strict=True):
            if score >= FLOOR:
                y0, x0, y1, x1 = (box * (height, width, height, width)).tolist()
                yield self._label(int(number)), float(score), x0, y0, x1, y1

    def _best(self, scores: np.ndarray) -> list[tuple[Any, ...]]:
        """The five best classes of a classifier, as ``virk-edge replay --model`` has them too."""
        best = np.argsort(-scores, kind="stable")[:5]
        return [(self._label(int(n)), float(scores[n])) for n in best if scores[n] >= 0.05]

    def _label(self, number: int) -> str:
        return self._labels[number] if 0 <= number < len(self._labels) else str(number)


def footage(source: str, fps: float) -> Iterator[np.ndarray]:
    """Frames at the pace of the footage, as a camera would give them."""
    capture = cv2.VideoCapture(source)
    step = 1 / (fps or capture.get(cv2.CAP_PROP_FPS) or 10)
    due = time.monotonic()
    while (got := capture.read())[0]:
        time.sleep(max(0.0, due - time.monotonic()))
        due = max(due + step, time.monotonic() - 1)
        yield got[1]
    capture.release()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the loop and say what went by."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", nargs="?", default=str(CLIP), help="video (default: the shipped)")
    parser.add_argument("--model", type=Path, required=True, metavar="FILE", help="a .tflite file")
    parser.add_argument("--labels", type=Path, metavar="FILE", help="one label per line, from 0")
    parser.add_argument("--mean", type=float, default=127.5, help="of pixels (default: 127.5)")
    parser.add_argument("--std", type=float, default=127.5, help="of pixels (default: 127.5)")
    parser.add_argument("--camera", default="detector", help="its name for virk-edge")
    parser.add_argument("--fps", type=float, default=0, help="another pace than the footage's")
    parser.add_argument("--picture", metavar="OUT", help="draw the last predictions into a picture")
    args = parser.parse_args(argv)

    lines = args.labels.read_text(encoding="utf-8").splitlines() if args.labels else []
    labels = [line for line in lines if line != "???"]  # the background, which is not counted
    model = Model(args.model, labels, args.mean, args.std)
    digest = hashlib.sha256(args.model.read_bytes()).hexdigest()
    publisher = virk_edge.FramePublisher(args.camera, model=(args.model.stem, digest))
    predict = publisher.wrap(model)  # this line is the whole hook

    count = 0
    for frame in footage(args.source, args.fps):
        found = predict(frame)
        count += len(found)
        if args.picture:
            last = frame, found
    hook = publisher.statistics()
    print(f"{hook.frames} frames, {count} predictions")
    print(f"hook: {hook.sent} sent, {hook.lost} lost, {hook.cost_us_p50:.0f} us a call (median)")
    if args.picture and hook.frames:
        cv2.imwrite(args.picture, drawn(*last))
    publisher.close()
    return 0


def drawn(frame: np.ndarray, predictions: list[tuple[Any, ...]]) -> np.ndarray:
    """A copy of the frame with its predictions; the frame itself belongs to the hook too."""
    picture = frame.copy()
    for row, (label, score, *box) in enumerate(predictions):
        x, y = 8, 20 * (row + 1)
        if box:
            x0, y0, x1, y1 = (round(side) for side in box)
            cv2.rectangle(picture, (x0, y0), (x1, y1), (0, 255, 0), 2)
            x, y = x0, max(12, y0 - 4)
        text = f"{label} {score:.2f}"
        cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 255, 0), 1)
    return picture


if __name__ == "__main__":
    raise SystemExit(main())
