"""Log lines: an event's name and its fields, as JSON for machines or as a line for a terminal."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any, TextIO

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_PRIORITIES = {"debug": 7, "info": 6, "warning": 4, "error": 3}  # sd-daemon(3)


class Log:
    """Writes events. style: json, text, or auto (text on a terminal, else JSON).

    journal: the stream goes straight to journald, which takes a line's priority from ``<N>`` before
    it and removes that; only with auto, for who asks for JSON gets nothing else. lost: lines that
    could not be written.
    """

    def __init__(
        self, *, level: str, style: str, stream: TextIO | None = None, journal: bool = False
    ) -> None:
        self.lost = 0
        self._stream = stream if stream is not None else sys.stdout
        self._level = _LEVELS[level]
        self._json = style == "json" or (style == "auto" and not self._stream.isatty())
        self._journal = journal and style == "auto"

    def debug(self, event: str, **fields: Any) -> None:
        """For whoever looks for a fault of ours."""
        self._write("debug", event, fields)

    def info(self, event: str, **fields: Any) -> None:
        """What an operator wants to know afterwards."""
        self._write("info", event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """Something was lost or is not as it should be."""
        self._write("warning", event, fields)

    def error(self, event: str, **fields: Any) -> None:
        """Something cannot be done."""
        self._write("error", event, fields)

    def _write(self, level: str, event: str, fields: dict[str, Any]) -> None:
        if _LEVELS[level] < self._level:
            return
        if self._json:
            line = json.dumps({"event": event, "level": level, **fields})
        else:
            words = " ".join(f"{name}={_plain(value)}" for name, value in fields.items())
            line = f"{level:7s} {event} {words}".rstrip()
        if self._journal:
            line = f"<{_PRIORITIES[level]}>{line}"
        try:
            # One write a line: lines of several threads do not mix.
            self._stream.write(line + "\n")
            self._stream.flush()
        except OSError:
            self.lost += 1  # a full disk, a reader that has gone: no reason to stop watching


class Bridge(logging.Handler):
    """Brings what the adapters say through ``logging`` into the same stream."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record of the standard library's logging."""
        write = self._log.warning if record.levelno >= logging.WARNING else self._log.info
        write(record.name.removeprefix("virk_edge."), message=record.getMessage())


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"  # never 5.16e+04
    text = value if isinstance(value, str) else json.dumps(value)
    return json.dumps(text) if " " in text and isinstance(value, str) else text
