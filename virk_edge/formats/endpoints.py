"""Where a feed may be, and whether it can be reached from elsewhere. Text in, answers out."""

from __future__ import annotations

import re
from typing import Final

_TCP: Final = re.compile(r"tcp://(\*|\[[0-9A-Fa-f:.%a-z]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})", re.A)
_LOOPBACK: Final = re.compile(r"127(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})){3}|localhost|\[::1\]")


def endpoint_complaint(endpoint: str) -> str | None:
    """What is wrong with the form of a feed endpoint, or None."""
    if endpoint.startswith("ipc:///") and len(endpoint) > len("ipc:///"):
        # The kernel's limit for a socket path is 108 bytes with its terminating zero.
        too_long = len(endpoint.removeprefix("ipc://").encode()) > 107
        return "the socket's path must have at most 107 bytes" if too_long else None
    match = _TCP.fullmatch(endpoint)
    if match is not None and 1 <= int(match[2]) <= 65535:
        return None
    return "use ipc:///PATH, tcp://127.0.0.1:PORT, or tcp://HOST:PORT with keys"


def host_and_port(endpoint: str) -> tuple[str, int]:
    """Of a feed at a port. Raises ``ValueError`` for any other."""
    match = _TCP.fullmatch(endpoint)
    if match is None:
        raise ValueError(f"{endpoint} is no port")
    host = match[1].strip("[]")
    return "127.0.0.1" if host == "*" else host, int(match[2])


def leaves_device(endpoint: str) -> bool:
    """Whether others than this device could be at the far end; in doubt they could."""
    match = _TCP.fullmatch(endpoint)
    return match is not None and _LOOPBACK.fullmatch(match[1]) is None


def unkeyed_complaint(endpoint: str) -> str | None:
    """What is wrong with an endpoint when there are no keys, or None.

    Covers ``endpoint_complaint``: without keys, frames never leave the device.
    """
    if leaves_device(endpoint):
        return "it leaves the device, which takes keys; see `virk-edge config keys --help`"
    return endpoint_complaint(endpoint)
