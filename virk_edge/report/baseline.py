"""What a camera's judge has learnt, in words for a person: labelled lines without any layout."""

from __future__ import annotations

import math
from datetime import tzinfo
from typing import Final

from virk_edge.core.status import BaselineStatus, ChannelBaseline
from virk_edge.formats.baseline import BaselineHead
from virk_edge.report.incident import Row
from virk_edge.report.words import plain, wall_clock

_UNITS: Final = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def rows(
    status: BaselineStatus, head: BaselineHead | None = None, *, local: tzinfo | None = None
) -> list[Row]:
    """Since when, how much, what it is worth, what is odd, and what is open.

    head: of the file that it was saved in. local: the reader's time zone; None takes the system's.
    """
    since = status.since_wall_ns
    text = "nothing yet" if since is None else f"since {wall_clock(since, local)}"
    found = [Row("learnt", text)]
    if head is not None:
        found.append(Row("as of", wall_clock(head.saved_wall_ns, local)))
    found.append(Row("rate", rate_words(status.false_incidents_per_month)))
    last = ""
    for channel in status.channels:
        label = "" if channel.channel == last else channel.channel
        found.append(Row(label, channel_words(channel)))
        last = channel.channel
    return [*found, *_suspects(status), *_incident(status, local)]


def channel_words(channel: ChannelBaseline) -> str:
    """One instance of one channel: how far it is, what it was made from, and what it watches."""
    learnt = f"{duration_words(channel.learnt_seconds)}, {channel.learnt_frames:,} frames"
    armed = ", ".join(duration_words(s) for s in channel.armed_seconds)
    return (
        f"{channel.instance}, {phase_words(channel)}: {learnt}; "
        f"{f'armed at {armed}' if armed else 'not armed yet'}"
    )


def phase_words(channel: ChannelBaseline) -> str:
    """``learning 43 %``, ``armed, learning 43 %`` or ``frozen``."""
    if channel.frozen:
        return "frozen"
    learning = f"learning {math.floor(100 * channel.progress)} %"
    return f"armed, {learning}" if channel.armed_seconds else learning


def rate_words(per_month: float | None) -> str:
    """What all channels together promise, one clause for every command.

    >>> rate_words(5.2)
    'the baseline supports at most 6 false incidents a month'
    >>> rate_words(None)
    'the baseline supports no rate yet: nothing is armed'
    """
    if per_month is None:
        return "the baseline supports no rate yet: nothing is armed"
    return f"the baseline supports {_at_most(per_month)}"


def duration_words(seconds: float) -> str:
    """At most two units: ``1 s``, ``15 min``, ``20 h 38 min``.

    >>> [duration_words(s) for s in (0.0, 0.5, 59.7, 900.0, 74_280.0, 172_801.0)]
    ['0 s', '0.5 s', '1 min', '15 min', '20 h 38 min', '2 d']
    """
    if 0.0 < seconds < 1.0:
        return f"{seconds:.1g} s"
    rest, words = round(seconds), []
    for size, unit in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count} {unit}")
        elif words:
            break  # "2 d 3 s" says no more than "2 d"
    return " ".join(words[:2]) or "0 s"


def _at_most(per_month: float) -> str:
    """``at most 6 false incidents a month``: rounded up, to two digits."""
    if per_month > 1.05:
        digits = max(math.floor(math.log10(per_month)) - 1, 0)
        count = math.ceil(per_month / 10**digits - 1e-6) * 10**digits
        return f"at most {count:,} false incidents a month"
    months = math.floor(1.0 / per_month + 0.05) if per_month > 0.0 else 0
    if months == 1:
        return "at most one false incident a month"
    return f"at most one false incident in {months:,} months" if months else "no false incident"


def _suspects(status: BaselineStatus) -> list[Row]:
    found = [
        Row("suspect", f"{c.channel} ({c.instance}): {plain(c.suspect)}", loud=True)
        for c in status.channels
        if c.suspect
    ]
    if not found:
        return []
    advice = "if the scene was not as it should be while that was learnt, begin anew:"
    return [*found, Row("", advice), Row("", f"virk-edge baseline reset --camera {status.camera}")]


def _incident(status: BaselineStatus, local: tzinfo | None) -> list[Row]:
    incident = status.incident
    if incident is None:
        return []
    text = (
        f"{plain(incident.incident)}, open since {wall_clock(incident.t_wall_ns, local)}, by "
        f"{incident.trigger} at {incident.times_normal:.1f} times normal"
    )
    found = [Row("incident", text, loud=True)]
    if status.causes:
        best = status.causes[0]
        found.append(Row("why", f"{plain(best.cause)} ({best.score:.2f}): {plain(best.because)}"))
    command = f"--camera {status.camera}"
    if status.fault:
        found.append(Row("", "it is a fault, so a person said; nothing is learnt until it is over"))
    else:
        found.append(Row("a fault?", f"virk-edge baseline fault {command}"))
    return [*found, Row("is normal?", f"virk-edge baseline accept {command}")]
