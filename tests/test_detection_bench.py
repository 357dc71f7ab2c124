"""tools/bench detection: its measures against known values, its streams, its rivals, its rows."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HOUR = 3600.0


@pytest.fixture(autouse=True)
def _tools(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench's package can be imported as its entry does."""
    monkeypatch.syspath_prepend(repository / "tools")


def tiny(detector: str, stream: str = "independent", **changed: object) -> Any:
    """A cell that takes a second."""
    from detection_bench.cell import Plan
    from detection_bench.jobs import Job
    from detection_bench.streams import Change

    plan = Plan(
        baseline_seconds=0.6 * HOUR,
        calibrate_seconds=0.5 * HOUR,
        null_seconds=0.25 * HOUR,
        matched_seconds=0.25 * HOUR,
        block_seconds=60.0,
        span_seconds=120.0,
        branches=2,
        limit_seconds=300.0,
        alarms_samples=1500,
        changes=(Change("step 9σ", 9.0),),
    )
    return Job("cell", stream, detector, seed=3, plan=replace(plan, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (10, 4.7954, 18.3904), (400, 361.76, 441.19)],
)
def test_poisson_intervals_are_those_of_the_tables(count: int, lower: float, upper: float) -> None:
    """Garwood's exact limits, as printed in statistical tables; for 400 nearly the normal ones."""
    from detection_bench.measure import poisson_interval

    found = poisson_interval(count)
    assert found == pytest.approx((lower, upper), rel=2e-3, abs=1e-4)


def test_a_threshold_is_passed_as_often_as_asked() -> None:
    """Of exponential samples, one in N exceeds ln N."""
    from detection_bench.measure import threshold

    samples = np.random.default_rng(0).exponential(size=200_000)
    assert threshold(samples, 200, 20_000.0) == pytest.approx(np.log(20_000.0), abs=0.5)
    assert threshold(samples, 200, 20_000.0) < threshold(samples, 200, 200_000.0)


def test_the_hold_is_the_trackers() -> None:
    """So many samples just over the level open an incident, one fewer do not."""
    from detection_bench.measure import hold_samples

    from virk_edge.core.incident import IncidentLimits, IncidentTracker, Moment
    from virk_edge.core.readings import NS, rule_reading

    for seconds in (0.2, 1.0, 10.0):
        wanted = hold_samples(seconds, IncidentLimits())
        tracker = IncidentTracker(IncidentLimits())
        opened_after = 0
        while tracker.phase != "open":
            opened_after += 1
            moment = Moment(opened_after, round(opened_after * seconds * NS))
            tracker.update({"appearance": rule_reading(1.0001, 1.0)}, moment)
        assert abs(opened_after - wanted) <= 1


def test_streams_are_what_they_are_called() -> None:
    """Variance and memory of the autoregression, day and night of the camera."""
    from detection_bench.streams import Autoregressive, SimulatedCamera

    memory = Autoregressive(1, 0.9)
    drawn = np.concatenate([memory.take(n) for n in (1, 63, 5000, 15000)])
    assert drawn.var() == pytest.approx(1.0, abs=0.05)
    assert (drawn[1:] * drawn[:-1]).mean() == pytest.approx(0.9, abs=0.05)
    assert (drawn[10:] * drawn[:-10]).mean() == pytest.approx(0.9**10, abs=0.06)

    camera = SimulatedCamera(1)
    day = camera.take(8640)
    night, noon = day[:1500].mean(axis=0), day[4000:4600].mean(axis=0)
    assert np.linalg.norm(noon - night) == pytest.approx(6.0, abs=1.2)


def test_a_resampled_clip_keeps_its_order_within_blocks_and_its_faults() -> None:
    """Frames follow each other; the shift leads to the same frame with the fault."""
    from detection_bench.streams import Change, ResampledClip

    clean = np.arange(50.0)[:, None] * np.ones((1, 3))
    clip = ResampledClip(1, {"": clean, "dark": clean - 7.0}, seconds=0.5, block_seconds=5.0)
    drawn = clip.take(400)
    steps = np.diff(drawn[:, 0])
    assert 0.85 < np.isin(steps, (1.0, -49.0)).mean() < 1.0
    assert (drawn + clip.shift(Change("dark", "dark"), 0) == drawn - 7.0).all()


def test_a_change_grows_or_comes_and_goes() -> None:
    """A ramp ends whole; a change for a fifth of the time is there at its onset."""
    from detection_bench.streams import Change

    seconds = np.arange(0.0, 30_000.0, 10.0)
    ramp = Change("", 1.0, ramp_seconds=1000.0).strength(seconds, 0)
    assert ramp[0] == 0.0 and ramp[50] == 0.5 and (ramp[100:] == 1.0).all()
    now_and_then = Change("", 1.0, share=0.2).strength(seconds, 0)
    assert now_and_then[0] == 1.0
    assert now_and_then.mean() == pytest.approx(0.2, abs=0.05)


def test_newmas_two_memories_cross_at_the_window() -> None:
    """Weights of a sample as old as the window are equal; newer ones weigh more in the big one."""
    from detection_bench.rivals import forgetting_factors

    small, big = forgetting_factors(150)
    assert small < 1.0 / 151 < big
    assert small * (1 - small) ** 150 == pytest.approx(big * (1 - big) ** 150, rel=1e-6)


def test_the_sliding_mmd_is_the_definition() -> None:
    """Sums that were corrected a few hundred times equal those made anew."""
    from detection_bench.rivals import FixedMmd, Whitener

    draw = np.random.default_rng(5)
    baseline, stream = draw.normal(size=(300, 4)), draw.normal(size=(200, 4)) + 1.0
    mmd = FixedMmd(window=60)
    mmd.learn(baseline, np.arange(300))
    for sample in stream:
        mmd.step(sample, 0, learn=True)
    white = Whitener(baseline)
    x = white(baseline[np.linspace(0, 299, 60).astype(int)])
    y = white(stream[-60:])

    def mean_kernel(a: Any, b: Any) -> float:
        squares = ((a[:, None] - b[None]) ** 2).sum(axis=-1)
        return float(np.exp(-squares / 4).mean())

    wanted = mean_kernel(x, x) + mean_kernel(y, y) - 2 * mean_kernel(x, y)
    assert mmd.statistic == pytest.approx(wanted, rel=1e-9)


def test_the_counter_calls_as_often_as_it_says() -> None:
    """Every 150 samples, in its own count and in incidents; its realised rate is its claim."""
    from detection_bench.jobs import ALWAYS, run_job
    from detection_bench.tables import realised

    row = run_job(tiny(ALWAYS))
    assert row["alarms"] == 10 and row["incidents"] == row["null_seconds"] / 150
    value, low, high = realised(row)
    assert value == 1.0 and low is not None and high is not None and low < 1.0 < high


def test_ours_is_quiet_on_noise_and_finds_a_large_step_the_same_way_twice() -> None:
    """No incident without a change, every change found at either threshold, bits repeat."""
    from detection_bench.jobs import SESSION, run_job

    row = run_job(tiny(SESSION))
    assert row["frozen"] and row["incidents"] == 0 and row["claim_seconds"] > HOUR
    for tried in row["changes"]["step 9σ"]:
        assert not tried["blind"]
        assert tried["own_seconds"] is not None and tried["own_seconds"] < 60.0
        assert tried["matched_seconds"] is not None and tried["matched_seconds"] < 60.0
    assert run_job(tiny(SESSION)) == row


def test_newma_finds_a_large_step_too() -> None:
    """The rival is no straw man."""
    from detection_bench.jobs import NEWMA, run_job

    row = run_job(tiny(NEWMA))
    delays = [tried["matched_seconds"] for tried in row["changes"]["step 9σ"]]
    assert all(delay is not None and delay < 60.0 for delay in delays)


def test_processes_give_the_same_rows_as_this_one() -> None:
    """Through JSON and back, in another process; a job that cannot be done is an error."""
    from detection_bench.jobs import ALWAYS, run_job
    from detection_bench.pool import WorkError, run_all

    job = tiny(ALWAYS)
    rows = list(run_all([job, replace(job, seed=4)], 2, None))
    assert json.loads(json.dumps(run_job(job))) in rows
    assert sorted(row["seed"] for row in rows) == [3, 4]
    lost = replace(job, stream="clip x", vectors="/nowhere.npz")
    with pytest.raises(WorkError, match="always on clip x"):
        list(run_all([lost], 1, None))


def test_tables_and_drawing_say_what_was_measured() -> None:
    """Misses and claims in words; the drawing is XML with a dot for every figure."""
    from detection_bench.jobs import ALWAYS, run_job
    from detection_bench.plot import drawing
    from detection_bench.tables import delay_table, delay_words, null_table

    assert delay_words([3.0, None, 1.0, 2.0], 1) == "2 s / -, 1 missed, 1 blind"
    row = run_job(tiny(ALWAYS))
    text = null_table([row])
    assert "always" in text and "2.5 min" in text and " 18 " in text
    assert "step 9σ" in delay_table([row], "own")
    ours = {**row, "detector": "ours", "matched_wanted_seconds": 900.0}
    ours["changes"] = {"step 3σ": [{"matched_blind": False, "matched_seconds": 4.0}]}
    months = {**row, "stream": "camera"}
    drawn = ET.fromstring(drawing([row, ours], [months]))
    circles = [e for e in drawn.iter() if e.tag.endswith("circle")]
    assert len(circles) == 2 + 3 + 1  # key, claims, one delay


def test_rivals_are_installed_in_the_versions_that_were_measured(tmp_path: Path) -> None:
    """Three exact requirements; a folder that is no environment is left alone."""
    from detection_bench.environment import RivalsError, ensure, ready, requirements

    found = requirements()
    assert [pin.partition("==")[0] for pin in found] == ["alibi-detect", "river", "torch"]
    (tmp_path / "letters").write_text("dear", encoding="utf-8")
    assert ready(tmp_path) is None
    with pytest.raises(RivalsError, match="is not a virtual environment"):
        ensure(tmp_path)
    assert (tmp_path / "letters").read_text(encoding="utf-8") == "dear"


def test_what_cannot_be_asked_for_is_said_in_a_sentence(repository: Path) -> None:
    """An unknown part is a usage error."""
    done = subprocess.run(
        [sys.executable, str(repository / "tools/bench_detection.py"), "--part", "moon"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "there is no part 'moon'" in done.stderr


def test_every_cell_of_a_run_can_be_made() -> None:
    """All parts, whole and quick: names lead to streams and detectors, and rows have a place."""
    from detection_bench.jobs import INSTALLED, make_detector, make_stream
    from detection_bench.plans import PARTS, Clip, cost_jobs, jobs_of, place_of

    for quick in (False, True):
        jobs = jobs_of(PARTS, [Clip("street", "street.npz")], 1, quick=quick)
        jobs += cost_jobs(PARTS, 1, quick=quick)
        assert len({(j.kind, j.stream, j.detector, j.seed) for j in jobs}) == len(jobs)
        for job in jobs:
            place_of(job.stream, job.detector)
            if not job.stream.startswith("clip"):
                stream = make_stream(job)
                assert stream.take(3).shape == (3, stream.length)
                if job.detector not in INSTALLED:
                    make_detector(job, stream)
