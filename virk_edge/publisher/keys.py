"""The keys of a feed that leaves the device, read from a folder; refused if others can read them.

Reads with os alone: zmq.auth would bring in more than a camera program should pay for.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

import zmq

from virk_edge.formats.feed_keys import DAEMON_PUBLIC, FILE_BYTES_MAX, HOOK_SECRET, key_in

NO_CURVE = "this build of ZeroMQ has no CURVE, so a feed cannot leave the device with it"
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK  # a pipe in its place must not hold us up


class KeysError(ValueError):
    """Keys are missing, unreadable, or readable by others; one sentence."""


class HookKeys(NamedTuple):
    """What a hook needs: 40 characters of Z85 each."""

    daemon_public: bytes
    public: bytes
    secret: bytes


def hook_keys(folder: Path) -> HookKeys:
    """A camera host's keys: ``daemon.key`` and ``hook.key_secret``. Raises ``KeysError``."""
    public, secret = read_pair(folder / HOOK_SECRET)
    return HookKeys(read_public(folder / DAEMON_PUBLIC), public, secret)


def read_public(path: Path) -> bytes:
    """The public key in a file. Raises ``KeysError``."""
    return _key(path, "public", _content(path, secret=False))


def read_pair(path: Path) -> tuple[bytes, bytes]:
    """The public and the secret key of a secret file. Raises ``KeysError``.

    The public one is computed, so that a file cannot hold two that do not belong together.
    """
    if not zmq.has("curve"):
        raise KeysError(NO_CURVE)
    secret = _key(path, "secret", _content(path, secret=True))
    try:
        return zmq.curve_public(secret), secret
    except (ValueError, zmq.ZMQError):
        raise KeysError(f"{path} holds no secret key that ZeroMQ takes") from None


def _key(path: Path, which: str, content: bytes) -> bytes:
    try:
        return key_in(content, which)
    except ValueError as error:
        raise KeysError(f"{path} {error}") from None


def _content(path: Path, *, secret: bool) -> bytes:
    try:
        handle = os.open(path, _FLAGS)
        try:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise KeysError(f"{path} is not a file")
            if secret and mode & 0o077:
                raise KeysError(f"{path} can be used by others than its owner; chmod 600 it")
            return os.read(handle, FILE_BYTES_MAX)
        finally:
            os.close(handle)
    except OSError as error:
        raise KeysError(f"{path} cannot be read: {error.strerror}") from None
