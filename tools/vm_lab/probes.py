"""Hands inside the virtual machine: the host that puts sticks in, exports, control groups."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from systemd_lab.probes import PROGRAM, run, show, until

OUT = Path("/lab/out")
SLICE = Path("/sys/fs/cgroup/virk.slice/virk-edge.slice")
EXPORTS = "virk-edge-export@*"
_BURN = "import os\nfor _ in range({processes} - 1):\n if os.fork() == 0: break\nwhile True: pass"
_HOST_SECONDS = 120


def ask(do: str, **words: Any) -> str:
    """Have the host do something; what it said. Raises ``AssertionError`` if it could not."""
    asks, answers = OUT / "asks", OUT / "answers"
    with asks.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"do": do, **words}) + "\n")
    number = len(asks.read_text(encoding="utf-8").splitlines())

    def lines() -> list[str]:
        return answers.read_text(encoding="utf-8").splitlines() if answers.exists() else []

    until(lambda: len(lines()) >= number, f"an answer to {do}", _HOST_SECONDS)
    answer = json.loads(lines()[number - 1])
    assert answer["good"], answer["said"]
    return str(answer["said"])


class Stick:
    """One of the host's, by its serial number."""

    def __init__(self, name: str) -> None:
        self.name = name

    def put_in(self, *, speed: int = 0) -> Path:
        """The block device with its file system. speed: bytes a second at most, when written to."""
        ask("plug", stick=self.name, speed=speed)
        until(lambda: bool(self._nodes()), f"{self.name} is a device")
        run("udevadm", "settle")
        return self._nodes()[-1].resolve()  # a partition's name is the longer one

    def _nodes(self) -> list[Path]:
        return sorted(Path("/dev/disk/by-id").glob(f"usb-*{self.name}*"))

    def pull_out(self) -> None:
        """As a person does, without a word to the system."""
        ask("pull", stick=self.name)
        until(lambda: not self._nodes(), f"{self.name} is gone")

    @contextlib.contextmanager
    def put(self, *, speed: int = 0) -> Iterator[Path]:
        """In for as long as this lasts."""
        try:
            yield self.put_in(speed=speed)
        finally:
            self.pull_out()


def enrol(stick: Stick) -> None:
    """Put it in, let the export find that it is none of ours, enrol it, take it out."""
    exports = Exports()
    with stick.put() as device:
        exports.end()
        run(PROGRAM, "bundles", "enrol", str(device))


class Exports:
    """What the export units say from now on; nobody starts them but udev."""

    ENDS = tuple(f"{word} virk-edge" for word in ("Finished", "Failed to start", "Stopped"))

    def __init__(self) -> None:
        said = run("journalctl", "-n", "0", "--show-cursor")
        self._cursor = said.rpartition("cursor: ")[2].strip()

    def lines(self) -> list[str]:
        """So far; it is a failure to journalctl that there was never such a unit."""
        words = ("journalctl", "-q", "-o", "cat", "--after-cursor", self._cursor, "-u", EXPORTS)
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.stdout.splitlines()

    def end(self, seconds: float = 60) -> str:
        """Wait until one has ended; all that was said."""
        until(lambda: any(line.startswith(self.ENDS) for line in self.lines()), "its end", seconds)
        return "\n".join(self.lines())


def logged(unit: str, event: str, **fields: str) -> dict[str, Any]:
    """The last line of an event since the machine booted. Raises ``AssertionError``."""
    found = {}
    for raw in run("journalctl", "-q", "-b", "-o", "cat", "-u", unit).splitlines():
        with contextlib.suppress(ValueError):
            line = json.loads(raw)
            if isinstance(line, dict) and {"event": event, **fields}.items() <= line.items():
                found = line
    assert found, f"no {event} in the journal"
    return found


def numbers(file: Path) -> dict[str, int]:
    """A file of a control group with lines of a name and a number."""
    return {k: int(v) for k, v in map(str.split, file.read_text(encoding="ascii").splitlines())}


@contextlib.contextmanager
def burner(
    unit: str, slice_name: str, *, processes: int = 1, processor: str = ""
) -> Iterator[Path]:
    """Something that wants every processor it may have, in a slice; its control group."""
    words = [f"--unit={unit}", f"--slice={slice_name}", "-q"]
    words += [f"--property=AllowedCPUs={processor}"] if processor else []
    program = (sys.executable, "-I", "-S", "-c", _BURN.format(processes=processes))
    run("systemd-run", *words, *program)
    try:
        yield Path("/sys/fs/cgroup" + show(unit, "ControlGroup"))
    finally:
        run("systemctl", "kill", "--signal=KILL", unit)
        until(lambda: show(unit, "ActiveState") != "active", "its end")
        with contextlib.suppress(Exception):
            run("systemctl", "reset-failed", unit)


def spent_seconds(group: Path, seconds: float) -> float:
    """Processor time that a control group has within some seconds."""
    before = numbers(group / "cpu.stat")["usage_usec"]
    time.sleep(seconds)
    return (numbers(group / "cpu.stat")["usage_usec"] - before) / 1e6


def findings() -> dict[str, tuple[str, str]]:
    """What ``virk-edge doctor`` finds: verdict and words, by name."""
    command = [PROGRAM, "doctor", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines, done.stderr
    return {
        line["name"]: (line["verdict"], line["found"]) for line in lines if line["event"] == "check"
    }


def boots() -> int:
    """How often the machine has begun, this time included."""
    file = OUT / "boots"
    known = file.read_text(encoding="ascii").split() if file.exists() else []
    here = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    if here not in known:
        file.write_text("\n".join([*known, here]), encoding="ascii")
        os.sync()
        return len(known) + 1
    return len(known)
