"""The judge listens to headers between the frames: incidents of the feed and of the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import FPS, QUICK, observed, scene, through_disk, with_noise
from tests.headers import MODEL, header, tallied
from virk_edge.core.monitor import Monitor
from virk_edge.core.readings import NS
from virk_edge.nouns import (
    Armed,
    FrameInfo,
    Heard,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    ModelIdentity,
    Observation,
    State,
    Step,
)

VIEW = scene(1, height=48, width=64)
LEARNT = 4000  # frames, ten a second; few of them are seen
BEGIN = LEARNT / FPS  # seconds
USUAL = (("person", 2), ("car", 1))


@cache
def seen(seq: int, *, dark: bool = False) -> Observation:
    pixels = (VIEW * 0.35).astype(np.uint8) if dark else VIEW
    return observed(with_noise(pixels, 3.0, seq), seq)


def answers(seq: int, labels: Iterable[tuple[str, int]], confidence: float = 0.8):
    """What a model says to one frame: about so many of each label, with scores that scatter."""
    draw = np.random.default_rng(seq)
    counts = [(label, int(draw.poisson(n))) for label, n in labels]
    return [
        (label, min(max(float(draw.normal(confidence, 0.05)), 0.05), 0.99))
        for label, count in counts
        for _ in range(count)
    ]


def said(begin: int, end: int, labels=USUAL, *, confidence: float = 0.8, **more):
    """Headers of these frames, ten a second, with the model's answers; none where labels is None.

    ``later`` shifts all times by seconds.
    """
    later = more.pop("later", 0.0)
    return [
        header(
            seq,
            seq / FPS + later,
            None if labels is None else answers(seq, labels, confidence),
            **more,
        )
        for seq in range(begin, end)
    ]


def together(
    headers: list[FrameInfo], observations: Iterable[Observation], until: float = 0.0
) -> list[Observation | Heard]:
    """In the order in which a daemon would come by them."""
    heards = tallied(headers, until=until)
    both: list[Observation | Heard] = [*heards, *observations]
    return sorted(both, key=_when)


def _when(sense: Observation | Heard) -> tuple[int, bool]:
    is_frame = isinstance(sense, Observation)
    return (sense.info.t_boot_ns if isinstance(sense, Observation) else sense.t_boot_ns), is_frame


def run(monitor: Monitor, senses: Iterable[Observation | Heard]) -> list[Step]:
    return [monitor.listen(s) if isinstance(s, Heard) else monitor.step(s) for s in senses]


def events(steps: list[Step], kind):
    return [e for step in steps for e in step.events if isinstance(e, kind)]


def last_cause(steps: list[Step]):
    return events(steps, IncidentDiagnosed)[-1].diagnosis.causes[0]


@pytest.fixture(scope="module")
def before() -> list[Observation | Heard]:
    """Some minutes of a quiet scene and of a model's usual answers; every 20th frame seen."""
    return together(said(0, LEARNT, model=MODEL), [seen(i) for i in range(0, LEARNT, 20)])


@pytest.fixture(scope="module")
def state(before) -> State:
    """A judge that has learnt from it, and opened nothing."""
    monitor = Monitor("door", QUICK)
    steps = run(monitor, before)
    assert not events(steps, IncidentOpened)
    assert {e.channel for e in events(steps, Armed)} == {
        "appearance",
        "image",
        "geometry",
        "outputs",
    }
    return monitor.save()


@pytest.fixture
def learnt(state) -> Monitor:
    return Monitor.restore(state, QUICK)


def after(headers: list[FrameInfo], frames: range = range(0), until: float = 0.0, **how):
    """What comes after the learning; the tally has heard the second before too."""
    heard = together([*said(LEARNT - 20, LEARNT, model=MODEL), *headers], (), until)
    later = [h for h in heard if _when(h)[0] > (LEARNT - 1) * NS // FPS]
    return sorted([*later, *(seen(i, **how) for i in frames)], key=_when)


def test_a_feed_that_stops_is_an_incident_without_a_frame(learnt):
    """Opened some seconds after the last header, whose number it carries, and rightly named."""
    steps = run(learnt, after(said(LEARNT, LEARNT + 50, model=MODEL), until=BEGIN + 30.0))
    [opened] = events(steps, IncidentOpened)
    assert opened.trigger == "feed" and not opened.provisional
    assert opened.seq == opened.onset_seq == LEARNT + 49
    assert 9.0 < opened.t_boot_ns / NS - BEGIN < 20.0
    assert opened.onset_boot_ns / NS == pytest.approx(BEGIN + 7.0, abs=1.5)
    cause = last_cause(steps)
    assert cause.cause == "stalled_feed"
    assert cause.because.startswith("no frame has been announced for")
    assert learnt.finish(after(said(LEARNT, LEARNT + 50))[-1], "shutdown").reason == "shutdown"


def test_a_feed_that_comes_back_ends_it(learnt):
    """When it has been well for as long as an incident needs to end; frames are not needed."""
    begin = LEARNT + 50
    stalled = [
        *said(LEARNT, begin, model=MODEL),
        *said(begin, begin + 200, model=MODEL, later=30.0),
    ]
    steps = run(learnt, after(stalled))
    [opened], [closed] = events(steps, IncidentOpened), events(steps, IncidentClosed)
    assert closed.incident == opened.incident and closed.reason == "recovered"
    assert 3.0 <= closed.t_boot_ns / NS - (begin / FPS + 30.0) < 8.0


@pytest.mark.parametrize("frames", [range(LEARNT, LEARNT + 900, 20), range(0)], ids=["seen", "not"])
def test_other_answers_to_the_same_pictures_are_a_prediction_shift(learnt, frames):
    """Found by the outputs channel, with words about what changed; and over when it is over."""
    shifted = said(LEARNT, LEARNT + 900, (("person", 1), ("fox", 2)), confidence=0.6, model=MODEL)
    steps = run(learnt, after(shifted, frames))
    [opened] = events(steps, IncidentOpened)
    assert opened.trigger == "outputs" and opened.provisional
    assert opened.t_boot_ns / NS < BEGIN + 40.0
    assert opened.onset_boot_ns / NS == pytest.approx(BEGIN, abs=15.0)
    cause = last_cause(steps)
    assert cause.cause == "prediction_shift" and cause.score > 0.7
    assert "fox from " in cause.because and "confidence from 0.80 to 0.6" in cause.because
    assert "as learnt" in cause.because
    back = said(LEARNT + 900, LEARNT + 3900, model=MODEL)
    steps = run(learnt, after([*shifted, *back])[90:])
    assert len(events(steps, IncidentClosed)) == 1


def test_another_picture_explains_other_answers(learnt):
    """The lights go out, and the model sees half as much: one incident, the picture's."""
    frames = range(LEARNT, LEARNT + 900, 5)
    fewer = said(LEARNT, LEARNT + 900, (("person", 0.2), ("car", 0.2)), confidence=0.5)
    steps = run(learnt, after(fewer, frames, dark=True))
    assert len(events(steps, IncidentOpened)) == 1
    cause = last_cause(steps)
    assert cause.cause == "brightness_drop"
    assert "the model's answers changed too: " in cause.because


def test_another_model_is_an_incident(learnt):
    """After a restart of the program; what changed in the answers is beside it."""
    other = ModelIdentity("yolo", "b" * 64)
    new = [
        replace(i, run="new") for i in said(0, 900, (("fox", 3),), later=BEGIN + 0.2, model=other)
    ]
    steps = run(learnt, after(new))
    assert events(steps, IncidentOpened)[0].trigger in ("feed", "outputs")
    cause = last_cause(steps)
    assert cause.cause == "model_changed" and "fox from " in cause.because


def test_a_program_that_comes_back_with_another_model_is_named_so(learnt):
    """While it was away that was the trouble; now it is the model."""
    other = ModelIdentity("yolo", "b" * 64)
    new = [replace(i, run="new") for i in said(0, 100, later=BEGIN + 20.0, model=other)]
    steps = run(learnt, after(new))
    assert len(events(steps, IncidentOpened)) == 1
    named = [e.diagnosis.causes[0].cause for e in events(steps, IncidentDiagnosed)]
    assert named[0] == "stalled_feed" and named[-1] == "model_changed"


def test_nothing_is_opened_by_what_is_no_trouble(learnt, state):
    """A restart, frames lost on the way, frames asked for more seldom, answers left out."""
    restart = [replace(i, run="new") for i in said(0, 300, later=BEGIN + 3.0, model=MODEL)]
    lost = [i for i in said(LEARNT, LEARNT + 300, model=MODEL) if i.seq % 4 == 0]
    silent = said(LEARNT, LEARNT + 300, None, model=MODEL)
    seldom = range(LEARNT, LEARNT + 300, 40)
    for headers, frames in ((restart, range(0)), (lost, seldom), (silent, seldom)):
        monitor = Monitor.restore(state, QUICK)
        assert not events(run(monitor, after(headers, frames)), IncidentOpened)


def test_a_clock_that_was_set_back_disturbs_neither_sense(learnt):
    """Frames and headers step together, by an hour; then a fault is found as ever."""

    def back(sense):
        if isinstance(sense, Heard):
            earlier = {"since_ns": sense.since_ns - 90 * NS, "t_boot_ns": sense.t_boot_ns - 90 * NS}
            return replace(sense, **earlier)
        return replace(sense, info=replace(sense.info, t_boot_ns=sense.info.t_boot_ns - 90 * NS))

    headers = said(LEARNT, LEARNT + 600, model=MODEL)
    calm = [back(s) for s in after(headers, range(LEARNT, LEARNT + 400, 20))]
    steps = run(learnt, calm)
    assert not events(steps, IncidentOpened)
    dark = [back(seen(i, dark=True)) for i in range(LEARNT + 600, LEARNT + 800)]
    [opened] = events(run(learnt, dark), IncidentOpened)
    assert opened.t_boot_ns == dark[0].info.t_boot_ns + (opened.seq - LEARNT - 600) * NS // FPS


def test_a_camera_that_shows_no_frame_is_judged_by_its_headers():
    """From the first one on: it learns, finds a shift, and finds that the feed has stopped."""
    headers = said(0, LEARNT)
    headers += said(LEARNT, LEARNT + 900, (("fox", 3),))
    monitor = Monitor("door", QUICK)
    steps = run(monitor, together(headers, (), until=BEGIN + 120.0))
    assert {e.channel for e in events(steps, Armed)} == {"outputs"}
    assert events(steps, IncidentOpened)[0].trigger == "outputs"
    assert last_cause(steps).cause == "stalled_feed"
    assert monitor.status().since_wall_ns is None
    assert [c.channel for c in monitor.status().channels] == ["outputs", "outputs"]


def test_stills_are_judged_as_ever_between_empty_seconds():
    """Two stills show a fault, an hour after hour of which nothing is heard for a minute each."""
    infos = [header(i, 60.0 * i) for i in range(120)]
    stills = [
        replace(seen(i, dark=i >= 110), info=replace(seen(i).info, t_boot_ns=60 * i * NS))
        for i in range(120)
    ]
    steps = run(Monitor("door", QUICK), together(infos, stills))
    [opened] = events(steps, IncidentOpened)
    assert opened.trigger in ("image", "appearance") and opened.seq in (111, 112)


def test_what_a_person_called_a_fault_teaches_nothing(state):
    """An emptiness is no lesson then; otherwise it is."""
    for fault in (False, True):
        monitor = Monitor.restore(state, QUICK)
        late = said(LEARNT, LEARNT + 3000, model=MODEL)
        empty = said(LEARNT + 3000, LEARNT + 4600, (), model=MODEL)
        steps = run(monitor, [h for h in after([*late, *empty]) if isinstance(h, Heard)])
        [opened] = events(steps, IncidentOpened)
        assert opened.trigger == "outputs"
        assert "nothing has been detected for" in last_cause(steps).because
        assert monitor.mark_fault() if fault else True
        again = said(LEARNT + 4600, LEARNT + 5000, model=MODEL)
        again += said(LEARNT + 5000, LEARNT + 6600, (), model=MODEL)
        steps = run(monitor, tallied([*empty[-20:], *again])[3:])
        assert len(events(steps, IncidentClosed)) == 1
        assert len(events(steps, IncidentOpened)) == (1 if fault else 0)


@pytest.fixture(scope="module")
def course(before) -> tuple[list[Observation | Heard], list[Step], list[State]]:
    """Learning, a shift, darkness, a stall and the end, with the state before each sense."""
    headers = said(0, LEARNT, model=MODEL)
    headers += said(LEARNT, LEARNT + 400, (("fox", 3),), confidence=0.5, model=MODEL)
    headers += said(LEARNT + 400, LEARNT + 3000, model=MODEL)
    headers += said(LEARNT + 3000, LEARNT + 3100, later=25.0, model=ModelIdentity("detr"))
    frames = [seen(i) for i in range(0, LEARNT, 20)]
    dark = range(LEARNT + 2600, LEARNT + 2660)
    frames += [seen(i, dark=i in dark) for i in range(LEARNT + 2500, LEARNT + 2900, 5)]
    senses = together(headers, frames, until=BEGIN + 350.0)
    monitor, steps, states = Monitor("door", QUICK), [], []
    for sense in senses:
        states.append(monitor.save())
        steps += run(monitor, [sense])
    causes = {c.cause for e in events(steps, IncidentDiagnosed) for c in e.diagnosis.causes}
    assert causes >= {"prediction_shift", "stalled_feed", "model_changed"}
    return senses, steps, states


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_saving_and_restoring_anywhere_is_invisible(course, data):
    """Through the bytes of a bundle, between any two frames or headers."""
    senses, steps, states = course
    cut = data.draw(st.integers(0, len(senses) - 1))
    length = data.draw(st.integers(1, 60))
    monitor = Monitor.restore(through_disk(states[cut]), QUICK)
    assert run(monitor, senses[cut : cut + length]) == steps[cut : cut + length]


def test_what_was_learnt_of_the_answers_can_be_carried_away(learnt):
    """To another judge, which then finds the same shift."""
    other = Monitor("door", QUICK)
    other.adopt(through_disk(learnt.learnt()), None)
    shifted = said(LEARNT, LEARNT + 600, (("fox", 3),), model=MODEL)
    steps = run(other, after(shifted))
    assert last_cause(steps).cause == "prediction_shift"
