"""Quantities as people write them ("15 s", "2 GiB") to plain numbers and back, without loss.

This file is arithmetic on text; it knows nothing of the keys that use it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal, TypeAlias

Quantity: TypeAlias = Literal["seconds", "bytes"]

# Factors to the base unit. Largest last: rendering takes the largest that divides evenly.
_SECONDS: dict[str, Fraction] = {
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "min": Fraction(60),
    "h": Fraction(3600),
    "d": Fraction(86400),
}
_BYTES: dict[str, Fraction] = {
    "B": Fraction(1),
    "kB": Fraction(10**3),
    "MB": Fraction(10**6),
    "GB": Fraction(10**9),
    "TB": Fraction(10**12),
    "KiB": Fraction(2**10),
    "MiB": Fraction(2**20),
    "GiB": Fraction(2**30),
    "TiB": Fraction(2**40),
}
UNITS: dict[Quantity, dict[str, Fraction]] = {"seconds": _SECONDS, "bytes": _BYTES}

# No exponents and few digits: "1e999999999 s" must cost nothing.
_TEXT = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,30})?)\s*([A-Za-z]{1,4})", re.ASCII)


def quantity_of(key: str) -> Quantity | None:
    """The quantity that a key's name states, by its last words: ``hold_seconds``, ``ring_bytes``.

    >>> quantity_of("ring_bytes"), quantity_of("learn_max_seconds"), quantity_of("level")
    ('bytes', 'seconds', None)
    """
    if key.endswith("_seconds"):
        return "seconds"
    return "bytes" if key.endswith("_bytes") else None


def parse_quantity(text: str, quantity: Quantity) -> float:
    """A number with its unit, in seconds or bytes; bytes are whole.

    >>> parse_quantity("1.5 min", "seconds"), parse_quantity("48 MiB", "bytes")
    (90.0, 50331648)

    Raises:
        ValueError: if the text is no number with a known unit, or no whole number of bytes.
    """
    match = _TEXT.fullmatch(text.strip())
    units = UNITS[quantity]
    if match is None or match[2] not in units:
        raise ValueError(f"write a number and one of {', '.join(units)}")
    value = Fraction(match[1]) * units[match[2]]
    if quantity == "seconds":
        return float(value)
    if value.denominator != 1:
        raise ValueError("that is no whole number of bytes")
    return int(value)


def render_quantity(value: float, quantity: Quantity) -> str | None:
    """The shortest exact text with a unit, or None where only a bare number is exact and readable.

    >>> render_quantity(3600.0, "seconds"), render_quantity(0.25, "seconds")
    ('1 h', '0.25 s')
    >>> render_quantity(50331648, "bytes"), render_quantity(1000, "bytes")
    ('48 MiB', '1000 B')
    """
    names = ["TiB", "GiB", "MiB", "KiB", "B"] if quantity == "bytes" else ["d", "h", "min", "s"]
    exact = Fraction(value)
    for name in names:
        count = exact / UNITS[quantity][name]
        if count.denominator == 1 and (count != 0 or name == names[-1]):
            return f"{count.numerator} {name}" if count < 10**15 else None
    digits = repr(float(value))
    return None if "e" in digits else f"{digits} s"
