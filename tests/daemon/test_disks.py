"""A daemon on real small file systems that are full, read-only, without inodes, or not there.

Always: it goes on judging, says so once, keeps what it may, and is well again without a restart.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.daemons import Camera, Running, running
from tests.feeds import until
from tests.recordings import manifest_of
from virk_edge.cli.verify import problems_of
from virk_edge.daemon import recording, storekeeping
from virk_edge.formats.bundle import Manifest

INSIDE = "VIRK_EDGE_TEST_INSIDE_NAMESPACE"
MIB = 1 << 20
# An incident is a camera that sends another format: it takes a few frames, and no learning.
QUICK = "hold_seconds = '0.2 s'\nhold_frames = 3\nclose_seconds = '0.4 s'\nsave_seconds = '1 s'\n"


# -- file systems -------------------------------------------------------------------------------


def _run(*command: object) -> bool:
    words = [str(word) for word in command]
    with contextlib.suppress(OSError):
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    return False


@cache
def may_mount() -> bool:
    """Whether this process may, as far as can be known without doing it."""
    return _run("unshare", "--mount", "true")


@contextlib.contextmanager
def mounted(at: Path, *how: object) -> Iterator[None]:
    at.mkdir(exist_ok=True)
    if not _run("mount", *how, at):
        pytest.skip(f"this kernel or its guards refuse to mount {how}")
    try:
        yield
    finally:
        _run("umount", "--lazy", at)


@contextlib.contextmanager
def small_ext4(image: Path, at: Path) -> Iterator[None]:
    """The file system of most devices in a file; without loop devices or its tools a tmpfs."""
    image.touch()
    os.truncate(image, 64 * MIB)
    how = ("-t", "tmpfs", "-o", "size=64m", "disk")
    if _run("mkfs.ext4", "-q", "-m", "0", image):
        at.mkdir()
        if _run("mount", "-o", "loop", image, at):
            _run("umount", at)
            how = ("-o", "loop", str(image))
    with mounted(at, *how):
        yield


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where the daemon of a test keeps its bundles; a test that mounts something may do so."""
    if not may_mount():
        pytest.skip("mounting is not permitted here; see the last test of this file")
    return tmp_path / "store"


def fill(store: Path) -> Path:
    """A file that leaves nothing."""
    found, filler = os.statvfs(store), store / "filler"
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        with contextlib.suppress(OSError):  # quickly; a file system may need some for itself
            os.posix_fallocate(file.fileno(), 0, (found.f_bavail - 64) * found.f_frsize)
        while True:
            file.write(bytes(found.f_frsize))
    return filler


# -- the daemon on them -------------------------------------------------------------------------


@contextlib.contextmanager
def watching(folder: Path) -> Iterator[tuple[Running, Camera]]:
    """A daemon with a camera; the store is looked after all the time."""
    with (
        patch.object(recording, "_LOOK_SECONDS", 0.02),
        patch.object(storekeeping, "_SALVAGE_SECONDS", 0.04),
        running(folder, detect=QUICK) as run,
    ):
        camera = Camera(run.endpoint)

        def seen() -> bool:
            camera.show()
            return run.analysed() >= 3

        until(seen, run.lines.wait)  # at first one frame in eight is asked for
        yield run, camera
        camera.publisher.close()


def begin_incident(run: Running, camera: Camera) -> None:
    """Until it is open, and a few frames more."""
    known = len(run.lines.of("incident_opened"))
    feed_until(run, camera, lambda: len(run.lines.of("incident_opened")) > known, fault=True)
    run.feed(camera, 3, size=(60, 80))


def end_incident(run: Running, camera: Camera) -> None:
    """Until it is over, and the recorder has done with it."""
    known = len(run.lines.of("incident_closed"))
    feed_until(run, camera, lambda: len(run.lines.of("incident_closed")) > known, fault=False)
    ended = len(run.lines.of("incident_closed"))
    until(
        lambda: len(run.lines.of("bundle_written") + run.lines.of("bundle_failed")) == ended,
        run.lines.wait,
    )


def feed_until(run: Running, camera: Camera, done: Callable[[], bool], *, fault: bool) -> None:
    for _ in range(60):
        if done():
            return
        run.feed(camera, 1, size=(60, 80) if fault else (120, 160))
    raise AssertionError("it never came to that")


def incident(run: Running, camera: Camera) -> None:
    begin_incident(run, camera)
    end_incident(run, camera)


def save(run: Running) -> None:
    """Leave what was learnt to the keeper, as happens every few minutes."""
    compute = run.daemon.compute
    compute._baselines.save(compute.pipelines["door"])


def newest(run: Running) -> Manifest:
    """The last bundle, which is whole."""
    path = Path(run.lines.of("bundle_written")[-1]["bundle"])
    assert problems_of(path) == []
    return manifest_of(path)


def check_well_again(run: Running, camera: Camera) -> None:
    """The next incident is recorded whole, states are kept, and each trouble was told once."""
    until(lambda: run.daemon.keeping.standing.trouble == "", run.lines.wait)
    incident(run, camera)
    assert newest(run).frames and newest(run).frames_withheld == ""
    assert newest(run).clocks.wall_step_seconds is not None
    save(run)
    failed = run.lines.of("state_not_saved")
    until(lambda: len(run.lines.of("state_saved_again")) == len(failed), run.lines.wait)
    told = {word: len(run.lines.of(word)) for word in ("store_trouble", "state_not_saved")}
    assert max(told.values()) <= 1
    assert len(run.lines.of("store_well_again")) == told["store_trouble"]
    threads = (run.daemon.compute, run.daemon.recording, run.daemon.keeper)
    assert [thread.failure for thread in threads] == [None, None, None]


def fail_to_save(run: Running) -> None:
    """States that cannot be kept are told once, and counted."""
    for _ in range(2):
        known = run.daemon.keeper.failures["door"]
        save(run)
        until(lambda known=known: run.daemon.keeper.failures["door"] > known, run.lines.wait)  # type: ignore[misc]
    assert len(run.lines.of("state_not_saved")) == 1


# -- what may happen to it ----------------------------------------------------------------------


def test_a_disk_that_is_full_before_an_incident(tmp_path: Path, store: Path) -> None:
    """Nothing can be kept; then a little, without frames; then all again."""
    with mounted(store, "-t", "tmpfs", "-o", "size=64m", "disk"), watching(tmp_path) as (run, cam):
        filler = fill(store)
        until(lambda: "0 bytes are free" in run.daemon.keeping.standing.trouble, run.lines.wait)
        fail_to_save(run)
        incident(run, cam)
        assert [line["camera"] for line in run.lines.of("bundle_failed")] == ["door"]
        os.truncate(filler, filler.stat().st_size - 9 * MIB)
        incident(run, cam)
        assert newest(run).frames == () and newest(run).frames_withheld == "space"
        filler.unlink()
        check_well_again(run, cam)


def test_a_disk_that_fills_during_an_incident(tmp_path: Path, store: Path) -> None:
    """Room for the end was kept from the beginning, so the incident is recorded to its end."""
    with small_ext4(tmp_path / "image", store), watching(tmp_path) as (run, cam):
        begin_incident(run, cam)
        until(lambda: bool(list(store.glob(".*.part"))), run.lines.wait)
        until(lambda: run.daemon.recording._queue.empty(), run.lines.wait)
        filler = fill(store)
        fail_to_save(run)
        run.feed(cam, 5, size=(60, 80))
        end_incident(run, cam)
        assert newest(run).incident.state == "closed" and newest(run).frames
        filler.unlink()
        check_well_again(run, cam)


def test_a_disk_without_inodes(tmp_path: Path, store: Path) -> None:
    """Bytes there are, and no file can be made."""
    how = ("-t", "tmpfs", "-o", "size=64m,nr_inodes=1100", "disk")
    with mounted(store, *how), watching(tmp_path) as (run, cam):
        crowd = store / "crowd"
        crowd.mkdir()
        with contextlib.suppress(OSError):
            for number in range(2000):
                (crowd / str(number)).touch()
        until(lambda: "0 inodes are free" in run.daemon.keeping.standing.trouble, run.lines.wait)
        fail_to_save(run)
        incident(run, cam)
        assert len(run.lines.of("bundle_failed")) == 1
        shutil.rmtree(crowd)
        check_well_again(run, cam)


@contextlib.contextmanager
def read_only(store: Path) -> Iterator[None]:
    """On top of it: a file system on which files are open for writing cannot be turned."""
    with mounted(store, "--bind", store):
        assert _run("mount", "-o", "remount,bind,ro", store)
        yield


def test_a_disk_that_turns_read_only_during_an_incident(tmp_path: Path, store: Path) -> None:
    """What was written is finished by salvage when it can be; nothing is lost."""
    with mounted(store, "-t", "tmpfs", "-o", "size=64m", "disk"), watching(tmp_path) as (run, cam):
        begin_incident(run, cam)
        until(lambda: bool(list(store.glob(".*.part"))), run.lines.wait)
        with read_only(store):
            until(lambda: "read-only" in run.daemon.keeping.standing.trouble, run.lines.wait)
            fail_to_save(run)
            end_incident(run, cam)
            assert "read-only" in run.lines.of("bundle_failed")[0]["why"]
            until(lambda: bool(run.lines.of("salvaged")), run.lines.wait)
            run.feed(cam, 5)  # it is tried again meanwhile
        check_well_again(run, cam)
        until(lambda: run.daemon.keeping.standing.bundles == 2, run.lines.wait)
        assert [line["outcome"] for line in run.lines.of("salvaged")] == ["failed", "finished"]
        assert [problems_of(path) for path in store.glob("*.virk.zip")] == [[], []]


def test_a_daemon_that_starts_on_a_read_only_disk(tmp_path: Path, store: Path) -> None:
    """It judges from the first frame, and owns and keeps its states when it can."""
    with mounted(store, "-t", "tmpfs", "-o", "size=64m", "disk"), contextlib.ExitStack() as turned:
        turned.enter_context(read_only(store))
        with watching(tmp_path) as (run, cam):
            fail_to_save(run)
            incident(run, cam)
            assert len(run.lines.of("bundle_failed")) == len(run.lines.of("states_not_owned")) == 1
            turned.close()
            until(lambda: bool(run.lines.of("states_owned_again")), run.lines.wait)
            check_well_again(run, cam)
        assert (store / "state" / "door.state").exists()


def test_a_store_that_somebody_removes(tmp_path: Path) -> None:
    """It is made again, for its owner alone, and so is the place of the states."""
    store = tmp_path / "store"
    with watching(tmp_path) as (run, cam):
        store.rename(tmp_path / "gone")  # at once: nobody writes into it meanwhile
        until(lambda: bool(run.lines.of("states_owned_again")), run.lines.wait)
        assert store.stat().st_mode & 0o777 == 0o750
        check_well_again(run, cam)
        assert (store / "state" / "door.state").exists()
    assert len(run.lines.of("store_made_again")) == 1


def test_files_that_may_not_grow(tmp_path: Path) -> None:
    """A limit of the account instead of the disk: nothing fits, then everything does again."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with watching(tmp_path) as (run, cam), contextlib.ExitStack() as limited:
        limited.callback(resource.setrlimit, resource.RLIMIT_FSIZE, usual)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, usual[1]))
        fail_to_save(run)
        incident(run, cam)
        assert len(run.lines.of("bundle_failed")) == 1
        limited.close()
        check_well_again(run, cam)


@pytest.mark.skipif(may_mount() or INSIDE in os.environ, reason="the tests above could mount")
def test_all_of_them_in_a_namespace_of_their_own() -> None:
    """Where mounting is not permitted, the kernel may permit it among ourselves."""
    command = ("unshare", "--user", "--map-root-user", "--mount", sys.executable, "-m", "pytest")
    if not _run(*command[:4], "true"):
        pytest.skip("neither mounting nor user namespaces are permitted here")
    done = subprocess.run(
        [*command, "-q", "-p", "no:cacheprovider", "-k", "not removes and not grow", __file__],
        env={**os.environ, INSIDE: "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-2000:]
