"""Texts and numbers of a bundle as people may read them: on one line, short, and true.

Law: pure. A bundle may come from a stranger: nothing of it commands a terminal, its length is not
the length of what is shown, and a number that cannot be is called that.
"""

from __future__ import annotations

from datetime import datetime, timezone, tzinfo
from typing import Final

SENTENCE_MAX: Final = 400  # characters; our own have less than half
NAME_MAX: Final = 80  # a camera's has 63 at most
_DIGITS_END: Final = 1e6  # from here on only the size of a number is told


def plain(text: str) -> str:
    """The text on one line, without anything that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " for c in text)


def short(text: str, most: int = SENTENCE_MAX) -> str:
    """The same, cut after ``most`` characters; then it is said how many there are.

    >>> short("a" * 5000, 8)
    'aaaaaaaa… (5,000 characters)'
    """
    return plain(text) if len(text) <= most else f"{plain(text[:most])}… ({len(text):,} characters)"


def name(text: str) -> str:
    """A name of something, cut as ``short`` does it."""
    return short(text, NAME_MAX)


def number(value: float, form: str = ".1f") -> str:
    """As ``form`` writes it; of a huge one only the size.

    >>> number(56.61), number(1e308), number(float("nan"))
    ('56.6', '1e+308', 'nan')
    """
    return f"{value:{form}}" if abs(value) < _DIGITS_END else f"{value:.0e}"


def possible(share: float) -> bool:
    """Whether it can be a score or a severity: 0 to 1."""
    return 0.0 <= share <= 1.0


def share(value: float) -> str:
    """A score or a severity, 0 to 1; what cannot be is called that.

    >>> share(0.954), share(7.0), share(float("nan"))
    ('0.95', '7.00, which cannot be', 'nan, which cannot be')
    """
    return number(value, ".2f") + ("" if possible(value) else ", which cannot be")


def times(value: float) -> str:
    """How far from normal, in multiples of it, 0 or more."""
    return number(value) + ("" if value >= 0.0 else ", which cannot be")


def clamped(value: float) -> float:
    """Held to 0 to 1, for what is drawn or sorted; what is no number is 0."""
    return min(max(value, 0.0), 1.0) if value == value else 0.0


def wall_clock(t_wall_ns: int, local: tzinfo | None = None) -> str:
    """UTC, and the reader's own time where it differs."""
    try:
        utc = datetime.fromtimestamp(t_wall_ns // 10**9, timezone.utc)
        own = utc.astimezone(local)
    except (ValueError, OverflowError, OSError):
        return f"not a time that a calendar knows ({t_wall_ns} ns)"
    text = f"{utc:%Y-%m-%d %H:%M:%S} UTC"
    return text if own.utcoffset() == utc.utcoffset() else f"{text} ({own:%Y-%m-%d %H:%M:%S %Z})"
