"""Faults put into stills of several days, each watched for a day at most."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from footage_bench import STRENGTHS

from days_bench.bench import Bench
from days_bench.footage import DAY, Fault, Stills
from days_bench.measured import Measured
from days_bench.showing import Row, Table, share
from virk_edge.faults import FAULTS
from virk_edge.nouns import State

# How many stills after the onset are looked at in one go; found faults need no more.
PARTS = (6, 24, 10_000)
AFTER_FOUND = 4  # stills that the diagnosis is given after an incident opened


@dataclass(frozen=True, slots=True)
class Onset:
    """A still at which faults begin, and the judge as it was before."""

    index: int
    number: int  # fixes what its faults look like
    state: State
    busy: bool  # an incident was open already


def fault_rows(bench: Bench, stills: Stills, onsets: Sequence[Onset]) -> list[Row]:
    """Every fault and strength at every onset, watched for a day at most."""
    rows: list[Row] = []
    for name in bench.faults:
        for strength in STRENGTHS:
            for onset in onsets:
                fault = Fault(
                    name, "medium" if strength == "medium" else "strong", 3 + onset.number
                )
                rows.append(_one_fault(bench, stills, onset, fault))
    return rows


def _one_fault(bench: Bench, stills: Stills, onset: Onset, fault: Fault) -> Row:
    start = stills.seconds[onset.index]
    watch = bench.watch(f"{fault.name} {fault.strength} {stills.local(start)}", onset.state)
    row: Row = {
        "fault": fault.name,
        "strength": fault.strength,
        "onset": stills.local(start),
        "busy": onset.busy,
    }
    left: int | None = None
    last = max(i for i, t in enumerate(stills.seconds) if t < start + DAY)
    for index, measured, within in _faulty(bench, stills, onset.index, last, fault):
        watch.show(measured.at(within, seq=index, seconds=stills.seconds[index]))
        if watch.incidents and left is None:
            left = AFTER_FOUND
            row["stills"] = index - onset.index + 1
        if left is not None:
            left -= 1
            if left < 0:
                break
    found = watch.incidents[0] if watch.incidents else None
    causes = FAULTS[fault.name].causes
    return row | {
        "found": found is not None,
        "hours": None if found is None else round((found.opened_seconds - start) / 3600, 2),
        "stills": row.get("stills"),
        "trigger": None if found is None else found.trigger,
        "cause": None if found is None else found.cause,
        "right": found is not None and found.cause in causes,
        "highest": " ".join(f"{c}:{s:.2f}" for c, s in sorted(watch.highest.items())),
    }


def _faulty(
    bench: Bench, stills: Stills, since: int, last: int, fault: Fault
) -> Iterator[tuple[int, Measured, int]]:
    """Stills with the fault, measured a part at a time: number, part, number within it."""
    begin = since
    for length in PARTS:
        part = range(begin, min(begin + length, last + 1))
        if not part:
            return
        measured = fault.measure(bench.kept, stills, since, part)
        for within, index in enumerate(part):
            yield index, measured, within
        begin = part.stop


def by_kind(rows: Sequence[Row]) -> Table:
    """Per fault and strength."""
    table: list[Row] = []
    for name in [*dict.fromkeys(str(r["fault"]) for r in rows), "all"]:
        for strength in STRENGTHS:
            some = [r for r in rows if name in (r["fault"], "all") and r["strength"] == strength]
            found = [r for r in some if r["found"]]
            counts = [int(str(r["stills"])) for r in found]
            table.append(
                {
                    "fault": name,
                    "strength": strength,
                    "found": share(len(found), len(some)),
                    "median stills": statistics.median(counts) if counts else None,
                    "right cause": sum(bool(r["right"]) for r in some),
                    "busy": sum(bool(r["busy"]) for r in some),
                }
            )
    return Table("faults that begin 48-96 h after the start, found within a day", table)


def missed(rows: Sequence[Row]) -> Table:
    """Each fault that was not found, with the best score of every channel."""
    columns = ("fault", "strength", "onset", "busy", "highest")
    return Table("missed", [{c: r[c] for c in columns} for r in rows if not r["found"]])
