"""The daemon's end of the feed: one thread that receives, a slot per camera for its newest frame.

Law: the thread never waits for a consumer. What a newer frame replaces, and every message that is
not accepted, is counted by reason; nothing that arrives can end the thread.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType

import zmq

from virk_edge.adapters.beat import Beat
from virk_edge.adapters.feed_door import FAILURES, FeedDoor
from virk_edge.adapters.feed_endpoint import Admission, FeedEndpoint
from virk_edge.adapters.feed_inbox import FeedInbox, FeedOptions, FeedStatistics
from virk_edge.adapters.feed_keys import DaemonKeys
from virk_edge.adapters.host import boot_ns
from virk_edge.core.discovery import Discovery
from virk_edge.errors import WireError
from virk_edge.formats.frame_header import HEADER_BYTES_MAX
from virk_edge.formats.topics import TEST_TOPICS
from virk_edge.formats.wire import is_camera_name, subscriptions_for
from virk_edge.nouns import Frame, FrameInfo

__all__ = ["Admission", "FeedOptions", "FeedReceiver", "FeedStatistics"]

QUEUE_MESSAGES = 2
_CALM_NS = 60 * 10**9
_MESSAGES_PER_TURN = 256  # between two looks at subscriptions and connections
_COPIED_PARTS = 2  # topic and header, where a copy is quicker than a view
_MONITOR_EVENT = struct.Struct("=HI")  # libzmq's first part: what happened, and a value
_TURN_MS = 1000
_TURN_TIMED_MS = 50  # while headers are held back, or discovery waits for its time
_log = logging.getLogger("virk_edge.feed")


class FeedReceiver:
    """Receives at ``endpoint`` from ``start`` to ``close``; ``with`` does both.

    ``on_ready()`` is called on the receiving thread when there is news, once until something is
    taken; it must return at once (``loop.call_soon_threadsafe`` does). News is a frame, or headers
    that have lain there for 50 ms. All methods may be called from any thread. A taken frame's
    payload lies in ZeroMQ's own memory and was not copied; it lives as long as the frame is held.
    """

    def __init__(
        self,
        endpoint: str,
        options: FeedOptions | None = None,
        admission: Admission | None = None,
        *,
        on_ready: Callable[[], None] | None = None,
        listen_fd: int | None = None,
    ) -> None:
        options = options or FeedOptions()
        for camera, level in (options.cameras or {}).items():
            _check_subscription(camera, level)
        admission = admission or Admission()
        self._endpoint = FeedEndpoint(endpoint, admission, listen_fd=listen_fd)
        self._door = FeedDoor(DaemonKeys(Path(admission.keys)) if admission.keys else None)
        self._inbox = FeedInbox(options, on_ready)
        self._message_bytes_max = options.limits.payload_bytes_max + 1
        self._discovery = Discovery() if options.cameras is None else None
        self._connections = 0
        self._failures = 0  # handshakes that failed, whose connection is not reported closed yet
        self._subscribed: set[bytes] = set()
        self._followed: tuple[Mapping[str, int | None], bool] = {}, False  # what led to these
        self._refused_ns: int | None = None  # the last refusal, while messages are malformed
        self.beat = Beat()  # of the receiving thread: it has a turn a second at least
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # ZeroMQ's sockets belong to the thread; this pair is how others wake it.
        self._wake_here, self._wake_there = socket.socketpair()
        self._wake_here.setblocking(False)
        self._wake_there.setblocking(False)

    def start(self) -> None:
        """Bind and begin to receive. Raises ``ConfigError``, ``StorageError``: see FeedEndpoint."""
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context(io_threads=1)
        sub = context.socket(zmq.SUB)
        try:
            sub.setsockopt(zmq.LINGER, 0)
            sub.setsockopt(zmq.RCVHWM, QUEUE_MESSAGES)
            sub.setsockopt(zmq.MAXMSGSIZE, self._message_bytes_max)
            monitor = sub.get_monitor_socket(
                zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED | FAILURES
            )
            self._follow_subscriptions(sub)  # first, so that no hook sends in vain
            self._door.hang(context, sub)
            self._endpoint.bind(sub)
        except BaseException:
            self._door.take_down()
            _close(context, sub)
            raise
        self._thread = threading.Thread(
            target=self._run, args=(context, sub, monitor), name="feed", daemon=True
        )
        self._thread.start()

    def subscribe(self, camera: str, level: int | None) -> None:
        """From now on take one frame in ``2**level`` of ``camera``, None for metadata alone.

        Takes effect within a frame's time. Raises ``ValueError`` for a bad name or level.
        """
        _check_subscription(camera, level)
        self._inbox.set_level(camera, level)
        self._wake()

    def take_frame(self, camera: str | None = None) -> Frame | None:
        """The newest frame of ``camera``, or of the camera that has waited longest; None if none.

        Raises whatever ended the receiving thread, if something did.
        """
        return self._inbox.take_frame(camera)

    def waiting(self) -> dict[str, int]:
        """Cameras with a frame to take: CLOCK_BOOTTIME since when nobody took one, longest first.

        The thread's own lag is in it, and the consumer's, whatever newer frames have come since.
        """
        return self._inbox.waiting()

    def take_metadata(self) -> tuple[FrameInfo, ...]:
        """All headers since the last call, oldest first, of all cameras. Raises as take_frame."""
        return self._inbox.take_metadata()

    def wait(self, timeout_s: float) -> bool:
        """Wait until there is news; False if nothing can be taken. Raises as take_frame."""
        return self._inbox.wait(timeout_s)

    def statistics(self) -> FeedStatistics:
        """What was received so far, and who was turned away."""
        seen = self._inbox.statistics(
            connections=self._connections, discovering=b"" in self._subscribed
        )
        refused = MappingProxyType({**seen.refused, **self._door.refused()})
        return dataclasses.replace(seen, refused=refused)

    def close(self) -> None:
        """Stop receiving and give the endpoint back. What is in the slots can still be taken."""
        self._stopping.set()
        self._wake()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._wake_here.close()
        self._wake_there.close()

    def __enter__(self) -> FeedReceiver:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _wake(self) -> None:
        # A full buffer means that the thread is being woken already; a closed one, that it ended.
        with contextlib.suppress(OSError):
            self._wake_here.send(b"x")

    def _run(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        sub: zmq.Socket[bytes],
        monitor: zmq.Socket[bytes],
    ) -> None:
        try:
            poller = zmq.Poller()
            for waker in (sub, monitor, self._wake_there, self._door.asks):
                if waker is not None:
                    poller.register(waker, zmq.POLLIN)
            held = False
            while not self._stopping.is_set():
                self.beat.turn()
                self._follow_subscriptions(sub)
                self._leave_malformed()
                self._door.look(boot_ns())
                timed = held or (self._discovery is not None and self._discovery.is_timed)
                ready = {who for who, _ in poller.poll(_TURN_TIMED_MS if timed else _TURN_MS)}
                if ready - {sub}:  # seldom: each costs a call to look
                    with contextlib.suppress(BlockingIOError):
                        self._wake_there.recv(4096)
                    self._door.answer(boot_ns())
                    self._follow_connections(monitor)
                self._receive(sub, monitor)
                held = self._inbox.announce(boot_ns())
        except BaseException as failure:  # told to whoever takes next, who ends the process
            self._inbox.fail(failure)
            self._inbox.announce(boot_ns())
        finally:
            self._door.take_down()
            _close(context, sub)
            self._endpoint.release()

    def _follow_subscriptions(self, sub: zmq.Socket[bytes]) -> None:
        levels = self._inbox.levels()  # another object whenever one has changed
        everything = self._discovery is not None and self._discovery.is_open(boot_ns())
        if self._followed[0] is levels and self._followed[1] == everything:
            return
        self._followed = levels, everything
        wanted = {
            topic for camera, level in levels.items() for topic in subscriptions_for(camera, level)
        }
        wanted.add(TEST_TOPICS)
        if everything:
            wanted.add(b"")
        for topic in wanted - self._subscribed:
            sub.setsockopt(zmq.SUBSCRIBE, topic)
        for topic in self._subscribed - wanted:
            sub.setsockopt(zmq.UNSUBSCRIBE, topic)
        self._subscribed = wanted

    def _follow_connections(self, monitor: zmq.Socket[bytes]) -> None:
        for _ in range(_MESSAGES_PER_TURN):
            if not int(monitor.get(zmq.EVENTS)) & zmq.POLLIN:
                break
            event, _ = _MONITOR_EVENT.unpack(monitor.recv_multipart()[0])
            if event & FAILURES:
                self._failures += 1
                self._door.failed(event, boot_ns())
                continue
            came = event == zmq.EVENT_HANDSHAKE_SUCCEEDED
            if not came and self._failures:  # it was never among the connections
                self._failures -= 1
                continue
            self._connections = max(0, self._connections + (1 if came else -1))
            if self._discovery is not None and came:
                self._discovery.connected(boot_ns())
            elif self._discovery is not None:
                self._discovery.disconnected()

    def _receive(self, sub: zmq.Socket[bytes], monitor: zmq.Socket[bytes]) -> None:
        for _ in range(_MESSAGES_PER_TURN):
            if not int(sub.get(zmq.EVENTS)) & zmq.POLLIN:  # dearer to be told by an exception
                break
            self._accept(_message(sub), monitor)

    def _accept(self, parts: list[bytes | memoryview], monitor: zmq.Socket[bytes]) -> None:
        now_ns = boot_ns()
        try:
            info = self._inbox.accept(parts, now_ns)
        except WireError as error:
            if self._refused_ns is None:
                _log.warning("feed_malformed reason=%s: %s; counting silently", error.reason, error)
            self._refused_ns = now_ns
            return
        if self._discovery is not None and not self._discovery.knows(info.camera, info.run):
            self._follow_connections(monitor)  # a connection is known before it speaks
            self._discovery.heard(info.camera, info.run)

    def _leave_malformed(self) -> None:
        if self._refused_ns is not None and boot_ns() - self._refused_ns > _CALM_NS:
            self._refused_ns = None
            _log.info("feed_well_formed: no malformed message for a minute")


def _message(sub: zmq.Socket[bytes]) -> list[bytes | memoryview]:
    """The parts of the next message, which is there: it comes whole or not at all."""
    parts: list[bytes | memoryview] = []
    more = True
    while more:
        part = sub.recv(zmq.DONTWAIT, copy=False)
        small = len(parts) < _COPIED_PARTS and len(part) <= HEADER_BYTES_MAX
        parts.append(part.bytes if small else part.buffer.toreadonly())
        more = part.more
    return parts


def _check_subscription(camera: str, level: int | None) -> None:
    if not is_camera_name(camera):
        raise ValueError(f"{camera!r} cannot name a camera")
    subscriptions_for(camera, level)


def _close(context: zmq.Context[zmq.Socket[bytes]], sub: zmq.Socket[bytes]) -> None:
    sub.disable_monitor()
    sub.close(linger=0)
    context.destroy(linger=0)  # waits until nothing listens any more
