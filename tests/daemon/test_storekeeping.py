"""The daemon looks after its store: told once, shown in the status, well again by itself."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.adapters.test_housekeeping import digest, put
from tests.adapters.test_store import PART, WHOLE, leave
from tests.daemons import Lines
from virk_edge.adapters.acks import Acks
from virk_edge.adapters.recorder import Recorder, Surroundings
from virk_edge.adapters.store import Store, StoreLimits
from virk_edge.daemon import storekeeping
from virk_edge.daemon.log import Log
from virk_edge.daemon.storekeeping import StoreKeeping
from virk_edge.formats.config import Config


class Bench:
    """A daemon's store and what it says."""

    def __init__(self, folder: Path) -> None:
        self.lines = Lines()
        log = Log(level="info", style="json", stream=self.lines)  # type: ignore[arg-type]  # a text stream
        self.store = Store(folder, StoreLimits(max_bytes=1 << 30), in_order=True)
        self.recorder = Recorder(self.store, Surroundings(Config(), None, b""), lambda frame: None)
        self.keeping = StoreKeeping(self.recorder, log)

    def limit(self, limits: StoreLimits) -> None:
        """Change its limits."""
        assert self.store.housekeeping is not None
        self.store.housekeeping.limits = limits


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """On an empty folder."""
    return Bench(tmp_path / "store")


def test_trouble_is_told_when_it_begins_and_when_it_is_over(bench: Bench) -> None:
    """Not at every look; the status has it in between, in words that say what to do."""
    bench.keeping.look()
    assert bench.keeping.standing.trouble == "" and bench.lines.of("store_trouble") == []
    bench.limit(StoreLimits(min_free_bytes=1 << 60))
    for _ in range(3):
        bench.keeping.look()
    assert "must stay free" in bench.keeping.standing.trouble
    assert len(bench.lines.of("store_trouble")) == 1
    bench.limit(StoreLimits())
    for _ in range(2):
        bench.keeping.look()
    assert bench.keeping.standing.trouble == ""
    assert len(bench.lines.of("store_well_again")) == 1


def test_a_store_that_is_not_ours_is_trouble(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found before an incident is lost to it."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    bench.keeping.look()
    assert "read-only, or not ours" in bench.keeping.standing.trouble


def test_a_store_that_has_gone_is_made_again(bench: Bench) -> None:
    """And told; where it cannot be made there is trouble, and no end of the daemon."""
    store = bench.store.directory
    store.rmdir()
    bench.keeping.look()
    assert store.is_dir() and len(bench.lines.of("store_made_again")) == 1
    assert bench.keeping.standing.trouble == ""
    shutil.rmtree(store)
    store.write_bytes(b"")
    bench.keeping.look()
    assert "cannot create" in bench.keeping.standing.trouble
    store.unlink()
    bench.keeping.look()
    assert bench.keeping.standing.trouble == ""


def test_what_cannot_be_looked_at_is_not_counted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not below nothing, when a bundle is being written just then."""
    monkeypatch.setattr(Recorder, "open_bundles", 1)

    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        bench.keeping.look()
    assert bench.keeping.standing.trouble and bench.keeping.standing.interrupted == 0


def test_what_was_fetched_goes_while_the_daemon_runs(bench: Bench) -> None:
    """With one line each; a wrong digest is told once."""
    right, wrong = put(bench.store, 1), put(bench.store, 2)
    acks = Acks(bench.store.directory)
    acks.write(right, digest(bench.store.directory / right))
    acks.write(wrong, "0" * 64)
    bench.keeping.look()
    bench.keeping.look()
    assert [path.name for path in bench.store.bundles()] == [wrong]
    assert bench.keeping.standing.bundles == 1 and bench.keeping.standing.bytes > 0
    assert [line["bundle"] for line in bench.lines.of("acknowledgement_wrong")] == [wrong]


def test_a_recording_that_failed_is_salvaged_without_a_restart(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As soon as there is room; tried again every minute, not at every look."""
    leave(bench.store, WHOLE)
    now_s = [0.0]
    monkeypatch.setattr(storekeeping.time, "monotonic", lambda: now_s[0])
    with monkeypatch.context() as patch:

        def refuse(*_: object) -> int:
            raise OSError(28, "No space left on device")

        patch.setattr(os, "write", refuse)
        for now_s[0] in (1.0, 2.0, 3.0):
            bench.keeping.look()
        assert [line["outcome"] for line in bench.lines.of("salvaged")] == ["failed"]
        assert bench.keeping.standing.interrupted == 1
    now_s[0] = 62.0
    bench.keeping.look()
    assert [line["outcome"] for line in bench.lines.of("salvaged")] == ["failed", "finished"]
    assert bench.keeping.standing.interrupted == 0 and bench.keeping.standing.bundles == 1
    assert not (bench.store.directory / PART).exists()
