"""Faults after half a minute of clean video, in every feed: found, how soon, named right."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from footage_bench import CLEAN_SECONDS, FPS, STRENGTHS, Row, fault_rows, frames_at, there_and_back

from days_bench.bench import Bench
from days_bench.footage import feeds
from days_bench.measured import Measured, source_digest
from days_bench.remembering import remembered_places
from days_bench.showing import Row as Cells
from days_bench.showing import Section, Table, Target, share
from virk_edge.faults import FAULTS
from virk_edge.nouns import U8, Observation

SEED = 3
FAULT_SECONDS = 10.4  # the design gives a medium fault ten
WITHIN_SECONDS = {"medium": 10.0, "strong": 5.0}
WANTED = {"medium": 0.95, "strong": 0.98}


def run(bench: Bench) -> Section:
    """Tables by kind and by feed, and the two targets."""
    section = Section("faults")
    found = feeds(bench.data)
    if not found:
        section.words.append("skipped: there is no clip in feeds/.")
        return section
    rows: list[Row] = []
    static = {name for name, (_, is_static) in found.items() if is_static}
    for name, (path, is_static) in found.items():
        if is_static or not bench.quick:
            with remembered_places():
                rows += _feed(bench, name, path)
    ours = [r for r in rows if r.clip in static]
    section.tables += [
        Table("faults after 33 s, static feeds", _grouped(ours, "fault")),
        Table("by feed, all", _grouped(rows, "clip")),
        Table("not in time or named wrong, static feeds", _wrong(ours)),
    ]
    section.targets += [_target(ours, strength) for strength in ("strong", "medium")]
    return section


def _feed(bench: Bench, name: str, path: Path) -> list[Row]:
    first = int(CLEAN_SECONDS * FPS)
    last = first + int(FAULT_SECONDS * FPS) + 1

    def pictures() -> list[U8]:
        frames = list(frames_at(path))
        return [frames[i] for i in there_and_back(len(frames), last)][:last]

    measured = bench.kept.measure(["there and back", FPS, last], [path], pictures)
    frames: list[U8] = []  # decoded only if a fault was not measured before

    def changed(fault: str, strength: str) -> Iterator[U8]:
        frames[:] = frames or pictures()
        effect = FAULTS[fault].start("medium" if strength == "medium" else "strong", seed=SEED)
        for index in range(first, last):
            yield effect(frames[index], index)

    def faulty(fault: str, strength: str) -> Iterator[Observation]:
        what = ["fault", source_digest("faults/*.py"), fault, strength, SEED, FPS, first, last]
        part = bench.kept.measure(what, [path], lambda: changed(fault, strength))
        return _shown(part, first)

    clean = (measured.at(i, seq=i, seconds=i / FPS) for i in range(first))
    return fault_rows(name, clean, faulty, list(bench.faults))


def _shown(measured: Measured, first: int) -> Iterator[Observation]:
    for index in range(len(measured)):
        seq = first + index
        yield measured.at(index, seq=seq, seconds=seq / FPS)


def _grouped(rows: Sequence[Row], key: str) -> list[Cells]:
    table: list[Cells] = []
    for name in [*dict.fromkeys(str(getattr(r, key)) for r in rows), "all"]:
        for strength in STRENGTHS:
            some = [r for r in rows if name in (getattr(r, key), "all") and r.strength == strength]
            delays = [r.delay_seconds for r in some if r.delay_seconds is not None]
            soon = sum(d <= WITHIN_SECONDS[strength] for d in delays)
            table.append(
                {
                    key: name,
                    "strength": strength,
                    "in time": share(soon, len(some)),
                    "at all": len(delays),
                    "right cause": sum(r.right for r in some),
                    "median s": round(statistics.median(delays), 1) if delays else None,
                }
            )
    return table


def _wrong(rows: Sequence[Row]) -> list[Cells]:
    return [
        {
            "clip": r.clip,
            "fault": r.fault,
            "strength": r.strength,
            "delay s": r.delay_seconds,
            "cause": r.cause,
        }
        for r in rows
        if not r.right or (r.delay_seconds or 99.0) > WITHIN_SECONDS[r.strength]
    ]


def _target(rows: Sequence[Row], strength: str) -> Target:
    some = [r for r in rows if r.strength == strength]
    within = WITHIN_SECONDS[strength]
    soon = sum(r.delay_seconds is not None and r.delay_seconds <= within for r in some)
    return Target(
        f"{strength} faults after 30 s of clean video",
        f">= {WANTED[strength]:.0%} within {within:g} s",
        share(soon, len(some)),
        bool(some) and soon >= WANTED[strength] * len(some),
    )
