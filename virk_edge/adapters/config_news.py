"""Notices that the configuration's file is another one: by notifications, and by its marks.

Notifications are best effort: a mount, a link elsewhere or a limit of the kernel's can swallow
them. So they only hurry a look, and a look compares what the file system says of the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

Marks: TypeAlias = tuple[int, int, int, int] | None
_END_SECONDS: Final = 2.0


def marks_of(path: Path) -> Marks:
    """Device, inode, length and time of the last change in ns; None if it cannot be had."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class ConfigNews(FileSystemEventHandler):
    """Calls ``touched``, on a thread of its own, when something has happened to ``path``.

    The folder is watched, for editors put a new file in the place of the old one.
    """

    def __init__(self, path: Path, touched: Callable[[], object]) -> None:
        self._path = path.absolute()
        self._touched = touched
        self._observer: BaseObserver | None = None

    def start(self) -> str:
        """Begin; why there will be no notifications, or an empty text."""
        try:
            observer = Observer()
            observer.schedule(self, str(self._path.parent))
            observer.start()
        except (OSError, RuntimeError) as error:  # no folder, no more watches, no more threads
            return str(error)
        self._observer = observer
        return ""

    def close(self) -> None:
        """End."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(_END_SECONDS)
            self._observer = None

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog. Reading is no change."""
        if event.event_type in ("opened", "closed_no_write"):
            return
        if str(self._path) in (os.fsdecode(event.src_path), os.fsdecode(event.dest_path)):
            self._touched()
