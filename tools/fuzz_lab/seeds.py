"""Seeds that take some making: a daemon's status, and a real bundle cut down to what is judged."""

from __future__ import annotations

import importlib
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from fuzz_lab.inputs import joined
from virk_edge.formats.bundle import CONFIG, STATE, Manifest, read_manifest
from virk_edge.formats.frame_header import decode_header, encode_header
from virk_edge.formats.observations import LINES
from virk_edge.formats.standing import (
    BudgetStanding,
    CameraStanding,
    SignalStanding,
    Standing,
    standing_bytes,
)
from virk_edge.formats.wire import topic_frame, topic_metadata
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import Encoding

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


def golden(name: str) -> bytes:
    """A file that an earlier version wrote."""
    return (Path(__file__).parents[2] / "tests" / "formats" / "golden" / name).read_bytes()


def picture_seeds() -> list[bytes]:
    """Small JPEG and PNG pictures of the kinds that cameras make, 40 x 30 pixels."""
    small = np.random.default_rng(3).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    colour = cv2.resize(small, (40, 30), interpolation=cv2.INTER_CUBIC)
    kinds: list[tuple[str, list[int]]] = [
        (".jpg", []),
        (".jpg", [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]),
        (".jpg", [cv2.IMWRITE_JPEG_RST_INTERVAL, 2]),
        (".png", []),
    ]
    pictures = (colour, np.ascontiguousarray(colour[..., 0]))
    return [cv2.imencode(s, p, flags)[1].tobytes() for s, flags in kinds for p in pictures]


def message_seeds() -> list[bytes]:
    """A header alone, and with pixels and pictures; the parts are joined."""
    header = bytes.fromhex(golden("wire_v1.msgpack.hex").decode())
    info = decode_header(header)
    seeds = [
        joined(topic_metadata(info.camera), header),
        joined(topic_frame(info.camera, 2), header, bytes(18)),
    ]
    for data in picture_seeds():
        kind = Encoding.PNG if data.startswith(b"\x89PNG") else Encoding.JPEG
        told = replace(info, encoding=kind, height=30, width=40)
        seeds.append(joined(topic_frame(info.camera, 2), encode_header(told), data))
    return seeds


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
