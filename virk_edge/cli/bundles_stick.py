"""``virk-edge bundles stick | enrol``: what an enrolled USB stick takes along, and which one may.

The export service runs ``stick`` for every stick that is put in. It tells the journal alone.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from virk_edge.errors import StateError, StorageError, UsageError

if TYPE_CHECKING:
    from virk_edge.adapters.housekeeping import Housekeeping
    from virk_edge.adapters.stick import Delivery
    from virk_edge.formats.config import ExportConfig

_STATUS: Final = {"refused": 1, "failed": StorageError.exit_status}
_STATUS_FULL: Final = StorageError.exit_status
RUNTIME_VARIABLE: Final = "RUNTIME_DIRECTORY"  # of systemd, for RuntimeDirectory=


def stick(args: argparse.Namespace, config: ExportConfig, keeping: Housekeeping) -> int:
    """Deliver what waits. A stick that is not enrolled is no failure: nothing is done.

    Raises:
        StorageError: if the stick cannot be read, mounted or unmounted, or was pulled out.
        ConfigError: if the key is none.
    """
    from virk_edge.adapters import enrolment
    from virk_edge.adapters.mount import alone, medium_of, mounted
    from virk_edge.adapters.stick import acknowledge, deliver, device_name

    key = enrolment.load_key(Path(config.key))
    if key is None:
        return _left_alone(args, f"there is no key {config.key}, so no stick is enrolled")
    try:
        medium = medium_of(args.device)
        alone()
        with _place() as place:
            with mounted(args.device, medium, place, read_only=True) as root:
                enrolment.check(root, medium, key)
            waiting = [b for b in keeping.catalogue.look().bundles if not b.acknowledged]
            with mounted(args.device, medium, place, read_only=False) as root:
                enrolment.check(root, medium, key)  # between the two it may have been exchanged
                done = deliver(waiting, root, device_name())
                _tell(done, args)
                if done.gone:
                    raise StorageError(_waits(done, len(waiting)))
    except StateError as error:
        return _left_alone(args, f"{args.device} is not enrolled: {error}")
    acknowledging = config.acknowledge == "yes"
    if acknowledging:
        acknowledge(keeping.directory, done.arrived)
    _tell_end(done, args, acknowledged=acknowledging)
    statuses = (_STATUS.get(one.outcome, 0) for one in done.bundles if one.outcome != "no_room")
    full = any(one.outcome == "no_room" for one in done.bundles)
    return max([*statuses, _STATUS_FULL if full else 0])


def enrol(args: argparse.Namespace, config: ExportConfig) -> int:
    """Make a stick one that bundles may leave on.

    Raises:
        StorageError: if it cannot be read or written.
        ConfigError: if the key is none.
    """
    from virk_edge.adapters import enrolment
    from virk_edge.adapters.mount import alone, device_below, medium_of, mounted

    device = device_below(args.stick) if args.stick.is_dir() else args.stick
    if not device.exists():
        raise UsageError(f"there is no {device}; name a stick like /dev/sdb1, or its folder")
    medium = medium_of(device)
    path = Path(config.key)
    key = enrolment.load_key(path)
    made = key is None
    key = enrolment.make_key(path) if key is None else key
    if args.stick.is_dir():
        told = enrolment.enrol(args.stick, medium, key)
    else:
        alone()
        with _place() as place, mounted(device, medium, place, read_only=False) as root:
            told = enrolment.enrol(root, medium, key)
    if args.json:
        fields = {"event": "enrolled", "device": str(device), "id": told.id, "uuid": told.uuid}
        print(json.dumps(fields | {"kind": told.kind, "key": str(path), "key_made": made}))
        return 0
    print(f"{device} ({told.kind}, {told.uuid}) is enrolled for every device that has {path}")
    if made:
        print(f"{path} was made for it; copy it to other devices that shall serve the same sticks")
    return 0


@contextlib.contextmanager
def _place() -> Iterator[Path]:
    """An empty folder to mount at, that only this user can enter."""
    base = os.environ.get(RUNTIME_VARIABLE)
    folder = Path(tempfile.mkdtemp(prefix="virk-edge-stick-", dir=base))
    try:
        yield folder
    finally:
        with contextlib.suppress(OSError):
            folder.rmdir()  # and never what is in it: that could still be the stick's


def _left_alone(args: argparse.Namespace, why: str) -> int:
    if args.json:
        print(json.dumps({"event": "stick_left_alone", "device": str(args.device), "why": why}))
    else:
        print(f"{why}; nothing was written")
    return 0


def _tell(done: Delivery, args: argparse.Namespace) -> None:
    from virk_edge.formats.records import to_json

    for one in done.bundles:
        if args.json:
            print(json.dumps({"event": "delivered", **to_json(one)}))
        elif one.sha256:
            words = "copied" if one.outcome == "copied" else "there already"
            print(f"{one.bundle}: {words}, read back")
        else:
            print(f"virk-edge: {one.why}", file=sys.stderr)


def _tell_end(done: Delivery, args: argparse.Namespace, *, acknowledged: bool) -> None:
    left = len(done.bundles) - len(done.arrived)
    if args.json:
        counts = {"arrived": len(done.arrived), "left": left, "acknowledged": acknowledged}
        print(json.dumps({"event": "stick_done", "device": str(args.device), **counts}))
        return
    end = ", acknowledged" if acknowledged and done.arrived else ""
    rest = f"; {left} could not be brought" if left else ""
    print(f"{args.device}: {len(done.arrived)} of {len(done.bundles)} bundles on it{end}{rest}")


def _waits(done: Delivery, waiting: int) -> str:
    return f"{done.gone}; nothing is acknowledged, {waiting} bundles wait for its next visit"
