"""Labelled lines on a terminal: at most 80 columns, plain when piped."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from virk_edge.report.incident import Row

_WIDTH = 80
_LABEL = 11  # columns, the space after it included


def print_rows(title: str, found: list[Row], *, lines_max: int | None = None) -> None:
    """Plain lines; on a terminal that has ``rich`` beside it, the title and what is loud stand
    out. lines_max: the rest is left out, and it is said that there is more."""
    lines = [("bold", title), ("", "")]
    for row in found:
        lines += [("bold" if row.loud else "", line) for line in _wrapped(row)]
    if lines_max is not None and len(lines) > lines_max:
        more = len(lines) - lines_max + 1
        lines[lines_max - 1 :] = [("", f"... and {more} lines more in a taller window")]
    if sys.stdout.isatty():
        try:
            from rich.console import Console
            from rich.text import Text
        except ImportError:
            pass
        else:
            console = Console(highlight=False, soft_wrap=True)
            for style, line in lines:
                console.print(Text(line, style=style))
            return
    print("\n".join(line for _, line in lines))


def _wrapped(row: Row) -> list[str]:
    """At most 80 columns, but no word (a path to copy) is broken."""
    return textwrap.wrap(
        row.text,
        _WIDTH,
        initial_indent=f"{row.label:<{_LABEL}}",
        subsequent_indent=" " * _LABEL,
        break_long_words=False,
        break_on_hyphens=False,
    )
