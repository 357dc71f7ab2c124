"""Making room when it is difficult: files that stay, much to read, disks that promise nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.adapters.test_housekeeping import digest, keeping, names, put
from tests.adapters.test_store import names as in_folder
from tests.adapters.test_store import record
from tests.formats.samples import CLOSED, NAME
from virk_edge.adapters import catalogue
from virk_edge.adapters.acks import Acks
from virk_edge.adapters.housekeeping import Housekeeping, Removed
from virk_edge.adapters.leftovers import QUARANTINE
from virk_edge.adapters.store import Store, StoreFullError, StoreLimits
from virk_edge.errors import StorageError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with no limit."""
    return Store(tmp_path / "store", StoreLimits())


def test_a_copy_that_is_just_being_made_is_let_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person may copy a bundle back into the store; a minute later it is whole or damaged."""
    monkeypatch.setattr(catalogue, "SETTLED_SECONDS", 60.0)
    half = store.directory / NAME
    half.write_bytes(b"the beginning")
    keeper, told = keeping(store)
    assert keeper.tidy().bundles[0].why and half.exists() and told == []
    os.utime(half, (0, 0))
    keeper.tidy()
    assert not half.exists() and [t.reason for t in told] == ["damaged"]


def test_a_file_that_cannot_be_removed_is_gone_around(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others make the room; only when they cannot is it told, and recording goes on if they can."""
    put(store, 1)
    stuck, free = put(store, 2, severity=0.1), put(store, 3, severity=0.2)
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name == stuck:
            raise PermissionError(1, "Operation not permitted")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    keeper, told = keeping(store, StoreLimits(max_bundles=3))
    assert keeper.make_room(10) == ()
    assert [t.name for t in told] == [free] and stuck in names(store)
    with pytest.raises(StorageError, match="not permitted"):
        Housekeeping(store.directory, StoreLimits(max_bundles=1)).make_room(10)


def test_many_acknowledgements_are_read_bit_by_bit(store: Store) -> None:
    """An incident may be waiting; but what somebody has goes before what nobody has."""
    made = [put(store, second, severity=0.1) for second in range(1, 6)]
    acks = Acks(store.directory)
    for name in made[1:4]:
        acks.write(name, digest(store.directory / name))
    told: list[Removed] = []
    keeper = Housekeeping(
        store.directory, StoreLimits(max_bundles=5), told.append, read_bytes_max=1
    )
    keeper.tidy()
    assert [t.name for t in told] == made[1:2]  # at least one in each look
    acks.write(made[4], digest(store.directory / made[4]))
    assert keeper.make_room(10, bundles=2) == ()
    assert {t.name: t.reason for t in told} == dict.fromkeys(made[1:], "acknowledged")


def test_room_is_kept_where_the_file_system_keeps_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT and some network file systems cannot reserve; the store counts what it has promised."""
    monkeypatch.setattr("virk_edge.adapters.durable.reserve", lambda fd, size: False)
    store = Store(tmp_path / "store", StoreLimits(max_bytes=3 << 20))
    with store.begin(NAME, 2 << 20) as bundle:
        with pytest.raises(StoreFullError):
            store.begin(NAME, 2 << 20)
        with store.begin(NAME, 1 << 19) as second:
            second.abort()
        record(bundle)
        bundle.finish(CLOSED)
    with store.begin(NAME, 2 << 20) as third:
        third.abort()


def test_what_was_set_aside_takes_a_quarter_of_the_store_at_most(store: Store) -> None:
    """The newest always stays."""
    folder = store.directory / QUARANTINE
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}").write_bytes(b"x" * 100)
        os.utime(folder / f"{number}", (number, number))
    keeper, told = keeping(store, StoreLimits(max_bytes=800))
    keeper.tidy()
    assert in_folder(folder) == ["2", "3"] and [t.name for t in told] == ["0", "1"]
    keeper.limits = StoreLimits(max_bytes=4)
    keeper.tidy()
    assert in_folder(folder) == ["3"]
