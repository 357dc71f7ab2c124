"""Clocks that are wrong: set by years, begun in 1970, or stopped while the device slept."""

from __future__ import annotations

import ctypes
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.builders import QUICK, cells_embedding, info, scene, with_noise
from tests.daemons import Camera, running
from tests.feeds import until
from tests.headers import second
from virk_edge.adapters import host
from virk_edge.adapters.host import boot_ns
from virk_edge.core.flight import Begin
from virk_edge.core.pipeline import Judged, Pipeline
from virk_edge.core.readings import NS
from virk_edge.daemon import compute, governor
from virk_edge.formats.bundle import bundle_name, parse_bundle_name
from virk_edge.formats.config import Config
from virk_edge.formats.state import pack_state
from virk_edge.nouns import U8, IncidentOpened

YEAR_NS = 31_556_952 * NS
NOW_NS = 1_795_335_330 * NS  # 2026-11-22


# -- names --------------------------------------------------------------------------------------


@given(st.integers())
@example(-1)
@example(10**40)
def test_every_wall_time_makes_a_name(t_wall_ns: int) -> None:
    """No bundle is lost for what a clock says."""
    name = parse_bundle_name(bundle_name(t_wall_ns, "door", "7f3a9c"))
    assert name is not None
    assert "19700101T000000Z" <= name.opened <= "99991231T235959Z"


@given(st.lists(st.integers(-YEAR_NS, 9000 * YEAR_NS), min_size=2, max_size=5))
def test_names_sort_as_their_times(times: list[int]) -> None:
    """Also where a time is outside of what a name can say."""
    names = [bundle_name(t_ns, "door", "7f3a9c") for t_ns in sorted(times)]
    assert names == sorted(names)


# -- what the manifest says ---------------------------------------------------------------------


def adjtimex(monkeypatch: pytest.MonkeyPatch, answer: int | None) -> None:
    """A kernel that answers so; None has no such call."""
    calls = {} if answer is None else {"adjtimex": lambda _: answer}
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(**calls))


@pytest.mark.parametrize(
    ("kernel", "timesync", "expected"),
    [
        (0, "never", True),  # TIME_OK: chrony, ntpd or timesyncd has set it
        (1, None, True),  # a leap second is announced
        (5, "set", False),  # TIME_ERROR: timesyncd did once, somebody has set it since
        (-1, "set", True),  # a sandbox forbids to ask
        (-1, "never", False),
        (None, None, None),
    ],
)
def test_the_kernel_is_asked_whether_the_clock_is_set(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    kernel: int | None,
    timesync: str | None,
    expected: bool | None,
) -> None:
    """Its word counts, whichever program sets the clock; then systemd-timesyncd's; else none."""
    adjtimex(monkeypatch, kernel)
    folder = tmp_path / "timesync"
    monkeypatch.setattr(host, "_TIMESYNC", folder)
    if timesync is not None:
        folder.mkdir()
    if timesync == "set":
        (folder / "synchronized").touch()
    assert host.clocks_record().wall_synchronised is expected


def test_this_kernel_says_something_or_nothing() -> None:
    """Whatever it is, asking changes no clock and breaks nothing."""
    assert host.clocks_record().wall_synchronised in (True, False, None)


@pytest.mark.parametrize("years", [10, -10, 0])
def test_a_wall_clock_that_is_set_while_recording_is_told(
    monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    """By how far, whatever time has passed; and nothing when nobody touched it."""
    monkeypatch.setattr(time, "time_ns", lambda: NOW_NS)
    monkeypatch.setattr(host, "boot_ns", lambda: 100 * NS)
    begun = host.clocks_record()
    monkeypatch.setattr(time, "time_ns", lambda: NOW_NS + 60 * NS + years * YEAR_NS)
    monkeypatch.setattr(host, "boot_ns", lambda: 160 * NS)
    ended = host.clocks_until_now(begun)
    assert ended.wall_step_seconds == years * YEAR_NS / NS
    assert (ended.boot_ns, ended.wall_ns) == (100 * NS, NOW_NS)
    assert begun.wall_step_seconds is None


# -- decisions ----------------------------------------------------------------------------------

FPS, FAULT, END = 5, 110, 140  # frames a second; the first with the lights out; the last
VIEW = scene(1, height=48, width=64)


@cache
def picture(number: int) -> U8:
    pixels = (VIEW * 0.35).astype(np.uint8) if number >= FAULT else VIEW
    return with_noise(pixels, 3.0, number)


def judged(walls: Sequence[int]) -> tuple[list[Any], dict[str, bytes]]:
    """All that a judge says of the same frames and headers under these wall clocks, and its state.

    What only people read, the wall time itself, is left out.
    """
    pipeline, said = Pipeline("door", Config(detect=QUICK), cells_embedding), list[Any]()
    for number, t_wall_ns in zip(range(END), cycle(walls), strict=False):
        seconds = number / FPS
        frame = replace(info(number, seconds=seconds, shape=VIEW.shape), t_wall_ns=t_wall_ns)
        said.append(told(pipeline.process(frame, picture(number))))
        if number % FPS == 0:
            heard = replace(second(seconds, frames=FPS), seq=number, t_wall_ns=t_wall_ns)
            said.append(told(pipeline.listen(heard)))
    state = pipeline.monitor.save()
    state["channels"]["since_wall_ns"] = state["incident"]["t_wall_ns"] = 0
    return said, pack_state(state, "")


def told(judged: Judged) -> tuple[Any, ...]:
    """Scores, events and jobs."""
    timeless = [
        replace(event, t_wall_ns=0) if isinstance(event, IncidentOpened) else event
        for event in judged.step.events
    ]
    jobs = [(type(j), len(j.frames) if isinstance(j, Begin) else 0) for j in judged.jobs]
    return judged.step.scores, timeless, jobs


def test_no_wall_clock_changes_a_decision() -> None:
    """Scores, events, incident numbers, jobs and what is learnt: the same to the bit."""
    steps = [NOW_NS, NOW_NS + 10 * YEAR_NS, NOW_NS - 10 * YEAR_NS, 0, -1, 2**63 - 1, -(2**70)]
    draw = random.Random(5)
    nonsense = [draw.randrange(-(2**64), 2**64) for _ in range(END)]
    said, state = judged([wall for pair in zip(cycle(steps), nonsense) for wall in pair])
    assert any(isinstance(e, IncidentOpened) for _, events, _ in said for e in events)
    assert (said, state) == judged([NOW_NS])


# -- a device that sleeps -----------------------------------------------------------------------


def test_suspended_time_is_what_the_boot_clock_has_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """CLOCK_MONOTONIC stands still in suspend."""
    clocks = {host.BOOT_CLOCK: 9000 * NS, time.CLOCK_MONOTONIC: 2000 * NS}
    monkeypatch.setattr(time, "clock_gettime_ns", clocks.__getitem__)
    assert host.suspended_ns() == 7000 * NS


def test_a_daemon_that_slept_says_so_once_and_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight hours later the camera goes on where it was, and so does the judge."""
    asleep_ns = 0
    for module in (compute, governor):
        monkeypatch.setattr(module, "boot_ns", lambda: boot_ns() + asleep_ns)
    monkeypatch.setattr(compute, "suspended_ns", lambda: asleep_ns)
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        until(lambda: camera.show() or run.analysed() >= 3, run.lines.wait)
        asleep_ns = 8 * 3600 * NS
        camera.skip(seconds=8 * 3600)
        run.feed(camera, 5)
        asleep_ns += NS // 2  # too short to be worth a line
        run.feed(camera, 1)
    assert [line["seconds"] for line in run.lines.of("slept")] == [28_800.0]
    assert not run.lines.of("incident_opened")
    camera.publisher.close()
