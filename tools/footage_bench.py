"""What the benchmarks on footage share: frames at a fixed rate, and faults after a clean beginning.

A clip that is too short is played forwards and backwards: nothing jumps, and nothing is new.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from virk_edge.adapters.footage import open_footage
from virk_edge.core.monitor import Monitor
from virk_edge.faults import FAULTS
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import U8, IncidentDiagnosed, IncidentOpened, Observation

FPS = 5.0
CLEAN_SECONDS, FAULT_SECONDS = 33.0, 9.0
STRENGTHS = ("medium", "strong")


@dataclass(frozen=True, slots=True)
class Row:
    """One fault in one clip. delay in seconds to the opening, None if it was missed."""

    clip: str
    fault: str
    strength: str
    delay_seconds: float | None
    cause: str | None
    right: bool


def frames_at(path: str | Path, fps: float = FPS) -> Iterator[U8]:
    """Frames of a clip at about ``fps``: the first one at or after each due time."""
    due = 0
    with open_footage(str(path)) as footage:
        for frame in footage:
            if frame.seconds >= due / fps - 1e-6:
                due += 1
                yield frame.pixels


def there_and_back(length: int, wanted: int) -> list[int]:
    """Numbers of ``length`` frames played forwards and backwards until there are ``wanted``."""
    round_trip = [*range(length), *range(length - 2, 0, -1)]
    if length >= wanted:
        return list(range(length))
    return (round_trip * (wanted // len(round_trip) + 1))[:wanted]


def fault_rows(
    clip: str,
    clean: Iterable[Observation],
    faulty: Callable[[str, str], Iterable[Observation]],
    names: Sequence[str],
) -> list[Row]:
    """Every fault in both strengths after the same clean beginning.

    faulty: observations with a fault of this name and strength, which go on where ``clean`` ends.
    """
    learnt = Monitor("bench", DetectConfig())
    for observation in clean:
        learnt.step(observation)
    state = learnt.save()
    rows = []
    for name in names:
        for strength in STRENGTHS:
            monitor = Monitor.restore(state, DetectConfig())
            rows.append(_row(clip, name, strength, monitor, faulty(name, strength)))
    return rows


def _row(
    clip: str, name: str, strength: str, monitor: Monitor, observations: Iterable[Observation]
) -> Row:
    delay = cause = first_ns = None
    for observation in observations:
        t_ns = observation.info.t_boot_ns
        first_ns = t_ns if first_ns is None else first_ns
        for event in monitor.step(observation).events:
            if isinstance(event, IncidentOpened):
                delay = (t_ns - first_ns) / 1e9
            elif isinstance(event, IncidentDiagnosed):
                cause = event.diagnosis.causes[0].cause
    return Row(clip, name, strength, delay, cause, cause in FAULTS[name].causes)


def table(rows: Sequence[Row]) -> str:
    """Per fault and strength: noticed, noticed within 5 s, right cause first, median delay."""
    lines = [f"{'fault':<14}{'strength':<9}{'noticed':>9}{'in 5 s':>8}{'right':>7}{'delay':>9}"]
    for name in [*dict.fromkeys(row.fault for row in rows), "all"]:
        for strength in STRENGTHS:
            some = [r for r in rows if r.fault in (name, r.fault * (name == "all"))]
            some = [r for r in some if r.strength == strength]
            delays = [r.delay_seconds for r in some if r.delay_seconds is not None]
            middle = f"{statistics.median(delays):.1f} s" if delays else "-"
            soon = sum(d <= 5.0 for d in delays)
            right = sum(r.right for r in some)
            lines.append(
                f"{name:<14}{strength:<9}{f'{len(delays)}/{len(some)}':>9}{soon:>8}{right:>7}"
                f"{middle:>9}"
            )
    return "\n".join(lines)
