"""Stills of several days and nights: false incidents, first nights, faults after two days.

The webcam of the study (19 days; the copy used here ends before its floodlights went off).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from days_bench.bench import Bench
from days_bench.footage import Fault, Stills
from days_bench.measured import Measured
from days_bench.showing import Row, Section, Table, Target, poisson_interval, share
from days_bench.watching import Incident, Watch
from virk_edge.faults import FAULTS, Strength
from virk_edge.nouns import State

DAY = 86400.0
ARMED_AFTER_SECONDS = 2 * DAY
UTC_OFFSET_HOURS = -6.0  # of the webcam: its nights are 22-6 o'clock then
START_HOURS = (0, 6, 12, 18)
ONSETS = 12
# How many stills after the onset are looked at in one go; found faults need no more.
PARTS = (6, 24, 10_000)
AFTER_FOUND = 4  # stills that the diagnosis is given after an incident opened


@dataclass(frozen=True, slots=True)
class Onset:
    """A still at which faults begin, and the judge as it was before."""

    index: int
    state: State
    busy: bool  # an incident was open already


def run(bench: Bench) -> Section:
    """All that can be said from ``webcam_construction``."""
    section = Section("stills")
    folder, times = bench.data / "webcam_construction", bench.data / "webcam_construction_times.csv"
    if not folder.is_dir() or not times.is_file():
        section.words.append("skipped: there is no webcam_construction with its table of times.")
        return section
    stills = Stills.of(folder, times)
    return judge_stills(bench, stills, section)


def judge_stills(bench: Bench, stills: Stills, section: Section) -> Section:
    """The same of any folder of stills with times."""
    measured = stills.measure(bench.kept)
    onsets = choose_onsets(stills, 4 if bench.quick else ONSETS)
    watch, states = watch_clean(bench, stills, measured, onsets)
    clean = clean_tables(stills, watch)
    section.tables += clean
    section.tables.append(first_nights(bench, stills, measured))
    rows = fault_rows(bench, stills, states)
    section.tables += [by_kind(rows), missed(rows)]
    section.targets += targets(stills, watch, rows)
    return section


def local(seconds: float) -> str:
    """Day of the month and time of day where the camera stands."""
    minutes = int((seconds + UTC_OFFSET_HOURS * 3600) // 60)
    day = minutes // 1440 + 1
    return f"{_month_day(day)} {minutes % 1440 // 60:02d}:{minutes % 60:02d}"


def _month_day(days_since_1970: int) -> str:
    from datetime import date, timedelta

    return (date(1969, 12, 31) + timedelta(days=days_since_1970)).strftime("%m-%d")


def choose_onsets(stills: Stills, count: int) -> list[int]:
    """Stills that are spread evenly over the third and fourth day: all times of day."""
    first = stills.seconds[0] + ARMED_AFTER_SECONDS
    wanted = [first + (k + 0.5) * 2 * DAY / count for k in range(count)]
    found = [next((i for i, t in enumerate(stills.seconds) if t >= w), None) for w in wanted]
    return [i for i in found if i is not None]


def watch_clean(
    bench: Bench, stills: Stills, measured: Measured, onsets: Sequence[int]
) -> tuple[Watch, list[Onset]]:
    """All stills as they are; the judge's state before each onset."""
    watch = bench.watch("clean")
    states = []
    for index, seconds in enumerate(stills.seconds):
        if index in onsets:
            states.append(Onset(index, watch.monitor.save(), watch.open))
        watch.show(measured.at(index, seq=index, seconds=seconds))
    return watch, states


def incident_row(incident: Incident, start: float) -> Row:
    """One incident as a row: hours since the start and the local time."""
    closed = incident.closed_seconds
    return {
        "hour": round((incident.opened_seconds - start) / 3600, 1),
        "local": local(incident.opened_seconds),
        "onset": local(incident.onset_seconds),
        "hours": None if closed is None else round((closed - incident.opened_seconds) / 3600, 1),
        "trigger": incident.trigger,
        "x normal": round(incident.times_normal, 1),
        "cause": incident.cause,
        "provisional": incident.provisional,
    }


def clean_tables(stills: Stills, watch: Watch) -> list[Table]:
    """Every incident of unchanged stills, and when what was armed."""
    start = stills.seconds[0]
    armed: list[Row] = [
        {
            "hour": round((seconds - start) / 3600, 2),
            "instance": event.instance,
            "channel": event.channel,
            "scale s": event.scale_seconds,
        }
        for seconds, event in watch.armed
    ]
    rows = [incident_row(i, start) for i in watch.incidents]
    note = f"an incident was open for {watch.open_seconds / 3600:.1f} h of {_hours(stills):.1f} h"
    return [Table("armed", armed), Table("incidents without any fault", rows, note)]


def _hours(stills: Stills) -> float:
    return (stills.seconds[-1] - stills.seconds[0]) / 3600


def first_nights(bench: Bench, stills: Stills, measured: Measured) -> Table:
    """Started at four times of day: incidents before and after 48 h, of three starts each."""
    rows: list[Row] = []
    for hour in START_HOURS:
        for day in range(1 if bench.quick else 3):
            begin = _still_at(stills, day, hour)
            if begin is None:
                continue
            watch = bench.watch(f"start {hour:02d} day {day}")
            start = stills.seconds[begin]
            for index in range(begin, len(stills)):
                if stills.seconds[index] > start + 6 * DAY:
                    break
                watch.show(measured.at(index, seq=index, seconds=stills.seconds[index]))
            early = [i for i in watch.incidents if i.opened_seconds - start < 2 * DAY]
            late = [i for i in watch.incidents if i.opened_seconds - start >= 2 * DAY]
            rows.append(
                {
                    "start": local(start),
                    "provisional in 48 h": sum(i.provisional for i in early),
                    "final in 48 h": sum(not i.provisional for i in early),
                    "in 48-144 h": len(late),
                    "at hour": ",".join(
                        f"{(i.opened_seconds - start) / 3600:.0f}" for i in watch.incidents
                    ),
                }
            )
    return Table("first nights, no fault", rows)


def _still_at(stills: Stills, day: int, hour: int) -> int | None:
    """The first still at or after ``hour`` o'clock local time of the camera's ``day``."""
    midnight = (stills.seconds[0] + UTC_OFFSET_HOURS * 3600) // DAY * DAY
    wanted = midnight + (day + 1) * DAY + (hour - UTC_OFFSET_HOURS) * 3600
    return next((i for i, t in enumerate(stills.seconds) if t >= wanted), None)


def fault_rows(bench: Bench, stills: Stills, onsets: Sequence[Onset]) -> list[Row]:
    """Every fault and strength at every onset, watched for a day at most."""
    rows: list[Row] = []
    for name in FAULTS:
        for strength in ("medium", "strong"):
            for number, onset in enumerate(onsets):
                fault = Fault(name, "medium" if strength == "medium" else "strong", 3 + number)
                rows.append(_one_fault(bench, stills, onset, fault))
    return rows


def _one_fault(bench: Bench, stills: Stills, onset: Onset, fault: Fault) -> Row:
    start = stills.seconds[onset.index]
    watch = bench.watch(f"{fault.name} {fault.strength} {local(start)}", onset.state)
    row: Row = {
        "fault": fault.name,
        "strength": fault.strength,
        "onset": local(start),
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
        for strength in ("medium", "strong"):
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


def targets(stills: Stills, watch: Watch, rows: Sequence[Row]) -> list[Target]:
    """What the design asks of stills."""
    start = stills.seconds[0]
    late = sum(i.opened_seconds - start >= ARMED_AFTER_SECONDS for i in watch.incidents)
    days = (stills.seconds[-1] - start - ARMED_AFTER_SECONDS) / DAY
    low, high = poisson_interval(late)
    strong: list[Row] = [r for r in rows if r["strength"] == strong_word()]
    found = sum(bool(r["found"]) for r in strong)
    return [
        Target(
            "stills, day and night, after 48 h: false incidents",
            "0 in 9 days",
            f"{late} in {days:.1f} days (95 %: {low:.1f}-{high:.1f})",
            late == 0,
        ),
        Target(
            "stills: strong faults found within a day",
            ">= 95 %",
            share(found, len(strong)),
            bool(strong) and found >= 0.95 * len(strong),
        ),
    ]


def strong_word() -> Strength:
    """The stronger of the two strengths."""
    return "strong"
