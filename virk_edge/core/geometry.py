"""Where the camera points, against a picture of the same scene: shift, rotation, zoom.

Pure functions of pictures. Per frame a cheap phase correlation of edge maps feeds the detector;
once per incident features are matched for the whole movement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.nouns import F32, F64, U8

GEOMETRY_NAMES = ("shift_x", "shift_y", "edge_match")
GEOMETRY_STEPS: F64 = np.array([0.25, 0.25, 0.05])  # % of width, % of width, Fisher's z
_EDGE_WIDTH_MAX = 160
_RESPONSE_MIN = 0.05  # below it the peak of the phase correlation is chance


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


def edge_map(grey: U8, width_max: int = _EDGE_WIDTH_MAX) -> F32:
    """Square root of gradient magnitude, float32, at most ``width_max`` wide.

    The square root keeps a few strong edges from deciding everything.
    """
    height, width = grey.shape
    factor = max(-(-width // width_max), 1)
    if factor > 1 and height >= factor:
        rows, columns = height // factor, width // factor
        grey = np.asarray(
            cv2.resize(
                grey[: rows * factor, : columns * factor],
                (columns, rows),
                interpolation=cv2.INTER_AREA,
            ),
            dtype=np.uint8,
        )
    dx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3)
    dy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3)
    return np.asarray(cv2.sqrt(cv2.magnitude(dx, dy)), dtype=np.float32)


def edge_match(a: F32, b: F32) -> float:
    """Correlation of two edge maps of one size, -1..1; 0 if either is flat."""
    mean_a, dev_a = (float(v[0, 0]) for v in cv2.meanStdDev(a))
    mean_b, dev_b = (float(v[0, 0]) for v in cv2.meanStdDev(b))
    if dev_a < 1e-6 or dev_b < 1e-6:
        return 0.0
    product = float(a.ravel() @ b.ravel()) / a.size
    return (product - mean_a * mean_b) / (dev_a * dev_b)


def place(anchor: F32, edges: F32, window: F32) -> F64:
    """Where a frame's edges lie against the anchor's: the geometry channel's sample.

    anchor, edges, window: float32 (h, w), edge maps and a Hann window of one size.
    Returns float64 (3,): shift right and down in % of width, and Fisher's z of the edge match. A
    shift that the pictures do not support (response below 0.05) is reported as none.
    """
    (dx, dy), response = cv2.phaseCorrelate(anchor, edges, window)
    if response < _RESPONSE_MIN:
        dx = dy = 0.0
    width = anchor.shape[1]
    match = min(max(edge_match(anchor, edges), -0.99), 0.99)
    return np.array([100.0 * dx / width, 100.0 * dy / width, math.atanh(match)])


def hann(shape: tuple[int, int]) -> F32:
    """A Hann window, float32 (h, w)."""
    if min(shape) < 2:
        return np.ones(shape, dtype=np.float32)
    return np.asarray(cv2.createHanningWindow((shape[1], shape[0]), cv2.CV_32F), dtype=np.float32)


def movement(before: U8, after: U8) -> Movement:
    """The similarity transform that takes picture ``before`` to picture ``after``.

    Both uint8 (h, w), grey, one size. Tries phase correlation and matched ORB features (RANSAC),
    and keeps whichever makes the edges match best.
    """
    base, now = edge_map(before, 10_000), edge_map(after, 10_000)
    match_before = edge_match(base, now)
    best = Movement(0.0, 0.0, 0.0, 1.0, match_before, match_before, 0)
    for matrix, inliers in (_by_phase(base, now), _by_features(before, after)):
        if matrix is None:
            continue
        matched = _match_after(base, now, matrix)
        if matched > best.match_after:
            best = _describe(matrix, before.shape, match_before, matched, inliers)
    return best


def _by_phase(base: F32, now: F32) -> tuple[F64 | None, int]:
    (dx, dy), response = cv2.phaseCorrelate(base, now, hann((base.shape[0], base.shape[1])))
    if response < 0.02:
        return None, 0
    return np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]]), 0


def _by_features(before: U8, after: U8) -> tuple[F64 | None, int]:
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
    return edge_match(
        np.ascontiguousarray(base[shown])[None], np.ascontiguousarray(back[shown])[None]
    )


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
