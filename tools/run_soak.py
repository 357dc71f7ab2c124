"""Hours of load in minutes: is memory flat, does nothing leak, do counters add up?

The real daemon runs under injected time; recorded pictures come through real hooks, with faults,
restarts, kills, rubbish and orders. Status 1 if anything fails. How to read it, and figures:
docs/soak.md.
"""

# ruff: noqa: E402  # threads are limited before numpy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the program itself does

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from machine import machine, print_machine
from soak_bench.process import SoakError
from soak_bench.report import checks, table
from soak_bench.sample import Sample
from soak_bench.session import Plan, soak
from soak_bench.trend import Limits

_TELL_S = 15.0


def main(argv: Sequence[str]) -> int:
    """Run and print; status 1 if a check failed, 70 if a process of ours did."""
    args = _arguments(argv)
    plan = Plan(args.minutes, args.speed, args.cycle, args.leak)
    limits = Limits(args.slope, args.distance)
    if not args.quiet:
        print_machine()
        print(f"{plan.hours:.1f} hours at {plan.speed:g} times the speed: {plan.minutes:g} minutes")
    with tempfile.TemporaryDirectory(prefix="virk-edge-soak-") as name:
        try:
            record = soak(plan, Path(name), _ignore if args.quiet else _Teller(plan.speed))
        except SoakError as error:
            print(f"virk-edge: {error}", file=sys.stderr)
            return 70
    rows = checks(plan, record, limits)
    print(table(rows))
    if args.json:
        found = {
            "machine": machine(),
            "plan": asdict(plan),
            "limits": asdict(limits),
            "checks": [asdict(row) for row in rows],
            "samples": [asdict(sample) for sample in record.samples],
            "books": [books.as_json() for books in record.books],
            "lines": record.lines,
            "left_out": record.left_out,
            "rubbish": record.rubbish,
        }
        args.json.write_text(json.dumps(found) + "\n", encoding="utf-8")
    return 0 if all(row.good for row in rows) else 1


class _Teller:
    """A line now and then, so that nobody thinks it hangs."""

    def __init__(self, speed: float) -> None:
        self._every_s = _TELL_S * speed
        self._due_s = 0.0

    def __call__(self, sample: Sample) -> None:
        if sample.passed_s >= self._due_s:
            self._due_s = sample.passed_s + self._every_s
            print(
                f"{sample.passed_s / 3600:6.2f} h  RssAnon {sample.anonymous_mib:6.1f} MiB  "
                f"descriptors {sample.descriptors}  threads {sample.threads}",
                flush=True,
            )


def _ignore(_: Sample) -> None:
    pass


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    usual, limits = Plan(), Limits()
    parser = argparse.ArgumentParser(prog="tools/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="real ones (10)")
    parser.add_argument("--speed", type=float, default=usual.speed, help="of time (60)")
    parser.add_argument("--cycle", type=float, default=usual.cycle_s, help="injected seconds (600)")
    parser.add_argument("--slope", type=float, default=limits.slope_mib, help="MiB per hour")
    parser.add_argument("--distance", type=float, default=limits.distance_mib, help="MiB")
    parser.add_argument(
        "--leak",
        type=int,
        nargs="?",
        const=1024,
        default=0,
        metavar="BYTES",
        help="kept for every message (1024), to see that it is noticed",
    )
    parser.add_argument("--quiet", action="store_true", help="only the table")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
