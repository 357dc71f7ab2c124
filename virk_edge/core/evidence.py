"""What changed, in natural units: the view of an incident against the baseline of the same scene.

Pure functions of pictures and numbers; the words and the verdict are made in ``diagnose``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import cv2
import numpy as np

from virk_edge.core.baseline import Normal, median_scene
from virk_edge.core.blur import relative_blur
from virk_edge.core.change_map import largest_change
from virk_edge.core.fingerprint import GRID_COLUMNS, GRID_ROWS, INDEX
from virk_edge.core.geometry import movement, undo
from virk_edge.core.gradient import correlation, gradient
from virk_edge.core.transients import transients
from virk_edge.nouns import F32, F64, U8

MOVED_GAIN = 0.06  # edges that match so much better after a movement is undone: it moved
_LATEST = 6  # pictures that make the incident's median: a fault that grows is seen as it is now
_LOST_MATCH = 0.35  # a textured cell whose edges match less than this shows something else
_TEXTURE_MIN = 3.0  # mean gradient of a cell that has edges at all, grey levels per pixel
_RESIDUAL_LEVELS = 12.0  # grey levels by which a cell leaves the common change of light


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is kept of a recent frame for a diagnosis: see ``nouns.Observation`` for shapes."""

    t_ns: int
    picture: U8
    cells: F32
    fingerprint: F64


@dataclass(frozen=True, slots=True)
class Evidence:
    """Departures from the baseline. Pixels are those of the small picture (at most 320 wide).

    light_before, light_now: mean grey level. light_ratio: now / before.
    gain, offset: cells' grey level = gain x before + offset (robust fit); offset in grey levels.
    black_rise, highlight_rise: change of the 5th and 95th percentile, grey levels.
    dark_rise: change of the dark channel, grey levels.
    residual_share: share of cells that leave the common change of light by over 12 levels.
    largest_residual_share: share of the largest connected group of such cells.
    blue_shift, red_shift: change of ln(B/G) and ln(R/G), softened at black.
    cast_agreement: share of cells whose colour shifted the same way as the whole.
    chroma_ratio: spread of colours, now / before.
    blur_major, blur_minor: extra blur in pixels, signed; blur_angle in degrees;
        blur_energy: ln of the change of power that blur does not explain.
    noise_before, noise_now: grey levels. impulses_rise: %. blocks_rise: grey levels.
    shift_x, shift_y in pixels, rotation in degrees, zoom as a ratio, and the edge match before and
    after that movement is undone.
    edge_ratio: median over textured cells of the gradient, now / before.
    lost_share: share of textured cells whose edges are gone or others; lost_largest_share: the
    largest connected group, as a share of all cells; lost_edge_ratio: gradient there, now / before;
    kept_match: median edge match of the other cells.
    new_share: share of all cells with edges where there were none.
    pattern: correlation of the cells' grey levels with the baseline's, -1..1.
    highlight_now: 95th percentile, grey levels.
    change_share, change_outline: see ``change_map.Change``.
    transients_up_rise, transients_down_rise: %, see ``transients``.
    width: of the small picture, pixels.
    """

    light_before: float
    light_now: float
    light_ratio: float
    gain: float
    offset: float
    black_rise: float
    highlight_rise: float
    dark_rise: float
    residual_share: float
    largest_residual_share: float
    blue_shift: float
    red_shift: float
    cast_agreement: float
    chroma_before: float
    chroma_ratio: float
    blur_major: float
    blur_minor: float
    blur_angle: float
    blur_energy: float
    detail_ratio: float
    noise_before: float
    noise_now: float
    impulses_rise: float
    blocks_rise: float
    shift_x: float
    shift_y: float
    rotation: float
    zoom: float
    match_before: float
    match_after: float
    edge_ratio: float
    lost_share: float
    lost_largest_share: float
    lost_edge_ratio: float
    kept_match: float
    new_share: float
    textured_share: float
    pattern: float
    highlight_now: float
    change_share: float
    change_outline: float
    transients_up_rise: float
    transients_down_rise: float
    width: float

    def as_dict(self) -> dict[str, float]:
        """Name to number, for the bundle and for ``show --json``."""
        return {f.name: float(getattr(self, f.name)) for f in fields(self)}


def gather(normal: Normal, glimpses: list[Glimpse]) -> Evidence:
    """Compare the median of the incident's recent pictures with the baseline.

    glimpses: at least one, pictures of the baseline's size.
    """
    latest = glimpses[-_LATEST:]
    now = median_scene([g.picture for g in latest], [g.cells for g in latest])
    terms = np.median(np.stack([g.fingerprint for g in latest]), axis=0)
    before = normal.fingerprint
    scene = normal.scene
    moved = movement(scene.picture, now.picture)
    picture = now.picture
    if moved.gain > MOVED_GAIN:
        picture = np.asarray(undo(moved, now.picture, scene.picture), dtype=np.uint8)
    light = _light(scene.cells, now.cells, scene.cell_spread)
    maps = _cell_maps(scene.picture, picture)
    change = largest_change(scene.picture, picture, gain=light["gain"], offset=light["offset"])
    up, down = transients([g.picture for g in glimpses])
    usual_up, usual_down = scene.transients
    blur = relative_blur(scene.picture, now.picture)

    def rise(name: str) -> float:
        return float(terms[INDEX[name]] - before[INDEX[name]])

    return Evidence(
        light_before=float(before[INDEX["light_mean"]]),
        light_now=float(terms[INDEX["light_mean"]]),
        light_ratio=float((terms[INDEX["light_mean"]] + 1.0) / (before[INDEX["light_mean"]] + 1.0)),
        black_rise=rise("light_p05"),
        highlight_rise=rise("light_p95"),
        dark_rise=rise("dark_channel"),
        blue_shift=rise("blue_green"),
        red_shift=rise("red_green"),
        chroma_before=math.exp(float(before[INDEX["chroma_spread"]])) - 1.0,
        chroma_ratio=math.exp(rise("chroma_spread")),
        blur_major=blur.major_px,
        blur_minor=blur.minor_px,
        blur_angle=blur.angle_degrees,
        blur_energy=blur.energy,
        detail_ratio=math.exp(rise("detail")),
        noise_before=math.exp(float(before[INDEX["noise"]])) - 0.5,
        noise_now=math.exp(float(terms[INDEX["noise"]])) - 0.5,
        impulses_rise=rise("impulses"),
        blocks_rise=rise("blocks"),
        shift_x=moved.shift_x,
        shift_y=moved.shift_y,
        rotation=moved.rotation_degrees,
        zoom=moved.zoom,
        match_before=moved.match_before,
        match_after=moved.match_after,
        pattern=correlation(scene.cells.mean(axis=2), now.cells.mean(axis=2)),
        highlight_now=float(terms[INDEX["light_p95"]]),
        change_share=change.share,
        change_outline=change.outline,
        transients_up_rise=up - usual_up,
        transients_down_rise=down - usual_down,
        width=float(scene.picture.shape[1]),
        **light,
        **maps,
    )


def _light(before: F32, now: F32, spread: F32) -> dict[str, float]:
    """Common change of light over cells, and the cells that do not follow it."""
    base, grey = before.mean(axis=2).ravel(), now.mean(axis=2).ravel()
    gain, offset = 1.0, float(np.median(grey - base))
    kept = np.ones(base.size, dtype=bool)
    for _ in range(4):
        x, y = base[kept].astype(np.float64), grey[kept].astype(np.float64)
        variance = float(x.var()) + 25.0  # ridge towards gain 1 where a scene is flat
        gain = (float(((x - x.mean()) * (y - y.mean())).mean()) + 25.0) / variance
        offset = float(y.mean() - gain * x.mean())
        residual = np.abs(grey - gain * base - offset)
        kept = residual <= max(2.5 * float(np.median(residual)), 4.0)
        if np.count_nonzero(kept) < base.size // 3:
            break
    residual = np.abs(grey - gain * base - offset)
    out = (residual > _RESIDUAL_LEVELS + 3.0 * spread.ravel()).reshape(GRID_ROWS, GRID_COLUMNS)
    chroma_now = np.log((now[..., [0, 2]] + 4.0) / (now[..., [1]] + 4.0))
    chroma_before = np.log((before[..., [0, 2]] + 4.0) / (before[..., [1]] + 4.0))
    change = (chroma_now - chroma_before).reshape(-1, 2)
    middle = np.median(change, axis=0)
    follows = np.linalg.norm(change - middle, axis=1) < 0.5 * np.linalg.norm(middle) + 0.02
    return {
        "gain": gain,
        "offset": offset,
        "residual_share": float(out.mean()),
        "largest_residual_share": _largest_group(out),
        "cast_agreement": float(follows.mean()),
    }


def _gradient(grey: U8) -> F32:
    """Gradient magnitude in grey levels per pixel, after a light blur."""
    smooth = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), dtype=np.uint8)
    return gradient(smooth) * np.float32(0.125)


def _blocks(values: F32) -> F32:
    """float32 (12, 16, pixels of a cell); rows and columns beyond the grid are left out."""
    rows, columns = max(values.shape[0] // GRID_ROWS, 1), max(values.shape[1] // GRID_COLUMNS, 1)
    trimmed = values[: rows * GRID_ROWS, : columns * GRID_COLUMNS]
    if trimmed.shape != (rows * GRID_ROWS, columns * GRID_COLUMNS):
        # A picture smaller than the grid.
        trimmed = np.asarray(cv2.resize(values, (GRID_COLUMNS, GRID_ROWS)), dtype=np.float32)
    blocks = trimmed.reshape(GRID_ROWS, rows, GRID_COLUMNS, columns).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(blocks.reshape(GRID_ROWS, GRID_COLUMNS, rows * columns))


def _cell_maps(before: U8, now: U8) -> dict[str, float]:
    base, edges = _blocks(_gradient(before)), _blocks(_gradient(now))
    base_mean, mean = base.mean(axis=2), edges.mean(axis=2)
    a, b = base - base_mean[..., None], edges - mean[..., None]
    power = np.sqrt((a * a).sum(axis=2) * (b * b).sum(axis=2))
    match = np.where(power > 1e-3, (a * b).sum(axis=2) / np.maximum(power, 1e-3), 0.0)
    textured = base_mean > _TEXTURE_MIN
    if not textured.any():
        textured = base_mean >= np.median(base_mean)
    lost = textured & (match < _LOST_MATCH)
    kept = textured & ~lost
    ratio = (mean + 0.5) / (base_mean + 0.5)
    new = (mean > 2.0 * base_mean + 4.0) & (match < 0.6)
    return {
        "edge_ratio": float(np.median(ratio[textured])),
        "lost_share": float(lost.sum() / textured.sum()),
        "lost_largest_share": _largest_group(lost),
        "lost_edge_ratio": float(np.median(ratio[lost])) if lost.any() else 1.0,
        "kept_match": float(np.median(match[kept])) if kept.any() else 0.0,
        "new_share": float(new.mean()),
        "textured_share": float(textured.mean()),
    }


def _largest_group(cells: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    """Share of all cells in the largest 4-connected group."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(cells.astype(np.uint8), connectivity=4)
    if count < 2:
        return 0.0
    return float(stats[1:, cv2.CC_STAT_AREA].max() / cells.size)
