"""Real footage for judging the diagnosis: windows in which it is known what happened, or nothing.

| kind | right is any of | how it is known |
|---|---|---|
| tamper_defocus, _displacement, _cover | defocus; camera_moved; occlusion | seen; seconds noted |
| shaking | camera_moved | the source says so, and it can be seen |
| slow sway | camera_moved | displaced by 5 px of 768 or more (ECC), light as before |
| exposure | brightness_drop or _rise | mean grey 12 levels off, displaced by less than 2 px |
| exposure and sway | brightness_drop or _rise, camera_moved | the same, displaced or not known |
| fog, ... | haze | median visibility below 1 km as measured, edges at most 0.65 of the baseline's |
| low sun | colour_cast, brightness_rise | clear day, red minus blue 12 levels up; grey 12 up |
| night against day | brightness_drop, monochrome, noise | local time, and mean grey |
| lamps against day | colour_cast, brightness_drop, noise | red minus blue 12 levels up |
| season | new_content, unknown | two months after the last still learnt |
| clean, ... | none | later; of stills: mean grey within 12 levels, red minus blue within 6 |

Windows that are in between belong to no kind. Day and night are told by the local time (7 to 19
o'clock, 22 to 5) and by the mean grey level, and both must agree; dusk is neither.
"""

from __future__ import annotations

import csv
import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from days_bench.fog import LEARNT, Day, days_of
from days_bench.footage import DAY, Stills
from days_bench.stills import WEBCAM_UTC_OFFSET_HOURS

from diagnosis_lab.measuring import Sample, Shots, evidence_of, observed
from diagnosis_lab.real_sources import (
    FRAMES,
    LIGHT_LEVELS,
    Window,
    blocks,
    clip_windows,
    decoded,
    edges_of,
    light_of,
    redness,
    still_shots,
    warmth_of,
)
from virk_edge.core.baseline import Normal, Shelf
from virk_edge.nouns import U8

FOG_METRES = 1000.0
CLEAR_METRES = 5000.0
FOG_EDGES = 0.65  # of the baseline's: what an instrument measured is seen by the camera too
SAME_HOURS_SECONDS = 900.0  # before and after a window
SHELF_STILLS = 24
STILL_GAP_SECONDS = 2700.0  # a longer one divides stills
DARK_LEVEL, BRIGHT_LEVEL = 85.0, 105.0  # mean grey of the building site by night and by day
COLOUR_LEVELS = 12.0  # of the mean red minus blue
SEASON_SECONDS = 60 * DAY
SHEET_ROWS, SHEET_WIDTH = 12, 320


def samples(data: Path, cache: Path | None = None) -> Iterator[Sample]:
    """Every window of the sources that are there, measured. ``seed`` counts a kind's windows."""
    counts: dict[tuple[str, str], int] = {}
    shelf, learnt = Shelf(), None
    for window in windows(data, cache):
        if learnt is not window.baseline:
            shelf, learnt = shelf_of(window.baseline), window.baseline
        number = counts[window.scene, window.kind] = counts.get((window.scene, window.kind), 0) + 1
        evidence = evidence_of(normal_for(shelf, window), window.shots)
        yield Sample(window.scene, "real", window.kind, 1.0, number, window.labels, evidence)


def windows(data: Path, cache: Path | None = None) -> Iterator[Window]:
    """The windows themselves; ``cache`` is where decoded clips are kept."""
    yield from clip_windows(data, cache)
    yield from fog(data)
    yield from building_site(data)
    for folder in sorted((data / "webcams_year").glob("*/")):
        yield from year(folder)


def shelf_of(shots: Shots) -> Shelf:
    """What the daemon keeps of these pictures."""
    shelf = Shelf()
    for observation in observed(shots):
        shelf.offer(observation)
    return shelf


def normal_for(shelf: Shelf, window: Window) -> Normal:
    """The baseline in the light of the picture before the trouble, or all of it.

    Raises:
        ValueError: if nothing was learnt.
    """
    like = None if window.like is None else observed(Shots((window.like,), (0.0,)))[0].cells
    normal = shelf.normal(like)
    if normal is None:
        raise ValueError("there are no pictures to learn from")
    return normal


@dataclass(frozen=True, slots=True)
class _Road:
    """The motorway: its stills, the visibility of each in metres, and its days."""

    stills: Stills
    metres: Sequence[float]
    days: Sequence[Day]

    def blocks(self, day: Day) -> Iterator[range]:
        """Windows of stills that follow each other, three minutes apart."""
        return blocks(self.stills, day.stills, 600.0)

    def at_the_hours(self, block: range, days: Iterable[Day]) -> list[int]:
        """Stills of other days at this window's time of day, evenly spread, about a shelf full."""
        since, until = (self.stills.seconds[i] % DAY for i in (block[0], block[-1]))
        found = [
            i
            for day in days
            for i in day.stills
            if since - SAME_HOURS_SECONDS
            <= self.stills.seconds[i] % DAY
            <= until + SAME_HOURS_SECONDS
        ]
        return found[:: max(len(found) // SHELF_STILLS, 1)]


def fog(data: Path) -> Iterator[Window]:
    """A motorway on mornings with measured visibility, against clear days at the same hours."""
    table, times = data / "highway_fog_visibility_m.csv", data / "highway_fog_times.csv"
    if not ((data / "highway_fog").is_dir() and table.is_file() and times.is_file()):
        return
    stills = Stills.of(data / "highway_fog", times)
    with table.open(newline="", encoding="utf-8") as file:
        metres = {row["file"]: float(row["visibility_m"]) for row in csv.DictReader(file)}
    seen = [metres[path.name] for path in stills.paths]
    road = _Road(stills, seen, days_of(stills, metres))
    clear = sorted((d for d in road.days if d.metres_min >= CLEAR_METRES), key=_haziness)
    for title, learnt in (
        ("four clearest days", sorted(clear[:4], key=lambda d: d.name)),
        ("clearest day", clear[:1]),
        ("all clear days", sorted(clear, key=lambda d: d.name)),
    ):
        for day in road.days:
            if day not in clear:
                yield from _foggy(road, day, learnt, title)
    pale = [d for d in clear if d.name in LEARNT["clear, pale days learnt"]]
    for day in clear:
        yield from _clear(road, day, [d for d in pale if d is not day], is_pale=day in pale)


def _haziness(day: Day) -> float:
    return -day.metres_min


def _foggy(road: _Road, day: Day, learnt: Sequence[Day], title: str) -> Iterator[Window]:
    """Windows that lie in fog for the most part, as far as it is seen here."""
    for block in road.blocks(day):
        chosen = road.at_the_hours(block, learnt)
        if not chosen or statistics.median(road.metres[i] for i in block) >= FOG_METRES:
            continue
        baseline, now = still_shots(road.stills, chosen), still_shots(road.stills, block)
        if edges_of(now) <= FOG_EDGES * edges_of(baseline):
            kind = f"fog, {title}"
            yield Window("highway_fog", kind, ("haze",), baseline, now, baseline.frames[-1])


def _clear(road: _Road, day: Day, learnt: Sequence[Day], *, is_pale: bool) -> Iterator[Window]:
    """A clear day against pale ones: the same, or in strong colours."""
    for block in road.blocks(day):
        chosen = road.at_the_hours(block, learnt)
        if not chosen:
            continue
        baseline, now = still_shots(road.stills, chosen), still_shots(road.stills, block)
        light, colour = apart(baseline, now)
        if colour > COLOUR_LEVELS:
            labels = ("colour_cast", *(["brightness_rise"] if light > LIGHT_LEVELS else []))
            yield Window("highway_fog", "low sun", labels, baseline, now, baseline.frames[-1])
        elif is_pale and in_the_same_light(baseline, now):
            yield Window("highway_fog", "clean, clear days", (), baseline, now, now.frames[0])


def apart(baseline: Shots, now: Shots) -> tuple[float, float]:
    """By how many levels the mean grey, and red minus blue, are above the baseline's."""
    return light_of(now) - light_of(baseline), warmth_of(now) - warmth_of(baseline)


def in_the_same_light(baseline: Shots, now: Shots) -> bool:
    """Whether neither the brightness nor the colours of the light have changed."""
    light, colour = apart(baseline, now)
    return abs(light) < LIGHT_LEVELS and abs(colour) < COLOUR_LEVELS / 2


def building_site(data: Path) -> Iterator[Window]:
    """Days and nights of a webcam, each against the day or the night before."""
    folder, times = data / "webcam_construction", data / "webcam_construction_times.csv"
    if not (folder.is_dir() and times.is_file()):
        return
    stills = Stills.of(folder, times, utc_offset_hours=WEBCAM_UTC_OFFSET_HOURS)
    parts = days_and_nights(stills)
    dark = ("brightness_drop", "monochrome", "noise")
    for (before, learnt), (now, chosen) in itertools.permutations(parts.items(), 2):
        # Number n is noon of day n / 2 or the night after it.
        if not 0 < now - before <= 2 or (before % 2 == 1 and now % 2 == 0):
            continue
        baseline = still_shots(stills, learnt)
        for block in blocks(stills, chosen, STILL_GAP_SECONDS):
            shots = still_shots(stills, block)
            if now - before == 1:
                yield Window(folder.name, "night against day", dark, baseline, shots)
            elif in_the_same_light(baseline, shots):
                kind = "clean, night after night" if now % 2 else "clean, day after day"
                yield Window(folder.name, kind, (), baseline, shots, shots.frames[0])


def days_and_nights(stills: Stills) -> dict[int, list[int]]:
    """Stills by half day, in order: even numbers are days, odd ones the nights that follow."""
    found: dict[int, list[int]] = {}
    for index, seconds in enumerate(stills.seconds):
        local = seconds + stills.utc_offset_hours * 3600.0
        hour, level = local % DAY / 3600.0, float(decoded(stills.paths[index]).mean())
        night = (hour >= 22.0 or hour < 5.0) and level < DARK_LEVEL
        if night or (7.0 <= hour < 19.0 and level > BRIGHT_LEVEL):
            # A night belongs to the day on which it begins.
            found.setdefault(2 * int((local - 6 * 3600.0) // DAY) + night, []).append(index)
    return found


def year(folder: Path) -> Iterator[Window]:
    """A webcam over months, a still now and then; those by street lamps are orange."""
    stills = Stills.of(folder, None)
    warmth = [redness(decoded(path)) for path in stills.paths]
    limit = statistics.median(warmth) + COLOUR_LEVELS
    by_lamps = [i for i, w in enumerate(warmth) if w > limit and _is_dusk(stills.seconds[i])]
    by_day = [i for i in range(len(stills)) if i not in by_lamps]
    end = stills.seconds[0] + SEASON_SECONDS
    learnt = [i for i in by_day if stills.seconds[i] < end]
    baseline = still_shots(stills, learnt)
    for index in by_lamps:
        shots = still_shots(stills, [index])
        labels = ("colour_cast", "brightness_drop", "noise")
        yield Window(folder.name, "lamps against day", labels, baseline, shots)
    later = [i for i in by_day if stills.seconds[i] >= stills.seconds[learnt[-1]] + SEASON_SECONDS]
    for start in range(0, len(later) - FRAMES + 1, FRAMES):
        shots = still_shots(stills, later[start : start + FRAMES])
        yield Window(
            folder.name, "season", ("new_content", "unknown"), baseline, shots, shots.frames[0]
        )


def _is_dusk(seconds: float) -> bool:
    """Before 5 or after 18 o'clock UTC, which is winter's clock less an hour in France."""
    return not 5.0 <= seconds % DAY / 3600.0 < 18.0


def contact_sheets(found: Iterable[Window], folder: Path) -> list[Path]:
    """One PNG per kind, baseline's median beside a middle frame of a window, for a person to check.

    Every window is there up to twenty-four; of more, as many at even spacing.
    """
    pairs: dict[str, list[U8]] = {}
    for window in found:
        frames = window.shots.frames
        last = window.baseline.frames[:: max(len(window.baseline.frames) // FRAMES, 1)]
        learnt = np.median(np.stack(last), axis=0).astype(np.uint8)
        pair = np.hstack([_fit(learnt), _fit(frames[len(frames) // 2])])
        pairs.setdefault(f"{window.kind}, {window.scene}", []).append(pair)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, rows in pairs.items():
        count = min(len(rows), 2 * SHEET_ROWS)
        some = [rows[i * len(rows) // count] for i in range(count)]
        some += [np.zeros_like(some[0])] * (len(some) % 2)
        lines = [np.hstack(some[i : i + 2]) for i in range(0, len(some), 2)]
        path = folder / f"{kind.replace(', ', '-').replace(' ', '_')}.png"
        cv2.imwrite(str(path), np.vstack(lines))
        written.append(path)
    return written


def _fit(frame: U8) -> U8:
    height = round(frame.shape[0] * SHEET_WIDTH / frame.shape[1])
    return np.asarray(cv2.resize(frame, (SHEET_WIDTH, height)), dtype=np.uint8)
