"""What is known about a key of the configuration besides its type and its default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """What is known about one key besides its type: bounds are inclusive, in the key's own unit.

    ``rule`` returns what is wrong with a value, in words, or None.
    """

    why: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    rule: Callable[[str], str | None] | None = None


def key(default: T, why: str, **known: Any) -> T:
    """A dataclass field that carries its Key. Typed as its value, as ``field`` itself is."""
    carrier: T = field(default=default, metadata={"key": Key(why, **known)})
    return carrier


def keys_of(section: type) -> dict[str, tuple[Key, bool | int | float | str]]:
    """Every key of a section in order, with its default."""
    found: dict[str, tuple[Key, Any]] = {}
    for f in fields(section):
        found[f.name] = (f.metadata["key"], f.default)
    return found
