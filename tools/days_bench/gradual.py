"""Faults that creep in: how far each has come when it is found, in half a minute and in four hours.

Travel is 0 for the clean picture and 1 for the strong fault. Over hours a camera is simulated: its
clip's frames in turn, and the fault in steps so fine that two neighbours are mixed at random.
"""

from __future__ import annotations

import inspect
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from footage_bench import CLEAN_SECONDS, FPS, frames_at, there_and_back

from days_bench.bench import Bench
from days_bench.footage import feeds
from days_bench.measured import Measured, source_digest
from days_bench.remembering import remembered_places
from days_bench.showing import Row, Section, Table, Target, share
from days_bench.watching import Watch
from virk_edge.faults import FAULTS
from virk_edge.faults.linear import disc_kernel, encoded, linear
from virk_edge.nouns import U8, State

RAMP_SECONDS = 33.0  # half of what is shown of a clip
HOURS_LEARNT, HOURS = 1.0, 4.0
EVERY_SECONDS = 2.0
FRAMES = 24  # of a clip, for the hours
STEPS = 12  # of travel, for the hours
HOURS_CLIPS = ("campus_people", "indoor_room", "street_taxis")


def defocus(pixels: U8, travel: float, index: int) -> U8:
    """A disc of up to 1.3 % of the width."""
    radius = 0.013 * travel * pixels.shape[1]
    if radius < 0.3:
        return pixels
    light = cv2.filter2D(linear(pixels), -1, disc_kernel(radius), borderType=cv2.BORDER_REFLECT_101)
    return encoded(np.asarray(light, np.float32))


def moved(pixels: U8, travel: float, index: int) -> U8:
    """Pushed to the right by up to 4.5 % of the width."""
    height, width = pixels.shape[:2]
    matrix = np.array([[1.0, 0.0, 0.045 * travel * width], [0.0, 1.0, 0.0]])
    shifted = cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(shifted, np.uint8)


def mixed(name: str) -> Callable[[U8, float, int], U8]:
    """A part of a strong fault of light: linear light adds up."""
    effect = FAULTS[name].start("strong", seed=3)

    def ramp(pixels: U8, travel: float, index: int) -> U8:
        part = np.float32(travel)
        return encoded((1 - part) * linear(pixels) + part * linear(effect(pixels, index)))

    return ramp


RAMPS: dict[str, Callable[[U8, float, int], U8]] = {
    "knocked_lens": defocus,
    "fog": mixed("fog"),
    "lights_out": mixed("lights_out"),
    "bump": moved,
}


@dataclass(frozen=True, slots=True)
class Found:
    """When a ramp was found; incidents before it began are not this."""

    clip: str
    fault: str
    over: str
    travel: float | None
    cause: str | None
    busy: bool

    def row(self) -> Row:
        """As a row of the table."""
        return {
            "clip": self.clip,
            "fault": self.fault,
            "over": self.over,
            "busy": self.busy,
            "found at travel": None if self.travel is None else round(self.travel, 2),
            "cause": self.cause,
        }


def run(bench: Bench) -> Section:
    """Ramps in every static feed over half a minute, in three of them over hours."""
    section = Section("gradual")
    found: list[Found] = []
    clips = {n: p for n, (p, static) in feeds(bench.data).items() if static}
    if not clips:
        section.words.append("skipped: there is no clip in feeds/.")
        return section
    for name in list(clips)[: 2 if bench.quick else None]:
        with remembered_places():
            found += _over_seconds(bench, name, clips[name])
    for name in [n for n in HOURS_CLIPS if n in clips][: 1 if bench.quick else None]:
        with remembered_places():
            found += _over_hours(bench, name, clips[name])
    section.tables += [
        Table("ramps", [f.row() for f in found]),
        Table("ramps, by fault", _summary(found)),
    ]
    section.targets += [_target(found, over) for over in dict.fromkeys(f.over for f in found)]
    return section


def _code() -> list[str]:
    """What the pictures depend on."""
    return [inspect.getsource(f) for f in (defocus, moved, mixed)] + [source_digest("faults/*.py")]


def _over_seconds(bench: Bench, name: str, path: Path) -> list[Found]:
    first, last = int(CLEAN_SECONDS * FPS), int((CLEAN_SECONDS + RAMP_SECONDS) * FPS)
    frames = list(frames_at(path))
    order = there_and_back(len(frames), last)[:last]
    clean = bench.kept.measure(["ramp", "clean", last], [path], lambda: (frames[i] for i in order))
    watch = bench.watch(f"{name} before ramps")
    for index in range(first):
        watch.show(clean.at(index, seq=index, seconds=index / FPS))
    state, busy = watch.monitor.save(), watch.open
    found = []
    for fault, ramp in RAMPS.items():

        def pictures(ramp: Callable[[U8, float, int], U8] = ramp) -> Iterator[U8]:
            for index in range(first, last):
                yield ramp(frames[order[index]], (index - first) / (last - first), index)

        measured = bench.kept.measure(["ramp", fault, _code()], [path], pictures)
        watch = bench.watch(f"{name} {fault} over seconds", state)
        for index in range(first, last):
            watch.show(measured.at(index - first, seq=index, seconds=index / FPS))
        found.append(_found(name, fault, f"{RAMP_SECONDS:g} s", watch, first / FPS, busy))
    return found


def _over_hours(bench: Bench, name: str, path: Path) -> list[Found]:
    frames = list(frames_at(path))
    some = frames[:: max(len(frames) // FRAMES, 1)][:FRAMES]
    whole = bench.kept.measure(["clip", FPS], [path], lambda: frames)
    watch = bench.watch(f"{name} an hour before ramps")
    learnt = int(HOURS_LEARNT * 3600 / EVERY_SECONDS)
    draw = np.random.default_rng(0)
    for seq in range(learnt):
        watch.show(whole.at(int(draw.integers(len(whole))), seq=seq, seconds=seq * EVERY_SECONDS))
    state, busy = watch.monitor.save(), watch.open
    found = []
    for fault, ramp in {"none": None, **RAMPS}.items():
        measured = _steps(bench, path, fault, some, ramp)
        watch = _ramp_over_hours(bench, f"{name} {fault} over hours", state, measured, learnt)
        begins = learnt * EVERY_SECONDS
        found.append(_found(name, fault, f"{HOURS:g} h", watch, begins, busy))
    return found


def _steps(
    bench: Bench,
    path: Path,
    fault: str,
    some: Sequence[U8],
    ramp: Callable[[U8, float, int], U8] | None,
) -> Measured:
    """Every frame at every step of travel; at step 0 and without a ramp as it is."""

    def pictures() -> Iterator[U8]:
        for step in range(STEPS + 1):
            for number, pixels in enumerate(some):
                yield pixels if ramp is None else ramp(pixels, step / STEPS, number)

    return bench.kept.measure(["ramp steps", fault, FRAMES, STEPS, _code()], [path], pictures)


def _ramp_over_hours(
    bench: Bench, run: str, state: State, measured: Measured, learnt: int
) -> Watch:
    watch = bench.watch(run, state)
    draw = np.random.default_rng(1)
    count = int(HOURS * 3600 / EVERY_SECONDS)
    frames = len(measured) // (STEPS + 1)
    for n in range(count):
        step = int(n / count * STEPS + draw.random())
        index = step * frames + int(draw.integers(frames))
        seq = learnt + n
        watch.show(measured.at(index, seq=seq, seconds=seq * EVERY_SECONDS))
    return watch


def _found(clip: str, fault: str, over: str, watch: Watch, begins: float, busy: bool) -> Found:
    length = RAMP_SECONDS if over.endswith("s") else HOURS * 3600
    first = watch.incidents[0] if watch.incidents else None
    travel = None if first is None else (first.opened_seconds - begins) / length
    return Found(clip, fault, over, travel, None if first is None else first.cause, busy)


def _summary(found: Sequence[Found]) -> list[Row]:
    rows: list[Row] = []
    for over in dict.fromkeys(f.over for f in found):
        for fault in dict.fromkeys(f.fault for f in found if f.over == over):
            some = [f for f in found if f.fault == fault and f.over == over]
            travels = [f.travel for f in some if f.travel is not None]
            rows.append(
                {
                    "over": over,
                    "fault": fault,
                    "found": share(len(travels), len(some)),
                    "before half": sum(t < 0.5 for t in travels),
                    "median travel": round(statistics.median(travels), 2) if travels else None,
                    "latest": round(max(travels), 2) if travels else None,
                }
            )
    return rows


def _target(found: Sequence[Found], over: str) -> Target:
    some = [f for f in found if f.over == over and f.fault != "none"]
    soon = sum(f.travel is not None and f.travel < 0.5 for f in some)
    return Target(
        f"gradual change over {over}",
        "before half its travel",
        f"{share(soon, len(some))} of the ramps",
        soon == len(some),
    )
