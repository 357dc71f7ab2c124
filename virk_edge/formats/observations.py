"""What was measured and judged, frame by frame, as bundle entries and back, exactly.

Law: decoding what was encoded gives the same values bit for bit; arrays come back C-contiguous,
each in memory of its own, as a fresh measurement would be.

``observations.jsonl`` has one object per analysed frame. Arrays of one kind and shape are stacked
into one ``.npy``, and a line refers to its row as ``[stack, row]``. A camera that changes its
resolution makes a second stack, ``observations.picture-1.npy``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from virk_edge.errors import BundleError
from virk_edge.formats.exact import json_bytes, json_value, npy_array, npy_bytes
from virk_edge.formats.records import from_json, to_json
from virk_edge.nouns import (
    Armed,
    ChannelScore,
    Effort,
    Event,
    FrameInfo,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    ObservedStep,
    Step,
)

LINES = "observations.jsonl"
_EVENTS: dict[str, type[Event]] = {
    "armed": Armed,
    "incident_opened": IncidentOpened,
    "incident_diagnosed": IncidentDiagnosed,
    "incident_closed": IncidentClosed,
}
_EVENT_WORDS = {kind: word for word, kind in _EVENTS.items()}


def stack_entry(column: str, stack: int) -> str:
    """The entry that holds a stack of rows, as in ``observations.picture.npy``."""
    return f"observations.{column}{f'-{stack}' if stack else ''}.npy"


class _Stacks:
    """Rows of one column, grouped by number type and shape in order of first appearance."""

    def __init__(self, column: str) -> None:
        self.column = column
        self._rows: dict[tuple[str, tuple[int, ...]], list[NDArray[Any]]] = {}

    def put(self, array: NDArray[Any] | None) -> list[int] | None:
        if array is None:
            return None
        rows = self._rows.setdefault((array.dtype.str, array.shape), [])
        rows.append(array)
        return [list(self._rows).index((array.dtype.str, array.shape)), len(rows) - 1]

    def entries(self) -> dict[str, bytes]:
        return {
            stack_entry(self.column, i): npy_bytes(_stacked(dtype, shape, rows))
            for i, ((dtype, shape), rows) in enumerate(self._rows.items())
        }


def _stacked(dtype: str, shape: tuple[int, ...], rows: list[NDArray[Any]]) -> NDArray[Any]:
    # Assigned row by row: np.stack would turn a foreign byte order into the native one.
    whole = np.empty((len(rows), *shape), dtype)
    for i, row in enumerate(rows):
        whole[i] = row
    return whole


def encode_observations(steps: Sequence[ObservedStep]) -> dict[str, bytes]:
    """Entries for the analysed frames, in order: the stacks, then the lines. Raises ``ValueError``
    for what is not an observation (an array of objects, a digest beyond 64 bits)."""
    columns = {
        name: _Stacks(name) for name in ("fingerprint", "picture", "cells", "embedding", "given")
    }
    lines = []
    for step in steps:
        seen = step.observation
        if not 0 <= seen.digest < 1 << 64:
            raise ValueError("a digest must be an unsigned 64-bit number")
        frame = {
            name: to_json(getattr(seen.info, name))
            for name in FrameInfo.__slots__
            if name != "embedding"
        }
        line = {
            "frame": frame,
            "effort": seen.effort.value,
            "digest": f"{seen.digest:016x}",
            "fingerprint": columns["fingerprint"].put(seen.fingerprint),
            "picture": columns["picture"].put(seen.picture),
            "cells": columns["cells"].put(seen.cells),
            "embedding": columns["embedding"].put(seen.embedding),
            "given": columns["given"].put(seen.info.embedding),
            "scores": to_json(step.step.scores),
            "events": [event_to_json(event) for event in step.step.events],
        }
        lines.append(json_bytes(line) + b"\n")
    entries: dict[str, bytes] = {}
    for column in columns.values():
        entries.update(column.entries())
    # Last, so that in a recording that was cut off whole lines mean that their arrays are whole.
    entries[LINES] = b"".join(lines)
    return entries


def decode_observations(entries: Mapping[str, bytes]) -> list[ObservedStep]:
    """Undo ``encode_observations``. Raises ``BundleError`` naming the entry and the line."""
    if LINES not in entries:
        raise BundleError(f"the bundle has no entry {LINES}")
    stacks: dict[str, NDArray[Any]] = {}
    steps: list[ObservedStep] = []
    try:
        for line in entries[LINES].splitlines():
            steps.append(_step(json_value(line), entries, stacks))  # noqa: PERF401 (counted below)
    except ValueError as exc:
        raise BundleError(f"{LINES}, line {len(steps) + 1}: {exc}") from None
    return steps


def _step(line: Any, entries: Mapping[str, bytes], stacks: dict[str, NDArray[Any]]) -> ObservedStep:
    if not isinstance(line, dict):
        raise ValueError("it is not an object")

    def rows(column: str) -> NDArray[Any] | None:
        return _row(line.get(column), column, entries, stacks)

    def needed(column: str) -> NDArray[Any]:
        row = rows(column)
        if row is None:
            raise ValueError(f"$.{column} is missing")
        return row

    digest = line.get("digest")
    if not isinstance(digest, str) or len(digest) != 16 or set(digest) - set("0123456789abcdef"):
        raise ValueError("$.digest must be 16 hex digits")
    if not isinstance(line.get("scores"), list) or not isinstance(line.get("events"), list):
        raise ValueError("$.scores and $.events must be lists")
    return ObservedStep(
        observation=Observation(
            info=from_json(FrameInfo, line.get("frame"), "$.frame", embedding=rows("given")),
            effort=_effort(line.get("effort")),
            digest=int(digest, 16),
            fingerprint=needed("fingerprint"),
            picture=needed("picture"),
            cells=needed("cells"),
            embedding=rows("embedding"),
        ),
        step=Step(
            scores=tuple(
                from_json(ChannelScore, score, f"$.scores[{i}]")
                for i, score in enumerate(line["scores"])
            ),
            events=tuple(
                event_from_json(event, f"$.events[{i}]") for i, event in enumerate(line["events"])
            ),
        ),
    )


def _effort(value: Any) -> Effort:
    try:
        return Effort(value)
    except ValueError:
        raise ValueError("$.effort is not a known word") from None


def _row(
    place: Any, column: str, entries: Mapping[str, bytes], stacks: dict[str, NDArray[Any]]
) -> NDArray[Any] | None:
    if place is None:
        return None
    if not (isinstance(place, list) and len(place) == 2 and all(type(n) is int for n in place)):
        raise ValueError(f"$.{column} must be [stack, row] or null")
    stack, row = place
    name = stack_entry(column, stack)
    if name not in stacks:
        if name not in entries:
            raise ValueError(f"the entry {name} is missing")
        try:
            stacks[name] = npy_array(entries[name])
        except ValueError as exc:
            raise ValueError(f"in {name}, {exc}") from None
    if stacks[name].ndim == 0 or not 0 <= row < len(stacks[name]):
        raise ValueError(f"{name} has no row {row}")
    return np.array(stacks[name][row], order="C", copy=True)


def event_to_json(event: Event) -> dict[str, Any]:
    """``{"event": word, ...fields}``, words as on the command line, such as ``incident_opened``."""
    return {"event": _EVENT_WORDS[type(event)], **to_json(event)}


def event_from_json(value: Any, path: str = "$") -> Event:
    """Undo ``event_to_json``. Raises ``ValueError`` naming the path."""
    word = value.get("event") if isinstance(value, dict) else None
    if not isinstance(word, str) or word not in _EVENTS:
        raise ValueError(f"{path}.event is not a known word")
    return from_json(_EVENTS[word], value, path)
