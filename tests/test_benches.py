"""The benchmarks run: each with tiny parameters, and its JSON has the figures that docs quote."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import pytest

from tests.builders import scene, with_noise
from tests.recordings import Recorded


def bench(repository: Path, name: str, *arguments: object) -> tuple[int, dict[str, Any]]:
    """Status and the JSON object of one benchmark."""
    done = subprocess.run(
        [sys.executable, str(repository / f"tools/bench_{name}.py"), "--json"]
        + [str(a) for a in arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert {"cpu", "cores", "python", "kernels"} <= found["machine"].keys()
    return done.returncode, found


@pytest.mark.slow
def test_observe_measures_every_part_against_the_bare_embedder(repository: Path) -> None:
    """Two sizes, all parts, a ratio each; the baseline's is 1."""
    status, found = bench(repository, "observe", "--rounds", 1)
    assert status == 0
    parts = {(r["size"], r["part"]): r for r in found["results"]}
    assert {size for size, _ in parts} == {"640x480", "1920x1080"}
    assert parts["640x480", "embedder alone"]["ratio"] == 1.0
    assert ("1920x1080", "diagnose, an incident") in parts
    assert len(parts) == 26
    for size in ("640x480", "1920x1080"):
        frame, floor = parts[size, "observe + judge"], parts[size, "floor: embedder + OpenCV"]
        assert frame["target"] == 1.3 and floor["ratio_floor"] == 1.0
        assert frame["ratio_floor"] == pytest.approx(frame["ms"] / floor["ms"])
    assert all(r["ms"] > 0 and r["peak_kib"] >= 0 for r in parts.values())


def test_replay_counts_what_was_bit_exact(repository: Path, recorded: Recorded) -> None:
    """Both ways, in fresh processes."""
    status, found = bench(repository, "replay", recorded.bundle, "--times", 2)
    assert status == 0
    assert [(r["runs"], r["bit_exact"]) for r in found["results"]] == [(1, 1), (1, 1)]


def test_a_replay_that_cannot_be_is_no_success(repository: Path, tmp_path: Path) -> None:
    """A broken bundle is counted as what it is."""
    (tmp_path / "b").write_bytes(b"no bundle")
    status, found = bench(repository, "replay", tmp_path / "b", "--times", 1)
    assert status == 1
    (result,) = found["results"]
    assert result["bit_exact"] == 0 and "status 1" in next(iter(result["verdicts"]))


def test_geometry_finds_what_moved_and_nothing_else(repository: Path, tmp_path: Path) -> None:
    """The smallest size of each kind, in a noisy still scene."""
    for n in range(8):
        pixels = with_noise(scene(1, height=150, width=200), 3.0, n)
        cv2.imwrite(str(tmp_path / f"{n}.png"), pixels)
    status, found = bench(repository, "geometry", "--sizes", 1, tmp_path)
    assert status == 0
    (clip,) = found["clips"]
    assert clip["false_incidents"] == 0
    assert clip["measured"] > 0.9
    assert clip["microseconds"] > 0
    assert [r["kind"] for r in found["results"]] == ["shift"] * 4 + ["rotation"] * 2 + ["zoom"] * 2
    assert all(r["delay_seconds"] is not None for r in found["results"])
    assert all(r["error_pixels"] < 0.5 for r in found["results"])


@pytest.mark.slow
def test_memory_watches_a_real_daemon(repository: Path) -> None:
    """Start, steady, incident and after, from a process that was really fed."""
    arguments = ("--fps", 10, "--speed", 8, "--watch", 3, "--incident", 1, "--after", 1)
    _, found = bench(repository, "memory", *arguments)
    (result,) = found["results"]
    assert 10.0 < result["start"] < result["steady"] < 300.0
    assert result["rest"] < max(result["steady"], result["incident"], result["after"])
    assert result["analysed"] > 0


@pytest.mark.slow
def test_start_waits_for_a_real_daemon(repository: Path) -> None:
    """Ready comes after what the daemon imports, and the first start, which compiles, is apart."""
    _, found = bench(repository, "start", "--times", 1)
    starts = {r["what"]: r for r in found["results"]}
    bare, ready = starts["numpy, cv2, zmq, msgpack, runtime"], starts["virk-edge run, to ready"]
    assert 0.0 < starts["python -c pass"]["median_s"] < bare["median_s"] < ready["median_s"]
    assert bare["ratio"] == 1.0 and 0.0 < ready["cpu_s"] < 60.0


@pytest.mark.slow
def test_intake_measures_both_receivers(repository: Path) -> None:
    """Frames come through, in a process of its own, and the parts are less than the whole."""
    _, found = bench(repository, "intake", "--messages", 12, "--only", "640x480")
    rows = {(r["case"], r["receiver"]): r for r in found["results"]}
    assert len(rows) == 2
    for row in rows.values():
        assert row["messages"] == 12 and row["ratio"] > 0
        assert 0 < row["io_us"] < row["total_us"] and 0 < row["feed_us"] < row["total_us"]
    assert found["decoding_us"]["five predictions"] > found["decoding_us"]["none"] > 0


def _days_of_stills(folder: Path, *, spoiled_from: int) -> list[object]:
    """Four days of a noisy still scene, one every hour, another one from a number on."""
    folder.mkdir()
    lines = ["file,unix_seconds"]
    for n in range(4 * 24):
        pixels = with_noise(scene(1 if n < spoiled_from else 2, height=48, width=64), 4.0, n)
        cv2.imwrite(str(folder / f"{n:03d}.png"), pixels)
        lines.append(f"{n:03d}.png,{1_700_000_000 + 3600 * n}")
    times = folder.with_suffix(".csv")
    times.write_text("\n".join(lines), encoding="utf-8")
    return ["--stills", folder, "--times", times, "--kept", folder.with_suffix(".kept")]


def _days(repository: Path, *arguments: object) -> tuple[list[dict[str, Any]], int]:
    """What ``tools/bench days`` says of stills, and its false incidents after two days."""
    command = [sys.executable, str(repository / "tools/bench_days.py"), "nowhere", "--json"]
    command += ["--quick", "--only", "stills", "--fault", "cover", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    (false,) = (line for line in lines if "false incidents" in line.get("what", ""))
    return lines, int(false["measured"].split()[0])


@pytest.mark.slow
def test_days_counts_what_is_found_and_what_is_false(repository: Path, tmp_path: Path) -> None:
    """Covers of a quiet scene are found; a scene that changes unasked is a false incident."""
    quiet = _days_of_stills(tmp_path / "quiet", spoiled_from=1000)
    lines, false = _days(repository, *quiet)
    assert false == 0
    (strong,) = (line for line in lines if "strong faults" in line.get("what", ""))
    assert (strong["measured"], strong["met"]) == ("4/4 100 %", True)
    changed = _days_of_stills(tmp_path / "changed", spoiled_from=85)
    assert _days(repository, *changed)[1] == 1
