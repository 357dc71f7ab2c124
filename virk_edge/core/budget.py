"""How much of a camera's stream is analysed: the subscription level for its frame rate."""

from __future__ import annotations

from virk_edge.formats.topics import LEVEL_MAX

_SLACK = 1.1  # a camera of 10.04 frames per second is one of 10


def level_for(fps: float, fps_max: float) -> int:
    """The smallest level whose rate, ``fps / 2**level``, is at most ``fps_max``.

    >>> level_for(30.0, 10.0), level_for(10.0, 10.0), level_for(0.01, 10.0)
    (2, 0, 0)
    """
    level = 0
    while level < LEVEL_MAX and fps / 2**level > fps_max * _SLACK:
        level += 1
    return level
