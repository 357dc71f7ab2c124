"""The feed's topics: which bytes name which stream of a camera.

This file is arithmetic on names and numbers; it knows nothing of sockets or of what a frame holds.
"""

from __future__ import annotations

import re
from functools import lru_cache

LEVEL_MAX = 7
_TOPICS_KEPT = 512  # answers remembered: nine topics a camera
# Reserved: what comes under it is checked and counted, and no camera is begun.
TEST_CAMERA = "virk-doctor"
TEST_TOPICS = b"virk-doctor/"  # one subscription to all of them
CAMERA_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


def is_camera_name(name: object) -> bool:
    """Whether ``name`` may name a camera: ``[a-z0-9][a-z0-9._-]{0,62}``, so never with a slash."""
    return isinstance(name, str) and CAMERA_NAME.fullmatch(name) is not None


def level_of(seq: int) -> int:
    """Trailing zero bits of ``seq``, at most 7; frame 0 has level 7.

    Taking the levels >= k takes exactly one frame in ``2**k``.

    >>> [level_of(seq) for seq in (0, 1, 2, 4, 128, 256)]
    [7, 0, 1, 2, 7, 7]
    """
    if seq == 0:
        return LEVEL_MAX
    return min((seq & -seq).bit_length() - 1, LEVEL_MAX)


def topic_metadata(camera: str) -> bytes:
    """The topic of every frame's header. Its closing slash keeps ``cam1`` out of ``cam10``."""
    return f"{camera}/m/".encode("ascii")


def topic_frame(camera: str, level: int) -> bytes:
    """The topic of the frames of one level, 0 to 7."""
    return f"{camera}/f/{level}/".encode("ascii")


def subscriptions_for(camera: str, level: int | None) -> tuple[bytes, ...]:
    """What to subscribe to for all metadata and one frame in ``2**level``; None: metadata alone."""
    if level is None:
        return (topic_metadata(camera),)
    if not 0 <= level <= LEVEL_MAX:
        raise ValueError(f"a level is 0 to {LEVEL_MAX}, not {level}")
    frames = (topic_frame(camera, at) for at in range(level, LEVEL_MAX + 1))
    return (topic_metadata(camera), *frames)


@lru_cache(maxsize=_TOPICS_KEPT)
def parse_topic(topic: bytes) -> tuple[str, int | None] | None:
    """``(camera, level)`` of a topic, level None for metadata; None if it is no topic of ours."""
    try:
        camera, kind, *rest = topic.decode("ascii").split("/")
    except ValueError:  # fewer than two parts, or not ASCII
        return None
    if not is_camera_name(camera):
        return None
    if kind == "m" and rest == [""]:
        return camera, None
    if kind == "f" and len(rest) == 2 and rest[1] == "" and rest[0] in _LEVELS:
        return camera, _LEVELS[rest[0]]
    return None


_LEVELS = {str(level): level for level in range(LEVEL_MAX + 1)}
