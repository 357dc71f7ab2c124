"""How often the right cause is named: on our own faults, on other people's, on real ones, on none.

Other people's generators (imagecorruptions, albumentations, AI Verify) are development-only: they
run in .venv-corruptions, made on demand. A clip is a video of a fixed camera, a folder of stills,
or FOLDER:PATTERN for some of them. Frames and measurements are kept; judging them again is quick.
"""

# ruff: noqa: E402  # threads are limited before numpy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the program itself does

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from days_bench.showing import Table
from detection_bench.environment import ROOT, RivalsError
from detection_bench.footage import default_cache
from diagnosis_lab import report
from diagnosis_lab.gathering import PARTS, Task, gather
from diagnosis_lab.judging import answers
from diagnosis_lab.measuring import Sample
from diagnosis_lab.worker import CORRUPTIONS, DEFAULT, CorruptionError
from machine import machine, print_machine

from virk_edge.adapters.resources import resource
from virk_edge.errors import VirkError


def main(argv: Sequence[str]) -> int:
    """Measure, judge, print, and write what was asked for."""
    args = arguments(argv)
    try:
        python = None
        if "others" in args.part or args.plots:
            python = CORRUPTIONS.ensure(args.corruptions)
        samples = measured(args, python)
    except (RivalsError, CorruptionError, VirkError) as error:
        print(f"virk-edge: {error}", file=sys.stderr)
        return error.exit_status
    found = report.numbers(answers(samples))
    goals = report.targets(found)
    told = {"machine": machine(), "samples": len(samples), "figures": found}
    told["targets"] = [{"what": g.what, "target": g.target, "measured": g.measured} for g in goals]
    print_machine()
    for table in report.tables(found):
        print(f"\n{table}")
    rows: list[dict[str, object]] = [
        {"what": g.what, "to reach": g.target, "measured": g.measured, "met": g.met} for g in goals
    ]
    if rows:
        print(f"\n{Table('Numbers to reach', rows)}")
    if args.json:
        args.json.write_text(json.dumps(told) + "\n", encoding="utf-8")
    if args.plots:
        assert python is not None
        draw(told, args.plots, python)
    return 0


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="tools/bench diagnosis", description=__doc__)
    parser.add_argument("clips", nargs="*", help="fixed cameras (default: the shipped clip)")
    parser.add_argument(
        "--part", default="others", help=f"some of {','.join(PARTS)} (default: others)"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of footage, for real")
    parser.add_argument("--quick", action="store_true", help="a quarter of the incidents")
    parser.add_argument("--limit", type=int, help="at most so many incidents per clip and part")
    parser.add_argument("--jobs", type=int, default=1, help="clips at a time")
    parser.add_argument("--corruptions", type=Path, default=DEFAULT, metavar="DIR")
    parser.add_argument("--cache", type=Path, default=default_cache(), metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all figures")
    parser.add_argument(
        "--plots", type=Path, metavar="DIR", help="draw coverage, scores, confusion"
    )
    args = parser.parse_args(argv)
    args.part = args.part.split(",")
    unknown = set(args.part) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    if "real" in args.part and args.data is None:
        parser.error("--part real needs --data, the folder of footage")
    if args.jobs < 1 or (args.limit is not None and args.limit < 1):
        parser.error("--jobs and --limit must be at least 1")
    return args


def measured(args: argparse.Namespace, python: Path | None) -> list[Sample]:
    """All samples of all parts and clips; other people's corruptions bring clean windows along."""
    parts = [part for part in PARTS if part in args.part]
    if "others" in parts and "clean" not in parts:
        parts.append("clean")
    footage = args.clips or [str(resource("campus_people.mp4"))]
    windows, draws = (1, 1) if args.quick else (4, 3)
    asked = [
        (part, clip) for part in parts for clip in ([str(args.data)] if part == "real" else footage)
    ]
    tasks = [
        Task(part, clip, args.cache, windows, draws, args.limit, python) for part, clip in asked
    ]
    begin, found = time.monotonic(), list[Sample]()
    for number, (task, samples) in enumerate(gather(tasks, min(args.jobs, len(tasks))), 1):
        found += samples
        took = time.monotonic() - begin
        print(
            f"[{took:4.0f} s] {number}/{len(tasks)} {task.part} {task.clip}: {len(samples)}",
            file=sys.stderr,
            flush=True,
        )
    return found


def draw(told: dict[str, Any], folder: Path, python: Path) -> None:
    """In the environment that has matplotlib."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "figures.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        script = ROOT / "tools" / "diagnosis_lab" / "drawing.py"
        subprocess.run([python, str(script), str(file), str(folder)], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
