"""``virk-edge replay``: measure and judge an incident again; does it come out the same?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from virk_edge.cli.options import add_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("bundle", metavar="BUNDLE", type=Path)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 for bit-exact and within tolerance, 1 for diverged or no bundle."""
    from virk_edge.core.verdict import Verdict
    from virk_edge.replay import replay, report_lines

    report = replay(args.bundle)
    print(json.dumps(report.as_json()) if args.json else "\n".join(report_lines(report)))
    return 1 if report.verdict is Verdict.DIVERGED else 0
