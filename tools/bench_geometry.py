"""How small a movement of the camera the geometry channel finds, and what it takes for one.

A view of 84 % of the frame is cut out of each clip. After 33 s of it as it is, it is shifted,
turned or zoomed for 10 s, in a few sizes and directions; what comes into view is real. The geometry
channel alone judges. A clip that is too short is played forwards and backwards.
"""

# ruff: noqa: E402  # threads are limited before numpy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the program itself does

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from footage_bench import FPS, frames_at, there_and_back
from machine import machine, print_machine

from virk_edge.adapters.resources import resource
from virk_edge.core.anchors import GEOMETRY_STEPS, Anchors
from virk_edge.core.channels import Channels
from virk_edge.core.fingerprint import shrink
from virk_edge.core.incident import IncidentTracker, Moment, Opening
from virk_edge.core.instances import Lesson
from virk_edge.core.monitor import incident_limits
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import F64, U8, State

CLEAN_SECONDS, MOVED_SECONDS = 33.0, 10.0
VIEW = 0.84  # of width and height
SIZES = {"shift": (0.5, 1.0, 2.0, 4.0), "rotation": (0.3, 0.6, 1.2, 2.5), "zoom": (0.5, 1, 2, 4)}
UNITS = {"shift": "%", "rotation": "°", "zoom": "%"}
DIRECTIONS = {"shift": 4, "rotation": 2, "zoom": 2}


@dataclass(frozen=True, slots=True)
class Move:
    """right, down in % of the width; turn in degrees counter-clockwise; zoom in %."""

    kind: str
    size: float
    right: float = 0.0
    down: float = 0.0
    turn: float = 0.0
    zoom: float = 0.0

    def matrix(self, frame: tuple[int, ...], view: tuple[int, int]) -> F64:
        """From the pixels of a frame of this shape to those of the moved view."""
        middle = ((frame[1] - 1) / 2, (frame[0] - 1) / 2)
        found = cv2.getRotationMatrix2D(middle, self.turn, 1 + self.zoom / 100)
        matrix = np.asarray(found, dtype=np.float64)
        place = np.array([(view[1] - 1) / 2, (view[0] - 1) / 2]) - middle
        matrix[:, 2] += place + np.array([self.right, self.down]) * view[1] / 100
        return matrix

    @property
    def truth(self) -> F64:
        """What the channel should read, float64 (4,)."""
        return np.array([self.right, self.down, self.turn, 100 * np.log(1 + self.zoom / 100)])


@dataclass(frozen=True, slots=True)
class Row:
    """One movement in one clip.

    delay_seconds: to the opening of an incident, None if there was none. measured: share of the
    frames that were. error: median distance between read and true movement over those frames, in
    pixels of the small picture, of what lies half a width from the centre; None without any.
    """

    clip: str
    kind: str
    size: float
    delay_seconds: float | None
    measured: float
    error_pixels: float | None


@dataclass(frozen=True, slots=True)
class Still:
    """A clip as it is: what the channel makes of a camera that does not move.

    spread: standard deviation of each number of the sample. microseconds: CPU time of placing a
    frame, median.
    """

    clip: str
    seconds: float
    false_incidents: int
    measured: float
    spread: list[float]
    microseconds: float


class Judge:
    """The geometry channel alone, with its part of the configured rate of false incidents."""

    def __init__(self) -> None:
        detect = DetectConfig()
        self.anchors = Anchors()
        self._channels = Channels(detect)
        self._tracker = IncidentTracker(incident_limits(detect))
        self.samples: list[F64 | None] = []
        self.microseconds: list[float] = []

    def step(self, picture: U8, index: int) -> bool:
        """Judge one picture; whether an incident opened."""
        t_ns = round(index / FPS * 1e9)
        begin = time.thread_time_ns()
        sample = self.anchors.place(picture)
        self.microseconds.append((time.thread_time_ns() - begin) / 1e3)
        self.samples.append(sample)
        quiet = self._tracker.phase == "quiet"
        readings = {}
        if sample is not None:
            lesson = Lesson(sound=True, quiet=quiet)
            readings = self._channels.judge("geometry", sample / GEOMETRY_STEPS, t_ns, lesson)
        if quiet and all(r.score <= 1.0 for r in readings.values()):
            self.anchors.learn(picture, t_ns)
        return isinstance(self._tracker.update(readings, Moment(index, t_ns)), Opening)

    def save(self) -> State:
        """What it has learnt."""
        return {
            "anchors": self.anchors.save(),
            "channels": self._channels.save(),
            "tracker": self._tracker.save(),
        }

    @classmethod
    def restore(cls, state: State) -> Judge:
        """The judge that ``save`` described, without its samples."""
        judge = cls()
        judge.anchors = Anchors.restore(state["anchors"])
        judge._channels = Channels.restore(state["channels"], DetectConfig())
        judge._tracker = IncidentTracker.restore(state["tracker"], incident_limits(DetectConfig()))
        return judge


def moves(sizes: int) -> list[Move]:
    """Every kind, the first ``sizes`` sizes, all directions."""
    found = []
    for kind, all_sizes in SIZES.items():
        for size in all_sizes[:sizes]:
            for n in range(DIRECTIONS[kind]):
                sign = 1.0 - 2.0 * n
                angle = 0.5 + 1.65 * n
                if kind == "shift":
                    right, down = size * np.cos(angle), size * np.sin(angle)
                    found.append(Move(kind, size, right=float(right), down=float(down)))
                elif kind == "rotation":
                    found.append(Move(kind, size, turn=sign * size))
                else:
                    found.append(Move(kind, size, zoom=sign * size))
    return found


class Clip:
    """Frames of one clip, and the view that is cut out of them."""

    def __init__(self, source: str) -> None:
        self.name = Path(source).stem
        self._frames = list(frames_at(source))
        height, width = self._frames[0].shape[:2]
        self._view = (int(height * VIEW) // 2 * 2, int(width * VIEW) // 2 * 2)
        wanted = int((CLEAN_SECONDS + MOVED_SECONDS) * FPS)
        self.order = there_and_back(len(self._frames), wanted)

    def still(self, index: int) -> U8:
        """The small grey picture of the view as it is."""
        frame = self._frames[self.order[index]]
        top, left = ((frame.shape[i] - self._view[i]) // 2 for i in (0, 1))
        return small(frame[top : top + self._view[0], left : left + self._view[1]])

    def moved(self, index: int, move: Move) -> U8:
        """The same after a movement."""
        frame = self._frames[self.order[index]]
        matrix = move.matrix(frame.shape, self._view)
        size = (self._view[1], self._view[0])
        return small(np.asarray(cv2.warpAffine(frame, matrix, size, flags=cv2.INTER_CUBIC)))


def small(pixels: U8) -> U8:
    """The picture that the judge works on."""
    found = cv2.cvtColor(shrink(np.ascontiguousarray(pixels)), cv2.COLOR_BGR2GRAY)
    return np.asarray(found, dtype=np.uint8)


def measure(source: str, sizes: int) -> tuple[Still, list[Row]]:
    """One clip as it is, and after every movement."""
    clip, judge, false = Clip(source), Judge(), 0
    first = int(CLEAN_SECONDS * FPS)
    state: State = {}
    for index in range(len(clip.order)):
        if index == first:
            state = judge.save()
        false += judge.step(clip.still(index), index)
    known = [s for s in judge.samples if s is not None]
    still = Still(
        clip=clip.name,
        seconds=len(clip.order) / FPS,
        false_incidents=false,
        measured=len(known) / len(judge.samples),
        spread=[round(float(s), 3) for s in np.std(known, axis=0)] if known else [],
        microseconds=round(statistics.median(judge.microseconds[20:]), 1),
    )
    return still, [after(clip, move, first, state) for move in moves(sizes)]


def after(clip: Clip, move: Move, first: int, state: State) -> Row:
    """One movement after the clean beginning."""
    judge, delay = Judge.restore(state), None
    width = clip.still(first).shape[1]
    for index in range(first, first + int(MOVED_SECONDS * FPS)):
        if judge.step(clip.moved(index, move), index) and delay is None:
            delay = round((index - first) / FPS, 2)
    known = [s for s in judge.samples if s is not None]
    return Row(
        clip=clip.name,
        kind=move.kind,
        size=move.size,
        delay_seconds=delay,
        measured=round(len(known) / len(judge.samples), 3),
        error_pixels=error_pixels(known, move, width) if known else None,
    )


def error_pixels(samples: Iterable[F64], move: Move, width: int) -> float:
    """Median over frames of what is left of the movement, in pixels half a width from the centre.

    Shift, turn and zoom are added as if they fell into one line: an upper bound.
    """
    found = []
    for sample in samples:
        left = np.abs(sample - move.truth)
        shift = float(np.hypot(left[0], left[1])) * width / 100
        found.append(shift + width / 2 * float(np.hypot(np.radians(left[2]), left[3] / 100)))
    return round(statistics.median(found), 3)


def table(rows: Sequence[Row]) -> str:
    """Per kind and size: found within 5 s and 10 s, median delay, measured frames, error."""
    lines = [f"{'movement':<16}{'in 5 s':>9}{'in 10 s':>9}{'delay':>8}{'measured':>10}{'error':>9}"]
    for kind, size in dict.fromkeys((r.kind, r.size) for r in rows):
        some = [r for r in rows if (r.kind, r.size) == (kind, size)]
        delays = [r.delay_seconds for r in some if r.delay_seconds is not None]
        errors = [r.error_pixels for r in some if r.error_pixels is not None]
        soon = f"{sum(d <= 5.0 for d in delays)}/{len(some)}"
        late = f"{len(delays)}/{len(some)}"
        delay = f"{statistics.median(delays):.1f} s" if delays else "-"
        error = f"{statistics.median(errors):.2f} px" if errors else "-"
        measured = f"{100 * statistics.mean(r.measured for r in some):.0f} %"
        what = f"{kind} {size:g} {UNITS[kind]}"
        lines.append(f"{what:<16}{soon:>9}{late:>9}{delay:>8}{measured:>10}{error:>9}")
    return "\n".join(lines)


def line(still: Still) -> str:
    """One clip as it is, for a person."""
    figures = f"{still.false_incidents:>6}{100 * still.measured:>8.0f} %{still.microseconds:>7.0f}"
    return f"{still.clip:<24}{figures}  {' '.join(f'{s:.3f}' for s in still.spread)}"


def main(argv: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tools/bench geometry", description=__doc__)
    parser.add_argument("footage", nargs="*", help="clips of fixed cameras (default: the shipped)")
    parser.add_argument("--sizes", type=int, default=4, help="sizes of each kind, smallest first")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    cv2.setNumThreads(1)
    sources = args.footage or [str(resource("campus_people.mp4"))]
    if args.json:
        found = [measure(source, args.sizes) for source in sources]
        clips, rows = [asdict(s) for s, _ in found], [asdict(r) for _, some in found for r in some]
        print(json.dumps({"machine": machine(), "clips": clips, "results": rows}))
        return 0
    print_machine()
    print(f"{'clip':<24}{'false':>6}{'measured':>10}{'us':>7}  spread of x, y, turn, zoom")
    found = []
    for source in sources:
        found.append(measure(source, args.sizes))
        print(line(found[-1][0]), flush=True)
    print(f"\n{table([row for _, some in found for row in some])}")
    seconds = sum(max(s.seconds - 30.0, 0.0) for s, _ in found)
    false = sum(s.false_incidents for s, _ in found)
    print(f"\nfalse incidents: {false} in {seconds:.0f} s of footage as it is")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
