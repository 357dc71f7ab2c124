"""How an incident's pictures went from its onset on, to see what stays put.

This file never reads a clock. Memory is constant: when there are too many pictures every other one
goes and the spacing doubles, so that they always span the whole time.
"""

from __future__ import annotations

from virk_edge.nouns import U8, State

_PICTURES = 12  # at most
_SPACING_NS = 900_000_000  # at first


class Course:
    """Some pictures of the whole time, uint8 (h, w) of one size."""

    def __init__(self) -> None:
        self.pictures: list[U8] = []
        self._spacing_ns = _SPACING_NS
        self._due_ns = 0

    def add(self, t_ns: int, picture: U8) -> None:
        """The next picture since the onset."""
        if self.pictures and (t_ns < self._due_ns or picture.shape != self.pictures[0].shape):
            return
        if len(self.pictures) == _PICTURES:
            del self.pictures[1::2]
            self._spacing_ns *= 2
        self.pictures.append(picture)
        self._due_ns = t_ns + self._spacing_ns

    def save(self) -> State:
        """Pictures never change, so they are shared."""
        return {
            "pictures": list(self.pictures),
            "spacing_ns": self._spacing_ns,
            "due_ns": self._due_ns,
        }

    @classmethod
    def restore(cls, state: State) -> Course:
        """The course that ``save`` described."""
        course = cls()
        course.pictures = list(state["pictures"])
        course._spacing_ns = int(state["spacing_ns"])
        course._due_ns = int(state["due_ns"])
        return course
