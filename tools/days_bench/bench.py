"""What every section is given: the footage, the kept measurements, how much is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from days_bench.footage import Stills
from days_bench.measured import Kept
from days_bench.watching import Trace, Watch
from virk_edge.faults import FAULTS
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import State


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of the bench. quick: a rough answer from a part of the work. faults: by name."""

    data: Path
    kept: Kept
    detect: DetectConfig
    quick: bool = False
    trace: Trace | None = None
    faults: Sequence[str] = tuple(FAULTS)
    stills: Stills | None = None  # a folder of the user's, in place of the webcam

    def watch(self, run: str, state: State | None = None) -> Watch:
        """A camera that begins, or goes on from a state; ``run`` names it in the trace."""
        if self.trace is not None:
            self.trace.run = run
        if state is None:
            return Watch.fresh(self.detect, self.trace)
        return Watch.from_state(state, self.detect, self.trace)
