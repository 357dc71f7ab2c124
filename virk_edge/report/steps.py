"""What was judged over the time of a bundle, for those who need no measured arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from virk_edge.formats.exact import npy_bytes
from virk_edge.formats.observations import LINES, decode_observations, stack_entry
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import RecordedStep

_LINE_BYTES_MIN: Final = 100  # the names of its keys alone take more
_AXES: Final = {"fingerprint": 1, "picture": 2, "cells": 3, "embedding": 1, "given": 1}
_DTYPES: Final = {"fingerprint": np.float64, "picture": np.uint8}


def read_steps(reader: ZipReader) -> tuple[RecordedStep, ...] | None:
    """What was judged, line by line, without the arrays beside it: those of the steps are blank.

    None where the recording was cut off before. Raises ``BundleError``.
    """
    if LINES not in reader:
        return None
    lines = reader.read(LINES)
    return tuple(decode_observations(_Blank(lines)))


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
