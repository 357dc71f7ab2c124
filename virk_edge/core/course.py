"""How an incident's pictures went from its onset on: what stays put, and what keeps falling.

This file never reads a clock. Memory is constant: when there are too many pictures every other one
goes and the spacing doubles, so that they always span the whole time.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from virk_edge.core.transients import transients
from virk_edge.nouns import U8, State

_PICTURES = 12  # at most
_SPACING_NS = 900_000_000  # at first
_FALLING = 100  # the last half minute, at three pictures a second
_FALLING_MIN = 8


class Course:
    """Some pictures of the whole time, uint8 (h, w), and the transients of the last half minute."""

    def __init__(self) -> None:
        self.pictures: list[U8] = []
        self._spacing_ns = _SPACING_NS
        self._due_ns = 0
        self._latest: deque[U8] = deque(maxlen=3)
        self._falling: deque[tuple[float, float]] = deque(maxlen=_FALLING)

    def add(self, t_ns: int, picture: U8) -> None:
        """The next picture since the onset."""
        if self._latest and self._latest[-1].shape != picture.shape:
            return
        self._latest.append(picture)
        if len(self._latest) == 3:
            self._falling.append(transients(list(self._latest)))
        if self.pictures and t_ns < self._due_ns:
            return
        if len(self.pictures) == _PICTURES:
            del self.pictures[1::2]
            self._spacing_ns *= 2
        self.pictures.append(picture)
        self._due_ns = t_ns + self._spacing_ns

    @property
    def falling(self) -> tuple[float, float] | None:
        """Medians of ``core.transients`` up and down, %; None until there are enough."""
        if len(self._falling) < _FALLING_MIN:
            return None
        up, down = np.median(np.array(self._falling), axis=0)
        return float(up), float(down)

    def save(self) -> State:
        """Pictures never change, so they are shared."""
        return {
            "pictures": list(self.pictures),
            "spacing_ns": self._spacing_ns,
            "due_ns": self._due_ns,
            "latest": list(self._latest),
            "falling": [list(pair) for pair in self._falling],
        }

    @classmethod
    def restore(cls, state: State) -> Course:
        """The course that ``save`` described."""
        course = cls()
        course.pictures = list(state["pictures"])
        course._spacing_ns = int(state["spacing_ns"])
        course._due_ns = int(state["due_ns"])
        course._latest.extend(state["latest"])
        course._falling.extend((float(up), float(down)) for up, down in state["falling"])
        return course
