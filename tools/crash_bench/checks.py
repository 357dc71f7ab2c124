"""What must hold of a folder after the next start, whatever happened before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from virk_edge.adapters.leftovers import QUARANTINE, Outcome
from virk_edge.adapters.store import Store, StoreLimits
from virk_edge.errors import BundleError, VirkError
from virk_edge.formats.bundle import STATE, parse_bundle_name, read_manifest
from virk_edge.formats.observations import LINES, decode_observations
from virk_edge.formats.salvage import salvaged_manifest
from virk_edge.formats.state import unpack_state
from virk_edge.formats.verify import verify
from virk_edge.formats.zipreader import ZipReader

if TYPE_CHECKING:
    from crash_bench.incident import Diary

KNOWN: Final = {QUARANTINE, "state", "acks"}  # directories of a store


def store_problems(store: Path, diary: Diary, another: Callable[[Path], bool]) -> list[str]:
    """Start twice, then record ``another`` incident; what is wrong, in words."""
    problems = visible_problems(store, "before the next start")
    try:
        answers = Store(store, StoreLimits()).salvage_partials()
        left = listing(store)
        again = Store(store, StoreLimits()).salvage_partials()
    except VirkError as error:
        return [*problems, f"the next start fails: {error}"]
    problems += [str(a.reason) for a in answers if a.outcome in (Outcome.FAILED, Outcome.LIVE)]
    if again or listing(store) != left:
        problems.append(f"a second start changes something: {again}")
    problems += visible_problems(store, "after the next start")
    problems += strangers(store)
    problems += missing(store, diary)
    if not another(store):
        problems.append("no incident is recorded any more")
    problems += visible_problems(store, "after another incident")
    return problems


def bundles(store: Path) -> list[Path]:
    """Whatever has a bundle's name."""
    if not store.is_dir():
        return []
    return sorted(p for p in store.iterdir() if parse_bundle_name(p.name))


def visible_problems(store: Path, when: str) -> list[str]:
    """Every visible bundle must verify, and what it holds must be readable."""
    problems = []
    for path in bundles(store):
        with path.open("rb") as file:
            found = verify(file, path.name) or unreadable(ZipReader(file, path.name))
        problems += [f"{when}: {problem}" for problem in found]
    return problems


def unreadable(reader: ZipReader) -> list[str]:
    """Measurements and state that are there must be there whole: a replay begins with them."""
    entries, problems = reader.read_all(), []
    try:
        if LINES in entries:
            decode_observations(entries)
        if f"{STATE}state.json" in entries:
            unpack_state(entries, STATE)
    except (VirkError, ValueError, KeyError) as error:
        problems.append(f"{reader.label}: {error}")
    return problems


def frames_in(store: Path) -> set[str]:
    """``SEQ DIGEST`` of every frame in a visible bundle, of the pixels as they are decoded here."""
    found = set()
    for path in bundles(store):
        with path.open("rb") as file:
            reader = ZipReader(file, path.name)
            for kept in read_manifest(reader).frames:
                data = np.frombuffer(reader.read(kept.entry), np.uint8)
                pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
                digest = hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()
                assert digest == kept.pixels_sha256
                found.add(f"{kept.seq} {digest}")
    return found


def missing(store: Path, diary: Diary) -> list[str]:
    """Frames and bundles that were promised and are not there."""
    names = {path.name for path in bundles(store)}
    problems = [f"the bundle {name} is gone" for name in set(diary.of("bundle")) - names]
    gone = set(diary.of("frame")) - frames_in(store)
    return problems + [f"frame {value.partition(' ')[0]} is gone" for value in sorted(gone)]


def strangers(store: Path) -> list[str]:
    """Names that nobody will ever clear away, and what was set aside without need."""
    problems = [
        f"left behind: {path.name}"
        for path in store.iterdir()
        if not parse_bundle_name(path.name) and path.name not in KNOWN
    ]
    aside = store / QUARANTINE
    for path in aside.iterdir() if aside.is_dir() else ():
        if path.stat().st_size == 0:
            problems.append(f"set aside, though it is empty: {path.name}")
            continue
        try:
            with path.open("rb") as file:
                salvaged_manifest(file, path.name)
        except BundleError:
            continue
        problems.append(f"set aside, though it holds something: {path.name}")
    return problems


def listing(folder: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of change of everything in it."""
    found = []
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        if path.is_file():
            found.append((str(path), about.st_size, about.st_mtime_ns))
        else:
            found.append((str(path), 0, 0))
    return found
