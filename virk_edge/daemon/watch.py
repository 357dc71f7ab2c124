"""Whether the threads get on, and word of it to the service manager's watchdog.

Law: no word without progress: each follows from turns that the feed's and the compute thread have
had. Recorder and keeper are not watched. A disk that hangs holds them up, a new process would hang
at the same disk, and meanwhile the judge goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from virk_edge.adapters.beat import Beat
from virk_edge.adapters.service import ServiceManager
from virk_edge.daemon.log import Log

_PERIOD_SECONDS: Final = 60.0  # what a hang is held against where nobody waits for us
_ABSENT_SECONDS: Final = 2.0  # from one look to the next; looks are far more frequent


class _Spell:
    """One thread's time since its last turn, as far as we have seen it pass."""

    def __init__(self, beat: Beat) -> None:
        self.beat = beat
        self.told = False
        self._turns = -1
        self._stuck_s = 0.0
        self._looked_s = 0.0
        self._queued_s = 0.0

    def stuck_s(self, now_s: float) -> float:
        """Time without a turn, less what it waited for a processor: that is no hang.

        Nor is time in which we could not look ourselves: then all of the process was held up.
        """
        passed_s = min(now_s - self._looked_s, _ABSENT_SECONDS)
        self._looked_s = now_s
        if self.beat.turns != self._turns:
            self._turns, self._stuck_s = self.beat.turns, 0.0
            self._queued_s = self.beat.queued_seconds()
            return 0.0
        queued_s, self._queued_s = self._queued_s, self.beat.queued_seconds()
        self._stuck_s += max(passed_s - (self._queued_s - queued_s), 0.0)
        return self._stuck_s


class Watch:
    """Looks after some threads, by name. Time is CLOCK_MONOTONIC, which stands still in suspend.

    Of the watchdog's time, a thread may be a quarter in one turn before no word is given, and half
    before it is told. So a thread that hangs ends the process after 1 to 1.25 times that time.
    """

    def __init__(self, beats: Mapping[str, Beat], manager: ServiceManager, log: Log) -> None:
        self._spells = {name: _Spell(beat) for name, beat in beats.items()}
        self._manager = manager
        self._log = log
        self._period_s = manager.watchdog_seconds or _PERIOD_SECONDS
        self._due_s = 0.0
        self.hanging = ""  # which threads, as far as it was told

    def look(self, now_s: float) -> bool:
        """Look at all of them; False if one hangs, which is told once when it is certain."""
        stuck = {name: spell.stuck_s(now_s) for name, spell in self._spells.items()}
        for name, seconds in stuck.items():
            self._tell(name, self._spells[name], seconds)
        self.hanging = ", ".join(name for name, spell in self._spells.items() if spell.told)
        if max(stuck.values(), default=0.0) > self._period_s / 4:
            return False
        if now_s >= self._due_s:
            self._due_s = now_s + self._period_s / 8
            self._manager.beat()
        return True

    def _tell(self, name: str, spell: _Spell, seconds: float) -> None:
        if spell.told and seconds < self._period_s / 4:
            spell.told = False
            self._log.info("thread_moves_again", thread=name)
        elif not spell.told and seconds > self._period_s / 2:
            spell.told = True
            where = spell.beat.where()
            self._log.error("thread_hangs", thread=name, seconds=round(seconds, 1), where=where)
