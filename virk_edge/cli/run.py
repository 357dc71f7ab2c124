"""``virk-edge run``: the daemon. docs/service.md says what its signals and statuses mean."""

from __future__ import annotations

import argparse
import faulthandler

from virk_edge.adapters.priority import go_last
from virk_edge.cli.options import add_config

_STDERR = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_config(parser)


def run(args: argparse.Namespace) -> int:
    """Watch until SIGTERM or SIGINT; SIGHUP reads the configuration again.

    Raises:
        ConfigError: if the configuration, or what it names, will not do.
        StorageError: if endpoint, store or states cannot be had, or the end took too long.
    """
    go_last()  # first of all: loading libraries is the dearest second of the daemon's life
    if not faulthandler.is_enabled():
        # A watchdog ends us with SIGABRT: then every thread's place is told.
        faulthandler.enable(_STDERR)
    from virk_edge.daemon.reload import run_daemon

    run_daemon(args.config)
    return 0
