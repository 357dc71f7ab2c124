"""False alarms, delays and costs of the drift detector beside those of others, on known streams.

Track A takes every detector as its own documentation sets it up and compares the alarms that it
claims with those that it gives. Track B gives all the same false-alarm rate and compares delays.
Method and a run's tables: docs/detection-benchmark.md.
"""

# ruff: noqa: E402  # threads are limited before numpy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the program itself does

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detection_bench import environment, plot, tables
from detection_bench.footage import default_cache, embedded
from detection_bench.plans import PARTS, cost_jobs, jobs_of, place_of
from detection_bench.pool import WorkError, run_all
from machine import machine, print_machine

from virk_edge.adapters.resources import resource
from virk_edge.errors import VirkError

Row = dict[str, Any]


def main(argv: Sequence[str]) -> int:
    """Measure, print tables or one JSON object per line, and draw."""
    args = arguments(argv)
    try:
        parts, python = choose(args.part, args.rivals)
        cache = args.out / "vectors" if args.out else default_cache()
        footage = args.footage or [str(resource("campus_people.mp4"))]
        clips = [embedded(f, cache) for f in footage] if "real" in parts else []
        begin, rows = time.monotonic(), []
        jobs = jobs_of(parts, clips, args.seed, quick=args.quick)
        for row in run_all(jobs, args.processes, python):
            rows.append(row)
            progress(row, len(rows), len(jobs), begin)
        costs = list(run_all(cost_jobs(parts, args.seed, quick=args.quick), 1, python))
    except (environment.RivalsError, WorkError, VirkError) as error:
        print(f"virk-edge: {error}", file=sys.stderr)
        return error.exit_status
    rows.sort(key=lambda row: (row["kind"], place_of(row["stream"], row["detector"]), row["seed"]))
    text = report(rows, costs)
    if args.json:
        for row in ({"kind": "machine", **machine()}, *rows, *costs):
            print(json.dumps(row))
    else:
        print_machine()
        print(text)
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "detection.txt").write_text(text + "\n", encoding="utf-8")
        lines = "".join(json.dumps(row) + "\n" for row in (*rows, *costs))
        (args.out / "detection.jsonl").write_text(lines, encoding="utf-8")
        (args.out / "detection.svg").write_text(picture(rows), encoding="utf-8")
    return 0


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="tools/bench detection", description=__doc__)
    parser.add_argument("footage", nargs="*", help="clips of fixed cameras (default: the shipped)")
    parser.add_argument(
        "--part",
        help=f"some of {','.join(PARTS)} (default: all; rivals only if .venv-rivals is there)",
    )
    parser.add_argument("--quick", action="store_true", help="two minutes, not fifteen")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--rivals", type=Path, default=environment.DEFAULT, metavar="DIR")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write tables and a plot here")
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
    args = parser.parse_args(argv)
    unknown = set((args.part or "").split(",")) - {"", *PARTS}
    if args.processes < 1:
        parser.error("--processes must be at least 1")
    if unknown:
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    return args


def choose(part: str | None, rivals: Path) -> tuple[tuple[str, ...], Path | None]:
    """The parts to run, and the interpreter of the installed rivals."""
    if part is not None:
        parts = tuple(name for name in PARTS if name in part.split(","))
        return parts, environment.ensure(rivals) if "rivals" in parts else None
    python = environment.ready(rivals)
    if python is None:
        print(
            "virk-edge: without Alibi Detect and River; --part streams,rivals,real installs them "
            "into .venv-rivals (about a gigabyte).",
            file=sys.stderr,
        )
        return ("streams", "real"), None
    return PARTS, python


def progress(row: Row, done: int, jobs: int, begin: float) -> None:
    """One line on standard error."""
    took = time.monotonic() - begin
    what = f"{row['detector']} on {row['stream']}"
    print(f"[{took:4.0f} s] {done}/{jobs} {what}", file=sys.stderr, flush=True)


def picture(rows: Sequence[Row]) -> str:
    """The drawing, one line per detector in the order of the tables."""
    cells = [row for row in rows if row["kind"] == "cell"]
    cells.sort(key=lambda row: place_of(row["stream"], row["detector"])[2])
    return plot.drawing(cells, tables.pooled([row for row in rows if row["kind"] == "null"]))


def report(rows: Sequence[Row], costs: Sequence[Row]) -> str:
    """All tables."""
    nulls = tables.pooled([row for row in rows if row["kind"] == "null"])
    cells = [row for row in rows if row["kind"] == "cell"]
    parts = []
    if nulls:
        parts.append("A. Months of a camera, nothing happens\n" + tables.null_table(nulls))
    if cells:
        parts.append("A. As documented, nothing happens\n" + tables.null_table(cells))
    for changes in dict.fromkeys(tuple(row["changes"]) for row in cells):
        some = [row for row in cells if tuple(row["changes"]) == changes]
        parts.append(
            "A. The same, delays: median / 90 %\n"
            + tables.delay_table(some, "own")
            + "\n\nB. All at one false-alarm rate, delays: median / 90 %\n"
            + tables.delay_table(some, "matched")
        )
    parts.append("Cost, one at a time, 152 numbers a sample\n" + tables.cost_table(costs))
    return "\n\n".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
