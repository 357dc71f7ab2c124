"""Detectors of other people's packages; only the environment .venv-rivals has these.

Alibi Detect's licence (Business Source License 1.1) forbids production use without a contract: it
is compared with here and is no part of the program.
"""

from __future__ import annotations

import math
import os
from typing import Any, Literal

import numpy as np

from detection_bench.detectors import bytes_of
from detection_bench.rivals import Whitener
from detection_bench.streams import I64
from virk_edge.core.readings import Reading, rule_reading
from virk_edge.nouns import F64


class AlibiOnline:
    """MMDDriftOnline or LSDDDriftOnline, set up as its documentation says.

    Reference of ten run lengths, spread over the baseline, and ten run lengths of bootstraps.
    Its score is its statistic over its own threshold, which is larger just after a reset.
    """

    def __init__(
        self,
        kind: Literal["mmd", "lsdd"],
        run_samples: int,
        seconds: float,
        seed: int,
        window: int = 24,
    ) -> None:
        self._kind, self._run, self._seed, self._window = kind, run_samples, seed, window
        self._inner: Any = None
        self.statistic: float | None = 0.0
        self.claim_seconds: float | None = run_samples * seconds

    def learn(self, baseline: F64, times_ns: I64) -> None:
        """Choose the thresholds by its bootstrap."""
        os.environ.setdefault("TQDM_DISABLE", "1")
        import torch
        from alibi_detect.cd import LSDDDriftOnline, MMDDriftOnline

        torch.set_num_threads(1)
        torch.manual_seed(self._seed)
        np.random.seed(self._seed)
        self._white = Whitener(baseline)
        count = min(10 * self._run, len(baseline))
        spread = np.linspace(0, len(baseline) - 1, count).astype(int)
        make = MMDDriftOnline if self._kind == "mmd" else LSDDDriftOnline
        self._inner = make(
            self._white(baseline[spread]).astype(np.float32),
            ert=self._run,
            window_size=self._window,
            backend="pytorch",
            n_bootstraps=10 * self._run,
            verbose=False,
        )

    def step(self, sample: F64, t_ns: int, *, learn: bool) -> Reading:
        """One ``predict``."""
        point = self._white(sample).astype(np.float32)
        found = self._inner.predict(point, return_test_stat=True)["data"]
        statistic = float(found["test_stat"])
        self.statistic = statistic
        level = float(found["threshold"])
        score = statistic / level if level > 0.0 else 1.0 + math.copysign(1.0, statistic - level)
        return rule_reading(score, 1.0)

    def rearm(self) -> bool:
        """Documented: after a detection, the state is reset."""
        self._inner.reset_state()
        return True

    def alarmed(self) -> None:
        """Its window forgets by itself."""

    def state_bytes(self) -> int:
        """Everything it refers to."""
        return bytes_of(self._inner)


class RiverPageHinkley:
    """River's Page-Hinkley test, with its defaults, on the length of the whitened signal.

    It says "now" and begins again, so an alarm is held for as long as opening an incident takes.
    The statistic for the matched comparison is that of a second one, which begins again only where
    that comparison's threshold is passed.
    """

    def __init__(self, hold_samples: int) -> None:
        from river.drift import PageHinkley

        self._make: Any = PageHinkley
        self._alarming = PageHinkley()
        self._running = PageHinkley(threshold=math.inf)
        self._hold, self._left = hold_samples, 0
        self.statistic: float | None = 0.0
        self.claim_seconds: float | None = None

    def learn(self, baseline: F64, times_ns: I64) -> None:
        """It needs no baseline, but is given one to settle."""
        self._white = Whitener(baseline)
        for sample in baseline:
            self.step(sample, 0, learn=True)

    def step(self, sample: F64, t_ns: int, *, learn: bool) -> Reading:
        """One update of both."""
        length = float(np.linalg.norm(self._white(sample)))
        self._alarming.update(length)
        self._running.update(length)
        running = self._running
        self.statistic = max(
            float(running._sum_increase - running._min_increase),
            float(running._max_decrease - running._sum_decrease),
        )
        self._left = self._hold if self._alarming.drift_detected else max(self._left - 1, 0)
        return rule_reading(2.0 if self._left > 0 else 0.0, 1.0)

    def rearm(self) -> bool:
        """It has begun again already, and what is over is only held."""
        return False

    def alarmed(self) -> None:
        """As it would have done at a threshold of its own."""
        self._running = self._make(threshold=math.inf)

    def state_bytes(self) -> int:
        """One test, and whitening."""
        return bytes_of(self._alarming) + bytes_of(self._white)
