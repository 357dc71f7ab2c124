"""Kills, failing disks and power cuts at every step of an incident's life; nothing may be lost.

Status 1 if anything was. What is promised, what is tried and figures: docs/crash.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from crash_bench import faults, kills, lives, lost, traced
from crash_bench.incident import Recorded, Salvaged
from crash_bench.points import Point, Result, sampled, tried
from crash_bench.states import Saved
from machine import machine, print_machine

PARTS = ("store", "faults", "lost", "daemon", "strace")
_DAEMON_EVERY, _DAEMON_EVERY_QUICK, _QUICK = 8, 120, 37
_SAID = 3  # problems of one point that are printed


def main(argv: Sequence[str]) -> int:
    """Run the parts and print a table; status 1 if a point failed."""
    args = _arguments(argv)
    if not args.json:
        print_machine()
    results = []
    for name, part in rows(args):
        start = time.perf_counter()
        result = tried(name, part(), args.only)
        if args.only and not result.points:
            continue
        results.append(result)
        if not args.json:
            print_result(result, time.perf_counter() - start)
    points, failed = sum(r.points for r in results), sum(len(r.failed) for r in results)
    if args.json:
        rows_ = [{"part": r.part, "points": r.points, "failed": dict(r.failed)} for r in results]
        print(json.dumps({"machine": machine(), "results": rows_}))
    else:
        print(f"{'all':24s}{points:7d} points {failed:5d} failed")
    if not points:
        print(f"tools/bench crash: there is no point {args.only!r}", file=sys.stderr)
        return 2
    return 1 if failed else 0


def rows(args: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Iterator[Point]]]]:
    """Name and points of each row of the table."""
    only, chosen = args.only, args.part or PARTS
    if only:
        there = [part for part in ("daemon", "strace") if only.startswith(part)]
        chosen = there or ("store", "faults", "lost")
    every = _QUICK if args.quick and not only else 1
    for name, points in in_one_process(for_real=True).items():
        if name.partition(",")[0] in chosen:
            yield name, lambda points=points: sampled(points(), every)  # type: ignore[misc]
    lives_every = args.every or (_DAEMON_EVERY_QUICK if args.quick else _DAEMON_EVERY)
    if "daemon" in chosen:
        faults_only = bool(only) and only.startswith("daemon-faults")
        if not faults_only:
            yield "daemon, killed", lambda: lives.points(lives_every, only)
        if faults_only or not only:
            yield "daemon, faults", lives.points_of_faults
    if "strace" in chosen:
        if traced.missing():
            print(traced.missing(), file=sys.stderr)
        else:
            yield "strace", lambda: traced.points(quick=args.quick)


def in_one_process(*, for_real: bool) -> dict[str, Callable[[], Iterator[Point]]]:
    """All that needs no daemon; for_real: who is killed is a process of its own, with all calls."""
    store, synced, states = Recorded(), Recorded("store-synced", synced=True), Saved()
    linkless = Recorded("store-linkless", links=False)
    whole = Recorded("store-whole", whole=for_real)
    return {
        "store, killed": lambda: kills.points(whole, for_real=for_real),
        "store, without links": lambda: kills.points(linkless, for_real=for_real),
        "store, killed in salvage": lambda: kills.points_of_salvage(for_real=for_real),
        "store, states killed": lambda: kills.points(states, for_real=for_real),
        "faults, incident": lambda: faults.points(store),
        "faults, salvage": lambda: _each_salvage(faults.points),
        "faults, states": lambda: faults.points(states),
        "lost, incident": lambda: lost.points(store),
        "lost, incident synced": lambda: lost.points(synced),
        "lost, without links": lambda: lost.points(linkless),
        "lost, fsync failed": lambda: lost.points_of_failed_syncs(synced),
        "lost, salvage": lambda: _each_salvage(lost.points),
        "lost, states": lambda: lost.points(states),
        "lost, states fsync failed": lambda: lost.points_of_failed_syncs(states),
    }


def _each_salvage(points: Callable[[Salvaged], Iterator[Point]]) -> Iterator[Point]:
    for scenario in kills.salvages(few=True):
        yield from points(scenario)


def print_result(result: Result, seconds: float) -> None:
    """One row, and what failed."""
    counts = f"{result.points:7d} points {len(result.failed):5d} failed"
    print(f"{result.part:24s}{counts} {seconds:7.0f} s", flush=True)
    for name, problems in result.failed:
        print(f"    --only {name}")
        for problem in problems[:_SAID]:
            print("        " + problem.strip().replace("\n", "\n        "))


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/bench crash", description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, help="this part")
    parser.add_argument("--only", metavar="POINT", help="this one point, as a failure names it")
    parser.add_argument("--quick", action="store_true", help="a sample of all points")
    parser.add_argument(
        "--every", type=int, metavar="N", help=f"every N-th call of a daemon ({_DAEMON_EVERY})"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
