"""Room on the disk that belongs to a file before it is written.

``posix_fallocate`` will not do: it makes the file longer, and where the file system cannot reserve
it writes zeros, as many as were asked for.
"""

from __future__ import annotations

import ctypes
import errno
import os
from functools import cache
from typing import Any, Final

_KEEP_SIZE: Final = 1  # FALLOC_FL_KEEP_SIZE, linux/falloc.h
# FAT before Linux 4.5, some network and FUSE file systems, and kernels without the call.
_CANNOT: Final = {errno.EOPNOTSUPP, errno.ENOSYS, errno.ENODEV, errno.EINVAL}


def reserve(fd: int, size: int) -> bool:
    """Have the first ``size`` bytes of an open file on the disk; its length stays as it is.

    False where the file system cannot do so. Raises ``OSError`` where it can and has no room.
    """
    call = _fallocate()
    if call is None or size <= 0:
        return False
    while call(fd, _KEEP_SIZE, 0, size) != 0:
        number = ctypes.get_errno()
        if number in _CANNOT:
            return False
        if number != errno.EINTR:
            raise OSError(number, os.strerror(number))
    return True


@cache
def _fallocate() -> Any:
    """libc's fallocate with 64-bit offsets on every platform; None where there is none."""
    try:
        call = ctypes.CDLL(None, use_errno=True).fallocate64
    except (OSError, AttributeError):
        try:
            call = ctypes.CDLL(None, use_errno=True).fallocate
        except (OSError, AttributeError):
            return None
        if ctypes.sizeof(ctypes.c_long) < 8:
            return None  # its offsets have 32 bits here
    call.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
    call.restype = ctypes.c_int
    return call
