"""What an incident's evidence looks like, in numbers: ``evidence/exhibit.json`` of a bundle.

Law: as for the manifest: read strictly, unknown keys are ignored, fields are only ever added, each
with a default. docs/bundle.md is the specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from virk_edge.errors import BundleError
from virk_edge.formats.bundle import EXHIBIT
from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.records import from_json, to_json
from virk_edge.formats.zipreader import ZipReader

ROWS, COLUMNS = 12, 16  # cells of the view

Numbers: TypeAlias = tuple[tuple[float, ...], ...]  # of every cell, row by row from the top left
Flags: TypeAlias = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class MovementRecord:
    """Where the scene has gone in the small picture.

    dx_px, dy_px: shift of its centre in pixels of the small picture, right and down are positive;
    dx_percent, dy_percent: the same in % of the picture's width. rotation_degrees:
    counter-clockwise is positive. zoom: ratio, above 1 the scene is larger. match_before,
    match_after: correlation of the edges as they are and with the movement undone, -1..1. undone:
    whether it was large enough to be undone before the cells' edges were compared.
    """

    dx_px: float
    dy_px: float
    dx_percent: float
    dy_percent: float
    rotation_degrees: float
    zoom: float
    match_before: float
    match_after: float
    undone: bool


@dataclass(frozen=True, slots=True)
class LightRecord:
    """The common change of light: grey level after = gain x before + offset_levels.

    shown_gain, shown_offset_levels: what the difference picture was made with, see there.
    """

    gain: float
    offset_levels: float
    shown_gain: float
    shown_offset_levels: float


@dataclass(frozen=True, slots=True)
class CellsRecord:
    """Maps over the view, 12 rows of 16 cells, from the top left.

    match: correlation of the cell's edges, -1..1. ratio: mean gradient, after / before.
    residual_levels: grey levels by which the cell leaves the common change of light, brighter is
    positive. lost: had edges, and they are gone or others. kept: had edges, and they are there.
    new: has edges where there were hardly any. A cell that is none of the three is flat.
    """

    match: Numbers
    ratio: Numbers
    residual_levels: Numbers
    lost: Flags
    kept: Flags
    new: Flags

    def __post_init__(self) -> None:
        maps = (self.match, self.ratio, self.residual_levels, self.lost, self.kept, self.new)
        if any(len(m) != ROWS or any(len(row) != COLUMNS for row in m) for m in maps):
            raise ValueError(f"has a map that is not {ROWS} rows of {COLUMNS} cells")


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """A frame of which the after-picture was made.

    t_boot_ns: its capture time. seconds: the same, since the opening; before it is negative. seq
    and entry: its number, and where it is in this bundle; None if it is not in it.
    """

    t_boot_ns: int
    seconds: float
    seq: int | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class ExhibitRecord:
    """The numbers beside the pictures.

    width, height: of each of the three pictures, pixels. before_pictures: how many pictures the
    before-picture is the median of. frames: those that the after-picture is the median of, in
    order of time.
    """

    width: int
    height: int
    before_pictures: int
    frames: tuple[ShownFrame, ...]
    movement: MovementRecord
    light: LightRecord
    cells: CellsRecord


def exhibit_bytes(record: ExhibitRecord) -> bytes:
    """``evidence/exhibit.json``, for ``read_exhibit_record``."""
    return json_bytes(to_json(record)) + b"\n"


def read_exhibit_record(reader: ZipReader) -> ExhibitRecord | None:
    """The numbers of an open bundle, read strictly; None if it has none. Raises ``BundleError``."""
    if EXHIBIT not in reader:
        return None
    try:
        return from_json(ExhibitRecord, json_value(reader.read(EXHIBIT)))
    except ValueError as exc:
        raise BundleError(f"{reader.label}: {EXHIBIT} is not as it should be: {exc}") from None
