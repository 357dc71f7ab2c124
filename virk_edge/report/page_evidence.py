"""The evidence as it is drawn over a picture: cells, light, movement; with the same in words.

Pure functions. Places are in pixels of the small picture that the evidence was made on, so that a
drawing with that size fits over a frame of any size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from virk_edge.formats.exhibit import COLUMNS, ROWS, ExhibitRecord, MovementRecord
from virk_edge.report.words import number

Kind: TypeAlias = Literal["lost", "kept", "new"]

_RESIDUAL_LEVELS_MIN: Final = 12.0  # grey levels; below it a cell follows the common light
_ARROW_PART_MIN: Final = 0.06  # of the width: a shorter arrow cannot be seen


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the view: its place, and what became of its edges."""

    x: float
    y: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class LitCell:
    """A cell that left the common change of light by so many grey levels, brighter is positive."""

    x: float
    y: float
    levels: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the scene went: an arrow from the middle, the corners of the earlier view as they lie
    now, (x, y) each, and in words how far."""

    x0: float
    y0: float
    x1: float
    y1: float
    corners: tuple[tuple[float, float], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn over a picture of ``width`` x ``height``, and its sentences."""

    width: int
    height: int
    cell_width: float
    cell_height: float
    cells: tuple[Cell, ...]
    light: tuple[LitCell, ...]
    moved: Moved | None
    words: tuple[str, ...]


def drawing(shown: ExhibitRecord | None) -> Drawing | None:
    """What is drawn; None without evidence, or with a picture of no size."""
    if shown is None or shown.width < 1 or shown.height < 1:
        return None
    cell = (shown.width / COLUMNS, shown.height / ROWS)
    places = [(r, c, c * cell[0], r * cell[1]) for r in range(ROWS) for c in range(COLUMNS)]
    cells = tuple(
        Cell(x, y, kind) for kind, flags in _maps(shown) for r, c, x, y in places if flags[r][c]
    )
    residual = shown.cells.residual_levels
    light = tuple(
        LitCell(x, y, round(residual[r][c]))
        for r, c, x, y in places
        if _RESIDUAL_LEVELS_MIN <= abs(residual[r][c]) < 256.0
    )
    words = tuple(_words(shown, cells, light))
    return Drawing(shown.width, shown.height, *cell, cells, light, _moved(shown), words)


def _maps(shown: ExhibitRecord) -> tuple[tuple[Kind, tuple[tuple[bool, ...], ...]], ...]:
    cells = shown.cells
    return ("kept", cells.kept), ("lost", cells.lost), ("new", cells.new)


def _moved(shown: ExhibitRecord) -> Moved | None:
    """Only what was sure enough to be undone: of anything else an arrow would be a rumour."""
    moved, width, height = shown.movement, shown.width, shown.height
    length = math.hypot(moved.dx_px, moved.dy_px)
    near = length <= 2.0 * (width + height) and 0.1 <= moved.zoom <= 10.0
    if not moved.undone or not near or not abs(moved.rotation_degrees) <= 360.0:
        return None  # or further than any picture reaches: nothing that could be drawn
    longer = max(_ARROW_PART_MIN * width / length, 1.0) if length > 0.0 else 1.0
    x, y = width / 2, height / 2
    corners = tuple(
        _place(moved, across, along, (x, y))
        for across, along in ((-x, -y), (x, -y), (x, y), (-x, y))
    )
    x1, y1 = x + longer * moved.dx_px, y + longer * moved.dy_px
    return Moved(x, y, x1, y1, corners, _far(moved))


def _place(
    moved: MovementRecord, across: float, along: float, middle: tuple[float, float]
) -> tuple[float, float]:
    """Where a point so far from the middle lies now; rows run down, turns counter-clockwise."""
    turn = math.radians(moved.rotation_degrees)
    x = moved.zoom * (math.cos(turn) * across + math.sin(turn) * along) + moved.dx_px
    y = moved.zoom * (math.cos(turn) * along - math.sin(turn) * across) + moved.dy_px
    return middle[0] + x, middle[1] + y


def _far(moved: MovementRecord) -> str:
    percent = math.hypot(moved.dx_percent, moved.dy_percent)
    across = f"{number(abs(moved.dx_percent))} % {'right' if moved.dx_px > 0 else 'left'}"
    along = f"{number(abs(moved.dy_percent))} % {'down' if moved.dy_px > 0 else 'up'}"
    return f"{number(percent)} % of the width ({across}, {along})"


def _words(
    shown: ExhibitRecord, cells: tuple[Cell, ...], light: tuple[LitCell, ...]
) -> Iterator[str]:
    count = {kind: sum(c.kind == kind for c in cells) for kind in ("lost", "kept", "new")}
    had = count["lost"] + count["kept"]
    has = "has" if count["new"] == 1 else "have"
    yield (
        f"Edges: of {had} cells that had edges, {count['lost']} lost them and {count['kept']} "
        f"kept them; {count['new']} {has} edges where there were hardly any."
    )
    gain = number(shown.light.gain, ".2f")
    offset = number(shown.light.offset_levels, "+.0f")
    if light:
        up = sum(c.levels > 0 for c in light)
        yield (
            f"Light: {up} cells are brighter and {len(light) - up} darker than the common change "
            f"(gain {gain}, offset {offset} grey levels)."
        )
    else:
        yield (
            f"Light: every cell follows the common change (gain {gain}, offset {offset} grey "
            "levels)."
        )
    yield _movement_words(shown.movement)


def _movement_words(moved: MovementRecord) -> str:
    if not moved.undone:
        return "Movement: the scene is where it was, as far as its edges tell."
    return (
        f"Movement: {_far(moved)}, turned by {number(moved.rotation_degrees, '+.1f')} degrees, "
        f"{number(moved.zoom, '.3f')} times as large. With it undone, edges match "
        f"{number(moved.match_after, '.2f')} instead of {number(moved.match_before, '.2f')} "
        "(1 is alike)."
    )
