"""What an interrupted program left in the store: finished, set aside, or left alone.

Law: the part is removed only when all that is whole in it stands in a complete, durable bundle. A
crash in the middle of salvage leaves the part as it was, and the next start does it again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from virk_edge.adapters.bundlefile import StoredBundle
from virk_edge.adapters.durable import (
    PART_SUFFIX,
    DurableFile,
    sentences,
    sync_directory,
)
from virk_edge.adapters.owner import make_for_owner
from virk_edge.errors import BundleError, VirkError
from virk_edge.formats.bundle import (
    MANIFEST,
    Manifest,
    bundle_name,
    parse_bundle_name,
    read_manifest,
)
from virk_edge.formats.salvage import rewrite, salvaged_entries, salvaged_manifest
from virk_edge.formats.zipreader import ZipReader

QUARANTINE = "quarantine"
QUARANTINE_MODE = 0o750
_WORK_SUFFIX = ".salvage"


class Outcome(str, Enum):
    """What became of a part."""

    FINISHED = "finished"  # it is a bundle now
    REMOVED = "removed"  # its bundle had been finished already, or it was empty
    LIVE = "live"  # somebody is writing it
    QUARANTINED = "quarantined"  # nothing in it could be used, or it contradicts a bundle
    FAILED = "failed"  # the disk refused; it is still there


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The answer for one part: ``bundle`` when finished, ``reason`` in words otherwise."""

    part: Path
    outcome: Outcome
    bundle: StoredBundle | None = None
    reason: str = ""


def salvage_part(part: Path) -> Salvaged:
    """Deal with one ``.NAME.part`` in its own directory. Never raises a ``VirkError``."""
    path = part.with_name(part.name[1 : -len(PART_SUFFIX)])
    try:
        with sentences("salvage", part), _owned(part) as file:
            if file is None:
                return Salvaged(part, Outcome.LIVE, reason="another process is writing it")
            if os.path.lexists(path):
                return _beside_its_bundle(part, path, file)
            if os.fstat(file.fileno()).st_size == 0:
                part.unlink()
                return Salvaged(part, Outcome.REMOVED, reason="it is empty")
            _give_back_room(part, file)
            try:
                manifest = salvaged_manifest(file, part.name)
            except BundleError as exc:
                return _set_aside(part, str(exc))
            bundle = _write(file, path, manifest)
            part.unlink()
            sync_directory(path.parent)
            return Salvaged(part, Outcome.FINISHED, bundle)
    except VirkError as exc:
        return Salvaged(part, Outcome.FAILED, reason=str(exc))


def is_left_behind(part: Path) -> bool:
    """Whether nobody is writing it. Raises ``StorageError``."""
    with sentences("look at", part), _owned(part) as file:
        return file is not None


def recover(source: Path, directory: Path) -> StoredBundle:
    """Make a bundle in ``directory`` from a cut-off recording anywhere; ``source`` is not changed.

    Raises ``BundleError`` if nothing in it can be used, ``StorageError`` if the disk refuses.
    """
    with sentences("read", source), source.open("rb") as file:
        if _being_written(file):  # its bundle is still to come, and would find its name taken
            raise BundleError(f"{source.name} is still being written; wait until it is finished")
        manifest = salvaged_manifest(file, source.name)
        name = source.name.removeprefix(".").removesuffix(PART_SUFFIX)
        if parse_bundle_name(name) is None:
            incident = manifest.incident
            try:
                name = bundle_name(incident.opened_wall_ns, incident.camera, incident.id)
            except (ValueError, OverflowError):
                raise BundleError(f"{source.name} names an impossible camera or time") from None
        return _write(file, directory / name, manifest)


@contextlib.contextmanager
def _owned(part: Path) -> Iterator[BinaryIO | None]:
    """The part, open and locked for us; None if somebody else holds it or it has just gone."""
    fd = os.open(part, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    with os.fdopen(fd, "rb") as file:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Between our open and our lock its writer may have finished and renamed it.
            mine = os.path.samestat(os.fstat(fd), os.lstat(part))
        except (BlockingIOError, FileNotFoundError):
            mine = False
        yield file if mine else None


def _being_written(file: BinaryIO) -> bool:
    """Whether somebody has locked it; if not, nobody salvages it while it is open here."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return False
    return False


def _give_back_room(part: Path, file: BinaryIO) -> None:
    """Let go of what was reserved for the rest: the salvage may need it, and nobody else ever."""
    with contextlib.suppress(OSError):
        os.truncate(part, os.fstat(file.fileno()).st_size)


def _write(file: BinaryIO, path: Path, manifest: Manifest) -> StoredBundle:
    work = path.with_name(f".{path.name}{_WORK_SUFFIX}")
    with sentences("remove", work):
        work.unlink(missing_ok=True)  # of a salvage that was itself interrupted
    with DurableFile(path, part=work) as out:
        try:
            written = rewrite(file, manifest, out.append)
            out.commit()
            sync_directory(path.parent)  # its working name is gone for good before the part goes
        except BaseException:
            with contextlib.suppress(VirkError):
                out.abort()
            raise
    return StoredBundle(path, written.size, written.sha256)


def _beside_its_bundle(part: Path, path: Path, file: BinaryIO) -> Salvaged:
    """The part's name is taken: usually by its own bundle, finished just before the power went."""
    work = path.with_name(f".{path.name}{_WORK_SUFFIX}")
    if not os.path.samestat(os.fstat(file.fileno()), os.lstat(path)):
        try:
            with path.open("rb") as finished:
                known = read_manifest(ZipReader(finished, path.name)).entries
        except BundleError as exc:
            return _set_aside(part, str(exc))
        for name, found in salvaged_entries(file).items():
            if name != MANIFEST and known.get(name) != found:
                return _set_aside(part, f"{path.name} is another bundle: it has no such '{name}'")
    if os.path.lexists(work):  # first, and durably: it is looked for only while there is a part
        work.unlink()
        sync_directory(path.parent)
    part.unlink()
    sync_directory(path.parent)
    return Salvaged(part, Outcome.REMOVED, reason=f"{path.name} is complete")


def _set_aside(part: Path, reason: str) -> Salvaged:
    set_aside(part, part.name[1:])
    return Salvaged(part, Outcome.QUARANTINED, reason=reason)


def set_aside(path: Path, name: str) -> Path:
    """Move a file of a store into its quarantine, as ``name`` or the next free one like it.

    Raises ``OSError`` or ``StorageError``.
    """
    folder = path.parent / QUARANTINE
    make_for_owner(folder, mode=QUARANTINE_MODE)
    aside, again = folder / name, 1
    while os.path.lexists(aside):
        again += 1
        aside = folder / f"{name}-{again}"
    path.rename(aside)
    sync_directory(folder)
    sync_directory(path.parent)
    return aside
