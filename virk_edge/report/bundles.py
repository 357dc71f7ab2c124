"""What lies in a store, in words for a person: one line for each bundle."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Final

from virk_edge.formats.glance import Glance
from virk_edge.report.words import name, plain, share

_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB")


def bytes_words(size: int) -> str:
    """A size as people read it: 28 MiB, 1.2 GiB."""
    value, unit = float(size), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return (
        f"{value:.1f} {_UNITS[unit]}" if 0 < value < 10 and unit else f"{value:.0f} {_UNITS[unit]}"
    )


def count_words(count: int, word: str) -> str:
    """``1 bundle``, ``2 bundles``."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def opened_words(known: Glance) -> str:
    """When it opened, by the wall clock of then, UTC."""
    try:
        moment = datetime.fromtimestamp(known.incident.opened_wall_ns // 10**9, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return "no such time"
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def cause_words(known: Glance) -> str:
    """The first cause with its score; what raised the alarm where nobody knows it."""
    causes = known.incident.causes
    if not causes:
        return f"{known.incident.trigger}, not diagnosed"
    return f"{name(causes[0].cause)} ({share(causes[0].score)})"


def remark_words(known: Glance, *, acknowledged: bool) -> str:
    """What is special about it; empty for most."""
    remarks = []
    if known.incident.state == "interrupted":
        remarks.append("interrupted")
    if known.duplicate_of is not None:
        remarks.append(f"repeats {plain(known.duplicate_of[:6])}")
    if known.frames_withheld:
        remarks.append(f"frames withheld: {name(known.frames_withheld)}")
    if acknowledged:
        remarks.append("fetched")
    return "; ".join(remarks)
