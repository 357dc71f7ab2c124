"""Clips of real footage: what happened in them, and how that is known without our own measuring.

Every clip's pictures are picked once and kept; a decoded clip would be ten times as large.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from days_bench.footage import Stills, decode
from days_bench.tamper import CLIPS as TAMPERED
from days_bench.tamper import FPS as TAMPER_FPS
from detection_bench.footage import default_cache
from footage_bench import frames_at, there_and_back

from diagnosis_lab.measuring import NATIVE_WIDTH_MAX, Shots, shrunk
from virk_edge.nouns import U8

FRAMES = 6  # of a window
GLIMPSE_SECONDS = 0.25  # between two frames of a clip's window, about as the daemon keeps them
BASELINE_SECONDS = 30.0
FEED_FPS = 4.0

# Seconds at which the whole tampering can be seen, and at which somebody's label is burnt in.
TAMPER_SEEN = {"tamper_defocus": (1.2, 3.7), "tamper_displacement": (3.0, 5.5)}
TAMPER_SEEN_ELSE, TAMPER_STEP_SECONDS = (1.5, 60.0), 0.2

SHAKING_STILLS, SHAKING_SINCE, SHAKING_FPS = 10, 18, 25.0  # when the pictures begin to shake

SWAY_PIXELS = 5.0  # of 768: the camera has moved
STILL_PIXELS = 2.0  # of 768: it has not
LIGHT_LEVELS = 12.0  # mean grey levels: darker or brighter
STEADY_LEVELS = 4.0  # mean grey levels: neither
SURE_CORRELATION = 0.9  # below it, a displacement is not known (a car fills the picture)

CLEAN_CLIPS = ("street_taxis.mp4", "campus_people.avi", "indoor_room.mp4")
CLEAN_EVERY_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Window:
    """One incident, or none, of one camera.

    labels: all causes that are right, empty where nothing happened. baseline: what was learnt;
    windows that share it come one after another. like: uint8 (h, w, 3), the picture whose light
    chooses among what was learnt, None for all of it.
    """

    scene: str
    kind: str
    labels: tuple[str, ...]
    baseline: Shots
    shots: Shots
    like: U8 | None = None


def clip_windows(data: Path, cache: Path | None = None) -> Iterator[Window]:
    """All windows of the clips that are there. cache: the folder of kept pictures."""
    kept = cache or default_cache()
    yield from tampered(data / "feeds", kept)
    yield from shaking(data / "jitter_traffic")
    yield from swaying(data / "feeds" / "parking_overhead_cars.mp4", kept)
    for name in CLEAN_CLIPS:
        path = data / "feeds" / name
        yield from unchanged(path, "clean, later", CLEAN_EVERY_SECONDS, kept)
    # A shift of 5 px in its second half is a replaced bottle: wall and table stay where they are.
    path = data / "feeds" / "bottles_line.mp4"
    yield from unchanged(path, "clean, bottles changed", 1.5, kept)


def tampered(feeds: Path, cache: Path) -> Iterator[Window]:
    """Somebody turns, tilts or covers a camera, against half a minute of the beginning."""
    for clip in TAMPERED:
        path = feeds / clip.name
        if not path.is_file():
            continue
        step = round(GLIMPSE_SECONDS * TAMPER_FPS)
        frames = picked(path, TAMPER_FPS, cache)
        beginning = int(clip.begins_seconds * TAMPER_FPS)
        order = there_and_back(beginning, round(BASELINE_SECONDS * TAMPER_FPS))[::step]
        baseline = shots([frames[i] for i in order], step / TAMPER_FPS)
        since, until = TAMPER_SEEN.get(path.stem, TAMPER_SEEN_ELSE)
        last = min(int(until * TAMPER_FPS), len(frames) - 1) - step * (FRAMES - 1)
        every = round(TAMPER_STEP_SECONDS * TAMPER_FPS)
        for start in range(round(since * TAMPER_FPS), last + 1, every):
            window = frames[start : start + step * FRAMES : step]
            yield Window(
                path.stem, path.stem, clip.causes, baseline, shots(window, step / TAMPER_FPS)
            )


def shaking(folder: Path) -> Iterator[Window]:
    """A road from a pole in the wind: the first stills are steady, from the eighteenth none is.

    By the mean of a window the view lies 3 to 20 px of 320 from the beginning.
    """
    if not folder.is_dir():
        return
    frames = [decode(p) for p in sorted(folder.iterdir())]
    count = round(BASELINE_SECONDS / GLIMPSE_SECONDS)
    order = there_and_back(SHAKING_STILLS, count)
    baseline = shots([frames[i] for i in order], GLIMPSE_SECONDS)
    step = 3
    for start in range(SHAKING_SINCE, len(frames) - step * (FRAMES - 1), 7):
        window = frames[start : start + step * FRAMES : step]
        yield Window(
            folder.name, "shaking", ("camera_moved",), baseline, shots(window, step / SHAKING_FPS)
        )


def swaying(path: Path, cache: Path) -> Iterator[Window]:
    """A car park from above: the mast sways slowly, and passing cars let the exposure drop.

    The displacement is that of the median pictures by ECC (Evangelidis and Psarakis, PAMI 2008),
    which is indifferent to gain and offset and is used nowhere in the core. A window belongs to
    what is surely so: moved, darker, both, or neither; all others are left out.
    """
    if not path.is_file():
        return
    frames = picked(path, FEED_FPS, cache)
    learnt = round(4.0 * FEED_FPS)  # the first car comes then
    order = there_and_back(learnt, round(BASELINE_SECONDS * FEED_FPS))
    baseline = shots([frames[i] for i in order], 1 / FEED_FPS)
    before = middle(frames[:learnt])
    for start in range(learnt, len(frames) - FRAMES + 1, 2):
        window = frames[start : start + FRAMES]
        now = middle(window)
        levels = float(now.mean()) - float(before.mean())
        moved = displacement_px(before, now)
        found = _what_happened(levels, moved)
        if found is not None:
            kind, labels = found
            yield Window(path.stem, kind, labels, baseline, shots(window, 1 / FEED_FPS))


def _what_happened(levels: float, moved: float | None) -> tuple[str, tuple[str, ...]] | None:
    """Kind and labels; where the light tells, an unknown displacement may be one as well."""
    if abs(levels) > LIGHT_LEVELS:
        light = "brightness_drop" if levels < 0 else "brightness_rise"
        if moved is not None and moved < STILL_PIXELS:
            return "exposure", (light,)
        return "exposure and sway", (light, "camera_moved")
    if moved is None or abs(levels) > STEADY_LEVELS:
        return None
    if moved >= SWAY_PIXELS:
        return "slow sway", ("camera_moved",)
    return ("clean, car park", ()) if moved < STILL_PIXELS else None


def unchanged(path: Path, kind: str, every_seconds: float, cache: Path) -> Iterator[Window]:
    """A clip's later part against its beginning: people, vehicles and goods come and go."""
    if not path.is_file():
        return
    frames = picked(path, FEED_FPS / 2, cache)
    rate = FEED_FPS / 2
    learnt = min(round(BASELINE_SECONDS * rate), len(frames) // 2)
    baseline = shots(frames[:learnt], 1 / rate)
    for start in range(learnt, len(frames) - FRAMES + 1, max(round(every_seconds * rate), 1)):
        yield Window(path.stem, kind, (), baseline, shots(frames[start : start + FRAMES], 1 / rate))


def shots(frames: Iterable[U8], spacing_seconds: float) -> Shots:
    """Frames at an even spacing."""
    taken = tuple(frames)
    return Shots(taken, tuple(i * spacing_seconds for i in range(len(taken))))


def still_shots(stills: Stills, chosen: Sequence[int]) -> Shots:
    """Stills with the times at which they were taken."""
    frames = tuple(decoded(stills.paths[i]) for i in chosen)
    return Shots(frames, tuple(stills.seconds[i] for i in chosen))


@lru_cache(maxsize=256)
def decoded(path: Path) -> U8:
    """One still; neighbouring windows share most of theirs."""
    return shrunk(decode(path))


def picked(path: Path, fps: float, cache: Path) -> U8:
    """A clip's frames at this rate, uint8 (n, h, w, 3), from the cache or decoded now."""
    stat = path.stat()
    told = json.dumps([str(path.resolve()), stat.st_size, stat.st_mtime_ns, fps, NATIVE_WIDTH_MAX])
    file = cache / f"real-{hashlib.sha256(told.encode()).hexdigest()[:20]}.npz"
    if not file.is_file():
        frames = np.stack([shrunk(frame) for frame in frames_at(path, fps)])
        cache.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(f".{os.getpid()}.npz")
        np.savez(half, frames=frames)
        half.replace(file)
    with np.load(file, allow_pickle=False) as kept:
        return np.asarray(kept["frames"], dtype=np.uint8)


def middle(frames: Iterable[U8]) -> U8:
    """The median picture in grey, uint8 (h, w): what passes is gone."""
    grey = [cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY) for frame in frames]
    return np.asarray(np.median(np.stack(grey), axis=0), dtype=np.uint8)


def blocks(stills: Stills, chosen: Sequence[int], gap_seconds: float) -> Iterator[range]:
    """Windows without overlap of stills that follow each other without a longer gap."""
    start = 0
    while start + FRAMES <= len(chosen):
        part = chosen[start : start + FRAMES]
        times = [stills.seconds[i] for i in part]
        gaps = [b - a for a, b in itertools.pairwise(times)]
        if part[-1] - part[0] == FRAMES - 1 and max(gaps) <= gap_seconds:
            yield range(part[0], part[-1] + 1)
            start += FRAMES
        else:
            start += 1


def edges_of(shots: Shots) -> float:
    """Mean gradient of the median picture, levels per pixel: what haze takes away."""
    grey = cv2.GaussianBlur(middle(shots.frames), (3, 3), 0)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return float(np.abs(across).mean() + np.abs(down).mean()) / 8.0


def light_of(shots: Shots) -> float:
    """Mean grey level of the median picture."""
    return float(middle(shots.frames).mean())


def warmth_of(shots: Shots) -> float:
    """Median over the pictures of the mean of red minus blue, levels."""
    return statistics.median(redness(frame) for frame in shots.frames)


def redness(frame: U8) -> float:
    """Mean of red minus blue, levels."""
    blue, _, red = frame.reshape(-1, 3).mean(axis=0)
    return float(red - blue)


def displacement_px(before: U8, now: U8) -> float | None:
    """How far the view has shifted, in pixels of 768; None if the pictures do not agree."""
    warp = np.eye(2, 3, dtype=np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_COUNT, 60, 1e-4)
    found: Any = 0.0
    for factor in (8.0, 2.0, 1.0):
        pair = [
            cv2.resize(p, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
            for p in (before, now)
        ]
        warp[:, 2] /= factor
        mask = np.ones(pair[0].shape[:2], np.uint8)
        try:
            found, refined = cv2.findTransformECC(
                pair[0], pair[1], warp, cv2.MOTION_TRANSLATION, criteria, mask, 5
            )
        except cv2.error:  # it does not converge
            return None
        warp = np.asarray(refined, dtype=np.float32)
        warp[:, 2] *= factor
    if found < SURE_CORRELATION:
        return None
    return float(np.hypot(*warp[:, 2])) * 768.0 / before.shape[1]
