"""``virk-edge baseline show``: what cameras have learnt, for a person or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from virk_edge.cli.baseline_orders import nothing_kept, states_of
from virk_edge.cli.options import config_of
from virk_edge.cli.rows import print_rows
from virk_edge.errors import StateError, StorageError

if TYPE_CHECKING:
    from virk_edge.adapters.states import StateDirectory
    from virk_edge.core.status import BaselineStatus
    from virk_edge.daemon.orders import Saved
    from virk_edge.formats.config import Config

_PATIENCE_SECONDS = 5.0


def run(args: argparse.Namespace) -> int:
    """Show one camera, or all.

    Raises:
        StateError: if nothing is saved, or it cannot be used.
    """
    from virk_edge.report.baseline import rows

    config = config_of(args)
    states = states_of(config)
    for number, camera in enumerate(_cameras(args, states)):
        saved = newest(camera, config, states)
        status = saved.monitor.status()
        if args.json:
            about = {"event": "baseline", "saved_wall_ns": saved.head.saved_wall_ns}
            print(json.dumps({**about, **status_json(status)}))
        else:
            if number:
                print()
            print_rows(f"camera {camera}", rows(status, saved.head))
    return 0


def _cameras(args: argparse.Namespace, states: StateDirectory) -> list[str]:
    from virk_edge.cli.analyze import camera_name

    known = states.cameras()
    if args.camera is not None:
        camera = camera_name(args.camera, "")
        if known and camera not in known:
            raise StateError(
                f"nothing is saved of camera {camera} in {states.directory}; there is: "
                f"{', '.join(known)}"
            )
        known = [camera] if known else []
    if not known:
        raise StateError(nothing_kept(states))
    return known


def newest(camera: str, config: Config, states: StateDirectory) -> Saved:
    """What a camera has learnt until now: a running daemon saves it first.

    Raises:
        StateError: if nothing is saved of it, or it cannot be used.
    """
    from virk_edge.daemon.orders import Carried, Wish, have_done, restored

    try:
        answer = have_done(
            Wish(camera, "save"),
            states,
            lambda: Carried(True, ""),
            patience_seconds=_PATIENCE_SECONDS,
        )
        note = "" if answer.done else answer.words
    except StorageError as error:
        note = str(error)
    if note:
        print(f"virk-edge: {note}; this is what was saved last", file=sys.stderr)
    found = states.load(camera)
    if found is None:
        raise StateError(f"nothing is saved of camera {camera} in {states.directory}")
    return restored(found, config.detect, str(states.path(camera)))


def status_json(status: BaselineStatus) -> dict[str, Any]:
    """A status in the words of ``--json``."""
    incident = status.incident
    return {
        "camera": status.camera,
        "since_wall_ns": status.since_wall_ns,
        "supported_false_incidents_per_month": status.false_incidents_per_month,
        "channels": [
            {
                "channel": c.channel,
                "instance": c.instance,
                "learnt_seconds": round(c.learnt_seconds, 3),
                "learnt_frames": c.learnt_frames,
                "progress": round(c.progress, 4),
                "frozen": c.frozen,
                "armed_seconds": list(c.armed_seconds),
                "supported_false_incidents_per_month": c.false_incidents_per_month,
                "suspect": c.suspect,
            }
            for c in status.channels
        ],
        "incident": None
        if incident is None
        else {
            "incident": incident.incident,
            "opened_wall_ns": incident.t_wall_ns,
            "trigger": incident.trigger,
            "times_normal": round(incident.times_normal, 3),
            "provisional": incident.provisional,
            "fault": status.fault,
            "causes": [
                {"cause": c.cause, "score": c.score, "because": c.because} for c in status.causes
            ],
        },
    }
