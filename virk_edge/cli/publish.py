"""``virk-edge publish``: play footage into a feed in real time, as a camera program would.

Every frame has its due time on the monotonic clock, counted from the start: a slow frame makes no
later frame late. A frame that is half a second late is left out, as a camera would.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import json
import math
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from virk_edge.cli.ending import asked_to_end, heeded
from virk_edge.cli.options import add_json
from virk_edge.errors import UsageError

if TYPE_CHECKING:
    from virk_edge.adapters.footage import Footage, FootageFrame
    from virk_edge.faults import Effect, Fault
    from virk_edge.publisher import FramePublisher

LATE_SECONDS = 0.5
COSTS_KEPT = 100_000  # calls whose cost is remembered, an hour at 28 frames per second


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("source", metavar="SOURCE", help="video, folder of pictures, or - for a list on stdin")
    add("--camera", required=True, metavar="NAME", help="name of the camera in the feed")
    add("--fps", type=float, metavar="F", help="frames per second instead of the footage's own")
    add("--times", type=Path, metavar="CSV", help="times of pictures: file,unix_seconds")
    add("--loop", action="store_true", help="begin again at the end, until stopped")
    add("--endpoint", metavar="E", help="the daemon's endpoint (default: $VIRK_EDGE_FEED)")
    add(
        "--keys",
        type=Path,
        metavar="DIR",
        help="keys of another device's daemon, from `config keys` (default: $VIRK_EDGE_FEED_KEYS)",
    )
    add("--fault", metavar="NAME", help="let a camera fault happen; see demo --fault list")
    add(
        "--fault-after",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="when (default: 30), or as soon as SIGUSR1 comes",
    )
    add("--strength", choices=("medium", "strong"), default="strong", help="of the fault")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Play until the end or a signal, then say what happened.

    Raises:
        FootageError: if the source cannot be read. UsageError: if the camera or fault cannot be.
    """
    from virk_edge.adapters.footage import open_footage

    if args.fault == "list":
        return list_faults()
    fault = fault_named(args.fault) if args.fault else None
    if not 0.0 <= args.fault_after < math.inf:
        raise UsageError(f"--fault-after {args.fault_after:g}: give seconds from 0 on.")
    with open_footage(args.source, fps=args.fps, times=args.times) as footage:
        publisher = _publisher(args.camera, args.endpoint, args.keys)
        with asked_to_end() as stop:
            player = Player(publisher, clock=time.monotonic, wait=stop.wait)
            if fault is not None:
                player.befall(fault.start(args.strength), after=args.fault_after)
            frames = repeated(footage) if args.loop else ((f, f.seconds) for f in footage)
            try:
                with heeded(signal.SIGUSR1, by=player.befall_now):
                    player.play(frames)
            finally:
                summary = player.summary()
                publisher.close()
        _say(summary, footage, as_json=args.json)
    return 0


class Wait(Protocol):
    """Wait so many seconds; True at once if the player shall end."""

    def __call__(self, timeout: float) -> bool: ...


class Player:
    """Brings frames to the hook when they are due. Time comes in as arguments.

    clock: seconds, increasing. wait: see ``Wait``.
    """

    def __init__(
        self, publisher: FramePublisher, *, clock: Callable[[], float], wait: Wait
    ) -> None:
        self._publisher, self._clock, self._wait = publisher, clock, wait
        self._effect: Effect | None = None
        self._after = 0.0
        self._played = 0.0
        self.late = 0
        self.fault_frame: int | None = None
        self._costs_ns: deque[int] = deque(maxlen=COSTS_KEPT)

    def befall(self, effect: Effect, *, after: float) -> None:
        """From ``after`` seconds on, every frame goes through this fault."""
        self._effect, self._after = effect, after

    def befall_now(self) -> None:
        """The fault that was to happen later happens from the next frame on."""
        self._after = 0.0

    def play(self, frames: Iterable[tuple[FootageFrame, float]]) -> None:
        """Publish each frame at its seconds since the start; returns at the end or when told to."""
        start, before = -math.inf, math.inf
        for number, (frame, seconds) in enumerate(frames):
            # Opening the footage, again for every round, is not part of the play: it is due now.
            if frame.index <= before:
                start = max(start, self._clock() - seconds)
            before = frame.index
            if self._clock() - start - seconds > LATE_SECONDS:  # before anything is spent on it
                self.late += 1
                if self._wait(0.0):
                    return
                continue
            faulty = self._effect is not None and seconds >= self._after
            pixels = frame.pixels
            if faulty and self._effect is not None:
                if self.fault_frame is None:
                    self.fault_frame = self._publisher.statistics().frames
                pixels = self._effect(pixels, number)
            ahead = start + seconds - self._clock()
            if self._wait(max(ahead, 0.0)):
                return
            self._played = self._clock() - start
            began_ns = time.perf_counter_ns()
            if frame.original is not None and not faulty:
                height, width = pixels.shape[:2]
                self._publisher.publish_encoded(
                    frame.original, encoding=frame.encoding.value, height=height, width=width
                )
            else:
                self._publisher.publish(pixels)
            self._costs_ns.append(time.perf_counter_ns() - began_ns)

    def summary(self) -> dict[str, object]:
        """What happened; costs in microseconds of wall time per call of the hook."""
        seen = self._publisher.statistics()
        costs = sorted(self._costs_ns)
        p50, p99 = (costs[int(len(costs) * q)] / 1000 if costs else None for q in (0.5, 0.99))
        return {
            "event": "published",
            "camera": seen.camera,
            "frames": seen.frames,
            "sent": seen.sent,
            "unwanted": seen.unwanted,
            "lost": seen.lost,
            "late": self.late,
            "fault_frame": self.fault_frame,
            "seconds": round(self._played, 3),
            "hook_us_p50": p50,
            "hook_us_p99": p99,
            "errors": dict(seen.errors),
        }


def repeated(footage: Footage) -> Iterator[tuple[FootageFrame, float]]:
    """The footage again and again, one frame's time between the end and the beginning."""
    begin = 0.0
    for _ in itertools.count():
        last, step = 0.0, 1.0 / footage.fps if footage.fps else 1.0
        for frame in footage:
            if footage.fps is None and frame.seconds > last:
                step = frame.seconds - last
            last = frame.seconds
            yield frame, begin + last
        begin += last + step


def _publisher(camera: str, endpoint: str | None, keys: Path | None) -> FramePublisher:
    """The hook. What it would count and try again later is said here at once."""
    from virk_edge.formats.endpoints import endpoint_complaint, unkeyed_complaint
    from virk_edge.publisher import (
        DEFAULT_ENDPOINT,
        ENDPOINT_VARIABLE,
        KEYS_VARIABLE,
        FramePublisher,
    )
    from virk_edge.publisher.keys import KeysError, hook_keys

    where = endpoint or os.environ.get(ENDPOINT_VARIABLE) or DEFAULT_ENDPOINT
    folder = keys or os.environ.get(KEYS_VARIABLE)
    complaint = (endpoint_complaint if folder else unkeyed_complaint)(where)
    if complaint is not None:
        raise UsageError(f"--endpoint {where}: {complaint}.")
    try:
        if folder:
            hook_keys(Path(folder))
        return FramePublisher(camera, endpoint=endpoint, keys=keys)
    except KeysError as error:
        raise UsageError(f"--keys: {error}.") from error
    except ValueError as error:
        raise UsageError(f"--camera: {error}.") from error


def fault_named(name: str) -> Fault:
    """The camera fault of that name.

    Raises:
        UsageError: if there is none; the message names the nearest.
    """
    from virk_edge.faults import FAULTS

    if name not in FAULTS:
        near = difflib.get_close_matches(name, FAULTS, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(FAULTS)}."
        raise UsageError(f"--fault {name}: no such fault; {hint}")
    return FAULTS[name]


def list_faults() -> int:
    """Print the camera faults, a line each; the exit status."""
    from virk_edge.faults import FAULTS

    for fault in FAULTS.values():
        print(f"{fault.name:<14}{fault.line} ({', '.join(fault.causes)})")
    return 0


def _say(summary: dict[str, object], footage: Footage, *, as_json: bool) -> None:
    for warning in footage.warnings:
        print(f"virk-edge: {warning}", file=sys.stderr)
    if as_json:
        print(json.dumps(summary | {"skipped": footage.skipped}))
        return
    print(
        "{camera}: {frames} frames in {seconds:.1f} s, {sent} sent, {unwanted} not wanted, "
        "{lost} lost, {late} too late".format_map(summary)
    )
    if summary["hook_us_p50"] is not None:
        print("hook: {hook_us_p50:.0f} µs p50, {hook_us_p99:.0f} µs p99".format_map(summary))
    if summary["frames"] and not summary["sent"]:
        print("virk-edge: nobody asked for a frame; is the daemon running?", file=sys.stderr)
