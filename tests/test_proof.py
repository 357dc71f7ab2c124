"""tools/bench predictions-first: its schedule, its statistics, its verdicts, and one tiny run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _tools(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench's package can be imported as its entry does."""
    monkeypatch.syspath_prepend(repository / "tools")


def blocks(seed: int, *, pairs: int = 10, slower: float = 0.0, tail: float = 0.0) -> Any:
    """(without, with) per pair: 100 frames of 20 ms, on a machine that gets 2 % slower per pair."""
    rng = np.random.default_rng(seed)

    def block(pair: int, factor: float, outlier_ms: float) -> Any:
        body = 20.0 * (1.0 + 0.02 * pair) * factor + rng.gamma(2.0, 0.05, 100)
        return body + outlier_ms * (rng.random(100) < 0.05)

    return [(block(i, 1.0, 0.0), block(i, 1.0 + slower, tail)) for i in range(pairs)]


def test_arms_take_turns_so_that_a_steady_drift_hits_both_alike() -> None:
    """ABBA: the places of the two arms have the same mean, in every quad."""
    from proof.measure import Arm, schedule

    arms = schedule(3)
    places = {arm: [i for i, a in enumerate(arms) if a is arm] for arm in Arm}
    assert len(arms) == 12
    assert np.mean(places[Arm.WITH]) == np.mean(places[Arm.WITHOUT])


def test_neighbours_are_paired_whichever_comes_first() -> None:
    """Without comes first in the pair; two blocks of one arm are no pair."""
    from proof.measure import Block, pairs_of, schedule

    times = [np.full(1, float(i)) for i in range(4)]
    made = [Block(arm, t, t, t, late=0) for arm, t in zip(schedule(1), times, strict=True)]
    assert [(a.latency_ms[0], b.latency_ms[0]) for a, b in pairs_of(made)] == [(0, 1), (3, 2)]
    with pytest.raises(ValueError, match="alternate"):
        pairs_of(made[1:3])


@pytest.mark.parametrize("percentile", [50, 99])
def test_no_change_is_in_the_interval_and_a_drifting_machine_does_not_widen_it(
    percentile: int,
) -> None:
    """20 % slower from first to last pair, and still known to a fraction of a per cent."""
    from proof.measure import change_of

    found = change_of(blocks(1), percentile)
    assert found.lower < 0.0 < found.upper
    assert found.upper - found.lower < 0.01


def test_a_slower_loop_is_measured_as_slow_as_it_is() -> None:
    """3 % slower is found at both percentiles; a longer tail at p99 alone."""
    from proof.measure import change_of

    slow = change_of(blocks(2, slower=0.03), 50)
    assert slow.estimate == pytest.approx(0.03, abs=0.003)
    assert 0.02 < slow.lower < slow.upper < 0.04
    tail = blocks(3, tail=4.0)
    assert abs(change_of(tail, 50).estimate) < 0.002
    assert change_of(tail, 99).lower > 0.05


def test_an_interval_is_wider_the_fewer_pairs_there_are() -> None:
    """And endless with one pair, which shows nothing."""
    from proof.measure import change_of

    width = [(c := change_of(blocks(4, pairs=n), 50)).upper - c.lower for n in (1, 6, 24)]
    assert width[0] == np.inf
    assert width[1] > width[2]


def test_late_frames_are_counted_as_a_share_of_all() -> None:
    """Two of ten late with, none without: 20 points, the same in every pair."""
    from proof.measure import Arm, Block, Change, late_change_of

    frames = np.zeros(10)
    without = Block(Arm.WITHOUT, frames, frames, frames, late=0)
    with_ = Block(Arm.WITH, frames, frames, frames, late=2)
    assert late_change_of([(without, with_)] * 6) == Change(0.2, 0.2, 0.2)


@pytest.mark.parametrize(
    ("interval", "noise_upper", "verdict"),
    [
        ((-0.01, 0.0, 0.009), 0.0, "pass"),
        ((0.0, 0.005, 0.012), 0.0, "not shown"),  # could be too slow, could be not
        ((-0.3, 0.0, 0.3), 0.0, "not shown"),  # a noisy machine proves nothing
        ((0.011, 0.02, 0.03), 0.0, "FAIL"),
        ((0.011, 0.02, 0.03), 0.005, "not shown"),  # A/A showed as much
        ((0.016, 0.02, 0.03), 0.005, "FAIL"),
        ((0.002, 0.005, 0.012), 0.3, "not shown"),  # noise makes nothing pass
        ((0.011, 0.02, 0.03), -0.1, "FAIL"),  # an A/A that got faster is no debt
    ],
)
def test_a_verdict_needs_an_interval_that_says_it(
    interval: tuple[float, float, float], noise_upper: float, verdict: str
) -> None:
    """Margin 1 %: for certain above it and the noise, for certain below it, or neither."""
    from proof.measure import Change, judge

    lower, estimate, upper = interval
    noise = Change(0.0, -noise_upper, noise_upper)
    assert judge(Change(estimate, lower, upper), 0.01, noise).value == verdict


def test_what_a_check_could_have_seen_is_said() -> None:
    """Margin 1 %, noise 0.5 %, half an interval 2 %: 3.5 % would have failed, just."""
    from proof.measure import Change, detectable, judge

    noise, width = Change(0.0, -0.005, 0.005), 0.02
    smallest = detectable(Change(0.001, 0.001 - width, 0.001 + width), 0.01, noise)
    assert smallest == pytest.approx(0.035)
    slower = smallest + 1e-6
    assert judge(Change(slower, slower - width, slower + width), 0.01, noise).value == "FAIL"


def test_too_little_is_not_judged() -> None:
    """p99 of a hundred frames is one frame."""
    from proof.measure import is_enough

    assert is_enough(50, pairs=6, frames=100)
    assert not is_enough(50, pairs=4, frames=1000)
    assert not is_enough(99, pairs=6, frames=499)
    assert is_enough(99, pairs=6, frames=500)


def test_a_fault_that_did_not_happen_passes_nothing() -> None:
    """However good the figures are."""
    from proof.measure import Change
    from proof.session import Case, judged

    good = Change(0.0, -0.001, 0.001)
    fields: dict[str, Any] = {
        "name": "disk full",
        "line": "",
        "pairs": 10,
        "frames": 1000,
        "latency_ms": {},
        "changes": {50: good, 99: good},
        "predicted": {},
        "publish_ms": {},
        "late": (0, 0),
        "late_change": good,
        "daemon_percent": 10.0,
    }
    assert judged(Case(**fields), None).verdict.value == "pass"
    assert judged(Case(**fields, missing="no bundle"), None).verdict.value == "not shown"


def test_the_worst_verdict_stands_for_all() -> None:
    """One failure fails all; one that was not shown leaves all unshown."""
    from proof.measure import Verdict, overall

    assert overall([Verdict.PASS, Verdict.NOT_SHOWN, Verdict.FAIL]) is Verdict.FAIL
    assert overall([Verdict.PASS, Verdict.NOT_SHOWN]) is Verdict.NOT_SHOWN
    assert overall([Verdict.PASS, Verdict.PASS]) is Verdict.PASS


def test_a_torn_frame_is_told_from_a_whole_one() -> None:
    """One byte of the next frame is enough."""
    from proof.ways import is_torn, value_of

    pixels = np.full(1000, value_of(7), np.uint8)
    assert not is_torn(7, pixels)
    pixels[-1] = value_of(8)
    assert is_torn(7, pixels)


def test_a_recovery_counts_from_the_first_new_frame() -> None:
    """What was waiting since before the stall ended is old."""
    from proof.stall import first_fresh

    log = [[98, 2_000_000_000], [99, 2_100_000_000], [101, 2_500_000_000]]
    assert first_fresh(log, 100, 2_000_000_000) == 0.5
    assert first_fresh(log[:2], 100, 2_000_000_000) is None


def test_the_configuration_says_what_a_situation_asks_for(tmp_path: Path) -> None:
    """What is written is what the daemon reads."""
    from proof.session import SITUATIONS
    from proof.watched import Place, toml

    from virk_edge.formats.config_toml import parse_config

    place = Place(tmp_path, f"ipc://{tmp_path}/feed.sock")
    found = {kind.name: parse_config(toml(place, kind.sections)) for kind in SITUATIONS}
    assert found["health"].feed.endpoint == place.endpoint
    assert found["budget 5 %"].budget.cpu_percent == 5.0
    assert found["slow fsync"].detect.save_seconds == 1.0
    assert found["slow fsync"].detect.hold_seconds == found["recording"].detect.hold_seconds


def test_the_loop_runs_in_both_arms_and_the_hook_is_called_in_one(
    repository: Path, tmp_path: Path
) -> None:
    """A real loop without a daemon, a second of it: figures for both arms, no verdict on them."""
    options = ["--part", "faults", "--case", "absent", "--quads", "1", "--block", "0.2"]
    options += ["--fps", "50", "--model-ms", "1", "--settle", "0.1"]
    options += ["--json", str(tmp_path / "found.json")]
    done = subprocess.run(
        [sys.executable, str(repository / "tools/bench_predictions_first.py"), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "found.json").read_text())
    assert {"cpu", "cores", "kernels"} <= found["machine"].keys()
    noise, absent = found["cases"]
    assert (noise["name"], absent["name"]) == ("A/A", "absent")
    assert noise["hook"] == {} and noise["judged"] is None
    assert absent["hook"]["published"] >= absent["frames"] == 20
    assert absent["hook"]["sent"] == 0
    assert absent["publish_ms"]["50"] > 0.0
    assert absent["judged"]["verdict"] == "not shown"
    assert "not shown: absent" in done.stdout
