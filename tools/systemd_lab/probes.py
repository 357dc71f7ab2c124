"""Hands and eyes inside the container: commands, the journal, a camera, a thread that hangs."""

from __future__ import annotations

import contextlib
import ctypes
import grp
import json
import os
import pwd
import signal
import stat
import subprocess
import threading
import time
import zipfile
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROGRAM = "/opt/virk-edge/bin/virk-edge"
FEED = Path("/run/virk-edge/feed.sock")
STORE = Path("/var/lib/virk-edge")
CONFIG = Path("/etc/virk-edge/config.toml")
DROP_IN = Path("/run/systemd/system/virk-edge.service.d/lab.conf")
CAMERA_USER = "lab-camera"
# Short enough to wait for; a container of two busy processors learns from fewer frames too.
SETTINGS = """\
[budget]
cpu_percent = {cpu_percent}
[detect]
learn_seconds = "10 s"
learn_frames_min = 30
save_seconds = "5 s"
close_seconds = {close_seconds}
[record]
pre_seconds = "2 s"
max_seconds = "4 s"
[store]
min_free_bytes = 0
"""
# How many times as long as usual to wait for things, where every processor is an emulated one.
PATIENCE = float(os.environ.get("LAB_PATIENCE", "1"))
_PTRACE_SEIZE, _PTRACE_INTERRUPT = 0x4206, 0x4207
_WALL = 0x4000_0000  # also what is no child of ours, waitpid(2)
_IGNORED = ("/proc", "/sys", "/dev", "/run", "/tmp", "/lab", "/var/log", "/var/tmp", "/root/.cache")


class RefusedError(Exception):
    """A command ended with another status than 0."""


def run(*command: str) -> str:
    """A command's output; raises ``RefusedError`` if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RefusedError(f"{' '.join(command)}: {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def show(unit: str, what: str) -> str:
    """A property of a unit."""
    return run("systemctl", "show", "--value", "-p", what, unit).strip()


def until(true: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait for something; raises ``AssertionError`` when it does not come."""
    deadline = time.monotonic() + seconds * PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.2)


def mode_of(path: Path) -> str:
    """As ls says it."""
    seen = path.stat()
    owner, group = pwd.getpwuid(seen.st_uid).pw_name, grp.getgrgid(seen.st_gid).gr_name
    return f"{stat.filemode(seen.st_mode)} {owner} {group}"


def status() -> dict[str, Any]:
    """What ``virk-edge status --json`` says, whatever its verdict and the configuration."""
    command = [PROGRAM, "status", "--json", "--config", "/dev/null"]
    done = subprocess.run(command, capture_output=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def bundle_of(path: Path) -> dict[str, Any]:
    """A bundle's manifest."""
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


def configure(*, close_seconds: str = '"5 s"', lab: str = "") -> None:
    """Another configuration, put in place at once; and the unit's drop-in, if it is another one."""
    fresh = CONFIG.with_suffix(".new")
    fresh.write_text(
        SETTINGS.format(close_seconds=close_seconds, cpu_percent=100 * PATIENCE), encoding="utf-8"
    )
    fresh.replace(CONFIG)
    if not DROP_IN.exists():
        DROP_IN.parent.mkdir(parents=True, exist_ok=True)
        DROP_IN.write_text(lab, encoding="utf-8")
        run("systemctl", "daemon-reload")


def files_now() -> set[Path]:
    """Every file and folder that an installer might leave."""
    found = set()
    for folder, folders, files in os.walk("/"):
        folders[:] = [f for f in folders if not str(Path(folder, f)).startswith(_IGNORED)]
        found |= {Path(folder, name) for name in (*folders, *files) if not name.endswith("-")}
    found.discard(Path("/usr/local/share/man/man1"))  # an empty folder of the system's own kind
    return {path for path in found if "__pycache__" not in path.parts}


class Camera:
    """A camera program: the shipped footage through the real hook, as a user of virk-feed."""

    def __init__(self, name: str, *, fault: str = "", after: float = 0) -> None:
        if CAMERA_USER not in {user.pw_name for user in pwd.getpwall()}:
            run("useradd", "--system", "--no-create-home", "-G", "virk-feed", CAMERA_USER)
        (footage,) = Path("/opt/virk-edge").glob("lib/python3.*/site-packages/virk_edge/data/*.mp4")
        words = ["--fault", fault, "--fault-after", str(after)] if fault else []
        self._process = subprocess.Popen(
            [
                *("setpriv", f"--reuid={CAMERA_USER}", f"--regid={CAMERA_USER}", "--init-groups"),
                *(PROGRAM, "publish", str(footage), "--camera", name, "--loop", *words),
            ],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )

    @property
    def alive(self) -> bool:
        """Whether it still publishes."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it, and wait until it has."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(20)


class Journal:
    """What a unit writes, as it comes: lines of JSON."""

    def __init__(self, unit: str) -> None:
        self._lines: deque[dict[str, Any]] = deque(maxlen=10_000)
        self._raw: deque[str] = deque(maxlen=40)
        command = ["journalctl", "-f", "-n", "0", "-o", "cat", "-u", unit]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for raw in self._process.stdout:
            print(raw, end="", flush=True)
            self._raw.append(raw.rstrip())
            with contextlib.suppress(ValueError):
                line = json.loads(raw)
                if isinstance(line, dict) and "event" in line:
                    self._lines.append(line)

    def wait(self, event: str, seconds: float, **fields: str) -> dict[str, Any]:
        """The next line of an event with these fields, and forget what came before it."""
        deadline = time.monotonic() + seconds * PATIENCE
        while time.monotonic() < deadline:
            while self._lines:
                line = self._lines.popleft()
                if fields.items() <= line.items() and line["event"] == event:
                    return line
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds} s: {event} {fields}")

    def clear(self) -> None:
        """Forget what came so far."""
        time.sleep(0.3)  # what is on its way
        self._lines.clear()

    def tail(self) -> list[str]:
        """The last lines, for whoever looks for the reason of a failure."""
        return [line[:300] for line in list(self._raw)[-8:]]


def _spent(pid: int) -> dict[int, int]:
    """Processor time of every thread but the main one, in ticks."""
    spent = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        spent[int(task.name)] = int(fields[11]) + int(fields[12])
    return {task: ticks for task, ticks in spent.items() if task != pid}


class FrozenThread:
    """One thread of a process, stopped as by a debugger; the others go on. The one that computes.

    A debugger must let the dead go: ``release`` does, and belongs into any waiting for the end.
    """

    LOOK_SECONDS = 4

    def __init__(self, pid: int) -> None:
        before = _spent(pid)
        time.sleep(self.LOOK_SECONDS)
        after = _spent(pid)
        self.thread = max(after, key=lambda task: after[task] - before.get(task, 0))
        libc = ctypes.CDLL(None, use_errno=True)
        for request in (_PTRACE_SEIZE, _PTRACE_INTERRUPT):
            if libc.ptrace(ctypes.c_long(request), ctypes.c_long(self.thread), None, None) != 0:
                raise OSError(ctypes.get_errno(), f"ptrace {request:#x} of {self.thread}")

    def release(self) -> None:
        """Take notice of its death, if it has died."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.thread, os.WNOHANG | _WALL)
