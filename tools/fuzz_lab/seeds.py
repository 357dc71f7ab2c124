"""Seeds that take some making: a daemon's status, and a real bundle cut down to what is judged."""

from __future__ import annotations

import importlib
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from virk_edge.formats.bundle import CONFIG, STATE, Manifest, read_manifest
from virk_edge.formats.observations import LINES
from virk_edge.formats.standing import (
    BudgetStanding,
    CameraStanding,
    SignalStanding,
    Standing,
    standing_bytes,
)
from virk_edge.formats.zipreader import ZipReader

_LINES: Final = 30  # judged in some milliseconds
_SIGNALS: Final = {
    "cpu": SignalStanding(0.5, "share", 0.8, False),
    "heat": SignalStanding(None, "degrees", 80.0, False, "there is no sensor"),
}
_CAMERA: Final = CameraStanding(
    *(120, 110, 50, 3, 2, 0),
    shed={"superseded": 58},
    level=1,
    silent_seconds=0.04,
    incident=None,
    recording=False,
    losses={"hook": 1},
)


def standing_seed() -> bytes:
    """What a daemon with one camera says of itself."""
    budget = BudgetStanding(25.0, 12.5, 1.0, ("cpu",), _SIGNALS)
    names: dict[str, Any] = dict.fromkeys(("virk_edge", "boot_id", "endpoint"), "a")
    times: dict[str, Any] = dict.fromkeys(("pid", "t_boot_ns", "t_wall_ns", "started_boot_ns"), 9)
    rest: dict[str, Any] = {"refused": {"topic": 1}, "states_not_saved": {}}
    whole = Standing(**names, **times, **rest, running=True, budget=budget, cameras={"a": _CAMERA})
    return standing_bytes(whole)


@cache
def replayed() -> tuple[Manifest, dict[str, bytes], tuple[str, ...]]:
    """Manifest and entries of a recorded incident without its pictures, and the entries to change.

    The observations are few, so that a replay takes milliseconds.
    """
    recorder: Any = importlib.import_module("tests.test_replay")
    with tempfile.TemporaryDirectory(prefix="virk-edge-fuzz-") as folder:
        path: Path = recorder.heard_and_seen(Path(folder), stalls=False)
        with path.open("rb") as file:
            reader = ZipReader(file, path.name)
            manifest = replace(read_manifest(reader), frames=())
            kept = ("observations.", STATE, CONFIG)
            entries = {name: reader.read(name) for name in reader.names if name.startswith(kept)}
    entries[LINES] = b"\n".join(entries[LINES].splitlines()[:_LINES]) + b"\n"
    stacks = sorted(name for name in entries if name.startswith("observations.") and name != LINES)
    return manifest, entries, (LINES, f"{STATE}state.json", CONFIG, *stacks[:2])
