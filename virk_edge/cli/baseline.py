"""``virk-edge baseline``: the life of what a camera has learnt."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Final

from virk_edge.cli.options import add_config, add_footage, add_json

# verb -> what it does, and the module of virk_edge.cli whose run(args) does it.
VERBS: Final[dict[str, tuple[str, str]]] = {
    "show": ("what was learnt, since when, and what it is worth", "baseline_show"),
    "accept": ("what is seen now is the new normal; learning starts again", "baseline_orders"),
    "fault": ("the open incident is a fault; learn nothing from it", "baseline_orders"),
    "reset": ("forget everything learnt; learning starts again", "baseline_orders"),
    "export": ("write what was learnt to a file, for another device", "baseline_files"),
    "import": ("take over what was learnt elsewhere", "baseline_files"),
    "calibrate": ("learn from footage that is known to be clean", "baseline_calibrate"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, (text, _) in VERBS.items():
        one = verbs.add_parser(verb, help=text, description=text, allow_abbrev=False)
        if verb == "calibrate":
            add_footage(one)
            one.add_argument(
                "-o",
                dest="out",
                type=Path,
                metavar="FILE",
                help="write the baseline here, to import it on a device",
            )
        elif verb in ("export", "import"):
            one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument(
            "--camera", metavar="NAME", help="which camera; may be left out when there is one"
        )
        add_config(one)
        add_json(one)


def run(args: argparse.Namespace) -> int:
    """Do what the verb says."""
    module = importlib.import_module(f"virk_edge.cli.{VERBS[args.verb][1]}")
    return int(module.run(args))
