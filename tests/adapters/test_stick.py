"""Sticks: only enrolled ones, what matters most first, and a pulled one has fetched nothing.

A folder stands for the mounted stick; tests/adapters/test_stick_mounted.py has real ones.
"""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.adapters.test_housekeeping import digest, keeping, put, settled, store
from virk_edge.adapters import enrolment as sticks
from virk_edge.adapters import stick
from virk_edge.adapters.catalogue import Listed
from virk_edge.adapters.durable import DurableFile
from virk_edge.adapters.stick import RECEIPT, acknowledge, deliver, device_name, in_order
from virk_edge.adapters.store import Store
from virk_edge.errors import ConfigError, StateError, StorageError
from virk_edge.formats.receipt import read_receipt
from virk_edge.formats.superblock import Medium

__all__ = ["settled", "store"]

KEY = bytes(range(32))
MEDIUM = Medium("vfat", "1A2B-3C4D")
DEVICE = "yard-12345678"


def test_a_key_is_made_once_and_is_secret(tmp_path: Path) -> None:
    """One that others may read, or that is none, is refused."""
    path = tmp_path / "etc" / "stick.key"
    assert sticks.load_key(path) is None
    key = sticks.make_key(path)
    assert sticks.load_key(path) == key and path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="others may read this key; chmod 600"):
        sticks.load_key(path)
    path.chmod(0o600)
    path.write_text("secret\n")
    with pytest.raises(ConfigError, match="64 lower-case hex digits"):
        sticks.load_key(path)


def test_devices_have_different_names_on_a_stick(tmp_path: Path) -> None:
    """Good for FAT, also where the host has none, and without telling the machine's id."""
    machine = tmp_path / "machine-id"
    machine.write_text("0123456789abcdef0123456789abcdef\n")
    name = device_name("Yard.Gate_2", machine)
    assert name.startswith("yard-gate-2-") and "01234567" not in name
    assert name != device_name("Yard.Gate_2", tmp_path / "none")
    assert device_name("..", machine).startswith("device-")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder as the mounted stick, enrolled."""
    folder = tmp_path / "stick"
    folder.mkdir()
    sticks.enrol(folder, MEDIUM, KEY)
    return folder


def waiting(store: Store) -> tuple[Listed, ...]:
    """All bundles of a store."""
    return keeping(store)[0].look().bundles


def on(root: Path) -> list[str]:
    """What this device has on the stick, hidden things too."""
    return sorted(path.name for path in (root / "virk-edge" / DEVICE).iterdir())


def test_what_waits_is_on_the_stick_with_a_receipt(store: Store, root: Path) -> None:
    """Read back, in a folder of the device's own, readable at any laptop; a second time there."""
    names = [put(store, 1), put(store, 2)]
    sticks.check(root, MEDIUM, KEY)
    done = deliver(waiting(store), root, DEVICE)
    assert on(root) == sorted([*names, RECEIPT]) and not done.gone
    folder = root / "virk-edge" / DEVICE
    assert done.arrived == {name: digest(folder / name) for name in names}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}
    receipt = read_receipt((folder / RECEIPT).read_bytes())
    assert [(r.bundle, r.outcome, r.device) for r in receipt] == [
        (name, "copied", DEVICE) for name in names
    ]
    again = deliver(waiting(store), root, DEVICE)
    assert [one.outcome for one in again.bundles] == ["there", "there"]
    assert not (store.directory / "acks").exists()


def test_what_lands_on_a_stick_is_readable_whatever_the_umask(store: Store, root: Path) -> None:
    """The service's own umask is tight, and who takes the stick is another user."""
    put(store, 1)
    before = os.umask(0o077)
    try:
        deliver(waiting(store), root, DEVICE)
        assert os.umask(0o077) == 0o077, "left as it was"
    finally:
        os.umask(before)
    folder = root / "virk-edge" / DEVICE
    assert folder.stat().st_mode & 0o777 == 0o755
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}


def test_what_matters_most_goes_first(store: Store) -> None:
    """Severity, then age; duplicates last; what only others can read, first."""
    old, bad, new = put(store, 3, severity=0.4), put(store, 4, severity=0.9), put(store, 5)
    twice = put(store, 1, severity=1.0, duplicate_of="20261122T081504Z_a_1.virk.zip")
    foreign = replace(waiting(store)[0], path=store.directory / "z", known=None)
    order = [listed.path.name for listed in in_order([*waiting(store), foreign])]
    assert order == ["z", bad, new, old, twice]


def test_a_small_stick_takes_what_fits(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The most severe one; the rest is said on the receipt and waits."""
    mild, severe = put(store, 1, severity=0.2), put(store, 2, severity=0.9)
    room = [10**6, 1000]
    monkeypatch.setattr(stick, "_free_bytes", lambda folder: room.pop(0))
    done = deliver(waiting(store), root, DEVICE)
    assert [(one.bundle, one.outcome) for one in done.bundles] == [
        (severe, "copied"),
        (mild, "no_room"),
    ]
    receipt = read_receipt((root / "virk-edge" / DEVICE / RECEIPT).read_bytes())
    assert "does not fit" in receipt[1].why and list(done.arrived) == [severe]


def refusing(after: int, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes go well so often, then the medium answers ``number``."""
    write, left = os.write, [after]

    def failing(fd: int, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(number, os.strerror(number))
        return write(fd, data)

    monkeypatch.setattr(os, "write", failing)


def test_a_stick_that_is_full_after_all_keeps_no_half(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program filled it: every bundle is tried, none is acknowledged."""
    put(store, 1), put(store, 2)
    found = waiting(store)
    refusing(0, errno.ENOSPC, monkeypatch)
    done = deliver(found, root, DEVICE)
    monkeypatch.undo()
    assert [one.outcome for one in done.bundles] == ["failed", "failed"] and not done.gone
    assert on(root) == [] and not done.arrived


def test_a_pulled_stick_loses_nothing(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, no more is tried; half a file is hidden and goes at the next visit."""
    names = [put(store, 1), put(store, 2), put(store, 3)]
    found = waiting(store)
    refusing(1, errno.EIO, monkeypatch)
    done = deliver(found, root, DEVICE)
    monkeypatch.undo()
    assert "pulled out or is failing" in done.gone
    assert [one.bundle for one in done.bundles] == names[:1]
    part = root / "virk-edge" / DEVICE / f".{names[1]}.part"
    part.write_bytes(b"half")  # as on a stick that can no longer be tidied
    again = deliver(found, root, DEVICE)
    assert [one.outcome for one in again.bundles] == ["there", "copied", "copied"]
    assert on(root) == sorted([*names, RECEIPT])


def test_what_an_earlier_visit_left_goes_though_its_bundle_is_gone(root: Path) -> None:
    """But not what somebody writes now, nor what is not ours."""
    folder = root / "virk-edge" / DEVICE
    folder.mkdir()
    (folder / ".20261122T081530Z_front-door_7f3a9c.virk.zip.part").write_bytes(b"half")
    (folder / ".notes.part").write_bytes(b"a person's")
    with DurableFile(folder / "20261122T081531Z_front-door_7f3a9c.virk.zip") as live:
        deliver([], root, DEVICE)
        assert on(root) == [live.part.name, ".notes.part"]


def test_no_link_on_a_stick_is_followed(store: Store, root: Path, tmp_path: Path) -> None:
    """A link where our folder, our files or the receipt should be leads nowhere."""
    name = put(store, 1)
    other = tmp_path / "elsewhere"
    shutil.copytree(root / "virk-edge", other)
    folder = root / "virk-edge" / DEVICE
    folder.symlink_to(other)
    with pytest.raises(StorageError, match="is no folder; remove it from the stick"):
        deliver(waiting(store), root, DEVICE)
    folder.unlink()
    folder.mkdir()
    (other / "note").write_text("note")
    for link in (name, f".{name}.part", RECEIPT):
        (folder / link).symlink_to(other / "note")
    done = deliver(waiting(store), root, DEVICE)
    assert [one.outcome for one in done.bundles] == ["failed"]
    assert (other / "note").read_text() == "note" and not (folder / RECEIPT).is_symlink()
    (root / "virk-edge" / sticks.FILE).unlink()
    (root / "virk-edge" / sticks.FILE).symlink_to(other / sticks.FILE)
    with pytest.raises(StateError, match="it has no"):
        sticks.check(root, MEDIUM, KEY)
    shutil.rmtree(root / "virk-edge")
    (root / "virk-edge").symlink_to(other)
    with pytest.raises(StateError, match="it has no"):
        sticks.check(root, MEDIUM, KEY)
    assert sorted(path.name for path in other.iterdir()) == [sticks.FILE, "note"]


def test_another_file_of_a_bundles_name_stays(store: Store, root: Path) -> None:
    """It is said; the others arrive."""
    taken, free = put(store, 1), put(store, 2)
    folder = root / "virk-edge" / DEVICE
    folder.mkdir()
    (folder / taken).write_bytes(b"other")
    done = deliver(waiting(store), root, DEVICE)
    assert [one.outcome for one in done.bundles] == ["failed", "copied"]
    assert "another file" in done.bundles[0].why and list(done.arrived) == [free]
    assert (folder / taken).read_bytes() == b"other"


def test_a_delivery_acknowledges_by_digest(store: Store) -> None:
    """Readable for the daemon whatever the umask of the service; another digest removes nothing."""
    right, wrong = put(store, 1), put(store, 2)
    before = os.umask(0o077)
    try:
        acknowledge(store.directory, {right: digest(store.directory / right), wrong: "0" * 64})
    finally:
        os.umask(before)
    assert (store.directory / "acks" / f"{right}.ack").stat().st_mode & 0o777 == 0o644
    house, told = keeping(store)
    house.tidy()
    assert [gone.name for gone in told] == [right] and (store.directory / wrong).exists()
