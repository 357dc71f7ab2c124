"""A progress bar on a terminal, and nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WIDTH = 30


@contextmanager
def bar(length: int | None, what: str, *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Yield ``advance(done)``; drawn on standard error if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda done: None
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    except ImportError:
        yield _plain(length, what)
        sys.stderr.write("\r" + " " * (_WIDTH + len(what) + 12) + "\r")
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=length)
        yield lambda done: progress.update(task, completed=done)


def _plain(length: int | None, what: str) -> Callable[[int], None]:
    shown = -1

    def advance(done: int) -> None:
        nonlocal shown
        percent = min(100 * done // length, 100) if length else 0
        if percent != shown:
            shown = percent
            filled = _WIDTH * percent // 100
            line = f"\r{what} [{'#' * filled}{'.' * (_WIDTH - filled)}] {percent:3d} %"
            sys.stderr.write(line)
            sys.stderr.flush()

    return advance


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
