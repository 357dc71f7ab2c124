"""What changed, in natural units: the view of an incident against the baseline of the same scene.

Pure functions of pictures and numbers; the words and the verdict are made in ``diagnose``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from virk_edge.core.baseline import Normal, Scene, median_scene
from virk_edge.core.blur import relative_blur
from virk_edge.core.cells import CellMaps, cell_maps, cell_pixels, largest_group
from virk_edge.core.change_map import largest_change
from virk_edge.core.fingerprint import GRID_ROWS, INDEX
from virk_edge.core.geometry import movement, undo
from virk_edge.core.gradient import correlation
from virk_edge.core.light import Light, common_light
from virk_edge.nouns import F32, F64, U8

MOVED_GAIN = 0.06  # edges that match so much better after a movement is undone: it moved
_LATEST = 6  # pictures that make the incident's median: a fault that grows is seen as it is now
_RISES = (
    "light_p25", "light_p50", "light_p75", "contrast",
    "saturation", "gradient", "grain_x", "grain_xy",
)  # fmt: skip


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
    highlight_now: 95th percentile, grey levels. dark_rise: of the dark channel, grey levels.
    NAME_rise of others: change of that term of the fingerprint, in its unit.
    residual_share: share of cells that leave the common change of light by over 12 levels;
    largest_residual_share: the largest connected group of them; darker_share, brighter_share: the
    two signs. residual_match, residual_edge_ratio: edge match and gradient now / before of their
    textured ones: a shadow keeps edges, a cover does not; 1 where there are none.
    blue_shift, red_shift: change of ln(B/G) and ln(R/G), softened at black.
    cast_agreement: share of cells whose colour shifted the same way as the whole.
    chroma_residual_share: share of cells whose colour changed in a way of their own.
    chroma_before: spread of colours, grey levels; chroma_ratio: now / before.
    blur_major, blur_minor: extra blur in pixels, signed; blur_angle in degrees;
    blur_energy: ln of the change of power that blur does not explain.
    detail_ratio: fine against coarse edges, now / before.
    noise_before, noise_now: grey levels. impulses_rise: %. blocks_rise: grey levels.
    flatness_rise: %, lattice_rise: grey levels, see ``blockiness``.
    shift_x, shift_y in pixels, rotation in degrees, zoom as a ratio, and the edge match before and
    after that movement is undone; movement_inliers: feature points that agree on it.
    match_median, match_p10, match_p90: edge match over textured cells.
    edge_ratio, edge_p10, edge_p90: over textured cells, the gradient now / before; edge_slope: how
    its ln grows from the top (-1) to the bottom (1) of the view, per unit.
    lost_share: share of textured cells whose edges are gone or others; lost_largest_share: the
    largest connected group, as a share of all cells; lost_edge_ratio: gradient there, now / before;
    lost_height: mean place of the lost cells, -1 top to 1 bottom, 0 without any;
    kept_match, kept_edge_ratio: medians over the other textured cells.
    new_share: share of all cells with edges where there were none. textured_share: of all cells.
    pattern: correlation of the cells' grey levels with the baseline's, -1..1.
    change_share, change_outline: see ``change_map.Change``.
    stir, jitter, streaks, sparsity, transients: see ``flicker``.
    lost_stir: ln of what moves in the changed cells now / before, less the same elsewhere: what
    covers the lens hides what moves. 0 where no cell or every cell changed.
    pictures: how many there were. width: of the small picture, pixels.
    """

    light_before: float
    light_now: float
    light_ratio: float
    gain: float
    offset: float
    black_rise: float
    highlight_rise: float
    highlight_now: float
    dark_rise: float
    light_p25_rise: float
    light_p50_rise: float
    light_p75_rise: float
    contrast_rise: float
    saturation_rise: float
    gradient_rise: float
    grain_x_rise: float
    grain_xy_rise: float
    residual_share: float
    largest_residual_share: float
    darker_share: float
    brighter_share: float
    residual_match: float
    residual_edge_ratio: float
    blue_shift: float
    red_shift: float
    cast_agreement: float
    chroma_residual_share: float
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
    flatness_rise: float
    lattice_rise: float
    shift_x: float
    shift_y: float
    rotation: float
    zoom: float
    match_before: float
    match_after: float
    movement_inliers: float
    match_median: float
    match_p10: float
    match_p90: float
    edge_ratio: float
    edge_p10: float
    edge_p90: float
    edge_slope: float
    lost_share: float
    lost_largest_share: float
    lost_edge_ratio: float
    lost_height: float
    kept_match: float
    kept_edge_ratio: float
    new_share: float
    textured_share: float
    pattern: float
    change_share: float
    change_outline: float
    stir_before: float
    stir_now: float
    jitter_before: float
    jitter_now: float
    streaks_before: float
    streaks_now: float
    sparsity_now: float
    transients_up_rise: float
    transients_down_rise: float
    lost_stir: float
    pictures: float
    width: float

    def as_dict(self) -> dict[str, float]:
        """Name to number, for the bundle and for ``show --json``."""
        return {f.name: float(getattr(self, f.name)) for f in fields(self)}


def gather(normal: Normal, glimpses: list[Glimpse], over: Sequence[U8] = ()) -> Evidence:
    """Compare the median of the incident's recent pictures with the baseline.

    glimpses: at least one, pictures of the baseline's size. over: pictures of the whole time since
    the onset, to see what stays put; without any, the glimpses'.
    """
    latest = glimpses[-_LATEST:]
    now = median_scene([g.picture for g in latest], [g.cells for g in latest])
    terms = np.median(np.stack([g.fingerprint for g in latest]), axis=0)
    scene, before = normal.scene, normal.fingerprint
    moved = movement(scene.picture, now.picture)
    picture = now.picture
    if moved.gain > MOVED_GAIN:
        picture = np.asarray(undo(moved, now.picture, scene.picture), dtype=np.uint8)
    light = common_light(scene.cells, now.cells, scene.cell_spread)
    maps = cell_maps(scene.picture, picture)
    change = largest_change(scene.picture, picture, gain=light.gain, offset=light.offset)
    blur = relative_blur(scene.picture, now.picture)

    def rise(name: str) -> float:
        return float(terms[INDEX[name]] - before[INDEX[name]])

    return Evidence(
        light_before=float(before[INDEX["light_mean"]]),
        light_now=float(terms[INDEX["light_mean"]]),
        light_ratio=float((terms[INDEX["light_mean"]] + 1.0) / (before[INDEX["light_mean"]] + 1.0)),
        black_rise=rise("light_p05"),
        highlight_rise=rise("light_p95"),
        highlight_now=float(terms[INDEX["light_p95"]]),
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
        flatness_rise=now.flatness - scene.flatness,
        lattice_rise=now.lattice - scene.lattice,
        shift_x=moved.shift_x,
        shift_y=moved.shift_y,
        rotation=moved.rotation_degrees,
        zoom=moved.zoom,
        match_before=moved.match_before,
        match_after=moved.match_after,
        movement_inliers=float(moved.inliers),
        pattern=correlation(scene.cells.mean(axis=2), now.cells.mean(axis=2)),
        change_share=change.share,
        change_outline=change.outline,
        pictures=float(len(latest)),
        width=float(scene.picture.shape[1]),
        **{f"{name}_rise": rise(name) for name in _RISES},
        **_of_light(light, maps),
        **_of_edges(maps),
        **_over_time(scene, now, maps.lost | light.out, over or [g.picture for g in glimpses]),
    )


def _of_light(light: Light, maps: CellMaps) -> dict[str, float]:
    shaded = light.out & maps.textured
    return {
        "gain": light.gain,
        "offset": light.offset,
        "residual_share": float(light.out.mean()),
        "largest_residual_share": largest_group(light.out),
        "darker_share": float((light.out & (light.residual < 0.0)).mean()),
        "brighter_share": float((light.out & (light.residual > 0.0)).mean()),
        "residual_match": _median(maps.match[shaded], 1.0),
        "residual_edge_ratio": _median(maps.ratio[shaded], 1.0),
        "cast_agreement": light.cast_agreement,
        "chroma_residual_share": light.chroma_residual_share,
    }


def _of_edges(maps: CellMaps) -> dict[str, float]:
    textured, lost = maps.textured, maps.lost
    kept = textured & ~lost
    heights = np.linspace(-1.0, 1.0, GRID_ROWS)[:, None] * np.ones(textured.shape)
    logs, places = np.log(maps.ratio[textured]).astype(np.float64), heights[textured]
    shares = (10.0, 50.0, 90.0)
    match_p10, match_median, match_p90 = map(float, np.percentile(maps.match[textured], shares))
    edge_p10, edge_ratio, edge_p90 = map(float, np.percentile(maps.ratio[textured], shares))
    away = places - places.mean()
    slope = float((away * logs).mean() / ((away * away).mean() + 0.05))
    return {
        "match_p10": match_p10,
        "match_median": match_median,
        "match_p90": match_p90,
        "edge_p10": edge_p10,
        "edge_ratio": edge_ratio,
        "edge_p90": edge_p90,
        "edge_slope": slope,
        "lost_share": float(lost.sum() / textured.sum()),
        "lost_largest_share": largest_group(lost),
        "lost_edge_ratio": _median(maps.ratio[lost], 1.0),
        "lost_height": float(heights[lost].mean()) if lost.any() else 0.0,
        "kept_match": _median(maps.match[kept], 0.0),
        "kept_edge_ratio": _median(maps.ratio[kept], 1.0),
        "new_share": float(maps.new.mean()),
        "textured_share": float(textured.mean()),
    }


def _over_time(
    scene: Scene, now: Scene, changed: NDArray[np.bool_], over: Sequence[U8]
) -> dict[str, float]:
    middle = np.asarray(np.median(np.stack(over), axis=0), dtype=np.float32)
    stir = np.mean([cell_pixels(np.abs(p - middle)).mean(axis=2) for p in over], axis=0)
    grown = np.log((stir + 0.5) / (scene.stir + 0.5))
    apart = changed.any() and not changed.all() and len(over) > 2
    return {
        "stir_before": scene.flicker.stir,
        "stir_now": now.flicker.stir,
        "jitter_before": scene.flicker.jitter,
        "jitter_now": now.flicker.jitter,
        "streaks_before": scene.flicker.streaks,
        "streaks_now": now.flicker.streaks,
        "sparsity_now": now.flicker.sparsity,
        "transients_up_rise": now.flicker.up - scene.flicker.up,
        "transients_down_rise": now.flicker.down - scene.flicker.down,
        "lost_stir": float(np.median(grown[changed]) - np.median(grown[~changed]))
        if apart
        else 0.0,
    }


def _median(values: F32, otherwise: float) -> float:
    return float(np.median(values)) if values.size else otherwise
