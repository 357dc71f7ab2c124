"""How the judge does over days and nights: false incidents, faults, fog, tampering; real footage.

DATA_DIR has the layout of the footage that the design was studied on; what is missing there is
skipped with a word. Pictures are measured once and kept in ~/.cache/virk-edge-bench.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from days_bench import clean, faults, fog, gradual, nights, stills, tamper, year
from days_bench.bench import Bench
from days_bench.footage import Stills
from days_bench.measured import Kept
from days_bench.showing import Row, Section, Table
from days_bench.watching import Trace
from machine import machine, print_machine

from virk_edge.errors import UsageError, VirkError
from virk_edge.faults import FAULTS
from virk_edge.formats.config import DetectConfig

SECTIONS: dict[str, Callable[[Bench], Section]] = {
    "clean": clean.run,
    "faults": faults.run,
    "gradual": gradual.run,
    "stills": stills.run,
    "fog": fog.run,
    "tamper": tamper.run,
    "nights": nights.run,
    "year": year.run,
}


def main(argv: Sequence[str]) -> int:
    """Print every section's tables and, at the end, the design's numbers to reach."""
    args = _arguments(argv)
    if not args.json:
        print_machine()
    sections = []
    try:
        with ExitStack() as stack:
            trace = Trace(stack.enter_context(args.trace.open("w"))) if args.trace else None
            bench = _bench(args, trace)
            for name in args.only or SECTIONS:
                start = time.perf_counter()
                sections.append(SECTIONS[name](bench))
                if not args.json:
                    print_section(sections[-1], time.perf_counter() - start)
    except VirkError as error:
        print(f"tools/bench days: {error}", file=sys.stderr)
        return error.exit_status
    if args.json:
        print_json(sections)
    else:
        print(targets_table(sections))
    return 0


def _bench(args: argparse.Namespace, trace: Trace | None) -> Bench:
    stills = None
    if args.stills is not None:
        stills = Stills.of(args.stills, args.times, utc_offset_hours=args.utc_offset)
    return Bench(
        data=args.data,
        kept=Kept(args.kept),
        detect=detect_config(args.set),
        quick=args.quick,
        trace=trace,
        faults=args.fault or list(FAULTS),
        stills=stills,
    )


def print_section(section: Section, seconds: float) -> None:
    """Words and tables of one section."""
    print(f"== {section.name} ({seconds:.0f} s)")
    print("\n\n".join([*section.words, *map(str, section.tables)]), end="\n\n", flush=True)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/bench days", description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="the folder of footage")
    parser.add_argument("--only", action="append", choices=list(SECTIONS), help="this section")
    parser.add_argument("--fault", action="append", choices=sorted(FAULTS), help="only this fault")
    parser.add_argument("--stills", type=Path, metavar="FOLDER", help="stills of your own camera")
    parser.add_argument("--times", type=Path, metavar="CSV", help="their times: file,unix_seconds")
    parser.add_argument(
        "--utc-offset", type=float, default=0.0, metavar="HOURS", help="of the clocks there"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
    parser.add_argument("--quick", action="store_true", help="fewer onsets, starts and hours")
    parser.add_argument("--trace", type=Path, metavar="FILE", help="every score, as CSV")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="a key of [detect]"
    )
    parser.add_argument(
        "--kept",
        type=Path,
        default=Path.home() / ".cache" / "virk-edge-bench",
        metavar="FOLDER",
        help="where measurements are kept (default: ~/.cache/virk-edge-bench)",
    )
    return parser.parse_args(argv)


def detect_config(words: Sequence[str]) -> DetectConfig:
    """The configuration with some keys changed, as in ``hold_seconds=3``."""
    config = DetectConfig()
    for word in words:
        key, _, value = word.partition("=")
        try:
            kind = type(getattr(config, key))
            config = dataclasses.replace(config, **{key: kind(value)})
        except (AttributeError, ValueError):
            raise UsageError(f"--set {word}: that is no number for a key of [detect].") from None
    return config


def targets_table(sections: Sequence[Section]) -> Table:
    """The design's numbers to reach, as far as the sections spoke to them."""
    rows: list[Row] = [
        {"what": t.what, "target": t.target, "measured": t.measured, "met": t.met}
        for section in sections
        for t in section.targets
    ]
    return Table("numbers to reach", rows)


def print_json(sections: Sequence[Section]) -> None:
    """One line for the machine, one a row, one a target."""
    print(json.dumps({"machine": machine()}))
    for section in sections:
        for word in section.words:
            print(json.dumps({"section": section.name, "word": word}))
        for table in section.tables:
            for row in table.rows:
                print(json.dumps({"section": section.name, "table": table.title, **row}))
        for target in section.targets:
            print(json.dumps({"section": section.name, **dataclasses.asdict(target)}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
