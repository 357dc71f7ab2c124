"""A store keeps its limits on a real disk: what goes, what stays, and what is said about it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.test_store import names as in_folder
from tests.adapters.test_store import record
from tests.formats.samples import CLOSED, NAME
from virk_edge.adapters import catalogue
from virk_edge.adapters.acks import Acks
from virk_edge.adapters.catalogue import certain_age_seconds
from virk_edge.adapters.durable import part_path
from virk_edge.adapters.housekeeping import SET_ASIDE_FILES_MAX, Housekeeping, Removed
from virk_edge.adapters.leftovers import QUARANTINE
from virk_edge.adapters.store import Store, StoreFullError, StoreLimits
from virk_edge.errors import StorageError
from virk_edge.formats.bundle import ClocksRecord, Manifest
from virk_edge.nouns import Cause

DAY_NS = 86_400 * 10**9


def put(
    store: Store, second: int, *, cause: str = "fog", severity: float = 0.5, **more: str
) -> str:
    """A bundle of this second; its name."""
    incident = replace(CLOSED.incident, causes=(Cause(cause, 0.9, "x"),), severity=severity)
    manifest: Manifest = replace(CLOSED, incident=incident, **more)  # type: ignore[arg-type]
    name = NAME.replace("081530", f"0815{second:02d}")
    plain = Store(store.directory)
    with plain.begin(name) as bundle:
        record(bundle)
        return bundle.finish(manifest).path.name


def digest(path: Path) -> str:
    """Of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with no limit."""
    return Store(tmp_path / "store", StoreLimits())


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of these tests count as finished at once."""
    monkeypatch.setattr(catalogue, "SETTLED_SECONDS", 0.0)


def names(store: Store) -> list[str]:
    """What is visible."""
    return [path.name for path in store.bundles()]


def keeping(store: Store, limits: StoreLimits | None = None) -> tuple[Housekeeping, list[Removed]]:
    """Its housekeeping with these limits, and what it tells."""
    told: list[Removed] = []
    return Housekeeping(store.directory, limits or StoreLimits(), told.append), told


def test_room_is_made_in_the_stated_order_and_told(store: Store) -> None:
    """The duplicate first, then the least severe; the first of its kind stays."""
    first = put(store, 1)
    mild, severe = put(store, 2, severity=0.1), put(store, 3, severity=0.9)
    again = put(store, 4, severity=0.9, duplicate_of="7f3a9c")
    keeper, told = keeping(store, StoreLimits(max_bundles=3))
    assert keeper.make_room(10) == ()
    assert [(t.name, t.reason) for t in told] == [(again, "duplicate"), (mild, "severity")]
    assert names(store) == [first, severe] and keeper.removed == {"duplicate": 1, "severity": 1}
    assert keeper.make_room(10) == () and names(store) == [first, severe]


def test_too_little_space_is_told_before_anything_is_written(store: Store) -> None:
    """By the limit that is broken, with what to do; what is left may not go."""
    put(store, 1)
    for limits, words in (
        (StoreLimits(max_bundles=1), "there are 1, of which none may go"),
        (StoreLimits(max_bytes=99), "one needs 100 bytes, more than the whole store may take"),
        (StoreLimits(max_bytes=100), "what lies there may not go"),
        (StoreLimits(min_free_bytes=1 << 60), "must stay free"),
        (StoreLimits(min_free_inodes=1 << 60), "inodes are free"),
    ):
        full = Store(store.directory, limits)
        with pytest.raises(StoreFullError, match=words):
            full.begin(NAME, 100)
        assert words in full.trouble(100, full.housekeeping.look())
        assert full.parts() == [] and len(full.bundles()) == 1
    assert store.trouble(100, store.housekeeping.look()) == ""


def test_a_bundle_has_its_room_from_the_first_byte_on(tmp_path: Path) -> None:
    """And counts with all of it until it is finished."""
    store = Store(tmp_path / "store", StoreLimits(max_bytes=3 << 20))
    with store.begin(NAME, 1 << 20) as bundle:
        assert bundle.reserved == 1 << 20 and bundle.size == 0
        if bundle.path.parent.joinpath(f".{NAME}.part").stat().st_blocks:
            with pytest.raises(StoreFullError):
                store.begin(NAME, 5 << 19)
        store.reserve(bundle, 2 << 20)
        with pytest.raises(StoreFullError):
            store.reserve(bundle, 4 << 20)
        record(bundle)
        done = bundle.finish(CLOSED)
    assert done.path.stat().st_blocks * 512 < 1 << 20  # what was not needed was given back


def test_names_follow_the_order_of_incidents_when_the_clock_goes_back(tmp_path: Path) -> None:
    """1970 after 2026, and years later again; the manifest keeps the clock's own word."""
    store = Store(tmp_path, StoreLimits(), in_order=True)
    made = []
    for stamp in ("20261122T081530Z", "19700101T000001Z", "19700101T000000Z", "20300101T000000Z"):
        with store.begin(NAME.replace("20261122T081530Z", stamp)) as bundle:
            record(bundle)
            made.append(bundle.finish(CLOSED).path.name)
    assert made == sorted(made) == names(store)
    assert [name[:16] for name in made] == [
        "20261122T081530Z",
        "20261122T081531Z",
        "20261122T081532Z",
        "20300101T000000Z",
    ]
    put(store, 1)  # and at the end of time names still do not collide
    last = NAME.replace("20261122T081530Z", "99991231T235959Z")
    for want in (last, last.replace("9c.", "9c-2.")):
        with store.begin(last) as bundle:
            record(bundle)
            assert bundle.finish(CLOSED).path.name == want
    with store.begin(NAME) as bundle:
        assert bundle.path.name == last.replace("9c.", "9c-3.")
        bundle.abort()


def test_damaged_bundles_are_set_aside_and_not_too_many(store: Store) -> None:
    """They are never deleted unread, but neither may they fill the disk."""
    good = put(store, 1)
    for second in range(2, 2 + SET_ASIDE_FILES_MAX + 2):
        (store.directory / NAME.replace("081530", f"0815{second:02d}")).write_bytes(b"broken")
    keeper, told = keeping(store)
    keeper.tidy()
    keeper.tidy()
    assert names(store) == [good]
    assert len(in_folder(store.directory / QUARANTINE)) == SET_ASIDE_FILES_MAX
    reasons = [t.reason for t in told]
    assert reasons.count("damaged") == SET_ASIDE_FILES_MAX + 2
    assert reasons.count("set_aside_full") == 2


def test_a_disk_that_refuses_is_one_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is forgotten: the next look tries again."""
    name = put(store, 1)
    Acks(store.directory).write(name, digest(store.directory / name))
    keeper, told = keeping(store)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(StorageError, match="read-only"):
            keeper.tidy()
    assert told == [] and names(store) == [name]
    keeper.tidy()
    assert names(store) == []


def test_age_is_only_what_is_certain() -> None:
    """A wall clock that jumps makes no bundle old; one that was right both times does."""
    then = ClocksRecord("a", 100 * DAY_NS, 1_000 * DAY_NS, True)
    for now, days in (
        (ClocksRecord("a", 103 * DAY_NS, 9_999 * DAY_NS, True), 3),  # the same boot decides
        (ClocksRecord("a", 99 * DAY_NS, 0, None), 0),
        (ClocksRecord("b", DAY_NS, 1_090 * DAY_NS, True), 90),
        (ClocksRecord("b", DAY_NS, 9_999 * DAY_NS, False), 1),
        (ClocksRecord("b", DAY_NS, 0, True), 1),
        (ClocksRecord("", DAY_NS, 0, None), 1),
    ):
        assert certain_age_seconds(then, now) == days * 86_400.0
    unset = replace(then, wall_synchronised=None)
    assert certain_age_seconds(unset, ClocksRecord("b", 0, 9_999 * DAY_NS, True)) == 0.0
    nameless = ClocksRecord("", 2 * DAY_NS, 0, None)
    for boot in ("", "b"):  # it may be the same boot: only the difference is certain
        now = ClocksRecord(boot, 5 * DAY_NS, 0, None)
        assert certain_age_seconds(nameless, now) == 3 * 86_400.0


@pytest.mark.parametrize("what", ["file", "closed"])
def test_a_quarantine_that_cannot_be_used_stops_no_recording(
    store: Store, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's folder, or no folder: fetched bundles go, room is made, and it is told."""
    fetched = put(store, 1)
    Acks(store.directory).write(fetched, digest(store.directory / fetched))
    (store.directory / NAME).write_bytes(b"broken")
    quarantine = store.directory / QUARANTINE
    if what == "file":
        quarantine.write_bytes(b"")
    else:  # as root no mode would keep us out
        quarantine.mkdir()
        monkeypatch.setattr(os, "scandir", closed(os.scandir, quarantine))
        monkeypatch.setattr(Path, "rename", closed(Path.rename, store.directory / NAME))
    keeper, told = keeping(store)
    assert keeper.make_room(10) == ()
    with pytest.raises(StorageError, match="set aside"):
        keeper.tidy()
    assert [t.reason for t in told] == ["acknowledged"] and names(store) == [NAME]


def closed(call: Any, path: Path) -> Any:
    """``call``, but for one path, which belongs to somebody else."""

    def refuse(given: Path, *more: Any, **named: Any) -> Any:
        if given == path:
            raise PermissionError(13, "Permission denied")
        return call(given, *more, **named)

    return refuse


def test_a_bundle_that_cannot_be_read_now_is_read_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mode that is mended changes neither size nor time; till then it stays, whatever happens."""
    name = put(store, 1)
    keeper, _ = keeping(store, StoreLimits(max_bundles=0))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", closed(Path.open, store.directory / name))
        (listed,) = keeper.tidy().bundles
        assert listed.known is None and "cannot be read" in listed.why and not listed.damaged
    (listed,) = keeper.catalogue.look().bundles
    assert listed.known is not None


def test_other_programs_parts_are_not_ours(store: Store) -> None:
    """They are no recording that waits for its end."""
    (store.directory / ".download.part").write_bytes(b"")
    (store.directory / f".{NAME}.part").write_bytes(b"")
    assert list(keeping(store)[0].tidy().parts) == [f".{NAME}.part"]


def test_a_bundle_that_is_just_becoming_visible_counts_once(store: Store) -> None:
    """For a moment it has two names; whoever prunes then must not delete for the second."""
    made = [put(store, second) for second in (1, 2)]
    path = store.directory / made[1]
    size = sum((store.directory / name).stat().st_size for name in made)
    os.link(path, part_path(path))
    keeper, told = keeping(store, StoreLimits(max_bytes=size, max_bundles=2))
    keeper.tidy()
    assert names(store) == made and told == []


def test_what_another_has_just_set_aside_is_no_trouble(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person prunes while the daemon looks: one of the two comes too late."""
    bad = store.directory / NAME
    bad.write_bytes(b"broken")
    keeper, told = keeping(store)
    contents = keeper.catalogue.look()
    bad.unlink()
    looks = iter([contents])
    look = keeper.catalogue.look
    monkeypatch.setattr(keeper.catalogue, "look", lambda **how: next(looks, None) or look(**how))
    assert keeper.tidy().bundles == () and told == []
