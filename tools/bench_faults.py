"""Which camera faults, put into footage of yours or ours, are noticed, how soon, and named right.

For each clip: 33 s of it as it is, then a fault for 9 s, for every fault and two strengths; and the
clip once through without any fault, for false incidents. Clips that are too short are played
forwards and backwards. Every clip has the same number of rows, so scenes count equally.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.adapters.footage import open_footage
from virk_edge.adapters.resources import resource
from virk_edge.core.monitor import Monitor
from virk_edge.core.observe import observe
from virk_edge.faults import FAULTS
from virk_edge.formats.config import DetectConfig, EmbedderConfig
from virk_edge.nouns import (
    U8,
    Effort,
    Encoding,
    FrameInfo,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
)

FPS = 5.0
CLEAN_SECONDS, FAULT_SECONDS = 33.0, 9.0
STRENGTHS = ("medium", "strong")


@dataclass(frozen=True, slots=True)
class Row:
    """One fault in one clip. delay in seconds to the opening, None if it was missed."""

    clip: str
    fault: str
    strength: str
    delay_seconds: float | None
    cause: str | None
    right: bool


def main(argv: Sequence[str]) -> int:
    """Print a table per fault, or with ``--json`` one line per row."""
    parser = argparse.ArgumentParser(prog="tools/bench faults", description=__doc__)
    parser.add_argument("footage", nargs="*", help="clips of fixed cameras (default: the shipped)")
    parser.add_argument("--fault", action="append", choices=sorted(FAULTS), help="only these")
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
    args = parser.parse_args(argv)
    embedder = load_embedder(EmbedderConfig())
    rows: list[Row] = []
    false_incidents, clean_seconds = 0, 0.0
    for source in args.footage or [str(resource("campus_people.mp4"))]:
        frames = read(source)
        false, seconds = count_false(frames, embedder)
        false_incidents, clean_seconds = false_incidents + false, clean_seconds + seconds
        new = measure(Path(source).stem, frames, args.fault or list(FAULTS), embedder)
        rows += new
        if args.json:
            for row in new:
                print(json.dumps(asdict(row)), flush=True)
        else:
            print(f"{Path(source).name}: {false} false incidents in {seconds:.0f} s", flush=True)
    if not args.json:
        print(table(rows))
        print(f"false incidents: {false_incidents} in {clean_seconds:.0f} s of footage as it is")
    return 0


def read(source: str) -> list[U8]:
    """Frames of a clip at ``FPS``, at least enough for one fault: forwards, then backwards."""
    frames: list[U8] = []
    with open_footage(source) as footage:
        for frame in footage:
            if frame.seconds >= len(frames) / FPS - 1e-6:
                frames.append(frame.pixels)
    wanted = int((CLEAN_SECONDS + FAULT_SECONDS) * FPS) + 1
    there_and_back = frames + frames[-2:0:-1]
    if len(frames) < wanted:
        frames = (there_and_back * (wanted // len(there_and_back) + 1))[:wanted]
    return frames


def look(frame: U8, index: int, embedder: Embedder) -> Observation:
    """Measure one frame."""
    t_ns = round(index / FPS * 1e9)
    height, width = frame.shape[:2]
    info = FrameInfo("bench", index, "bench", t_ns, t_ns, Encoding.BGR8, height, width)
    return observe(info, frame, Effort.FULL, embedder.embed)


def count_false(frames: list[U8], embedder: Embedder) -> tuple[int, float]:
    """Incidents in footage as it is, and its seconds after the baseline was armed."""
    monitor, opened = Monitor("bench", DetectConfig()), 0
    for index, frame in enumerate(frames):
        events = monitor.step(look(frame, index, embedder)).events
        opened += sum(isinstance(event, IncidentOpened) for event in events)
    return opened, max(len(frames) / FPS - 30.0, 0.0)


def measure(clip: str, frames: list[U8], faults: list[str], embedder: Embedder) -> list[Row]:
    """Every fault, in both strengths, after the same clean beginning."""
    first = int(CLEAN_SECONDS * FPS)
    learnt = Monitor("bench", DetectConfig())
    for index in range(first):
        learnt.step(look(frames[index], index, embedder))
    state = learnt.save()
    rows = []
    for name in faults:
        for strength in STRENGTHS:
            monitor = Monitor.restore(state, DetectConfig())
            effect = FAULTS[name].start("medium" if strength == "medium" else "strong", seed=3)
            delay = cause = None
            for index in range(first, min(first + int(FAULT_SECONDS * FPS), len(frames))):
                pixels = effect(frames[index], index)
                for event in monitor.step(look(pixels, index, embedder)).events:
                    if isinstance(event, IncidentOpened):
                        delay = (index - first) / FPS
                    elif isinstance(event, IncidentDiagnosed):
                        cause = event.diagnosis.causes[0].cause
            rows.append(Row(clip, name, strength, delay, cause, cause in FAULTS[name].causes))
    return rows


def table(rows: list[Row]) -> str:
    """Per fault and strength: noticed, noticed within 5 s, right cause first, median delay."""
    lines = [f"{'fault':<14}{'strength':<9}{'noticed':>9}{'in 5 s':>8}{'right':>7}{'delay':>9}"]
    for name in [*dict.fromkeys(row.fault for row in rows), "all"]:
        for strength in STRENGTHS:
            some = [r for r in rows if r.fault in (name, r.fault * (name == "all"))]
            some = [r for r in some if r.strength == strength]
            delays = [r.delay_seconds for r in some if r.delay_seconds is not None]
            middle = f"{statistics.median(delays):.1f} s" if delays else "-"
            soon = sum(d <= 5.0 for d in delays)
            right = sum(r.right for r in some)
            lines.append(
                f"{name:<14}{strength:<9}{f'{len(delays)}/{len(some)}':>9}{soon:>8}{right:>7}"
                f"{middle:>9}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
