"""What the feed has received and nobody has taken yet: newest frame per camera, and headers.

The meeting place of the receiving thread and its consumers; everything is under one lock, and
everything that does not stay here is counted by reason.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from virk_edge.core.arrivals import Arrivals, CameraCounts
from virk_edge.errors import WireError
from virk_edge.formats.topics import TEST_CAMERA
from virk_edge.formats.wire import WireLimits, decode_header, decode_message, level_of
from virk_edge.nouns import Frame, FrameInfo

METADATA_MAX = 4096  # headers that wait to be taken; some seconds of all cameras
HEADERS_HELD_NS = 50 * 10**6  # that a header waits for company: see ``announce``
METADATA_DROPPED = "metadata_dropped"
TOO_MANY_CAMERAS = "too_many_cameras"
UNKNOWN_CAMERA = "unknown_camera"


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """How a feed is received.

    cameras: configured cameras, each with its level (None: metadata alone); nothing else is
    listened to. None: cameras are discovered, at most ``cameras_max``, each first with ``level``.
    """

    limits: WireLimits = field(default_factory=WireLimits)
    cameras: Mapping[str, int | None] | None = None
    level: int | None = 3
    cameras_max: int = 32


@dataclass(frozen=True, slots=True)
class FeedStatistics:
    """What the feed received. ``refused`` is by ``Refusal`` and the words of this module;
    ``test_frames`` came whole under ``TEST_CAMERA`` and went no further."""

    messages: int
    refused: Mapping[str, int]
    connections: int
    discovering: bool
    cameras: Mapping[str, CameraCounts]
    waiting: frozenset[str]  # cameras with a frame that nobody has taken yet
    test_frames: int = 0


class FeedInbox:
    """``on_ready()`` is called when there is news, once until something is taken."""

    def __init__(self, options: FeedOptions, on_ready: Callable[[], None] | None) -> None:
        self._options = options
        self._on_ready = on_ready
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        # Never changed, but replaced: who has seen it knows whether anything is new.
        self._levels: Mapping[str, int | None] = dict(options.cameras or {})
        self._arrivals = {camera: Arrivals(camera) for camera in self._levels}
        self._slots: dict[str, Frame] = {}
        self._waiting_ns: dict[str, int] = {}  # since when something waits in each slot
        self._metadata: deque[FrameInfo] = deque()
        self._metadata_ns = 0  # when the oldest of them came
        self._ripe = False  # it has been held back for long enough
        self._header: tuple[bytes, FrameInfo] | None = None  # the last one, and what it means
        self._refused: Counter[str] = Counter()
        self._messages = 0
        self._test_frames = 0
        self._announced = False
        self._failure: BaseException | None = None

    def set_level(self, camera: str, level: int | None) -> None:
        """What of ``camera`` is asked for from now on."""
        with self._lock:
            self._levels = {**self._levels, camera: level}
            self._arrivals.setdefault(camera, Arrivals(camera))

    def levels(self) -> Mapping[str, int | None]:
        """What is asked for, by camera; the same object until that changes."""
        return self._levels

    def accept(self, parts: Sequence[bytes | memoryview], now_ns: int) -> FrameInfo:
        """File one message; returns whose it is. Raises ``WireError``, which is counted here."""
        with self._lock:
            self._messages += 1
            try:
                message = decode_message(parts, self._options.limits, self._decoded)
            except WireError as error:
                self._refused[error.reason] += 1
                raise
            info = message.info if isinstance(message, Frame) else message
            if info.camera == TEST_CAMERA:
                self._test_frames += isinstance(message, Frame)
            elif self._admit(info.camera):
                if isinstance(message, Frame):
                    self._put_frame(message, now_ns)
                else:
                    self._put_metadata(message, now_ns)
            return info

    def announce(self, now_ns: int) -> bool:
        """Tell the consumers what is new; called after a turn, not per message.

        A frame is news at once. Headers alone are held back for 50 ms, as the frame that they speak
        of is often on its way: so one wake-up does for both, and for the headers of many cameras.
        True if some are held back now, which asks for a call when their time is over.
        """
        with self._lock:
            self._ripe |= bool(self._metadata) and now_ns - self._metadata_ns >= HEADERS_HELD_NS
            news, told = self._has_news(), self._announced
            if news:
                self._announced = True
                self._news.notify_all()
            held = bool(self._metadata) and not news
        if news and not told and self._on_ready is not None:
            self._on_ready()
        return held

    def fail(self, failure: BaseException) -> None:
        """The receiving thread is at its end; whoever takes next is told why."""
        with self._lock:
            self._failure = failure

    def take_frame(self, camera: str | None = None) -> Frame | None:
        """The newest frame of ``camera``, or of the camera that has waited longest; None if none.

        Raises whatever ended the receiving thread, if something did.
        """
        with self._lock:
            self._check()
            self._announced = False
            if camera is None:
                camera = next(iter(self._slots), "")
            self._waiting_ns.pop(camera, None)
            return self._slots.pop(camera, None)

    def waiting(self) -> dict[str, int]:
        """Cameras with a frame to take: CLOCK_BOOTTIME since when nobody has taken one, longest
        first. A newer frame takes the place of the one that waits, and not its time."""
        with self._lock:
            return dict(self._waiting_ns)

    def take_metadata(self) -> tuple[FrameInfo, ...]:
        """All headers since the last call, oldest first, of all cameras. Raises as take_frame."""
        with self._lock:
            self._check()
            self._announced = False
            self._ripe = False
            taken = tuple(self._metadata)
            self._metadata.clear()
            return taken

    def wait(self, timeout_s: float) -> bool:
        """Wait until there is news; False if nothing can be taken. Raises as take_frame."""
        with self._lock:
            self._news.wait_for(self._has_news, timeout_s)
            self._check()
            return bool(self._slots or self._metadata)

    def statistics(self, *, connections: int, discovering: bool) -> FeedStatistics:
        """What was received so far."""
        with self._lock:
            cameras = {name: a.counts(self._levels[name]) for name, a in self._arrivals.items()}
            return FeedStatistics(
                messages=self._messages,
                refused=MappingProxyType(dict(self._refused)),
                connections=connections,
                discovering=discovering,
                cameras=MappingProxyType(cameras),
                waiting=frozenset(self._slots),
                test_frames=self._test_frames,
            )

    def _has_news(self) -> bool:
        return bool(self._slots) or self._ripe or self._failure is not None

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _decoded(self, header: bytes) -> FrameInfo:
        """A frame repeats the header that its metadata have just brought: read once."""
        if self._header is None or self._header[0] != header:
            self._header = header, decode_header(header)
        return self._header[1]

    def _admit(self, camera: str) -> bool:
        if camera in self._levels:
            return True
        if self._options.cameras is not None:
            self._refused[UNKNOWN_CAMERA] += 1
            return False
        if len(self._levels) >= self._options.cameras_max:
            self._refused[TOO_MANY_CAMERAS] += 1
            return False
        self._levels = {**self._levels, camera: self._options.level}
        self._arrivals[camera] = Arrivals(camera)
        return True

    def _put_frame(self, frame: Frame, now_ns: int) -> None:
        camera = frame.info.camera
        arrivals, level = self._arrivals[camera], self._levels[camera]
        # Frames sent before a change of level was known, and all of them during discovery.
        if level is None or level_of(frame.info.seq) < level:
            arrivals.unrequested += 1
            return
        arrivals.frames += 1
        if camera in self._slots:
            arrivals.superseded += 1
        self._slots[camera] = frame  # keeps its place in the line of cameras
        self._waiting_ns.setdefault(camera, now_ns)

    def _put_metadata(self, info: FrameInfo, now_ns: int) -> None:
        self._arrivals[info.camera].note_metadata(info, now_ns)
        if not self._metadata:
            self._metadata_ns = now_ns
        if len(self._metadata) >= METADATA_MAX:
            self._metadata.popleft()
            self._refused[METADATA_DROPPED] += 1
        self._metadata.append(info)
