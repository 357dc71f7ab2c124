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
from functools import cache, partial
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np

from virk_edge.formats.exact import float_from_json, float_to_json
from virk_edge.formats.shown import plain, shown

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any, str], Any]  # of a value and its path
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
    for name, read, required in _fields(hashable):
        if name in given:
            continue
        if name in value:
            arguments[name] = read(value[name], f"{path}.{name}")
        elif required:
            raise ValueError(f"{path}.{name} is missing")
    try:
        return kind(**arguments)
    except ValueError as exc:  # a dataclass may check itself
        raise ValueError(f"{path} {exc}") from None


@cache
def _fields(kind: type) -> tuple[tuple[str, Reader, bool], ...]:
    """Name of each field, how its value is read, and whether it must be there."""
    hints = typing.get_type_hints(kind)
    return tuple(
        (
            f.name,
            _reader(hints[f.name]),
            f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING,
        )
        for f in dataclasses.fields(kind)
    )


def _reader(hint: Any) -> Reader:
    """How a value of this type is read; made once a field, as a bundle has thousands of values."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):  # only ever "X | None"
        inner = _reader(next(a for a in arguments if a is not type(None)))
        return lambda value, path: None if value is None else inner(value, path)
    if origin is Literal:
        return partial(_word, arguments)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return partial(_many, _reader(arguments[0]))
        return partial(_each, tuple(map(_reader, arguments)))
    if origin is dict:
        return partial(_by_name, _reader(arguments[1]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return partial(_member, hint)
    return partial(from_json, hint)


def _word(words: tuple[str, ...], value: Any, path: str) -> str:
    if value not in words or not isinstance(value, str):
        raise _wrong(path, f"one of {', '.join(words)}", value)
    return value


def _member(kind: type[Enum], value: Any, path: str) -> Enum:
    words = [member.value for member in kind]
    if not isinstance(value, str) or value not in words:
        raise _wrong(path, f"one of {', '.join(words)}", value)
    return kind(value)


def _by_name(read: Reader, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(path, "an object", value)
    return {key: read(item, f"{path}.{plain(key)}") for key, item in value.items()}


def _many(read: Reader, value: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _wrong(path, "a list", value)
    return tuple([read(item, f"{path}[{i}]") for i, item in enumerate(value)])


def _each(readers: tuple[Reader, ...], value: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _wrong(path, "a list", value)
    if len(readers) != len(value):
        raise _wrong(path, f"a list of {len(readers)}", value)
    both = zip(readers, value, strict=True)
    return tuple([read(item, f"{path}[{i}]") for i, (read, item) in enumerate(both)])


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


_PLAIN: dict[Any, Reader] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    float: _number,
}


def _wrong(path: str, wanted: str, value: Any) -> ValueError:
    return ValueError(f"{path} must be {wanted}, not {shown(value)}")
