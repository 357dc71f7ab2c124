"""Video over six days, simulated: a real clip under a sun that rises and sets (``sunlight``).

After two days the judge has seen two dusks and dawns, and the rest should be silent; faults that
come then should be found by day and by night.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from footage_bench import STRENGTHS, frames_at, there_and_back

from days_bench.bench import Bench
from days_bench.footage import DAY, feeds
from days_bench.measured import Measured, source_digest
from days_bench.remembering import remembered_places
from days_bench.showing import Row, Section, Table, Target, poisson_interval, share
from days_bench.sunlight import LEVELS, Moment, days, light_code, seen
from days_bench.watching import Watch
from virk_edge.faults import FAULTS
from virk_edge.nouns import U8, State

CLIPS = ("street_taxis", "campus_people", "indoor_room", "freeway_california")
FRAMES = 40  # of the clip, evenly spread
EVERY_SECONDS = 3.0
START_HOUR = 10.0
DAYS = 6.0
LEARNT_DAYS = 2.0
FAULT_HOURS = {"day": 4 * 24 + 13.0, "night": 4 * 24 + 25.0}  # on the clock of the first day
FAULT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Before:
    """The judge as it was before the faults begin, at which moment, and whether it was busy."""

    when: str
    state: State
    number: int
    moment: Moment
    busy: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """One clip: its frames, and their measurements in every state of light, in order of level."""

    name: str
    path: Path
    frames: Sequence[U8]
    measured: Measured
    order: Sequence[int]  # frames there and back

    def show(self, watch: Watch, number: int, moment: Moment) -> None:
        """The picture number ``number`` of the simulated camera."""
        frame = self.order[number % len(self.order)]
        index = moment.level * FRAMES + frame
        watch.show(self.measured.at(index, seq=number, seconds=moment.seconds))


def run(bench: Bench) -> Section:
    """Every clip: silence, then faults."""
    section = Section("nights")
    found = {n: p for n, (p, _) in feeds(bench.data).items() if n in CLIPS}
    if not found:
        section.words.append("skipped: there is none of its clips in feeds/.")
        return section
    halves: list[Row] = []
    rows: list[Row] = []
    for name in list(found)[: 1 if bench.quick else None]:
        scene = measure_scene(bench, name, found[name])
        with remembered_places():
            watch, states = watch_days(bench, scene)
            halves += silence(name, watch)
            for before in states:
                rows += fault_rows(bench, scene, before)
    section.tables += [
        Table("six simulated days and nights, no fault", halves),
        Table("faults of ten minutes on the fifth day and night", grouped(rows)),
        Table("missed", [r for r in rows if not r["found"]]),
    ]
    section.targets += targets(halves, rows)
    return section


def measure_scene(bench: Bench, name: str, path: Path) -> Scene:
    """Some frames of the clip in every state of light."""
    frames = list(frames_at(path))
    step = max(len(frames) // FRAMES, 1)
    chosen = there_and_back(len(frames[::step]), FRAMES)[:FRAMES]
    some = [frames[::step][i] for i in chosen]

    def pictures() -> Iterator[U8]:
        for level in range(LEVELS):
            for number, pixels in enumerate(some):
                yield seen(pixels, level, seed=level * FRAMES + number)

    what = ["sunlight", FRAMES, light_code(), source_digest("faults/linear.py")]
    measured = bench.kept.measure(what, [path], pictures)
    return Scene(name, path, some, measured, there_and_back(FRAMES, 2 * FRAMES - 2))


def watch_days(bench: Bench, scene: Scene) -> tuple[Watch, list[Before]]:
    """All days; the state at the two moments when faults will begin."""
    watch = bench.watch(f"{scene.name} days")
    every = EVERY_SECONDS * (3 if bench.quick else 1)
    due = {when: (hour - START_HOUR) * 3600.0 for when, hour in FAULT_HOURS.items()}
    states = []
    moments = days(start_hour=START_HOUR, days=DAYS, every_seconds=every, seed=1)
    for number, moment in enumerate(moments):
        for when in [w for w, seconds in due.items() if moment.seconds >= seconds]:
            del due[when]
            states.append(Before(when, watch.monitor.save(), number, moment, watch.open))
        scene.show(watch, number, moment)
    return watch, states


def silence(name: str, watch: Watch) -> list[Row]:
    """Incidents of each half day, by the clock."""
    rows: list[Row] = []
    for half in range(int(DAYS * 2)):
        # Twelve hours from 10:00: most of a day with its dusk; from 22:00: a night with its dawn.
        since, until = half * DAY / 2, (half + 1) * DAY / 2
        some = [i for i in watch.incidents if since <= i.opened_seconds < until]
        rows.append(
            {
                "clip": name,
                "hours": f"{since / 3600:.0f}-{until / 3600:.0f}",
                "half": "night, dawn" if half % 2 else "day, dusk",
                "incidents": len(some),
                "provisional": sum(i.provisional for i in some),
                "at": ",".join(_clock(i.opened_seconds) for i in some) or "-",
                "triggers": ",".join(sorted({i.trigger for i in some})) or "-",
                "causes": ",".join(sorted({i.cause for i in some})) or "-",
                "lasts h": ",".join(_hours(i.opened_seconds, i.closed_seconds) for i in some)
                or "-",
            }
        )
    return rows


def _clock(seconds: float) -> str:
    minutes = int(seconds // 60 + START_HOUR * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _hours(opened: float, closed: float | None) -> str:
    return "open" if closed is None else f"{(closed - opened) / 3600:.1f}"


def fault_rows(bench: Bench, scene: Scene, before: Before) -> list[Row]:
    """Every fault for ten minutes in the light of that moment."""
    rows: list[Row] = []
    for name in bench.faults:
        for strength in STRENGTHS:
            measured = _faulty(bench, scene, before.moment.level, name, strength)
            watch = bench.watch(f"{scene.name} {before.when} {name} {strength}", before.state)
            every = EVERY_SECONDS * (3 if bench.quick else 1)
            for n in range(int(FAULT_SECONDS / every)):
                seconds = before.moment.seconds + n * every
                index = scene.order[n % len(scene.order)]
                watch.show(measured.at(index, seq=before.number + n, seconds=seconds))
            found = watch.incidents[0] if watch.incidents else None
            delay = found.opened_seconds - before.moment.seconds if found else None
            rows.append(
                {
                    "clip": scene.name,
                    "when": before.when,
                    "fault": name,
                    "strength": strength,
                    "busy": before.busy,
                    "found": found is not None,
                    "delay s": delay,
                    "trigger": found.trigger if found else None,
                    "cause": found.cause if found else None,
                    "right": found is not None and found.cause in FAULTS[name].causes,
                    "highest": " ".join(f"{c}:{s:.2f}" for c, s in sorted(watch.highest.items())),
                }
            )
    return rows


def _faulty(bench: Bench, scene: Scene, level: int, name: str, strength: str) -> Measured:
    def pictures() -> Iterator[U8]:
        effect = FAULTS[name].start("medium" if strength == "medium" else "strong", seed=3)
        for number, pixels in enumerate(scene.frames):
            yield effect(seen(pixels, level, seed=level * FRAMES + number), number)

    what = ["sunlight", FRAMES, level, name, strength, light_code(), source_digest("faults/*.py")]
    return bench.kept.measure(what, [scene.path], pictures)


def grouped(rows: Sequence[Row]) -> list[Row]:
    """By kind and strength: found by day and by night."""
    table: list[Row] = []
    for name in [*dict.fromkeys(str(r["fault"]) for r in rows), "all"]:
        for strength in STRENGTHS:
            some = [r for r in rows if name in (r["fault"], "all") and r["strength"] == strength]
            delays = [float(str(r["delay s"])) for r in some if r["found"]]
            parts = {when: [r for r in some if r["when"] == when] for when in FAULT_HOURS}
            table.append(
                {"fault": name, "strength": strength}
                | {w: share(sum(bool(r["found"]) for r in p), len(p)) for w, p in parts.items()}
                | {
                    "median s": statistics.median(delays) if delays else None,
                    "right cause": sum(bool(r["right"]) for r in some),
                    "busy": sum(bool(r["busy"]) for r in some),
                }
            )
    return table


def targets(halves: Sequence[Row], rows: Sequence[Row]) -> list[Target]:
    """The design has no line for simulated days; these two are its spirit."""
    late = [h for h in halves if float(str(h["hours"]).split("-")[0]) >= LEARNT_DAYS * 24]
    count = sum(int(str(h["incidents"])) for h in late)
    low, high = poisson_interval(count)
    strong = [r for r in rows if r["strength"] == "strong"]
    found = sum(bool(r["found"]) for r in strong)
    return [
        Target(
            "simulated days and nights after 48 h: false incidents",
            "0",
            f"{count} in {len(late) / 2:g} camera days (95 %: {low:.1f}-{high:.1f})",
            count == 0,
        ),
        Target(
            "simulated days and nights: strong faults within ten minutes",
            ">= 95 %",
            share(found, len(strong)),
            bool(strong) and found >= 0.95 * len(strong),
        ),
    ]
