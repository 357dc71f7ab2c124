"""Options that several commands share, so that they are spelled and explained once."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from virk_edge.formats.config import Config


def add_config(parser: argparse.ArgumentParser) -> None:
    """``--config FILE``; read it with ``config_of``."""
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="configuration file (default: /etc/virk-edge/config.toml if it exists)",
    )


def config_of(args: argparse.Namespace) -> Config:
    """The configuration that ``--config`` and the environment ask for.

    Raises:
        ConfigError: if the file cannot be read or a key is wrong.
    """
    from virk_edge.adapters.config_file import load_config

    return load_config(args.config, environ=os.environ)


def add_footage(parser: argparse.ArgumentParser) -> None:
    """``SOURCE``, ``--fps`` and ``--times``: recorded footage."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a video, a folder of pictures (sorted by name), or - for paths on standard input",
    )
    times = parser.add_mutually_exclusive_group()
    times.add_argument("--fps", type=float, metavar="F", help="frames per second of the footage")
    times.add_argument(
        "--times", type=Path, metavar="CSV", help="times of pictures: file,unix_seconds"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``: results as one JSON object per line."""
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
