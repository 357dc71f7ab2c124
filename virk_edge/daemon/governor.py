"""The budget's place in the daemon: brings it clock, meter and signals, and carries out its words.

Owned by the compute thread. Whatever lowers the allowance is told once when it begins and once when
it is over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from virk_edge.adapters.host import boot_ns
from virk_edge.adapters.host_signals import HostSignals
from virk_edge.core.backoff import Backoff, Signal, signals_for
from virk_edge.core.budget import Budget
from virk_edge.core.delays import LoopLatency, StandingDelay
from virk_edge.core.rate import RateEstimate
from virk_edge.core.readings import NS
from virk_edge.daemon.log import Log
from virk_edge.formats.config import Config
from virk_edge.formats.standing import BudgetStanding, SignalStanding
from virk_edge.nouns import Effort, FrameInfo

_PLAN_NS: Final = NS
_NOT_YET: Final = "nothing to compare with yet"

Subscribe = Callable[[str, int], None]


class Governor:
    """What may be spent on which camera.

    subscribe: called when a camera's level changes. levels: as subscribed, by camera.
    """

    def __init__(
        self, config: Config, log: Log, subscribe: Subscribe, host: HostSignals | None = None
    ) -> None:
        self.levels: dict[str, int] = {}
        self._config = config
        self._log = log
        self._subscribe = subscribe
        self._host = host or HostSignals()
        now_ns = boot_ns()
        self._budget = Budget(config.budget, now_ns, time.process_time_ns())
        self._signals = signals_for(config.budget.celsius_max)
        self._backoff = Backoff(self._signals)
        self._values: dict[str, float | None] = {}
        self._rates: dict[str, RateEstimate] = {}
        self._fps: dict[str, float] = {}
        self._loops: dict[str, LoopLatency] = {}
        self._delay = StandingDelay()
        self._thin: set[str] = set()
        self._plan_due_ns = now_ns

    # -- what is seen ---------------------------------------------------------------------------

    def hear(self, info: FrameInfo, now_ns: int) -> None:
        """A header: the camera's frame rate and its inference loop's latency follow from all."""
        estimate = self._rates.setdefault(info.camera, RateEstimate())
        rate = estimate.update(run=info.run, seq=info.seq, t_ns=info.t_boot_ns)
        if rate is not None:
            self._fps[info.camera] = rate
            self._budget.rate(info.camera, rate)
        if info.loop_us is not None:
            self._loops.setdefault(info.camera, LoopLatency()).note(info.loop_us, now_ns)

    def opened(self, camera: str) -> None:
        """An incident has opened: its camera is asked for every frame for a while."""
        self._budget.burst(camera, self._config.record.burst_seconds)
        self._plan_due_ns = 0

    # -- one frame ------------------------------------------------------------------------------

    def next_camera(self, waiting: Mapping[str, int], recording: Collection[str]) -> str | None:
        """Whose frame to take: of cameras with an incident first, else whose waits longest."""
        return min(waiting, key=lambda name: (name not in recording, waiting[name]), default=None)

    def admit(self, info: FrameInfo, waited_ns: int) -> Effort:
        """What this frame, which had to wait so long to be taken, may cost."""
        self._delay.note(waited_ns)
        self._charge(boot_ns())
        return self._budget.admit(info.camera, info.seq)

    def may_keep(self, camera: str) -> bool:
        """Whether a frame that is not analysed may be recorded."""
        return self._budget.may_keep(camera)

    @contextmanager
    def spending(self, camera: str, effort: Effort) -> Iterator[None]:
        """Around the analysis of one admitted frame: its processor time is learnt and charged."""
        begin_ns = time.thread_time_ns()
        try:
            yield
        finally:
            self._budget.spent(camera, effort, (time.thread_time_ns() - begin_ns) / NS)

    # -- once a second --------------------------------------------------------------------------

    def turn(self, now_ns: int, recording: Collection[str]) -> bool:
        """Look at the machine and plan anew, if a second has passed; whether it had."""
        if now_ns < self._plan_due_ns:
            return False
        self._plan_due_ns = now_ns + _PLAN_NS
        self._look(now_ns)
        self._charge(now_ns)
        for camera, level in self._budget.replan(recording).items():
            self._ask_for(camera, level)
            self._tell_of_embeddings(camera)
        return True

    def _charge(self, now_ns: int) -> None:
        self._budget.update(now_ns, time.process_time_ns(), self._backoff.allowance)

    def _look(self, now_ns: int) -> None:
        ratios = [loop.ratio(now_ns) for loop in self._loops.values()]
        self._values = {
            "loop_latency": max((r for r in ratios if r is not None), default=None),
            "frame_age": self._delay.take_ms(),
            **self._host.read(now_ns),
        }
        for turn in self._backoff.update(now_ns, self._values):
            self._log.info(
                "stepping_back" if turn.active else "stepping_back_over",
                reason=turn.signal.name,
                value=None if turn.value is None else round(turn.value, 2),
                unit=turn.signal.unit,
                meaning=turn.signal.meaning,
            )

    def _ask_for(self, camera: str, level: int) -> None:
        if level == self.levels.get(camera):
            return
        self.levels[camera] = level
        self._subscribe(camera, level)
        fps = round(self._fps[camera], 2)
        self._log.info("camera_level", camera=camera, fps=fps, one_frame_in=2**level)

    def _tell_of_embeddings(self, camera: str) -> None:
        thin = self._budget.is_thin(camera)
        if thin == (camera in self._thin):
            return
        (self._thin.add if thin else self._thin.remove)(camera)
        self._log.info("embeddings_shed" if thin else "embeddings_back", camera=camera)

    # -- what is told ---------------------------------------------------------------------------

    @property
    def because(self) -> tuple[str, ...]:
        """What makes us step back now."""
        return self._backoff.because

    @property
    def allowance(self) -> float:
        """The part of the budget, 0.1 to 1, that may be used now."""
        return self._backoff.allowance

    @property
    def used_percent(self) -> float:
        """Of one core over the last minute."""
        return self._budget.balance.used_percent

    def fps(self, camera: str) -> float | None:
        """Frames a second that its program shows; None while that is not known."""
        fps = self._fps.get(camera)
        return None if fps is None else round(fps, 2)

    def standing(self) -> BudgetStanding:
        """The budget and every signal, for people."""
        return BudgetStanding(
            cpu_percent=self._config.budget.cpu_percent,
            used_percent=round(self.used_percent, 2),
            allowance=round(self.allowance, 3),
            because=self.because,
            signals={signal.name: self._signal(signal) for signal in self._signals},
        )

    def _signal(self, signal: Signal) -> SignalStanding:
        value = self._values.get(signal.name)
        return SignalStanding(
            value=None if value is None else round(value, 2),
            unit=signal.unit,
            limit=signal.enter,
            active=signal.name in self.because,
            missing="" if value is not None else self._host.missing.get(signal.name, _NOT_YET),
        )
