"""Points at which something goes wrong: a name, so that one can be tried again, and its trial."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crash_bench.incident import Diary, Note, Scenario
from crash_bench.shim import Call, Dead, Disk, Plan

# Where bundles are made and thrown away by the thousand; the shim knows what is synced.
_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30


@dataclass(frozen=True, slots=True)
class Point:
    """One trial; ``run`` answers with what is wrong, in words."""

    name: str
    run: Callable[[], list[str]]


@dataclass(slots=True)
class Result:
    """What a part found: how many points, of which calls, and what failed."""

    part: str
    points: int = 0
    failed: list[tuple[str, list[str]]] = field(default_factory=list)


def tried(part: str, points: Iterable[Point], only: str | None = None) -> Result:
    """Try every point, or the one of this name."""
    result = Result(part)
    for point in points:
        if only is not None and point.name != only:
            continue
        result.points += 1
        try:
            problems = point.run()
        except Exception:
            problems = [traceback.format_exc()]
        if problems:
            result.failed.append((point.name, problems))
    return result


def sampled(points: Iterable[Point], every: int, start: int = 0) -> Iterator[Point]:
    """Every so many-th of them."""
    return (point for number, point in enumerate(points) if number % every == start % every)


class Folder:
    """An empty folder for one trial, gone afterwards."""

    def __enter__(self) -> Path:
        where = _MEMORY if os.access(_MEMORY, os.W_OK) else None
        if where and shutil.disk_usage(where).free < _ROOM:
            where = None
        self._path = Path(tempfile.mkdtemp(prefix="virk-edge-crash-", dir=where)).resolve()
        return self._path

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._path, ignore_errors=True)


def calls_of(scenario: Scenario) -> tuple[list[Call], Diary]:
    """The calls of an undisturbed run, and what it promises when."""
    with Folder() as base:
        scenario.prepare(base)
        disk = Disk(base)
        diary = Diary(lambda: disk.count)
        with disk.installed():
            scenario.play(base, diary)
        problems = scenario.check(base, diary)
        assert not problems, problems
        return disk.calls, diary


def killed(scenario: Scenario, plan: Plan, *, for_real: bool) -> list[str]:
    """Die as planned, start anew, and say what is wrong.

    for_real: SIGKILL to a process of its own; else nothing changes on the disk after the call.
    """
    with Folder() as base:
        scenario.prepare(base)
        diary = _killed_child(scenario, base, plan) if for_real else died(scenario, base, plan)
        return scenario.check(base, diary)


def died(scenario: Scenario, base: Path, plan: Plan) -> Diary:
    """What a scenario noted until the disk ended it."""
    disk = Disk(base, plan)
    diary = Diary(lambda: disk.count, lambda: not disk.dead)
    try:
        with disk.installed():
            scenario.play(base, diary)
    except Dead:
        pass
    return diary


def _killed_child(scenario: Scenario, base: Path, plan: Plan) -> Diary:
    """The same in a child, which tells its notes through a pipe: they outlive it."""
    mine, its = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            disk = Disk(base, plan, for_real=True)

            def tell(note: Note) -> None:
                os.write(its, json.dumps([note.at, note.kind, note.value]).encode() + b"\n")

            with disk.installed():
                scenario.play(base, Diary(lambda: disk.count, hear=tell))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(its)
    with os.fdopen(mine) as told:
        diary = Diary(notes=[Note(*json.loads(line)) for line in told])
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) == 1:
        raise RuntimeError("the child ended with an error")
    return diary
