"""The footage folder: clips and folders of stills with the times at which they were taken."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from footage_bench import FPS, frames_at

from days_bench.measured import Kept, Measured, source_digest
from virk_edge.adapters.pictures import decode_picture, list_folder, read_times
from virk_edge.errors import UsageError
from virk_edge.faults import FAULTS, Strength
from virk_edge.nouns import U8

DAY = 86400.0
MAX_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Stills:
    """Pictures of one camera in order, and their Unix seconds."""

    paths: Sequence[Path]
    seconds: Sequence[float]
    utc_offset_hours: float = 0.0  # of the clocks where the camera stands

    @classmethod
    def of(cls, folder: Path, times: Path | None, *, utc_offset_hours: float = 0.0) -> Stills:
        """A folder and its table ``file,unix_seconds``; without one, names say the time (UTC).

        Raises FootageError or UsageError if the times cannot be had.
        """
        paths = list_folder(folder)
        if times is not None:
            return cls(paths, read_times(times, paths), utc_offset_hours)
        return cls(paths, [_seconds_of(p) for p in paths], utc_offset_hours)

    def local(self, seconds: float) -> str:
        """Month, day and time of day where the camera stands."""
        moment = datetime.fromtimestamp(seconds + self.utc_offset_hours * 3600, timezone.utc)
        return moment.strftime("%m-%d %H:%M")

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


def _seconds_of(path: Path) -> float:
    """Unix seconds of a name such as 20130502_071500 or 2020-02-01-08-00."""
    digits = "".join(c for c in path.stem if c.isdigit()).ljust(14, "0")
    try:
        return datetime.strptime(f"{digits}+0000", "%Y%m%d%H%M%S%z").timestamp()
    except ValueError:
        raise UsageError(
            f"{path}: the name does not say when it was taken (as in 20130502_071500); give a "
            "table with --times."
        ) from None


def decode(path: Path) -> U8:
    """One still, uint8 (H, W, 3) BGR."""
    return decode_picture(path.read_bytes(), max_pixels=MAX_PIXELS)[0]


def measure_clip(kept: Kept, path: Path, fps: float = FPS) -> Measured:
    """A clip as it is."""
    return kept.measure(["clip", fps], [path], lambda: frames_at(path, fps))


def feeds(data: Path) -> dict[str, tuple[Path, bool]]:
    """Clips without tampering by name, and whether their scene really stays as it is."""
    manifest = data / "MANIFEST.csv"
    static: dict[str, str] = {}
    if manifest.is_file():
        with manifest.open(newline="", encoding="utf-8") as file:
            static = {row["path"]: row["static"] for row in csv.DictReader(file)}
    clips = sorted(p for p in (data / "feeds").glob("*.*") if not p.stem.startswith("tamper"))
    return {p.stem: (p, static.get(f"feeds/{p.name}", "yes") == "yes") for p in clips}
