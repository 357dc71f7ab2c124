"""From the pictures of one camera to what a diagnosis is made of, as the daemon would have it.

No embedder runs here: the causes are told from the picture alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from virk_edge.core.baseline import Normal, Shelf
from virk_edge.core.evidence import Glimpse
from virk_edge.core.gather import gather
from virk_edge.core.observe import observe
from virk_edge.nouns import U8, Effort, Encoding, FrameInfo, Observation

NATIVE_WIDTH_MAX = 768  # pixels; wider footage is shrunk before anything happens to it


@dataclass(frozen=True, slots=True)
class Shots:
    """Pictures of one camera in order of time: uint8 (h, w, 3) BGR, and their seconds."""

    frames: tuple[U8, ...]
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One incident, measured.

    scene: which view; samples of one scene are never on both sides of a split.
    source: who made the change ("own", "imagecorruptions", ..., "real", "clean").
    kind, strength, seed: which change. labels: all causes that are right, empty for none.
    evidence: name to number, see ``core.evidence``.
    """

    scene: str
    source: str
    kind: str
    strength: float
    seed: int
    labels: tuple[str, ...]
    evidence: dict[str, float]


def shrunk(pixels: U8, width_max: int = NATIVE_WIDTH_MAX) -> U8:
    """The picture at most so many pixels wide, by averaging areas."""
    height, width = pixels.shape[:2]
    if width <= width_max:
        return pixels
    size = (width_max, round(height * width_max / width))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def observed(shots: Shots) -> list[Observation]:
    """Each picture measured without an embedding."""
    found = []
    for seq, (pixels, seconds) in enumerate(zip(shots.frames, shots.seconds, strict=True)):
        t_ns = round(seconds * 1e9)
        height, width = pixels.shape[:2]
        info = FrameInfo("lab", seq, "lab", t_ns, t_ns, Encoding.BGR8, height, width)
        found.append(observe(info, np.ascontiguousarray(pixels), Effort.FINGERPRINT, None))
    return found


def normal_of(shots: Shots) -> Normal:
    """The baseline that the daemon would have learnt of these pictures.

    Raises:
        ValueError: without any picture.
    """
    shelf = Shelf()
    for observation in observed(shots):
        shelf.offer(observation)
    normal = shelf.normal()
    if normal is None:
        raise ValueError("there are no pictures to learn from")
    return normal


def evidence_of(normal: Normal, shots: Shots) -> dict[str, float]:
    """What a diagnosis of these pictures, all since the onset, looks at: name to number."""
    glimpses = [
        Glimpse(o.info.t_boot_ns, o.picture, o.cells, o.fingerprint) for o in observed(shots)
    ]
    return gather(normal, glimpses).as_dict()


def write_samples(path: Path, samples: Iterable[Sample]) -> None:
    """One JSON object per line."""
    with path.open("w", encoding="utf-8") as file:
        for sample in samples:
            file.write(json.dumps(asdict(sample)) + "\n")


def read_samples(paths: Sequence[Path]) -> Iterator[Sample]:
    """The samples of these files in their order."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = json.loads(line)
            yield Sample(**{**fields, "labels": tuple(fields["labels"])})
