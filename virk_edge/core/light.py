"""The common change of light over a view, and what does not follow it.

Pure functions of cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from virk_edge.nouns import F32

_RESIDUAL_LEVELS = 12.0  # grey levels by which a cell leaves the common change of light
_CHROMA_RESIDUAL = 0.10  # ln by which a cell's colour leaves the common change of colour
_RIDGE = 25.0  # grey levels squared: towards gain 1 where a scene is flat


@dataclass(frozen=True, slots=True)
class Light:
    """Grey level of a cell now = gain x before + offset, and what is left over.

    gain as a ratio; offset in grey levels. residual: float32 (12, 16), grey levels. out: bool
    (12, 16), cells that leave the common change by more than 12 levels and their usual spread.
    cast_agreement: share of cells whose colour shifted the same way as the whole.
    chroma_residual_share: share of cells whose colour changed in a way of their own.
    """

    gain: float
    offset: float
    residual: F32
    out: NDArray[np.bool_]
    cast_agreement: float
    chroma_residual_share: float


def common_light(before: F32, now: F32, spread: F32) -> Light:
    """The fit over cells, float32 (12, 16, 3) BGR each, without those that follow it worst.

    spread: float32 (12, 16), how much a cell's grey level varies anyway.
    """
    base, grey = before.mean(axis=2).ravel(), now.mean(axis=2).ravel()
    gain, offset = 1.0, float(np.median(grey - base))
    kept = np.ones(base.size, dtype=bool)
    for _ in range(4):
        x, y = base[kept].astype(np.float64), grey[kept].astype(np.float64)
        variance = float(x.var()) + _RIDGE
        gain = (float(((x - x.mean()) * (y - y.mean())).mean()) + _RIDGE) / variance
        offset = float(y.mean() - gain * x.mean())
        away = np.abs(grey - gain * base - offset)
        kept = away <= max(2.5 * float(np.median(away)), 4.0)
        if np.count_nonzero(kept) < base.size // 3:
            break
    residual = (grey - gain * base - offset).reshape(spread.shape).astype(np.float32)
    apart, middle = _colour_apart(before, now)
    return Light(
        gain=gain,
        offset=offset,
        residual=residual,
        out=np.abs(residual) > _RESIDUAL_LEVELS + 3.0 * spread,
        cast_agreement=float((apart < 0.5 * middle + 0.02).mean()),
        chroma_residual_share=float((apart > _CHROMA_RESIDUAL).mean()),
    )


def _colour_apart(before: F32, now: F32) -> tuple[NDArray[np.float32], float]:
    """How far each cell's change of (ln B/G, ln R/G) is from the median one, and how long that is.

    Softened at black, where colours are noise.
    """
    change = np.log((now[..., [0, 2]] + 4.0) / (now[..., [1]] + 4.0)) - np.log(
        (before[..., [0, 2]] + 4.0) / (before[..., [1]] + 4.0)
    )
    pairs = change.reshape(-1, 2)
    middle = np.median(pairs, axis=0)
    return np.linalg.norm(pairs - middle, axis=1), float(np.linalg.norm(middle))
