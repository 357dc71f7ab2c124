"""Equality that looks at bits: types, float bits, array type, shape, memory order and bytes."""

from __future__ import annotations

import dataclasses
import struct
from typing import Any

import numpy as np


def same(a: Any, b: Any, *, order: bool = True) -> bool:
    """Whether two trees of plain values, dataclasses and arrays are the same, bit for bit."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return struct.pack(">d", a) == struct.pack(">d", b)
    if isinstance(a, np.ndarray):
        layout = not order or (
            a.flags.c_contiguous == b.flags.c_contiguous
            and a.flags.f_contiguous == b.flags.f_contiguous
        )
        return (
            a.dtype.str == b.dtype.str
            and a.shape == b.shape
            and layout
            and a.tobytes() == b.tobytes()
        )
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y, order=order) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key], order=order) for key in a)
    if dataclasses.is_dataclass(a):
        return all(
            same(getattr(a, f.name), getattr(b, f.name), order=order) for f in dataclasses.fields(a)
        )
    return bool(a == b)
