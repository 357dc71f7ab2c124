"""The kinds of arithmetic that a measurement is made of, each on the same numbers on two machines.

Run as a program, it writes what comes out of each to a file; ``differences`` compares two such
files. The inputs are whole numbers, made without any library, so that they are the same everywhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np

_LARGE = 7919 * 104729


def _whole(*shape: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Numbers 0 to 255 without a visible order."""
    count = int(np.prod(shape))
    numbers = np.arange(count, dtype=np.int64) * _LARGE + 12345
    return ((numbers >> 7) ^ (numbers >> 19)).reshape(shape) % 256


def outputs() -> dict[str, np.ndarray[Any, Any]]:
    """What comes out of each kind of arithmetic here."""
    grey = cv2.resize(_whole(18, 24).astype(np.uint8), (160, 120), interpolation=cv2.INTER_CUBIC)
    colour = _whole(120, 160, 3).astype(np.uint8)
    edges = np.sqrt(grey.astype(np.float32))
    table = _whole(64, 152) / 7.0
    rows, columns = np.indices(edges.shape, np.float32) * np.float32(0.99) + np.float32(0.3)
    matrix = np.array([[0.999, 0.01, 1.3], [-0.01, 0.999, 0.7]])
    slope = cv2.spatialGradient(grey, ksize=3)[0]
    return {
        "resize, uint8, cubic": grey,
        "resize, uint8, area": cv2.resize(colour, (40, 30), interpolation=cv2.INTER_AREA),
        "grey of colour, uint8": cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY),
        "spatial gradient, int16": slope,
        "square root, float32": edges,
        "Gaussian blur, uint8": cv2.GaussianBlur(grey, (5, 5), 1.0),
        "Gaussian blur, float32": cv2.GaussianBlur(edges, (5, 5), 1.0),
        "Sobel, float32": cv2.Sobel(edges, cv2.CV_32F, 1, 0, ksize=3),
        "resize, float32, area": cv2.resize(edges, (40, 30), interpolation=cv2.INTER_AREA),
        "remap, float32": cv2.remap(edges, columns, rows, cv2.INTER_LINEAR),
        "affine warp, float32": cv2.warpAffine(edges, matrix, (160, 120), flags=cv2.INTER_LINEAR),
        "sum, float32": edges.sum(axis=1),
        "sum, float64": table.sum(axis=1),
        "mean and variance, float64": np.stack([table.mean(axis=0), table.var(axis=0)]),
        "product of matrices, float64": table @ table.T,
        "exp and log, float64": np.stack([np.exp(table / -9.0), np.log(table + 0.1)]),
        "power, float64": table**0.37,
        "Fourier transform, float64": np.abs(np.fft.rfft2(edges.astype(np.float64))),
        "eigenvalues, float64": np.linalg.eigvalsh(table @ table.T / 64.0),
        "JPEG, decoded": _through(".jpg", colour),
        "PNG, decoded": _through(".png", colour),
    }


def _through(suffix: str, picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Encoded and decoded again."""
    data = cv2.imencode(suffix, picture)[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))


def differences(a: Path, b: Path) -> list[str]:
    """A line for each kind that is not the same: the most, of the largest number that came out."""
    lines = []
    with np.load(a) as here, np.load(b) as there:
        for name in here.files:
            x, y = (file[name].astype(np.float64) for file in (here, there))
            if not np.array_equal(x, y):
                most = float(np.abs(x - y).max() / max(float(np.abs(x).max()), 1e-300))
                share = float((x != y).mean())
                lines.append(f"{name}: by up to {most:.2g} of its largest, {share:.0%} of them")
    return lines


if __name__ == "__main__":
    if hasattr(cv2, "ipp"):  # as virk_edge/core/__init__.py does
        cv2.ipp.setUseIPP(False)
    found: dict[str, Any] = outputs()
    np.savez(sys.argv[1], **found)
