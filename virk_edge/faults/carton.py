"""Drawing for ``new_object``: printed cartons in perspective, from nothing but numbers."""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.faults.linear import clouds
from virk_edge.nouns import F32

_FACE = 320  # pixels along the side of a face before it is laid into the picture
_FINER = 2  # drawn so many times finer, then averaged, so that edges are as smooth as a lens's


def draw_cartons(
    height: int, width: int, *, size: float, foot: tuple[float, float], seed: int
) -> tuple[F32, F32, F32]:
    """Linear light (H, W, 3), coverage (H, W) and shadow (H, W) of two cartons, all 0-1.

    size: height of the lower carton's front, of the frame's height; foot: where the middle of its
    lower edge stands, of width and height.
    """
    tall, wide = height * _FINER, width * _FINER
    picture = np.zeros((tall, wide, 3), np.float32)
    coverage = np.zeros((tall, wide), np.float32)
    draw = np.random.default_rng(seed)
    x, y, side = foot[0] * wide, foot[1] * tall, size * tall
    lower = _Box(x - 0.62 * side, y, 1.05 * side, 0.78 * side)
    upper = _Box(lower.left + 0.18 * side, y - 0.80 * side, 0.72 * side, 0.46 * side)
    for number, box in enumerate((lower, upper)):
        tone = np.float32(draw.uniform(0.85, 1.1))
        for corners, brightness, printed in box.faces():
            face = _face(seed + 7 * number + printed, printed=bool(printed))
            _lay(picture, coverage, face * np.float32(brightness) * tone, corners)
    shadow = np.zeros((tall, wide), np.float32)
    ground = np.array(
        [
            [lower.left - 0.02 * side, y],
            [lower.left + lower.width, y],
            [lower.left + 1.75 * side, y - 0.30 * side],
            [lower.left + 1.45 * side, y - 0.52 * side],
            [lower.left + 0.3 * side, y - 0.3 * side],
        ]
    )
    cv2.fillPoly(shadow, [np.rint(ground).astype(np.int32)], (1.0,))
    soft = cv2.GaussianBlur(shadow, (0, 0), side * 0.02)
    small = [
        cv2.resize(layer, (width, height), interpolation=cv2.INTER_AREA)
        for layer in (picture, coverage, soft)
    ]
    covered = np.maximum(small[1], 1e-3)[:, :, None]
    return (
        np.asarray(small[0] / covered, np.float32),
        np.asarray(small[1], np.float32),
        np.asarray(small[2], np.float32),
    )


class _Box:
    """A carton seen from a little above and from the left: front, right side and lid."""

    def __init__(self, left: float, bottom: float, width: float, height: float) -> None:
        self.left, self.bottom, self.width, self.height = left, bottom, width, height

    def faces(self) -> list[tuple[F32, float, int]]:
        """Corners (clockwise from top left), brightness, and 1 for the face with print on it."""
        x0, x1 = self.left, self.left + self.width
        y1, y0 = self.bottom, self.bottom - self.height
        dx, dy = 0.34 * self.width, 0.22 * self.width
        front = [(x0, y0), (x1, y0), (x1 - 0.01 * self.width, y1), (x0 + 0.01 * self.width, y1)]
        right = [(x1, y0), (x1 + dx, y0 - dy), (x1 + dx * 0.97, y1 - dy), front[2]]
        lid = [(x0 + dx, y0 - dy * 1.05), (x1 + dx, y0 - dy), (x1, y0), (x0, y0)]
        shaded = ((right, 0.55, 0), (lid, 1.25, 0), (front, 0.95, 1))
        return [(np.array(c, np.float32), brightness, p) for c, brightness, p in shaded]


def _face(seed: int, *, printed: bool) -> F32:
    """Corrugated board, linear light (_FACE, _FACE, 3), with tape and, if printed, a label."""
    draw = np.random.default_rng(seed)
    stain = clouds(_FACE, _FACE, coarsest=5, seed=seed)
    flutes = np.sin(np.arange(_FACE) * 2 * np.pi / 6.4).astype(np.float32)
    fibre = draw.standard_normal((_FACE, _FACE)).astype(np.float32)
    grain = (
        1.0 + 0.10 * stain + 0.035 * flutes[None, :] + 0.05 * cv2.GaussianBlur(fibre, (0, 0), 0.8)
    )
    board = grain[:, :, None] * np.array([0.115, 0.215, 0.335], np.float32)
    board[: _FACE // 40] *= 0.6
    board[:, : _FACE // 60] *= 0.75
    board[:, -_FACE // 60 :] *= 0.75
    if not printed:
        board[:, _FACE * 9 // 20 : _FACE * 11 // 20] *= np.array([0.8, 0.85, 0.9], np.float32)
        return np.asarray(board, np.float32)
    board[: _FACE // 4, _FACE * 9 // 20 : _FACE * 11 // 20] *= 0.82  # tape over the edge
    label = (
        slice(int(_FACE * 0.34), int(_FACE * 0.66)),
        slice(int(_FACE * 0.10), int(_FACE * 0.56)),
    )
    board[label] = 0.72
    _barcode(board[label], draw)
    ink = np.array([0.02, 0.02, 0.02])
    for row in range(3):
        line = (int(_FACE * 0.60), int(_FACE * (0.42 + 0.08 * row)))
        end = (int(_FACE * draw.uniform(0.72, 0.9)), line[1])
        cv2.line(board, line, end, ink.tolist(), _FACE // 45)
    _arrow(board, (int(_FACE * 0.82), int(_FACE * 0.84)))
    _arrow(board, (int(_FACE * 0.70), int(_FACE * 0.84)))
    return np.asarray(board, np.float32)


def _barcode(label: F32, draw: np.random.Generator) -> None:
    height, width = label.shape[:2]
    at = width // 10
    while at < width * 9 // 10:
        bar = int(draw.integers(2, 6))
        label[height // 8 : height * 6 // 10, at : at + bar] = 0.02
        at += bar + int(draw.integers(2, 6))
    for row in range(2):
        top = int(height * (0.70 + 0.13 * row))
        label[top : top + height // 20, width // 10 : int(width * draw.uniform(0.5, 0.9))] = 0.05


def _arrow(board: F32, foot: tuple[int, int]) -> None:
    """The "this side up" arrow."""
    x, y = foot
    ink = (0.03, 0.03, 0.16)
    cv2.line(board, (x, y + 30), (x, y - 14), ink, 9)
    cv2.fillPoly(board, [np.array([[x - 16, y - 12], [x + 16, y - 12], [x, y - 36]])], ink)


def _lay(picture: F32, coverage: F32, face: F32, corners: F32) -> None:
    """Lay one face over what is there, by its four corners."""
    source = np.array([[0, 0], [_FACE, 0], [_FACE, _FACE], [0, _FACE]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    size = (picture.shape[1], picture.shape[0])
    laid = cv2.warpPerspective(face, matrix, size, flags=cv2.INTER_AREA)
    mask = np.zeros(coverage.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), (1,))
    inside = mask > 0
    picture[inside] = laid[inside]
    coverage[inside] = 1.0
