"""From pictures to evidence: an incident's pictures are compared with the learnt ones.

Pure functions; what the numbers mean stands in ``evidence``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from virk_edge.core.baseline import Normal, Scene, median_scene
from virk_edge.core.blur import blur_between, power_spectrum
from virk_edge.core.cells import CellMaps, cell_maps, cell_pixels, largest_group
from virk_edge.core.change_map import largest_change
from virk_edge.core.course import Course
from virk_edge.core.evidence import MOVED_GAIN, Evidence, Glimpse
from virk_edge.core.fingerprint import GRID_ROWS, INDEX
from virk_edge.core.geometry import movement, undo
from virk_edge.core.gradient import correlation
from virk_edge.core.light import Light, common_light
from virk_edge.nouns import F32, U8

LATEST = 6  # pictures that make the incident's median: a fault that grows is seen as it is now
_RISES = (
    "light_p25", "light_p50", "light_p75", "contrast",
    "saturation", "gradient", "grain_x", "grain_xy",
)  # fmt: skip


def gather(normal: Normal, glimpses: list[Glimpse], course: Course | None = None) -> Evidence:
    """Compare the median of the incident's recent pictures with the baseline.

    glimpses: at least one, pictures of the baseline's size. course: of the whole time since the
    onset, to see what stays put; without it the glimpses have to do.
    """
    latest = glimpses[-LATEST:]
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
    learnt = power_spectrum(scene.picture)
    blur = blur_between(learnt, power_spectrum(now.picture))
    one = blur_between(learnt, power_spectrum(_middling(latest)))
    over = [g.picture for g in glimpses]
    if course is not None and len(course.pictures) > len(over):
        over = course.pictures

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
        blur_one_major=one.major_px,
        blur_one_minor=one.minor_px,
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
        **_over_time(scene, now, maps.lost | light.out, over),
    )


def _middling(glimpses: list[Glimpse]) -> U8:
    """The picture that is neither the sharpest nor the most blurred."""
    ordered = sorted(glimpses, key=lambda g: (float(g.fingerprint[INDEX["gradient"]]), g.t_ns))
    return ordered[len(ordered) // 2].picture


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
