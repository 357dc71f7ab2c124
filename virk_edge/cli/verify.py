"""``virk-edge verify``: are these bundles whole, unchanged and what they say they are?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from virk_edge.cli.options import add_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("bundles", metavar="BUNDLE", type=Path, nargs="+")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 when every bundle is whole, else 1."""
    worst = 0
    for path in args.bundles:
        problems = problems_of(path)
        worst = max(worst, 1 if problems else 0)
        if args.json:
            print(json.dumps({"bundle": str(path), "whole": not problems, "problems": problems}))
        elif problems:
            for problem in problems:
                print(problem, file=sys.stderr)
        else:
            print(f"{path}: whole")
    return worst


def problems_of(path: Path) -> list[str]:
    """What is wrong with a bundle, in sentences; empty when nothing is."""
    from virk_edge.formats.verify import verify

    try:
        with path.open("rb") as file:
            return verify(file, str(path))
    except OSError as error:
        return [f"{path}: the bundle cannot be read ({error.strerror})"]
