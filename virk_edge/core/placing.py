"""Where a frame lies against an earlier picture of the scene: shift, rotation and zoom.

Pure functions of pictures, cheap enough for every frame. Edge maps are aligned by robust least
squares, coarse to fine (Lucas and Kanade 1981; the template's gradients are worked out once, as in
the inverse compositional form of Baker and Matthews, IJCV 2004). Phase correlation gives a second
start when the first one, "not moved", does not lead to a good match.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.core.gradient import correlation
from virk_edge.core.phase import Phase, edge_map
from virk_edge.nouns import F32, F64, U8

_SIDE_MIN = 16  # pixels of the edge map; below it nothing is placed
_SHARE = 0.25  # of the pixels, those with the steepest edges, take part in the fit
_STEPS_MAX = 8  # of the fit, at each size
_COARSE_STILL, _FINE_STILL = 0.1, 0.05  # pixels; a smaller step is the last one
_STEP_MAX = 3.0  # pixels that one step may move anything
_OUTSIDE = -1e6  # what a warped edge map holds where the frame shows nothing
_SHOWN_MIN = 0.2  # share of the anchor that a frame must still show
_CONTRAST_MIN = 0.05  # edges fainter than this share of the anchor's are no edges
_SURE_MATCH, _SURE_ERROR = 0.6, 0.03  # no second start is tried when it is better
_MATCH_MIN, _ERROR_MAX = 0.45, 0.1
_ROUGH_MATCH_MIN, _ROUGH_ERROR_MAX = 0.6, 0.15
_RIDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Placement:
    """A frame against an anchor.

    matrix: float64 (3, 3), takes a point of the anchor's edge map to the scene's new place in the
    frame's, in pixels. match: correlation of the edges once the movement is undone, -1..1.
    error: standard deviation of the movement anywhere at half the width from the centre, in % of
    the width, as the fit sees it; it takes neighbouring pixels for independent, so that it ranks
    placements and is several times too small. Infinite without a fit.
    """

    matrix: F64
    match: float
    error: float

    @property
    def supported(self) -> bool:
        """Whether the pictures support the numbers at all.

        Unrelated pictures match up to 0.43 and at an error from 0.1 on.
        """
        return self.match >= _MATCH_MIN and self.error <= _ERROR_MAX

    @property
    def rough(self) -> bool:
        """Whether they support a large movement, but not whether there is a small one.

        Such placements are off by up to 2 % of the width where a scene has changed since.
        """
        return self.match >= _ROUGH_MATCH_MIN and self.error <= _ROUGH_ERROR_MAX


class Anchor:
    """A picture that others are placed against: uint8 (h, w), grey."""

    def __init__(self, picture: U8) -> None:
        self.picture = picture
        edges = edge_map(picture)
        self.shape = edges.shape
        self._phase = Phase(edges)
        self._soft = _soft(edges)
        self._large = min(edges.shape) >= _SIDE_MIN
        if self._large:
            self._fine = _Template(self._soft)
            self._coarse = _Template(_half(self._soft))

    def place(self, grey: U8) -> Placement:
        """Where a frame lies; grey: uint8 of the anchor's size."""
        if not self._large:
            return Placement(np.eye(3), 0.0, math.inf)
        edges = edge_map(grey)
        soft = _soft(edges)
        half = _half(soft)
        best = self._from(_UNMOVED, soft, half)
        if best.match < _SURE_MATCH or best.error > _SURE_ERROR:
            dx, dy, _ = self._phase.shift(edges)
            start = np.array([[1.0, 0.0, dx / 2], [0.0, 1.0, dy / 2], [0.0, 0.0, 1.0]])
            other = self._from(_Fit(start), soft, half)
            # Not the better match: of a view enlarged enough, the rest matches well by chance.
            best = other if other.error < best.error else best
        return best

    def _from(self, start: _Fit, soft: F32, half: F32) -> Placement:
        coarse = self._coarse.align(half, start, _COARSE_STILL)
        fit = replace(coarse, matrix=_DOUBLE @ coarse.matrix @ _HALVE)
        fit = self._fine.align(soft, fit, _FINE_STILL)
        match = self._coarse.match(half, _HALVE @ fit.matrix @ _DOUBLE)
        return Placement(fit.matrix, match, fit.error * 100.0 / self.shape[1])


# Between pixels of the fine and the coarse edge map; pixel 0 of the coarse lies between 0 and 1.
_DOUBLE: F64 = np.array([[2.0, 0.0, 0.5], [0.0, 2.0, 0.5], [0.0, 0.0, 1.0]])
_HALVE: F64 = np.array([[0.5, 0.0, -0.25], [0.0, 0.5, -0.25], [0.0, 0.0, 1.0]])


@dataclass(frozen=True, slots=True)
class _Fit:
    """A placement in the making: the frame's edges are about ``gain * edges + offset``, moved.

    matrix: see ``Placement``. gain is 0.0 before the first step. error: pixels, no smaller than
    the last step.
    """

    matrix: F64
    gain: float = 0.0
    offset: float = 0.0
    error: float = math.inf


_UNMOVED = _Fit(np.eye(3))


class _Template:
    """The anchor's edges at one size, and how they change when it moves.

    A frame's edges are fitted by ``gain * edges + offset``, moved by four numbers: right and down
    in pixels, and turned and enlarged in pixels at ``radius`` from the centre.
    """

    def __init__(self, edges: F32) -> None:
        rows, columns = edges.shape
        self._edges = edges
        self._centre = np.array([(columns - 1) / 2, (rows - 1) / 2])
        self._radius = columns / 2
        right = cv2.Sobel(edges, cv2.CV_32F, 1, 0, ksize=3) / 8
        down = cv2.Sobel(edges, cv2.CV_32F, 0, 1, ksize=3) / 8
        steepness = right * right + down * down
        # OpenCV mirrors the picture at its border; what lies there is not known.
        steepness[[0, -1]] = 0.0
        steepness[:, [0, -1]] = 0.0
        count = int(_SHARE * edges.size)
        self._chosen = np.sort(np.argsort(-steepness, axis=None, kind="stable")[:count])
        rows_of, columns_of = np.divmod(self._chosen, columns)
        ones = np.ones(count)
        self._points = np.stack([columns_of, rows_of, ones]).astype(np.float32)
        x = (columns_of - self._centre[0]) / self._radius
        y = (rows_of - self._centre[1]) / self._radius
        a, b = right.ravel()[self._chosen], down.ravel()[self._chosen]
        self._values = edges.ravel()[self._chosen]
        design = [a, b, b * x - a * y, a * x + b * y, self._values, ones]
        self._design = np.stack(design).astype(np.float32)
        self._inverse = self._inverted(self._design.copy())

    def align(self, edges: F32, fit: _Fit, enough: float) -> _Fit:
        """Improve a fit; one that fails has an infinite error.

        edges: float32 of the template's size. enough: pixels; a step that moves nothing further is
        the last one.
        """
        for _ in range(_STEPS_MAX):
            if fit is _UNMOVED:  # every frame's first step; all but the values is known before
                values, weighted = edges.ravel()[self._chosen], self._design
                inverse, spread = self._inverse, math.inf
            else:
                values = self._seen(edges, fit.matrix)
                shown = values >= 0.0
                if np.count_nonzero(shown) < _SHOWN_MIN * len(values):
                    return replace(fit, error=math.inf)
                weights, spread = self._weights(values, shown, fit)
                weighted = self._design * weights
                inverse = self._inverted(weighted)
            solved = inverse @ (weighted @ values)
            gain = float(solved[4])
            if gain < _CONTRAST_MIN:
                return replace(fit, error=math.inf)
            step = -solved[:4] / gain
            still = float(np.abs(step).max())
            error = spread * math.sqrt(float(inverse.diagonal()[:4].max())) / gain
            matrix = fit.matrix @ self._moved(step, still)
            fit = _Fit(matrix, gain, float(solved[5]), max(error, still))
            if still < enough and math.isfinite(error):
                break
        return fit

    def _inverted(self, weighted: F32) -> F64:
        """The inverse of the normal equations' matrix, float64 (6, 6).

        weighted: float32 (6, n), the design times the points' weights; never the design itself, or
        numpy would take another way, to other bits.
        """
        normal = (weighted @ self._design.T).astype(np.float64)
        normal.ravel()[::7] += _RIDGE * float(normal.trace()) + 1e-9  # the diagonal
        return np.asarray(np.linalg.inv(normal), dtype=np.float64)

    def match(self, edges: F32, matrix: F64) -> float:
        """Correlation of the edges that both show, -1..1; 0 if that is too little."""
        back = cv2.warpAffine(
            edges,
            matrix[:2],
            (edges.shape[1], edges.shape[0]),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(_OUTSIDE,),
        )
        shown = back >= 0.0
        if np.count_nonzero(shown) < _SHOWN_MIN * shown.size:
            return 0.0
        return correlation(self._edges[shown], np.asarray(back, np.float32)[shown])

    def _seen(self, edges: F32, matrix: F64) -> F32:
        """A frame's edges at the template's points, float32 (n,); ``_OUTSIDE`` beyond it."""
        places = matrix[:2].astype(np.float32) @ self._points
        seen = cv2.remap(
            edges,
            places[:1],
            places[1:],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(_OUTSIDE,),
        )
        return np.asarray(seen, dtype=np.float32).ravel()

    def _weights(self, values: F32, shown: NDArray[np.bool_], fit: _Fit) -> tuple[F32, float]:
        """What moves about in the scene counts little (Geman and McClure's weights), and the
        spread of what is left."""
        if fit.gain <= 0.0:
            return shown.astype(np.float32), math.inf
        left = np.float32(fit.gain) * self._values
        np.subtract(values, left, out=left)
        left -= np.float32(fit.offset)
        some = np.abs(left[shown][::2])
        middle = len(some) // 2
        some.partition(middle)
        spread = 1.4826 * float(some[middle]) + 1e-3
        left *= np.float32(0.5 / spread)
        left *= left
        left += np.float32(1.0)
        left *= left
        np.divide(np.float32(1.0), left, out=left)
        left *= shown
        return left, spread

    def _moved(self, step: F64, furthest: float) -> F64:
        """The matrix of one step, float64 (4,), held to ``_STEP_MAX``.

        furthest: pixels, the largest of the step's numbers.
        """
        step = step * min(_STEP_MAX / max(furthest, 1e-9), 1.0)
        turn, zoom = step[2:].tolist()
        angle, scale = turn / self._radius, math.exp(zoom / self._radius)
        c, s = scale * math.cos(angle), scale * math.sin(angle)
        linear = np.array([[c, -s], [s, c]])
        x, y = (self._centre + step[:2] - linear @ self._centre).tolist()
        return np.array([[c, -s, x], [s, c, y], [0.0, 0.0, 1.0]])


def _soft(edges: F32) -> F32:
    return np.asarray(cv2.GaussianBlur(edges, (5, 5), 1.0), dtype=np.float32)


def _half(edges: F32) -> F32:
    rows, columns = edges.shape[0] // 2, edges.shape[1] // 2
    whole = edges[: rows * 2, : columns * 2]
    return np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)


def describe(matrix: F64, shape: tuple[int, ...]) -> F64:
    """A placement's matrix as float64 (4,).

    shape: of the edge map. Returns the shift of its centre right and down in % of the width,
    rotation in degrees (counter-clockwise is positive) and 100 x ln of the zoom ratio.
    """
    centre = np.array([(shape[1] - 1) / 2, (shape[0] - 1) / 2, 1.0])
    shift = 100.0 / shape[1] * (matrix @ centre - centre)
    turn = -math.degrees(math.atan2(matrix[1, 0], matrix[0, 0]))
    zoom = 100.0 * math.log(max(math.hypot(matrix[0, 0], matrix[1, 0]), 1e-6))
    return np.array([shift[0], shift[1], turn, zoom])


def reach_percent(place: F64) -> float:
    """How far a movement takes what lies half a width from the centre, % of the width.

    place: float64 (4,) as ``describe`` gives it. Returns the largest of its parts.
    """
    x, y, turn, zoom = (abs(float(part)) for part in place)
    return max(x, y, 50.0 * math.radians(turn), 0.5 * zoom)
