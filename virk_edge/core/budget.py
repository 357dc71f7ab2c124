"""What may this frame cost? The processor budget of all cameras together, decided frame by frame.

Three loops, from slow to quick. Once a second the earnings are shared among the cameras, and each
camera's share says how many frames a second are asked for (the subscription level) and whether
embeddings can be paid for. Each camera saves its share as credit, and a frame is admitted at the
highest effort that the credit pays at measured cost. Last, all that the process has really used is
charged to one balance; while that is overdrawn nothing is admitted. Order of sacrifice: rate,
embeddings, fingerprints, frames of a recording. Pure: clocks and meters come in as arguments.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from virk_edge.core.balance import SAVED_SECONDS, Balance
from virk_edge.core.level import LevelChoice, steady_level
from virk_edge.core.readings import NS
from virk_edge.core.sharing import shares_of
from virk_edge.formats.config import BudgetConfig
from virk_edge.formats.topics import level_of
from virk_edge.nouns import Effort

FPS_MIN: Final = 1.0  # fewer embeddings a second are not worth the frames they would cost
_STEADY_SECONDS: Final = 5.0  # within which the balance is brought back to its middle
_OVERHEAD_SECONDS: Final = 20.0  # memory of what is used beside analysis
_SHARE_MIN: Final = 0.05  # of the earnings: what is left to analysis, whatever else is spent
_MEMORY: Final = 0.2  # weight of the newest cost
_OUTLIER: Final = 2.0  # a cost above so many times the usual (a diagnosis) is learnt as that
_THIN_COST: Final = 0.5  # of a full one, until it has been measured
_HALF_OWED: Final = 0.5
_SILENT_NS: Final = 5 * NS  # a camera that says nothing for so long asks for nothing
_SMOOTH_FPS: Final = 4.0  # from so many frames a second on, a second's plan is not noise
_THIN_LEFT: Final = 1.2  # embeddings come back with this much more than they need


class _Cost:
    """Seconds of processor time of one kind of frame: an exponential average."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._count = 0

    def learn(self, seconds: float) -> None:
        if self._count > 2:
            seconds = min(seconds, _OUTLIER * self.seconds)
        self._count += 1
        self.seconds += max(_MEMORY, 1.0 / self._count) * (seconds - self.seconds)

    @property
    def known(self) -> bool:
        return self._count > 0


@dataclass(slots=True)
class _Camera:
    """One camera's means. ``share`` in cores, None before the first plan; ``credit`` in seconds of
    processor time."""

    fps: float = 0.0  # 0 until it is known
    finest: int = 0  # level: with a finer one, more would come than is ever analysed
    heard_ns: int = 0
    full: _Cost = field(default_factory=_Cost)
    thin: _Cost = field(default_factory=_Cost)
    share: float | None = None
    credit: float = 0.0
    is_thin: bool = False  # cannot pay for FPS_MIN embeddings a second
    full_part: float = 1.0  # of the frames analysed, those that an embedding can be paid for
    full_due: float = 1.0  # saved up to the next of those
    wanted_fps: float | None = None
    choice: LevelChoice = field(default_factory=LevelChoice)
    burst_until_ns: int = 0
    recording: bool = False

    @property
    def thin_seconds(self) -> float:
        return self.thin.seconds if self.thin.known else _THIN_COST * self.full.seconds


class Budget:
    """The decisions of one process, for any number of cameras.

    ``update`` with clock and meter before others are asked; ``replan`` about once a second.
    """

    def __init__(self, config: BudgetConfig, now_ns: int, cpu_ns: int) -> None:
        self.cores = config.cpu_percent / 100.0
        self.balance = Balance(now_ns, cpu_ns, self.cores)
        self._fps_max = config.analyse_fps_max
        self._cameras: dict[str, _Camera] = {}
        self._attributed = 0.0  # seconds of cost since the last plan
        self._spent = 0.0
        self._passed = 0.0
        self._overhead = 0.0  # cores: what is used beside analysis
        self._now_ns = now_ns

    # -- meter ----------------------------------------------------------------------------------

    def update(self, now_ns: int, cpu_ns: int, allowance: float = 1.0) -> None:
        """Earn and pay. allowance: the part of the budget, 0-1, that may be used now."""
        passed, spent = self.balance.update(now_ns, cpu_ns, self.cores * allowance)
        self._passed += passed
        self._spent += spent
        self._now_ns = now_ns
        for camera in self._cameras.values():
            share = camera.share or 0.0
            most = max(2.0 * camera.full.seconds, share)
            camera.credit = min(camera.credit + passed * share, most)

    def spent(self, camera: str, effort: Effort, seconds: float) -> None:
        """A frame of this camera was analysed for so much processor time."""
        means = self._of(camera)
        means.credit -= seconds
        self._attributed += seconds
        (means.full if effort is Effort.FULL else means.thin).learn(seconds)

    # -- one frame ------------------------------------------------------------------------------

    def admit(self, camera: str, seq: int) -> Effort:
        """What this frame may cost; what is not skipped has to be told to ``spent``.

        A burst brings more frames than are ever analysed: those are for the recording alone.
        """
        means = self._of(camera)
        if level_of(seq) < means.finest:
            return Effort.SKIP
        if self.balance.owed > (_HALF_OWED if means.recording else 0.0):
            return Effort.SKIP
        if means.share is None or not means.full.known:
            return Effort.FULL
        due = min(means.full_due + means.full_part, 2.0)
        effort = Effort.FULL if due >= 1.0 else Effort.FINGERPRINT
        if means.credit < (means.full.seconds if effort is Effort.FULL else means.thin_seconds):
            return Effort.SKIP
        means.full_due = due - (effort is Effort.FULL)
        return effort

    def may_keep(self, camera: str) -> bool:
        """Whether a frame that is not analysed may be recorded: while a burst is paid for."""
        return self._now_ns < self._of(camera).burst_until_ns and self.balance.owed < 1.0

    # -- the plan -------------------------------------------------------------------------------

    def rate(self, camera: str, fps: float) -> None:
        """How many frames a second this camera makes; to be told as its headers come."""
        means = self._of(camera)
        finest = means.finest if means.fps > 0.0 else None
        means.finest = steady_level(finest, fps, self._fps_max)
        means.fps, means.heard_ns = fps, self._now_ns

    def burst(self, camera: str, seconds: float) -> None:
        """An incident has opened: every frame is asked for, for so long."""
        self._of(camera).burst_until_ns = self._now_ns + round(seconds * NS)

    def replan(self, recording: Collection[str]) -> dict[str, int]:
        """Share the earnings anew; the level of every camera whose rate is known.

        recording: cameras whose incident is being recorded; they come first.
        """
        self._look_at_overhead()
        demands = {name: self._demand(means) for name, means in self._cameras.items()}
        shares = shares_of(self._for_analysis(), demands, recording)
        levels = {}
        for name, means in self._cameras.items():
            if means.share is None:  # its first plan: it has had no time to save anything
                means.credit = max(means.credit, 2.0 * means.full.seconds)
            means.share, means.recording = shares[name], name in recording
            wanted_fps = self._wanted(means, shares[name])
            if means.fps > 0.0:
                level = means.choice.follow(
                    self._now_ns, fps=means.fps, finest=means.finest, wanted_fps=wanted_fps
                )
                levels[name] = 0 if self._now_ns < means.burst_until_ns else level
        return levels

    def is_thin(self, camera: str) -> bool:
        """Whether this camera's share no longer pays for embeddings, once a second."""
        return self._of(camera).is_thin

    def _look_at_overhead(self) -> None:
        if self._passed > 0.0:
            beside = max(self._spent - self._attributed, 0.0) / self._passed
            weight = min(self._passed / _OVERHEAD_SECONDS, 1.0)
            self._overhead += weight * (beside - self._overhead)
        self._passed = self._spent = self._attributed = 0.0

    def _for_analysis(self) -> float:
        """Cores. The balance is brought to its middle: what was guessed wrong is made good."""
        cores = self.balance.cores
        middle = 0.5 * SAVED_SECONDS * cores
        correction = (self.balance.seconds - middle) / _STEADY_SECONDS
        return max(cores + correction - self._overhead, _SHARE_MIN * cores)

    def _most_fps(self, means: _Camera) -> float:
        """Frames a second that are analysed when money is no object."""
        if means.fps <= 0.0:
            return self._fps_max
        return means.fps / (1 << means.finest)

    @property
    def _likely_cost(self) -> float:
        """Of a camera that has not been analysed yet: that of the others, in seconds."""
        known = [c.full.seconds for c in self._cameras.values() if c.full.known]
        return sum(known) / len(known) if known else 0.0

    def _demand(self, means: _Camera) -> float:
        """Cores that it takes to analyse all of this camera."""
        if self._now_ns - means.heard_ns > _SILENT_NS:
            return 0.0
        cost = means.full.seconds if means.full.known else self._likely_cost
        return self._most_fps(means) * cost

    def _wanted(self, means: _Camera, share: float) -> float:
        """Frames a second that the share pays for; decides about embeddings too."""
        most_fps, full, thin = self._most_fps(means), means.full.seconds, means.thin_seconds
        least_fps = min(FPS_MIN, most_fps)
        if not means.full.known:
            full, thin = self._likely_cost, _THIN_COST * self._likely_cost
        means.is_thin = share < full * least_fps * (_THIN_LEFT if means.is_thin else 1.0)
        means.full_part = 1.0
        if means.is_thin and thin < full:
            part = (share / least_fps - thin) / (full - thin)
            means.full_part = min(max(part, 0.0), 1.0)
            paid_fps = share / (means.full_part * full + (1.0 - means.full_part) * thin)
        else:
            paid_fps = share / full if full > 0.0 else most_fps
        return self._smooth(means, min(most_fps, paid_fps))

    @staticmethod
    def _smooth(means: _Camera, wanted_fps: float) -> float:
        """Over a few frames: of a slow camera, one frame more or less is not a trend."""
        before = wanted_fps if means.wanted_fps is None else means.wanted_fps
        weight = min(max(wanted_fps, before) / _SMOOTH_FPS, 1.0)
        means.wanted_fps = before + weight * (wanted_fps - before)
        return means.wanted_fps

    def _of(self, camera: str) -> _Camera:
        return self._cameras.setdefault(camera, _Camera())
