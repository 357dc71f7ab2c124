"""Real fog: stills of a motorway, 64 every morning, with the visibility that was measured there.

A day counts as foggy when the visibility was below 500 m in at least five stills (15 minutes), as
ordinary when it never was. Which days are learnt decides much, so there are several schedules.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from days_bench.bench import Bench
from days_bench.footage import DAY, Stills
from days_bench.measured import Measured
from days_bench.showing import Row, Section, Table, Target, share

FOG_METRES = 500.0
FOG_STILLS = 5
LEARNT = {
    "11-15 Feb learnt, then 1-10": tuple(f"2020-02-{day}" for day in (11, 12, 13, 14, 15)),
    # 12 Feb is in strong colours for three hours, 13 Feb in sunshine: other states, no fog.
    "clear, pale days learnt": tuple(f"2020-02-{day}" for day in (10, 11, 14, 15)),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One morning: its stills, how many of them lay in fog, and the worst visibility."""

    name: str
    stills: range
    foggy_stills: int
    metres_min: float

    @property
    def kind(self) -> str:
        """In one word."""
        if self.foggy_stills >= FOG_STILLS:
            return "fog"
        return "some fog" if self.foggy_stills else "ordinary"


def run(bench: Bench) -> Section:
    """Every schedule, day by day."""
    section = Section("fog")
    folder, times = bench.data / "highway_fog", bench.data / "highway_fog_times.csv"
    table = bench.data / "highway_fog_visibility_m.csv"
    if not (folder.is_dir() and times.is_file() and table.is_file()):
        section.words.append("skipped: there is no highway_fog with its tables.")
        return section
    stills = Stills.of(folder, times)
    with table.open(newline="", encoding="utf-8") as file:
        metres = {row["file"]: float(row["visibility_m"]) for row in csv.DictReader(file)}
    days = days_of(stills, metres)
    measured = stills.measure(bench.kept)
    summaries = []
    for title, order, learnt in schedules(days):
        rows = judge_days(bench, title, stills, measured, order, learnt)
        section.tables.append(Table(title, rows))
        summaries.append(summary(title, rows))
    section.tables.append(Table("fog, by schedule", summaries))
    section.targets += [
        Target(
            f"fog days found, {s['schedule']}",
            ">= 6 of 7; <= 1 false day of 10",
            f"{s['fog days']}; false {s['false days']}",
            bool(s["met"]),
        )
        for s in summaries
    ]
    return section


def days_of(stills: Stills, metres: dict[str, float]) -> list[Day]:
    """Mornings in order; a file's name begins with its date."""
    names = [p.name[:10] for p in stills.paths]
    days = []
    for name in dict.fromkeys(names):
        part = range(names.index(name), len(names) - names[::-1].index(name))
        seen = [metres[stills.paths[i].name] for i in part]
        days.append(Day(name, part, sum(m < FOG_METRES for m in seen), min(seen)))
    return days


def schedules(days: Sequence[Day]) -> list[tuple[str, list[Day], int]]:
    """In which order days are shown, and how many of them belong to the baseline.

    Days that do not follow each other are shown as if they did, at their own times of day.
    """
    found = [("as it came, from 1 Feb", list(days), 2)]
    for title, names in LEARNT.items():
        first = [d for d in days if d.name in names]
        if first:
            found.append((title, [*first, *(d for d in days if d not in first)], len(first)))
    return found


def judge_days(
    bench: Bench,
    title: str,
    stills: Stills,
    measured: Measured,
    order: Sequence[Day],
    learnt: int,
) -> list[Row]:
    """One row a day: was an incident open, who raised it, and the best score of each channel."""
    watch = bench.watch(title)
    first_midnight = stills.seconds[order[0].stills[0]] // DAY * DAY
    rows, seq = [], 0
    for number, day in enumerate(order):
        watch.highest.clear()
        known, was_open = len(watch.incidents), watch.open
        open_stills = 0
        for index in day.stills:
            seconds = first_midnight + number * DAY + stills.seconds[index] % DAY
            watch.show(measured.at(index, seq=seq, seconds=seconds))
            open_stills += watch.open
            seq += 1
        new = watch.incidents[known:]
        rows.append(
            {
                "day": day.name,
                "kind": day.kind,
                "learnt": number < learnt,
                "stills < 500 m": day.foggy_stills,
                "min m": round(day.metres_min),
                "incidents": len(new),
                "open before": was_open,
                "stills open": open_stills,
                "triggers": ",".join(i.trigger for i in new) or "-",
                "causes": ",".join(i.cause for i in new) or "-",
                "provisional": sum(i.provisional for i in new),
                "highest": " ".join(f"{c}:{s:.2f}" for c, s in sorted(watch.highest.items())),
            }
        )
    return rows


def summary(title: str, rows: Sequence[Row]) -> Row:
    """Days of the test part that had an open incident, foggy and ordinary ones."""
    test = [r for r in rows if not r["learnt"]]
    alarmed = [r for r in test if r["stills open"]]
    counts = {
        kind: (sum(r["kind"] == kind for r in alarmed), sum(r["kind"] == kind for r in test))
        for kind in ("fog", "some fog", "ordinary")
    }
    fog, false = counts["fog"], counts["ordinary"]
    hazy = sum("haze" in str(r["causes"]) for r in alarmed if r["kind"] == "fog")
    return {
        "schedule": title,
        "fog days": share(*fog),
        "some fog": share(*counts["some fog"]),
        "false days": share(*false),
        "named haze": hazy,
        "met": fog[1] > 0 and fog[0] * 7 >= 6 * fog[1] and false[0] * 10 <= false[1],
    }
