"""The subscription level that a camera's frame rate and its means ask for."""

from __future__ import annotations

from typing import Final

from virk_edge.core.readings import NS
from virk_edge.formats.topics import LEVEL_MAX

_SLACK: Final = 1.1  # a camera of 10.04 frames per second is one of 10
# Half of the frames must be this much more than what is wanted before half of them will do, and all
# of them this much less before more are asked for: between the two lies the peace of a level.
_COARSER: Final = 1.15
_FINER: Final = 0.95
_PATIENCE_NS: Final = 2 * NS
# Half as many is no hurry, since what comes too much is skipped; less than that is.
_NO_HURRY_NS: Final = 10 * NS


def level_for(fps: float, fps_max: float) -> int:
    """The smallest level whose rate, ``fps / 2**level``, is at most ``fps_max``.

    >>> level_for(30.0, 10.0), level_for(10.0, 10.0), level_for(0.01, 10.0)
    (2, 0, 0)
    """
    level = 0
    while level < LEVEL_MAX and fps / 2**level > fps_max * _SLACK:
        level += 1
    return level


def steady_level(level: int | None, fps: float, fps_max: float) -> int:
    """``level_for``, but the same as before for a rate within a twentieth of one that asks for it:
    a camera whose measured rate wavers around a limit must not waver too."""
    if level in (level_for(0.95 * fps, fps_max), level_for(1.05 * fps, fps_max)):
        assert level is not None
        return level
    return level_for(fps, fps_max)


class LevelChoice:
    """One camera's level; it follows what is wanted, without going to and fro."""

    def __init__(self) -> None:
        self.level: int | None = None
        self._other_ns: int | None = None  # since when another level would be right

    def follow(self, now_ns: int, *, fps: float, finest: int, wanted_fps: float) -> int:
        """The level for a camera of ``fps`` of which ``wanted_fps`` can be paid for.

        finest: below it more frames come than anybody asks for. A change waits two seconds to be
        sure, a single step towards fewer frames ten; then it goes all the way.
        """
        right = self._right(fps, finest, wanted_fps)
        if self.level is None or self.level < finest:
            self.level = right
        if right == self.level:
            self._other_ns = None
            return self.level
        if self._other_ns is None:
            self._other_ns = now_ns
        patience_ns = _NO_HURRY_NS if right == self.level + 1 else _PATIENCE_NS
        if now_ns - self._other_ns >= patience_ns:
            self.level, self._other_ns = right, None
        return self.level

    def _right(self, fps: float, finest: int, wanted_fps: float) -> int:
        level = max(finest if self.level is None else self.level, finest)
        while level < LEVEL_MAX and fps / 2 ** (level + 1) >= _COARSER * wanted_fps:
            level += 1
        while level > finest and fps / 2**level < _FINER * wanted_fps:
            level -= 1
        return level
