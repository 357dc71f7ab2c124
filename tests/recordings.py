"""Footage with a fault in it, the bundle that it makes, and bundles with something changed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from virk_edge.formats.bundle import MANIFEST, EntryRecord, Manifest, manifest_bytes, read_manifest
from virk_edge.formats.zipreader import ZipReader
from virk_edge.formats.zipwriter import ZipAppender
from virk_edge.nouns import U8

FPS = 10.0
FRAMES = 150
FAULT = 105  # from this frame on the picture is blurred
# As by default, only sooner: a real daemon learns for half a minute.
CONFIG = """\
[detect]
learn_seconds = "4 s"
learn_frames_min = 20
[record]
pre_seconds = "3 s"
"""


@dataclass(frozen=True)
class Recorded:
    """One analysed folder: its pictures, the configuration, the events, and the only bundle."""

    pictures: Path
    config: Path
    events: list[dict[str, Any]]
    bundle: Path

    def of(self, event: str) -> list[dict[str, Any]]:
        """The events of one kind."""
        return [e for e in self.events if e["event"] == event]


def scene(*, height: int = 120, width: int = 160, seed: int = 1) -> U8:
    """A colourful picture with structure everywhere."""
    draw = np.random.default_rng(seed)
    areas = draw.integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(areas, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def camera_picture(number: int, *, fault: bool, size: tuple[int, int] = (120, 160)) -> U8:
    """What a camera sees: the scene with noise of its own, and out of focus with ``fault``."""
    seen = scene(height=size[0], width=size[1]).astype(np.float64)
    if fault:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), 4.0))
    noise = np.random.default_rng(number).normal(0.0, 3.0, seen.shape)
    return np.clip(seen + noise, 0, 255).astype(np.uint8)


def write_pictures(
    folder: Path, suffix: str = ".png", *, frames: int = FRAMES, fault: int = FAULT
) -> Path:
    """A folder of pictures, numbered, with the fault from one of them on."""
    folder.mkdir(parents=True)
    for number in range(frames):
        picture = camera_picture(number, fault=number >= fault)
        cv2.imwrite(str(folder / f"{number:05d}{suffix}"), picture)
    return folder


def write_config(path: Path, more: str = "") -> Path:
    """The configuration of these tests, with something appended."""
    path.write_text(CONFIG + more, encoding="utf-8")
    return path


def program(
    *arguments: object, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """``virk-edge`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "virk_edge", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
        check=False,
        timeout=60,
    )


def analyze(*arguments: object, stdin: str = "") -> tuple[int, list[dict[str, Any]], str]:
    """Status, events and standard error of ``virk-edge analyze --json``."""
    done = program("analyze", "--json", *arguments, stdin=stdin)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def record(folder: Path) -> Recorded:
    """Pictures with a fault, analysed with a store."""
    pictures = write_pictures(folder / "yard")
    config = write_config(folder / "config.toml")
    store = folder / "store"
    status, events, err = analyze(pictures, "--fps", FPS, "--config", config, "--store", store)
    assert (status, err) == (0, "")
    (bundle,) = store.glob("*.virk.zip")
    return Recorded(pictures, config, events, bundle)


def manifest_of(bundle: Path) -> Manifest:
    """A bundle's manifest."""
    with bundle.open("rb") as file:
        return read_manifest(ZipReader(file, bundle.name))


def contents_of(bundle: Path) -> dict[str, bytes]:
    """Every entry but the manifest."""
    with bundle.open("rb") as file:
        entries = ZipReader(file, bundle.name).read_all()
    del entries[MANIFEST]
    return entries


def rewritten(
    bundle: Path,
    path: Path,
    changes: Mapping[str, bytes | None],
    *,
    manifest: Manifest | None = None,
    honest: bool = True,
) -> Path:
    """The bundle with entries changed (None: left out); ``honest``: the digests are made to fit."""
    entries = {k: v for k, v in {**contents_of(bundle), **changes}.items() if v is not None}
    manifest = manifest or manifest_of(bundle)
    if honest:
        digests = {
            k: EntryRecord(len(v), hashlib.sha256(v).hexdigest()) for k, v in entries.items()
        }
        manifest = replace(manifest, entries=digests)
    pieces: list[bytes] = []
    appender = ZipAppender(pieces.append)
    for name, data in entries.items():
        appender.add(name, data)
    appender.add(MANIFEST, manifest_bytes(manifest))
    appender.finish()
    path.write_bytes(b"".join(pieces))
    return path
