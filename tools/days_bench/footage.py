"""The footage folder: clips and folders of stills with the times at which they were taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from footage_bench import FPS, frames_at

from days_bench.measured import Kept, Measured, source_digest
from virk_edge.adapters.pictures import decode_picture, list_folder, read_times
from virk_edge.faults import FAULTS, Strength
from virk_edge.nouns import U8

MAX_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Stills:
    """Pictures of one camera in order, and their Unix seconds."""

    paths: Sequence[Path]
    seconds: Sequence[float]

    @classmethod
    def of(cls, folder: Path, times: Path) -> Stills:
        """A folder and its table ``file,unix_seconds``."""
        paths = list_folder(folder)
        return cls(paths, read_times(times, paths))

    def __len__(self) -> int:
        return len(self.paths)

    def measure(self, kept: Kept) -> Measured:
        """All of them as they are."""
        return kept.measure("stills", self.paths, lambda: map(decode, self.paths))


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as it befalls one camera."""

    name: str
    strength: Strength
    seed: int

    def measure(self, kept: Kept, stills: Stills, since: int, part: range) -> Measured:
        """The stills numbered in ``part`` with the fault that began at still ``since``."""
        code = source_digest("faults/*.py")
        what = ["fault", code, self.name, self.strength, self.seed, since, part.start]

        def pictures() -> Iterator[U8]:
            effect = FAULTS[self.name].start(self.strength, seed=self.seed)
            if since < part.start:
                effect(decode(stills.paths[since]), since)  # a frozen picture remembers it
            for index in part:
                yield effect(decode(stills.paths[index]), index)

        paths = [stills.paths[since], *(stills.paths[i] for i in part)]
        return kept.measure(what, paths, pictures)


def decode(path: Path) -> U8:
    """One still, uint8 (H, W, 3) BGR."""
    return decode_picture(path.read_bytes(), max_pixels=MAX_PIXELS)[0]


def measure_clip(kept: Kept, path: Path, fps: float = FPS) -> Measured:
    """A clip as it is."""
    return kept.measure(["clip", fps], [path], lambda: frames_at(path, fps))
