"""``virk-edge analyze``: the judge over footage that you have, in recorded time."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from virk_edge.cli.ending import INTERRUPTED_STATUS, asked_to_end
from virk_edge.cli.options import add_config, add_footage, add_json, config_of
from virk_edge.cli.rows import Line
from virk_edge.errors import StorageError, UsageError
from virk_edge.formats.config import Config

# How the lines of an event look on a terminal.
STYLES: Final = {
    "incident_opened": "bold yellow",
    "incident_diagnosed": "bold",
    "incident_closed": "green",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_footage(parser)
    parser.add_argument("--camera", metavar="NAME", default=None, help="name of the camera")
    parser.add_argument("--store", type=Path, metavar="DIR", help="write bundles of incidents here")
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Analyse the footage and print what happened in it."""
    import time

    from virk_edge.adapters.embedder import load_embedder
    from virk_edge.adapters.footage import open_footage
    from virk_edge.adapters.store import Store
    from virk_edge.analysis import Analysis
    from virk_edge.cli.progress import bar

    config = config_of(args)
    camera = footage_camera(args, config)
    with open_footage(args.source, fps=args.fps, times=args.times) as footage:
        embedder = load_embedder(config.embedder)
        store = None if args.store is None else Store(args.store)
        for salvaged in [] if store is None else store.salvage_partials():
            print(f"virk-edge: {salvaged.part}: {salvaged.outcome.value}", file=sys.stderr)
        analysis = Analysis(footage, camera, config, embedder, store)
        tell = _as_json if args.json else Story().tell
        with asked_to_end() as stop, bar(footage.length, "analysing", quiet=args.json) as drawn:
            events = analysis.run(
                wall_start_ns=wall_start_ns(args.source),
                wall_seconds=time.monotonic,
                progress=lambda p: drawn.advance(p.frames),
                stopping=stop.is_set,
            )
            for event in events:
                for line in tell(event):
                    drawn.say(Line(line, "" if args.json else STYLES.get(event["event"], "")))
        for warning in footage.warnings:
            print(f"virk-edge: {warning}", file=sys.stderr)
    for error in analysis.errors:
        print(f"virk-edge: {error}", file=sys.stderr)
    if analysis.errors:
        return StorageError.exit_status
    return INTERRUPTED_STATUS if stop.is_set() else 0


def camera_name(given: str | None, source: str) -> str:
    """The camera's name: as given, or made from the source's.

    Raises:
        UsageError: if the given name is not one.
    """
    from virk_edge.formats.config import CAMERA_NAME

    if given is not None:
        if not CAMERA_NAME.fullmatch(given):
            raise UsageError(
                f"--camera {given!r} is no camera's name: use a-z, 0-9, '.', '_' and '-', "
                "at most 63, the first a letter or a digit"
            )
        return given
    stem = re.sub(r"[^a-z0-9._-]+", "-", Path(source).stem.lower()).strip("-._")
    return stem[:63] or "footage"


def footage_camera(args: argparse.Namespace, config: Config) -> str:
    """The camera that footage is of.

    Raises:
        UsageError: if the name is none, or the configuration has masks, and none for it: frames
            would be kept without the mask that was forgotten.
    """
    camera = camera_name(args.camera, args.source)
    masked = [name for name, settings in config.cameras.items() if settings.mask]
    if masked and camera not in config.cameras:
        raise UsageError(
            f"the configuration has masks ({', '.join(masked)}) and no camera {camera}; say with "
            "--camera whose footage it is, or take other settings: --config /dev/null has no masks"
        )
    return camera


def wall_start_ns(source: str) -> int:
    """When footage without times was probably taken: its file's time stamp."""
    path = Path(source)
    return path.stat().st_mtime_ns if path.exists() else 0


def _as_json(event: dict[str, Any]) -> list[str]:
    return [json.dumps(event)]


class Story:
    """The events for a person: a diagnosis is told when its first cause is new, and at the end."""

    def __init__(self) -> None:
        self._cause = self._told = ""
        self._newer: list[str] = []  # the last diagnosis, where only its numbers were new

    def tell(self, event: dict[str, Any]) -> list[str]:
        """The lines for one event."""
        line = sentence(event)
        if event["event"] == "incident_diagnosed":
            cause = event["causes"][0]["cause"]
            if cause == self._cause:
                self._newer = [line] if line != self._told else []
                return []
            self._cause, self._told, self._newer = cause, line, []
        if event["event"] == "incident_closed":
            last, self._cause, self._newer = self._newer, "", []
            return [*last, line]
        return [line] if line else []


def sentence(event: dict[str, Any]) -> str:
    """One event for a person; empty for what only machines want."""
    kind = event["event"]
    if kind == "incident_opened":
        return (
            f"{clock(event['seconds'])}  incident {event['incident'][:6]} opened by "
            f"{event['trigger']} at {event['times_normal']:.1f} x normal; it began at "
            f"{clock(event['onset_seconds'])}"
        )
    if kind == "incident_diagnosed":
        best = event["causes"][0]
        return (
            f"          {best['cause']} ({best['score']:.2f}), severity {event['severity']:.2f}: "
            f"{best['because']}"
        )
    if kind == "incident_closed":
        where = f"; bundle {event['bundle']}" if event["bundle"] else ""
        return f"{clock(event['seconds'])}  closed: {event['reason']}{where}"
    if kind == "summary":
        from virk_edge.report.baseline import rate_words

        supported = rate_words(event["supported_false_incidents_per_month"])
        count = event["incidents"]
        return (
            f"{count} incident{'' if count == 1 else 's'} in {clock(event['seconds'])} "
            f"({event['analysed']} of {event['frames']} frames analysed in "
            f"{event['wall_seconds']:.1f} s); {supported}"
        )
    return ""


def clock(seconds: float) -> str:
    """Seconds as people read them in footage: 1:02.5 or 3:00:05.0."""
    minutes, rest = divmod(seconds, 60.0)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{rest:04.1f}" if hours else f"{minutes}:{rest:04.1f}"
