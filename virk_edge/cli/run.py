"""``virk-edge run``: the daemon."""

from __future__ import annotations

import argparse

from virk_edge.adapters.priority import go_last
from virk_edge.cli.options import add_config, config_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_config(parser)


def run(args: argparse.Namespace) -> int:
    """Watch until SIGTERM or SIGINT."""
    go_last()  # first of all: loading libraries is the dearest second of the daemon's life
    from virk_edge.daemon.main import run_daemon

    run_daemon(config_of(args))
    return 0
