"""A camera's frame rate, from numbers and capture times."""

from __future__ import annotations

import numpy as np
import pytest

from virk_edge.core.rate import RateEstimate


def rates(seqs, seconds, run="a"):
    estimate = RateEstimate()
    return [
        estimate.update(run=run, seq=int(s), t_ns=round(t * 1e9))
        for s, t in zip(seqs, seconds, strict=True)
    ]


@pytest.mark.parametrize("fps", [0.1, 1.0, 10.0, 29.97, 240.0])
def test_a_steady_rate_is_read(fps):
    """After eight intervals, not before."""
    found = rates(range(30), np.arange(30) / fps)
    assert found[:8] == [None] * 8
    assert found[8] == pytest.approx(fps, rel=1e-3)
    assert found[-1] == pytest.approx(fps, rel=1e-3)


def test_frames_lost_on_the_way_count():
    """The rate is the camera's, not the connection's."""
    seqs = np.arange(0, 300, 3)
    assert rates(seqs, seqs / 30.0)[-1] == pytest.approx(30.0)


def test_jitter_averages_out():
    """Capture times that shake by a third of the interval."""
    shaken = np.arange(500) / 10 + np.random.default_rng(1).uniform(-0.03, 0.03, 500)
    assert rates(range(500), shaken)[-1] == pytest.approx(10.0, rel=0.1)


def test_a_change_of_rate_is_followed():
    """From thirty to five frames a second, within a few dozen frames."""
    seconds = np.concatenate([np.arange(100) / 30, 100 / 30 + np.arange(100) / 5])
    assert rates(range(200), seconds)[-1] == pytest.approx(5.0, rel=0.05)


@pytest.mark.parametrize(
    ("seq", "seconds", "run"),
    [(20, 7200.0, "a"), (20, 2.0, "a"), (19, 2.1, "a"), (5, 1.0, "a"), (0, 2.0, "b")],
    ids=["a pause", "no time", "no number", "back", "another run"],
)
def test_what_is_no_interval_is_not_counted(seq, seconds, run):
    """A pause of hours, repeats, steps back and another run leave the rate as it was."""
    estimate = RateEstimate()
    for i in range(21):
        before = estimate.update(run="a", seq=i, t_ns=round(i * 1e8))
    assert estimate.update(run=run, seq=seq, t_ns=round(seconds * 1e9)) == before


def test_a_pause_of_seconds_is_not_taken_for_a_slow_camera():
    """After six seconds without a frame a camera of 20 a second is still nearly one."""
    seconds = np.concatenate([np.arange(100) / 20, 5 + 6.0 + np.arange(20) / 20])
    found = rates(range(120), seconds)
    assert found[100] == pytest.approx(20.0, rel=0.15)
    assert found[-1] == pytest.approx(20.0, rel=0.06)
