"""Tries the feed as a camera program would: reaches its socket, and sends one frame through.

The frame goes under a reserved name. The daemon checks it like any other, counts it and begins no
camera, so no judge, no budget and no file of the store hears of it.
"""

from __future__ import annotations

import contextlib
import grp
import os
import socket as sockets
import stat
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from virk_edge.adapters.feed_endpoint import open_folder
from virk_edge.adapters.owner import user_name
from virk_edge.adapters.status_file import load_standing
from virk_edge.core.doctor import Finding
from virk_edge.core.doctor_feed import Door, socket
from virk_edge.errors import VirkError
from virk_edge.formats.config import FeedConfig
from virk_edge.formats.endpoints import host_and_port
from virk_edge.formats.standing import Standing
from virk_edge.formats.topics import TEST_CAMERA
from virk_edge.publisher import KEYS_VARIABLE, FramePublisher

_CONNECT_SECONDS: Final = 2.0
_SEND_SECONDS: Final = 3.0
_TOLD_SECONDS: Final = 6.0  # a standing is renewed every two
_STEP_SECONDS: Final = 0.05
_PEER: Final = struct.Struct("3i")  # struct ucred: process, user, group
# ZMTP 3.0 without keys, https://rfc.zeromq.org/spec/23: who we are, and that we publish.
_GREETING: Final = (
    b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
)  # fmt: skip
_SIGNATURE: Final = 10  # bytes of it that are the same for all mechanisms, told before any other
_METADATA: Final = b"\x05READY\x0bSocket-Type\x00\x00\x00\x03PUB"
_READY: Final = b"\x04" + bytes([len(_METADATA)]) + _METADATA
_SIZE: Final = (48, 64, 3)


def check_socket(feed: FeedConfig) -> Finding:
    """The way in: is it there, is it for the right ones, does somebody answer."""
    if not feed.endpoint.startswith("ipc://"):
        return _check_port(feed.endpoint)
    path = Path(feed.endpoint.removeprefix("ipc://"))
    try:
        seen = path.lstat()
    except FileNotFoundError:
        todo = "the daemon or virk-edge.socket makes it: `systemctl start virk-edge`"
        return Finding("socket", "bad", f"{path} is not there", todo)
    except OSError as error:
        return Finding("socket", "unknown", f"{path}: {error.strerror}", "run it as root")
    if not stat.S_ISSOCK(seen.st_mode):
        todo = "move it away, or name another path in feed.endpoint"
        return Finding("socket", "bad", f"{path} is no socket", todo)
    peer, refused = _peer_of(path)
    door = Door(
        str(path),
        stat.S_IMODE(seen.st_mode),
        _group(seen.st_gid),
        peer,
        refused,
        _open_folder(path, seen.st_uid),
    )
    wanted = _group(int(feed.group)) if feed.group.isdecimal() else feed.group
    return socket(door, wanted_group=wanted, may_connect=os.access(path, os.W_OK))


def _check_port(endpoint: str) -> Finding:
    try:
        with sockets.create_connection(host_and_port(endpoint), _CONNECT_SECONDS) as caller:
            refused = _greet(caller)
    except OSError as error:
        refused = _why_not(error)
    if not refused:
        return Finding("socket", "good", f"{endpoint} was reached, a feed answers")
    todo = "see whether the daemon runs, whether another program has its port, and a firewall"
    return Finding("socket", "bad", f"{endpoint}: {refused}", todo)


def _peer_of(path: Path) -> tuple[str | None, str]:
    """Who listens, in words, or why nobody could be asked."""
    try:
        with sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM) as caller:
            caller.settimeout(_CONNECT_SECONDS)
            caller.connect(str(path))
            said = caller.getsockopt(sockets.SOL_SOCKET, sockets.SO_PEERCRED, _PEER.size)
            if refused := _greet(caller):
                return None, refused
    except OSError as error:
        return None, _why_not(error)
    pid, uid, _ = _PEER.unpack(said)
    # With a socket unit it is the service manager that began to listen.
    return f"process {pid} ({user_name(uid)})", ""


def _greet(caller: sockets.socket) -> str:
    """Shake hands with the feed; why what listens there is none, or an empty text.

    The handshake is ended in good order, or the daemon would count and log a stranger. One that
    takes keys hangs up as soon as it hears that we have none. Raises ``OSError``.
    """
    caller.sendall(_GREETING[:_SIGNATURE])
    with caller.makefile("rb") as answer:
        if answer.read(_SIGNATURE)[:1] != _GREETING[:1]:
            return "what listens there is not the feed"
        with contextlib.suppress(ConnectionError):
            caller.sendall(_GREETING[_SIGNATURE:] + _READY)
            answer.read(len(_GREETING) - _SIGNATURE)
            head = answer.read(2)  # of its own READY: flags and length
            answer.read(head[1] if len(head) == 2 else 0)
    return ""


def _why_not(error: OSError) -> str:
    return "nobody answered" if isinstance(error, TimeoutError) else error.strerror or str(error)


def check_frame(
    feed: FeedConfig, standing: Standing | None, status: Path, wait: Callable[[float], None]
) -> Finding:
    """Publish a frame and see the daemon count it. standing: of a daemon that runs, else None.

    wait: ``time.sleep``, but in tests.
    """
    if standing is None:
        return Finding("frame", "unknown", "no daemon runs that could count a test frame")
    if feed.keys and not os.environ.get(KEYS_VARIABLE):
        todo = f"set {KEYS_VARIABLE} to a folder with a hook's keys"
        return Finding("frame", "unknown", "the feed takes keys, and none are given", todo)
    with FramePublisher(TEST_CAMERA, endpoint=feed.endpoint) as hook:
        begin = time.monotonic()
        picture = np.full(_SIZE, 127, np.uint8)
        while not hook.publish(picture):
            wait(_STEP_SECONDS)
            if time.monotonic() - begin > _SEND_SECONDS:
                seen = hook.statistics()
                why = seen.last_error or f"it asked for {seen.subscriptions} topics"
                todo = "see whether another version of the daemon runs: `systemctl restart "
                found = f"the daemon did not ask for it ({why})"
                return Finding("frame", "bad", found, f"{todo}virk-edge`")
        while time.monotonic() - begin < _TOLD_SECONDS:
            wait(_STEP_SECONDS)
            now = _standing(status)
            if now is not None and now.test_frames > standing.test_frames:
                took = time.monotonic() - begin
                found = f"a test frame went through the hook and was counted after {took:.1f} s"
                return Finding("frame", "good", found)
    todo = "see the journal for messages that were refused"
    return Finding("frame", "bad", "a test frame was sent and never counted", todo)


def _standing(path: Path) -> Standing | None:
    try:
        return load_standing(path)
    except VirkError:
        return None


def _open_folder(path: Path, owner: int) -> str:
    """Empty if there is none, or a folder cannot be looked at."""
    try:
        folder = open_folder(path, owner)
    except OSError:
        return ""
    return "" if folder is None else str(folder)


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
