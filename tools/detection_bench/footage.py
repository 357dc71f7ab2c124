"""Footage as the vectors that our embedder makes of it, as it is and with faults; kept on disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from detection_bench.plans import FAULTS, Clip, shipped_name
from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.adapters.footage import open_footage
from virk_edge.core.fingerprint import shrink
from virk_edge.faults import FAULTS as KINDS
from virk_edge.formats.config import EmbedderConfig
from virk_edge.nouns import F32, U8

FPS = 5.0
FRAMES_MAX = 1500


def default_cache() -> Path:
    """Where vectors are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "virk-edge-bench"


def embedded(footage: str, cache: Path) -> Clip:
    """The clip's vectors, from the cache if this embedder has seen this very file."""
    embedder = load_embedder(EmbedderConfig())
    content = Path(footage).read_bytes() if Path(footage).is_file() else footage.encode()
    faults = sorted({str(change.what) for change in FAULTS})
    told = f"{embedder.identity.sha256} {embedder.identity.kernels} {FPS} {FRAMES_MAX} {faults}"
    key = hashlib.sha256(content + told.encode()).hexdigest()[:16]
    place = cache / f"{shipped_name(footage)}-{key}.npz"
    if not place.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        frames = _frames(footage)
        arrays = {"": _embed(frames, embedder)}
        for what in faults:
            name, _, strength = what.partition(" ")
            effect = KINDS[name].start("medium" if strength == "medium" else "strong", seed=1)
            arrays[what] = _embed((effect(f, i) for i, f in enumerate(frames)), embedder)
        fresh = place.with_suffix(".new.npz")
        named = {f"clip/{name}": array for name, array in arrays.items()}
        np.savez(fresh, seconds=np.float64(1.0 / FPS), **named)  # type: ignore[arg-type]
        fresh.replace(place)
    return Clip(shipped_name(footage), str(place))


def _frames(footage: str) -> list[U8]:
    """Frames at ``FPS``, small as the embedder sees them, so that faults are cheap."""
    frames: list[U8] = []
    with open_footage(footage) as opened:
        for frame in opened:
            if frame.seconds >= len(frames) / FPS - 1e-6:
                frames.append(shrink(frame.pixels))
            if len(frames) == FRAMES_MAX:
                break
    return frames


def _embed(frames: Iterable[U8], embedder: Embedder) -> F32:
    return np.stack([embedder.embed(frame) for frame in frames])
