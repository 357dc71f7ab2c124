"""``virk-edge config check|show|keys``: is it good, what is in force, and who may talk to it?"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path

from virk_edge.cli.options import add_json
from virk_edge.errors import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the three verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|show|keys")
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
        if verb == "show":
            _add_picture(one)
    keys = verbs.add_parser(
        "keys",
        help="make the keys of a feed that leaves the device",
        description="Make the daemon's keys in FOLDER, where there are none, and with "
        "--camera-host those of another device that may publish. Run it as the daemon's user. "
        "Then set feed.keys to FOLDER and feed.endpoint to tcp://0.0.0.0:PORT. Remove "
        "FOLDER/clients/NAME.key to shut a camera host out, and restart the daemon to end what "
        "it has open.",
    )
    keys.add_argument("folder", type=Path, metavar="FOLDER", help="the daemon's folder of keys")
    keys.add_argument(
        "--camera-host",
        metavar="NAME",
        help="let the device NAME in: its keys lie in FOLDER/camera-hosts/NAME; move them there",
    )
    add_json(keys)


def _add_picture(show: argparse.ArgumentParser) -> None:
    group = show.add_argument_group("masks")
    group.add_argument(
        "--picture",
        metavar="OUT",
        help="write a picture of what a camera sees now, under its mask, with the polygons drawn "
        "over a grid of fractions: a .png or .jpg, or - for standard output",
    )
    group.add_argument(
        "--camera", metavar="NAME", help="which camera; may be left out when there is one"
    )
    group.add_argument(
        "--source", metavar="SOURCE", help="draw on the first frame of this footage instead"
    )


def run(args: argparse.Namespace) -> int:
    """Check, show, or make keys.

    Raises:
        UsageError: if options do not go together. InputError: if there is no picture to be had.
        ConfigError: if the file cannot be read or a key is wrong, or ZeroMQ knows no keys.
        StorageError: if keys cannot be written, or that camera host has some.
    """
    if args.verb == "keys":
        return _make_keys(args)
    from virk_edge.adapters.config_file import SYSTEM_CONFIG, load_config
    from virk_edge.formats.config_toml import config_toml

    config = load_config(args.file, environ=os.environ)
    if args.verb == "show":
        if args.picture is not None:
            from virk_edge.cli import config_picture

            return config_picture.run(args, config)
        if args.camera is not None or args.source is not None:
            raise UsageError("--camera and --source say of what --picture is made; name it, too")
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


def _make_keys(args: argparse.Namespace) -> int:
    from virk_edge.adapters.feed_keys import make_camera_host, make_daemon_keys

    folder = args.folder.absolute()
    made = make_daemon_keys(folder)
    parcel = make_camera_host(folder, args.camera_host) if args.camera_host else None
    if args.json:
        moved = None if parcel is None else str(parcel)
        print(json.dumps({"event": "keys", "folder": str(folder), "made": made, "move": moved}))
        return 0
    print(f"{folder}: the daemon's keys {'are made' if made else 'were there and are kept'}")
    if parcel is not None:
        print(f"move {parcel} to {args.camera_host} (it holds a secret), and start its")
        print("camera program with VIRK_EDGE_FEED=tcp://THIS_HOST:PORT VIRK_EDGE_FEED_KEYS=FOLDER")
    return 0
