"""``virk-edge salvage``: make a bundle of a recording that was cut off."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from virk_edge.cli.options import add_json
from virk_edge.errors import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "partial",
        metavar="PARTIAL",
        type=Path,
        help="a .part of a store, a file of its quarantine, or a bundle that was cut off",
    )
    parser.add_argument(
        "-o", dest="out", type=Path, metavar="DIR", required=True, help="write the bundle here"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Salvage one file; it is not changed.

    Raises:
        UsageError: if it is not there.
        BundleError: if nothing in it can be used.
        StorageError: if it cannot be read, or the disk refuses.
    """
    from virk_edge.adapters.durable import sentences
    from virk_edge.adapters.leftovers import recover
    from virk_edge.formats.glance import glance

    if not args.partial.is_file():
        raise UsageError(f"{args.partial} is no file; name the recording that was cut off")
    with sentences("create", args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    stored = recover(args.partial, args.out)
    with stored.path.open("rb") as file:
        known = glance(file, str(stored.path))
    if args.json:
        fields = {"bundle": str(stored.path), "bytes": stored.size, "sha256": stored.sha256}
        fields |= {"frames": known.frames, "state": known.incident.state}
        print(json.dumps(fields))
    else:
        print(f"{stored.path}: {known.frames} frames, {known.incident.state}")
    return 0
