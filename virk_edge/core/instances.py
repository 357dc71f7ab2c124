"""One channel's two detectors: the session's, soon but provisional, and the calendar's.

The session learns in half a minute and knows one state of the scene. The calendar learns whole
days; once it is armed only its word counts, and the session's memory is given back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from virk_edge.core.drift import AnchoredEwma
from virk_edge.core.readings import DriftLimits, Reading
from virk_edge.core.status import ChannelBaseline
from virk_edge.nouns import F64, Channel, Instance, State


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a sample may teach. sound: nothing says that it is a fault. quiet: no incident."""

    sound: bool
    quiet: bool


class Instances:
    """The detectors of one vector signal."""

    def __init__(self, length: int, session: DriftLimits, calendar: DriftLimits) -> None:
        self.length = length
        self._limits = {"session": session, "calendar": calendar}
        self._session: AnchoredEwma | None = AnchoredEwma(length, session)
        self._calendar = AnchoredEwma(length, calendar)

    @property
    def speaking(self) -> tuple[Instance, AnchoredEwma]:
        """The detector whose word counts."""
        if self._session is None:
            return "calendar", self._calendar
        return "session", self._session

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the speaking detector supports, None before it is armed."""
        return self.speaking[1].supported_false_incidents_per_month

    @property
    def settled(self) -> bool:
        """Whether nothing more is learnt about what the scene looks like."""
        return self._calendar.frozen

    def step(self, sample: F64, t_ns: int, lesson: Lesson) -> Reading:
        """Take one sample, float64 (length,); the reading of the detector whose word counts."""
        # Until it is armed the calendar learns what the session calls abnormal too: the first
        # night is one. What a person called a fault it does not.
        learn = lesson.sound and (lesson.quiet or not self._calendar.armed_seconds)
        calendar = self._calendar.step(sample, t_ns, learn=learn)
        if self._calendar.armed_seconds:
            self._session = None
        if self._session is None:
            return replace(calendar, instance="calendar")
        return self._session.step(sample, t_ns, learn=lesson.sound and lesson.quiet)

    def disown_excursion(self) -> None:
        """What is going on is a fault: it will not join the calibration."""
        for _, detector in self._all():
            detector.disown_excursion()

    def conclude(self) -> None:
        """Learn nothing more: arm with what was checked so far.

        A calendar that has not seen enough to be armed goes on learning beside the session.
        """
        if self._calendar.armed_seconds:
            self._calendar.conclude()
        elif self._session is not None:
            self._session.conclude()

    def status(self, channel: Channel) -> tuple[ChannelBaseline, ...]:
        """What each instance has learnt."""
        return tuple(
            ChannelBaseline(
                channel=channel,
                instance=instance,
                learnt_seconds=detector.learnt[0],
                learnt_frames=detector.learnt[1],
                progress=detector.progress,
                frozen=detector.frozen,
                armed_seconds=detector.armed_seconds,
                false_incidents_per_month=detector.supported_false_incidents_per_month,
                suspect=_suspect(detector),
            )
            for instance, detector in self._all()
        )

    def _all(self) -> tuple[tuple[Instance, AnchoredEwma], ...]:
        both: tuple[tuple[Instance, AnchoredEwma], ...] = (("calendar", self._calendar),)
        return both if self._session is None else (("session", self._session), *both)

    def save(self) -> State:
        """Everything needed to go on exactly here."""
        return {
            "length": self.length,
            "learn_seconds": self._limits["session"].learn_seconds,
            **{instance: detector.save() for instance, detector in self._all()},
        }

    @classmethod
    def restore(cls, state: State, session: DriftLimits, calendar: DriftLimits) -> Instances:
        """The detectors that ``save`` described.

        Raises:
            ValueError: if an array does not have the shape that it should.
        """
        length = state["length"]
        session = replace(session, learn_seconds=state["learn_seconds"])
        instances = cls(length, session, calendar)
        instances._calendar = AnchoredEwma.restore(state["calendar"], length, calendar)
        instances._session = None
        if "session" in state:
            instances._session = AnchoredEwma.restore(state["session"], length, session)
        return instances


def _suspect(detector: AnchoredEwma) -> str:
    """Why a baseline may hold something abnormal, or nothing."""
    if not detector.contaminated:
        return ""
    return (
        f"the halves of what was learnt lie {detector.halves_apart:.1f} times their own spread "
        "apart: something may have come or gone while it was learnt"
    )
