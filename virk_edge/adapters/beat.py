"""How far a thread has come: it counts its turns, others look whether it still does."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Final

_SCHEDULED: Final = "/proc/self/task/{}/schedstat"  # ns on a processor, ns waiting for one, turns


class Beat:
    """One thread's. ``turn`` is for that thread alone, the rest for any."""

    def __init__(self) -> None:
        self.turns = 0
        self._native: int | None = None
        self._ident: int | None = None

    def turn(self) -> None:
        """Another turn begins. Costs nothing and cannot fail."""
        if self._native is None:
            self._native, self._ident = threading.get_native_id(), threading.get_ident()
        self.turns += 1

    def queued_seconds(self) -> float:
        """How long the thread has been ready to run, so far, and was given no processor.

        Throttled by a quota counts too. 0.0 where the kernel does not say.
        """
        try:
            words = Path(_SCHEDULED.format(self._native)).read_text(encoding="ascii").split()
            return int(words[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def where(self) -> str:
        """What it is doing now: ``FILE:LINE in FUNCTION``; empty if it is not there."""
        frame = sys._current_frames().get(self._ident or 0)
        if frame is None:
            return ""
        return f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"
