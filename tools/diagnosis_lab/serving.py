"""Runs in .venv-corruptions: a line of JSON asks for one incident's pictures, in files of PNGs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from diagnosis_lab.corruptions import BY_NAME
from virk_edge.nouns import U8


def write_frames(path: Path, frames: Sequence[U8]) -> None:
    """Without loss, whole or not at all. frames: uint8 (h, w, 3) BGR of one size."""
    half = path.with_suffix(f".{os.getpid()}.npz")
    pngs = [np.asarray(cv2.imencode(".png", frame)[1]).ravel() for frame in frames]
    np.savez(half, **{f"{i:03d}": png for i, png in enumerate(pngs)})  # type: ignore[arg-type]
    half.replace(path)


def read_frames(path: Path) -> tuple[U8, ...]:
    """What ``write_frames`` wrote, uint8 (h, w, 3) BGR."""
    with np.load(path, allow_pickle=False) as kept:
        pngs = [kept[name] for name in sorted(kept.files)]
    return tuple(np.asarray(cv2.imdecode(png, cv2.IMREAD_COLOR), np.uint8) for png in pngs)


def serve() -> int:
    """Until the lines end. What others print goes to standard error."""
    from diagnosis_lab.generators import corrupt

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        job: dict[str, Any] = json.loads(line)
        corruption = BY_NAME[job["source"], job["kind"]]
        made = corrupt(corruption, read_frames(Path(job["from"])), job["severity"], job["seed"])
        write_frames(Path(job["to"]), made)
        print(json.dumps({"frames": len(made)}), file=answers, flush=True)
    return 0
