"""How often a bundle replays bit for bit, each time in a fresh process, and how long that takes.

Without a bundle one is made: the shipped footage, its lens knocked out of focus near the end. The
two ways to replay take turns: the file itself (``python3 -I FILE``) and ``virk-edge replay FILE``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path

from machine import machine, print_machine

from virk_edge.adapters.footage import Footage, FootageFrame, open_footage
from virk_edge.adapters.resources import resource
from virk_edge.faults import FAULTS

FAULT_FROM = 350  # frames of the shipped footage, ten a second
FRAMES = 420
CONFIG = """\
[detect]
learn_seconds = "15 s"
[record]
max_seconds = "3 s"
"""
# The analysis runs in a process of its own as well: this one has loaded numpy with more threads.
ANALYZE = [sys.executable, "-m", "virk_edge", "analyze"]


@dataclass(frozen=True)
class Result:
    """One way to replay. Seconds are wall time of the whole process."""

    way: str
    runs: int
    bit_exact: int
    verdicts: dict[str, int]
    seconds_median: float
    seconds_max: float


class Faulty(Footage):
    """The shipped footage with a fault."""

    name = "campus_people.mp4, out of focus"

    def _frames(self) -> Generator[FootageFrame, None, None]:
        effect = FAULTS["knocked_lens"].start("strong")
        with open_footage(str(resource("campus_people.mp4"))) as footage:
            for frame in footage:
                if frame.index >= FRAMES:
                    return
                pixels = frame.pixels
                if frame.index >= FAULT_FROM:
                    pixels = effect(pixels, frame.index - FAULT_FROM)
                yield FootageFrame(
                    frame.index, frame.seconds, None, pixels, None, frame.encoding, ""
                )


def make_bundle(folder: Path) -> Path:
    """A real bundle of shipped footage with a fault, by ``virk-edge analyze``."""
    import cv2

    pictures = folder / "campus"
    pictures.mkdir()
    for frame in Faulty():
        path = pictures / f"{frame.index:05d}.jpg"
        cv2.imwrite(str(path), frame.pixels, [cv2.IMWRITE_JPEG_QUALITY, 92])
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    arguments = ["--fps", "10", "--config", "config.toml", "--store", "store", "--json"]
    subprocess.run(
        [*ANALYZE, "campus", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    bundles = sorted((folder / "store").glob("*.virk.zip"))
    if not bundles:
        raise RuntimeError("no incident was found in the footage")
    return bundles[0]


def ways(bundle: Path) -> dict[str, list[str]]:
    """The commands to compare."""
    return {
        "python3 -I FILE": [sys.executable, "-I", str(bundle), "--json"],
        "virk-edge replay": [sys.executable, "-m", "virk_edge", "replay", str(bundle), "--json"],
    }


def measure(bundle: Path, times: int) -> list[Result]:
    """Replay ``times`` times in turns, from a folder that has nothing to do with anything."""
    verdicts: dict[str, list[str]] = {way: [] for way in ways(bundle)}
    seconds: dict[str, list[float]] = {way: [] for way in ways(bundle)}
    with tempfile.TemporaryDirectory() as elsewhere:
        for i in range(times):
            way, command = list(ways(bundle).items())[i % 2]
            begin = time.monotonic()
            done = subprocess.run(command, cwd=elsewhere, capture_output=True, check=False)
            seconds[way].append(time.monotonic() - begin)
            verdicts[way].append(_verdict(done))
    return [
        Result(
            way,
            runs=len(found),
            bit_exact=found.count("bit-exact"),
            verdicts={word: found.count(word) for word in dict.fromkeys(found)},
            seconds_median=statistics.median(seconds[way]),
            seconds_max=max(seconds[way]),
        )
        for way, found in verdicts.items()
        if found
    ]


def _verdict(done: subprocess.CompletedProcess[bytes]) -> str:
    if done.returncode not in (0, 1) or not done.stdout:
        return f"status {done.returncode}: {done.stderr.decode(errors='replace').strip()}"
    report = json.loads(done.stdout)
    stages = [str(report[stage]["verdict"]) for stage in ("pixels", "decision")]
    return stages[0] if stages[0] == stages[1] else " / ".join(stages)


def main(argv: list[str]) -> int:
    """Measure and print; status 1 unless every replay was bit-exact on both stages."""
    parser = argparse.ArgumentParser(prog="tools/bench replay", description=__doc__)
    parser.add_argument("bundle", nargs="?", type=Path, help="default: one is made")
    parser.add_argument("--times", type=int, default=100, help="replays (default 100)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        bundle = args.bundle.resolve() if args.bundle else make_bundle(Path(folder))
        size = bundle.stat().st_size
        results = measure(bundle, args.times)
    good = sum(r.bit_exact for r in results)
    runs = sum(r.runs for r in results)
    if args.json:
        found = [asdict(r) for r in results]
        print(json.dumps({"machine": machine(), "bundle_bytes": size, "results": found}))
        return 0 if good == runs else 1
    print_machine()
    print(f"bundle    {bundle.name}, {size / 2**20:.1f} MiB\n")
    print(f"{'':20s}{'runs':>6s}{'bit-exact':>11s}{'median s':>10s}{'max s':>8s}")
    for r in results:
        print(
            f"{r.way:20s}{r.runs:6d}{r.bit_exact:11d}{r.seconds_median:10.2f}{r.seconds_max:8.2f}"
        )
        for verdict, count in r.verdicts.items():
            if verdict != "bit-exact":
                print(f"  {count} x {verdict}")
    print(f"\n{good} of {runs} replays were bit-exact on both stages")
    return 0 if good == runs else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
