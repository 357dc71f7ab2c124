"""A sample of the points of ``tools/bench crash``, and that the harness finds what is broken."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.formats.samples import NAME
from virk_edge.adapters import durable, one_bundle, states, store
from virk_edge.adapters.durable import DurableFile, sync_directory
from virk_edge.adapters.leftovers import Outcome, Salvaged, salvage_part
from virk_edge.formats.observations import LINES
from virk_edge.formats.zipwriter import ZipAppender


@pytest.fixture(autouse=True)
def _tools(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness can be imported as its entry does."""
    monkeypatch.syspath_prepend(repository / "tools")


# Row of the benchmark's table -> every how many-th of its points is tried here.
SAMPLE = {
    "store, killed": 17,
    "store, without links": 31,
    "store, killed in salvage": 97,
    "store, states killed": 12,
    "faults, incident": 37,
    "faults, salvage": 41,
    "faults, states": 37,
    "lost, incident": 41,
    "lost, incident synced": 41,
    "lost, without links": 67,
    "lost, fsync failed": 41,
    "lost, salvage": 31,
    "lost, states": 61,
    "lost, states fsync failed": 397,
}


@pytest.mark.parametrize("row", SAMPLE)
def test_nothing_is_lost_at_a_sample_of_all_points(row: str) -> None:
    """What was written is in a bundle that verifies, states are whole, and life goes on."""
    from bench_crash import in_one_process
    from crash_bench.points import sampled, tried

    points = in_one_process(for_real=False)[row]()
    result = tried(row, sampled(points, SAMPLE[row], start=SAMPLE[row] // 2))
    assert result.failed == [] and result.points >= 6


def test_a_killed_process_leaves_what_a_stopped_one_does(repository: Path) -> None:
    """SIGKILL to a child, in the middle of the recording and of a write."""
    script = (
        "from crash_bench.incident import Recorded\n"
        "from crash_bench.points import killed\n"
        "from crash_bench.shim import Plan\n"
        "for plan in (Plan(20), Plan(30, cut=7)):\n"
        "    print(killed(Recorded(), plan, for_real=True))\n"
    )
    path = os.pathsep.join([str(repository / "tools"), str(repository)])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[]\n[]\n", "")


def test_a_failure_is_said_with_the_name_to_try_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1, and only that point the next time; an unknown one is a wrong usage."""
    import bench_crash
    from crash_bench.points import Point

    points = [Point("store:1", lambda: []), Point("store:2", lambda: ["frame 7 is gone"])]
    rows = {"store, killed": lambda: iter(points)}
    monkeypatch.setattr(bench_crash, "in_one_process", lambda *, for_real: rows)
    assert bench_crash.main(["--part", "store"]) == 1
    out = capsys.readouterr().out
    assert "2 points     1 failed" in out and "--only store:2\n        frame 7 is gone" in out
    assert bench_crash.main(["--only", "store:1"]) == 0
    assert bench_crash.main(["--only", "store:3"]) == 2


def test_every_kind_of_call_is_met() -> None:
    """The shim sees the whole life of a recording and of a state, each call once."""
    from crash_bench.incident import Recorded
    from crash_bench.points import calls_of
    from crash_bench.states import Saved

    calls, _ = calls_of(Recorded())
    kinds = {call.name for call in calls}
    assert kinds >= {"mkdir", "open", "reserve", "write", "fsync", "ftruncate", "link", "unlink"}
    assert [call.number for call in calls] == list(range(1, len(calls) + 1))
    assert all(call.done for call in calls if call.name != "mkdir")
    assert {"rename", "read"} <= {call.name for call in calls_of(Saved())[0]}


# -- the harness finds what is broken --------------------------------------------------------------


def first_failure(points: Iterable[Any]) -> str:
    """What the first point that fails says last."""
    from crash_bench.points import tried

    for point in points:
        for _, problems in tried("", [point]).failed:
            return str(problems[-1])
    return ""


def only_written(self: DurableFile) -> None:
    """Instead of an fsync."""


def name_first(part: Path, path: Path) -> None:
    """As it was once: the directory is synced after both changes."""
    os.link(part, path)
    part.unlink()
    sync_directory(path.parent)


def over_the_old(path: Path, data: bytes, **_: Any) -> None:
    """Not atomic at all."""
    path.unlink(missing_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.write(fd, data)
    os.fsync(fd)
    os.close(fd)
    sync_directory(path.parent)


def test_data_that_were_not_synced_before_their_name_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A visible bundle with nothing in it."""
    from crash_bench import lost
    from crash_bench.incident import Recorded

    monkeypatch.setattr(DurableFile, "sync", only_written)
    assert "no bundle" in first_failure(list(lost.points(Recorded()))[-35:])


def test_a_name_given_and_taken_without_a_sync_between_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both names may be gone, and with them all frames."""
    from crash_bench import lost
    from crash_bench.incident import Recorded

    monkeypatch.setattr(durable, "_give_name", name_first)
    assert "is gone" in first_failure(list(lost.points(Recorded()))[-35:])


def test_a_state_that_is_written_over_the_old_one_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A power cut leaves half of it."""
    from crash_bench import lost
    from crash_bench.states import Saved

    monkeypatch.setattr(states, "write_atomic", over_the_old)
    assert "the state is" in first_failure(list(lost.points(Saved())))


def test_a_frame_that_is_lost_in_salvage_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A salvage that throws the part away."""
    from crash_bench import kills
    from crash_bench.incident import Recorded

    def thrown_away(part: Path) -> Salvaged:
        part.unlink()
        return Salvaged(part, Outcome.REMOVED)

    monkeypatch.setattr(store, "salvage_part", thrown_away)
    points = list(kills.points(Recorded(), for_real=False))
    assert "is gone" in first_failure(points[len(points) // 2 :])


# -- what it led to --------------------------------------------------------------------------------


def test_an_open_incident_is_synced_after_its_beginning_and_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else a power cut would take all of it; and not after every frame."""
    from crash_bench.incident import Recorded
    from crash_bench.points import calls_of

    now_s = 0.0

    class Clock:
        @staticmethod
        def monotonic() -> float:
            nonlocal now_s
            now_s += 2.0  # between one job and the next
            return now_s

    monkeypatch.setattr(one_bundle, "time", Clock)
    calls, diary = calls_of(Recorded(frames=12))
    synced = [c.number for c in calls if c.name == "fsync" and c.path.endswith(".part")]
    frames = [note.at for note in diary.notes if note.kind == "frame"]
    before = [sum(at <= number for at in frames) for number in synced]
    assert before == [6, 9, 12, 13]  # of 13 frames, 6 of them from before the opening


def test_a_part_that_is_set_aside_keeps_no_room_for_what_never_came(tmp_path: Path) -> None:
    """With 16 of them in the quarantine, each with 20 MiB reserved, the disk would be the less."""
    with DurableFile(tmp_path / NAME) as file:
        file.reserve(1 << 20)
        file.append(b"no recording")
    answer = salvage_part(file.part)
    assert answer.outcome is Outcome.QUARANTINED
    (kept,) = (tmp_path / "quarantine").iterdir()
    assert kept.read_bytes() == b"no recording" and kept.stat().st_blocks * 512 <= 1 << 16


def test_measurements_without_their_arrays_are_not_salvaged() -> None:
    """A power cut may leave the lines, written later, and a hole in what they refer to."""
    from virk_edge.formats.salvage import salvage_entries

    pieces: list[bytes] = []
    appender = ZipAppender(pieces.append)
    for name in ("state/array-0.npy", "state/state.json", "observations.picture.npy", LINES, "x"):
        appender.add(name, name.encode() * 9)
    for hole, lost in ((1, "state/state.json"), (5, LINES)):
        assert pieces[hole].startswith(appender.entries[hole // 2].name.encode())
        damaged = [bytes(len(piece)) if n == hole else piece for n, piece in enumerate(pieces)]
        left = [name for name, _ in salvage_entries(io.BytesIO(b"".join(damaged)))]
        assert len(left) == 3 and lost not in left and "x" in left
