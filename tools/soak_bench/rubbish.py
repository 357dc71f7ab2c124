"""A program that connects and speaks no protocol: the daemon must refuse its messages."""

from __future__ import annotations

import zmq

_EACH = 6


class Rubbish:
    """While it is there, a few malformed messages under the name of a real camera.

    sent: messages that ZeroMQ has taken.
    """

    def __init__(self, endpoint: str, camera: str) -> None:
        self.sent = 0
        self._endpoint = endpoint
        self._messages = (
            [f"{camera}/m/".encode(), b"\xc1 no msgpack"],
            [f"{camera}/m/".encode(), b""],
            [f"{camera}/m/".encode()],
            [f"{camera}/f/7/".encode(), b"\x80", b"pixels"],
            [f"{camera}/f/7/".encode(), b"\x80", b"", b"", b""],
        )
        self._context: zmq.Context[zmq.Socket[bytes]] | None = None
        self._socket: zmq.Socket[bytes] | None = None
        self._left = 0
        self._subscribed = False

    def follow(self, *, there: bool) -> None:
        """Connect, send what is left to send, or go away."""
        if not there:
            self._go()
            return
        if self._socket is None:
            self._context = zmq.Context(io_threads=1)
            self._socket = self._context.socket(zmq.XPUB)
            self._socket.setsockopt(zmq.LINGER, 0)
            self._socket.connect(self._endpoint)
            self._left, self._subscribed = _EACH, False
        # A message before the daemon's subscriptions have come would go nowhere.
        while int(self._socket.get(zmq.EVENTS)) & zmq.POLLIN:
            self._socket.recv()
            self._subscribed = True
        if self._subscribed and self._left:
            self._left -= 1
            self._socket.send_multipart(self._messages[self._left % len(self._messages)])
            self.sent += 1

    def _go(self) -> None:
        if self._socket is not None and self._context is not None:
            self._socket.close(linger=0)
            self._context.term()
            self._socket = self._context = None
