"""Frozen dataclasses to JSON trees and back, driven by their type hints.

Law: reading is strict about what it knows (every type is checked, errors carry the path, as in
``$.incident.onset_seq``) and blind to what it does not: unknown keys are ignored, so that fields
can be added. A field added later needs a default, or old files stop reading.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar

import numpy as np

from virk_edge.formats.exact import float_from_json, float_to_json
from virk_edge.formats.shown import plain, shown

T = TypeVar("T")
# Signed or not: whatever is counted or timed fits, and is no surprise in arithmetic.
_LEAST, _MOST = -(2**63), 2**64 - 1


def to_json(value: Any) -> Any:
    """The JSON tree of a dataclass: tuples, str-keyed dicts, enums, str, numbers, bool, None."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(
        value, np.generic
    ):  # a measurement may well be a numpy scalar; it reads back plain
        value = value.item()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return float_to_json(float(value))
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise ValueError(f"a {type(value).__name__} cannot be written as JSON")


def from_json(kind: type[T], value: Any, path: str = "$", **given: Any) -> T:
    """Build the dataclass ``kind`` from a JSON object; ``given`` fills fields that are not in it.

    Raises ``ValueError`` naming the path of the first thing that is missing or of a wrong type.
    """
    if not isinstance(value, dict):
        raise _wrong(path, "an object", value)
    arguments = dict(given)
    hashable: Any = kind
    for name, hint, required in _fields(hashable):
        if name in given:
            continue
        if name in value:
            arguments[name] = _read(hint, value[name], f"{path}.{name}")
        elif required:
            raise ValueError(f"{path}.{name} is missing")
    try:
        return kind(**arguments)
    except ValueError as exc:  # a dataclass may check itself
        raise ValueError(f"{path} {exc}") from None


@cache
def _fields(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    hints = typing.get_type_hints(kind)
    return tuple(
        (
            f.name,
            hints[f.name],
            f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING,
        )
        for f in dataclasses.fields(kind)
    )


def _read(hint: Any, value: Any, path: str) -> Any:
    if hint in _PLAIN:
        return _PLAIN[hint](value, path)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):  # only ever "X | None"
        inner = next(a for a in arguments if a is not type(None))
        return None if value is None else _read(inner, value, path)
    if origin is Literal:
        if value not in arguments or not isinstance(value, str):
            raise _wrong(path, f"one of {', '.join(arguments)}", value)
        return value
    if origin is tuple:
        return _read_tuple(arguments, value, path)
    if origin is dict:
        if not isinstance(value, dict):
            raise _wrong(path, "an object", value)
        return {
            key: _read(arguments[1], item, f"{path}.{plain(key)}") for key, item in value.items()
        }
    if isinstance(hint, type) and issubclass(hint, Enum):
        words = [member.value for member in hint]
        if not isinstance(value, str) or value not in words:
            raise _wrong(path, f"one of {', '.join(words)}", value)
        return hint(value)
    return from_json(hint, value, path)


def _read_tuple(arguments: tuple[Any, ...], value: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _wrong(path, "a list", value)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        arguments = (arguments[0],) * len(value)
    if len(arguments) != len(value):
        raise _wrong(path, f"a list of {len(arguments)}", value)
    return tuple(
        _read(hint, item, f"{path}[{i}]")
        for i, (hint, item) in enumerate(zip(arguments, value, strict=True))
    )


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, "a text", value)
    return value


def _integer(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not _LEAST <= value <= _MOST:
        raise _wrong(path, "a whole number of 64 bits", value)
    return value


def _boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, "true or false", value)
    return value


def _number(value: Any, path: str) -> float:
    try:
        return float_from_json(value)
    except ValueError:
        raise _wrong(path, "a number", value) from None


_PLAIN: dict[Any, Callable[[Any, str], Any]] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    float: _number,
}


def _wrong(path: str, wanted: str, value: Any) -> ValueError:
    return ValueError(f"{path} must be {wanted}, not {shown(value)}")
