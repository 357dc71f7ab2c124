"""What a recording consists of: from a state before the pre-roll to the cap, and it replays."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.builders import FPS, QUICK, info, observed, scene, through_disk, with_noise
from tests.headers import answers_over, second
from virk_edge.core.flight import Begin, Continue, Finish, FlightLog, Job, Keep
from virk_edge.core.monitor import Monitor
from virk_edge.core.readings import NS
from virk_edge.formats.config import RecordConfig
from virk_edge.nouns import (
    Diagnosis,
    Heard,
    HeardStep,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    RecordedFrame,
    Step,
)

VIEW = scene(1, height=48, width=64)
LIMITS = RecordConfig(pre_seconds=4.0, max_seconds=6.0)
HEADER = info(0)


def opened(seq: int) -> IncidentOpened:
    t_ns = info(seq).t_boot_ns
    return IncidentOpened("abc", "door", seq, t_ns, t_ns, seq, t_ns, "image", 3.0, True)


def closed(seq: int) -> IncidentClosed:
    return IncidentClosed("abc", "door", seq, info(seq).t_boot_ns, "recovered")


class Flight:
    """A log fed with steps whose events are given, as the monitor would."""

    def __init__(self, limits: RecordConfig = LIMITS) -> None:
        self.log = FlightLog(limits)
        self.jobs: list[Job] = []
        self._monitor = Monitor("door", QUICK)
        self._observation = observed(VIEW)

    def go(self, begin: int, end: int, *, shape=(48, 64, 3), **events) -> Flight:
        """Frames of these numbers; ``at12=event`` happens at frame 12."""
        for seq in range(begin, end):
            header = info(seq, shape=shape)
            self.log.before(self._monitor, header.t_boot_ns)
            happened = events.get(f"at{seq}", ())
            step = Step((), happened if isinstance(happened, tuple) else (happened,))
            frame = RecordedFrame(header, np.full(shape, seq % 256, np.uint8))
            self.jobs += self.log.after(frame, replace(self._observation, info=header), step)
        return self

    def of(self, kind):
        return [job for job in self.jobs if isinstance(job, kind)]


def test_nothing_happens_without_an_incident():
    """No job, and memory that stays within its bounds."""
    flight = Flight().go(0, 500)
    assert flight.jobs == []
    assert flight.log.ring.seconds <= LIMITS.pre_seconds
    assert len(flight.log._steps) <= 2 * LIMITS.pre_seconds * FPS
    assert len(flight.log._states) <= 4


def test_a_recording_begins_with_the_pre_roll():
    """Every frame of the last four seconds, the opening's own among them."""
    [begin] = Flight().go(0, 101, at100=opened(100)).jobs
    assert [f.info.seq for f in begin.frames] == list(range(60, 101))
    assert begin.steps[-1].observation.info.seq == 100
    assert all((f.pixels == f.info.seq).all() for f in begin.frames)


def test_the_steps_begin_at_the_state_and_before_the_first_frame():
    """So that every frame of the bundle can be judged again."""
    for seq in range(95, 120):
        [begin] = Flight().go(0, seq + 1, **{f"at{seq}": opened(seq)}).jobs
        numbers = [s.observation.info.seq for s in begin.steps]
        assert numbers == list(range(numbers[0], seq + 1))
        assert numbers[0] <= begin.frames[0].info.seq
        assert numbers[0] >= seq - 2 * LIMITS.pre_seconds * FPS


def test_an_incident_in_the_first_second_has_what_there_is():
    """Everything since the start."""
    [begin] = Flight().go(0, 4, at3=opened(3)).jobs
    assert [f.info.seq for f in begin.frames] == [0, 1, 2, 3]
    assert len(begin.steps) == 4


def test_every_frame_after_the_opening_continues_it():
    """Until the incident is closed, with that frame as the last."""
    flight = Flight().go(0, 80, at50=opened(50), at70=closed(70))
    assert [type(j).__name__ for j in flight.jobs] == ["Begin", *["Continue"] * 20, "Finish"]
    assert [j.frame.info.seq for j in flight.of(Continue)] == list(range(51, 71))
    [finish] = flight.of(Finish)
    assert finish.reason == "recovered"
    assert finish.closed == closed(70)
    assert flight.log.recording is None


def test_the_last_diagnosis_is_the_one_that_counts():
    """Also one that came with the opening."""
    one, two = Diagnosis((), 0.1), Diagnosis((), 0.2)
    said = [IncidentDiagnosed("abc", "door", 50, d) for d in (one, two)]
    events = {"at50": (opened(50), said[0]), "at70": closed(70)}
    assert Flight().go(0, 80, **events).of(Finish)[0].diagnosis is one
    assert Flight().go(0, 80, at60=said[1], **events).of(Finish)[0].diagnosis is two


def test_the_last_diagnosis_brings_its_pictures():
    """They are asked for with a diagnosis and at no other time, and let go with the recording."""
    log, monitor, asked, jobs = FlightLog(LIMITS), Monitor("door", QUICK), [], []
    said = IncidentDiagnosed("abc", "door", 50, Diagnosis((), 0.1))
    events = {50: (opened(50), said), 60: (said,), 70: (closed(70),), 75: (said,)}

    def sight():
        asked.append(seq)
        return seq

    for seq in range(80):
        log.before(monitor, info(seq).t_boot_ns)
        step = Step((), events.get(seq, ()))
        if seq % 2:
            jobs += log.after_headers(second(seq / 10), step, sight)
        else:
            jobs += log.after(RecordedFrame(info(seq), VIEW), observed(VIEW, seq), step, sight)
    assert asked == [50, 60, 75]
    assert [job.sight for job in jobs if isinstance(job, Finish)] == [60]
    assert log._sight is None


def test_a_recording_ends_at_its_cap_while_the_incident_stays_open():
    """Six seconds after the opening; the end of the incident is then nobody's."""
    flight = Flight().go(0, 300, at50=opened(50), at200=closed(200))
    [finish] = flight.of(Finish)
    assert finish.closed is None
    assert finish.reason == "recording_cap"
    assert [j.step.observation.info.seq for j in flight.of(Continue)] == list(range(51, 111))


def test_an_incident_after_a_capped_one_has_a_recording_of_its_own():
    """With the pre-roll that has come together since."""
    flight = Flight().go(0, 60, at50=opened(50))
    for job in flight.jobs:
        for frame in getattr(job, "frames", ()) or (job.frame,):
            flight.log.ring.release(frame)
    flight.go(60, 200, at120=closed(120), at140=opened(140))
    begin = flight.of(Begin)[1]
    assert [f.info.seq for f in begin.frames] == list(range(111, 141))  # since the cap at 110
    assert begin.steps[0].observation.info.seq <= 100


def test_the_end_of_the_program_ends_the_recording():
    """Once."""
    flight = Flight().go(0, 60, at50=opened(50))
    end = closed(59)
    [finish] = flight.log.finish(end, "shutdown")
    assert (finish.closed, finish.reason) == (end, "shutdown")
    assert flight.log.finish(end, "shutdown") == []
    assert Flight().log.finish(None, "shutdown") == []


def frames_of(count: int) -> int:
    """Bytes for so many frames of 64 x 48, but at least the megabyte the configuration asks."""
    return count * 48 * 64 * 3


def test_a_slow_recorder_costs_frames_which_are_counted():
    """It holds every buffer: the measurements go on, the pictures do not."""
    flight = Flight(replace(LIMITS, ring_bytes=frames_of(20))).go(0, 70, at50=opened(50))
    [begin] = flight.of(Begin)
    assert len(begin.frames) == 20
    assert all(job.frame is None for job in flight.of(Continue))
    assert flight.log.losses == {"recorder_busy": 19}
    for frame in begin.frames:
        flight.log.ring.release(frame)
    flight.go(70, 75)
    assert [job.frame.info.seq for job in flight.of(Continue)[-5:]] == [70, 71, 72, 73, 74]
    assert flight.log.losses == {"recorder_busy": 19}


def test_frames_that_the_ring_cannot_take_are_counted():
    """After a recording whose buffers are still being written."""
    flight = Flight(replace(LIMITS, ring_bytes=frames_of(20)))
    flight.go(0, 62, at50=opened(50), at60=closed(60))
    assert flight.log.losses == {"recorder_busy": 10, "ring_full": 1}


def test_another_format_in_mid_stream_keeps_one_format_in_the_ring():
    """A recording may hold both; no picture is lost without being counted."""
    flight = Flight().go(0, 30).go(30, 60, shape=(24, 32, 3), at50=opened(50))
    [begin] = flight.of(Begin)
    assert {f.pixels.shape for f in begin.frames} == {(24, 32, 3)}
    assert [f.info.seq for f in begin.frames] == list(range(30, 51))
    flight.go(60, 70)
    assert all(job.frame is not None for job in flight.of(Continue))
    assert (flight.of(Continue)[-1].frame.pixels == 69).all()


def test_no_pre_roll_is_possible():
    """Then the opening's frame is the first, and the state is the one before it."""
    [begin] = Flight(replace(LIMITS, pre_seconds=0.0)).go(0, 51, at50=opened(50)).jobs
    assert [f.info.seq for f in begin.frames] == [50]
    assert [s.observation.info.seq for s in begin.steps] in ([50], [49, 50])


@pytest.mark.parametrize("gap", [3.0, 5.0, 3600.0])
def test_after_a_gap_the_steps_still_begin_at_their_state(gap):
    """Old states go only when a newer one covers the pre-roll."""
    log, monitor, jobs = FlightLog(LIMITS), Monitor("door", QUICK), []
    observation = observed(VIEW)
    for seq in range(100):
        header = info(seq, seconds=seq / 10 + (gap if seq >= 70 else 0.0))
        log.before(monitor, header.t_boot_ns)
        step = Step((), (opened(seq),) if seq == 80 else ())
        jobs += log.after(RecordedFrame(header, VIEW), replace(observation, info=header), step)
    numbers = [s.observation.info.seq for s in jobs[0].steps]
    assert numbers == list(range(numbers[0], 81))
    assert numbers[0] <= jobs[0].frames[0].info.seq


def test_what_was_heard_stands_between_the_frames():
    """In a recording's steps in their order; it takes no buffer, so that none is missed."""
    flight = Flight(replace(LIMITS, ring_bytes=frames_of(20)))
    for at in range(6):
        flight.go(10 * at, 10 * at + 10, at30=opened(30))
        heard = second(at + 1.0)
        flight.log.before(flight._monitor, heard.t_boot_ns)
        flight.jobs += flight.log.after_headers(heard, Step((), ()))
    [begin] = flight.of(Begin)
    kinds = [type(s).__name__ for s in begin.steps]
    assert kinds == [*["ObservedStep"] * 10, "HeardStep"] * 3 + ["ObservedStep"]
    later = [job for job in flight.of(Continue) if isinstance(job.step, HeardStep)]
    assert [job.step.heard.t_boot_ns for job in later] == [4 * NS, 5 * NS, 6 * NS]
    assert all(job.frame is None for job in later)
    assert flight.log.losses == {"recorder_busy": 29}  # frames, all of which are held


def test_the_last_frames_before_a_silence_are_kept_and_covered():
    """Until there are too many steps for their state to be kept; then they go together."""
    for silent, kept in ((50, 41), (700, 0)):
        flight = Flight().go(0, 100)
        for at in range(silent):
            heard = second(10.0 + at, frames=0, seq=99)
            flight.log.before(flight._monitor, heard.t_boot_ns)
            events = (opened(99),) if at == silent - 1 else ()
            flight.jobs += flight.log.after_headers(heard, Step((), events))
        [begin] = flight.of(Begin)
        assert len(begin.frames) == kept
        frames = {f.info.seq for f in begin.frames}
        seen = {s.observation.info.seq for s in begin.steps if not isinstance(s, HeardStep)}
        assert frames <= seen and len(begin.steps) <= 600


def test_states_are_few_however_seldom_a_frame_comes():
    """A still a minute, between empty seconds: as many states as with ten frames a second."""
    log, monitor, most = FlightLog(LIMITS), Monitor("door", QUICK), 0
    observation = observed(VIEW)
    for at in range(1200):
        if at % 60 == 0:
            header = info(at, seconds=float(at))
            log.before(monitor, header.t_boot_ns)
            log.after(RecordedFrame(header, VIEW), replace(observation, info=header), Step((), ()))
        heard = second(at + 1.0, frames=int(at % 60 == 0))
        log.before(monitor, heard.t_boot_ns, idle=not heard.frames)
        log.after_headers(heard, Step((), ()))
        most = max(most, len(log._states))
    assert most <= 4
    assert len(log._steps) <= 130


def test_an_incident_of_the_headers_alone_is_recorded():
    """With the frames that there are, here none; the cap counts by the headers' time."""
    log, jobs = FlightLog(LIMITS), []
    monitor = Monitor("door", QUICK)
    for at in range(1, 40):
        heard = second(float(at), frames=0)
        log.before(monitor, heard.t_boot_ns)
        events = (replace(opened(0), t_boot_ns=heard.t_boot_ns),) if at == 20 else ()
        jobs += log.after_headers(heard, Step((), events))
    assert [type(j).__name__ for j in jobs] == ["Begin", *["Continue"] * 6, "Finish"]
    assert jobs[0].frames == ()
    assert all(isinstance(s, HeardStep) for s in jobs[0].steps)
    assert jobs[-1].reason == "recording_cap"


# -- with the judge itself ------------------------------------------------------------------------


@cache
def frame(seq: int) -> Observation:
    pixels = (VIEW * 0.35).astype(np.uint8) if seq >= 200 else VIEW
    return observed(with_noise(pixels, 3.0, seq), seq)


def heard(at: int) -> Heard:
    return answers_over(float(at), {"cat": 9 + at % 3, "dog": 4}, 11.0)


@pytest.mark.parametrize("pre_seconds", [0.0, 4.0, 30.0])
def test_a_recording_replays_to_the_same_steps(pre_seconds):
    """The state in the bundle, led through the steps in the bundle, says the same to the bit."""
    monitor = Monitor("door", QUICK)
    log, jobs = FlightLog(replace(LIMITS, pre_seconds=pre_seconds)), []
    for seq in range(260):
        if seq and seq % FPS == 0:
            log.before(monitor, heard(seq // FPS).t_boot_ns)
            jobs += log.after_headers(heard(seq // FPS), monitor.listen(heard(seq // FPS)))
        observation = frame(seq)
        log.before(monitor, observation.info.t_boot_ns)
        step = monitor.step(observation)
        jobs += log.after(RecordedFrame(observation.info, VIEW), observation, step)
    jobs += log.finish(None, "shutdown")
    assert isinstance(jobs[0], Begin)
    assert isinstance(jobs[-1], Finish)
    again = Monitor.restore(through_disk(jobs[0].state), QUICK)
    recorded = [*jobs[0].steps, *(job.step for job in jobs[1:-1])]
    assert len(recorded) > 30
    assert any(isinstance(s, HeardStep) for s in recorded)
    for one in recorded:
        is_heard = isinstance(one, HeardStep)
        step = again.listen(one.heard) if is_heard else again.step(one.observation)
        assert step == one.step
    assert again.diagnosis == jobs[-1].diagnosis


def test_a_frame_without_a_judgement_is_kept_only_while_something_is_recorded():
    """As far as there are buffers; what finds none is counted."""
    flight = Flight(replace(LIMITS, ring_bytes=20 * 48 * 64 * 3))
    frame = RecordedFrame(info(0), np.zeros((48, 64, 3), np.uint8))
    assert flight.log.keep(frame) == []
    flight.go(0, 8, at7=opened(7))
    written = [job for _ in range(12) for job in flight.log.keep(frame)]
    assert all(isinstance(job, Keep) and job.frame is not frame for job in written)
    assert len(written) == 12
    assert flight.log.keep(frame) == []
    assert flight.log.losses["recorder_busy"] == 1
