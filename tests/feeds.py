"""What the feed's tests share: endpoints, pictures, and waiting that never sleeps."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import zmq

from virk_edge.adapters.feed import FeedReceiver
from virk_edge.formats.wire import subscriptions_for
from virk_edge.nouns import U8, Frame
from virk_edge.publisher import FramePublisher

PATIENCE_S = 50.0  # of a machine that others use; pytest ends a test after 120 s


def endpoint_in(folder: Path) -> str:
    """An endpoint nobody else has."""
    return f"ipc://{folder}/feed.sock"


def picture(value: int = 0, height: int = 48, width: int = 64) -> U8:
    """A frame of one value."""
    return np.full((height, width, 3), value, np.uint8)


def until(happens: Callable[[], bool], pace: Callable[[], object]) -> None:
    """Try ``happens`` until it is true; ``pace`` waits for something real, a few milliseconds."""
    deadline = time.monotonic() + PATIENCE_S
    while not happens():
        assert time.monotonic() < deadline, "it did not happen in time"
        pace()


class SlowDaemon:
    """A SUB socket that reads only when told; ``breathe`` lets ZeroMQ do its own work."""

    def __init__(self, endpoint: str, camera: str, level: int = 0) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self._context.socket(zmq.SUB)
        self.socket.setsockopt(zmq.RCVHWM, 2)
        for topic in subscriptions_for(camera, level):
            self.socket.setsockopt(zmq.SUBSCRIBE, topic)
        self.socket.bind(endpoint)

    def breathe(self) -> None:
        """Wait up to 5 ms for a message, without taking it."""
        self.socket.poll(5)

    def take(self, timeout_ms: int = 0) -> list[bytes] | None:
        """One message, if there is one."""
        return self.socket.recv_multipart() if self.socket.poll(timeout_ms) else None

    def close(self) -> None:
        """Let go of the endpoint."""
        self._context.destroy(linger=0)

    def __enter__(self) -> SlowDaemon:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(publisher: FramePublisher, daemon: SlowDaemon) -> None:
    """Publish until the daemon's subscriptions have come and a frame went out; empty the daemon."""
    until(lambda: publisher.publish(picture()), daemon.breathe)
    while daemon.take(50) is not None:
        pass


def next_frame(publisher: FramePublisher, receiver: FeedReceiver, frame: U8) -> Frame:
    """Publish until the receiver has a frame."""
    found: list[Frame] = []

    def arrives() -> bool:
        publisher.publish(frame)
        receiver.wait(0.005)
        taken = receiver.take_frame()
        receiver.take_metadata()
        found.extend([taken] if taken is not None else [])
        return bool(found)

    until(arrives, lambda: None)
    return found[0]
