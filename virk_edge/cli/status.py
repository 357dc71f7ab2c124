"""``virk-edge status``: what the running daemon sees, learns, sheds, and steps back for."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from virk_edge.cli.options import add_config, add_json, config_of

if TYPE_CHECKING:
    from virk_edge.formats.config import Config
    from virk_edge.formats.standing import Standing

_EVERY_SECONDS: Final = 2.0  # as often as a daemon renews it
# Go home and clear to the end: nothing flickers, and what was there before stays above.
_FIRST, _AGAIN = "\033[2J\033[H", "\033[H\033[J"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_config(parser)
    add_json(parser)
    parser.add_argument(
        "--watch", action="store_true", help="renew it every 2 seconds, until Ctrl-C"
    )


def run(args: argparse.Namespace) -> int:
    """Show it; 1 if no daemon is there or it has stopped saying anything.

    Raises:
        StateError or StorageError: if its file cannot be used.
    """
    from virk_edge.adapters.host import clocks_record
    from virk_edge.adapters.status_file import load_standing, status_path
    from virk_edge.report.standing import trouble as trouble_of

    path = status_path(_config(args))
    if args.watch:
        return _watch(path, as_json=args.json)
    standing = load_standing(path)
    trouble = trouble_of(standing, str(path), clocks_record())
    if standing is not None:
        _show(standing, trouble, as_json=args.json)
    elif args.json:
        print(json.dumps({"event": "status", "trouble": trouble}))
    if trouble is None:
        return 0
    print(f"virk-edge: {trouble}", file=sys.stderr)
    return 1


def _config(args: argparse.Namespace) -> Config:
    """The configuration; the defaults, after a complaint, while the device's own will not do.

    The running daemon has an older one in force, and who looks now wants to see that.

    Raises:
        ConfigError: if a file that was named will not do.
    """
    from virk_edge.adapters.config_file import load_config
    from virk_edge.errors import ConfigError

    try:
        return config_of(args)
    except ConfigError as error:
        if args.config is not None:
            raise
        print(f"virk-edge: {error}; looking where a daemon is by default", file=sys.stderr)
        return load_config(Path(os.devnull), environ=os.environ)


def _show(
    standing: Standing, trouble: str | None, *, as_json: bool, lines_max: int | None = None
) -> None:
    from virk_edge.cli.rows import print_rows
    from virk_edge.formats.records import to_json
    from virk_edge.report.standing import rows, title

    if as_json:
        print(json.dumps({"event": "status", "trouble": trouble, **to_json(standing)}))
    else:
        print_rows(title(standing), rows(standing), lines_max=lines_max)


def _watch(path: Path, *, as_json: bool) -> int:
    """Show it again and again, in place on a terminal; 0 when that is ended.

    A daemon that comes, goes or hangs meanwhile is what is watched for, and no reason to end.
    """
    from virk_edge.adapters.host import clocks_record
    from virk_edge.adapters.status_file import load_standing
    from virk_edge.cli.ending import asked_to_end
    from virk_edge.errors import InputError
    from virk_edge.report.standing import trouble as trouble_of

    in_place = sys.stdout.isatty() and not as_json
    clear = _FIRST
    with asked_to_end() as stop:
        while not stop.is_set():
            standing = None
            try:
                standing = load_standing(path)
                trouble = trouble_of(standing, str(path), clocks_record())
            except InputError as error:
                trouble = str(error)
            if in_place:
                sys.stdout.write(clear)
                clear = _AGAIN
            _renew(standing, trouble, as_json=as_json, in_place=in_place)
            sys.stdout.flush()
            stop.wait(_EVERY_SECONDS)
    return 0


def _renew(
    standing: Standing | None, trouble: str | None, *, as_json: bool, in_place: bool
) -> None:
    lines_max = shutil.get_terminal_size().lines - 3 if in_place else None
    if standing is not None:
        _show(standing, trouble, as_json=as_json, lines_max=lines_max)
    elif as_json:
        print(json.dumps({"event": "status", "trouble": trouble}))
    if trouble is not None and not as_json:
        print(f"virk-edge: {trouble}")
    if not as_json and not in_place:
        print()
