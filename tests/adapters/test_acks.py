"""Acknowledgements: only the right digest removes anything, and everybody can use the folder."""

from __future__ import annotations

import os

import pytest

from tests.adapters.test_housekeeping import digest, keeping, names, put, store
from tests.adapters.test_store import names as in_folder
from tests.formats.samples import NAME
from virk_edge.adapters.acks import Acks
from virk_edge.adapters.leftovers import QUARANTINE
from virk_edge.adapters.store import Store

__all__ = ["store"]


def test_an_acknowledgement_removes_on_the_right_digest_only(store: Store) -> None:
    """A damaged copy, or another device's bundle, was not fetched."""
    right, wrong = put(store, 1), put(store, 2)
    acks = Acks(store.directory)
    acks.write(right, digest(store.directory / right))
    acks.write(wrong, "0" * 64)
    keeper, told = keeping(store)
    contents = keeper.tidy()
    assert names(store) == [wrong]
    assert [(t.name, t.reason) for t in told] == [(right, "acknowledged")]
    assert keeper.catalogue.acks.wrong == {wrong}
    assert in_folder(acks.directory) == [f"{wrong}.ack"]
    assert [b.acknowledged for b in contents.bundles] == [False]
    acks.write(wrong, digest(store.directory / wrong))
    keeper.tidy()
    assert names(store) == [] and in_folder(acks.directory) == []


def test_a_line_of_sha256sum_is_an_acknowledgement_too(store: Store) -> None:
    """``sha256sum NAME > NAME.ack`` is what a shell script would do."""
    name = put(store, 1)
    Acks(store.directory).write(name, f"{digest(store.directory / name)}  {name}")
    keeping(store)[0].tidy()
    assert names(store) == []


@pytest.mark.parametrize("what", ["link", "folder", "pipe", "nonsense", "huge"])
def test_strange_acknowledgements_are_no_acknowledgements(store: Store, what: str) -> None:
    """Whoever may write there must not make us read elsewhere, wait, or delete."""
    name = put(store, 1)
    ack = store.directory / "acks" / f"{name}.ack"
    ack.parent.mkdir()
    true = digest(store.directory / name)
    if what == "link":
        (store.directory.parent / "elsewhere").write_text(true)
        ack.symlink_to(store.directory.parent / "elsewhere")
    elif what == "folder":
        ack.mkdir()
    elif what == "pipe":
        os.mkfifo(ack)
    else:
        ack.write_bytes(b"\xff" * 10 if what == "nonsense" else b"a" * (1 << 20))
    keeper, _ = keeping(store)
    keeper.tidy()
    assert names(store) == [name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_makes_belongs_to_the_owner_of_the_store(store: Store) -> None:
    """A technician with sudo must not lock the daemon out of its own folders; the group may write
    acknowledgements whatever the umask."""
    name = put(store, 1)
    (store.directory / NAME).write_bytes(b"broken")
    os.utime(store.directory / NAME, (0, 0))  # nobody is copying it just now
    os.chown(store.directory, 4711, 4712)
    keeper, _ = keeping(store)
    keeper.tidy()
    ack = keeper.catalogue.acks.write(name, "0" * 64)
    for path, mode in ((ack, 0o640), (ack.parent, 0o770), (store.directory / QUARANTINE, 0o750)):
        found = path.stat()
        assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (4711, 4712, mode)
