"""Stills of several days and nights: false incidents, first nights, faults after two days.

The webcam of the study (19 days; the copy used here ends before its floodlights went off), or any
folder of stills with times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from days_bench.bench import Bench
from days_bench.footage import DAY, Stills
from days_bench.measured import Measured
from days_bench.showing import Row, Section, Table, Target, poisson_interval, share
from days_bench.stills_faults import Onset, by_kind, fault_rows, missed
from days_bench.watching import Incident, Watch

ARMED_AFTER_SECONDS = 2 * DAY
WEBCAM_UTC_OFFSET_HOURS = -6.0  # its nights are 22-6 o'clock then
START_HOURS = (0, 6, 12, 18)
ONSETS = 12


def run(bench: Bench) -> Section:
    """All that can be said from ``webcam_construction``, or from the user's own folder."""
    section = Section("stills")
    stills = bench.stills
    folder, times = bench.data / "webcam_construction", bench.data / "webcam_construction_times.csv"
    if stills is None and folder.is_dir() and times.is_file():
        stills = Stills.of(folder, times, utc_offset_hours=WEBCAM_UTC_OFFSET_HOURS)
    if stills is None:
        section.words.append("skipped: there is no webcam_construction with its table of times.")
        return section
    measured = stills.measure(bench.kept)
    onsets = choose_onsets(stills)
    if bench.quick:
        onsets = dict(list(onsets.items())[1::3])
    watch, states = watch_clean(bench, stills, measured, onsets)
    section.tables += clean_tables(stills, watch)
    starts = first_nights(bench, stills, measured)
    section.tables.append(Table("first nights, no fault", starts))
    rows = fault_rows(bench, stills, states)
    section.tables += [by_kind(rows), missed(rows)]
    section.targets += targets(stills, watch, starts, rows)
    return section


def choose_onsets(stills: Stills) -> dict[int, int]:
    """Stills spread evenly over the third and fourth day, all times of day: index to number."""
    first = stills.seconds[0] + ARMED_AFTER_SECONDS
    wanted = [first + (k + 0.5) * 2 * DAY / ONSETS for k in range(ONSETS)]
    found = [next((i for i, t in enumerate(stills.seconds) if t >= w), None) for w in wanted]
    return {index: number for number, index in enumerate(found) if index is not None}


def watch_clean(
    bench: Bench, stills: Stills, measured: Measured, onsets: Mapping[int, int]
) -> tuple[Watch, list[Onset]]:
    """All stills as they are; the judge's state before each onset."""
    watch = bench.watch("clean")
    states = []
    for index, seconds in enumerate(stills.seconds):
        if index in onsets:
            states.append(Onset(index, onsets[index], watch.monitor.save(), watch.open))
        watch.show(measured.at(index, seq=index, seconds=seconds))
    return watch, states


def clean_tables(stills: Stills, watch: Watch) -> list[Table]:
    """When what was armed, and every incident of unchanged stills."""
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
    rows = [_incident_row(stills, i) for i in watch.incidents]
    hours = (stills.seconds[-1] - start) / 3600
    note = f"an incident was open for {watch.open_seconds / 3600:.1f} h of {hours:.1f} h"
    return [Table("armed", armed), Table("incidents without any fault", rows, note)]


def _incident_row(stills: Stills, incident: Incident) -> Row:
    """One incident: hours since the start and the local time."""
    closed = incident.closed_seconds
    return {
        "hour": round((incident.opened_seconds - stills.seconds[0]) / 3600, 1),
        "local": stills.local(incident.opened_seconds),
        "onset": stills.local(incident.onset_seconds),
        "hours": None if closed is None else round((closed - incident.opened_seconds) / 3600, 1),
        "trigger": incident.trigger,
        "x normal": round(incident.times_normal, 1),
        "cause": incident.cause,
        "provisional": incident.provisional,
    }


def first_nights(bench: Bench, stills: Stills, measured: Measured) -> list[Row]:
    """Started at four times of day: incidents before and after 48 h, of three starts each."""
    rows: list[Row] = []
    for hour in START_HOURS[:: 3 if bench.quick else 1]:
        for day in range(1 if bench.quick else 3):
            begin = _still_at(stills, day, hour)
            if begin is not None:
                rows.append(_started_at(bench, stills, measured, begin))
    return rows


def _started_at(bench: Bench, stills: Stills, measured: Measured, begin: int) -> Row:
    start = stills.seconds[begin]
    watch = bench.watch(f"start {stills.local(start)}")
    for index in range(begin, len(stills)):
        if stills.seconds[index] <= start + 6 * DAY:
            watch.show(measured.at(index, seq=index, seconds=stills.seconds[index]))
    hours = [(i.opened_seconds - start) / 3600 for i in watch.incidents]
    early = [i for i in watch.incidents if i.opened_seconds - start < ARMED_AFTER_SECONDS]
    return {
        "start": stills.local(start),
        "provisional in 48 h": sum(i.provisional for i in early),
        "final in 48 h": sum(not i.provisional for i in early),
        "in 48-144 h": len(watch.incidents) - len(early),
        "at hour": ",".join(f"{h:.0f}" for h in hours) or "-",
        "triggers": ",".join(i.trigger for i in watch.incidents) or "-",
        "causes": ",".join(i.cause for i in watch.incidents) or "-",
    }


def _still_at(stills: Stills, day: int, hour: int) -> int | None:
    """The first still at or after ``hour`` o'clock local time, ``day`` days after the first."""
    offset = stills.utc_offset_hours * 3600
    midnight = (stills.seconds[0] + offset) // DAY * DAY - offset
    wanted = midnight + (day + 1) * DAY + hour * 3600
    return next((i for i, t in enumerate(stills.seconds) if t >= wanted), None)


def targets(
    stills: Stills, watch: Watch, starts: Sequence[Row], rows: Sequence[Row]
) -> list[Target]:
    """What the design asks of stills."""
    start = stills.seconds[0]
    late = sum(i.opened_seconds - start >= ARMED_AFTER_SECONDS for i in watch.incidents)
    days = (stills.seconds[-1] - start - ARMED_AFTER_SECONDS) / DAY
    low, high = poisson_interval(late)
    others = sum(int(str(r["in 48-144 h"])) for r in starts)
    strong = [r for r in rows if r["strength"] == "strong"]
    found = sum(bool(r["found"]) for r in strong)
    return [
        Target(
            "stills, day and night, after 48 h: false incidents",
            "0 in 9 days",
            f"{late} in {days:.1f} days (95 %: {low:.1f}-{high:.1f})",
            late == 0,
        ),
        Target(
            "the same four days at most, from other starts (overlapping)",
            "0",
            f"{others} in {len(starts)} starts",
            others == 0,
        ),
        Target(
            "stills: strong faults found within a day",
            ">= 95 %",
            share(found, len(strong)),
            bool(strong) and found >= 0.95 * len(strong),
        ),
    ]
