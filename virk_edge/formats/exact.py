"""JSON and ``.npy`` bytes that lose nothing: what is written comes back bit for bit, or not at all.

Every function here raises ``ValueError`` with one clause about what is wrong; the module that knows
the file turns it into a sentence. Nothing read here can run code: ``.npy`` headers are matched
against the one form we write, never evaluated.
"""

from __future__ import annotations

import json
import math
import re
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

JSON_BYTES_MAX = 32 << 20  # a manifest of 50,000 frames; parsed, it takes up to 25 times as much
_NPY_MAGIC = b"\x93NUMPY\x01\x00"
_NPY_HEADER = re.compile(
    r"\{'descr': '([<>|][biuf][1248])', 'fortran_order': (True|False), "
    r"'shape': \((|\d+,|\d+(?:, \d+)+)\), \} *\n",
    re.ASCII,
)
_CANONICAL_NAN = struct.pack(">d", math.nan)
_NON_FINITE = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


def json_bytes(value: Any) -> bytes:
    """Compact ASCII JSON. Key order is kept, because a judge may depend on it."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()


def json_value(data: bytes, *, bytes_max: int = JSON_BYTES_MAX) -> Any:
    """Parse strict JSON: UTF-8, no NaN literals, no repeated keys, at most ``bytes_max`` long."""
    if len(data) > bytes_max:
        raise ValueError(f"it is longer than {bytes_max} bytes")
    try:
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as exc:
        raise ValueError(f"it is not JSON ({exc})") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("it names one key twice")
    return result


def _no_constant(word: str) -> Any:
    raise ValueError(f"it holds {word}, which is not JSON")


def float_to_json(value: float) -> float | dict[str, str]:
    """A finite float as itself (JSON keeps its shortest exact form), others as ``{"$float": ...}``.

    The word is ``inf``, ``-inf``, ``nan``, or ``nan:`` and the 16 hex digits of a NaN whose bits
    are not the usual ones.
    """
    if math.isfinite(value):
        return value
    if math.isinf(value):
        return {"$float": "inf" if value > 0 else "-inf"}
    bits = struct.pack(">d", value)
    return {"$float": "nan" if bits == _CANONICAL_NAN else f"nan:{bits.hex()}"}


def float_from_json(value: Any) -> float:
    """Undo ``float_to_json``; an int stays an int, as it was written."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            finite = math.isfinite(value)
        except OverflowError:  # a whole number of more than 308 digits
            finite = False
        if not finite:  # 1e999 parses as infinity, but nobody wrote infinity so
            raise ValueError("a number is out of range")
        return value
    if isinstance(value, dict) and len(value) == 1:
        word = value.get("$float")
        if isinstance(word, str):
            if word in _NON_FINITE:
                return _NON_FINITE[word]
            if re.fullmatch(r"nan:[0-9a-f]{16}", word):
                number: float = struct.unpack(">d", bytes.fromhex(word[4:]))[0]
                if math.isnan(number):
                    return number
    raise ValueError("must be a number")


def npy_bytes(array: NDArray[Any]) -> bytes:
    """One contiguous array of bool, int, uint or float (1 to 8 bytes an item) in numpy's format.

    C or Fortran order and byte order are kept. Any other memory layout is refused, because the
    array read back could not take the same path through BLAS.
    """
    if type(array) is not np.ndarray or array.dtype.kind not in "biuf" or array.itemsize > 8:
        raise ValueError(f"an array of {array.dtype} cannot be kept exactly")
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        raise ValueError("the array is a view with gaps; keep a contiguous copy instead")
    fortran = not array.flags.c_contiguous
    header = (
        f"{{'descr': '{array.dtype.str}', 'fortran_order': {fortran}, 'shape': {array.shape}, }}"
    )
    # The format wants the data to begin at a multiple of 64.
    header = header.ljust(-(-(len(header) + 11) // 64) * 64 - 11) + "\n"
    return _NPY_MAGIC + struct.pack("<H", len(header)) + header.encode() + array.tobytes("A")


def npy_array(data: bytes) -> NDArray[Any]:
    """Read what ``npy_bytes`` wrote: a new, writable, aligned array in the same memory order."""
    header, start = _npy_header(data)
    found = _NPY_HEADER.fullmatch(header)
    if found is None:
        raise ValueError("its array header is not one that we write")
    dtype = _dtype(found[1])
    order: Any = "F" if found[2] == "True" else "C"
    shape = tuple(int(side) for side in re.findall(r"\d+", found[3]))
    if len(shape) > 32 or math.prod(shape) * dtype.itemsize != len(data) - start:
        raise ValueError("its length does not fit its shape")
    flat = np.frombuffer(data, dtype=dtype, offset=start)
    try:
        return flat.reshape(shape, order=order).copy(order=order)
    except (ValueError, OverflowError):
        # An empty array may still name a side that no machine can index.
        raise ValueError("its shape is impossible") from None


def _npy_header(data: bytes) -> tuple[str, int]:
    if len(data) < 10 or data[:8] != _NPY_MAGIC:
        raise ValueError("it is not a .npy array of version 1.0")
    start = 10 + int.from_bytes(data[8:10], "little")
    if start > len(data):
        raise ValueError("it ends inside its array header")
    return data[10:start].decode("latin-1"), start


def _dtype(word: str) -> np.dtype[Any]:
    try:
        dtype = np.dtype(word)
    except TypeError:
        raise ValueError(f"it names an unknown number type {word}") from None
    if dtype.str != word:
        raise ValueError(f"it names the number type {word} in a way that we do not write")
    return dtype
