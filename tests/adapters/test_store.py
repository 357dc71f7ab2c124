"""The store: complete bundles only, and nothing that an interruption left is lost or believed."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.formats.samples import CLOSED, NAME, OPENED, PICTURE, contents, frame_record, write_log
from virk_edge.adapters.leftovers import Outcome, recover
from virk_edge.adapters.store import BundleFile, Store, StoreLimits
from virk_edge.errors import BundleError, StorageError
from virk_edge.formats.bundle import read_manifest
from virk_edge.formats.verify import verify
from virk_edge.formats.zipreader import ZipReader

PART = f".{NAME}.part"
LOG = write_log()
WHOLE = b"".join(LOG)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "bundles")


def names(directory: Path) -> list[str]:
    """What is in a directory, hidden files too."""
    return sorted(path.name for path in directory.iterdir())


def record(bundle: BundleFile, seqs: tuple[int, ...] = (38, 39)) -> None:
    """What the recorder writes first."""
    bundle.begin(OPENED)
    for seq in seqs:
        bundle.add_frame(frame_record(seq), PICTURE)


def problems(path: Path) -> list[str]:
    """What the verifier says about a file."""
    with path.open("rb") as file:
        return verify(file, path.name)


def state(path: Path) -> str:
    """What the manifest says about the incident."""
    with path.open("rb") as file:
        return read_manifest(ZipReader(file, path.name)).incident.state


def leave(store: Store, data: bytes, name: str = PART) -> Path:
    """A part as a dead program leaves it."""
    part = store.directory / name
    part.write_bytes(data)
    return part


def test_a_recorded_incident_becomes_one_good_file(store: Store) -> None:
    """Everything that was written is in the manifest; other tools find it whole."""
    with store.begin(NAME) as bundle:
        record(bundle)
        bundle.add("config.toml", b"[detect]\n" * 50, compress=True)
        assert store.bundles() == [] and len(store.parts()) == 1
        done = bundle.finish(CLOSED)
    assert store.bundles() == [done.path] and store.parts() == []
    assert done.path.name == NAME and done.size == done.path.stat().st_size
    assert problems(done.path) == [] and state(done.path) == "closed"
    with zipfile.ZipFile(done.path) as other:
        assert other.testzip() is None
    with done.path.open("rb") as file:
        manifest = read_manifest(ZipReader(file, NAME))
    assert [frame.seq for frame in manifest.frames] == [38, 39]
    assert manifest.incident == CLOSED.incident


def test_the_store_keeps_strangers_out(store: Store) -> None:
    """Pictures of cameras are for the owner and the group."""
    assert store.directory.stat().st_mode & 0o777 & ~0o750 == 0


def test_two_incidents_of_one_name_get_two_files(store: Store) -> None:
    """A device without a clock opens many incidents in the same second of 1970."""
    with store.begin(NAME) as first, store.begin(NAME) as second:
        assert second.path.name == NAME.replace("9c.", "9c-2.")
        record(first)
        first.finish(CLOSED)
        with store.begin(NAME) as third:
            assert third.path.name == NAME.replace("9c.", "9c-3.")
            third.abort()
        record(second)
        second.finish(CLOSED)
    assert len(store.bundles()) == 2 and store.parts() == []


def test_frames_of_one_number_are_both_kept(store: Store) -> None:
    """A publisher that restarts counts from 0 again."""
    with store.begin(NAME) as bundle:
        record(bundle, (1, 1, 1))
        done = bundle.finish(CLOSED)
    with done.path.open("rb") as file:
        frames = read_manifest(ZipReader(file, NAME)).frames
    assert [f.entry for f in frames] == ["frames/1.png", "frames/1-2.png", "frames/1-3.png"]
    assert problems(done.path) == []


def test_only_bundles_are_listed(store: Store, tmp_path: Path) -> None:
    """Foreign files, folders and links are none of ours."""
    for name in ("notes.txt", PART.replace("virk", "other")):
        (store.directory / name).write_bytes(b"")
    (store.directory / NAME.replace("front", "back")).mkdir()
    (tmp_path / "elsewhere").write_bytes(WHOLE)
    (store.directory / NAME).symlink_to(tmp_path / "elsewhere")
    assert store.bundles() == [] and store.parts() == [] and store.salvage_partials() == []


def test_too_little_space_is_told_before_anything_is_written(store: Store) -> None:
    """The sentence names the directory and both numbers."""
    full = Store(store.directory, StoreLimits(min_free_bytes=1 << 60))
    with pytest.raises(StorageError, match="bytes are free"):
        full.begin(NAME)
    assert names(store.directory) == []


def test_names_of_other_kinds_and_unfinished_incidents_are_our_own_mistakes(store: Store) -> None:
    """Both are bugs of the caller, not of the disk."""
    with pytest.raises(ValueError, match="no bundle's name"):
        store.begin("a.zip")
    with store.begin(NAME) as bundle, pytest.raises(ValueError, match="open"):
        bundle.finish(OPENED)


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Say a file stands in its place."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="file"):
        Store(tmp_path / "file" / "bundles")


def test_a_part_being_written_is_left_alone(store: Store) -> None:
    """Another process of ours may be recording right now."""
    with store.begin(NAME) as bundle:
        record(bundle)
        (answer,) = store.salvage_partials()
        assert answer.outcome is Outcome.LIVE
        bundle.finish(CLOSED)
    assert len(store.bundles()) == 1


def test_a_recording_whose_process_died_is_finished_as_interrupted(store: Store) -> None:
    """A kill in the middle of an incident: its frames are there at the next start."""
    script = (
        "import os, sys, pathlib\n"
        "from tests.adapters.test_store import *\n"
        "bundle = Store(pathlib.Path(sys.argv[1])).begin(NAME)\n"
        "record(bundle)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    command = [sys.executable, "-c", script, str(store.directory)]
    path = os.pathsep.join(p for p in sys.path if p)
    subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=False)
    (answer,) = store.salvage_partials()
    assert answer.outcome is Outcome.FINISHED and answer.bundle is not None
    (path_,) = store.bundles()
    assert problems(path_) == [] and state(path_) == "interrupted" and store.parts() == []


def test_every_crash_while_writing_ends_in_a_bundle_or_in_quarantine(store: Store) -> None:
    """The real write log, cut after every write and in the middle of each."""
    cuts = [LOG[:i] for i in range(1, len(LOG) + 1)]
    cuts += [[*LOG[:i], LOG[i][: len(LOG[i]) // 2]] for i in range(len(LOG))]
    finished = 0
    for cut in cuts:
        data = b"".join(cut)
        leave(store, data)
        (answer,) = store.salvage_partials()
        pictures = sum(b"frames/%d.png" % seq in data for seq in (38, 39, 40))
        if answer.outcome is Outcome.FINISHED:
            finished += 1
            (path,) = store.bundles()
            assert problems(path) == []
            assert state(path) == ("closed" if path.read_bytes() == WHOLE else "interrupted")
            path.unlink()
        else:
            assert answer.outcome is Outcome.QUARANTINED and pictures <= 1 and answer.reason
        assert store.bundles() == [] and store.parts() == []
    set_aside = names(store.directory / "quarantine")
    assert len(set_aside) == len(cuts) - finished and finished > 30


def test_a_part_without_a_byte_is_removed(store: Store) -> None:
    """A crash just after it was made: there is nothing to keep for a person."""
    leave(store, b"")
    (answer,) = store.salvage_partials()
    assert answer.outcome is Outcome.REMOVED and names(store.directory) == []


@pytest.mark.parametrize("call", ["open", "write", "fsync", "link", "unlink"])
def test_a_fault_at_any_step_of_salvage_loses_nothing(store: Store, call: str) -> None:
    """The disk fails once, at each step in turn: the next start finishes the work."""
    for after in range(45):
        leave(store, b"".join(LOG[:-3]))
        real: Callable[..., Any] = getattr(os, call)
        calls = iter(range(10**6))

        def failing(
            *arguments: Any, _real: Any = real, _n: Any = calls, _at: int = after, **named: Any
        ) -> Any:
            if next(_n) == _at:
                raise OSError(errno.EIO, "I/O error")
            return _real(*arguments, **named)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, call, failing)
            store.salvage_partials()
        for path in store.bundles():
            assert problems(path) == []
        store.salvage_partials()
        (path,) = store.bundles()
        assert problems(path) == [] and names(store.directory) == [NAME]
        path.unlink()


def test_a_part_beside_its_own_finished_bundle_is_removed(store: Store) -> None:
    """The power went between giving the name and removing the part, or just after a salvage."""
    for data in (WHOLE, b"".join(LOG[:9])):
        (store.directory / NAME).write_bytes(WHOLE)
        leave(store, data)
        (answer,) = store.salvage_partials()
        assert answer.outcome is Outcome.REMOVED and names(store.directory) == [NAME]
    os.link(store.directory / NAME, store.directory / PART)
    (answer,) = store.salvage_partials()
    assert answer.outcome is Outcome.REMOVED and names(store.directory) == [NAME]


def test_a_part_beside_another_bundle_of_its_name_is_set_aside(store: Store) -> None:
    """Neither is deleted: a person must look."""
    with store.begin(NAME) as bundle:
        record(bundle, (7,))
        bundle.finish(CLOSED)
    leave(store, b"".join(LOG[:9]))
    (answer,) = store.salvage_partials()
    assert answer.outcome is Outcome.QUARANTINED and "another bundle" in answer.reason
    (store.directory / NAME).write_bytes(b"damaged")
    leave(store, WHOLE)
    (answer,) = store.salvage_partials()
    assert answer.outcome is Outcome.QUARANTINED
    assert len(names(store.directory / "quarantine")) == 2


def test_a_part_that_is_no_recording_is_set_aside_with_its_bytes(store: Store) -> None:
    """What cannot be used is kept for a person, and the next start has nothing to do."""
    leave(store, b"rubbish")
    (answer,) = store.salvage_partials()
    assert answer.outcome is Outcome.QUARANTINED and "nobody knows" in answer.reason
    (kept,) = (store.directory / "quarantine").iterdir()
    assert kept.read_bytes() == b"rubbish" and store.salvage_partials() == []


def test_an_error_of_the_disk_leaves_the_part_for_salvage(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up in the middle of an incident; later there is room again."""

    def full(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with store.begin(NAME) as bundle:
        record(bundle)
        with monkeypatch.context() as patch, pytest.raises(StorageError, match="disk is full"):
            patch.setattr(os, "write", full)
            bundle.add("thumbs.jpg", b"x")
    (answer,) = store.salvage_partials()
    assert answer.outcome is Outcome.FINISHED and problems(store.bundles()[0]) == []


def test_a_cut_off_file_from_anywhere_can_be_recovered(store: Store, tmp_path: Path) -> None:
    """`salvage PARTIAL -o DIR`: the source stays as it is; the name comes from what is inside."""
    source = tmp_path / "from-a-stick.bin"
    source.write_bytes(WHOLE[:-30])
    done = recover(source, store.directory)
    assert done.path.name == NAME and done.path.read_bytes() == WHOLE
    assert source.read_bytes() == WHOLE[:-30]
    source.write_bytes(b"rubbish")
    with pytest.raises(BundleError, match=r"from-a-stick\.bin"):
        recover(source, store.directory)
    with pytest.raises(StorageError, match="missing"):
        recover(tmp_path / "missing", store.directory)


def test_a_bundle_holds_what_the_recorder_gave(store: Store) -> None:
    """Entries in their order, the opening record first and the manifest last."""
    with store.begin(NAME) as bundle:
        for name, data in contents():
            bundle.add(name, data)
        bundle.sync()
        done = bundle.finish(replace(CLOSED, losses={"busy": 1}))
    reader = ZipReader(io.BytesIO(done.path.read_bytes()), NAME)
    assert list(reader.names) == [*(name for name, _ in contents()), "manifest.json"]
    assert reader.read_all().items() >= dict(contents()).items()
