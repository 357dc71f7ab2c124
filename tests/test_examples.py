"""The examples run: against a real receiver of the feed, with real footage or made-up cameras.

What is not here (g++, its headers) is skipped, visibly.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

import cv2
import numpy as np
import pytest

from tests.colour_model import colour_model
from tests.feeds import endpoint_in, until
from virk_edge.adapters.feed import FeedOptions, FeedReceiver
from virk_edge.formats.config_toml import parse_config
from virk_edge.nouns import U8, Encoding, Frame, Prediction
from virk_edge.publisher import FramePublisher

COLOURS = ("red", "green", "blue")
SIZE = (64, 48)


@pytest.fixture
def examples(repository: Path) -> Path:
    """The folder of examples."""
    return repository / "examples"


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedReceiver]:
    """A daemon's side of the feed; examples find it as they would on a device."""
    endpoint = endpoint_in(tmp_path)
    monkeypatch.setenv("VIRK_EDGE_FEED", endpoint)
    with FeedReceiver(endpoint, FeedOptions()) as receiver:
        yield receiver


def load(path: Path) -> ModuleType:
    """An example as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def first_frame(receiver: FeedReceiver, loop: Callable[[], object], done: Event) -> Frame:
    """The first frame that a loop publishes; then ``done`` ends it."""
    found: list[Frame] = []

    def arrives() -> bool:
        found.extend(filter(None, [receiver.take_frame()]))
        receiver.take_metadata()
        return bool(found)

    running = threading.Thread(target=loop)
    running.start()
    try:
        until(arrives, lambda: receiver.wait(0.02))
    finally:
        done.set()
        running.join()
    return found[0]


def footage(path: Path, colour: tuple[int, int, int], count: int) -> str:
    """A video of one colour (BGR)."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 50, SIZE)
    for _ in range(count):
        writer.write(np.full((SIZE[1], SIZE[0], 3), colour, np.uint8))
    writer.release()
    return str(path)


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    """The classifier of colours as a file, its labels beside it."""
    path = tmp_path / "colours.tflite"
    path.write_bytes(colour_model())
    path.with_suffix(".txt").write_text("\n".join(COLOURS), encoding="utf-8")
    return path


def test_the_configuration_to_try_them_with_is_good(examples: Path) -> None:
    """The daemon would take it."""
    config = parse_config((examples / "try.toml").read_text(encoding="utf-8"))
    assert config.feed.endpoint.startswith("ipc:///tmp/")


def test_every_example_is_told_of(examples: Path) -> None:
    """A file that no page names is not found by anybody."""
    page = (examples / "README.md").read_text(encoding="utf-8")
    files = [path.name for path in examples.iterdir() if path.is_file()]
    assert [name for name in files if name not in page and name != "README.md"] == []


def test_the_model_and_its_frames_arrive(
    examples: Path,
    colours: Path,
    receiver: FeedReceiver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whole frames of the footage, with what the model said of them and which model it was."""
    module, done = load(examples / "tflite_detector.py"), Event()
    read = module.footage

    def again_and_again(source: str, fps: float) -> Iterator[U8]:
        while not done.is_set():
            yield from read(source, fps)

    monkeypatch.setattr(module, "footage", again_and_again)
    source = footage(tmp_path / "blue.avi", (250, 20, 20), 5)
    words = [source, "--model", str(colours), "--labels", str(colours.with_suffix(".txt"))]
    first = first_frame(receiver, lambda: module.main(words), done)
    assert (first.info.camera, first.info.height, first.info.width) == ("detector", 48, 64)
    assert first.info.model is not None and first.info.model.name == "colours"
    assert first.info.predictions is not None
    assert first.info.predictions[0].label == "blue"
    assert first.info.loop_us is not None and first.info.loop_us > 0


@pytest.mark.parametrize("swapped", [False, True])
def test_a_detector_is_read_whatever_the_order_of_its_outputs(
    examples: Path, colours: Path, swapped: bool
) -> None:
    """Boxes in pixels, labels by number, nothing below the floor."""
    model = load(examples / "tflite_detector.py").Model(colours, COLOURS, 127.5, 127.5)
    classes, scores = np.float32([[1, 2]]), np.float32([[0.75, 0.125]])
    boxes, count = np.float32([[[0.25, 0.5, 0.75, 1], [0, 0, 1, 1]]]), np.float32([2])
    outputs = [scores, boxes, count, classes] if swapped else [boxes, classes, scores, count]
    assert list(model._boxes(outputs, 100, 200)) == [("green", 0.75, 100, 25, 200, 75)]


def test_a_file_goes_through_the_camera_example(
    examples: Path,
    receiver: FeedReceiver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Frames arrive with what OpenCV's detector said, and the end of the file is the end."""
    module, done = load(examples / "opencv_camera.py"), Event()
    source = footage(tmp_path / "grey.avi", (90, 90, 90), 5)

    class Endless:
        """The same file until the test has seen enough."""

        def __init__(self) -> None:
            self.capture = cv2.VideoCapture(source)

        def read(self) -> tuple[bool, Any]:
            good, frame = self.capture.read()
            if not good and not done.is_set():
                self.capture = cv2.VideoCapture(source)
                good, frame = self.capture.read()
            return good, frame

        def release(self) -> None:
            self.capture.release()

    monkeypatch.setattr(module, "capture_of", lambda *_, **__: Endless())
    frame = first_frame(receiver, lambda: module.main([source, "--camera", "door"]), done)
    assert (frame.info.camera, frame.info.encoding) == ("door", Encoding.BGR8)
    assert frame.info.predictions == ()
    assert "dropped as too old" in capsys.readouterr().out


class Lost:
    """A capture that gives some pictures and then nothing."""

    def __init__(self, pictures: list[U8]) -> None:
        self.pictures = pictures

    def read(self) -> tuple[bool, Any]:
        return (True, self.pictures.pop(0)) if self.pictures else (False, None)

    def release(self) -> None:
        """Nothing is held."""


def test_a_camera_that_went_away_is_opened_again(
    examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After pauses that double; what nobody took in time is dropped."""
    module = load(examples / "opencv_camera.py")
    monkeypatch.setattr(module, "PAUSE_FIRST_S", 0.001)
    monkeypatch.setattr(module, "PAUSE_LAST_S", 0.002)
    captures = iter([Lost([]), Lost([]), Lost([np.zeros((2, 2, 3), np.uint8)] * 5), Lost([])])
    camera = module.Camera(lambda: next(captures, Lost([])), again=True)
    shot = next(iter(camera))
    until(lambda: camera.opened > 4, lambda: None)
    camera.close()
    assert shot.data.shape == (2, 2, 3) and shot.t_boot_ns > 0
    assert camera.dropped >= 3


def test_a_webcams_jpeg_goes_out_as_it_came(examples: Path, receiver: FeedReceiver) -> None:
    """The camera's own bytes, not encoded again; the model sees the picture in them."""
    module = load(examples / "opencv_camera.py")
    data = cv2.imencode(".jpg", np.full((48, 64, 3), 99, np.uint8))[1].reshape(1, -1)
    seen: list[tuple[int, ...]] = []
    publisher = FramePublisher("door")

    def model(frame: U8) -> list[tuple[str, float]]:
        seen.append(frame.shape)
        return [("cat", 0.5)]

    found: list[Frame] = []

    def arrives() -> bool:
        module.watch([module.Shot(data, 5, 6)], publisher, model)
        receiver.wait(0.005)
        found.extend(filter(None, [receiver.take_frame()]))
        receiver.take_metadata()
        return bool(found)

    until(arrives, lambda: None)
    publisher.close()
    info = found[0].info
    assert (info.encoding, info.height, info.width) == (Encoding.JPEG, 48, 64)
    assert (info.t_boot_ns, info.predictions) == (5, (Prediction("cat", 0.5),))
    assert bytes(found[0].payload) == data.tobytes()
    assert seen[0] == (48, 64, 3)


def test_the_publisher_in_cpp_compiles_and_is_understood(examples: Path, tmp_path: Path) -> None:
    """A program written from docs/feed.md alone reaches the daemon, levels included."""
    compiler = shutil.which("g++")
    headers = [Path("/usr/include/zmq.hpp"), Path("/usr/include/msgpack.hpp")]
    if compiler is None or not all(header.exists() for header in headers):
        pytest.skip("g++, cppzmq-dev or libmsgpack-cxx-dev is not installed")
    program = tmp_path / "publisher"
    subprocess.run(
        [compiler, "-std=c++17", "-Wall", "-Wextra", "-Werror", "-DMSGPACK_NO_BOOST",
         str(examples / "publisher.cpp"), "-lzmq", "-o", str(program)],
        check=True, timeout=100,
    )  # fmt: skip
    endpoint = endpoint_in(tmp_path)
    environment = {**os.environ, "VIRK_EDGE_FEED": endpoint}
    frames: list[Frame] = []
    with FeedReceiver(endpoint, FeedOptions(level=2)) as receiver:
        running = subprocess.Popen([program], env=environment)

        def enough() -> bool:
            frames.extend(filter(None, [receiver.take_frame()]))
            receiver.take_metadata()
            return len(frames) >= 4

        try:
            until(enough, lambda: receiver.wait(0.05))
        finally:
            running.kill()
            running.wait()
        seen = receiver.statistics()
    assert seen.refused == {}
    assert set(seen.cameras) == {"gate-cpp"}
    assert seen.cameras["gate-cpp"].metadata > 8
    for frame in frames:
        info = frame.info
        assert info.seq % 4 == 0
        assert (info.encoding, info.height, info.width) == (Encoding.GRAY8, 480, 640)
        assert info.predictions == (Prediction("cat", 0.9),)
        assert set(bytes(frame.payload)) == {info.seq % 256}
