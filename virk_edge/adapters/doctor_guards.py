"""Reads and tries what the kernel does to hold the daemon back; the judging is in core/doctor.

A trial burns processor time for a second at the lowest priority, in processes of its own.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys as system
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from virk_edge.adapters.host_signals import HostSignals
from virk_edge.core.doctor import Burnt, Finding, controllers, pressure, priority, quota, weight

PROC: Final = Path("/proc")
SYS: Final = Path("/sys")
_PRESSURE_SECONDS: Final = 0.3
_QUOTA_SECONDS: Final = 1.0  # ten periods of the usual quota
_PATIENCE_SECONDS: Final = 10.0
# Waits for the word to begin, so that several begin together; joins a control group if told to.
_BURN: Final = """
import os, sys, time
seconds, processor, group = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
if group:
    with open(group, "w") as file:
        file.write(str(os.getpid()))
os.nice(19)
if processor >= 0:
    os.sched_setaffinity(0, {processor})
print("ready", flush=True)
sys.stdin.readline()
begin, end = time.process_time(), time.monotonic() + seconds
while time.monotonic() < end:
    pass
print(time.process_time() - begin)
"""


@dataclass(frozen=True, slots=True)
class Groups:
    """The control group of a process and those above it, the nearest first; of version 1, that of
    the cpu controller."""

    version: int | None
    folders: tuple[Path, ...]


def groups_of(pid: str, proc: Path = PROC, sys: Path = SYS) -> Groups:
    """pid: a process's number, or ``self``."""
    root = sys / "fs" / "cgroup"
    try:
        lines = (proc / pid / "cgroup").read_text(encoding="ascii").splitlines()
    except OSError:
        return Groups(None, ())
    tops: dict[str, tuple[Path, str]] = {}  # controllers -> where they are mounted, and the path
    for line in lines:
        _, names, path = [*line.split(":", 2), "", ""][:3]
        tops |= dict.fromkeys(names.split(","), (root / names, path))
    if (root / "cgroup.controllers").exists() and "" in tops:
        return Groups(2, _chain(root, tops[""][1]))
    if "cpu" not in tops:
        return Groups(None, ())
    top, path = tops["cpu"]
    return Groups(1, _chain(top if top.is_dir() else root / "cpu", path))


def _chain(top: Path, path: str) -> tuple[Path, ...]:
    # "..": outside of what a container's name space shows.
    here = top if ".." in path else top / path.strip("/")
    inside = [here, *here.parents]
    return tuple(inside[: inside.index(top) + 1])


def check_controllers(groups: Groups, whose: str) -> Finding:
    """cpu, memory and io, as they are there for the group or one above it, which holds it too.

    systemd gives a unit no controller that only its slice needs. The root has all and holds nobody.
    """
    holding = groups.folders[:-1] or groups.folders
    words = " ".join(_text(folder / "cgroup.controllers") for folder in holding)
    limits = [_text(folder / "memory.max").strip() for folder in groups.folders]
    memory_max = min((int(limit) for limit in limits if limit.isdecimal()), default=None)
    return controllers(groups.version, frozenset(words.split()), whose, memory_max)


def check_weight(groups: Groups) -> Finding:
    """Between control groups this decides, and no niceness; only between those of one parent."""
    name, usual = ("cpu.weight", 100) if groups.version == 2 else ("cpu.shares", 1024)
    known, idle = [], False
    for folder in groups.folders:
        word, company = _text(folder / name).strip(), _has_company(folder, groups.folders[-1])
        if word.isdecimal():
            known.append(100 * int(word) / usual if company else 100.0)
        idle = idle or (company and _text(folder / "cpu.idle").strip() == "1")
    return weight(min(known, default=None), idle=idle)


def _has_company(folder: Path, top: Path) -> bool:
    """Whether there are groups beside it; the machine's whole rest is beside those at the top."""
    if top in (folder, folder.parent):
        return True
    return any(other.is_dir() and other != folder for other in folder.parent.iterdir())


def tightest_quota(groups: Groups) -> tuple[Path, float] | None:
    """The group with the smallest quota, and that, in cores."""
    found = []
    for folder in groups.folders:
        words = _text(folder / "cpu.max").split()
        if groups.version == 1:
            words = [_text(folder / f"cpu.cfs_{name}_us").strip() for name in ("quota", "period")]
        if len(words) == 2 and all(word.isdecimal() for word in words):  # not "max", not -1
            found.append((int(words[0]) / int(words[1]), folder))
    if not found:
        return None
    cores, folder = min(found, key=lambda pair: pair[0])
    return folder, cores


def check_quota(groups: Groups, *, budget_cores: float, joins: bool) -> Finding:
    """Burn more than the quota and see what the kernel lets through.

    joins: the trial has to enter the group, which takes root; else it is there already.
    """
    tight = tightest_quota(groups)
    if tight is None:
        return quota(None, budget_cores=budget_cores, burnt=None)
    folder, cores = tight
    burners = math.floor(cores) + 1
    why_not = ""
    if burners > (os.cpu_count() or 1):
        why_not = "this machine has no more processors than that"
    elif joins and os.geteuid() != 0:
        why_not = "that takes root"
    burnt = None
    if not why_not:
        try:
            burnt = _burn_in(folder, groups.folders[0] if joins else None, burners)
        except OSError as error:
            why_not = f"the trial failed ({error.strerror or error})"
    return quota(cores, budget_cores=budget_cores, burnt=burnt, why_not=why_not)


def _burn_in(measured: Path, joined: Path | None, burners: int) -> Burnt:
    with _Burners(_QUOTA_SECONDS, [-1] * burners, joined) as trial:
        before = _times_throttled(measured)
        used_seconds = trial.go()
        return Burnt(used_seconds / _QUOTA_SECONDS, _times_throttled(measured) > before)


def _times_throttled(folder: Path) -> int:
    lines = _read(folder / "cpu.stat").splitlines()
    return int(dict(line.split(None, 1) for line in lines).get("nr_throttled", "0"))


def check_pressure(proc: Path = PROC) -> Finding:
    """Let two programs want one processor, and see whether the kernel notices."""
    missing = _pressure_missing(proc)
    if missing:
        return pressure(None, missing)
    try:
        processor = min(os.sched_getaffinity(0))
        with _Burners(_PRESSURE_SECONDS, [processor, processor], None) as trial:
            before = _waited_us(proc)
            trial.go()
            return pressure(_waited_us(proc) - before, "")
    except (OSError, ValueError) as error:
        return pressure(None, f"the trial failed ({error})")


def _pressure_missing(proc: Path) -> str:
    """Why the kernel says nothing of pressure, in the words of ``status``."""
    signals = HostSignals(proc)
    signals.read(0)
    return signals.missing.get("cpu_pressure", "")


def _waited_us(proc: Path) -> int:
    line = (proc / "pressure" / "cpu").read_text(encoding="ascii").splitlines()[0]
    return int(dict(f.split("=", 1) for f in line.split()[1:])["total"])


def check_priority(pid: int, proc: Path = PROC) -> Finding:
    """Of the daemon's process."""
    try:
        # After the program's name, which may hold anything: from the third field on, proc(5).
        fields = _read(proc / str(pid) / "stat").rpartition(")")[2].split()
        return priority(int(fields[16]), int(fields[38]))
    except (OSError, ValueError, IndexError):
        return Finding("priority", "unknown", f"process {pid} cannot be looked at", "try as root")


class _Burners:
    """Processes that wait for ``go`` and then burn one processor each; gone after ``with``."""

    def __init__(self, seconds: float, processors: list[int], group: Path | None) -> None:
        join = "" if group is None else str(group / "cgroup.procs")
        self._processes = [
            subprocess.Popen(
                [system.executable, "-I", "-S", "-c", _BURN, str(seconds), str(p), join],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            for p in processors
        ]

    def go(self) -> float:
        """Burn; the processor time that all had, in seconds. Raises OSError if one failed."""
        for process in self._processes:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise OSError("a process could not begin")
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write(b"\n")
            process.stdin.flush()
        try:
            told = [p.communicate(timeout=_PATIENCE_SECONDS)[0] for p in self._processes]
            return sum(map(float, told))
        except (subprocess.TimeoutExpired, ValueError):
            raise OSError("a process did not end") from None

    def __enter__(self) -> _Burners:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            with process:
                pass  # closes its pipes and waits for it


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii", errors="replace")


def _text(path: Path) -> str:
    try:
        return _read(path)
    except OSError:
        return ""
