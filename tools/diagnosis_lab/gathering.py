"""The samples of each part of the benchmark, from the cache or measured now."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path

from diagnosis_lab.keeping import code_of, footage_key, kept_samples, key_of
from diagnosis_lab.measuring import Sample, shrunk
from diagnosis_lab.others import clean_samples, corrupted_samples
from diagnosis_lab.scenes import WIDTH_MAX, ClipScene
from diagnosis_lab.windows import frames_of, scene_name, view_of
from diagnosis_lab.worker import Worker
from virk_edge.nouns import U8

PARTS = ("own", "others", "clean", "real")
OWN_SEED = 20_000  # training draws from others


@dataclass(frozen=True, slots=True)
class Task:
    """One part on one clip; for ``real`` the clip is the folder of footage.

    windows: incidents per clip and corruption. draws: incidents per clip and own fault. limit: at
    most so many samples. corruptions: the interpreter that has the generators, for ``others``.
    """

    part: str
    clip: str
    cache: Path
    windows: int
    draws: int
    limit: int | None
    corruptions: Path | None


@dataclass(frozen=True)
class StillsScene(ClipScene):
    """A folder of stills, or some of them, played as a clip."""

    clip: str = ""

    @property
    def name(self) -> str:
        """The folder's, and which of its stills."""
        return scene_name(self.clip)

    @cached_property
    def _frames(self) -> list[U8]:
        return [shrunk(frame, WIDTH_MAX) for frame in frames_of(self.clip)]


def gather(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, list[Sample]]]:
    """The samples of each task, in the order of the tasks.

    Raises what measuring raises: FootageError, UsageError, CorruptionError.
    """
    if jobs == 1 or len(tasks) == 1:
        yield from ((task, samples_of(task)) for task in tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from zip(tasks, pool.map(samples_of, tasks), strict=True)


def samples_of(task: Task) -> list[Sample]:
    """From the cache, if the code that measures is what it was."""
    module = "others" if task.part == "clean" else task.part
    told = [task.windows, task.draws, task.limit, code_of(f"diagnosis_lab.{module}")]
    name = scene_name(task.clip).replace("*", "_").replace("/", "_")
    key = key_of(task.part, footage_key(task.clip), told)
    path = task.cache / "diagnosis" / f"{task.part}-{name}-{key}.jsonl"
    return kept_samples(path, lambda: _measured(task))


def _measured(task: Task) -> Iterator[Sample]:
    if task.part == "real":
        real = importlib.import_module("diagnosis_lab.real")
        yield from real.samples(Path(task.clip))
    elif task.part == "own":
        own = importlib.import_module("diagnosis_lab.own")
        scene = StillsScene(Path(task.clip.partition(":")[0]), task.clip)
        todo = own.plans(scene.name, task.draws, OWN_SEED)
        some = todo[:: -(-len(todo) // task.limit)] if task.limit else todo
        yield from own.samples(scene, some, seed=OWN_SEED)
    elif task.part == "clean":
        yield from clean_samples(view_of(task.clip, task.windows))
    else:
        assert task.corruptions is not None
        with Worker(task.corruptions) as worker:
            view = view_of(task.clip, task.windows)
            frames = task.cache / "diagnosis-frames"
            yield from corrupted_samples(view, worker, frames, task.limit)
