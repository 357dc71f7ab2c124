"""What was judged over the time of a bundle, for those who need no measured arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from virk_edge.errors import BundleError
from virk_edge.formats.exact import json_value, npy_bytes
from virk_edge.formats.observations import (
    LINE_BYTES_MAX,
    LINES,
    decode_observations,
    stack_entry,
)
from virk_edge.formats.records import from_json
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import ChannelScore, HeardStep, RecordedStep

_LINE_BYTES_MIN: Final = 100  # the names of its keys alone take more
_AXES: Final = {"fingerprint": 1, "picture": 2, "cells": 3, "embedding": 1, "given": 1}
_DTYPES: Final = {"fingerprint": np.float64, "picture": np.uint8}


@dataclass(frozen=True, slots=True)
class Moment:
    """What the channels said after an analysed frame, then ``looked``, or an interval of headers.

    t_boot_ns: the capture time of the frame, or the end of the interval.
    """

    t_boot_ns: int
    looked: bool
    scores: tuple[ChannelScore, ...]


def moments_of(steps: Iterable[RecordedStep]) -> tuple[Moment, ...]:
    """The moments of steps that are known whole."""
    return tuple(
        Moment(step.heard.t_boot_ns, False, step.step.scores)
        if isinstance(step, HeardStep)
        else Moment(step.observation.info.t_boot_ns, True, step.step.scores)
        for step in steps
    )


def read_moments(reader: ZipReader) -> tuple[Moment, ...] | None:
    """The moments of a bundle; what else its lines say is passed over, so that is half the work.

    None where the recording was cut off before. Raises ``BundleError``.
    """
    if LINES not in reader:
        return None
    found: list[Moment] = []
    try:
        for line in reader.read(LINES).splitlines():
            found.append(_moment(json_value(line, bytes_max=LINE_BYTES_MAX)))  # noqa: PERF401 (counted below)
    except ValueError as error:
        words = f"{reader.label}: {LINES}, line {len(found) + 1}: {error}"
        raise BundleError(words) from None
    return tuple(found)


def read_steps(reader: ZipReader) -> tuple[RecordedStep, ...] | None:
    """What was judged, line by line, without the arrays beside it: those of the steps are blank.

    None where the recording was cut off before. Raises ``BundleError``.
    """
    if LINES not in reader:
        return None
    try:
        return tuple(decode_observations(_Blank(reader.read(LINES))))
    except BundleError as error:
        raise BundleError(f"{reader.label}: {error}") from None


@dataclass(frozen=True, slots=True)
class _When:
    t_boot_ns: int


@dataclass(frozen=True, slots=True)
class _Said:
    scores: tuple[ChannelScore, ...]


def _moment(line: Any) -> Moment:
    looked = not (isinstance(line, dict) and "heard" in line)
    scores = from_json(_Said, line).scores  # which is an object, or this says so
    key = "frame" if looked else "heard"
    return Moment(from_json(_When, line.get(key), f"$.{key}").t_boot_ns, looked, scores)


class _Blank(Mapping[str, bytes]):
    """The lines, and for every array that they name one with as many rows of next to nothing."""

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        rows = len(lines) // _LINE_BYTES_MIN + 1
        self._columns = {
            column: npy_bytes(np.zeros((rows, *(1,) * axes), _DTYPES.get(column, np.float32)))
            for column, axes in _AXES.items()
        }

    def __getitem__(self, name: str) -> bytes:
        if name == LINES:
            return self._lines
        column = name.removeprefix("observations.").removesuffix(".npy").partition("-")[0]
        return self._columns[column]

    def __iter__(self) -> Iterator[str]:
        yield LINES
        yield from (stack_entry(column, 0) for column in self._columns)

    def __len__(self) -> int:
        return 1 + len(self._columns)
