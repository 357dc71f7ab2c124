"""``virk-edge baseline export | import``: carry what was learnt from one device to another."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from virk_edge.cli.baseline_orders import nothing_kept, ordered, states_of, tell, the_camera
from virk_edge.cli.baseline_show import newest
from virk_edge.cli.options import config_of
from virk_edge.errors import StateError

if TYPE_CHECKING:
    from virk_edge.formats.baseline import BaselineHead
    from virk_edge.nouns import State


def run(args: argparse.Namespace) -> int:
    """Export or import.

    Raises:
        StateError: if there is nothing to carry, or it does not belong here.
        StorageError: if a file cannot be read or written, or nobody answers.
    """
    return _export(args) if args.verb == "export" else _import(args)


def _export(args: argparse.Namespace) -> int:
    config = config_of(args)
    states = states_of(config)
    camera = the_camera(args, config, states)
    if not states.directory.is_dir():
        raise StateError(nothing_kept(states))
    saved = newest(camera, config, states)
    if saved.monitor.status().false_incidents_per_month is None:
        raise StateError(
            f"camera {camera} has not learnt enough to be carried: nothing is armed yet; see "
            "`virk-edge baseline show`"
        )
    size = write(args.file, saved.head, saved.monitor.learnt())
    if args.json:
        about = {"event": "baseline_exported", "camera": camera}
        print(json.dumps({**about, "file": str(args.file), "bytes": size}))
    else:
        print(f"camera {camera}: {args.file} holds what it has learnt ({size / 2**20:.1f} MiB)")
    return 0


def write(path: Path, head: BaselineHead, learnt: State) -> int:
    """Write a baseline, whole or not at all; its size in bytes. Raises ``StorageError``."""
    from virk_edge.adapters.durable import write_atomic
    from virk_edge.formats.baseline import baseline_bytes

    data = baseline_bytes(replace(head, kind="baseline"), learnt)
    write_atomic(path, data)
    return len(data)


def _import(args: argparse.Namespace) -> int:
    from virk_edge.adapters.states import read_file
    from virk_edge.daemon.orders import Wish

    config = config_of(args)
    states = states_of(config)
    camera = the_camera(args, config, states)
    wish = Wish(camera, "import", str(args.file), read_file(args.file))
    tell(ordered(wish, config, states), args, camera)
    return 0
