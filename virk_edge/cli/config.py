"""``virk-edge config check|show``: is the configuration good, and what is in force?"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path

from virk_edge.cli.options import add_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the two verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|show")
    for verb, text in (
        ("check", "say whether a configuration is good; status 78 if it is not"),
        ("show", "print the configuration in force, every key"),
    ):
        one = verbs.add_parser(verb, help=text, description=text)
        one.add_argument(
            "file",
            nargs="?",
            type=Path,
            metavar="FILE",
            help="configuration file (default: /etc/virk-edge/config.toml if it exists)",
        )
        add_json(one)


def run(args: argparse.Namespace) -> int:
    """Check or show.

    Raises:
        ConfigError: if the file cannot be read or a key is wrong.
    """
    from virk_edge.adapters.config_file import SYSTEM_CONFIG, load_config
    from virk_edge.formats.config_toml import config_toml

    config = load_config(args.file, environ=os.environ)
    if args.verb == "show":
        print(json.dumps(asdict(config)) if args.json else config_toml(config), end="")
        if args.json:
            print()
        return 0
    # A file that is not there never gets here when it was named.
    path = args.file or (SYSTEM_CONFIG if SYSTEM_CONFIG.exists() else None)
    if args.json:
        print(json.dumps({"event": "config_good", "file": None if path is None else str(path)}))
    else:
        print(f"{path}: good" if path else f"no {SYSTEM_CONFIG}: the defaults are in force")
    return 0
