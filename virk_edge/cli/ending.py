"""Signals that a command heeds between two frames: SIGINT and SIGTERM ask it to end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

INTERRUPTED_STATUS: Final = 130
_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def asked_to_end() -> Iterator[threading.Event]:
    """Yield what either signal sets; afterwards they mean what they meant before."""
    stop = threading.Event()
    with heeded(*_ENDINGS, by=stop.set):
        yield stop


@contextmanager
def heeded(*signals: signal.Signals, by: Callable[[], None]) -> Iterator[None]:
    """Inside, any of these signals calls ``by``; afterwards they mean what they meant before."""
    before = {s: signal.signal(s, lambda *_: by()) for s in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
