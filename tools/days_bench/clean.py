"""Video as it is: each feed once through, and hours made of its own ten-second pieces.

The pieces are drawn from the part after the baseline, so that the hours hold what the judge has not
learnt from. A resampled feed says how often the judge is wrong about a scene that stays as it is;
it cannot say what the next hour of that street would bring.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from footage_bench import FPS

from days_bench.bench import Bench
from days_bench.footage import feeds, measure_clip
from days_bench.measured import Measured
from days_bench.remembering import remembered_places
from days_bench.showing import Row, Section, Table, Target, poisson_interval
from days_bench.watching import Watch

BASELINE_SECONDS = 45.0  # of a clip at most are its own beginning; of a short one, half
LEARNT_SECONDS = 30.0  # before this nothing can be raised
PIECE_SECONDS = 10.0
HOURS = 3.0


def run(bench: Bench) -> Section:
    """Both tables and the target."""
    section = Section("clean")
    found = feeds(bench.data)
    if not found:
        section.words.append("skipped: there is no clip in feeds/.")
        return section
    through, resampled, incidents = [], [], []
    for name, (path, static) in found.items():
        measured = measure_clip(bench.kept, path)
        with remembered_places():
            through.append(_once(bench, name, measured, static))
            watch, row = _hours(bench, name, measured, static)
            resampled.append(row)
            incidents += [_incident_row(name, watch, n) for n in range(len(watch.incidents))]
    section.tables += [
        Table("once through, no fault", [*through, _total(through)]),
        Table("resampled in pieces of 10 s, no fault", [*resampled, _total(resampled)]),
        Table("incidents of the resampled hours", incidents[:60]),
    ]
    section.targets += [_target("once through", through, 0), _target("resampled", resampled, 1)]
    return section


def _once(bench: Bench, name: str, measured: Measured, static: bool) -> Row:
    watch = bench.watch(f"{name} once")
    for index in range(len(measured)):
        watch.show(measured.at(index, seq=index, seconds=index / FPS))
    judged = max(len(measured) / FPS - LEARNT_SECONDS, 0.0)
    return _row(name, watch, static, judged)


def _hours(bench: Bench, name: str, measured: Measured, static: bool) -> tuple[Watch, Row]:
    """The clip's beginning, then hours of pieces of what comes after it."""
    watch = bench.watch(f"{name} resampled")
    beginning = min(int(BASELINE_SECONDS * FPS), len(measured) // 2)
    hours = HOURS / 6 if bench.quick else HOURS
    reused = len(measured) - beginning < 1.5 * PIECE_SECONDS * FPS
    pool = range(0 if reused else beginning, len(measured))
    for seq, index in enumerate(_pieces(beginning, pool, int(hours * 3600 * FPS))):
        watch.show(measured.at(index, seq=seq, seconds=seq / FPS))
    row = _row(name, watch, static, hours * 3600 - LEARNT_SECONDS)
    return watch, row | {"baseline reused": reused}


def _pieces(beginning: int, pool: range, frames: int) -> Iterator[int]:
    """Numbers of frames: the beginning, then pieces of the pool, drawn at random."""
    draw = np.random.default_rng(0)
    length = min(int(PIECE_SECONDS * FPS), len(pool))
    yield from range(beginning)
    shown = beginning
    while shown < frames:
        first = pool.start + int(draw.integers(len(pool) - length + 1))
        yield from range(first, first + length)
        shown += length


def _row(name: str, watch: Watch, static: bool, judged_seconds: float) -> Row:
    triggers = sorted({i.trigger for i in watch.incidents})
    return {
        "feed": name,
        "static": static,
        "incidents": len(watch.incidents),
        "judged h": judged_seconds / 3600,
        "95 %": _interval(len(watch.incidents)),
        "open %": 100 * watch.open_seconds / max(judged_seconds, 1.0),
        "triggers": ",".join(triggers) or "-",
    }


def _total(rows: list[Row]) -> Row:
    """The static feeds together."""
    some = [r for r in rows if r["static"]]
    count = sum(int(str(r["incidents"])) for r in some)
    hours = sum(float(str(r["judged h"])) for r in some)
    return rows[0] | {
        "feed": "all static",
        "static": True,
        "incidents": count,
        "judged h": hours,
        "95 %": _interval(count),
        "open %": None,
        "triggers": "",
    }


def _interval(count: int) -> str:
    low, high = poisson_interval(count)
    return f"{low:.1f}-{high:.1f}"


def _incident_row(name: str, watch: Watch, number: int) -> Row:
    incident = watch.incidents[number]
    closed = incident.closed_seconds
    return {
        "feed": name,
        "at min": round(incident.opened_seconds / 60, 1),
        "lasts s": None if closed is None else round(closed - incident.opened_seconds, 1),
        "trigger": incident.trigger,
        "x normal": round(incident.times_normal, 1),
        "cause": incident.cause,
        "provisional": incident.provisional,
    }


def _target(what: str, rows: list[Row], allowed: int) -> Target:
    total = _total(rows)
    count, hours = int(str(total["incidents"])), float(str(total["judged h"]))
    wanted = f"{allowed} in 24 h at most" if allowed else "0 in 7 min"
    return Target(
        f"false incidents on unchanged video, {what}",
        wanted,
        f"{count} in {hours:.2f} h (95 %: {_interval(count)})",
        count <= max(allowed * hours / 24.0, 0.0) if allowed else count == 0,
    )
