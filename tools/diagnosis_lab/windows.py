"""Footage of a fixed camera, divided: a baseline from its beginning, incidents from later on.

A clip that is too short gives its first part to the baseline, played there and back. Stills are
taken as if they had come at the clip's rate: what moves, moves further between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import cv2
import numpy as np
from footage_bench import frames_at, there_and_back

from diagnosis_lab.measuring import Shots
from virk_edge.adapters.pictures import decode_picture, list_folder
from virk_edge.errors import UsageError
from virk_edge.nouns import U8

FPS = 4.0
BASELINE_SECONDS = 30.0
BASELINE_SHARE = 0.6  # of footage that is shorter than a baseline and a few incidents
INCIDENT_FRAMES = 6
STEPS = (2, 3, 1, 4)  # frames between two of an incident's, by its number: 0.25 to 1 s
CLEAN_WINDOWS = 24
WIDTH_MAX = 360  # pixels: other people's generators were made for pictures of 224
MAX_PIXELS = 40_000_000

# Feeds that training may use. Figures on them say nothing about an unknown camera.
TRAINING_SCENES = frozenset(
    {
        "bottles_line",
        "campus_people",
        "indoor_room",
        "motorway_brisa",
        "parking_overhead_cars",
        "road_topdown",
        "street_taxis",
    }
)


@dataclass(frozen=True, slots=True)
class View:
    """One camera's footage, divided.

    faulty: windows that faults are laid over; clean: more of the same later part, as they are.
    """

    scene: str
    baseline: Shots
    faulty: tuple[Shots, ...]
    clean: tuple[Shots, ...]


def scene_name(clip: str) -> str:
    """How a clip is called in tables: its file or folder, and which of its stills."""
    folder, _, pattern = clip.partition(":")
    return Path(folder).stem + (f":{pattern}" if pattern else "")


def view_of(clip: str, windows: int) -> View:
    """A clip, a folder of stills, or ``FOLDER:PATTERN`` for some of its stills.

    windows: how many incidents. Raises FootageError, or UsageError if there is too little of it.
    """
    frames = [_small(frame) for frame in frames_of(clip)]
    wanted = round(BASELINE_SECONDS * FPS)
    learnt = min(wanted, int(BASELINE_SHARE * len(frames)))
    if len(frames) - learnt < INCIDENT_FRAMES:
        raise UsageError(f"{clip}: {len(frames)} frames are too few for a baseline and incidents.")
    order = there_and_back(learnt, wanted) if learnt >= 2 * INCIDENT_FRAMES else range(learnt)
    later = frames[learnt:]
    return View(
        scene_name(clip),
        _shots([frames[i] for i in order]),
        tuple(_windows(later, windows)),
        tuple(_windows(later, CLEAN_WINDOWS)),
    )


def frames_of(clip: str) -> list[U8]:
    """All frames at the lab's rate, or the stills that were asked for, native size."""
    folder, _, pattern = clip.partition(":")
    if not Path(folder).is_dir():
        return list(frames_at(clip, FPS))
    paths = [p for p in list_folder(Path(folder)) if fnmatch(p.name, pattern or "*")]
    return [decode_picture(p.read_bytes(), max_pixels=MAX_PIXELS)[0] for p in paths]


def _small(frame: U8) -> U8:
    height, width = frame.shape[:2]
    if width <= WIDTH_MAX:
        return frame
    size = (WIDTH_MAX, round(height * WIDTH_MAX / width))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _shots(frames: Sequence[U8]) -> Shots:
    return Shots(tuple(frames), tuple(i / FPS for i in range(len(frames))))


def _windows(frames: Sequence[U8], count: int) -> list[Shots]:
    """Spread evenly over the frames; they may overlap, but no two are the same."""
    found: dict[tuple[int, int], Shots] = {}
    for number in range(count):
        step = STEPS[number % len(STEPS)]
        while step > 1 and step * (INCIDENT_FRAMES - 1) >= len(frames):
            step -= 1
        last = len(frames) - 1 - step * (INCIDENT_FRAMES - 1)
        start = round(last * (number + 0.5) / count)
        taken = [start + i * step for i in range(INCIDENT_FRAMES)]
        seconds = tuple(i / FPS for i in taken)
        found[start, step] = Shots(tuple(frames[i] for i in taken), seconds)
    return list(found.values())
