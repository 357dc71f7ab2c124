"""Labelled lines on a terminal: at most 80 columns, plain when piped."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from virk_edge.report.incident import Row

_WIDTH = 80
_LABEL = 11  # columns, the space after it included


@dataclass(frozen=True, slots=True)
class Line:
    """One line, how it looks where there are colours, and how many columns of it are a label."""

    text: str
    style: str = ""
    label: int = 0


def print_rows(title: str, found: list[Row], *, lines_max: int | None = None) -> None:
    """The title and what is loud stand out, where anything can. lines_max: the rest is left out,
    and it is said that there is more."""
    lines = [Line(title, "bold"), Line("")]
    for row in found:
        first, *more = _wrapped(row)
        style = "bold" if row.loud else ""
        lines.append(Line(first, style, len(row.label)))
        lines += [Line(line, style) for line in more]
    if lines_max is not None and len(lines) > lines_max:
        left = len(lines) - lines_max + 1
        lines[lines_max - 1 :] = [Line(f"... and {left} lines more in a taller window")]
    print_lines(lines)


def print_lines(lines: Sequence[Line]) -> None:
    """In colours on a terminal that has ``rich`` beside it, plain anywhere else."""
    if sys.stdout.isatty():
        try:
            from rich.console import Console
            from rich.text import Text
        except ImportError:
            pass
        else:
            console = Console(highlight=False, soft_wrap=True)
            for line in lines:
                text = Text(line.text, style=line.style)
                text.stylize("cyan", 0, line.label)
                console.print(text)
            return
    for line in lines:
        print(line.text)


def wrapped(text: str, *, indent: int, first: str = "") -> list[str]:
    """At most 80 columns, but no word (a path to copy) is broken; what goes on is indented.

    first: what the first line begins with; the first word stays beside it.
    """
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(row: Row) -> list[str]:
    first = f"{row.label:<{_LABEL}}"
    if row.whole:
        return [first + row.text]
    return wrapped(row.text, indent=_LABEL, first=first) or [row.label]
