"""One piece of footage analysed on two machines, and every bundle replayed on both.

Both read the same pictures, so what differs between them is arithmetic alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
from environment import ROOT

from aarch64_lab.roots import Root
from aarch64_lab.stages import differences
from virk_edge.adapters.footage import open_footage
from virk_edge.adapters.resources import resource
from virk_edge.faults import FAULTS

WORK: Final = "/root/work"  # inside the emulated system; all paths below it are relative
_FRAMES: Final = 300  # of the shipped footage, ten a second
_FAULT_FROM: Final = 250
_CONFIG: Final = """\
[detect]
learn_seconds = "15 s"
[record]
max_seconds = "3 s"
"""


class TrialError(Exception):
    """A sentence on what did not come out as it must."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Somewhere to run Python in the common folder. ``command`` takes Python's arguments."""

    name: str
    command: Callable[..., list[str]]
    folder: Path

    def ask(self, *arguments: str) -> dict[str, Any]:
        """The last line of JSON that a program prints; 1 is a status like 0: a verdict may be bad.

        Raises TrialError if it prints none.
        """
        done = self.run(*arguments)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode not in (0, 1) or not lines:
            said = done.stderr.strip().splitlines()
            why = said[-1] if said else f"status {done.returncode}"
            raise TrialError(f"{' '.join(arguments[:4])} on {self.name}: {why}")
        found = json.loads(lines[-1])
        assert isinstance(found, dict)
        return found

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run to the end, whatever that is."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )


@dataclass(frozen=True, slots=True)
class Replayed:
    """One replay. report: what ``virk-edge replay --json`` says. seconds: wall time."""

    bundle: str
    recorded: str
    replayed: str
    report: dict[str, Any]
    seconds: float

    @property
    def good(self) -> bool:
        """Bit for bit where it was recorded, and within the tolerances everywhere."""
        own = self.recorded == self.replayed
        return bool(self.report["verdict"] == "bit-exact" if own else self._within)

    @property
    def _within(self) -> bool:
        return bool(self.report["verdict"] != "diverged")

    def lines(self) -> list[str]:
        """For a person: the verdicts, and what differs at most in which unit."""
        head = f"{self.bundle}: recorded on {self.recorded}, replayed on {self.replayed}"
        lines = [f"{head}: {self.report['verdict']} ({self.seconds:.0f} s)"]
        for name in ("pixels", "decision"):
            stage = self.report[name]
            worst = ", ".join(f"{what} {much:.3g}" for what, much in stage["worst"].items())
            lines.append(
                f"  {name:9s} {stage['exact']} of {stage['compared']} exact"
                + (f"; at most: {worst}" if worst else "")
            )
            if stage["first_difference"]:
                lines.append(f"            first: {stage['first_difference']}")
        return lines


def machines(root: Root) -> tuple[Machine, Machine]:
    """This machine and the emulated one, with a folder that both see."""
    folder = root.path / WORK.lstrip("/")
    here = Machine(os.uname().machine, lambda *words: [sys.executable, *words], folder)
    return here, Machine("aarch64", lambda *words: root.python(*words, cwd=WORK), folder)


def write_pictures(folder: Path, suffix: str) -> str:
    """The shipped footage, out of focus at the end, a file a frame; the folder's name."""
    name = f"campus-{suffix}"
    (folder / name).mkdir()
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")
    effect = FAULTS["knocked_lens"].start("strong")
    quality = [cv2.IMWRITE_JPEG_QUALITY, 92] if suffix == "jpg" else []
    with open_footage(str(resource("campus_people.mp4"))) as footage:
        for frame in footage:
            if frame.index >= _FRAMES:
                break
            pixels = frame.pixels
            if frame.index >= _FAULT_FROM:
                pixels = effect(pixels, frame.index - _FAULT_FROM)
            cv2.imwrite(str(folder / name / f"{frame.index:05d}.{suffix}"), pixels, quality)
    return name


def compare_stages(here: Machine, there: Machine) -> list[str]:
    """A line for each kind of arithmetic that differs between the two. Raises TrialError."""
    shutil.copy(Path(__file__).with_name("stages.py"), here.folder)
    for machine in (here, there):
        done = machine.run("stages.py", f"{machine.name}.npz")
        if done.returncode != 0:
            raise TrialError(f"stages.py on {machine.name}: {done.stderr[-200:]}")
    return differences(*(here.folder / f"{machine.name}.npz" for machine in (here, there)))


def record(machine: Machine, pictures: str) -> str:
    """The name of the bundle that a machine makes of these pictures. Raises TrialError."""
    store = f"{pictures}-{machine.name}"
    options = ["--fps", "10", "--config", "config.toml", "--store", store, "--json"]
    machine.ask("-m", "virk_edge", "analyze", pictures, *options)
    bundles = sorted((machine.folder / store).glob("*.virk.zip"))
    if len(bundles) != 1:
        raise TrialError(f"{len(bundles)} bundles were made of {pictures} on {machine.name}, not 1")
    return f"{store}/{bundles[0].name}"


def replay(bundle: str, recorded: Machine, replayed: Machine) -> Replayed:
    """Replay with the installed code. Raises TrialError."""
    begin = time.monotonic()
    report = replayed.ask("-m", "virk_edge", "replay", bundle, "--json")
    seconds = time.monotonic() - begin
    return Replayed(bundle.partition("/")[0], recorded.name, replayed.name, report, seconds)
