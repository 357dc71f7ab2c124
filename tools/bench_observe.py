"""What a frame costs to measure and to judge, and an incident to diagnose, against the embedder.

The floor is what nobody who measures the same could do without: the bare embedder's call, one
resize of the frame, and the fingerprint's OpenCV calls, nothing between them. A frame, measured and
judged, should cost at most 1.3 times as much.

Frames are those of the shipped footage, at two sizes. All parts take turns, frame by frame, so that
they meet the same caches and the same noise; figures are medians. Memory is the largest amount of
numpy and Python memory that one call holds beyond what was there before (buffers inside OpenCV and
the TFLite runtime are not seen).
"""

# ruff: noqa: E402  # threads are limited before numpy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the program itself does

import argparse
import itertools
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import cv2
import numpy as np
from cv2.typing import MatLike
from machine import machine, print_machine

from virk_edge.adapters.embedder import load_embedder
from virk_edge.adapters.footage import open_footage
from virk_edge.adapters.resources import resource
from virk_edge.core import fingerprint as fp
from virk_edge.core.baseline import Shelf
from virk_edge.core.evidence import Glimpse
from virk_edge.core.gather import gather
from virk_edge.core.judge import judge
from virk_edge.core.monitor import Monitor
from virk_edge.core.observe import digest, observe
from virk_edge.formats.config import Config, DetectConfig
from virk_edge.nouns import U8, Effort, Encoding, FrameInfo, Observation

SIZES = {"640x480": (640, 480), "1920x1080": (1920, 1080)}
BASELINE = "embedder alone"
FLOOR = "floor: embedder + OpenCV"
FRAME = "observe + judge"  # with a frozen baseline, as a camera spends its life
TARGET = 1.3  # times the floor
SCENE_FRAMES = 64


@dataclass(frozen=True)
class Result:
    """One part at one size. ``ratio``: to the embedder alone; ``ratio_floor``: to the floor."""

    size: str
    part: str
    ms: float
    ms_p95: float
    ratio: float
    ratio_floor: float
    peak_kib: float
    target: float | None = None


def scene_frames(width: int, height: int) -> list[U8]:
    """Frames of the shipped footage, enlarged to this size."""
    with open_footage(str(resource("campus_people.mp4"))) as footage:
        frames = [f.pixels for f in itertools.islice(footage, SCENE_FRAMES)]
    return [np.asarray(cv2.resize(f, (width, height)), dtype=np.uint8) for f in frames]


def info_of(seq: int, pixels: U8) -> FrameInfo:
    """A header, ten frames a second."""
    height, width = pixels.shape[:2]
    return FrameInfo("bench", seq, "run", seq * 10**8, 0, Encoding.BGR8, height, width)


class Primitives:
    """The OpenCV calls of the fingerprint, with its arguments, and nothing between them.

    What the fingerprint prepares without OpenCV is prepared beforehand.
    """

    def __init__(self, pixels: U8) -> None:
        height, width = pixels.shape[:2]
        factor = max(-(-width // fp.PICTURE_WIDTH_MAX), 1)
        self._size = width // factor, height // factor
        self._whole = pixels[: self._size[1] * factor, : self._size[0] * factor]
        self._tiny = self._size[0] // 4, self._size[1] // 4
        self._element = np.ones((5, 5), np.uint8)
        self._crops = fp.native_crops(pixels)
        self._differences = np.zeros((self._size[1], self._size[0], 2), np.int16)

    def resize(self) -> U8:
        """The one resize of the frame."""
        small = cv2.resize(self._whole, self._size, interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.uint8)

    def call(self, small: U8) -> None:
        """All calls that the fingerprint of this frame needs."""
        self._light_and_texture(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
        self._colour(small)
        self._native(cv2.merge(self._crops))

    def _light_and_texture(self, grey: MatLike) -> None:
        cv2.calcHist([grey], [0], None, [256], [0, 256])
        for slope in cv2.spatialGradient(grey, ksize=3):
            cv2.norm(slope, cv2.NORM_L1)
        cv2.norm(cv2.Laplacian(grey, cv2.CV_16S, ksize=1), cv2.NORM_L1)

    def _colour(self, small: U8) -> None:
        rows, columns = 4 * self._tiny[1], 4 * self._tiny[0]
        tiny = cv2.resize(small[:rows, :columns], self._tiny, interpolation=cv2.INTER_AREA)
        blue, green, red = cv2.split(tiny)
        cv2.sumElems(cv2.erode(cv2.min(cv2.min(blue, green), red), self._element))
        blue, green, red = cv2.split(small)
        cv2.meanStdDev(self._differences)
        cv2.merge((blue, red)), cv2.merge((green, green)), cv2.mean(green)
        cv2.norm(blue, green, cv2.NORM_L1), cv2.norm(red, green, cv2.NORM_L1)

    def _native(self, four: MatLike) -> None:
        second = cv2.convertScaleAbs(cv2.Sobel(four, cv2.CV_16S, 2, 2, ksize=3))[1:-1, 1:-1]
        for channel in range(4):
            cv2.calcHist([second], [channel], None, [256], [0, 256])
        away = cv2.absdiff(four, cv2.medianBlur(four, 3))
        cv2.sumElems(cv2.threshold(away, 20, 1, cv2.THRESH_BINARY)[1])
        for picture in (four, cv2.transpose(four)):
            steps = cv2.absdiff(picture[1:], picture[:-1])
            for phase in range(8):
                cv2.sumElems(steps[phase : len(steps) // 8 * 8 : 8])


class Judges:
    """Two monitors: one that learns in both instances, one whose calendar is frozen."""

    def __init__(self) -> None:
        self._learning = Monitor("bench", DetectConfig(learn_seconds=86400.0))
        quick = DetectConfig(
            learn_seconds=5.0,
            learn_max_seconds=5.0,
            learn_frames_min=20,
            calendar_seconds=24.0,
            calendar_max_seconds=24.0,
        )
        self._frozen = Monitor("bench", quick)
        self._seq = 0

    def warm_up(self, observations: list[Observation]) -> bool:
        """Let both see half a minute; whether the second one is frozen then."""
        for observation in itertools.islice(itertools.cycle(observations), 300):
            again = self.next_info(observation)
            self._learning.step(again)
            self._frozen.step(again)
        baselines = self._frozen.status().channels
        return bool(baselines) and all(b.frozen for b in baselines)

    def next_info(self, observation: Observation) -> Observation:
        """The observation as if it were the next frame's."""
        return replace(observation, info=self.next_header(observation.info))

    def next_header(self, info: FrameInfo) -> FrameInfo:
        """The header as if it were the next frame's."""
        self._seq += 1
        return replace(info, seq=self._seq, t_boot_ns=self._seq * 10**8)

    def learn(self, observation: Observation) -> None:
        """One step while learning."""
        self._learning.step(observation)

    def judge(self, observation: Observation) -> None:
        """One step with a frozen baseline."""
        self._frozen.step(observation)


def parts_of(frames: list[U8], judges: Judges) -> dict[str, Callable[[int], Callable[[], object]]]:
    """Name to a maker of calls: what it prepares for frame ``i`` is not measured."""
    embedder = load_embedder(Config().embedder)
    small = [fp.shrink(f) for f in frames]
    grey = [np.asarray(cv2.cvtColor(s, cv2.COLOR_BGR2GRAY), dtype=np.uint8) for s in small]
    seen = [observe(info_of(i, f), f, Effort.FULL, embedder.embed) for i, f in enumerate(frames)]
    if not judges.warm_up(seen):
        print("the frozen judge is not frozen; its figure is not to be believed", file=sys.stderr)

    primitives = [Primitives(f) for f in frames]

    def floor(i: int) -> object:
        shrunk = primitives[i].resize()
        primitives[i].call(shrunk)
        return embedder.embed(shrunk)

    def whole(i: int, effort: Effort) -> object:
        return observe(info_of(i, frames[i]), frames[i], effort, embedder.embed)

    def frame(i: int, judge: Callable[[Observation], None]) -> Callable[[], object]:
        info = judges.next_header(info_of(i, frames[i]))
        return lambda: judge(observe(info, frames[i], Effort.FULL, embedder.embed))

    def step(i: int, judge: Callable[[Observation], None]) -> Callable[[], object]:
        observation = judges.next_info(seen[i])
        return lambda: judge(observation)

    shelf = Shelf()
    for observation in seen:
        shelf.offer(observation)
    normal = shelf.normal()
    assert normal is not None
    glimpses = [Glimpse(o.info.t_boot_ns, o.picture, o.cells, o.fingerprint) for o in seen]

    def why(i: int) -> object:
        return judge(gather(normal, glimpses[i % (len(seen) - 9) :][:9]))

    return {
        BASELINE: lambda i: lambda: embedder.embed(small[i]),
        FLOOR: lambda i: lambda: floor(i),
        FRAME: lambda i: frame(i, judges.judge),
        f"{FRAME}, learning": lambda i: frame(i, judges.learn),
        "observe, full": lambda i: lambda: whole(i, Effort.FULL),
        "observe, no embedding": lambda i: lambda: whole(i, Effort.FINGERPRINT),
        "- shrink": lambda i: lambda: fp.shrink(frames[i]),
        "- fingerprint": lambda i: lambda: fp.fingerprint(frames[i], small[i], grey[i]),
        "- digest": lambda i: lambda: digest(frames[i]),
        "- cells": lambda i: lambda: fp.cell_means(small[i]),
        "judge, learning": lambda i: step(i, judges.learn),
        "judge, frozen": lambda i: step(i, judges.judge),
        "diagnose, an incident": lambda i: lambda: why(i),
    }


def measure(size: str, rounds: int) -> list[Result]:
    """All parts at one size, interleaved."""
    frames = scene_frames(*SIZES[size])
    parts = parts_of(frames, Judges())
    times: dict[str, list[float]] = {name: [] for name in parts}
    for i in range(rounds + 3):
        for name, make in parts.items():
            call = make(i % len(frames))
            begin = time.perf_counter_ns()
            call()
            if i >= 3:  # the first rounds fill caches and buffers
                times[name].append((time.perf_counter_ns() - begin) / 1e6)
    medians = {name: statistics.median(found) for name, found in times.items()}
    return [
        Result(
            size,
            name,
            ms=medians[name],
            ms_p95=float(np.percentile(found, 95)),
            ratio=medians[name] / medians[BASELINE],
            ratio_floor=medians[name] / medians[FLOOR],
            peak_kib=peak_kib(parts[name](0)),
            target=TARGET if name == FRAME else None,
        )
        for name, found in times.items()
    ]


def peak_kib(call: Callable[[], object]) -> float:
    """Most memory that one call holds at a time, in KiB."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        call()
        return (tracemalloc.get_traced_memory()[1] - before) / 1024
    finally:
        tracemalloc.stop()


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tools/bench observe", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="calls of each part (default 200)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    cv2.setNumThreads(1)
    results = [result for size in SIZES for result in measure(size, args.rounds)]
    if args.json:
        print(json.dumps({"machine": machine(), "results": [asdict(r) for r in results]}))
        return 0
    print_machine()
    for size in SIZES:
        print(f"\n{size:26s}{'ms':>8s}{'p95':>8s}{'x embed':>9s}{'x floor':>9s}{'peak KiB':>10s}")
        for r in results:
            if r.size == size:
                row = f"{r.part:26s}{r.ms:8.2f}{r.ms_p95:8.2f}{r.ratio:9.2f}{r.ratio_floor:9.2f}"
                target = "" if r.target is None else f"   target: {r.target} x floor"
                print(f"{row}{r.peak_kib:10.0f}{target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
