"""What to show of an incident: the view before and after, what is left between them, and where.

Pure functions, for once per incident: the diagnosis needs none of this, people do. A picture's
masked parts were black before anything here saw it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from virk_edge.core.baseline import Normal, median_picture
from virk_edge.core.cells import cell_maps
from virk_edge.core.evidence import MOVED_GAIN, Glimpse
from virk_edge.core.gather import LATEST
from virk_edge.core.geometry import Movement, movement, undo
from virk_edge.core.light import common_light
from virk_edge.formats.bundle import FrameRecord
from virk_edge.formats.exhibit import (
    CellsRecord,
    ExhibitRecord,
    Flags,
    LightRecord,
    MovementRecord,
    Numbers,
    ShownFrame,
)
from virk_edge.nouns import U8

_NO_CHANGE = 128  # grey level of the difference where there is none
_GAIN_MIN, _GAIN_MAX = 0.5, 2.0  # of what is undone; beyond it the scene itself fades or glares
_DIGITS = 4  # of every number, behind the point


@dataclass(frozen=True, slots=True)
class Sight:
    """What the exhibit of a diagnosis is made of; some 0.5 MB, most of it shared with the judge.

    glimpses: pictures since the onset, at least one, of the baseline's size; ``t_ns`` is the
    capture time.
    """

    normal: Normal
    glimpses: tuple[Glimpse, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Three pictures, uint8 (h, w), grey, at most 320 px wide, and the numbers beside them."""

    before: U8
    after: U8
    difference: U8
    record: ExhibitRecord


def sight(
    normal: Normal | None, glimpses: Iterable[Glimpse], boot_ns: Callable[[int], int]
) -> Sight | None:
    """What can be shown; None without a baseline, or without a picture of its size.

    glimpses: those since the onset, by the judge's time, which ``boot_ns`` turns into capture time.
    """
    if normal is None:
        return None
    size = normal.scene.picture.shape
    latest = [g for g in glimpses if g.picture.shape == size][-LATEST:]
    if not latest:
        return None
    return Sight(normal, tuple(replace(g, t_ns=boot_ns(g.t_ns)) for g in latest))


def exhibit(seen: Sight, *, opened_ns: int, frames: Iterable[FrameRecord]) -> Exhibit:
    """Work out what is shown.

    opened_ns: capture time of the opening. frames: those in the bundle.
    """
    scene = seen.normal.scene
    after = median_picture([g.picture for g in seen.glimpses])
    cells = np.median(np.stack([g.cells for g in seen.glimpses]), axis=0).astype(np.float32)
    moved = movement(scene.picture, after)
    light = common_light(scene.cells, cells, scene.cell_spread)
    gain = min(max(light.gain, _GAIN_MIN), _GAIN_MAX)
    offset = light.offset + (light.gain - gain) * float(scene.picture.mean())
    place = undo(moved, after, scene.picture) if moved.gain > MOVED_GAIN else after
    maps = cell_maps(scene.picture, place)
    height, width = scene.picture.shape
    return Exhibit(
        before=scene.picture,
        after=after,
        difference=difference(scene.picture, after, gain=gain, offset=offset),
        record=ExhibitRecord(
            width=width,
            height=height,
            before_pictures=scene.pictures,
            frames=_shown(seen, opened_ns, frames),
            movement=_movement_record(moved, width),
            light=LightRecord(*map(_rounded, (light.gain, light.offset, gain, offset))),
            cells=CellsRecord(
                match=_numbers(maps.match),
                ratio=_numbers(maps.ratio),
                residual_levels=_numbers(light.residual),
                lost=_flags(maps.lost),
                kept=_flags(maps.textured & ~maps.lost),
                new=_flags(maps.new),
            ),
        ),
    )


def difference(before: U8, after: U8, *, gain: float, offset: float) -> U8:
    """128 + after - (gain x before + offset), every step held to 0..255; 128 is no change.

    before, after: uint8 (h, w). The common change of light is undone, a movement is not.
    """
    expected = np.clip(gain * before.astype(np.float64) + offset, 0.0, 255.0)
    left = np.rint(after - expected + _NO_CHANGE)
    return np.clip(left, 0, 255).astype(np.uint8)


def _movement_record(moved: Movement, width: int) -> MovementRecord:
    return MovementRecord(
        dx_px=_rounded(moved.shift_x),
        dy_px=_rounded(moved.shift_y),
        dx_percent=_rounded(100.0 * moved.shift_x / width),
        dy_percent=_rounded(100.0 * moved.shift_y / width),
        rotation_degrees=_rounded(moved.rotation_degrees),
        zoom=_rounded(moved.zoom),
        match_before=_rounded(moved.match_before),
        match_after=_rounded(moved.match_after),
        undone=moved.gain > MOVED_GAIN,
    )


def _shown(seen: Sight, opened_ns: int, frames: Iterable[FrameRecord]) -> tuple[ShownFrame, ...]:
    there = {frame.t_boot_ns: frame for frame in frames}
    found = []
    for t_ns in (g.t_ns for g in seen.glimpses):
        frame, seconds = there.get(t_ns), _rounded((t_ns - opened_ns) / 1e9)
        if frame is None:
            found.append(ShownFrame(t_ns, seconds))
        else:
            found.append(ShownFrame(t_ns, seconds, frame.seq, frame.entry))
    return tuple(found)


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)


def _numbers(cells: NDArray[np.float32]) -> Numbers:
    return tuple(tuple(_rounded(value) for value in row) for row in cells)


def _flags(cells: NDArray[np.bool_]) -> Flags:
    return tuple(tuple(bool(flag) for flag in row) for row in cells)
