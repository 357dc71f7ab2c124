"""What the watched model answers, as a signal whose drift can be judged: from headers alone.

Neither pixels nor an embedding are needed. This file never reads a clock.

A sample is made of every interval in which something was detected: the square root of detections
per frame, of each label and of all, since a count's square root varies alike at any level
(Bartlett, "The Square Root Transformation in Analysis of Variance", 1936), and the confidence's
departure from the usual one. An empty interval makes no sample, or a scene where somebody passes
now and then would be one of exceptions; that emptiness lasts too long is a rule.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from virk_edge.core.feed_rules import Usual
from virk_edge.core.readings import NS
from virk_edge.core.shift import Answers, Shift
from virk_edge.core.tally import OTHER
from virk_edge.nouns import F64, Heard, State

SLOTS: Final = 16  # labels that are told apart: the first ones seen while learning
OUTPUT_PARTS: Final = (SLOTS + 1, 1, 1)  # the labels and all others; all together; confidence
OUTPUT_LENGTH: Final = sum(OUTPUT_PARTS)
# Square roots of detections per frame: 0.2 is 1 against 1.4. Logit: 0.2 is 0.80 against 0.83.
OUTPUT_STEPS: Final = np.full(OUTPUT_LENGTH, 0.2)

_CONFIDENCE = OUTPUT_LENGTH - 1
_ALL = OUTPUT_LENGTH - 2
_OTHERS = OUTPUT_LENGTH - 3
_PRIOR_DETECTIONS = 5.0  # so many of the usual confidence are mixed in: few detections say little
_CONFIDENCE_MIN = 0.001  # and as far from 1: a logit must stay finite
_RECENT_SECONDS = 3.0  # memory of what is told as "now" ...
_RECENT_STEP_SECONDS_MAX = 0.75  # ... also of intervals far apart, of which four are remembered
_RECENT_LABELS = 32

_EMPTY_SECONDS_MIN = 60.0
_EMPTY_FACTOR = 5.0  # times the longest emptiness that has ended by itself
_EMPTY_KNOWN_SECONDS = 600.0  # before, nobody knows how long this scene is empty


class Emptiness:
    """How long frames have come without a single detection.

    Whatever emptiness has ended by itself is usual, however long the baseline has been learnt: a
    broken model does not recover at dawn. So a camera says so in its first night, and no more.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.usual = Usual()  # seconds
        self._started_ns: int | None = None
        self._detected_ns: int | None = None  # None before the first detection

    @property
    def score(self) -> float:
        """Seconds by the level; 0.0 before anything was detected, or while the scene is new."""
        if self._started_ns is None or self._detected_ns is None:
            return 0.0
        if (self._detected_ns - self._started_ns) / NS < _EMPTY_KNOWN_SECONDS:
            return 0.0
        return self.seconds / max(_EMPTY_SECONDS_MIN, _EMPTY_FACTOR * self.usual.most)

    @property
    def times_normal(self) -> float:
        """Seconds in multiples of the longest usual ones, at least of a second."""
        return self.seconds / max(self.usual.most, 1.0)

    def take(self, heard: Heard, *, sound: bool) -> None:
        """One interval in which frames carried answers; ``sound`` unless this is a fault."""
        if self._started_ns is None:
            self._started_ns = heard.t_boot_ns
        if heard.detections:
            self._detected_ns, self.seconds = heard.t_boot_ns, 0.0
        elif self._detected_ns is not None:
            self.seconds = max((heard.t_boot_ns - self._detected_ns) / NS, 0.0)
        self.usual.take(self.seconds, first=False, learn=sound)

    def skip(self, unheard_ns: int) -> None:
        """Nobody listened for so long: what was detected meanwhile is not known."""
        if self._started_ns is not None:
            self._started_ns += unheard_ns
        if self._detected_ns is not None:
            self._detected_ns += unheard_ns

    def save(self) -> State:
        """All there is."""
        return {
            "seconds": self.seconds,
            "usual": self.usual.save(),
            "started_ns": self._started_ns,
            "detected_ns": self._detected_ns,
        }

    @classmethod
    def restore(cls, state: State) -> Emptiness:
        """What ``save`` described."""
        rule = cls()
        rule.seconds = state["seconds"]
        rule.usual = Usual.restore(state["usual"])
        rule._started_ns, rule._detected_ns = state["started_ns"], state["detected_ns"]
        return rule


class Outputs:
    """Samples of one camera's answers, and what is usual and recent of them for people.

    A label gets a slot of its own if it comes while learning and one is free.
    """

    def __init__(self, *, learn_max_seconds: float) -> None:
        self.emptiness = Emptiness()
        self._learn_max_seconds = learn_max_seconds
        self._started_ns: int | None = None
        self._last_ns = 0
        self._slots: list[str] = []
        self._usual = Answers()
        self._recent = Answers()

    def take(self, heard: Heard, *, sound: bool, quiet: bool) -> F64 | None:
        """float64 (OUTPUT_LENGTH,), natural units; None when this interval makes no sample.

        sound: nothing says that it is a fault. quiet: no incident is open.
        """
        if heard.answered <= 0:
            return None
        self.emptiness.take(heard, sound=sound)
        if heard.detections <= 0 or not math.isfinite(heard.score_sum):
            return None
        if self._started_ns is None:
            self._started_ns = self._last_ns = heard.t_boot_ns
        elapsed_seconds = max((heard.t_boot_ns - self._last_ns) / NS, 0.0)
        self._last_ns = heard.t_boot_ns
        age_seconds = (heard.t_boot_ns - self._started_ns) / NS
        if sound and quiet and age_seconds <= self._learn_max_seconds:
            self._learn(heard)
        faded = math.exp(-min(elapsed_seconds, _RECENT_STEP_SECONDS_MAX) / _RECENT_SECONDS)
        self._recent = self._recent.faded(faded, _RECENT_LABELS).plus(heard, heard.labels)
        return self._sample(heard)

    def _learn(self, heard: Heard) -> None:
        for label, _ in sorted(heard.labels, key=lambda pair: (-pair[1], pair[0])):
            if label not in self._slots and label != OTHER and len(self._slots) < SLOTS:
                self._slots.append(label)
        named = ((label if label in self._slots else OTHER, n) for label, n in heard.labels)
        self._usual = self._usual.plus(heard, named)

    def _sample(self, heard: Heard) -> F64:
        rates = np.zeros(OUTPUT_LENGTH)
        for label, count in heard.labels:
            rates[self._slots.index(label) if label in self._slots else _OTHERS] += count
        rates[_ALL] = heard.detections
        sample: F64 = np.sqrt(rates / heard.answered)
        sample[_CONFIDENCE] = self._departure(heard)
        return sample

    def _departure(self, heard: Heard) -> float:
        """Logit of the mean score less that of the usual one; towards 0 by few detections."""
        usual = self._usual.confidence
        if usual is None:
            return 0.0
        weight = heard.detections + _PRIOR_DETECTIONS
        return _logit((heard.score_sum + _PRIOR_DETECTIONS * usual) / weight) - _logit(usual)

    @property
    def shift(self) -> Shift:
        """What changed, for people."""
        names = {*self._slots, OTHER} if len(self._slots) == SLOTS else None
        empty = (self.emptiness.seconds, self.emptiness.usual.most, self.emptiness.score)
        return Shift(self._usual, self._recent.named(names, OTHER), *empty)

    def save(self) -> State:
        """All that the next sample and the next words depend on."""
        return {
            "emptiness": self.emptiness.save(),
            "started_ns": self._started_ns,
            "last_ns": self._last_ns,
            "slots": list(self._slots),
            "usual": self._usual.save(),
            "recent": self._recent.save(),
        }

    @classmethod
    def restore(cls, state: State, *, learn_max_seconds: float) -> Outputs:
        """What ``save`` described."""
        outputs = cls(learn_max_seconds=learn_max_seconds)
        outputs.emptiness = Emptiness.restore(state["emptiness"])
        outputs._started_ns, outputs._last_ns = state["started_ns"], state["last_ns"]
        outputs._slots = list(state["slots"])
        outputs._usual = Answers.restore(state["usual"])
        outputs._recent = Answers.restore(state["recent"])
        return outputs


def _logit(share: float) -> float:
    inside = min(max(share, _CONFIDENCE_MIN), 1.0 - _CONFIDENCE_MIN)
    return math.log(inside / (1.0 - inside))
