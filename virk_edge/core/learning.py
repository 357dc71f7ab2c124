"""What a judge has learnt, in the few figures that an operator watches."""

from __future__ import annotations

from virk_edge.core.status import BaselineStatus
from virk_edge.formats.standing import LearningStanding


def learning(status: BaselineStatus) -> LearningStanding:
    """The sum of all channels: what is the least far counts."""
    channels = {c.channel for c in status.channels}
    session = {c.channel for c in status.channels if c.instance == "session"}
    speaking = [
        c
        for c in status.channels
        if c.instance == ("session" if c.channel in session else "calendar")
    ]
    calendar = [c.progress for c in status.channels if c.instance == "calendar"]
    return LearningStanding(
        channels=len(channels),
        armed=len({c.channel for c in speaking if c.armed_seconds}),
        instance="session" if session or not channels else "calendar",
        progress=round(min((c.progress for c in speaking), default=0.0), 3),
        calendar_progress=round(min(calendar, default=0.0), 3),
        false_incidents_per_month=status.false_incidents_per_month,
        suspect=tuple(sorted({c.channel for c in status.channels if c.suspect})),
    )
