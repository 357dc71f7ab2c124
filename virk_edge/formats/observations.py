"""What was measured, heard and judged, step by step, as bundle entries and back, exactly.

Law: decoding what was encoded gives the same values bit for bit; arrays come back C-contiguous,
each in memory of its own, as a fresh measurement would be.

``observations.jsonl`` has one object per analysed frame, and one per interval of headers. Arrays
of one kind and shape are stacked into one ``.npy``, and a line refers to its row as ``[stack,
row]``. A camera that changes its resolution, or many rows, make a second stack,
``observations.picture-1.npy``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    Heard,
    HeardStep,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    ObservedStep,
    RecordedStep,
    Step,
)

LINES = "observations.jsonl"
STACK_BYTES = 1 << 18  # a stack is ended here: so much may wait in memory per column
LINE_BYTES_MAX = 1 << 20  # a header of 64 KiB, told in JSON, takes less than half of it
# Column: number type and axes of a row.
_COLUMNS = {
    "fingerprint": (np.dtype(np.float64), 1),
    "picture": (np.dtype(np.uint8), 2),
    "cells": (np.dtype(np.float32), 3),
    "embedding": (np.dtype(np.float32), 1),
    "given": (np.dtype(np.float32), 1),
}
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
    """Rows of one column, grouped by number type and shape; a group is ended when it is large."""

    def __init__(self, column: str) -> None:
        self.column = column
        self._count = 0
        self._open: dict[tuple[str, tuple[int, ...]], tuple[int, list[NDArray[Any]]]] = {}

    def put(self, array: NDArray[Any] | None, done: dict[str, bytes]) -> list[int] | None:
        """The array's place; ``done`` gets the entry that it completes, if it does."""
        if array is None:
            return None
        group = (array.dtype.str, array.shape)
        if group not in self._open:
            self._open[group] = (self._count, [])
            self._count += 1
        stack, rows = self._open[group]
        rows.append(array)
        if len(rows) * array.nbytes >= STACK_BYTES:
            self._end(group, done)
        return [stack, len(rows) - 1]

    def finish(self, done: dict[str, bytes]) -> None:
        """The entries that are still open."""
        for group in list(self._open):
            self._end(group, done)

    def _end(self, group: tuple[str, tuple[int, ...]], done: dict[str, bytes]) -> None:
        stack, rows = self._open.pop(group)
        done[stack_entry(self.column, stack)] = npy_bytes(_stacked(*group, rows))


def _stacked(dtype: str, shape: tuple[int, ...], rows: list[NDArray[Any]]) -> NDArray[Any]:
    # Assigned row by row: np.stack would turn a foreign byte order into the native one.
    whole = np.empty((len(rows), *shape), dtype)
    for i, row in enumerate(rows):
        whole[i] = row
    return whole


class ObservationWriter:
    """Turns measurements into entries as they come, so that few of them wait in memory.

    ``add`` and ``finish`` return the entries that are complete now. ``add`` raises ``ValueError``
    for what is not an observation (an array of objects, a digest beyond 64 bits).
    """

    def __init__(self) -> None:
        self._columns = {name: _Stacks(name) for name in _COLUMNS}
        self._lines: list[bytes] = []

    def add(self, step: RecordedStep) -> dict[str, bytes]:
        """Take one analysed frame, or what was heard over an interval."""
        done: dict[str, bytes] = {}
        if isinstance(step, HeardStep):
            told: dict[str, Any] = {"heard": to_json(step.heard)}
        else:
            told = self._seen(step.observation, done)
        line = {
            **told,
            "scores": to_json(step.step.scores),
            "events": [event_to_json(event) for event in step.step.events],
        }
        self._lines.append(json_bytes(line) + b"\n")
        return done

    def _seen(self, seen: Observation, done: dict[str, bytes]) -> dict[str, Any]:
        """The frame's part of a line; ``done`` gets the entries that it completes."""
        if not 0 <= seen.digest < 1 << 64:
            raise ValueError("a digest must be an unsigned 64-bit number")
        frame = {
            name: to_json(getattr(seen.info, name))
            for name in FrameInfo.__slots__
            if name != "embedding"
        }
        arrays = (seen.fingerprint, seen.picture, seen.cells, seen.embedding, seen.info.embedding)
        return {
            "frame": frame,
            "effort": seen.effort.value,
            "digest": f"{seen.digest:016x}",
            **{
                name: column.put(array, done)
                for (name, column), array in zip(self._columns.items(), arrays, strict=True)
            },
        }

    def finish(self) -> dict[str, bytes]:
        """What is left. The lines are last: in a recording that was cut off whole lines then mean
        that their arrays are whole."""
        done: dict[str, bytes] = {}
        for column in self._columns.values():
            column.finish(done)
        done[LINES] = b"".join(self._lines)
        return done


def encode_observations(steps: Iterable[RecordedStep]) -> dict[str, bytes]:
    """All entries of these steps, in order. Raises as ``ObservationWriter.add``."""
    writer = ObservationWriter()
    entries: dict[str, bytes] = {}
    for step in steps:
        entries.update(writer.add(step))
    return {**entries, **writer.finish()}


class _Rows:
    """The rows of all stacks. Each is taken once, so all need no more memory than the entries."""

    def __init__(self, entries: Mapping[str, bytes]) -> None:
        self._entries = entries
        self._stacks: dict[str, NDArray[Any]] = {}
        self._taken: set[tuple[str, int]] = set()

    def take(self, place: Any, column: str) -> NDArray[Any] | None:
        """The row at ``[stack, row]``, in memory of its own; None for null."""
        if place is None:
            return None
        if not (isinstance(place, list) and len(place) == 2 and all(type(n) is int for n in place)):
            raise ValueError(f"$.{column} must be [stack, row] or null")
        name, row = stack_entry(column, place[0]), place[1]
        stack = self._stack(name, column)
        if not 0 <= row < len(stack):
            raise ValueError(f"{name} has no row {row}")
        if (name, row) in self._taken:
            raise ValueError(f"row {row} of {name} is used twice")
        self._taken.add((name, row))
        return np.array(stack[row], order="C", copy=True)

    def _stack(self, name: str, column: str) -> NDArray[Any]:
        if name not in self._stacks:
            if name not in self._entries:
                raise ValueError(f"the entry {name} is missing")
            try:
                stack = npy_array(self._entries[name])
            except ValueError as exc:
                raise ValueError(f"in {name}, {exc}") from None
            dtype, axes = _COLUMNS[column]
            if stack.dtype.newbyteorder("=") != dtype or stack.ndim != 1 + axes:
                raise ValueError(f"{name} does not hold rows of {dtype} with {axes} axes")
            self._stacks[name] = stack
        return self._stacks[name]


def decode_observations(entries: Mapping[str, bytes]) -> list[RecordedStep]:
    """Undo ``encode_observations``. Raises ``BundleError`` naming the entry and the line."""
    if LINES not in entries:
        raise BundleError(f"the bundle has no entry {LINES}")
    rows = _Rows(entries)
    steps: list[RecordedStep] = []
    try:
        for line in entries[LINES].splitlines():
            steps.append(_line(json_value(line, bytes_max=LINE_BYTES_MAX), rows))  # noqa: PERF401 (counted below)
    except ValueError as exc:
        raise BundleError(f"{LINES}, line {len(steps) + 1}: {exc}") from None
    return steps


def _line(line: Any, rows: _Rows) -> RecordedStep:
    if not isinstance(line, dict):
        raise ValueError("it is not an object")
    if "heard" in line:
        return HeardStep(from_json(Heard, line["heard"], "$.heard"), _step(line))
    return ObservedStep(_observation(line, rows), _step(line))


def _step(line: dict[str, Any]) -> Step:
    if not isinstance(line.get("scores"), list) or not isinstance(line.get("events"), list):
        raise ValueError("$.scores and $.events must be lists")
    return Step(
        scores=tuple(
            from_json(ChannelScore, score, f"$.scores[{i}]")
            for i, score in enumerate(line["scores"])
        ),
        events=tuple(
            event_from_json(event, f"$.events[{i}]") for i, event in enumerate(line["events"])
        ),
    )


def _observation(line: dict[str, Any], rows: _Rows) -> Observation:
    def needed(column: str) -> NDArray[Any]:
        row = rows.take(line.get(column), column)
        if row is None:
            raise ValueError(f"$.{column} is missing")
        return row

    digest = line.get("digest")
    if not isinstance(digest, str) or len(digest) != 16 or set(digest) - set("0123456789abcdef"):
        raise ValueError("$.digest must be 16 hex digits")
    given = rows.take(line.get("given"), "given")
    return Observation(
        info=from_json(FrameInfo, line.get("frame"), "$.frame", embedding=given),
        effort=_effort(line.get("effort")),
        digest=int(digest, 16),
        fingerprint=needed("fingerprint"),
        picture=needed("picture"),
        cells=needed("cells"),
        embedding=rows.take(line.get("embedding"), "embedding"),
    )


def _effort(value: Any) -> Effort:
    try:
        return Effort(value)
    except ValueError:
        raise ValueError("$.effort is not a known word") from None


def event_to_json(event: Event) -> dict[str, Any]:
    """``{"event": word, ...fields}``, words as on the command line, such as ``incident_opened``."""
    return {"event": _EVENT_WORDS[type(event)], **to_json(event)}


def event_from_json(value: Any, path: str = "$") -> Event:
    """Undo ``event_to_json``. Raises ``ValueError`` naming the path."""
    word = value.get("event") if isinstance(value, dict) else None
    if not isinstance(word, str) or word not in _EVENTS:
        raise ValueError(f"{path}.event is not a known word")
    return from_json(_EVENTS[word], value, path)
