"""The judge's state as bundle entries and back, bit for bit.

Law: a restored state is the same state, down to the sign of zero, the bits of a NaN and the order
of an array in memory, because only then does the same arithmetic follow. What cannot be kept so
(a numpy scalar, a tuple, a view with gaps) is refused when it is saved, not when it is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from virk_edge.errors import StateError
from virk_edge.formats.exact import (
    float_from_json,
    float_to_json,
    json_bytes,
    json_value,
    npy_array,
    npy_bytes,
)
from virk_edge.formats.shown import plain, shown
from virk_edge.nouns import State

FORMAT = "virk-edge-state"
VERSION = 1
# Far more than a judge's. Where the stack ends differs from one Python to the next.
_DEPTH_MAX = 100


def pack_state(state: State, prefix: str) -> dict[str, bytes]:
    """Entries: one ``<prefix>array-<n>.npy`` per array, then ``<prefix>state.json``.

    ``prefix`` is put before every name as it is, as in ``"state/"``. Raises ``StateError`` naming
    the path of a value that could not come back exactly.
    """
    entries: dict[str, bytes] = {}

    def write(value: Any, path: str, depth: int = _DEPTH_MAX) -> Any:
        if depth == 0:
            raise StateError("the state cannot be saved: it is nested too deeply")
        if isinstance(value, np.ndarray):
            name = f"array-{len(entries)}.npy"
            try:
                entries[prefix + name] = npy_bytes(value)
            except ValueError as exc:
                raise StateError(f"the state cannot be saved: at {path}, {exc}") from None
            return {"$array": name}
        # Exact types: a subclass, such as numpy.float64, would come back as something else.
        if value is None or type(value) in (bool, int, str):
            return value
        if type(value) is float:
            return float_to_json(value)
        if type(value) is list:
            return [write(item, f"{path}[{i}]", depth - 1) for i, item in enumerate(value)]
        if type(value) is dict:
            if not all(type(key) is str and not key.startswith("$") for key in value):
                raise StateError(
                    f"the state cannot be saved: {path} has a key that is no plain word"
                )
            return {key: write(item, f"{path}.{key}", depth - 1) for key, item in value.items()}
        raise StateError(
            f"the state cannot be saved: {path} is a {type(value).__name__}, "
            "not a JSON value or an array"
        )

    tree = write(state, "$")
    head = json_bytes({"format": FORMAT, "version": VERSION, "state": tree})
    # Last, so that in a recording that was cut off it stands for all of its arrays.
    return {**entries, f"{prefix}state.json": head}


def unpack_state(entries: Mapping[str, bytes], prefix: str) -> State:
    """Undo ``pack_state``; entries without the prefix are ignored. Raises ``StateError``."""
    name = f"{prefix}state.json"
    if name not in entries:
        raise StateError(f"the saved state has no entry {name}")
    try:
        document = json_value(entries[name])
    except ValueError as exc:
        raise StateError(f"{name} is damaged: {exc}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise StateError(f"{name} is not a virk-edge state")
    if document.get("version") != VERSION or document["version"] is True:
        raise StateError(
            f"{name} has version {shown(document.get('version'))}, and this program reads {VERSION}"
        )
    try:
        state = _read(document.get("state"), entries, prefix, _DEPTH_MAX)
    except ValueError as exc:
        raise StateError(f"{name} is damaged: {exc}") from None
    if not isinstance(state, dict) or "$array" in document["state"]:
        raise StateError(f"{name} is damaged: the state is not an object")
    return state


def _read(value: Any, entries: Mapping[str, bytes], prefix: str, depth: int) -> Any:
    if depth == 0:
        raise ValueError("it is nested too deeply")
    if isinstance(value, list):
        return [_read(item, entries, prefix, depth - 1) for item in value]
    if isinstance(value, float):
        return float_from_json(value)
    if not isinstance(value, dict):
        return value
    if "$float" in value:
        return float_from_json(value)
    if "$array" in value:
        return _array(value, entries, prefix)
    if any(key.startswith("$") for key in value):
        raise ValueError("it holds a marker that we do not write")
    return {key: _read(item, entries, prefix, depth - 1) for key, item in value.items()}


def _array(value: dict[str, Any], entries: Mapping[str, bytes], prefix: str) -> Any:
    name = value["$array"]
    if len(value) != 1 or not isinstance(name, str):
        raise ValueError("it refers to an array in a way that we do not write")
    data = entries.get(prefix + name)
    if data is None:
        raise ValueError(f"its array {plain(name)} is missing")
    try:
        return npy_array(data)
    except ValueError as exc:
        raise ValueError(f"in {plain(name)}, {exc}") from None
