"""Gives the daemon orders as ``virk-edge baseline`` does; nobody is held up by waiting."""

from __future__ import annotations

import threading
from pathlib import Path

from soak_bench.script import ORDER, Moment
from virk_edge.adapters.states import StateDirectory
from virk_edge.daemon.orders import Carried, Wish, have_done
from virk_edge.errors import VirkError
from virk_edge.formats.orders import Action

_PATIENCE_S = 10.0  # real
_EARLY_CYCLES = 5
ORDERS: tuple[tuple[str, Action], ...] = (
    ("raw", "save"),
    ("gray", "accept"),
    ("raw", "reset"),
    ("jpeg", "accept"),
)


class Giver:
    """One order in every cycle that finds the last one answered. problems: sentences."""

    def __init__(self, states: Path, speed: float) -> None:
        self.given = self.done = 0
        self.problems: list[str] = []
        self._states = StateDirectory(states)
        self._patience_s = _PATIENCE_S * speed
        self._thread: threading.Thread | None = None
        self._cycle = -1
        self._begun: int | None = None  # the first cycle in which everything ran

    def follow(self, now: Moment) -> None:
        """Give the order of this cycle when its time has come."""
        self._begun = now.cycle if self._begun is None else self._begun
        busy = self._thread is not None and self._thread.is_alive()
        if now.part >= ORDER and now.cycle > self._cycle and not busy:
            self._cycle = now.cycle
            camera, action = ORDERS[now.cycle % len(ORDERS)]
            early = now.cycle - self._begun < _EARLY_CYCLES
            self._thread = threading.Thread(target=self._give, args=(Wish(camera, action), early))
            self._thread.start()

    def join(self) -> None:
        """Wait for the answer to the last one."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _give(self, wish: Wish, early: bool) -> None:
        self.given += 1
        try:
            answer = have_done(wish, self._states, _nobody, patience_seconds=self._patience_s)
        except VirkError as error:
            self.problems.append(f"{wish.action} {wish.camera}: {error}")
            return
        if early and not answer.done and "has been seen" in answer.words:
            self.given -= 1  # a slow machine has not met all cameras so soon
            return
        self.done += answer.done
        if not answer.done:
            self.problems.append(f"{wish.action} {wish.camera}: {answer.words}")


def _nobody() -> Carried:
    return Carried(False, "no daemon owned the states")
