"""The host's side of a trial in a virtual machine: shows its steps, and does what it asks for.

The machine asks by lines of JSON in ``out/asks``, and is answered in ``out/answers``: a stick put
in or pulled, a look at it from outside, the power cut.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from systemd_lab.bed import ROOT, BedError

from vm_lab import sticks
from vm_lab.qemu import Machine
from vm_lab.tree import Disk

PATIENCE_SECONDS = 1800


class Trial:
    """One machine with its sticks, and the folder ``out`` that it writes to."""

    def __init__(self, disk: Disk, run: Path, only: list[str]) -> None:
        self.out = run / "out"
        self.out.mkdir()
        (self.out / "only").write_text(json.dumps(only), encoding="utf-8")
        shutil.copy(disk.bundle, self.out)
        self._sticks = run / "sticks"
        self._sticks.mkdir()
        for name in sticks.KINDS:
            sticks.make(self._sticks, name)
        shares = {"tools": ROOT / "tools", "wheels": disk.bed.wheels, "out": self.out}
        self.machine = Machine(disk, run, shares)
        self._answered = 0

    def serve(self) -> None:
        """Do what was asked for since the last time."""
        asks = self.out / "asks"
        lines = asks.read_text(encoding="utf-8").splitlines() if asks.exists() else []
        for line in lines[self._answered :]:
            self._answered += 1
            answer: dict[str, Any] = {"good": True}
            try:
                answer["said"] = self._do(json.loads(line))
            except BedError as error:
                answer = {"good": False, "said": str(error)}
            with (self.out / "answers").open("a", encoding="utf-8") as file:
                file.write(json.dumps(answer) + "\n")

    def _do(self, ask: dict[str, Any]) -> str:
        stick = str(ask.get("stick", ""))
        image = self._sticks / f"{stick}.img"
        if ask["do"] == "plug":
            self.machine.plug(stick, image, write_bytes_per_second=int(ask.get("speed", 0)))
        elif ask["do"] == "pull":
            self.machine.pull(stick)
        elif ask["do"] == "cut_power":
            self.machine.cut_power()
        elif ask["do"] == "look":
            return sticks.look(self._sticks, stick)
        elif ask["do"] == "digest":
            return sticks.digest(self._sticks, stick)
        else:
            raise BedError(f"{ask['do']} is nothing that can be done")
        return ""


@contextlib.contextmanager
def trial(disk: Disk, only: list[str]) -> Iterator[Trial]:
    """A machine that boots; everything that it wrote goes with it."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=disk.bed.folder) as name:
        begun = Trial(disk, Path(name), only)
        try:
            yield begun
        finally:
            begun.machine.end()


def follow(begun: Trial, show: Callable[[str], bool]) -> tuple[int, int, bool]:
    """Until the machine is off: steps that were good, that failed, and whether it finished."""
    verdicts: list[bool] = []
    steps, seen, finished = begun.out / "steps", 0, False
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        ended = begun.machine.process.poll() is not None or time.monotonic() > deadline
        if not ended:
            begun.serve()
        lines = steps.read_text(encoding="utf-8").splitlines() if steps.exists() else []
        for line in lines[seen:]:
            if line == "end":
                finished = True
            else:
                verdicts.append(show(line))
        seen = len(lines)
        if ended or finished:
            return verdicts.count(True), verdicts.count(False), finished
        time.sleep(0.2)
