"""Incidents made by other people's generators, and the same windows with nothing done to them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from diagnosis_lab.corruptions import CORRUPTIONS, Corruption
from diagnosis_lab.keeping import key_of
from diagnosis_lab.measuring import Sample, Shots, evidence_of, normal_of
from diagnosis_lab.serving import read_frames, write_frames
from diagnosis_lab.windows import View
from diagnosis_lab.worker import CORRUPTIONS as EXTRA
from diagnosis_lab.worker import Worker
from virk_edge.nouns import U8

_MAKING = ("generators.py", "albumentations_grades.py")  # what the kept frames depend on


@dataclass(frozen=True, slots=True)
class Incident:
    """One corruption over one of a view's windows."""

    corruption: Corruption
    severity: int
    window: int
    seed: int


def clean_samples(view: View) -> Iterator[Sample]:
    """Windows as they are: there is nothing to name."""
    normal = normal_of(view.baseline)
    for number, shots in enumerate(view.clean):
        evidence = evidence_of(normal, shots)
        yield Sample(view.scene, "clean", "clean", 0.0, number, (), evidence)


def plan(scene: str, windows: int) -> list[Incident]:
    """Every corruption over every window; its severities go round over the windows.

    Where they begin depends on the scene and the corruption, so that few windows meet all five.
    """
    found = []
    for index, corruption in enumerate(CORRUPTIONS):
        grades = corruption.severities
        begin = zlib.crc32(scene.encode()) + 2 * index
        for window in range(1 if corruption.dear else windows):
            severity = grades[(begin + window) % len(grades)]
            seed = zlib.crc32(f"{scene} {corruption.kind} {severity} {window}".encode())
            found.append(Incident(corruption, severity, window, seed))
    return found


def corrupted_samples(
    view: View, worker: Worker, cache_folder: Path, limit: int | None = None
) -> Iterator[Sample]:
    """Every incident of the plan, or at most ``limit`` of them, spread over it.

    The frames are kept in a folder, so that they can be measured again without making them.
    Raises CorruptionError.
    """
    normal = normal_of(view.baseline)
    todo = plan(view.scene, len(view.faulty))
    if limit is not None:
        todo = todo[:: -(-len(todo) // limit)]
    cache_folder.mkdir(parents=True, exist_ok=True)
    for incident in todo:
        clean, corruption = view.faulty[incident.window], incident.corruption
        made = Shots(_frames(incident, clean.frames, worker, cache_folder), clean.seconds)
        in_taxonomy = corruption.group == "faults"
        yield Sample(
            scene=view.scene,
            source=corruption.source if in_taxonomy else corruption.group,
            kind=corruption.kind if in_taxonomy else f"{corruption.source} {corruption.kind}",
            strength=float(incident.severity),
            seed=incident.seed,
            labels=corruption.labels,
            evidence=evidence_of(normal, made),
        )


def _frames(
    incident: Incident, clean: Sequence[U8], worker: Worker, folder: Path
) -> tuple[U8, ...]:
    """From the folder, or made now."""
    c = incident.corruption
    drawn = [c.source, c.kind, c.name, c.steady, incident.severity, incident.seed]
    pixels = hashlib.sha256(b"".join(frame.tobytes() for frame in clean)).hexdigest()
    key = key_of(drawn, pixels, [frame.shape for frame in clean], _making())
    kept = folder / f"{c.source}-{c.kind}-{key}.npz"
    if not kept.is_file():
        handed = folder / f"{key}.clean.npz"
        write_frames(handed, clean)
        worker.make(c, incident.severity, incident.seed, handed, kept)
        handed.unlink()
    return read_frames(kept)


@cache
def _making() -> str:
    """A digest of what makes the frames: the packages' versions and how they are called."""
    here = Path(__file__).parent
    code = b"".join((here / name).read_bytes() for name in _MAKING)
    return hashlib.sha256(code + " ".join(EXTRA.requirements()).encode()).hexdigest()
