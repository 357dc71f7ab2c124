"""A webcam, an RTSP camera or a file through OpenCV, as a device needs it: always the newest frame,
and patience when the camera goes away.

    python3 examples/opencv_camera.py 0                        # /dev/video0
    python3 examples/opencv_camera.py 0 --jpeg                 # its JPEG as it is
    python3 examples/opencv_camera.py rtsp://user:secret@gate.local/stream
    python3 examples/opencv_camera.py footage.mp4

OpenCV's own detector of people stands where your model goes. Ctrl-C ends it.
"""

# ruff: noqa: T201  # an example prints

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from virk_edge import FramePublisher

PAUSE_FIRST_S, PAUSE_LAST_S = 1.0, 30.0
TIMEOUT_MS = 5000  # of a network camera that says nothing


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame as OpenCV gave it, and when: CLOCK_BOOTTIME and the wall clock."""

    data: np.ndarray
    t_boot_ns: int
    t_wall_ns: int


class Camera:
    """Reads in a thread of its own and keeps the newest frame alone.

    A queue of frames, as drivers and OpenCV have it, grows old while the model works; here what
    the model had no time for is dropped and counted. A camera that ends is opened again after a
    pause that doubles up to half a minute; a file just ends.
    """

    def __init__(self, open_it: Callable[[], Any], *, again: bool, step_s: float = 0.0) -> None:
        self.dropped = self.opened = 0
        self._open, self._again, self._step_s = open_it, again, step_s
        self._newest: Shot | None = None
        self._news = threading.Condition()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Shot]:
        """Frames, each once, until a file ends or ``close`` is called."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._newest or self._stop.is_set())
                shot, self._newest = self._newest, None
            if shot is None:
                return
            yield shot

    def close(self) -> None:
        """Let go of the camera."""
        self._stop.set()
        self._thread.join(TIMEOUT_MS / 1000)

    def _run(self) -> None:
        pause = PAUSE_FIRST_S
        while not self._stop.is_set():
            capture = self._open()
            self.opened += 1
            if self._read(capture):
                pause = PAUSE_FIRST_S
            capture.release()
            if self._stop.is_set() or not self._again:
                break
            print(f"the camera is away; again in {pause:.0f} s")
            self._stop.wait(pause)
            pause = min(2 * pause, PAUSE_LAST_S)
        with self._news:
            self._stop.set()
            self._news.notify_all()

    def _read(self, capture: Any) -> bool:
        """Until the camera gives no more; whether it gave anything."""
        any_yet = False
        while not self._stop.is_set():
            good, data = capture.read()
            if not good:
                break
            any_yet = True
            shot = Shot(data, time.clock_gettime_ns(time.CLOCK_BOOTTIME), time.time_ns())
            with self._news:
                self.dropped += self._newest is not None
                self._newest = shot
                self._news.notify_all()
            self._stop.wait(self._step_s)  # a file would be read as fast as the disk is
        return any_yet


def capture_of(source: str, *, jpeg: bool) -> cv2.VideoCapture:
    """A device by its number, an address, or a file; JPEG stays as the device made it."""
    if not source.isdigit():
        wait = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, TIMEOUT_MS]
        wait += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, TIMEOUT_MS]
        return cv2.VideoCapture(source, cv2.CAP_FFMPEG, wait)
    capture = cv2.VideoCapture(int(source), cv2.CAP_V4L2)
    if jpeg:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
    return capture


def people() -> Callable[[np.ndarray], list[tuple[Any, ...]]]:
    """OpenCV's detector of people: (label, score, x0, y0, x1, y1), in pixels of the frame."""
    hog = cv2.HOGDescriptor()
    hog.setSVMDetector(cv2.HOGDescriptor.getDefaultPeopleDetector())

    def detect(frame: np.ndarray) -> list[tuple[Any, ...]]:
        factor = frame.shape[1] / 384  # enough for people near by, and quick
        small = cv2.resize(frame, (384, round(frame.shape[0] / factor)))
        boxes, scores = hog.detectMultiScale(small, winStride=(8, 8), scale=1.1)
        return [
            ("person", float(score), *(factor * side for side in (x, y, x + w, y + h)))
            for (x, y, w, h), score in zip(boxes, np.ravel(scores), strict=True)
        ]

    return detect


def watch(shots: Iterable[Shot], publisher: FramePublisher, model: Callable[..., Any]) -> None:
    """Model and hook, frame by frame."""
    for shot in shots:
        times = {"t_boot_ns": shot.t_boot_ns, "t_wall_ns": shot.t_wall_ns}
        encoded = shot.data.ndim == 1 or 1 in shot.data.shape[:2]  # bytes in a row, not a picture
        frame = cv2.imdecode(shot.data, cv2.IMREAD_COLOR) if encoded else shot.data
        if frame is None:
            continue  # half a JPEG: the cable
        begin = time.perf_counter_ns()
        found = model(frame)
        said = {**times, "predictions": found, "loop_us": (time.perf_counter_ns() - begin) // 1000}
        if encoded:
            height, width = frame.shape[:2]
            data = shot.data.tobytes()
            publisher.publish_encoded(data, encoding="jpeg", height=height, width=width, **said)
        else:
            publisher.publish(frame, **said)


def main(argv: Sequence[str] | None = None) -> int:
    """Watch until the file ends or somebody presses Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("source", help="number of a device, rtsp:// or http:// address, or a file")
    parser.add_argument("--camera", default="opencv", help="its name for virk-edge")
    parser.add_argument("--jpeg", action="store_true", help="publish a webcam's JPEG as it is")
    args = parser.parse_args(argv)
    live = args.source.isdigit() or "://" in args.source
    step_s = 0.0
    if not live:
        step_s = 1 / (cv2.VideoCapture(args.source).get(cv2.CAP_PROP_FPS) or 10)
    camera = Camera(lambda: capture_of(args.source, jpeg=args.jpeg), again=live, step_s=step_s)
    publisher = FramePublisher(args.camera, model="opencv-hog-people")
    try:
        watch(camera, publisher, people())
    except KeyboardInterrupt:
        print()
    finally:
        camera.close()
        publisher.close()
    hook = publisher.statistics()
    print(f"{hook.frames} frames, {camera.dropped} dropped as too old")
    print(f"hook: {hook.sent} sent, {hook.lost} lost, {hook.cost_us_p50:.0f} us a call (median)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
