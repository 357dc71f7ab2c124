"""The receivers that ``tools/bench intake`` compares, and what their process spends."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import zmq

from virk_edge.adapters.feed import FeedOptions, FeedReceiver
from virk_edge.nouns import Frame

PATIENCE_S = 60.0
OURS, BARE = "FeedReceiver", "bare pyzmq"


class Ours:
    """The feed, as the compute thread uses it. ``thread``: the receiving one's native number.

    ``take`` waits, and returns how many messages came and the payload of a frame.
    """

    def __init__(self, feed: FeedReceiver, headers_only: bool) -> None:
        self._feed, self._headers_only = feed, headers_only
        found = next(t for t in threading.enumerate() if t.name == "feed")
        self.thread = found.native_id or 0

    def take(self) -> tuple[int, bytes | memoryview | None]:
        """One wait, all headers, one frame."""
        if not self._feed.wait(PATIENCE_S):
            raise TimeoutError("nothing came")
        headers, frame = self._feed.take_metadata(), self._feed.take_frame()
        if self._headers_only:
            return len(headers), None
        return (1, frame.payload) if isinstance(frame, Frame) else (0, None)


class Bare:
    """The same of the shortest loop around the same socket, in the calling thread."""

    def __init__(self, socket: zmq.Socket[bytes], headers_only: bool) -> None:
        self._socket, self._headers_only = socket, headers_only
        self.thread = threading.get_native_id()

    def take(self) -> tuple[int, bytes | memoryview | None]:
        """One message."""
        parts = self._socket.recv_multipart(copy=False)
        if self._headers_only:
            return 1, None
        return (1, parts[2].buffer) if len(parts) == 3 else (0, None)


@contextmanager
def receiving(
    kind: str, endpoint: str, cameras: list[str], *, headers_only: bool
) -> Iterator[Ours | Bare]:
    """A receiver of either kind, bound; the daemon's finds its cameras by itself."""
    if kind == OURS:
        options = FeedOptions(level=None if headers_only else 0)
        with FeedReceiver(endpoint, options) as feed:
            yield Ours(feed, headers_only)
        return
    with zmq.Context() as context, context.socket(zmq.SUB) as socket:
        socket.setsockopt(zmq.RCVHWM, 2)
        socket.setsockopt(zmq.RCVTIMEO, round(1e3 * PATIENCE_S))
        for name in cameras:
            socket.setsockopt(zmq.SUBSCRIBE, f"{name}/{'m' if headers_only else ''}".encode())
        socket.bind(endpoint)
        yield Bare(socket, headers_only)


@dataclass(frozen=True)
class Spent:
    """What this process has spent: nanoseconds by thread, pages, waits."""

    io_ns: int
    feed_ns: int
    total_ns: int
    faults: int
    switches: int


def spent(thread: int) -> Spent:
    """Until now. ``thread``: the receiving one."""
    ran_ns = {}
    for task in Path("/proc/self/task").iterdir():
        name = (task / "comm").read_text(encoding="ascii").strip()
        name = "feed" if task.name == str(thread) else name
        ran_ns[name] = int((task / "schedstat").read_text(encoding="ascii").split()[0])
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return Spent(
        io_ns=sum(ns for name, ns in ran_ns.items() if name.startswith("ZMQbg/IO")),
        feed_ns=ran_ns["feed"],
        total_ns=time.clock_gettime_ns(time.CLOCK_PROCESS_CPUTIME_ID),
        faults=usage.ru_minflt,
        switches=usage.ru_nvcsw,
    )
