"""``virk-edge status``: what the running daemon sees, sheds, and steps back for."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Final

from virk_edge.cli.options import add_config, add_json, config_of

if TYPE_CHECKING:
    from pathlib import Path

    from virk_edge.formats.standing import Standing

_FRESH_SECONDS: Final = 10.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Show it; 1 if no daemon is there or it has stopped saying anything.

    Raises:
        StateError or StorageError: if its file cannot be used.
    """
    from virk_edge.adapters.status_file import load_standing, status_path
    from virk_edge.cli.rows import print_rows
    from virk_edge.formats.records import to_json
    from virk_edge.report.standing import rows, title

    path = status_path(config_of(args))
    standing = load_standing(path)
    trouble = _trouble(standing, path)
    if standing is not None and args.json:
        print(json.dumps({"event": "status", "trouble": trouble, **to_json(standing)}))
    elif standing is not None:
        print_rows(title(standing), rows(standing))
    if trouble is None:
        return 0
    print(f"virk-edge: {trouble}", file=sys.stderr)
    return 1


def _trouble(standing: Standing | None, path: Path) -> str | None:
    """Why this is not a daemon in good health, or None."""
    from virk_edge.adapters.host import clocks_record
    from virk_edge.report.baseline import duration_words

    if standing is None:
        return f"no daemon runs here ({path} is not there); `virk-edge run` starts one"
    now = clocks_record()
    if standing.boot_id != now.boot_id:
        return "this was before the last boot; no daemon has run since"
    ago_seconds = max(now.boot_ns - standing.t_boot_ns, 0) / 1e9
    ago = duration_words(ago_seconds)
    if not standing.running:
        return f"the daemon was stopped {ago} ago; this is how things stood"
    if ago_seconds > _FRESH_SECONDS:
        return f"the daemon has said nothing for {ago}; it was killed, or it hangs"
    return None
