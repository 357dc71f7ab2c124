"""One camera's judge from first frame to last: arming, an incident, its end; saved anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import FPS, QUICK, observed, scene, through_disk, with_noise
from virk_edge.core.monitor import Monitor, incident_id, incident_limits
from virk_edge.nouns import (
    Armed,
    Effort,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    State,
    Step,
)

FAULT, RECOVERY, END = 250, 330, 450  # frames at ten a second
VIEW = scene(1, height=48, width=64)


@cache
def frame(seq: int, *, dark: bool = False, effort: Effort = Effort.FULL) -> Observation:
    pixels = (VIEW * 0.35).astype(np.uint8) if dark else VIEW
    return observed(with_noise(pixels, 3.0, seq), seq, effort=effort)


@pytest.fixture(scope="module")
def observations() -> list[Observation]:
    """Twenty-five seconds of a quiet scene, eight with the lights out, twelve as before."""
    return [frame(seq, dark=FAULT <= seq < RECOVERY) for seq in range(END)]


@pytest.fixture(scope="module")
def judged(observations) -> tuple[list[Step], list[State]]:
    """Every step, and the state before each, as a recorder would take it."""
    monitor, steps, states = Monitor("door", QUICK), [], []
    for observation in observations:
        states.append(monitor.save())
        steps.append(monitor.step(observation))
    return steps, states


def run(monitor: Monitor, observations) -> list[Step]:
    return [monitor.step(o) for o in observations]


def events(steps: list[Step], kind):
    return [e for step in steps for e in step.events if isinstance(e, kind)]


@pytest.fixture(scope="module")
def learnt(judged) -> Callable[..., Monitor]:
    """A judge that has watched the quiet scene for twenty seconds."""
    return lambda **changes: Monitor.restore(judged[1][200], replace(QUICK, **changes))


def test_every_channel_arms_when_the_learning_time_is_over(judged):
    """Once for each scale, at ten seconds and doublings of it; nothing is scored before."""
    steps, _ = judged
    armed = events(steps, Armed)
    assert {e.channel for e in armed} == {"appearance", "image", "geometry"}
    assert len({(e.channel, e.scale_seconds) for e in armed}) == len(armed)
    first = {c: min(e.seq for e in armed if e.channel == c) for c in ("appearance", "image")}
    assert all(95 <= seq <= 106 for seq in first.values())
    assert all(s.score == 0.0 for step in steps[:90] for s in step.scores if s.channel != "feed")


def test_a_quiet_scene_is_quiet(judged):
    """No incident before the fault."""
    steps, _ = judged
    assert not events(steps[:FAULT], IncidentOpened)
    assert max(s.score for step in steps[:FAULT] for s in step.scores) < 1.0


def test_one_fault_is_one_incident_with_its_onset(judged):
    """Opened within seconds; the onset is within a second of the truth."""
    steps, _ = judged
    [opened] = events(steps, IncidentOpened)
    assert FAULT < opened.seq <= FAULT + 5 * FPS
    assert opened.onset_boot_ns / 1e9 == pytest.approx(FAULT / FPS, abs=1.0)
    assert opened.onset_seq <= opened.seq
    assert opened.times_normal > 2.0
    assert opened.incident == incident_id(frame(opened.seq).info)


def test_it_is_diagnosed_at_once_and_again_until_it_is_closed(judged):
    """At the opening, then after 1, 2, 4 seconds; never after the end."""
    steps, _ = judged
    [opened] = events(steps, IncidentOpened)
    [closed] = events(steps, IncidentClosed)
    diagnosed = events(steps, IncidentDiagnosed)
    assert diagnosed[0].seq == opened.seq
    assert len(diagnosed) >= 3
    assert all(opened.seq <= d.seq < closed.seq for d in diagnosed)
    assert {d.incident for d in diagnosed} == {opened.incident}
    assert diagnosed[-1].diagnosis.causes[0].cause == "brightness_drop"


def test_a_scene_that_has_recovered_is_not_diagnosed(judged):
    """The last diagnosis counts, and slow averages are high long after the pictures are fine."""
    steps, _ = judged
    assert max(d.seq for d in events(steps, IncidentDiagnosed)) < RECOVERY + FPS


def test_it_closes_after_the_recovery(judged):
    """Three quiet seconds after the averages have come down."""
    steps, _ = judged
    [closed] = events(steps, IncidentClosed)
    assert closed.reason == "recovered"
    assert RECOVERY + 3 * FPS <= closed.seq < RECOVERY + 11 * FPS


def test_the_same_frames_give_the_same_steps(observations, judged):
    """To the bit."""
    assert run(Monitor("door", QUICK), observations) == judged[0]


@settings(max_examples=16)
@given(st.integers(0, END - 1), st.integers(1, 60))
def test_saving_and_restoring_anywhere_is_invisible(observations, judged, cut, length):
    """Through the bytes of a bundle; learning, pending, open and closing."""
    steps, states = judged
    monitor = Monitor.restore(through_disk(states[cut]), QUICK)
    assert run(monitor, observations[cut : cut + length]) == steps[cut : cut + length]


@pytest.mark.parametrize("cut", [FAULT + 3, FAULT + 15, FAULT + 40, RECOVERY + 5])
def test_a_judge_restored_in_the_middle_of_trouble_sees_it_to_the_end(observations, judged, cut):
    """Restored twice, to the last frame."""
    steps, states = judged
    monitor = Monitor.restore(through_disk(states[cut]), QUICK)
    first = run(monitor, observations[cut : cut + 7])
    monitor = Monitor.restore(through_disk(monitor.save()), QUICK)
    assert first + run(monitor, observations[cut + 7 :]) == steps[cut:]


def test_a_snapshot_does_not_change_when_the_judge_goes_on(judged):
    """The states of the run above were all saved by one judge, and restored after it."""
    _, states = judged
    fresh = Monitor("door", QUICK)
    run(fresh, [frame(seq) for seq in range(50)])
    assert str(through_disk(fresh.save())) == str(through_disk(states[50]))


def test_an_unknown_format_of_state_is_refused(judged):
    """By name, before anything is restored."""
    with pytest.raises(ValueError, match="format 99"):
        Monitor.restore({**judged[1][0], "format": 99}, QUICK)


def test_an_end_in_the_middle_closes_the_incident(observations):
    """With the reason that was given, once."""
    monitor = Monitor("door", QUICK)
    run(monitor, observations[: FAULT + 60])
    last = observations[FAULT + 59].info
    closed = monitor.finish(last, "shutdown")
    assert closed.reason == "shutdown"
    assert closed.seq == last.seq
    assert monitor.finish(last, "shutdown") is None


def test_an_end_without_an_incident_closes_nothing(observations):
    """There is nothing to say."""
    monitor = Monitor("door", QUICK)
    assert monitor.finish(observations[0].info, "shutdown") is None
    run(monitor, observations[:5])
    assert monitor.finish(observations[4].info, "shutdown") is None


def test_without_embeddings_the_other_channels_watch():
    """On a device that cannot afford inference."""
    cheap = [frame(seq, dark=seq >= 200, effort=Effort.FINGERPRINT) for seq in range(240)]
    steps = run(Monitor("door", QUICK), cheap)
    assert "appearance" not in {s.channel for step in steps for s in step.scores}
    assert len(events(steps, IncidentOpened)) == 1


def test_embeddings_may_be_missing_now_and_then(observations):
    """Every other frame is measured cheaply: nothing alarms, the fault is found."""
    mixed = [
        replace(o, embedding=None) if o.info.seq % 2 else o for o in observations[: FAULT + 40]
    ]
    steps = run(Monitor("door", QUICK), mixed)
    assert not events(steps[:FAULT], IncidentOpened)
    assert len(events(steps[FAULT:], IncidentOpened)) == 1


@pytest.mark.parametrize("length", [0, 1, 23, 25])
def test_an_embedding_of_another_length_is_left_out(observations, length, learnt):
    """Another embedder runs: the appearance learnt is not compared with it, the rest is."""
    monitor = learnt()
    strange = np.ones(length, np.float32)
    for observation in observations[200:FAULT]:
        step = monitor.step(replace(observation, embedding=strange))
        assert "appearance" not in {s.channel for s in step.scores}
    assert len(events(run(monitor, observations[FAULT : FAULT + 40]), IncidentOpened)) == 1


def test_an_embedding_that_is_no_number_is_survived(observations):
    """Nothing is learnt from it, and the next frame is judged as ever."""
    monitor = Monitor("door", QUICK)
    broken = np.full(24, np.nan, np.float32)
    for observation in observations[:FAULT]:
        strange = observation.info.seq % 7 == 3
        step = monitor.step(replace(observation, embedding=broken) if strange else observation)
        assert all(np.isfinite(s.score) for s in step.scores)
    assert not step.events
    assert len(events(run(monitor, observations[FAULT : FAULT + 40]), IncidentOpened)) == 1


@pytest.mark.parametrize("shape", [(96, 128), (24, 32), (64, 48), (1, 1), (240, 320)], ids=str)
def test_another_picture_size_is_an_incident_of_its_own(shape, learnt):
    """Named as such; nothing is compared with it, and it is over when the old size is back."""
    monitor = learnt()
    other = scene(2, height=max(shape[0], 12), width=max(shape[1], 16))[: shape[0], : shape[1]]
    steps = [monitor.step(observed(with_noise(other, 3.0, s), s)) for s in range(200, 240)]
    assert {s.channel for step in steps for s in step.scores} == {"feed"}
    [opened] = events(steps, IncidentOpened)
    assert opened.trigger == "feed"
    cause = events(steps, IncidentDiagnosed)[-1].diagnosis.causes[0]
    assert cause.cause == "format_changed"
    assert f"{shape[1]}x{shape[0]}" in cause.because
    back = run(monitor, [frame(seq) for seq in range(240, 320)])
    assert len(events(back, IncidentClosed)) == 1


def test_another_size_in_the_very_first_seconds_is_survived():
    """Before there is a picture to compare with."""
    monitor = Monitor("door", QUICK)
    for seq in range(60):
        monitor.step(observed(with_noise(scene(2), 3.0, seq), seq) if seq % 3 else frame(seq))


def test_a_frozen_feed_is_found_and_named(learnt):
    """The very same pixels, with numbers and times that advance."""
    monitor, still = learnt(), frame(200)
    stuck = [replace(still, info=frame(seq).info) for seq in range(200, 260)]
    steps = run(monitor, stuck)
    [opened] = events(steps, IncidentOpened)
    assert opened.trigger == "feed"
    assert opened.onset_boot_ns / 1e9 == pytest.approx(20.0, abs=1.0)
    assert events(steps, IncidentDiagnosed)[-1].diagnosis.causes[0].cause == "frozen_feed"


def test_a_camera_that_repeats_its_pictures_is_not_frozen():
    """Each picture three times, as when a slow camera is read by a fast program."""
    monitor = Monitor("door", QUICK)
    pictures = [frame(seq) for seq in range(150)]
    repeated = [replace(pictures[seq // 3], info=frame(seq).info) for seq in range(450)]
    assert not events(run(monitor, repeated), IncidentOpened)


def test_a_change_that_stays_is_not_learnt(learnt):
    """A minute of darkness is still an incident, and the same one."""
    monitor = learnt()
    steps = run(monitor, [frame(seq, dark=True) for seq in range(200, 800)])
    assert len(events(steps, IncidentOpened)) == 1
    assert not events(steps, IncidentClosed)
    assert max(s.score for s in steps[-1].scores) > 1.0


def test_time_that_does_not_advance_teaches_nothing(learnt):
    """A repeated message changes no score of what is learnt."""
    monitor = learnt()
    before = {s.channel: s.score for s in monitor.step(frame(200)).scores}
    for _ in range(5):
        again = monitor.step(replace(frame(201), info=frame(200).info))
        assert not again.events
        assert {s.channel: s.score for s in again.scores} == before


@pytest.mark.parametrize("minutes", [1.0, 10.0])
def test_stills_minutes_apart_are_judged(minutes):
    """A fault that two stills show is an incident; the scene before is none."""
    monitor = Monitor("door", QUICK)

    def still(seq: int, *, dark: bool = False) -> Observation:
        observation = frame(seq, dark=dark)
        t_ns = round(seq * minutes * 60e9)
        return replace(observation, info=replace(observation.info, t_boot_ns=t_ns))

    steps = run(monitor, [still(seq, dark=150 <= seq < 156) for seq in range(170)])
    [opened] = events(steps, IncidentOpened)
    assert 150 < opened.seq <= 153
    assert opened.onset_seq in (148, 149, 150)
    [closed] = events(steps, IncidentClosed)
    assert closed.seq <= 162


def test_the_limits_are_those_of_the_configuration(learnt):
    """Each key acts."""
    limits = incident_limits(replace(QUICK, hold_seconds=7.0, close_level=0.5, hold_frames=9))
    assert (limits.hold_seconds, limits.close_level, limits.hold_frames) == (7.0, 0.5, 9)
    monitor = learnt(hold_seconds=5.0)
    steps = run(monitor, [frame(seq, dark=True) for seq in range(200, 245)])
    assert not events(steps, IncidentOpened)


def test_an_incident_is_named_after_where_and_when_it_opened():
    """Twelve hex digits; another camera, run, number or time is another incident."""
    header = frame(3).info
    names = {
        incident_id(header),
        incident_id(replace(header, camera="gate")),
        incident_id(replace(header, run="other")),
        incident_id(replace(header, seq=4)),
        incident_id(replace(header, t_boot_ns=1)),
    }
    assert len(names) == 5
    assert all(len(n) == 12 and int(n, 16) >= 0 for n in names)
    assert incident_id(header) == incident_id(replace(header, t_wall_ns=5))


def at_time(observation: Observation, seconds: float) -> Observation:
    return replace(observation, info=replace(observation.info, t_boot_ns=round(seconds * 1e9)))


def test_after_a_reboot_it_goes_on_with_what_it_has_learnt(learnt):
    """Time begins at nothing again; the scene is known, and a fault is found within seconds."""
    monitor = Monitor.restore(through_disk(learnt().save()), QUICK)
    quiet = run(monitor, [at_time(frame(seq), 5 + seq / 10 - 20) for seq in range(200, 260)])
    assert not events(quiet, IncidentOpened)
    assert all(s.score > 0.0 for s in quiet[-1].scores if s.channel != "feed")
    dark = [at_time(frame(seq, dark=True), 5 + seq / 10 - 20) for seq in range(260, 300)]
    [opened] = events(run(monitor, dark), IncidentOpened)
    assert opened.t_boot_ns == round((5 + opened.seq / 10 - 20) * 1e9)
    # An onset is told in the clock of the frames that people have.
    assert 10.5 < opened.onset_boot_ns / 1e9 < 11.5


def test_what_a_person_is_told_of_a_young_judge(judged, learnt):
    """Learning first, then armed scales and a rate; both instances of each channel."""
    young = Monitor.restore(judged[1][30], QUICK).status()
    assert young.since_wall_ns == frame(0).info.t_wall_ns
    assert young.false_incidents_per_month is None
    assert all(not b.armed_seconds and 0.0 < b.progress < 1.0 for b in young.channels)
    armed = learnt().status()
    assert {(b.channel, b.instance) for b in armed.channels} == {
        (c, i) for c in ("image", "appearance", "geometry") for i in ("session", "calendar")
    }
    sessions = [b for b in armed.channels if b.instance == "session"]
    assert all(b.armed_seconds[0] == 1.0 and b.learnt_frames > 100 for b in sessions)
    assert armed.false_incidents_per_month == pytest.approx(
        sum(b.false_incidents_per_month for b in sessions)
    )
    assert armed.incident is None
    assert armed.causes == ()


def test_an_open_incident_is_told_with_its_cause_also_after_a_restart(learnt):
    """Which a person needs to say whether it is a fault or the new normal."""
    monitor = learnt()
    run(monitor, [frame(seq, dark=True) for seq in range(200, 260)])
    again = Monitor.restore(through_disk(monitor.save()), QUICK).status()
    assert again.incident == monitor.incident
    assert again.causes == monitor.diagnosis.causes
    assert again.causes[0].cause == "brightness_drop"


def test_accepting_makes_the_new_scene_normal(learnt):
    """The incident is over, learning begins again, and the old scene is now the strange one."""
    monitor = learnt()
    run(monitor, [frame(seq, dark=True) for seq in range(200, 260)])
    closed = monitor.relearn(frame(259).info, "accepted")
    assert (closed.reason, closed.seq) == ("accepted", 259)
    assert monitor.incident is None
    steps = run(monitor, [frame(seq, dark=True) for seq in range(260, 420)])
    assert not events(steps, IncidentOpened)
    back = run(monitor, [frame(seq) for seq in range(420, 460)])
    assert len(events(back, IncidentOpened)) == 1


def test_a_fault_is_marked_only_while_there_is_one_and_until_it_is_over(learnt):
    """And what it looked like is not learnt meanwhile, by the calendar either."""
    monitor = learnt()
    assert not monitor.mark_fault()
    run(monitor, [frame(seq, dark=True) for seq in range(200, 240)])
    learnt_frames = [b.learnt_frames for b in monitor.status().channels]
    assert monitor.mark_fault()
    run(monitor, [frame(seq, dark=True) for seq in range(240, 300)])
    assert monitor.status().fault
    before = {b.channel: b.learnt_frames for b in monitor.status().channels}
    assert next(iter(before.values())) <= max(learnt_frames) + 1
    run(monitor, [frame(seq) for seq in range(300, 420)])
    assert not monitor.status().fault
    assert monitor.incident is None


def test_a_baseline_is_carried_to_another_judge(learnt):
    """Which then finds what the first would have found, with no learning of its own."""
    other = Monitor("gate", QUICK)
    run(other, [frame(seq, dark=True) for seq in range(30)])
    assert other.adopt(through_disk(learnt().learnt()), frame(29).info) is None
    assert not events(run(other, [frame(seq) for seq in range(30, 90)]), IncidentOpened)
    assert events(run(other, [frame(seq, dark=True) for seq in range(90, 130)]), IncidentOpened)


def test_a_baseline_that_does_not_fit_changes_nothing(learnt):
    """The old one stays in force."""
    monitor = learnt()
    before = str(through_disk(monitor.save()))
    other = monitor.learnt()
    other["channels"]["names"] = {"image": ["another"], "geometry": []}
    with pytest.raises(ValueError, match="another version"):
        monitor.adopt(other, None)
    assert str(through_disk(monitor.save())) == before


def test_concluding_arms_what_was_checked_so_far_and_learns_no_more(judged):
    """Footage known to be clean may end in the middle of a round."""
    monitor = Monitor.restore(judged[1][180], QUICK)
    before = monitor.status().false_incidents_per_month
    monitor.conclude()
    sessions = [b for b in monitor.status().channels if b.instance == "session"]
    assert all(b.frozen for b in sessions)
    assert monitor.status().false_incidents_per_month < before
