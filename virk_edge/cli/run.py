"""``virk-edge run``: the daemon."""

from __future__ import annotations

import argparse

from virk_edge.cli.options import add_config, config_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_config(parser)


def run(args: argparse.Namespace) -> int:
    """Watch until SIGTERM or SIGINT."""
    from virk_edge.daemon.main import run_daemon

    run_daemon(config_of(args))
    return 0
