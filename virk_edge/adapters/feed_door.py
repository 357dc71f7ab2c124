"""Who is let in to a feed: answers ZeroMQ's question about each key, counts whom it turned away.

The protocol of the question is ZAP 1.0 (https://rfc.zeromq.org/spec/27/). It is answered on the
feed's own thread; a peer that is refused costs one log line per spell and a counter.
"""

from __future__ import annotations

import logging
from collections import Counter

import zmq
from zmq.utils import z85

from virk_edge.adapters.feed_keys import DaemonKeys
from virk_edge.errors import ConfigError

UNKNOWN_KEY = "unknown_key"
HANDSHAKE = "handshake"
HANDSHAKE_MS = 10_000  # for a peer to say who it is; ZeroMQ's own is 30 s
# What the feed's monitor has to tell this door.
FAILURES = (
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
)
_ZAP = "inproc://zeromq.zap.01"
_ZAP_PARTS = 7  # version, request, domain, address, identity, mechanism, key
_ANSWERS_PER_TURN = 16
_CALM_NS = 60 * 10**9
_log = logging.getLogger("virk_edge.feed")


class FeedDoor:
    """One receiver's door. Without keys everybody who reaches the endpoint may enter."""

    def __init__(self, keys: DaemonKeys | None) -> None:
        self._keys = keys
        self._zap: zmq.Socket[bytes] | None = None
        self._refused: Counter[str] = Counter()
        self._refused_ns: int | None = None  # the last refusal, while somebody is being refused

    @property
    def asks(self) -> zmq.Socket[bytes] | None:
        """The socket that ``answer`` wants to be called for when it can be read."""
        return self._zap

    def hang(self, context: zmq.Context[zmq.Socket[bytes]], sub: zmq.Socket[bytes]) -> None:
        """Lock ``sub``, before it binds. Must be undone by ``take_down``."""
        sub.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
        if self._keys is None:
            return
        self._zap = context.socket(zmq.REP)
        self._zap.setsockopt(zmq.LINGER, 0)
        self._zap.bind(_ZAP)
        sub.setsockopt(zmq.CURVE_SERVER, 1)
        sub.setsockopt(zmq.CURVE_SECRETKEY, self._keys.secret)
        sub.setsockopt(zmq.ZAP_DOMAIN, b"feed")
        sub.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)  # should nobody answer, nobody enters
        sub.setsockopt(zmq.TCP_KEEPALIVE, 1)  # a host that lost its power is forgotten
        sub.setsockopt(zmq.TCP_KEEPALIVE_IDLE, 60)

    def take_down(self) -> None:
        """Answer no more."""
        if self._zap is not None:
            self._zap.close(linger=0)
            self._zap = None

    def answer(self, now_ns: int) -> None:
        """Answer some of the peers that wait; the rest is for the next turn."""
        for _ in range(_ANSWERS_PER_TURN):
            if self._zap is None or not int(self._zap.get(zmq.EVENTS)) & zmq.POLLIN:
                return
            parts = self._zap.recv_multipart()
            name, why = self._judge(parts)
            # Version and number of the question; status and its text; user; what else is known.
            verdict = b"400" if name is None else b"200"
            self._zap.send_multipart([*parts[:2], verdict, b"", (name or "").encode(), b""])
            if name is None:
                self._turn_away(UNKNOWN_KEY, why, now_ns)

    def failed(self, event: int, now_ns: int) -> None:
        """The monitor saw a handshake fail; for a key that was refused, ``answer`` has counted."""
        if event != zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            why = "a peer did not get to the end of its handshake; "
            why += "no ZeroMQ, no keys or the keys of another daemon" if self._keys else "no ZeroMQ"
            self._turn_away(HANDSHAKE, why, now_ns)

    def look(self, now_ns: int) -> None:
        """Leave the spell of refusals when it was calm for a minute."""
        if self._refused_ns is not None and now_ns - self._refused_ns > _CALM_NS:
            self._refused_ns = None
            _log.info("feed_calm: nobody was turned away for a minute")

    def refused(self) -> dict[str, int]:
        """Peers turned away so far, by ``UNKNOWN_KEY`` and ``HANDSHAKE``. From any thread."""
        return dict(self._refused)

    def _judge(self, parts: list[bytes]) -> tuple[str | None, str]:
        """The camera host's name, or None and why not."""
        if len(parts) != _ZAP_PARTS or self._keys is None:
            return None, "ZeroMQ asks in a way that is not understood"
        address, key = parts[3].decode("ascii", "replace"), z85.encode(parts[6])
        try:
            name = self._keys.names().get(key)
        except ConfigError as error:
            return None, str(error)
        return name, f"{address} has the key {key.decode()}, which is not among the clients"

    def _turn_away(self, word: str, why: str, now_ns: int) -> None:
        self._refused[word] += 1
        if self._refused_ns is None:
            _log.warning("feed_refused reason=%s: %s; counting silently", word, why)
        self._refused_ns = now_ns
