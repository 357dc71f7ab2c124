"""The real daemon with the shim below it, as a program: ``python -m crash_bench.launcher JSON``.

What it notes (calls, frames written, states saved) goes to a file that outlives it, one JSON line
each. SIGUSR1 heals the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import virk_edge.daemon.main  # noqa: F401  # loaded now, so that the shim finds all modules
from crash_bench.incident import Diary, Note, frames_noted
from crash_bench.shim import Call, Disk, Plan
from virk_edge.adapters.bundlefile import BundleFile
from virk_edge.adapters.states import StateDirectory
from virk_edge.adapters.store import Store
from virk_edge.cli.main import main as virk_edge_main


@dataclass(frozen=True, slots=True)
class Settings:
    """What the daemon's process is told.

    root: calls below it are watched. notes: the file for them. The plan's numbers count from the
    start of the process, or, with ``from_incident``, from the beginning of the first bundle.
    """

    config: str
    root: str
    notes: str
    at: int = 0
    code: int = 0
    lasting: bool = False
    from_incident: bool = True


def main() -> int:
    """Become the daemon."""
    settings = Settings(**json.loads(sys.argv[1]))
    plan = Plan(settings.at, settings.code, settings.lasting)
    notes = os.open(settings.notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    write = os.write  # the real one

    def tell(*words: object) -> None:
        write(notes, json.dumps(words).encode() + b"\n")

    def call(made: Call) -> None:
        tell("call", made.number, made.name, made.path, made.other)

    def note(made: Note) -> None:
        tell(made.kind, made.value)

    now = Plan() if settings.from_incident else plan
    disk = Disk(Path(settings.root), now, for_real=True, on_call=call)
    real_begin, real_save = Store.begin, StateDirectory.save
    begun: list[str] = []

    def begin(self: Store, name: str, size: int = 0) -> BundleFile:
        if not begun and settings.from_incident:
            tell("begun", name)
            disk.restart(plan)
        begun.append(name)
        return real_begin(self, name, size)

    def save(self: StateDirectory, camera: str, data: bytes) -> None:
        digest = hashlib.sha256(data).hexdigest()
        tell("tried", digest)
        real_save(self, camera, data)
        tell("saved", digest)

    def heal(*_: Any) -> None:
        disk.heal()

    signal.signal(signal.SIGUSR1, heal)
    with ExitStack() as stack:
        stack.enter_context(disk.installed())
        stack.enter_context(frames_noted(Diary(hear=note)))
        patch = mock.patch.object
        stack.enter_context(patch(Store, "begin", begin))
        stack.enter_context(patch(StateDirectory, "save", save))
        return virk_edge_main(["run", "--config", settings.config])


if __name__ == "__main__":
    sys.exit(main())
