"""Which camera faults, put into footage of yours or ours, are noticed, how soon, and named right.

For each clip: 33 s of it as it is, then a fault for 9 s, for every fault and two strengths; and the
clip once through without any fault, for false incidents. Clips that are too short are played
forwards and backwards. Every clip has the same number of rows, so scenes count equally.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from footage_bench import (
    CLEAN_SECONDS,
    FAULT_SECONDS,
    FPS,
    Row,
    fault_rows,
    frames_at,
    table,
    there_and_back,
)

from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.adapters.resources import resource
from virk_edge.core.monitor import Monitor
from virk_edge.core.observe import observe
from virk_edge.faults import FAULTS
from virk_edge.formats.config import DetectConfig, EmbedderConfig
from virk_edge.nouns import U8, Effort, Encoding, FrameInfo, IncidentOpened, Observation


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
    frames = list(frames_at(source))
    wanted = int((CLEAN_SECONDS + FAULT_SECONDS) * FPS) + 1
    return [frames[i] for i in there_and_back(len(frames), wanted)]


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
    last = min(first + int(FAULT_SECONDS * FPS), len(frames))

    def faulty(name: str, strength: str) -> Iterator[Observation]:
        effect = FAULTS[name].start("medium" if strength == "medium" else "strong", seed=3)
        for index in range(first, last):
            yield look(effect(frames[index], index), index, embedder)

    clean = (look(frames[index], index, embedder) for index in range(first))
    return fault_rows(clip, clean, faulty, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
