"""Write what shells complete from the parsers that answer --help, with shtab.

    python tools/make_completions.py           write virk_edge/data/completions/

`virk-edge completion SHELL` prints them; a device does not need shtab for that.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import shtab

from virk_edge.cli.completion import SHELLS
from virk_edge.cli.main import COMMANDS, whole_parser

FOLDER: Final = Path(__file__).resolve().parents[1] / "virk_edge" / "data" / "completions"


def completion(shell: str) -> str:
    """The script for one shell."""
    parser, parsers = whole_parser()
    for name in COMMANDS:
        importlib.import_module(f"virk_edge.cli.{name}").configure(parsers[name])
    for action in _actions(parser):
        if _wants_directory(action):
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]  # shtab's own way
        elif action.type is Path or action.dest == "source":
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    text: str = shtab.complete(parser, shell=shell)
    return text.rstrip() + "\n"


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All options and arguments of the program, its commands and their verbs."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from _actions(one)
        else:
            yield action


def _wants_directory(action: argparse.Action) -> bool:
    return action.metavar in ("DIR", "DEST")


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for shell in SHELLS:
        (FOLDER / f"virk-edge.{shell}").write_text(completion(shell), encoding="utf-8")


if __name__ == "__main__":
    main()
