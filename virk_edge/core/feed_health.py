"""The feed's own trouble, by rules: frozen, stalled, slow, jumping, another format, another model.

This file never reads a clock. A still scene is not a frozen one: a feed is called frozen when new
frames with new time stamps carry exactly the same pixels for much longer than this camera's feed
was seen to do while the baseline was learnt. A restart of the publishing program is no trouble.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from virk_edge.core.feed_rules import Frozen, Jumps, Silence, Slowness
from virk_edge.core.readings import NS, Reading
from virk_edge.nouns import Heard, ModelIdentity, Observation, State

_CHANGED = 2.0  # score and "times normal" of what is another thing altogether


@dataclass(frozen=True, slots=True)
class Trouble:
    """One rule that is over its level. cause: a name of the causes' table. severity: 0-1."""

    cause: str
    because: str
    severity: float
    evidence: dict[str, float]


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What the rules say now.

    reading: of all rules; a "scale" of its ``scale_scores`` is a rule. troubles: what is over its
    level, what explains most first, each cause once. comparable: whether pictures have the format
    that was learnt. unheard_ns: time just before these headers in which nobody listened, as the
    device slept or the daemon was not there; it is evidence of nothing.
    """

    reading: Reading
    troubles: tuple[Trouble, ...] = ()
    comparable: bool = True
    unheard_ns: int = 0


@dataclass(frozen=True, slots=True)
class _Finding:
    """One rule's answer; ``trouble`` is made into words only when its score asks for it."""

    score: float
    times_normal: float
    trouble: Trouble | None = None


class FeedHealth:
    """All rules of one camera. ``look`` takes what the pixels tell, ``listen`` what headers tell.

    In the first ``learn_seconds`` whatever comes is usual: encoded video of a still scene may stand
    for seconds. Up to ``learn_max_seconds`` only what has ended by itself teaches; see
    ``core.feed_rules``. Format and model are those that came first.
    """

    def __init__(self, *, learn_seconds: float, learn_max_seconds: float) -> None:
        self._learn_seconds = learn_seconds
        self._learn_max_seconds = learn_max_seconds
        self._started_ns: list[int | None] = [None, None]  # of looking, of listening
        self._format: str | None = None
        self._seen_format: str | None = None
        self._heard_format: str | None = None
        self._model: ModelIdentity | None = None
        self._heard_model: ModelIdentity | None = None
        self._frozen = Frozen()
        self._silence = Silence()
        self._slowness = Slowness()
        self._jumps = Jumps()

    def look(self, observation: Observation, *, learn: bool) -> FeedReport:
        """Take one observation; ``learn`` while nothing is wrong."""
        info = observation.info
        self._seen_format = f"{info.width}x{info.height} {info.encoding.value}"
        self._format = self._format or self._seen_format
        if self._seen_format == self._format:
            first, may = self._stage(0, info.t_boot_ns, learn=learn)
            self._frozen.take(observation.digest, info.t_boot_ns, first=first, learn=may)
        return self._report()

    def listen(self, heard: Heard, *, learn: bool) -> FeedReport:
        """Take one interval of headers; ``learn`` while nothing is wrong."""
        self._heard_format = heard.format
        self._format = self._format or heard.format
        self._heard_model = heard.model or self._heard_model
        if self._model is None or (_same(self._model, heard.model) and not self._model.sha256):
            self._model = heard.model
        unheard_ns = self._slowness.unheard_ns(heard)
        if unheard_ns:
            self._skip(unheard_ns)
        first, may = self._stage(1, heard.t_boot_ns, learn=learn)
        for rule in (self._silence, self._slowness, self._jumps):
            rule.take(heard, first=first, learn=may)
        return self._report(unheard_ns)

    def _stage(self, sense: int, t_ns: int, *, learn: bool) -> tuple[bool, bool]:
        """Whether these are the first seconds, and whether what ends now may teach."""
        started_ns = self._started_ns[sense]
        if started_ns is None:
            started_ns = self._started_ns[sense] = t_ns
        age_seconds = (t_ns - started_ns) / NS
        return (
            learn and age_seconds <= self._learn_seconds,
            learn and age_seconds <= self._learn_max_seconds,
        )

    def _skip(self, unheard_ns: int) -> None:
        """Nobody listened for so long: that is neither learning time nor pixels standing still."""
        self._frozen.interrupt()
        self._started_ns = [None if s is None else s + unheard_ns for s in self._started_ns]

    # -- in words -------------------------------------------------------------------------------

    def _report(self, unheard_ns: int = 0) -> FeedReport:
        findings = (
            self._format_finding(),
            self._frozen_finding(),
            self._silence_finding(),
            self._jumps_finding(),
            self._slowness_finding(),
            self._model_finding(),
        )
        troubles: dict[str, Trouble] = {}
        for finding in findings:
            if finding.trouble is not None:
                troubles.setdefault(finding.trouble.cause, finding.trouble)
        worst = max(findings, key=lambda f: f.score)
        scores = np.array([f.score for f in findings])
        return FeedReport(
            reading=Reading(worst.score, worst.times_normal, 0.0, scores),
            troubles=tuple(troubles.values()),
            comparable=self._seen_format in (None, self._format),
            unheard_ns=unheard_ns,
        )

    def _format_finding(self) -> _Finding:
        for now in (self._seen_format, self._heard_format):
            if now not in (None, self._format):
                because = f"frames come as {now}, learnt as {self._format}"
                trouble = Trouble("format_changed", because, 1.0, {})
                return _Finding(_CHANGED, _CHANGED, trouble)
        return _Finding(0.0, 1.0)

    def _frozen_finding(self) -> _Finding:
        rule = self._frozen
        times = rule.seconds / max(rule.usual.most, 1.0)
        if rule.score <= 1.0:
            return _Finding(rule.score, times)
        because = (
            f"{rule.frames} frames in {rule.seconds:.1f} s carry exactly the same pixels while "
            "their sequence and time advance"
        )
        evidence = {"frozen_seconds": rule.seconds}
        severity = min(rule.seconds / 60.0, 1.0)
        return _Finding(rule.score, times, Trouble("frozen_feed", because, severity, evidence))

    def _silence_finding(self) -> _Finding:
        rule = self._silence
        times = rule.seconds / max(rule.usual.most, 1.0)
        if rule.score <= 1.0:
            return _Finding(rule.score, times)
        because = (
            f"no frame has been announced for {rule.seconds:.0f} s; the longest usual gap is "
            f"{rule.usual.most:.2g} s"
        )
        evidence = {"silent_seconds": rule.seconds, "usual_gap_seconds": rule.usual.most}
        severity = min(rule.seconds / 60.0, 1.0)
        return _Finding(rule.score, times, Trouble("stalled_feed", because, severity, evidence))

    def _jumps_finding(self) -> _Finding:
        rule = self._jumps
        times = rule.count / max(rule.usual.most, 1.0)
        if rule.score <= 1.0:
            return _Finding(rule.score, times)
        because = (
            f"capture times or frame numbers ran back {rule.count} times in the last "
            f"{rule.frames} frames"
        )
        evidence = {"steps_back": float(rule.count)}
        return _Finding(rule.score, times, Trouble("stalled_feed", because, 0.5, evidence))

    def _slowness_finding(self) -> _Finding:
        rule = self._slowness
        if rule.score <= 1.0:
            return _Finding(rule.score, rule.score + 1.0)
        rate, usual = 1.0 / rule.frame_seconds, 1.0 / rule.usual.most
        because = f"the feed brings {rate:.2g} frames/s, {usual:.2g} are usual"
        evidence = {"frames_per_second": rate, "usual_frames_per_second": usual}
        return _Finding(
            rule.score,
            rule.score + 1.0,
            Trouble("stalled_feed", because, 1.0 - rate / usual, evidence),
        )

    def _model_finding(self) -> _Finding:
        now, before = self._heard_model, self._model
        if now is None or before is None or _same(before, now):
            return _Finding(0.0, 1.0)
        because = f"{_model_words(now)} answers, learnt with {_model_words(before)}"
        return _Finding(_CHANGED, _CHANGED, Trouble("model_changed", because, 0.5, {}))

    # -- saving ---------------------------------------------------------------------------------

    def save(self) -> State:
        """All that the next report depends on."""
        return {
            "started_ns": list(self._started_ns),
            "format": self._format,
            "seen_format": self._seen_format,
            "heard_format": self._heard_format,
            "model": _model_state(self._model),
            "heard_model": _model_state(self._heard_model),
            "frozen": self._frozen.save(),
            "silence": self._silence.save(),
            "slowness": self._slowness.save(),
            "jumps": self._jumps.save(),
        }

    @classmethod
    def restore(cls, state: State, *, learn_seconds: float, learn_max_seconds: float) -> FeedHealth:
        """The rules' state that ``save`` described."""
        health = cls(learn_seconds=learn_seconds, learn_max_seconds=learn_max_seconds)
        health._started_ns = list(state["started_ns"])
        health._format = state["format"]
        health._seen_format = state["seen_format"]
        health._heard_format = state["heard_format"]
        health._model = _model_from(state["model"])
        health._heard_model = _model_from(state["heard_model"])
        health._frozen = Frozen.restore(state["frozen"])
        health._silence = Silence.restore(state["silence"])
        health._slowness = Slowness.restore(state["slowness"])
        health._jumps = Jumps.restore(state["jumps"])
        return health


def _same(a: ModelIdentity, b: ModelIdentity | None) -> bool:
    """Whether two say the same, as far as both say anything: a digest may be missing."""
    if b is None or a.name != b.name:
        return False
    return a.sha256 == b.sha256 or not a.sha256 or not b.sha256


def _model_words(model: ModelIdentity) -> str:
    digest = f" (sha256 {model.sha256[:8]})" if model.sha256 else ""
    return f"model {model.name}{digest}"


def _model_state(model: ModelIdentity | None) -> State | None:
    return None if model is None else {"name": model.name, "sha256": model.sha256}


def _model_from(state: State | None) -> ModelIdentity | None:
    return None if state is None else ModelIdentity(state["name"], state["sha256"])
