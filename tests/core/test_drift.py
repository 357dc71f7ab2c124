"""The contract that every detector keeps, and how the anchored EWMA behaves on known streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import through_disk
from virk_edge.core.calibration import MONTH_SECONDS
from virk_edge.core.drift import AnchoredEwma
from virk_edge.core.incident import IncidentLimits, IncidentTracker, Moment, Opening
from virk_edge.core.instances import Instances, Lesson
from virk_edge.core.readings import NS, DriftLimits, Reading
from virk_edge.nouns import F64, State

LENGTH = 4
LIMITS = DriftLimits(floor=0.05, learn_seconds=8.0, learn_max_seconds=32.0, learn_frames_min=20)


@dataclass(frozen=True)
class Kind:
    """A class of detectors, as the contract sees it. learning_seconds: until it is frozen."""

    name: str
    make: Callable[[], Any]
    restore: Callable[[State], Any]
    learning_seconds: float


CALENDAR = replace(LIMITS, learn_seconds=16.0, learn_max_seconds=64.0, restarts=0)


class Both(Instances):
    """A session and a calendar under the words of one detector."""

    def __init__(self) -> None:
        super().__init__(LENGTH, LIMITS, CALENDAR)

    def step(self, sample: F64, t_ns: int, *, learn: bool = True) -> Reading:  # type: ignore[override]
        return super().step(sample, t_ns, Lesson(sound=True, quiet=learn))

    @classmethod
    def again(cls, state: State) -> Both:
        both = cls()
        both.__dict__.update(Instances.restore(state, LIMITS, CALENDAR).__dict__)
        return both


# A new detector is put through the contract by one line here.
KINDS = [
    Kind("session_and_calendar", Both, Both.again, 80.0),
    Kind(
        "anchored_ewma",
        lambda: AnchoredEwma(LENGTH, LIMITS),
        lambda state: AnchoredEwma.restore(state, LENGTH, LIMITS),
        40.0,
    ),
]
EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def stream(count: int, seed: int = 0, *, length: int = LENGTH) -> F64:
    """White noise around a place that is not the origin."""
    return np.random.default_rng(seed).normal(size=(count, length)) + 7.0


def times(count: int, *, fps: float = 10.0, start: float = 0.0) -> list[int]:
    return [round((start + i / fps) * NS) for i in range(count)]


def run(
    detector: Any, samples: Iterable[F64], t_ns: Iterable[int], *, learn: bool = True
) -> list[Reading]:
    return [detector.step(s, t, learn=learn) for s, t in zip(samples, t_ns, strict=True)]


def bits(reading: Reading) -> tuple[Any, ...]:
    """Everything that a reading says, comparable to the last bit."""
    return (
        reading.score.hex(),
        reading.times_normal.hex(),
        reading.scale_seconds,
        reading.scale_scores.tobytes(),
        reading.newly_armed,
    )


def ready(kind: Kind) -> tuple[Any, float]:
    """A detector that has learnt all it may, and the next time in seconds."""
    detector = kind.make()
    count = round(kind.learning_seconds * 10)
    run(detector, stream(count), times(count))
    return detector, kind.learning_seconds


def state_bytes(state: Any) -> int:
    """The size of a saved state, as it lies in memory."""
    if isinstance(state, dict):
        return sum(state_bytes(v) for v in state.values())
    return state.nbytes if isinstance(state, np.ndarray) else 8


# -- the contract ---------------------------------------------------------------------------------


@EVERY
def test_the_same_input_gives_the_same_output(kind):
    """To the last bit, from first sample to last."""
    samples, t_ns = stream(500), times(500)
    first, second = run(kind.make(), samples, t_ns), run(kind.make(), samples, t_ns)
    assert list(map(bits, first)) == list(map(bits, second))


@EVERY
@settings(max_examples=12)
@given(
    cuts=st.lists(st.integers(0, 450), min_size=1, max_size=4),
    seed=st.integers(0, 5),
    step_at=st.integers(0, 450),
)
def test_saving_and_restoring_anywhere_is_invisible(kind, cuts, seed, step_at):
    """Through the bytes on disk, before, within and after learning and excursions."""
    samples, t_ns = stream(450, seed), times(450)
    samples[step_at : step_at + 60] += 5.0
    expected = run(kind.make(), samples, t_ns)
    detector, readings, begin = kind.make(), [], 0
    for end in sorted([*cuts, 450]):
        readings += run(detector, samples[begin:end], t_ns[begin:end])
        detector, begin = kind.restore(through_disk(detector.save())), end
    assert list(map(bits, readings)) == list(map(bits, expected))


@EVERY
def test_a_saved_state_does_not_change_when_the_detector_goes_on(kind):
    """A snapshot is taken seconds before it is written."""
    detector = kind.make()
    run(detector, stream(60), times(60))
    state = detector.save()
    before = through_disk(state)
    run(detector, stream(400, 1) + 3.0, times(400, start=6.0))
    assert str(through_disk(state)) == str(before)


@EVERY
def test_input_arrays_are_not_changed_or_kept(kind):
    """The caller may use its array again; a read-only one will do."""
    samples, t_ns = stream(300), times(300)
    expected = run(kind.make(), samples, t_ns)
    detector, buffer, readings = kind.make(), np.empty(LENGTH), []
    for sample, t in zip(samples, t_ns, strict=True):
        buffer[:] = sample
        readings.append(detector.step(buffer, t))
        assert np.array_equal(buffer, sample)
        buffer[:] = np.nan
    assert list(map(bits, readings)) == list(map(bits, expected))
    samples.setflags(write=False)
    run(kind.make(), samples, t_ns)


@EVERY
def test_memory_is_bounded(kind):
    """The state does not grow by a byte over three hours.

    ``tools/bench detection`` watches a million samples and more, and says the bytes, too.
    """
    detector, seconds = ready(kind)
    size = state_bytes(detector.save())
    samples = stream(1000, 9)
    for block in range(20):
        run(detector, samples, times(1000, fps=2.0, start=seconds + 0.5 + block * 500.0))
    assert state_bytes(detector.save()) <= size  # a batch of samples may be waiting, or not
    assert size < 500_000


@EVERY
@settings(max_examples=10)
@given(st.lists(st.sampled_from([1e-6, 0.03, 0.5, 7.0, 600.0, 3 * 3600.0, 8e5]), min_size=80))
def test_irregular_time_and_gaps_of_hours_are_taken(kind, gaps):
    """Every number stays a number, and stays in its range."""
    t_ns = [round(t * NS) for t in np.cumsum(gaps)]
    for reading in run(kind.make(), stream(len(gaps)), t_ns):
        assert np.isfinite([reading.score, reading.times_normal]).all()
        assert np.isfinite(reading.scale_scores).all()
        assert reading.score >= 0.0


@EVERY
def test_a_gap_of_hours_is_no_alarm_and_hides_none(kind):
    """The scene that comes back is the learnt one; a step after the gap is found."""
    detector, seconds = ready(kind)
    later = seconds + 5 * 3600.0
    quiet = run(detector, stream(100, 3), times(100, start=later))
    assert max(r.score for r in quiet) < 1.0
    stepped = run(detector, stream(50, 4) + 5.0, times(50, start=later + 3600.0))
    assert stepped[-1].score > 1.0


@EVERY
@pytest.mark.parametrize("after", [1, 2, 50, 150])
def test_a_gap_while_learning_does_not_put_the_learning_off(kind, after):
    """Nor does the one sample behind the gap become the reference."""
    detector, seconds = kind.make(), kind.learning_seconds
    run(detector, stream(after), times(after))
    count = round(seconds * 10)
    readings = run(detector, stream(count, 1), times(count, start=4 * 3600.0))
    assert max(r.score for r in readings) < 1.0
    stepped = run(detector, stream(50, 4) + 5.0, times(50, start=4 * 3600.0 + seconds))
    assert stepped[-1].score > 1.0


@EVERY
def test_time_that_stands_still_or_steps_back_changes_nothing(kind):
    """Neither the score nor anything that is saved."""
    detector, seconds = ready(kind)
    last = run(detector, stream(1, 5), times(1, start=seconds + 1.0))[0]
    before = str(through_disk(detector.save()))
    for back in (0.0, 0.1, 30.0, 1e6):
        again = detector.step(np.full(LENGTH, 1e3), round((seconds + 1.0 - back) * NS))
        assert again.score == last.score
    assert str(through_disk(detector.save())) == before


@EVERY
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("at", [0, 20, 399])
def test_a_sample_that_is_no_number_changes_nothing(kind, value, at):
    """As the first of all, while learning and when frozen."""
    samples, t_ns = stream(500), times(500)
    expected = run(kind.make(), samples, t_ns)
    detector = kind.make()
    readings = run(detector, samples[:at], t_ns[:at])
    broken = samples[at].copy()
    broken[1] = value
    score = detector.step(broken, t_ns[at]).score
    assert score == (readings[-1].score if readings else 0.0)
    readings += run(detector, samples[at:], t_ns[at:])
    assert list(map(bits, readings)) == list(map(bits, expected))


@EVERY
@pytest.mark.parametrize("value", [0.0, 7.0, -1e6])
def test_a_constant_scene_never_alarms_and_a_step_after_it_does(kind, value):
    """No division by nothing, and no alarm from rounding errors."""
    detector, seconds = kind.make(), kind.learning_seconds + 30.0
    count = round(seconds * 10)
    constant = np.full((count, LENGTH), value)
    readings = run(detector, constant, times(count))
    assert max(r.score for r in readings) < 0.5
    stepped = run(detector, constant[:50] + 1.0, times(50, start=seconds))
    assert stepped[20].score > 1.0


@EVERY
@pytest.mark.parametrize("shape", [(), (LENGTH - 1,), (LENGTH + 1,), (LENGTH, 1), (1, LENGTH)])
def test_another_length_is_refused_and_harmless(kind, shape):
    """With both shapes in the message, and nothing learnt from it."""
    detector = kind.make()
    run(detector, stream(30), times(30))
    before = str(through_disk(detector.save()))
    with pytest.raises(ValueError, match="expected"):
        detector.step(np.ones(shape), 4 * NS)
    assert str(through_disk(detector.save())) == before


@EVERY
def test_nothing_is_scored_before_it_is_armed(kind):
    """And arming is announced once for each scale of each instance."""
    armed: list[tuple[str, float]] = []
    for reading in run(kind.make(), stream(600), times(600)):
        if not armed and not reading.newly_armed:
            assert reading.score == 0.0
        armed += [(reading.instance, scale) for scale in reading.newly_armed]
    assert armed
    assert len(armed) == len(set(armed))


def test_a_state_of_another_length_is_refused():
    """It belongs to another embedder."""
    state = AnchoredEwma(5, LIMITS).save()
    with pytest.raises(ValueError, match="averages have another shape"):
        AnchoredEwma.restore(state, LENGTH, LIMITS)


# -- the anchored EWMA ----------------------------------------------------------------------------

WIDE = 8
CAMERA = DriftLimits(floor=0.01, false_incidents_per_month=1 / 3)


def noise(count: int, seed: int, rho: float) -> F64:
    """Autoregressive noise of unit variance, float64 (count, 8); rho 0 is white."""
    white = np.random.default_rng(seed).normal(size=(count, WIDE))
    for i in range(1, count):
        white[i] = rho * white[i - 1] + np.sqrt(1 - rho * rho) * white[i]
    return white


def incidents(readings: list[Reading], t_ns: list[int]) -> list[Opening]:
    """What a camera would have reported with the default hold."""
    tracker, found = IncidentTracker(IncidentLimits()), []
    for i, (reading, t) in enumerate(zip(readings, t_ns, strict=True)):
        change = tracker.update({"appearance": reading}, Moment(i, t))
        if isinstance(change, Opening):
            found.append(change)
    return found


def seconds_to_alarm(readings: list[Reading], fps: float = 10.0) -> float:
    over = [i for i, r in enumerate(readings) if r.score > 1.0]
    return over[0] / fps if over else float("inf")


def camera(seconds: float, seed: int = 1, rho: float = 0.5) -> AnchoredEwma:
    """A detector with a camera's limits that has watched unchanged noise for so long."""
    detector, count = AnchoredEwma(WIDE, CAMERA), round(seconds * 10)
    run(detector, noise(count, seed, rho), times(count))
    return detector


def test_it_arms_when_the_learning_time_is_over_and_not_before():
    """One and five seconds at thirty; the minute when its check was long enough."""
    detector = AnchoredEwma(WIDE, CAMERA)
    readings = run(detector, noise(5000, 0, 0.0), times(5000))
    armed = {s: i / 10 for i, r in enumerate(readings) for s in r.newly_armed}
    assert armed[1.0] == armed[5.0] == pytest.approx(30.0, abs=0.5)
    assert 60.0 + 180.0 <= armed[60.0] <= 500.0


def test_few_frames_make_the_learning_longer():
    """Thirty seconds at one frame a second are not sixty frames."""
    detector = AnchoredEwma(WIDE, CAMERA)
    readings = run(detector, noise(200, 0, 0.0), times(200, fps=1.0))
    assert next(i for i, r in enumerate(readings) if r.newly_armed) in range(55, 66)


@pytest.mark.parametrize("rho", [0.0, 0.9])
def test_unchanged_noise_raises_no_incident(rho):
    """Four minutes on four seeds, white and with a memory of a second."""
    found = 0
    for seed in range(4):
        samples, t_ns = noise(2400, seed, rho), times(2400)
        found += len(incidents(run(AnchoredEwma(WIDE, CAMERA), samples, t_ns), t_ns))
    assert found == 0


@pytest.mark.parametrize("fps", [2.0, 10.0, 30.0])
@pytest.mark.parametrize("rho", [0.0, 0.9])
def test_a_step_is_found_within_seconds_of_recorded_time(fps, rho):
    """At any frame rate, since the averages know time and not frames."""
    rho **= 10 / fps  # the noise's memory is in seconds too
    detector, count = AnchoredEwma(WIDE, CAMERA), round(60 * fps)
    run(detector, noise(count, 2, rho), times(count, fps=fps))
    samples = noise(round(10 * fps), 3, rho) + 4.0
    readings = run(detector, samples, times(len(samples), fps=fps, start=60.0))
    assert seconds_to_alarm(readings, fps) < 3.0


def test_dropped_frames_do_not_distort_the_delay():
    """Three in four of the frames gone, at random: the step is found as soon."""
    detector = camera(60.0)
    kept = np.sort(np.random.default_rng(4).choice(100, 25, replace=False))
    t_ns = np.array(times(100, start=60.0))[kept]
    readings = run(detector, noise(100, 5, 0.5)[kept] + 4.0, [int(t) for t in t_ns])
    first = next(i for i, r in enumerate(readings) if r.score > 1.0)
    assert (t_ns[first] / NS) - 60.0 < 3.0


def test_the_onset_of_an_incident_is_near_the_truth():
    """The latest quiet moment of a scale that is over."""
    detector = camera(60.0)
    samples = np.vstack([noise(100, 6, 0.5), noise(100, 7, 0.5) + 4.0])
    t_ns = times(200, start=60.0)
    [opening] = incidents(run(detector, samples, t_ns), t_ns)
    assert opening.onset.t_ns / NS == pytest.approx(70.0, abs=1.0)


@pytest.mark.parametrize("seed", range(2))
def test_a_slow_ramp_is_found_before_it_is_over(seed):
    """Ten minutes from nothing to six deviations, while the detector goes on learning."""
    detector = camera(120.0, seed, 0.9)
    samples = noise(6000, seed + 10, 0.9) + np.linspace(0, 6, 6000)[:, None]
    t_ns = times(6000, start=120.0)
    found = incidents(run(detector, samples, t_ns), t_ns)
    assert found
    assert found[0].onset.t_ns / NS - 120.0 < 500.0


@pytest.mark.parametrize("told", [True, False], ids=["told", "not told"])
def test_drift_does_not_teach_itself_away(told):
    """A step that stays is over its level for as long as it lasts, who ever says so."""
    detector = camera(60.0)
    samples = noise(4000, 8, 0.5) + 4.0
    readings = run(detector, samples, times(4000, start=60.0), learn=not told)
    assert min(r.score for r in readings[50:]) > 1.0
    assert detector.save()["reference"]["centre"] == pytest.approx(0.0, abs=0.5)


def test_after_the_step_is_over_it_is_quiet_again():
    """The reference has not moved, so that what was normal still is."""
    detector = camera(60.0)
    run(detector, noise(3000, 8, 0.5) + 4.0, times(3000, start=60.0))
    readings = run(detector, noise(600, 9, 0.5), times(600, start=360.0))
    assert max(r.score for r in readings[150:]) < 1.0


def test_transients_that_resolve_by_themselves_raise_the_level():
    """Who passes every minute is part of the scene; without this a detector censors itself."""
    plain, busy = camera(60.0), camera(60.0)
    t_ns, calm = times(2500, start=60.0), noise(2500, 11, 0.5)
    passing = calm.copy()
    for begin in range(200, 2500, 500):
        passing[begin : begin + 20] += 4.0
    run(plain, calm, t_ns)
    before = len(incidents(run(busy, passing, t_ns), t_ns))
    later, step = times(30, start=310.0), noise(30, 12, 0.5) + 3.0
    assert run(busy, step, later)[-1].score < 0.8 * run(plain, step, later)[-1].score
    t_ns = times(2500, start=320.0)
    quiet = run(busy, calm, t_ns)
    assert max(r.score for r in quiet) < 1.0
    assert before <= 5


def test_a_transient_that_never_resolved_does_not_raise_the_level():
    """What lasts longer than five minutes is a change, not a passer-by."""
    short, long = camera(60.0), camera(60.0)
    for detector, lasts in ((short, 200), (long, 3500)):
        run(detector, noise(lasts, 13, 0.5) + 6.0, times(lasts, start=60.0))
        # All is as it was, to just behind the end of the check at 60 learnt seconds.
        run(detector, noise(150, 14, 0.5), times(150, start=60.0 + lasts / 10))
    step = noise(30, 15, 0.5) + 3.0
    scores = [run(d, step, times(30, start=600.0))[-1].score for d in (short, long)]
    assert scores[1] > 1.1 * scores[0]


@pytest.mark.parametrize("minutes", [2.0, 10.0, 60.0])
def test_stills_minutes_apart_work_like_video(minutes):
    """Each still is its own average: it arms, stays quiet, and one changed still scores."""
    detector, fps = AnchoredEwma(WIDE, CAMERA), 1 / (60 * minutes)
    readings = run(detector, noise(400, 16, 0.0), times(400, fps=fps))
    assert detector.armed_seconds == (1.0, 5.0, 60.0)
    t_ns = times(400, fps=fps)
    assert len(incidents(readings, t_ns)) == 0
    start = t_ns[-1] / NS + 60 * minutes
    changed = run(detector, noise(3, 17, 0.0) + 5.0, times(3, fps=fps, start=start))
    assert changed[0].score > 1.0


def test_learning_doubles_and_ends_at_its_maximum():
    """Checks end at the learning time, twice it, four times; then nothing moves any more."""
    limits = DriftLimits(floor=0.01, learn_seconds=10.0, learn_max_seconds=100.0)
    detector = AnchoredEwma(WIDE, limits)
    rates, frozen_at = [], None
    for i, (sample, t) in enumerate(zip(noise(1000, 18, 0.0), times(1000), strict=True)):
        detector.step(sample, t)
        rate = detector.supported_false_incidents_per_month
        if rate is not None and (not rates or rate != rates[-1][1]):
            rates.append((i / 10, rate))
        if detector.frozen and frozen_at is None:
            frozen_at, mean = i / 10, detector.save()["reference"]["centre"].copy()
    assert [at for at, _ in rates] == pytest.approx([10, 20, 40, 80], rel=0.05)
    assert frozen_at == rates[-1][0]
    assert np.array_equal(detector.save()["reference"]["centre"], mean)


def test_the_supported_rate_is_published_and_shrinks_as_learning_goes_on():
    """Ten times the length of the check, down to what is wanted and not below."""
    detector, rates = AnchoredEwma(WIDE, CAMERA), []
    assert detector.supported_false_incidents_per_month is None
    for sample, t in zip(noise(3000, 19, 0.0), times(3000), strict=True):
        detector.step(sample, t)
        rates.append(detector.supported_false_incidents_per_month)
    known = [r for r in rates if r is not None]
    assert known[0] == pytest.approx(MONTH_SECONDS / 150.0, rel=0.05)
    assert all(b <= a * 1.001 for a, b in pairwise(known))
    assert known[-1] < known[0] / 7


def test_no_fault_of_the_whole_picture_hides_behind_a_heavy_tail():
    """The level is capped: five times normal is an alarm whatever the check has seen."""
    draw = np.random.default_rng(20)
    samples = draw.standard_t(1.5, size=(1200, WIDE))
    detector = AnchoredEwma(WIDE, CAMERA)
    run(detector, samples, times(1200))
    readings = run(detector, samples[:100] + 500.0, times(100, start=120.0))
    over = [r for r in readings if r.times_normal > 5.0]
    assert over
    assert all(r.score >= 0.99 for r in over)


@pytest.mark.parametrize(("begin", "end"), [(60, 140), (200, 280)], ids=["first", "second"])
def test_halves_that_differ_make_a_baseline_suspect(begin, end):
    """Something stood there for eight seconds; unchanged noise is not such a case."""
    assert not camera(120.0).contaminated
    detector = AnchoredEwma(WIDE, CAMERA)
    samples = noise(310, 21, 0.0)
    samples[begin:end] += 5.0
    run(detector, samples, times(310))
    assert detector.armed_seconds
    assert detector.contaminated


@pytest.mark.parametrize(("begin", "end"), [(0, 100), (170, 290)], ids=["first", "second"])
def test_a_hand_before_the_lens_while_it_learns_does_not_become_normal(begin, end):
    """Learning begins again with what came last, and a fault of that size is found later."""
    detector = AnchoredEwma(WIDE, CAMERA)
    samples = noise(1000, 22, 0.5)
    samples[begin:end] += 30.0
    readings = run(detector, samples, times(1000))
    first = next(i for i, r in enumerate(readings) if r.newly_armed)
    assert 300 < first <= 900
    assert max(r.score for r in readings) < 1.0
    assert not detector.contaminated
    stepped = run(detector, noise(30, 23, 0.5) + 6.0, times(30, start=100.0))
    assert stepped[20].score > 1.0


def test_a_scene_that_never_agrees_with_itself_is_armed_all_the_same():
    """It begins again so often and no more; then it says that it is suspect."""
    detector = AnchoredEwma(WIDE, CAMERA)
    samples = noise(3000, 24, 0.0)
    samples += 30.0 * (np.arange(3000) // 150)[:, None]
    readings = run(detector, samples, times(3000))
    assert any(r.newly_armed for r in readings[:1000])
