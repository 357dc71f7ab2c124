"""An end that is asked for: SIGINT and SIGTERM, heeded between two frames."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

INTERRUPTED_STATUS: Final = 130
_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def asked_to_end() -> Iterator[threading.Event]:
    """Yield what either signal sets; afterwards they mean what they meant before."""
    stop = threading.Event()
    before = {s: signal.signal(s, lambda *_: stop.set()) for s in _ENDINGS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
