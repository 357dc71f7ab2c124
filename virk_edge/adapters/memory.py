"""Gives memory back to the system, where the C library can."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def give_back_memory() -> bool:
    """Return free heap pages to the system after an incident; False where that is not possible.

    glibc keeps freed memory for later; a recorder that is done for weeks should not.
    """
    trim = _malloc_trim()
    return trim is not None and bool(trim(0))


@cache
def _malloc_trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):  # musl, macOS
        return None
