"""Where a feed may be: a socket file of this device, or a port that only this device reaches."""

from __future__ import annotations

import re
from typing import Final

_LOOPBACK: Final = re.compile(r"tcp://(127(?:\.[0-9]{1,3}){3}|localhost|\[::1\]):([0-9]{1,5})")


def endpoint_complaint(endpoint: str) -> str | None:
    """What is wrong with a feed endpoint, or None: frames never leave the device."""
    if endpoint.startswith("ipc:///") and len(endpoint) > len("ipc:///"):
        # The kernel's limit for a socket path is 108 bytes with its terminating zero.
        too_long = len(endpoint.removeprefix("ipc://").encode()) > 107
        return "the socket's path must have at most 107 bytes" if too_long else None
    match = _LOOPBACK.fullmatch(endpoint)
    if match is not None and 1 <= int(match[2]) <= 65535:
        return None
    return "use ipc:///PATH, or tcp://127.0.0.1:PORT; a feed never leaves the device"
