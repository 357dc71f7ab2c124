"""A progress bar on a terminal, and nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from virk_edge.cli.rows import Line, print_lines

_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """``advance(done)`` moves the bar; ``say(line)`` prints to standard output beside it."""

    advance: Callable[[int], None]
    say: Callable[[Line], None]


@contextmanager
def bar(length: int | None, what: str, *, quiet: bool = False) -> Iterator[Bar]:
    """A bar, drawn on standard error if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield Bar(lambda done: None, _say)
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    except ImportError:
        plain = _Plain(length, what)
        yield Bar(plain.advance, plain.say)
        plain.erase()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    # Lines go around the bar only where both are on a terminal: a file gets them itself.
    # Soft wrap: a path is for copying.
    with Progress(
        *columns,
        console=Console(stderr=True, soft_wrap=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    ) as progress:
        task = progress.add_task(what, total=length)
        yield Bar(lambda done: progress.update(task, completed=done), _say)


def _say(line: Line) -> None:
    print_lines([line])
    sys.stdout.flush()


class _Plain:
    """The bar where ``rich`` is not installed."""

    def __init__(self, length: int | None, what: str) -> None:
        self._length, self._what = length, what
        self._shown = -1

    def advance(self, done: int) -> None:
        percent = min(100 * done // self._length, 100) if self._length else 0
        if percent != self._shown:
            self._shown = percent
            filled = _WIDTH * percent // 100
            drawn = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {percent:3d} %"
            sys.stderr.write(f"\r{self._what} {drawn}")
            sys.stderr.flush()

    def say(self, line: Line) -> None:
        self.erase()
        _say(line)

    def erase(self) -> None:
        sys.stderr.write("\r" + " " * (_WIDTH + len(self._what) + 12) + "\r")
        sys.stderr.flush()
        self._shown = -1


@contextmanager
def countdown(*, quiet: bool = False) -> Iterator[Callable[[str, float, float], None]]:
    """Yield ``tell(what, seconds, whole_seconds)`` for something that takes its time.

    On a terminal one line that changes, elsewhere a line whenever ``what`` changes.
    """
    terminal = sys.stderr.isatty()
    last = ""

    def tell(what: str, seconds: float, whole_seconds: float) -> None:
        nonlocal last
        if quiet or (not terminal and what == last):
            return
        if terminal:
            share = min(seconds / whole_seconds, 1.0) if whole_seconds > 0 else 0.0
            filled = int(_WIDTH * share)
            drawn = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {seconds:3.0f} s  {what}"
            sys.stderr.write(f"\r{drawn:<79.79}")
        else:
            sys.stderr.write(f"{what}\n")
        sys.stderr.flush()
        last = what

    yield tell
    if terminal and last:
        sys.stderr.write("\r" + " " * 79 + "\r")
