"""Webcams over a year: a few dozen stills, weeks apart. What can be said of them, and what not."""

from __future__ import annotations

import statistics
from pathlib import Path

from days_bench.bench import Bench
from days_bench.footage import DAY, Stills
from days_bench.showing import Row, Section, Table


def run(bench: Bench) -> Section:
    """One row a camera."""
    section = Section("year")
    folders = sorted(p for p in (bench.data / "webcams_year").glob("*") if p.is_dir())
    if not folders:
        section.words.append("skipped: there is no webcams_year.")
        return section
    rows = [_camera(bench, folder) for folder in folders]
    section.tables.append(Table("stills over a year", rows))
    if not any(row["armed"] for row in rows):
        section.words.append(
            f"fewer stills than the judge learns from ({bench.detect.learn_frames_min}): it never "
            "spoke, rightly, and nothing can be said about seasons."
        )
    return section


def _camera(bench: Bench, folder: Path) -> Row:
    stills = Stills.of(folder, None)
    measured = stills.measure(bench.kept)
    watch = bench.watch(folder.name)
    for index, seconds in enumerate(stills.seconds):
        watch.show(measured.at(index, seq=index, seconds=seconds))
    gaps = [b - a for a, b in zip(stills.seconds, stills.seconds[1:], strict=False)]
    return {
        "camera": folder.name,
        "stills": len(stills),
        "days": round((stills.seconds[-1] - stills.seconds[0]) / DAY),
        "median gap d": statistics.median(gaps) / DAY,
        "armed": len(watch.armed),
        "incidents": len(watch.incidents),
    }
