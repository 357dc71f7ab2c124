"""Camera programs: one run each of a real hook, with books of what it made and handed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from soak_bench.clock import Pace
from soak_bench.script import SLOW_LOOP, Camera, Moment
from virk_edge.formats.topics import topic_metadata
from virk_edge.nouns import U8
from virk_edge.publisher import FramePublisher

_LOOP_US = 20_000
_LABELS = ("person", "bicycle", "dog")


@dataclass(slots=True)
class Books:
    """What one run of a program did. Frames by their numbers; -1 for none.

    headers, pixels: handed to ZeroMQ. first, last: the first and last header handed over; named:
    the first one that was asked for by the camera's name.
    headers_unnamed: handed over before that, to a daemon that listened to everything for a moment.
    lost: wanted and not sent, so far; lost_told: as the last header says it. broken: pictures
    that are none. killed: nobody waited for what was still on its way.
    """

    camera: str
    frames: int = 0
    headers: int = 0
    pixels: int = 0
    unwanted: int = 0
    lost: int = 0
    lost_told: int = 0
    first: int = -1
    last: int = -1
    named: int = -1
    headers_unnamed: int = 0
    broken: int = 0
    killed: bool = False
    errors: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For another process."""
        return asdict(self)

    @property
    def span(self) -> int:
        """Frames from the first header to the last: the most that the daemon can know of."""
        return self.last - self.first + 1 if self.first >= 0 else 0

    @property
    def span_named(self) -> int:
        """Frames from the first header that it must have got."""
        return self.last - self.named + 1 if self.named >= 0 else 0


class Program:
    """One run of one camera's program."""

    def __init__(self, camera: Camera, endpoint: str, pace: Pace) -> None:
        self.camera = camera
        self.books = Books(camera.name, killed=camera.killed)
        self._pace = pace
        grey = camera.encoding == "gray8"
        self._hook = FramePublisher(
            camera.name, endpoint=endpoint, encoding="gray8" if grey else "bgr8", model="soak"
        )
        # Nothing public says whether the camera is asked for by its name.
        self._link, self._topic = self._hook._delivery.link, topic_metadata(camera.name)

    def publish(self, picture: U8 | bytes, size: tuple[int, int], at_ns: int, now: Moment) -> None:
        """One frame, captured at ``at_ns`` of the injected boot clock; bytes are JPEG."""
        slow = now.within(SLOW_LOOP, every=2)
        said: dict[str, Any] = {
            "predictions": predictions(self.books.frames, seen=now.part < 0.5),
            "loop_us": _LOOP_US * (3 if slow else 1) + 37 * (self.books.frames % 7),
            "t_boot_ns": at_ns,
            "t_wall_ns": at_ns + self._pace.wall_ns() - self._pace.boot_ns(),
        }
        lost = self.books.lost
        if isinstance(picture, bytes):
            width, height = size
            self._hook.publish_encoded(picture, encoding="jpeg", height=height, width=width, **said)
        else:
            self._hook.publish(picture, **said)
        self._keep_books(lost)

    def _keep_books(self, lost_before: int) -> None:
        books, told = self.books, self._hook.statistics()
        if told.metadata_sent > books.headers:
            books.last, books.lost_told = told.frames - 1, lost_before
            books.first = books.last if books.first < 0 else books.first
            if books.named < 0 and self._topic in self._link.subscriptions:
                books.named, books.headers_unnamed = books.last, books.headers
        books.frames, books.headers, books.pixels = told.frames, told.metadata_sent, told.sent
        books.unwanted, books.lost = told.unwanted, told.lost
        books.errors = dict(told.errors)

    def close(self) -> None:
        """End the run; what is on its way should have arrived."""
        self._hook.close()


def predictions(number: int, *, seen: bool) -> list[tuple[str, float, int, int, int, int]]:
    """A model's answers for one frame: a few things that move, fewer of them later."""
    count = 1 + number % 3 if seen else number % 2
    return [
        (_LABELS[i % len(_LABELS)], 0.5 + 0.1 * ((number + i) % 4), 8 * i, 8, 8 * i + 40, 90)
        for i in range(count)
    ]


def to_and_fro(pictures: list[U8]) -> Callable[[int], U8]:
    """Picture by frame number; the scene never jumps, and no picture comes twice in a row."""
    walk = pictures + pictures[-2:0:-1]
    return lambda number: np.ascontiguousarray(walk[number % len(walk)])
