"""Tries the store: room, the disk under it, and a real write as the one who will write there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from virk_edge.adapters.doctor_guards import PROC
from virk_edge.adapters.owner import user_name
from virk_edge.core.doctor import Finding, Room, disk, room, write
from virk_edge.formats.config import RecordConfig, StoreConfig

_WRITE_SECONDS: Final = 60.0
_TRIAL: Final = ".virk-doctor"  # hidden, and no bundle's name: nobody else looks at it
# As ``adapters.durable`` does it; alone, so that it can run as somebody else.
_WRITE: Final = """
import os, sys, time
folder, name = sys.argv[1], sys.argv[2]
os.chdir(folder)
def clear():
    for left in (name + ".new", name):
        try:
            os.unlink(left)
        except FileNotFoundError:
            pass
clear()  # of a trial that was killed
begin = time.perf_counter()
where = os.open(name + ".new", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640)
try:
    os.write(where, b"virk-edge doctor\\n" * 256)
    os.fsync(where)
    os.close(where)
    os.rename(name + ".new", name)
    here = os.open(".", os.O_RDONLY)
    os.fsync(here)
    print((time.perf_counter() - begin) * 1000)
finally:
    clear()
"""
_OCTAL: Final = re.compile(rb"\\([0-7]{3})")  # how mountinfo writes spaces and the like


def check_store(
    store: StoreConfig, record: RecordConfig, daemon_pid: int | None, proc: Path = PROC
) -> list[Finding]:
    """Room, disk and write of the directory; daemon_pid: whose user it is tried as, if known."""
    folder = Path(store.directory)
    try:
        there = folder.is_dir()
    except OSError as error:  # a folder above it that we may not enter
        return [Finding("room", "unknown", f"{folder}: {error.strerror}", "run it as root")]
    if not there:
        todo = "the daemon makes it at its first start; tools/install makes it with its owner"
        return [Finding("room", "warning", f"{folder} is not there", todo)]
    return [
        _room(folder, store, record),
        check_disk(folder, proc),
        _write(folder, daemon_pid, proc),
    ]


def _room(folder: Path, store: StoreConfig, record: RecordConfig) -> Finding:
    try:
        seen = os.statvfs(folder)
    except OSError as error:
        return Finding(
            "room", "bad", f"{folder}: {error.strerror}", "see whether its disk is there"
        )
    return room(
        Room(seen.f_bavail * seen.f_frsize, seen.f_favail if seen.f_files else None),
        min_bytes=store.min_free_bytes,
        min_inodes=store.min_free_inodes,
        bundle_bytes=record.max_bytes,
    )


def check_disk(folder: Path, proc: Path = PROC) -> Finding:
    """The mount that the folder lies in, proc_pid_mountinfo(5)."""
    try:
        lines = os.fsdecode((proc / "self" / "mountinfo").read_bytes()).split("\n")
    except OSError as error:
        return Finding("disk", "unknown", f"mounts cannot be read: {error.strerror}")
    inside = {str(p) for p in (folder.resolve(), *folder.resolve().parents)}
    best: tuple[int, str, str, frozenset[str]] | None = None
    for line in lines:
        left, _, right = line.partition(" - ")
        fields, more = left.split(), right.split()
        if len(fields) < 6 or len(more) < 2:
            continue
        place = _unescaped(fields[4])
        # Of several mounts at one place the last one is seen.
        if place in inside and (best is None or len(place) >= best[0]):
            options = frozenset([*fields[5].split(","), *(more[2].split(",") if more[2:] else ())])
            best = len(place), more[0], more[1], options
    if best is None:
        return Finding("disk", "unknown", f"no mount is known that {folder} lies in")
    return disk(*best[1:])


def _unescaped(path: str) -> str:
    data = os.fsencode(path)
    return os.fsdecode(_OCTAL.sub(lambda found: bytes([int(found[1], 8)]), data))


def _write(folder: Path, daemon_pid: int | None, proc: Path) -> Finding:
    owner = folder.stat()
    uid, gid = owner.st_uid, owner.st_gid
    if daemon_pid is not None and (proc / str(daemon_pid)).exists():
        daemon = (proc / str(daemon_pid)).stat()
        uid, gid = daemon.st_uid, daemon.st_gid
    who = user_name(uid)
    other: dict[str, Any] = {}
    if uid != os.geteuid():
        if os.geteuid() != 0:
            return Finding("write", "unknown", f"{folder} is {who}'s", "run it as root, or as them")
        other = {"user": uid, "group": gid, "extra_groups": []}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _WRITE, str(folder.resolve()), _TRIAL],
            capture_output=True,
            text=True,
            timeout=_WRITE_SECONDS,
            check=True,
            **other,
        )
        return write(who, float(done.stdout))
    except subprocess.TimeoutExpired:
        words = f"not written in {_WRITE_SECONDS:.0f} s"
    except subprocess.CalledProcessError as error:
        words = (str(error.stderr).strip().splitlines() or ["no reason given"])[-1]
    except OSError as error:
        found = f"a trial as {who} could not begin: {error}"
        return Finding("write", "unknown", found, "they need to be able to run this Python")
    except ValueError as error:
        words = str(error)
    todo = f"see owner and mode of {folder}, and whether the disk is full or failing"
    return Finding("write", "bad", f"as {who}: {words}", todo)
