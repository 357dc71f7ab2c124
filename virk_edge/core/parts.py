"""A signal of unlike parts: each has detectors of its own, the one furthest over its level speaks.

In one vector a change of a single number drowns in the usual commotion of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from virk_edge.core.instances import Instances, Lesson
from virk_edge.core.readings import DriftLimits, Reading
from virk_edge.core.status import ChannelBaseline
from virk_edge.nouns import F64, Channel, State


class Parts:
    """``lengths`` numbers of the vector belong to a part each; otherwise as ``Instances``."""

    def __init__(self, lengths: Sequence[int], session: DriftLimits, calendar: DriftLimits) -> None:
        self.length = sum(lengths)
        self._ends = np.cumsum(lengths)[:-1]
        self._parts = [
            Instances(n, _shared(session, len(lengths)), _shared(calendar, len(lengths)))
            for n in lengths
        ]

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the calibration supports over all parts, None before one is armed."""
        return _sum([p.supported_false_incidents_per_month for p in self._parts])

    @property
    def settled(self) -> bool:
        """Whether nothing more is learnt."""
        return all(p.settled for p in self._parts)

    def step(self, sample: F64, t_ns: int, lesson: Lesson) -> Reading:
        """Take one sample, float64 (length,); the worst part's reading, with the scales of all."""
        readings = [
            part.step(numbers, t_ns, lesson)
            for part, numbers in zip(self._parts, np.split(sample, self._ends), strict=True)
        ]
        worst = max(readings, key=lambda r: r.score)
        return replace(
            worst,
            scale_scores=np.concatenate([r.scale_scores for r in readings]),
            newly_armed=tuple(sorted({s for r in readings for s in r.newly_armed})),
        )

    def disown_excursion(self) -> None:
        """What is going on is a fault: it will not join the calibration."""
        for part in self._parts:
            part.disown_excursion()

    def conclude(self) -> None:
        """Learn nothing more: arm with what was checked so far."""
        for part in self._parts:
            part.conclude()

    def status(self, channel: Channel) -> tuple[ChannelBaseline, ...]:
        """What each instance has learnt, in one line for all parts: what the slowest has."""
        every = [line for part in self._parts for line in part.status(channel)]
        instances = dict.fromkeys(line.instance for line in every)
        return tuple(_together([e for e in every if e.instance == i]) for i in instances)

    def save(self) -> State:
        """Everything needed to go on exactly here."""
        return {"parts": [p.save() for p in self._parts]}

    @classmethod
    def restore(
        cls, state: State, lengths: Sequence[int], session: DriftLimits, calendar: DriftLimits
    ) -> Parts:
        """The detectors that ``save`` described.

        Raises:
            ValueError: if they are of other parts, or an array does not have its shape.
        """
        if [saved["length"] for saved in state["parts"]] != list(lengths):
            raise ValueError("it belongs to another division of the signal")
        parts = cls(lengths, session, calendar)
        parts._parts = [
            Instances.restore(
                saved, _shared(session, len(lengths)), _shared(calendar, len(lengths))
            )
            for saved in state["parts"]
        ]
        return parts


def _shared(limits: DriftLimits, parts: int) -> DriftLimits:
    """Each part's even share of what the signal may spend on false incidents."""
    return replace(limits, false_incidents_per_month=limits.false_incidents_per_month / parts)


def _together(lines: list[ChannelBaseline]) -> ChannelBaseline:
    slowest = min(lines, key=lambda line: (len(line.armed_seconds), line.progress))
    return replace(
        slowest,
        frozen=all(line.frozen for line in lines),
        false_incidents_per_month=_sum([line.false_incidents_per_month for line in lines]),
        suspect=next((line.suspect for line in lines if line.suspect), ""),
    )


def _sum(rates: list[float | None]) -> float | None:
    known = [r for r in rates if r is not None]
    return sum(known) if known else None
