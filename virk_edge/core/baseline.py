"""What this camera normally sees: a few pictures of the learning time and their median.

This file never reads a clock. Memory is constant: when the shelf is full, every other picture goes
and the spacing doubles, so that the pictures left always span the whole learning time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from virk_edge.core.transients import transients
from virk_edge.nouns import F32, U8, Observation, State

_SHELF = 16  # pictures at most
_SPACING_NS = 250_000_000  # at first


@dataclass(frozen=True, slots=True)
class Scene:
    """The median of several pictures of one view: moving things are gone.

    picture: uint8 (h, w) grey. cells: float32 (12, 16, 3) BGR. cell_spread: float32 (12, 16), how
    much a cell's grey level usually varies. pictures: how many it was made from. transients: see
    ``core.transients``, of those pictures.
    """

    picture: U8
    cells: F32
    cell_spread: F32
    pictures: int
    transients: tuple[float, float]


def median_scene(pictures: list[U8], cells: list[F32]) -> Scene:
    """The median picture and cells; the spread is 1.4826 x the median absolute deviation.

    pictures: uint8 (h, w) of one size, at least one; cells: float32 (12, 16, 3), as many.
    """
    stack = np.stack(cells)
    middle = np.median(stack, axis=0)
    grey = stack.mean(axis=3)
    spread = 1.4826 * np.median(np.abs(grey - np.median(grey, axis=0)), axis=0)
    return Scene(
        picture=_median_picture(pictures),
        cells=middle.astype(np.float32),
        cell_spread=spread.astype(np.float32),
        pictures=len(pictures),
        transients=transients(pictures),
    )


def _median_picture(pictures: list[U8]) -> U8:
    # Partition is twice as fast as np.median and keeps uint8; the upper median of an even number.
    stack = np.stack(pictures)
    middle = len(pictures) // 2
    return np.ascontiguousarray(np.partition(stack, middle, axis=0)[middle])


class Shelf:
    """Pictures and cells at even spacing over the learning time, at most 16."""

    def __init__(self) -> None:
        self._pictures: list[U8] = []
        self._cells: list[F32] = []
        self._spacing_ns = _SPACING_NS
        self._due_ns: int | None = None
        self._scene: Scene | None = None

    def __len__(self) -> int:
        return len(self._pictures)

    def offer(self, observation: Observation) -> bool:
        """Keep this observation's picture if it is due; says whether it was kept."""
        t_ns = observation.info.t_boot_ns
        if self._due_ns is not None and t_ns < self._due_ns:
            return False
        if len(self._pictures) == _SHELF:
            del self._pictures[1::2], self._cells[1::2]
            self._spacing_ns *= 2
        self._pictures.append(observation.picture)
        self._cells.append(observation.cells)
        self._due_ns = t_ns + self._spacing_ns
        self._scene = None
        return True

    def scene(self) -> Scene | None:
        """The median of what is on the shelf, None if it is empty; worked out once per change."""
        if self._scene is None and self._pictures:
            self._scene = median_scene(self._pictures, self._cells)
        return self._scene

    def save(self) -> State:
        """Pictures are never changed in place, so they are shared, not copied."""
        return {
            "pictures": list(self._pictures),
            "cells": list(self._cells),
            "spacing_ns": self._spacing_ns,
            "due_ns": self._due_ns,
        }

    @classmethod
    def restore(cls, state: State) -> Shelf:
        """The shelf that ``save`` described."""
        shelf = cls()
        shelf._pictures = list(state["pictures"])
        shelf._cells = list(state["cells"])
        shelf._spacing_ns = int(state["spacing_ns"])
        shelf._due_ns = state["due_ns"]
        return shelf
