"""Stand-ins for what the documentation's Python takes for granted, so that every block can be run.

Cameras give three pictures; the hook is the real one, made strict: what it would only count is an
error here, and after a few frames it ends the block's loop.
"""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import cv2
import numpy as np
import pytest

from virk_edge.nouns import U8, Encoding
from virk_edge.publisher import FramePublisher, as_predictions
from virk_edge.publisher.message import picture_of, picture_of_encoded

CALLS = 3  # of the hook, then a block has shown what it does
HEIGHT, WIDTH = 48, 64


class Enough(BaseException):
    """Ends a loop without end; no ``except Exception`` of a block holds it."""


class StrictPublisher(FramePublisher):
    """The hook; raises for what cannot be published, and Enough at the third frame."""

    calls = 0

    def publish(self, *args: Any, **given: Any) -> bool:
        """The same arguments; the frame and the predictions are looked at."""
        said = inspect.signature(FramePublisher.publish).bind(self, *args, **given).arguments
        picture_of(said["frame"], self._encoding)
        return self._seen(said.get("predictions"))

    def publish_encoded(self, *args: Any, **given: Any) -> bool:
        """The same arguments; height and width are those of the bytes."""
        asked = inspect.signature(FramePublisher.publish_encoded).bind(self, *args, **given)
        said = asked.arguments
        picture_of_encoded(said["data"], said["encoding"], said["height"], said["width"])
        if Encoding(said["encoding"]).channels is None:
            picture = cv2.imdecode(np.frombuffer(said["data"], np.uint8), cv2.IMREAD_UNCHANGED)
            assert picture.shape[:2] == (said["height"], said["width"])
        return self._seen(said.get("predictions"))

    def wrap(self, predict: Callable[..., Any], **given: Any) -> Callable[..., Any]:
        """The wrapped function; its frames are looked at."""
        inspect.signature(FramePublisher.wrap).bind(self, predict, **given)

        def watched(frame: U8, *args: Any, **more: Any) -> Any:
            result = predict(frame, *args, **more)
            picture_of(frame, self._encoding)
            self._seen(None)
            return result

        return watched

    def _seen(self, predictions: object) -> bool:
        if predictions is not None:
            as_predictions(predictions)
        self.calls += 1
        if self.calls >= CALLS:
            raise Enough
        return True


def picture(*_: object, **__: object) -> U8:
    """A frame of a made-up camera."""
    return np.zeros((HEIGHT, WIDTH, 3), np.uint8)


def jpeg() -> bytes:
    """The same as a JPEG."""
    return bytes(cv2.imencode(".jpg", picture())[1].tobytes())


def run(code: str, place: str, patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Run one block, for real but for cameras, models and the hook's strictness.

    Raises:
        Exception: whatever the block raises.
    """
    patch.chdir(folder)
    patch.setenv("VIRK_EDGE_FEED", f"ipc://{folder}/feed.sock")
    patch.setattr("virk_edge.publisher.FramePublisher", StrictPublisher)
    patch.setattr(cv2, "VideoCapture", lambda *_: _capture())
    for name, module in _modules().items():
        patch.setitem(sys.modules, name, module)
    names: dict[str, Any] = {
        "__name__": "__main__",
        "camera": MagicMock(read=picture),
        "model": lambda _: [("person", 0.9, 1, 2, 3, 4)],
        "predict": lambda _: [("person", 0.9)],
        "sha256_of_the_model_file": "ab" * 32,
        "frame": picture(),
        "jpeg": jpeg(),
    }
    with contextlib.suppress(Enough):
        exec(compile(code, place, "exec"), names)


def _capture() -> MagicMock:
    """cv2.VideoCapture: a device, an address or a pipeline."""
    capture = MagicMock()
    capture.isOpened.return_value = True
    capture.read.side_effect = lambda *_: (True, picture())
    capture.get.return_value = 30.0
    return capture


def _modules() -> dict[str, ModuleType | MagicMock]:
    """Libraries of cameras that the computer of a developer does not have."""
    picamera, gi, rclpy, bridge = MagicMock(), MagicMock(), MagicMock(), MagicMock()
    request = picamera.Picamera2().capture_request()
    request.make_array.side_effect = picture
    request.get_metadata.return_value = {"SensorTimestamp": 1}
    picamera.Picamera2().capture_array.side_effect = lambda _: np.zeros((720, 704), np.uint8)
    gi.repository.Gst.parse_launch.side_effect = _pipeline
    rclpy.node = ModuleType("rclpy.node")
    rclpy.node.Node = _Node
    rclpy.spin.side_effect = _Node.spin
    bridge.CvBridge().imgmsg_to_cv2.side_effect = picture
    return {
        "picamera2": picamera,
        "gi": gi,
        "gi.repository": gi.repository,
        "rclpy": rclpy,
        "rclpy.node": rclpy.node,
        "rclpy.qos": MagicMock(),
        "cv_bridge": bridge,
        "sensor_msgs": MagicMock(),
        "sensor_msgs.msg": MagicMock(),
    }


def _pipeline(description: str) -> MagicMock:
    """A GStreamer pipeline whose sink has buffers of what its caps say."""
    sides = re.search(r"width=(\d+),height=(\d+)", description)
    assert sides is not None, "appsink needs a size in the caps"
    width, height = int(sides[1]), int(sides[2])
    frame = np.zeros((height, width, 3), np.uint8)
    data = cv2.imencode(".jpg", frame)[1].tobytes() if "image/jpeg" in description else bytes(frame)
    pipeline = MagicMock()
    sample = pipeline.get_by_name().emit()
    sample.get_buffer().map.return_value = (True, MagicMock(data=data))
    sample.get_buffer().extract_dup.return_value = data
    asked = {"height": height, "width": width}
    sample.get_caps().get_structure(0).get_value.side_effect = asked.__getitem__
    return pipeline


class _Node:
    """rclpy's Node: gives its subscription messages until the block has shown what it does."""

    def __init__(self, name: str) -> None:
        self.name = name

    def create_subscription(self, _: object, topic: str, call: Callable[..., None], qos: Any):
        self.topic, self.call, self.qos = topic, call, qos

    def spin(self) -> None:
        while True:
            self.call(MagicMock())
