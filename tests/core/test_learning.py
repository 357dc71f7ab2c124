"""What a judge has learnt, in a few figures."""

from __future__ import annotations

from dataclasses import replace

from virk_edge.core.learning import learning
from virk_edge.core.status import BaselineStatus, ChannelBaseline
from virk_edge.formats.standing import LearningStanding

IMAGE = ChannelBaseline("image", "session", 30.0, 300, 0.5, False, (1.0,), 2.0, "")
CALENDAR = replace(IMAGE, instance="calendar", progress=0.125, armed_seconds=())
LOOKS = replace(IMAGE, channel="appearance", progress=0.9, armed_seconds=(), suspect="halves")
DAYS = replace(CALENDAR, channel="appearance", progress=0.25)


def of(*channels: ChannelBaseline) -> LearningStanding:
    """The figures of a judge with these."""
    return learning(BaselineStatus("door", 1, channels, 2.0, None, (), False))


def test_before_anything_was_seen_nothing_is_said() -> None:
    """No channel, no progress."""
    assert of() == LearningStanding(0, 0, "session", 0.0, 0.0, 2.0)


def test_the_least_far_channel_counts() -> None:
    """And what can raise alarms is counted where its word counts."""
    assert of(IMAGE, CALENDAR, LOOKS, DAYS) == LearningStanding(
        2, 1, "session", 0.5, 0.125, 2.0, ("appearance",)
    )


def test_a_calendar_that_is_armed_speaks_alone() -> None:
    """Then its session is gone; the other channel's is not."""
    armed = replace(CALENDAR, armed_seconds=(1.0,), progress=1.0)
    assert of(armed, LOOKS, DAYS).instance == "session"
    assert of(armed, replace(DAYS, armed_seconds=(1.0,))) == LearningStanding(
        2, 2, "calendar", 0.25, 0.25, 2.0
    )
