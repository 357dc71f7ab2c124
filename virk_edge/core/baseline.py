"""What this camera normally sees: a few pictures of the learning time and their median.

This file never reads a clock. Memory is constant: when the shelf is full, every other picture goes
and the spacing doubles, so that the pictures left always span the whole learning time.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from virk_edge.core.blockiness import flatness, lattice
from virk_edge.core.cells import cell_pixels
from virk_edge.core.flicker import Flicker, flicker
from virk_edge.nouns import F32, F64, U8, Observation, State

_SHELF = 24  # pictures at most
_SOME = 3  # pictures whose grain is looked at
_LIGHT_PICTURES = 5  # what one light's baseline is made of at least, where there are so many
_LIGHT_SLACK = 0.25  # square roots of grey levels: noise and passers-by
_SPACING_NS = 250_000_000  # at first


@dataclass(frozen=True, slots=True)
class Scene:
    """The median of several pictures of one view: moving things are gone.

    picture: uint8 (h, w) grey. cells: float32 (12, 16, 3) BGR. cell_spread: float32 (12, 16), how
    much a cell's grey level usually varies. pictures: how many it was made from. stir: float32
    (12, 16), mean deviation of a cell's pixels from the median picture, grey levels: what moves
    there. flicker: see ``core.flicker``. flatness in %, lattice in grey levels: medians over
    pictures, see ``core.blockiness``.
    """

    picture: U8
    cells: F32
    cell_spread: F32
    pictures: int
    stir: F32
    flicker: Flicker
    flatness: float
    lattice: float


def median_scene(pictures: list[U8], cells: list[F32]) -> Scene:
    """The median picture and cells; the spread is 1.4826 x the median absolute deviation.

    pictures: uint8 (h, w) of one size, at least one; cells: float32 (12, 16, 3), as many.
    """
    stack = np.stack(cells)
    middle = np.median(stack, axis=0)
    grey = stack.mean(axis=3)
    spread = 1.4826 * np.median(np.abs(grey - np.median(grey, axis=0)), axis=0)
    picture = median_picture(pictures)
    some = pictures[:: max(-(-len(pictures) // _SOME), 1)]
    return Scene(
        picture=picture,
        cells=middle.astype(np.float32),
        cell_spread=spread.astype(np.float32),
        pictures=len(pictures),
        stir=_stir(pictures, picture),
        flicker=flicker(pictures),
        flatness=float(np.median([flatness(p) for p in some])),
        lattice=float(np.median([lattice(p) for p in some])),
    )


def _stir(pictures: list[U8], middle: U8) -> F32:
    away = np.zeros(middle.shape, np.float32)
    for picture in pictures:
        cv2.accumulate(cv2.absdiff(picture, middle), away)
    cells = cell_pixels(away / np.float32(len(pictures))).mean(axis=2)
    return np.asarray(cells, dtype=np.float32)


def median_picture(pictures: list[U8]) -> U8:
    """The median of each pixel, uint8 (h, w); pictures of one size, at least one."""
    # Partition is twice as fast as np.median and keeps uint8; the upper median of an even number.
    stack = np.stack(pictures)
    middle = len(pictures) // 2
    return np.ascontiguousarray(np.partition(stack, middle, axis=0)[middle])


@dataclass(frozen=True, slots=True)
class Normal:
    """The camera's own baseline in one light: the scene, and the median of each fingerprint."""

    scene: Scene
    fingerprint: F64


@dataclass(frozen=True, slots=True)
class _Kept:
    picture: U8
    cells: F32
    fingerprint: F64


class Shelf:
    """Sound observations at even spacing over the learning time, at most 24."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._spacing_ns = _SPACING_NS
        self._due_ns: int | None = None
        self._made: tuple[tuple[int, ...], Normal] | None = None  # of which, and what

    def __len__(self) -> int:
        return len(self._kept)

    def offer(self, observation: Observation) -> bool:
        """Keep this observation's picture if it is due; says whether it was kept."""
        t_ns = observation.info.t_boot_ns
        if self._due_ns is not None and t_ns < self._due_ns:
            return False
        if len(self._kept) == _SHELF:
            del self._kept[1::2]
            self._spacing_ns *= 2
        self._kept.append(_Kept(observation.picture, observation.cells, observation.fingerprint))
        self._due_ns = t_ns + self._spacing_ns
        self._made = None
        return True

    def normal(self, like: F32 | None = None) -> Normal | None:
        """The median of what is on the shelf, None if it is empty; worked out once per change.

        like: float32 (12, 16, 3), cells of a picture; only what has its light is taken.
        """
        if not self._kept:
            return None
        chosen = range(len(self._kept)) if like is None else self._in_the_light_of(like)
        key = tuple(chosen)
        if self._made is None or self._made[0] != key:
            kept = [self._kept[i] for i in key]
            scene = median_scene([k.picture for k in kept], [k.cells for k in kept])
            terms = np.median(np.stack([k.fingerprint for k in kept]), axis=0)
            self._made = (key, Normal(scene, terms))
        return self._made[1]

    def _in_the_light_of(self, like: F32) -> list[int]:
        """Those whose cells differ from ``like`` no more than twice as much as the fifth nearest.

        By day all pictures of a day are alike, and all are taken; of days and nights only some.
        """
        apart = [float(np.abs(np.sqrt(k.cells) - np.sqrt(like)).mean()) for k in self._kept]
        fifth = sorted(apart)[min(_LIGHT_PICTURES, len(apart)) - 1]
        return [i for i, a in enumerate(apart) if a <= 2.0 * fifth + _LIGHT_SLACK]

    def save(self) -> State:
        """Pictures are never changed in place, so they are shared, not copied."""
        return {
            "pictures": [k.picture for k in self._kept],
            "cells": [k.cells for k in self._kept],
            "fingerprints": [k.fingerprint for k in self._kept],
            "spacing_ns": self._spacing_ns,
            "due_ns": self._due_ns,
        }

    @classmethod
    def restore(cls, state: State) -> Shelf:
        """The shelf that ``save`` described."""
        shelf = cls()
        columns = (state["pictures"], state["cells"], state["fingerprints"])
        shelf._kept = [_Kept(*row) for row in zip(*columns, strict=True)]
        shelf._spacing_ns = int(state["spacing_ns"])
        shelf._due_ns = state["due_ns"]
        return shelf
