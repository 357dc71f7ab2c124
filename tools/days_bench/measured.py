"""Measurements of pictures, kept in a folder outside the project, so that each is made once.

A kept file is found by a digest of all that its numbers depend on: the pictures' paths, sizes and
times, what was done to them, the embedder, and the source of the code that measures.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import virk_edge
from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.core.fingerprint import NAMES
from virk_edge.core.observe import observe
from virk_edge.formats.config import EmbedderConfig
from virk_edge.nouns import F32, F64, U8, Effort, Encoding, FrameInfo, Observation

CAMERA = "bench"
_PACKAGE = Path(virk_edge.__file__).parent
_SOURCES = ("core/fingerprint.py", "core/observe.py", "core/gradient.py", "adapters/embedder.py")


@dataclass(frozen=True, slots=True)
class Measured:
    """What ``observe`` said of n pictures of one size.

    digests: uint64 (n,). fingerprints: float64 (n, 19). pictures: uint8 (n, h, w). cells: float32
    (n, 12, 16, 3). embeddings: float32 (n, D). size: native height and width.
    """

    digests: NDArray[np.uint64]
    fingerprints: F64
    pictures: U8
    cells: F32
    embeddings: F32
    size: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.digests)

    def at(self, index: int, *, seq: int, seconds: float) -> Observation:
        """Picture ``index`` as if it had come as frame ``seq`` at ``seconds``."""
        t_ns = round(seconds * 1e9)
        height, width = (int(n) for n in self.size)
        return Observation(
            info=FrameInfo(CAMERA, seq, "bench", t_ns, t_ns, Encoding.BGR8, height, width),
            effort=Effort.FULL,
            digest=int(self.digests[index]),
            fingerprint=self.fingerprints[index],
            picture=self.pictures[index],
            cells=self.cells[index],
            embedding=self.embeddings[index],
        )


class Kept:
    """The folder of measurements. ``fresh`` counts the pictures that had to be measured now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fresh = 0

    @cached_property
    def _embedder(self) -> Embedder:
        return load_embedder(EmbedderConfig())

    @cached_property
    def _measuring(self) -> str:
        """A digest of everything but the pictures."""
        return f"{source_digest(*_SOURCES)} {self._embedder.identity} {NAMES}"

    def measure(
        self, what: object, files: Iterable[Path], pictures: Callable[[], Iterable[U8]]
    ) -> Measured:
        """Measurements of the pictures, from the folder or made now.

        what: says, as JSON, all that makes these pictures from those files; pictures: makes them,
        uint8 (H, W, 3) of one size.
        """
        stats = [(str(f.resolve()), (s := f.stat()).st_size, s.st_mtime_ns) for f in files]
        words = json.dumps([what, stats, self._measuring])
        path = self.folder / f"{hashlib.sha256(words.encode()).hexdigest()[:32]}.npz"
        if path.exists():
            with np.load(path, allow_pickle=False) as kept:
                return Measured(*(kept[f.name] for f in fields(Measured)))
        found = [self._observe(p) for p in pictures()]
        self.fresh += len(found)
        if sys.stderr.isatty():
            print(f"\r{self.fresh} pictures measured", end="", file=sys.stderr, flush=True)
        measured = Measured(
            np.array([o.digest for o in found], np.uint64),
            np.stack([o.fingerprint for o in found]),
            np.stack([o.picture for o in found]),
            np.stack([o.cells for o in found]),
            np.stack([_present(o.embedding) for o in found]),
            np.array([found[0].info.height, found[0].info.width], np.int64),
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}.npz")
        arrays: dict[str, Any] = {f.name: getattr(measured, f.name) for f in fields(Measured)}
        np.savez(half, **arrays)
        half.replace(path)
        return measured

    def _observe(self, pixels: U8) -> Observation:
        height, width = pixels.shape[:2]
        info = FrameInfo(CAMERA, 0, "bench", 0, 0, Encoding.BGR8, height, width)
        return observe(info, pixels, Effort.FULL, self._embedder.embed)


def _present(embedding: F32 | None) -> F32:
    assert embedding is not None
    return embedding


def source_digest(*patterns: str) -> str:
    """Of the source of some parts of the package, by patterns as in ``faults/*.py``."""
    code = hashlib.sha256()
    for path in sorted(p for pattern in patterns for p in _PACKAGE.glob(pattern)):
        code.update(path.read_bytes())
    return code.hexdigest()
