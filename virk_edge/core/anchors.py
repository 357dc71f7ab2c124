"""What a frame's place is told against: up to four pictures of the scene, each in its own light.

This file never reads a clock. The first anchor is made from the first pictures; where a camera sees
day and night, further ones are learnt from light that the earlier ones do not match. Each further
anchor is tied to the first: what the camera had moved until then is carried over, so that a new
light never teaches a bump away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from virk_edge.core.placing import Anchor, Placement, describe, reach_percent
from virk_edge.core.readings import NS
from virk_edge.nouns import F64, U8, State

GEOMETRY_NAMES = ("shift_x", "shift_y", "rotation", "zoom")
# % of width, % of width, degrees, %: what is a small movement to a person setting up a camera.
GEOMETRY_STEPS: F64 = np.array([0.25, 0.25, 0.2, 0.4])

_ANCHORS = 4
_PICTURES = 9  # that an anchor is the median of, at most
_FIRST_PICTURES, _FIRST_NS = 5, 2 * NS  # from these on frames can be placed
_FIRST_SPACING_NS = NS // 4
_SETTLED_NS = 16 * NS  # until then the first anchor is remade of more pictures
_LIGHT_PICTURES, _LIGHT_NS = 7, 180 * NS  # a new light must have lasted so long
_LIGHT_SPACING_NS = 30 * NS
_KNOWN_MATCH, _KNOWN_ERROR = 0.6, 0.05  # a light that an anchor knows well
_ALIKE_MATCH, _ALIKE_SHARE = 0.6, 0.75  # so many pictures of a new light match their median
_FAR_PERCENT = 4.0  # of the width: told even where a smaller movement could not be
_CERTAIN = 10.0  # a movement of so many errors is carried over to a new light


class Gathering:
    """Pictures at even spacing; when it is full every other one goes and the spacing doubles."""

    def __init__(self, spacing_ns: int) -> None:
        self.pictures: list[U8] = []
        self._spacing_ns = spacing_ns
        self._since_ns = 0
        self._last_ns = 0

    def due(self, t_ns: int) -> bool:
        """Whether a picture of this time is wanted."""
        return not self.pictures or t_ns - self._last_ns >= self._spacing_ns

    @property
    def lasted_ns(self) -> int:
        """Time from the first picture to the last."""
        return self._last_ns - self._since_ns

    def add(self, picture: U8, t_ns: int) -> None:
        """Keep a picture that was due."""
        if not self.pictures:
            self._since_ns = t_ns
        if len(self.pictures) == _PICTURES:
            del self.pictures[1::2]
            self._spacing_ns *= 2
        self.pictures.append(picture)
        self._last_ns = t_ns

    def median(self) -> U8:
        """What the pictures have in common, uint8 (h, w); the upper median of an even number."""
        middle = len(self.pictures) // 2
        stack = np.stack(self.pictures)
        return np.ascontiguousarray(np.partition(stack, middle, axis=0)[middle])

    def save(self) -> State:
        """Pictures are never changed in place, so they are shared, not copied."""
        return {
            "pictures": list(self.pictures),
            "spacing_ns": self._spacing_ns,
            "since_ns": self._since_ns,
            "last_ns": self._last_ns,
        }

    @classmethod
    def restore(cls, state: State) -> Gathering:
        """The gathering that ``save`` described."""
        gathering = cls(state["spacing_ns"])
        gathering.pictures = list(state["pictures"])
        gathering._since_ns = state["since_ns"]
        gathering._last_ns = state["last_ns"]
        return gathering


@dataclass(frozen=True, slots=True)
class _Tied:
    """An anchor and its own place against the first one, float64 (3, 3)."""

    anchor: Anchor
    tie: F64


class Anchors:
    """The anchors of one camera and the choice between them.

    ``learn`` is called with pictures of quiet times only; a caller that stops calling it has frozen
    the anchors. All pictures must have the size of the first one, see ``fits``.
    """

    def __init__(self) -> None:
        self._tied: list[_Tied] = []
        self._current = 0  # the anchor that matched last
        self._gathering: Gathering | None = Gathering(_FIRST_SPACING_NS)
        self._settled = False  # whether the first anchor is final
        self._placed: tuple[U8, Placement] | None = None  # the picture placed last
        self.untied = 0  # anchors taken in at no movement, because none could be measured

    def __len__(self) -> int:
        return len(self._tied)

    def fits(self, picture: U8) -> bool:
        """Whether a picture has the anchors' size; true before there is any."""
        known = [t.anchor.picture for t in self._tied[:1]]
        if self._gathering is not None:
            known += self._gathering.pictures[:1]
        return all(picture.shape == k.shape for k in known)

    def place(self, picture: U8) -> F64 | None:
        """Where the camera points: the geometry channel's sample, float64 (4,).

        picture: uint8 (h, w), grey, of the anchors' size. Units: see ``GEOMETRY_NAMES``; right,
        down, counter-clockwise and nearer are positive. None before there is an anchor, and when
        the picture does not support a measurement: fog, darkness, a covered lens.
        """
        if not self._tied:
            return None
        placement = self._best(picture)
        self._placed = picture, placement
        sample = self._sample(placement)
        far = placement.rough and reach_percent(sample) > _FAR_PERCENT
        return sample if placement.supported or far else None

    def learn(self, picture: U8, t_ns: int) -> None:
        """Take in a picture that may be learnt from, seen at ``t_ns``."""
        placed, self._placed = self._placed, None
        if self._gathering is None or not self._gathering.due(t_ns):
            return
        if not self._settled:
            self._learn_first(self._gathering, picture, t_ns)
        elif placed is not None and placed[0] is picture:
            self._learn_light(self._gathering, picture, placed[1], t_ns)
        else:
            self._learn_light(self._gathering, picture, self._best(picture), t_ns)

    # -- choosing -------------------------------------------------------------------------------

    def _best(self, picture: U8) -> Placement:
        """The placement against the anchor that matches best; the last one is asked first."""
        placement = self._tied[self._current].anchor.place(picture)
        if not _known(placement):
            for i, tied in enumerate(self._tied):
                other = placement if i == self._current else tied.anchor.place(picture)
                if _rank(other) > _rank(placement):
                    placement, self._current = other, i
        return placement

    def _sample(self, placement: Placement) -> F64:
        tied = self._tied[self._current]
        return describe(placement.matrix @ tied.tie, tied.anchor.shape)

    # -- learning -------------------------------------------------------------------------------

    def _learn_first(self, gathering: Gathering, picture: U8, t_ns: int) -> None:
        gathering.add(picture, t_ns)
        count, lasted_ns = len(gathering.pictures), gathering.lasted_ns
        if count < _FIRST_PICTURES or lasted_ns < _FIRST_NS:
            return
        self._settled = count == _PICTURES and lasted_ns >= _SETTLED_NS
        if self._settled or not self._tied or count == _PICTURES:
            self._tied = [_Tied(Anchor(gathering.median()), np.eye(3))]
        if self._settled:
            self._gathering = Gathering(_LIGHT_SPACING_NS)

    def _learn_light(
        self, gathering: Gathering, picture: U8, placement: Placement, t_ns: int
    ) -> None:
        if _known(placement):
            if gathering.pictures:
                self._gathering = Gathering(_LIGHT_SPACING_NS)
            return
        gathering.add(picture, t_ns)
        if len(gathering.pictures) < _LIGHT_PICTURES or gathering.lasted_ns < _LIGHT_NS:
            return
        light = Anchor(gathering.median())
        alike = [light.place(p).match >= _ALIKE_MATCH for p in gathering.pictures]
        if sum(alike) >= _ALIKE_SHARE * len(alike):
            self._take_in(light)

    def _take_in(self, light: Anchor) -> None:
        placement = self._best(light.picture)
        tie = np.eye(3)
        if placement.supported:
            tie = self._tied[self._current].tie
            moved = reach_percent(describe(placement.matrix, light.shape))
            if moved > _CERTAIN * placement.error:
                tie = placement.matrix @ tie
        else:
            self.untied += 1
        self._tied.append(_Tied(light, tie))
        self._gathering = Gathering(_LIGHT_SPACING_NS) if len(self._tied) < _ANCHORS else None

    # -- saving ---------------------------------------------------------------------------------

    def save(self) -> State:
        """Everything learnt; pictures are shared, not copied."""
        return {
            "anchors": [{"picture": t.anchor.picture, "tie": t.tie} for t in self._tied],
            "current": self._current,
            "gathering": None if self._gathering is None else self._gathering.save(),
            "settled": self._settled,
            "untied": self.untied,
        }

    @classmethod
    def restore(cls, state: State) -> Anchors:
        """The anchors that ``save`` described."""
        anchors = cls()
        anchors._tied = [_Tied(Anchor(s["picture"]), s["tie"]) for s in state["anchors"]]
        anchors._current = state["current"]
        saved = state["gathering"]
        anchors._gathering = None if saved is None else Gathering.restore(saved)
        anchors._settled = state["settled"]
        anchors.untied = state["untied"]
        return anchors


def _known(placement: Placement) -> bool:
    """Whether this light is one that the anchor was made in."""
    return placement.match >= _KNOWN_MATCH and placement.error <= _KNOWN_ERROR


def _rank(placement: Placement) -> tuple[bool, float]:
    return placement.supported, -placement.error
