"""What changed, in natural units: the view of an incident against the baseline of the same scene.

The numbers are made in ``gather``, the words in ``causes`` and the verdict in ``diagnose``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from virk_edge.nouns import F32, F64, U8

MOVED_GAIN = 0.06  # edges that match so much better after a movement is undone: it moved


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
    blur_energy: ln of the change of power that blur does not explain. blur_one_major and
    blur_one_minor: of a single picture, which shaking does not blur as it does the median.
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
    blur_one_major: float
    blur_one_minor: float
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
