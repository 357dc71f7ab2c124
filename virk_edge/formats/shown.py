"""A stranger's words and values inside a message of ours: one short line that moves no cursor.

Law: the length and the cost of what is shown do not depend on what was sent.
"""

from __future__ import annotations

from typing import Any, Final

TEXT_MAX: Final = 80  # characters of a name
VALUE_MAX: Final = 40  # characters of a value
_ITEMS_MAX: Final = 4
_BITS_MAX: Final = 128  # Python refuses to write out some thousands of digits


def plain(text: str, most: int = TEXT_MAX) -> str:
    """The beginning of a name, with a question mark for whatever a terminal would obey."""
    shown = text[:most]
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else "?" for c in shown)
    return f"{shown}..." if len(text) > most else shown


def shown(value: Any) -> str:
    """A value of JSON or TOML as Python writes it, cut off; of what is nested only its kind.

    A value may be nested more deeply than Python can walk, or have a million digits.
    """
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        flat = len(value) <= _ITEMS_MAX and not any(isinstance(v, (dict, list)) for v in value)
        return f"[{', '.join(map(shown, value))}]" if flat else "a list"
    if isinstance(value, int) and value.bit_length() > _BITS_MAX:
        return f"a number of {value.bit_length()} bits"
    text = repr(value[:VALUE_MAX] if isinstance(value, str) else value)
    cut = isinstance(value, str) and len(value) > VALUE_MAX
    return f"{text[: 4 * VALUE_MAX]}..." if cut or len(text) > 4 * VALUE_MAX else text
