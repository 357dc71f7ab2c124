"""Bundles onto an enrolled stick: what matters most first, each read back, with a receipt.

Law: nothing is acknowledged here. What was delivered counts once the stick was unmounted whole;
one that is pulled out before that has fetched nothing.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from virk_edge.adapters.acks import Acks
from virk_edge.adapters.bundlefile import parse_hidden_name
from virk_edge.adapters.catalogue import Listed
from virk_edge.adapters.durable import PART_SUFFIX, sentences, write_atomic
from virk_edge.adapters.enrolment import FOLDER, own_folder, read_plain
from virk_edge.adapters.export import Exported, export_bundle, remove_cut_off
from virk_edge.adapters.host import clocks_record
from virk_edge.errors import StorageError
from virk_edge.formats.receipt import BYTES_MAX, Delivered, receipt_bytes

RECEIPT: Final = "receipt.jsonl"
RECEIPT_ROOM_BYTES: Final = 64 << 10  # kept free for the receipt, a bundle is not worth it
_MACHINE: Final = Path("/etc/machine-id")
_STICK_MASK: Final = 0o022
_STICK_MODE: Final = 0o644  # whoever holds the stick can read all of it anyway
_ACK_MODE: Final = 0o644  # a digest is no secret, and the daemon must be able to read it
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One visit of a stick. gone: why it no longer answered, one sentence; empty if it did."""

    bundles: tuple[Delivered, ...]
    gone: str = ""

    @property
    def arrived(self) -> dict[str, str]:
        """Digests of what is on the stick, by name."""
        return {one.bundle: one.sha256 for one in self.bundles if one.sha256}


def device_name(host: str | None = None, machine: Path = _MACHINE) -> str:
    """What a device is called on a stick: its host name, and eight hex digits of its machine id.

    machine-id(5) is not to leave the machine, a digest of it may.
    """
    plain = re.sub(r"[^a-z0-9-]+", "-", (platform.node() if host is None else host).lower())
    try:
        named = machine.read_bytes().strip()
    except OSError:
        named = b""
    digest = hashlib.sha256(b"virk-edge stick " + named).hexdigest()
    return f"{plain.strip('-')[:32] or 'device'}-{digest[:8]}"


def in_order(bundles: Iterable[Listed]) -> list[Listed]:
    """Duplicates last, else the most severe first, of those the oldest: what a small stick takes.

    What cannot be judged (another version) goes first, as nothing else here shows it to anybody.
    """

    def rank(listed: Listed) -> tuple[bool, float, str]:
        known = listed.known
        if known is None:
            return False, -2.0, listed.path.name
        return known.duplicate_of is not None, -known.incident.severity, listed.path.name

    return sorted(bundles, key=rank)


def deliver(bundles: Iterable[Listed], root: Path, device: str) -> Delivery:
    """Bring bundles onto the stick that is mounted at ``root``, and leave the receipt.

    Raises ``StorageError`` if there is no folder to be had on it.
    """
    with _readable_for_all():
        folder = own_folder(own_folder(root, FOLDER), device)
        _sweep(folder)
        done: list[Delivered] = []
        for listed in in_order(bundles):
            one = _one(listed, folder, device)
            done.append(one)
            if one.outcome == "failed" and (gone := _unanswered(folder, done)):
                return Delivery(tuple(done[:-1]), gone)
        return Delivery(tuple(done), _unanswered(folder, done) if done else "")


@contextlib.contextmanager
def _readable_for_all() -> Iterator[None]:
    """The export service's umask is not for what a person carries away."""
    before = os.umask(_STICK_MASK)
    try:
        yield
    finally:
        os.umask(before)


def acknowledge(store: Path, arrived: dict[str, str]) -> None:
    """Acknowledge bundles by their digests. Raises ``StorageError``.

    Readable for all instead of given to the store's owner: who runs this may not be root.
    """
    acks = Acks(store)
    acks.make()
    for name, sha256 in arrived.items():
        path = acks.path(name)
        write_atomic(path, f"{sha256}\n".encode(), mode=_ACK_MODE)
        with sentences("make readable", path):
            path.chmod(_ACK_MODE)  # whatever the umask


def _one(listed: Listed, folder: Path, device: str) -> Delivered:
    copy = folder / listed.path.name
    free = _free_bytes(folder)
    if not os.path.lexists(copy) and free is not None and listed.size > free - RECEIPT_ROOM_BYTES:
        why = f"{listed.path.name} does not fit: {listed.size} bytes, {free} are free on the stick"
        return _delivered(Exported(listed.path, copy, "failed", why=why), listed, device, full=True)
    return _delivered(export_bundle(listed.path, folder, mode=_STICK_MODE), listed, device)


def _delivered(done: Exported, listed: Listed, device: str, *, full: bool = False) -> Delivered:
    now = clocks_record()
    return Delivered(
        bundle=listed.path.name,
        outcome="no_room" if full else done.outcome,
        device=device,
        size=listed.size,
        wall_ns=now.wall_ns,
        clock_synchronised=now.wall_synchronised,
        sha256=done.sha256,
        why=done.why,
    )


def _free_bytes(folder: Path) -> int | None:
    """None where the stick no longer says; then writing finds out."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize


def _sweep(folder: Path) -> None:
    """Remove what earlier visits left half written; what cannot be removed is in nobody's way."""
    with contextlib.suppress(OSError, StorageError):
        for path in sorted(folder.glob(f".*{PART_SUFFIX}")):
            if parse_hidden_name(path.name) is not None:
                with contextlib.suppress(StorageError):
                    remove_cut_off(path)


def _unanswered(folder: Path, done: list[Delivered]) -> str:
    """Write the receipt: the stick answers, if only to say that it is full. Else what it said."""
    path = folder / RECEIPT
    try:
        with sentences("read", path):
            earlier = read_plain(path, bytes_max=BYTES_MAX) or b""
        write_atomic(path, receipt_bytes(earlier, done), mode=_STICK_MODE)
    except StorageError as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno in _FULL:
            return ""
        return f"the stick takes no receipt, it was pulled out or is failing ({error})"
    return ""
