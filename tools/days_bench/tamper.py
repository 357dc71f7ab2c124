"""Real tampering: somebody turns the lens out of focus, somebody tilts the camera up.

The clips are seconds long, so the judge learns half a minute of their clean beginning played
forwards and backwards, and then sees the clip once. When the tampering begins was read off the
pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

from footage_bench import there_and_back

from days_bench.bench import Bench
from days_bench.footage import measure_clip
from days_bench.showing import Row, Section, Table, Target

FPS = 29.97
BASELINE_SECONDS = 33.0


@dataclass(frozen=True, slots=True)
class Clip:
    """begins_seconds: what comes before is clean. causes: what a right diagnosis may name."""

    name: str
    begins_seconds: float
    causes: tuple[str, ...]


CLIPS = (
    Clip("tamper_defocus.mp4", 0.8, ("defocus",)),
    Clip("tamper_displacement.mp4", 2.6, ("camera_moved",)),
    Clip("tamper_cover.mp4", 1.0, ("occlusion",)),
)


def run(bench: Bench) -> Section:
    """One row a clip."""
    section = Section("tamper")
    rows: list[Row] = []
    for clip in CLIPS:
        path = bench.data / "feeds" / clip.name
        if not path.is_file():
            section.words.append(f"skipped: there is no feeds/{clip.name}.")
            continue
        measured = measure_clip(bench.kept, path, FPS)
        beginning = int(clip.begins_seconds * FPS)
        baseline = there_and_back(beginning, int(BASELINE_SECONDS * FPS))
        watch = bench.watch(clip.name)
        for seq, index in enumerate([*baseline, *range(len(measured))]):
            watch.show(measured.at(index, seq=seq, seconds=seq / FPS))
        begins = len(baseline) / FPS + clip.begins_seconds
        early = [i for i in watch.incidents if i.opened_seconds < begins]
        found = next((i for i in watch.incidents if i.opened_seconds >= begins), None)
        rows.append(
            {
                "clip": clip.name,
                "before it": len(early),
                "after s": None if found is None else round(found.opened_seconds - begins, 2),
                "onset s": None if found is None else round(found.onset_seconds - begins, 2),
                "trigger": None if found is None else found.trigger,
                "cause": None if found is None else found.cause,
                "right": found is not None and not early and found.cause in clip.causes,
                "highest": " ".join(f"{c}:{s:.2f}" for c, s in sorted(watch.highest.items())),
            }
        )
    section.tables.append(Table("real tampering", rows))
    right = sum(bool(r["right"]) for r in rows)
    if rows:
        section.targets.append(
            Target(
                "real tamper clips, right cause",
                "3 of 3",
                f"{right} of {len(rows)}",
                right == len(rows),
            )
        )
    return section
