"""A process of the bench's own that is spoken to in lines of JSON, and what the kernel says of one.

Orders go to its standard input, answers come from its standard output, in their order.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TOOLS = Path(__file__).resolve().parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_S = 60.0

Message = dict[str, Any]


class ChildError(RuntimeError):
    """A process of ours ended or did not answer."""


def command(module: str, *arguments: str) -> list[str]:
    """How a module of this package is started as a program."""
    return [sys.executable, "-m", f"proof.{module}", *arguments]


def environment() -> dict[str, str]:
    """Where it finds this package and ours."""
    folders = (str(_TOOLS), str(_TOOLS.parent), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))}


class Child:
    """One module of this package as a process. Its first line says that it is ready."""

    def __init__(self, module: str, **settings: Any) -> None:
        self.name = module
        self.process = subprocess.Popen(
            command(module, json.dumps(settings)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
        )
        self._answers: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self.ready = self.hear()
        except ChildError:
            self.end()
            raise

    @property
    def pid(self) -> int:
        """Of the process."""
        return self.process.pid

    def say(self, **order: Any) -> None:
        """Give an order. Raises ChildError if it is gone."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(order).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise ChildError(f"{self.name} is gone: {error}") from error

    def hear(self, timeout_s: float = PATIENCE_S) -> Message:
        """Its next answer. Raises ChildError if none comes."""
        try:
            answer = self._answers.get(timeout=timeout_s)
        except queue.Empty:
            raise ChildError(f"{self.name} said nothing for {timeout_s:g} s") from None
        if answer is None:
            raise ChildError(f"{self.name} ended (status {self.process.wait()})")
        return answer

    def ask(self, timeout_s: float = PATIENCE_S, **order: Any) -> Message:
        """Give an order and hear the answer."""
        self.say(**order)
        return self.hear(timeout_s)

    def end(self) -> None:
        """Kill it: nothing that it holds outlives it."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with contextlib.suppress(OSError):  # a last order that never went out
                stream.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with contextlib.suppress(ValueError):  # closed by ``end``
            for line in self.process.stdout:
                self._answers.put(json.loads(line))
        self._answers.put(None)


class Orders:
    """The other end: the orders that have come so far, without ever waiting for one."""

    def __init__(self) -> None:
        self._rest = b""

    def __iter__(self) -> Iterator[Message]:
        """Those that are there now. Raises SystemExit when whoever gives them is gone."""
        while select.select([0], [], [], 0)[0]:
            data = os.read(0, 65536)
            if not data:
                raise SystemExit(0)
            *lines, self._rest = (self._rest + data).split(b"\n")
            yield from map(json.loads, lines)


def answer(**words: Any) -> None:
    """Say something to whoever gives the orders."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def anonymous_mib(pid: int) -> float:
    """Memory that no file backs, MiB; 0.0 for a process that has ended."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = [line.split()[1] for line in text.splitlines() if line.startswith("RssAnon")]
    return int(found[0]) / 1024 if found else 0.0


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used, all threads; 0.0 for one that has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
