"""``virk-edge demo``: the whole chain on real footage, in about a minute."""

from __future__ import annotations

import argparse
import json
import signal
from pathlib import Path

from virk_edge.cli.options import add_json
from virk_edge.cli.publish import fault_named, list_faults

DEFAULT_FAULT = "knocked_lens"
DEFAULT_OUT = Path("demo-out")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add("--out", type=Path, metavar="DIR", default=DEFAULT_OUT, help="default: demo-out")
    add("--source", metavar="VIDEO", help="your own footage of a fixed camera instead of ours")
    add(
        "--fault",
        metavar="NAME",
        default=DEFAULT_FAULT,
        help=f"what happens to the camera; 'list' names all (default: {DEFAULT_FAULT})",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 only if the fault was noticed, named, recorded whole and replayed exactly."""
    from virk_edge.adapters.footage import open_footage
    from virk_edge.adapters.resources import resource
    from virk_edge.cli.progress import countdown
    from virk_edge.daemon.demo import Demo
    from virk_edge.report.demo import demo_lines

    if args.fault == "list":
        return list_faults()
    fault = fault_named(args.fault)
    source = args.source or str(resource("campus_people.mp4"))
    open_footage(source).close()  # refused here, before anything is started
    # SIGTERM, like SIGINT, must not leave the two processes behind.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with countdown(quiet=args.json) as tell:
            outcome = Demo(source, fault, args.out, tell).run()
    finally:
        signal.signal(signal.SIGTERM, before)
    print(json.dumps(outcome.as_json()) if args.json else "\n".join(demo_lines(outcome)))
    return 0 if outcome.good else 1
