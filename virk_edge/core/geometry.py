"""How the camera has moved between two pictures of the same scene: shift, rotation, zoom.

Pure functions of pictures, for once per incident: features are matched, so that large movements are
read too. ``core.placing`` does it for every frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.core.gradient import correlation
from virk_edge.core.phase import RESPONSE_MIN, Phase, edge_map
from virk_edge.nouns import F32, F64, U8

_FEATURE_SIDE = 31  # pixels that an ORB feature looks at; OpenCV fails on a picture of one row


@dataclass(frozen=True, slots=True)
class Movement:
    """How the view moved: the scene's new place in the picture.

    shift in pixels of the small picture (right and down are positive), rotation in degrees
    (counter-clockwise is positive), zoom as a ratio. ``match_before`` and ``match_after`` are the
    correlation of edges with the baseline before and after the movement is undone, -1..1.
    """

    shift_x: float
    shift_y: float
    rotation_degrees: float
    zoom: float
    match_before: float
    match_after: float
    inliers: int

    @property
    def gain(self) -> float:
        """How much better the edges match when the movement is undone."""
        return self.match_after - self.match_before


def movement(before: U8, after: U8) -> Movement:
    """The similarity transform that takes picture ``before`` to picture ``after``.

    Both uint8 (h, w), grey, one size. Tries phase correlation and matched ORB features (RANSAC),
    and keeps whichever makes the edges match best.
    """
    base, now = _full_edges(before), _full_edges(after)
    match_before = correlation(base, now)
    best = Movement(0.0, 0.0, 0.0, 1.0, match_before, match_before, 0)
    for matrix, inliers in (_by_phase(before, after), _by_features(before, after)):
        if matrix is None:
            continue
        matched = _match_after(base, now, matrix)
        if matched > best.match_after:
            best = _describe(matrix, before.shape, match_before, matched, inliers)
    return best


def _full_edges(grey: U8) -> F32:
    return edge_map(grey, grey.shape[1])


def _by_phase(before: U8, after: U8) -> tuple[F64 | None, int]:
    edges = edge_map(before)
    dx, dy, response = Phase(edges).shift(edge_map(after))
    if response < RESPONSE_MIN:
        return None, 0
    scale = before.shape[1] / edges.shape[1]
    return np.array([[1.0, 0.0, dx * scale], [0.0, 1.0, dy * scale]]), 0


def _by_features(before: U8, after: U8) -> tuple[F64 | None, int]:
    if min(before.shape) < _FEATURE_SIDE:
        return None, 0
    orb = cv2.ORB_create(nfeatures=500, fastThreshold=7)  # type: ignore[attr-defined]
    points_a, words_a = orb.detectAndCompute(before, None)
    points_b, words_b = orb.detectAndCompute(after, None)
    if words_a is None or words_b is None or len(words_a) < 8 or len(words_b) < 8:
        return None, 0
    matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(words_a, words_b)
    if len(matches) < 8:
        return None, 0
    a = np.array([points_a[m.queryIdx].pt for m in matches], dtype=np.float32)
    b = np.array([points_b[m.trainIdx].pt for m in matches], dtype=np.float32)
    matrix, inliers = cv2.estimateAffinePartial2D(a, b, ransacReprojThreshold=2.0)
    if matrix is None or not np.isfinite(matrix).all():
        return None, 0
    zoom = math.hypot(matrix[0, 0], matrix[1, 0])
    if not 0.5 < zoom < 2.0 or int(inliers.sum()) < 8:
        return None, 0
    return np.asarray(matrix, dtype=np.float64), int(inliers.sum())


def undo(movement: Movement, now: U8, base: U8) -> U8:
    """``now`` as it would look had the camera not moved; what it no longer shows is ``base``.

    Both uint8 (h, w) of one size.
    """
    back, inside = _warp_back(now, _matrix(movement, base.shape))
    return np.where(inside, back, base).astype(np.uint8)


def _warp_back(now: U8 | F32, matrix: F64) -> tuple[F32, NDArray[np.bool_]]:
    size = (now.shape[1], now.shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    back = cv2.warpAffine(now.astype(np.float32, copy=False), matrix, size, flags=flags)
    inside = cv2.warpAffine(np.ones(now.shape, np.float32), matrix, size, flags=flags) > 0.99
    return np.asarray(back, dtype=np.float32), inside


def _match_after(base: F32, now: F32, matrix: F64) -> float:
    """Edge match over the part that both pictures show, once the movement is undone."""
    back, shown = _warp_back(now, matrix)
    if np.count_nonzero(shown) < 0.25 * shown.size:
        return -1.0
    return correlation(base[shown], back[shown])


def _describe(
    matrix: F64, shape: tuple[int, ...], match_before: float, matched: float, inliers: int
) -> Movement:
    centre = _centre(shape)
    shift = matrix[:, :2] @ centre + matrix[:, 2] - centre  # of the picture's centre
    return Movement(
        shift_x=float(shift[0]),
        shift_y=float(shift[1]),
        rotation_degrees=-math.degrees(math.atan2(matrix[1, 0], matrix[0, 0])),
        zoom=math.hypot(matrix[0, 0], matrix[1, 0]),
        match_before=match_before,
        match_after=matched,
        inliers=inliers,
    )


def _matrix(movement: Movement, shape: tuple[int, ...]) -> F64:
    """The inverse of ``_describe``."""
    angle = math.radians(-movement.rotation_degrees)
    c, s = movement.zoom * math.cos(angle), movement.zoom * math.sin(angle)
    linear = np.array([[c, -s], [s, c]])
    centre = _centre(shape)
    offset = centre + np.array([movement.shift_x, movement.shift_y]) - linear @ centre
    return np.column_stack([linear, offset])


def _centre(shape: tuple[int, ...]) -> F64:
    return np.array([shape[1] / 2.0, shape[0] / 2.0])
