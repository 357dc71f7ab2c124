"""Headers become intervals: everything is counted once, and silence is told."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.headers import MODEL, header, tallied
from virk_edge.core.readings import NS
from virk_edge.core.tally import LABELS_MAX, OTHER, Tally
from virk_edge.nouns import Heard


def at_rate(fps: float, seconds: float, start: float = 100.0):
    return [header(i, start + i / fps) for i in range(int(seconds * fps))]


def test_headers_become_an_interval_about_every_second():
    """Each ends at its newest header and begins where the one before ended."""
    found = tallied(at_rate(10.0, 30.0))
    assert all(1.0 <= (h.t_boot_ns - h.since_ns) / NS <= 1.11 for h in found)
    assert {h.frames for h in found[1:]} == {10}
    assert [h.since_ns for h in found[1:]] == [h.t_boot_ns for h in found[:-1]]
    assert {h.gap_seconds for h in found} == {0.1}
    assert found[-1].t_boot_ns == header(found[-1].seq, 100.0 + found[-1].seq / 10).t_boot_ns
    assert found[-1].t_wall_ns == found[-1].t_boot_ns + 7


@pytest.mark.parametrize("fps", [0.8, 0.2, 1 / 60])
def test_a_slow_feed_has_an_interval_for_each_header(fps):
    """And empty ones in between, at most one a second."""
    found = tallied(at_rate(fps, 20.1 / fps))
    told = [h for h in found if h.frames]
    assert [h.seq for h in told] == list(range(20))[-len(told) :]
    assert len(told) >= 19  # the first interval may hold two
    times = [h.t_boot_ns for h in found]
    assert min(b - a for a, b in pairwise(times) if b > a) > 0
    empty = [h.t_boot_ns for h in found if not h.frames]
    assert all(b - a >= NS for a, b in pairwise(empty))


def test_silence_is_told_by_empty_intervals():
    """By the boot clock, from the last header on; the rest is as it was last."""
    found = tallied([*at_rate(10.0, 5.0)], until=115.0)
    last = found[-1]
    assert last.frames == 0 and last.seq == 49 and last.format == "64x48 bgr8"
    assert last.t_boot_ns / NS == pytest.approx(115.0, abs=1.6)
    assert last.t_wall_ns - last.t_boot_ns == 7
    silent = [h for h in found if not h.frames]
    assert len(silent) == pytest.approx(7, abs=2)
    assert sum(h.frames for h in found) == 50


def test_what_came_before_a_silence_is_not_kept_back():
    """Headers of a second that never becomes full."""
    found = tallied(at_rate(10.0, 0.5), until=104.0)
    assert [h.frames for h in found][:2] == [5, 0]
    assert found[0].t_boot_ns == header(0, 100.4).t_boot_ns


def test_a_sleep_of_the_machine_is_no_silence():
    """Nobody asked for an hour; then the camera goes on."""
    tally = Tally("door")
    for info in at_rate(10.0, 2.0):
        tally.hear(info, info.t_boot_ns)
    woken_ns = round(3702.0 * NS)
    heard = tally.tick(woken_ns)
    assert heard is not None
    heard = tally.tick(woken_ns + 2 * NS)
    assert heard is not None and heard.t_boot_ns / NS < 110.0
    again = tally.hear(header(20, 3703.0), round(3703.1 * NS))
    assert again is not None and again.frames == 1
    assert again.gap_seconds == pytest.approx(3601.1)


def test_a_sleep_that_is_told_is_cut_out():
    """Twice, with a tick in between: interval and gap are those of the time awake."""
    tally = Tally("door")
    for info in at_rate(10.0, 2.0):
        tally.hear(info, info.t_boot_ns)
    for woken, slept in ((3702.0, 3599.0), (9000.0, 5297.0)):
        tally.sleep(round(slept * NS))
        heard = tally.tick(round(woken * NS))
        assert heard is not None and heard.t_boot_ns / NS < 105.0
    again = tally.hear(header(20, 9000.2), round(9000.3 * NS))
    assert again is not None and again.frames == 1
    assert again.gap_seconds == pytest.approx(9000.2 - 101.9 - 3599.0 - 5297.0)
    assert 0.0 <= (again.t_boot_ns - again.since_ns) / NS < 1.5
    last = tally.hear(header(21, 9001.3), round(9001.4 * NS))
    assert last is not None and last.since_ns == again.t_boot_ns
    assert last.gap_seconds == pytest.approx(1.1)


def test_a_header_from_before_a_sleep_may_come_after_it():
    """The sleep lies behind it, and is cut out of what follows."""
    tally = Tally("door")
    for info in at_rate(10.0, 2.0):
        tally.hear(info, info.t_boot_ns)
    tally.sleep(3600 * NS)
    late = tally.hear(header(20, 102.0), 3702 * NS)
    assert late is not None and late.gap_seconds == pytest.approx(0.1)
    heard = tally.hear(header(21, 3702.1), round(3702.1 * NS))
    assert heard is not None and heard.gap_seconds == pytest.approx(0.1)
    assert (heard.t_boot_ns - heard.since_ns) / NS < 1.5


def test_a_capture_clock_that_stops_in_a_sleep_loses_nothing():
    """There is no room for the sleep between its times, so nothing is cut out of them."""
    tally, found = Tally("door"), []
    for i in range(100):
        slept = 3600.0 if i >= 50 else 0.0
        if i == 50:
            tally.sleep(3600 * NS)
        found.append(tally.hear(header(i, 100.0 + i / 10), round((100.0 + i / 10 + slept) * NS)))
    told = [h for h in found if h is not None]
    assert len(told) == 9 and {h.gap_seconds for h in told} == {0.1}
    assert all(a.t_boot_ns == b.since_ns for a, b in pairwise(told))


def test_before_the_first_header_nothing_is_said():
    """A camera that never came is not silent."""
    tally = Tally("door")
    assert [tally.tick(i * NS) for i in range(100)] == [None] * 100


def test_numbers_passed_over_are_missing():
    """Frames that the hook or the way lost; a repeated header is none."""
    infos = [header(seq, seq / 10) for seq in range(60) if seq not in (5, 6, 30)]
    found = tallied(infos)
    assert sum(h.missing for h in found) == 3
    assert sum(h.steps_back for h in found) == 0


def test_a_restart_is_no_step_back():
    """Another run counts from 0 again; neither gap nor missing numbers go across it."""
    first = at_rate(10.0, 3.0)
    second = [header(seq, 110.0 + seq / 10, run="other") for seq in range(40)]
    found = tallied([*first, *second])
    assert sum(h.restarts for h in found) == 1
    assert sum(h.steps_back + h.missing for h in found) == 0
    assert max(h.gap_seconds for h in found) == 0.1
    assert {h.run for h in found} == {"run", "other"}


def test_time_and_numbers_that_run_back_are_counted():
    """Each header behind the one before it."""
    infos = at_rate(10.0, 4.0)
    infos[20] = header(20, 101.5)
    infos[30] = header(3, 103.0)
    assert sum(h.steps_back for h in tallied(infos)) == 2


def test_a_capture_clock_that_was_set_back_is_told_once():
    """An hour back in the middle of a run: intervals go on at their pace, by the new clock."""
    tally, found = Tally("door"), []
    for i in range(600):
        captured = 5000.0 + i / 10 - (3600.0 if i >= 300 else 0.0)
        now_ns = round((5000.02 + i / 10) * NS)
        found += [tally.hear(header(i, captured), now_ns), tally.tick(now_ns + 1)]
    told = [h for h in found if h is not None]
    assert sum(h.steps_back for h in told) == 1
    assert len(told) == pytest.approx(58, abs=3)
    assert told[-1].t_boot_ns / NS == pytest.approx(1460.0, abs=1.2)
    assert all(a.t_boot_ns == b.since_ns for a, b in pairwise(told))


def test_answers_are_counted_over_the_frames_that_have_some():
    """An empty list is an answer, none at all is not."""
    answers = [[("cat", 0.5), ("dog", 0.75)], [], None, [("cat", 1.0)]] * 10
    found = tallied([header(i, i / 10, a, model=MODEL) for i, a in enumerate(answers)], until=9.0)
    assert sum(h.frames for h in found) == 40
    assert sum(h.answered for h in found) == 30
    assert sum(h.detections for h in found) == 30
    assert sum(h.score_sum for h in found) == pytest.approx(22.5)
    labels = [dict(h.labels) for h in found]
    assert sum(m.get("cat", 0) for m in labels) == 20
    assert all(h.labels == tuple(sorted(h.labels)) for h in found)
    assert {h.model for h in found} == {MODEL}


def test_labels_are_bounded():
    """What is beyond 64 different ones counts, under one name."""
    answers = [(f"label {i}", 0.5) for i in range(1000)]
    [heard] = tallied([header(0, 1.0, answers)], until=3.0)[:1]
    assert len(heard.labels) == LABELS_MAX + 1
    assert dict(heard.labels)[OTHER] == 1000 - LABELS_MAX
    assert heard.detections == 1000


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3 * NS),  # to the next call, boot clock
            st.integers(0, 50),
            st.integers(0, 100 * NS),  # capture time
            st.sampled_from(["a", "b", None]),  # run; None: a tick
            st.sampled_from([0, 0, NS, 50 * NS]),  # slept before it
        ),
        max_size=60,
    )
)
def test_whatever_comes_is_counted_once(calls):
    """Any order of runs, numbers, times, ticks and sleeps; what is cut out was slept."""
    tally, found, now_ns, headers = Tally("door"), list[Heard](), 0, 0
    for wait_ns, seq, captured_ns, run, slept_ns in calls:
        now_ns += wait_ns + slept_ns
        tally.sleep(slept_ns)
        headers += run is not None
        info = header(seq, captured_ns / NS, [("cat", 0.5)], run=run)
        heard = tally.tick(now_ns) if run is None else tally.hear(info, now_ns)
        found += [heard] if heard is not None else []
    rest = tally.tick(now_ns + 2 * NS)
    found += [rest] if rest is not None else []
    assert sum(h.frames for h in found) == sum(h.detections for h in found) == headers
    cut_ns = [max(b.since_ns - a.t_boot_ns, 0) for a, b in pairwise(found)]
    assert sum(cut_ns) <= sum(slept_ns for *_, slept_ns in calls)
    assert all(h.gap_seconds >= 0.0 for h in found)
    assert sum(dict(h.labels).get("cat", 0) for h in found) == headers
