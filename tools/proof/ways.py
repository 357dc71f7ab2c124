"""Ways to bring frames to another process: our hook, pyzmq as it comes, and imagezmq's protocol.

imagezmq's is the one that its README and API describe, in a few lines of our own: a JSON part with
a message, dtype and shape, then the pixels without a copy, or JPEG bytes; REQ/REP, where the sender
waits for a reply to every frame, or PUB/SUB. Sockets have their default options but LINGER.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
import zmq

from virk_edge.adapters.feed import FeedOptions, FeedReceiver
from virk_edge.nouns import U8
from virk_edge.publisher import FramePublisher

CAMERA = "bench"
REPLY_MS = 1000  # imagezmq waits for ever; we want to say for how long
JPEG_QUALITY = 95  # OpenCV's default, and that of imagezmq's examples

Sent = tuple[int, U8]


class Sender(Protocol):
    """The camera program's end."""

    def send(self, seq: int, frame: U8) -> bool:
        """Send one frame; False if it did not go out."""

    @property
    def lost(self) -> int:
        """Frames that should have gone out and did not, so far as this end knows."""


class Receiver(Protocol):
    """The other end."""

    def take(self, timeout_s: float) -> Sent | None:
        """The next frame, uint8, with its number; None if none came in time."""


class HookSender:
    """``FramePublisher`` as it comes."""

    def __init__(self, endpoint: str, *, immutable: bool = False) -> None:
        self._hook = FramePublisher(CAMERA, endpoint=endpoint, immutable=immutable)

    def send(self, seq: int, frame: U8) -> bool:
        """The hook counts by itself, from 0 as we do."""
        return self._hook.publish(frame)

    @property
    def lost(self) -> int:
        """As the hook counts."""
        return self._hook.statistics().lost


class HookReceiver:
    """The daemon's end of the feed, asking for every frame."""

    def __init__(self, endpoint: str) -> None:
        self._feed = FeedReceiver(endpoint, FeedOptions(cameras={CAMERA: 0}))
        self._feed.start()

    def take(self, timeout_s: float) -> Sent | None:
        """The newest."""
        self._feed.wait(timeout_s)
        self._feed.take_metadata()
        frame = self._feed.take_frame()
        if frame is None:
            return None
        return frame.info.seq, np.frombuffer(frame.payload, np.uint8)


class PlainSender:
    """``send_multipart`` on a PUB socket, which copies; what it drops it does not say."""

    lost = 0

    def __init__(self, endpoint: str) -> None:
        self._socket = _socket(zmq.PUB)
        self._socket.bind(endpoint)

    def send(self, seq: int, frame: U8) -> bool:
        """A number and the pixels."""
        self._socket.send_multipart([b"%d" % seq, frame.data], copy=True)
        return True


class PlainReceiver:
    """A SUB socket that wants everything."""

    def __init__(self, endpoint: str) -> None:
        self._socket = _socket(zmq.SUB)
        self._socket.setsockopt(zmq.SUBSCRIBE, b"")
        self._socket.connect(endpoint)

    def take(self, timeout_s: float) -> Sent | None:
        """The oldest that waits."""
        if not self._socket.poll(round(timeout_s * 1000)):
            return None
        number, pixels = self._socket.recv_multipart(copy=False)
        return int(number.bytes), np.frombuffer(pixels.buffer, np.uint8)


class ImageSender:
    """As imagezmq sends. reply: REQ/REP, else PUB/SUB; jpeg: encoded first, else raw."""

    def __init__(self, endpoint: str, *, reply: bool, jpeg: bool) -> None:
        self._reply, self._jpeg = reply, jpeg
        self._waiting = False
        self.lost = 0
        self._socket = _socket(zmq.REQ if reply else zmq.PUB)
        if reply:
            self._socket.connect(endpoint)
        else:
            self._socket.bind(endpoint)

    def send(self, seq: int, frame: U8) -> bool:
        """Header, picture, and the reply if there is one to wait for."""
        if self._waiting and not self._hear():
            self.lost += 1
            return False
        header: dict[str, Any] = {"msg": str(seq)}
        if self._jpeg:
            _, encoded = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
            self._socket.send_json(header, zmq.SNDMORE)
            self._socket.send(encoded.data, copy=False)
        else:
            header |= {"dtype": str(frame.dtype), "shape": frame.shape}
            self._socket.send_json(header, zmq.SNDMORE)
            self._socket.send(frame.data, copy=False)
        self._waiting = self._reply
        return not self._waiting or self._hear()

    def _hear(self) -> bool:
        if not self._socket.poll(REPLY_MS):
            return False
        self._socket.recv()
        self._waiting = False
        return True


class ImageReceiver:
    """As imagezmq receives."""

    def __init__(self, endpoint: str, *, reply: bool) -> None:
        self._reply = reply
        self._socket = _socket(zmq.REP if reply else zmq.SUB)
        if reply:
            self._socket.bind(endpoint)
        else:
            self._socket.setsockopt(zmq.SUBSCRIBE, b"")
            self._socket.connect(endpoint)

    def take(self, timeout_s: float) -> Sent | None:
        """The oldest that waits; a JPEG is decoded, as its receiver would."""
        if not self._socket.poll(round(timeout_s * 1000)):
            return None
        first, picture = self._socket.recv_multipart(copy=False)
        if self._reply:
            self._socket.send(b"OK")
        header = json.loads(first.bytes)
        pixels = np.frombuffer(picture.buffer, np.uint8)
        if "shape" not in header:
            decoded = cv2.imdecode(pixels, cv2.IMREAD_COLOR)
            pixels = np.asarray(decoded, dtype=np.uint8).reshape(-1)
        return int(header["msg"]), pixels


@dataclass(frozen=True, slots=True)
class Way:
    """Both ends of one way."""

    name: str
    sender: Callable[[str], Sender]
    receiver: Callable[[str], Receiver]


def _image(name: str, *, reply: bool, jpeg: bool) -> Way:
    return Way(
        name,
        lambda endpoint: ImageSender(endpoint, reply=reply, jpeg=jpeg),
        lambda endpoint: ImageReceiver(endpoint, reply=reply),
    )


HOOK = Way("hook", HookSender, HookReceiver)
# The promise of ``immutable`` broken, to see what would come of it.
HOOK_IMMUTABLE = Way(
    "hook, immutable", lambda endpoint: HookSender(endpoint, immutable=True), HookReceiver
)
PLAIN = Way("pyzmq PUB", PlainSender, PlainReceiver)
IMAGE_PUB = _image("imagezmq PUB raw", reply=False, jpeg=False)
IMAGE_REQ = _image("imagezmq REQ raw", reply=True, jpeg=False)
COMPARED = (
    HOOK,
    PLAIN,
    IMAGE_PUB,
    _image("imagezmq PUB jpeg", reply=False, jpeg=True),
    IMAGE_REQ,
    _image("imagezmq REQ jpeg", reply=True, jpeg=True),
)
WAYS = {way.name: way for way in (*COMPARED, HOOK_IMMUTABLE)}


def _socket(kind: int) -> zmq.Socket[bytes]:
    socket: zmq.Socket[bytes] = zmq.Context.instance().socket(kind)
    socket.setsockopt(zmq.LINGER, 0)
    return socket


def value_of(seq: int) -> int:
    """What every byte of a frame of this number holds, where frames are a pattern.

    >>> value_of(0), value_of(1), value_of(256) == value_of(0)
    (13, 110, True)
    """
    return (97 * seq + 13) & 255


def is_torn(seq: int, pixels: U8) -> bool:
    """Whether a frame of the pattern holds bytes of another one."""
    return bool((pixels != value_of(seq)).any())
