"""A camera program that is there to be killed: ``python -m soak_bench.victim JSON``.

After every frame it leaves its books in a file, in one write that no kill can tear.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

import virk_edge.publisher
from soak_bench.clock import NS, InjectedTime, Pace, install
from soak_bench.programs import Books, Program, to_and_fro
from soak_bench.script import CAMERAS, Camera, moment

_BOOKS_BYTES = 512


def camera_of(name: str) -> Camera:
    """The camera of this name."""
    return next(camera for camera in CAMERAS if camera.name == name)


def read_books(path: Path) -> Books | None:
    """What the victim left; None if it died before its first frame."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return Books(**json.loads(data)) if data else None


def main() -> None:
    """Publish until killed."""
    settings: dict[str, Any] = json.loads(sys.argv[1])
    pace = Pace(settings["speed"], settings["began_ns"])
    install(InjectedTime(pace))
    assert virk_edge.publisher is not None
    camera = camera_of(settings["camera"])
    picture = to_and_fro(list(np.load(settings["pictures"])))
    program = Program(camera, settings["endpoint"], pace)
    fd = os.open(settings["books"], os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    due_ns = pace.boot_ns()
    while True:
        time.sleep(max(due_ns - pace.boot_ns(), 0) / NS / pace.speed)
        now = moment(pace.passed_s(), settings["cycle_s"])
        program.publish(picture(program.books.frames), camera.size, due_ns, now)
        os.pwrite(fd, json.dumps(program.books.as_json()).encode().ljust(_BOOKS_BYTES), 0)
        due_ns += round(NS / camera.fps)


if __name__ == "__main__":
    main()
