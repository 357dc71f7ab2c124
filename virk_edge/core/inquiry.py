"""Why: the pictures that a diagnosis is made of, and when it is asked for again.

This file never reads a clock.
"""

from __future__ import annotations

from collections import deque

from virk_edge.core.baseline import Normal
from virk_edge.core.channels import Readings
from virk_edge.core.course import Course
from virk_edge.core.diagnose import Case, diagnose
from virk_edge.core.evidence import Glimpse
from virk_edge.core.feed_health import FeedReport
from virk_edge.core.readings import NS
from virk_edge.core.shift import Shift
from virk_edge.nouns import F32, Cause, Diagnosis, Observation, State

_GLIMPSES = 9
_GLIMPSE_SPACING_NS = 300_000_000
_SOUND_SPACING_NS = 5 * NS
_AT_ITS_HEIGHT = 0.9  # share of the highest score so far below which the trouble is receding


class Inquiry:
    """The last pictures of one camera, and the diagnosis of its open incident.

    latest: the last diagnosis, None before the first. light: float32 (12, 16, 3), the cells of a
    sound picture from before the trouble, None if there was none. course: of the open incident.
    """

    def __init__(self) -> None:
        self.latest: Diagnosis | None = None
        self.light: F32 | None = None
        self.course: Course | None = None
        self._sound: deque[tuple[int, F32]] = deque(maxlen=3)
        self._glimpses: deque[Glimpse] = deque(maxlen=_GLIMPSES)
        self._since_ns = 0  # pictures from then on show the trouble
        self._due_ns = 0
        self._wait_ns = 0
        self._height = 0.0  # the highest score of the incident
        self._asked_ns = 0
        self._named: list[str] = []  # what the feed's rules said then

    def look(self, observation: Observation, *, sound: bool) -> None:
        """Keep this picture if it is time to; ``sound`` when no channel has anything to say."""
        t_ns = observation.info.t_boot_ns
        if sound and (not self._sound or t_ns - self._sound[-1][0] >= _SOUND_SPACING_NS):
            self._sound.append((t_ns, observation.cells))
        if self._glimpses and t_ns - self._glimpses[-1].t_ns < _GLIMPSE_SPACING_NS:
            return
        self._glimpses.append(
            Glimpse(t_ns, observation.picture, observation.cells, observation.fingerprint)
        )
        if self.course is not None:
            self.course.add(t_ns, observation.picture)

    def open(self, onset_ns: int, t_ns: int, readings: Readings) -> None:
        """An incident has opened now; its trouble began at ``onset_ns``."""
        self._since_ns = onset_ns
        self.course = Course()
        for glimpse in self._glimpses:
            if glimpse.t_ns > onset_ns:
                self.course.add(glimpse.t_ns, glimpse.picture)
        self._wait_ns = NS
        self._due_ns = t_ns + NS
        self._asked_ns = t_ns
        self._height = _highest(readings)
        before = [cells for at_ns, cells in self._sound if at_ns <= onset_ns]
        self.light = before[-1] if before else next((c for _, c in self._sound), None)

    def close(self) -> None:
        """The incident is over; its pictures need not be kept."""
        self.course = None

    def is_due(self, t_ns: int, report: FeedReport, readings: Readings) -> bool:
        """More frames make a better diagnosis; asked at 1, 2, 4, 8 … s while the trouble lasts.

        Not while it recedes: slow averages are over their level long after the pictures are as
        they were, and the last diagnosis is the one that counts. A rule is certain: when the feed's
        trouble is another one, that is said within a second.
        """
        named = [trouble.cause for trouble in report.troubles]
        if named and named != self._named and t_ns - self._asked_ns >= NS:
            self._asked_ns = t_ns
            return True
        highest = _highest(readings)
        self._height = max(self._height, highest)
        lasts = highest > 1.0 and highest >= _AT_ITS_HEIGHT * self._height
        if t_ns < self._due_ns or not lasts:
            return False
        self._due_ns, self._asked_ns = t_ns + self._wait_ns, t_ns
        self._wait_ns *= 2
        return True

    @property
    def recent(self) -> list[Glimpse]:
        """The pictures that were kept since the onset, in order."""
        return [g for g in self._glimpses if g.t_ns > self._since_ns]

    def diagnose(
        self, normal: Normal | None, report: FeedReport, shift: Shift | None, readings: Readings
    ) -> Diagnosis:
        """The diagnosis of the open incident, as of now; shift: of the model's answers."""
        self._named = [trouble.cause for trouble in report.troubles]
        self.latest = diagnose(
            Case(
                normal=normal,
                glimpses=self.recent or list(self._glimpses)[-1:],
                report=report,
                times_normal={c: r.times_normal for c, r in readings.items()},
                scores={c: r.score for c, r in readings.items()},
                shift=shift,
                course=self.course,
            )
        )
        return self.latest

    def save(self) -> State:
        """All that the next diagnosis depends on; pictures are shared, they never change."""
        return {
            "glimpses": [
                {name: getattr(glimpse, name) for name in Glimpse.__slots__}
                for glimpse in self._glimpses
            ],
            "sound": [{"t_ns": t_ns, "cells": cells} for t_ns, cells in self._sound],
            "light": self.light,
            "course": None if self.course is None else self.course.save(),
            "since_ns": self._since_ns,
            "due_ns": self._due_ns,
            "wait_ns": self._wait_ns,
            "height": self._height,
            "asked_ns": self._asked_ns,
            "named": list(self._named),
            "latest": None if self.latest is None else _plain(self.latest),
        }

    @classmethod
    def restore(cls, state: State) -> Inquiry:
        """The inquiry that ``save`` described."""
        inquiry = cls()
        inquiry._glimpses.extend(Glimpse(**saved) for saved in state["glimpses"])
        inquiry._sound.extend((s["t_ns"], s["cells"]) for s in state["sound"])
        inquiry.light = state["light"]
        course = state["course"]
        inquiry.course = None if course is None else Course.restore(course)
        inquiry._since_ns = state["since_ns"]
        inquiry._due_ns = state["due_ns"]
        inquiry._wait_ns = state["wait_ns"]
        inquiry._height = state["height"]
        inquiry._asked_ns, inquiry._named = state["asked_ns"], list(state["named"])
        latest = state["latest"]
        if latest is not None:
            causes = tuple(Cause(**cause) for cause in latest["causes"])
            inquiry.latest = Diagnosis(causes, latest["severity"], dict(latest["evidence"]))
        return inquiry


def _plain(diagnosis: Diagnosis) -> State:
    return {
        "causes": [{n: getattr(c, n) for n in Cause.__slots__} for c in diagnosis.causes],
        "severity": float(diagnosis.severity),
        "evidence": {name: float(value) for name, value in diagnosis.evidence.items()},
    }


def _highest(readings: Readings) -> float:
    return max(r.score for r in readings.values())
