"""The judge's time: the publisher's own until that steps back, and then onwards from there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import through_disk
from virk_edge.core.readings import NS
from virk_edge.core.timeline import Timeline

DAY = 86_400 * NS


def test_ordinary_time_is_left_as_it_is():
    """Replays and people read the same numbers as the publisher."""
    timeline = Timeline()
    assert [timeline.judge_ns(t) for t in (7 * NS, 8 * NS, 9 * DAY)] == [7 * NS, 8 * NS, 9 * DAY]
    assert timeline.boot_ns(9 * DAY) == 9 * DAY


def test_a_late_frame_does_not_move_the_clock():
    """A frame that was overtaken is late, not a sign of another clock."""
    timeline = Timeline()
    timeline.judge_ns(100 * NS)
    assert timeline.judge_ns(97 * NS) == 97 * NS
    assert timeline.judge_ns(101 * NS) == 101 * NS


def test_after_a_reboot_time_goes_on():
    """CLOCK_BOOTTIME begins at nothing again; what was learnt is from just before."""
    timeline = Timeline()
    timeline.judge_ns(9 * DAY)
    first = timeline.judge_ns(12 * NS)
    assert 9 * DAY < first < 9 * DAY + NS
    assert timeline.judge_ns(13 * NS) == first + NS
    assert timeline.boot_ns(first + NS) == 13 * NS


def test_a_leap_ahead_and_back_blinds_nobody():
    """A publisher whose clock was a year ahead for one frame."""
    timeline = Timeline()
    timeline.judge_ns(NS)
    ahead = timeline.judge_ns(365 * DAY)
    back = [timeline.judge_ns(t * NS) for t in (2, 3, 4)]
    assert back[0] > ahead
    assert [b - back[0] for b in back] == [0, NS, 2 * NS]


def test_years_ahead_are_a_clock_that_was_set_and_weeks_are_a_gap():
    """From seconds since boot to seconds since 1970: what was averaged just before still counts."""
    timeline = Timeline()
    timeline.judge_ns(100 * NS)
    assert timeline.judge_ns(60 * DAY) == 60 * DAY
    first = timeline.judge_ns(20_000 * DAY)
    assert 60 * DAY < first < 60 * DAY + NS
    assert timeline.judge_ns(20_000 * DAY + NS) == first + NS
    assert timeline.boot_ns(first) == 20_000 * DAY


@given(st.lists(st.integers(0, 400 * DAY), max_size=30), st.integers(0, 30))
def test_it_never_falls_back_by_more_than_a_late_frame_and_survives_saving(times, cut):
    """Whatever comes in."""
    timeline, newest, cut = Timeline(), None, min(cut, len(times))
    for i, t_ns in enumerate(times):
        if i == cut:
            timeline = Timeline.restore(through_disk({"it": timeline.save()})["it"])
        judged = timeline.judge_ns(t_ns)
        assert timeline.boot_ns(judged) == t_ns
        assert newest is None or judged >= newest - 5 * NS
        newest = judged if newest is None else max(newest, judged)
