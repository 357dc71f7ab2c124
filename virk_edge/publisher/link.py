"""The hook's ZeroMQ socket: who wants what, and handing a message over without ever waiting.

Methods may raise; the hook that calls them does not. Every call returns at once.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import zmq

from virk_edge.formats.endpoints import unkeyed_complaint
from virk_edge.formats.wire import LEVEL_MAX, topic_frame, topic_metadata
from virk_edge.nouns import U8
from virk_edge.publisher.keys import KeysError, hook_keys

QUEUE_MESSAGES = 2
RECONNECT_MS = 200
REOPEN_FIRST_NS = 10**9
REOPEN_MAX_NS = 60 * 10**9
SUBSCRIPTIONS_MAX = 1024  # a daemon with 100 cameras asks every hook for 900
_READS_PER_CALL = 64  # so that a flood of subscriptions cannot hold up a frame
# Plain numbers: arithmetic on the enums they come from costs more than the calls they are for.
_POLLIN = int(zmq.POLLIN)
_NOW = int(zmq.DONTWAIT)
_NOW_AND_MORE = int(zmq.DONTWAIT | zmq.SNDMORE)
_NOBODY = (False,) * (LEVEL_MAX + 1)


class FeedLink:
    """One camera's XPUB socket with the options of docs/feed.md, opened by the first ``refresh``.

    ``wants_metadata`` and ``wants_level[level]`` say what the daemon is subscribed to just now.
    ``keys`` is the folder of a camera host's keys, or empty: then the endpoint must be local.
    """

    def __init__(self, endpoint: str, camera: str, keys: str = "") -> None:
        self._endpoint = endpoint
        self._keys = keys
        self.topic_metadata = topic_metadata(camera)
        self.topics = tuple(topic_frame(camera, level) for level in range(LEVEL_MAX + 1))
        self.wants_metadata = False
        self.wants_level = _NOBODY
        self.subscriptions: set[bytes] = set()
        self._context: zmq.Context[zmq.Socket[bytes]] | None = None
        self._socket: zmq.Socket[bytes] | None = None
        self._mid_message = False
        self._reopen_ns = 0
        self._reopen_wait_ns = REOPEN_FIRST_NS
        self.pid: int | None = None  # the process that opened the socket and alone may use it

    def refresh(self, now_ns: int) -> None:
        """Bring the two ``wants`` up to date; opens the socket when there is none.

        Raises ``zmq.ZMQError``, ``KeysError`` and the like; after a failure to open it does nothing
        for 1 s, then for twice as long each time, at most a minute.
        """
        if self._mid_message:  # cut off between two parts: the next message would be its tail
            self.drop()
        if self._socket is None:
            if now_ns < self._reopen_ns:
                return
            self._reopen_ns = now_ns + self._reopen_wait_ns
            self._reopen_wait_ns = min(2 * self._reopen_wait_ns, REOPEN_MAX_NS)
            self._open()
        # Asking for events first costs half of a failed recv.
        if self._socket is not None and int(self._socket.get(zmq.EVENTS)) & _POLLIN:
            self._read_subscriptions(self._socket)
        if self._keys and not self.subscriptions and now_ns >= self._reopen_ns:
            # ZeroMQ never asks again where a key was refused, and the daemon may know it by now.
            self.drop()

    def send(
        self, topic: bytes, header: bytes, payload: memoryview | None = None, *, copy: bool
    ) -> bool:
        """Hand one message over; False if the queue is full, and then nothing was copied.

        ``payload`` is any C-contiguous buffer, or None for a message of two parts. With ``copy``
        the pixels are copied before this returns, so the caller may reuse its buffer.
        """
        if self._socket is None:
            return False
        try:
            # With XPUB_NODROP the first part decides for all: the pixels are not touched yet.
            self._socket.send(topic, _NOW_AND_MORE)
        except zmq.Again:
            return False
        self._mid_message = True
        if payload is None:
            self._socket.send(header, _NOW)
        else:
            self._socket.send(header, _NOW_AND_MORE)
            self._socket.send(payload, _NOW, copy=copy)
        self._mid_message = False
        self._reopen_wait_ns = REOPEN_FIRST_NS
        return True

    def drop(self) -> None:
        """Close the socket; the next ``refresh`` whose turn it is opens a new one."""
        socket, context = self._socket, self._context
        self._socket = self._context = None
        self._mid_message = False
        self.subscriptions.clear()
        self._match()
        if self.pid != os.getpid():
            return  # a forked child must not touch its parent's socket
        if socket is not None:
            socket.close(linger=0)
        if context is not None:
            context.term()  # returns at once: its only socket is closed and lingers for nothing

    def _open(self) -> None:
        self.pid = os.getpid()
        self._context = zmq.Context(io_threads=1)
        try:
            socket = self._context.socket(zmq.XPUB)
        except BaseException:
            self.drop()
            raise
        self._socket = socket
        try:
            socket.setsockopt(zmq.LINGER, 0)
            socket.setsockopt(zmq.SNDHWM, QUEUE_MESSAGES)
            socket.setsockopt(zmq.IMMEDIATE, 1)
            socket.setsockopt(zmq.XPUB_NODROP, 1)
            socket.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MS)
            socket.setsockopt(zmq.IPV6, "[" in self._endpoint)
            self._lock(socket)
            socket.connect(self._endpoint)
        except BaseException:
            self.drop()
            raise

    def _lock(self, socket: zmq.Socket[bytes]) -> None:
        if self._keys:
            daemon_public, public, secret = hook_keys(Path(self._keys))
            socket.setsockopt(zmq.CURVE_SERVERKEY, daemon_public)
            socket.setsockopt(zmq.CURVE_PUBLICKEY, public)
            socket.setsockopt(zmq.CURVE_SECRETKEY, secret)
            return
        complaint = unkeyed_complaint(self._endpoint)
        if complaint is not None:
            raise KeysError(f"{self._endpoint} will not do: {complaint}")

    def _read_subscriptions(self, socket: zmq.Socket[bytes]) -> None:
        for _ in range(_READS_PER_CALL):
            try:
                message = socket.recv(_NOW)
            except zmq.Again:
                break
            if message[:1] == b"\x01" and len(self.subscriptions) < SUBSCRIPTIONS_MAX:
                self.subscriptions.add(message[1:])
            elif message[:1] == b"\x00":
                self.subscriptions.discard(message[1:])
        self._match()

    def _match(self) -> None:
        prefixes = tuple(self.subscriptions)
        self.wants_metadata = self.topic_metadata.startswith(prefixes)
        self.wants_level = tuple(topic.startswith(prefixes) for topic in self.topics)


class Scratch:
    """A buffer for frames that are not C-contiguous, reused from frame to frame."""

    def __init__(self) -> None:
        self._buffer: U8 | None = None

    def contiguous(self, frame: U8) -> U8:
        """``frame`` itself if it is contiguous, else a copy that is good until the next call."""
        if frame.flags.c_contiguous:
            return frame
        if self._buffer is None or self._buffer.shape != frame.shape:
            self._buffer = np.empty(frame.shape, np.uint8)
        np.copyto(self._buffer, frame)
        return self._buffer
