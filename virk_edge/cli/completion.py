"""``virk-edge completion``: the lines with which a shell completes commands and options."""

from __future__ import annotations

import argparse
from typing import Final

SHELLS: Final = ("bash", "zsh", "fish")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "shell",
        choices=SHELLS,
        help='bash: put  eval "$(virk-edge completion bash)"  into ~/.bashrc; zsh alike, after '
        "compinit; fish: save it as ~/.config/fish/completions/virk-edge.fish",
    )


def run(args: argparse.Namespace) -> int:
    """Print the script of one shell; tools/make_completions.py has made it from the parsers."""
    from virk_edge.adapters.resources import read_resource

    print(read_resource(f"completions/virk-edge.{args.shell}").decode(), end="")
    return 0
