"""A daemon for tests: in this process or in one of its own, its log, and a camera that feeds it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.feeds import endpoint_in, until
from tests.recordings import CONFIG, camera_picture
from virk_edge.daemon import compute, keeper
from virk_edge.daemon.log import Log
from virk_edge.daemon.main import Daemon
from virk_edge.formats.config_toml import parse_config
from virk_edge.nouns import U8
from virk_edge.publisher import FramePublisher
from virk_edge.publisher.message import boot_time_ns

INTERVAL_NS = 10**8  # of the camera's own time: ten frames a second, however fast they are sent


class Lines:
    """A log that any thread may write to and look into."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._news = threading.Condition()

    def write(self, text: str) -> int:
        with self._news:
            self._lines += text.splitlines()
            self._news.notify_all()
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return False

    def wait(self, seconds: float = 0.002) -> None:
        """Wait a moment for a new line."""
        with self._news:
            self._news.wait(seconds)

    def of(self, event: str) -> list[dict[str, Any]]:
        """The lines of one event."""
        found = [json.loads(line) for line in list(self._lines)]
        return [line for line in found if line["event"] == event]


class Camera:
    """A camera program; its frames are a tenth of a second apart in their own time."""

    def __init__(self, endpoint: str, name: str = "door", **options: Any) -> None:
        self.publisher = FramePublisher(name, endpoint=endpoint, **options)
        self.sent = 0
        self._start_ns = boot_time_ns()

    def show(self, *, fault: bool = False, size: tuple[int, int] = (120, 160)) -> None:
        """Publish the next frame."""
        picture = camera_picture(self.sent, fault=fault, size=size)
        self.publisher.publish(picture, t_boot_ns=self._next_ns())

    def show_answered(self, picture: U8, answers: list[tuple[str, float]]) -> None:
        """Publish this picture with a model's answers as the next frame."""
        self.publisher.publish(picture, predictions=answers, t_boot_ns=self._next_ns())

    def skip(self, *, seconds: float) -> None:
        """Show nothing for so long, by the camera's own time."""
        self._start_ns += round(seconds * 10**9)

    def show_encoded(self, data: bytes, height: int, width: int) -> None:
        """Publish JPEG bytes as the next frame."""
        shape = {"height": height, "width": width}
        self.publisher.publish_encoded(data, encoding="jpeg", t_boot_ns=self._next_ns(), **shape)

    def _next_ns(self) -> int:
        self.sent += 1
        return self._start_ns + self.sent * INTERVAL_NS


def config_text(folder: Path, more: str = "", *, detect: str = "") -> str:
    """The configuration of these tests: everything under one folder, lines of JSON.

    more: further sections. detect: further keys of that section. Frames come faster here than the
    camera's own time passes, so the processor budget is out of the way.
    """
    ample = "[budget]\ncpu_percent = 1600\n"
    more = more.replace("[budget]\n", ample) if "[budget]" in more else ample + more
    config = CONFIG.replace("[detect]\n", f"[detect]\n{detect}")
    return (
        f"{config}[feed]\nendpoint = {endpoint_in(folder)!r}\n"
        f"[store]\ndirectory = {str(folder / 'store')!r}\nmin_free_bytes = 0\n"
        f"[log]\nformat = 'json'\n{more}"
    )


@dataclass
class Running:
    """A daemon whose threads run in this process, without signals and without an event loop."""

    daemon: Daemon
    lines: Lines
    endpoint: str

    def analysed(self, camera: str = "door") -> int:
        """Frames that the judge has seen."""
        pipeline = self.daemon.compute.pipelines.get(camera)
        return 0 if pipeline is None else pipeline.analysed

    def feed(self, camera: Camera, frames: int, **how: Any) -> None:
        """Show frames until this many more were analysed."""
        self.feed_by(lambda: camera.show(**how), frames)

    def feed_by(self, show: Callable[[], None], frames: int) -> None:
        """Let ``show`` publish until this many more frames were analysed, one at a time."""
        for _ in range(frames):
            before = self.analysed()

            def arrives(before: int = before) -> bool:
                show()
                for _ in range(
                    100 if before else 5
                ):  # of the first ones, one in eight is asked for
                    if self.analysed() > before:
                        return True
                    self.lines.wait()
                return False

            until(arrives, lambda: None)

    def until_opened(self, camera: Camera) -> None:
        """Good frames until every channel is armed, then bad ones until an incident opens."""
        for frames in range(400):
            if len(self.lines.of("armed")) == 3 and frames > 105:
                break
            self.feed(camera, 1)
        for _ in range(100):
            if self.lines.of("incident_opened"):
                return
            self.feed(camera, 1, fault=True)
        raise AssertionError("no incident opened")


@contextmanager
def running(folder: Path, more: str = "", *, detect: str = "") -> Iterator[Running]:
    """Start the threads of a daemon and end them as it does.

    They look for orders and for silence more often than on a device, so that no test waits for it.
    """
    with patch.object(keeper, "_LOOK_SECONDS", 0.05), patch.object(compute, "_IDLE_SECONDS", 0.05):
        yield from _running(folder, more, detect)


def _running(folder: Path, more: str, detect: str) -> Iterator[Running]:
    lines = Lines()
    log = Log(level="debug", style="json", stream=lines)  # type: ignore[arg-type]  # a text stream
    daemon = Daemon(parse_config(config_text(folder, more, detect=detect)), log)
    daemon.start()
    try:
        yield Running(daemon, lines, endpoint_in(folder))
    finally:
        daemon.end()


@contextmanager
def process(folder: Path, *, detect: str = "") -> Iterator[tuple[subprocess.Popen[str], Lines]]:
    """A daemon in a process of its own, and what it says."""
    config = folder / "config.toml"
    config.write_text(config_text(folder, detect=detect), encoding="utf-8")
    command = [sys.executable, "-m", "virk_edge", "run", "--config", str(config)]
    lines = Lines()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as started:
        assert started.stdout is not None
        reader = threading.Thread(target=_copy, args=(started.stdout, lines), daemon=True)
        reader.start()
        try:
            yield started, lines
        finally:
            if started.poll() is None:
                started.kill()
            reader.join(10.0)


def _copy(stream: Any, lines: Lines) -> None:
    for line in stream:
        lines.write(line)
