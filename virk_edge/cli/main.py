"""The program ``virk-edge``: finds the command, runs it, and turns its end into an exit status.

A command's module is imported only when that command was asked for, so that help is instant.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final, TextIO

import virk_edge
from virk_edge.cli.ending import INTERRUPTED_STATUS
from virk_edge.errors import BUG_EXIT_STATUS, StorageError, UsageError, VirkError

# command -> what it does, in the order of a device's life. The module is virk_edge.cli.<command>,
# with configure(parser) and run(args) -> exit status.
COMMANDS: Final[dict[str, str]] = {
    "run": "watch the cameras of this device (the daemon)",
    "analyze": "run the same judge over footage that you have",
    "publish": "play footage into a feed, as a camera program would",
    "replay": "measure and judge an incident again, and compare",
    "show": "show an incident in the terminal",
    "report": "show an incident, or many, as a page for a browser",
    "verify": "check that bundles are whole and unchanged",
    "salvage": "make a bundle of a recording that was cut off",
    "bundles": "list, acknowledge, export and prune what waits in the store; fill USB sticks",
    "status": "see what the running daemon sees, learns, sheds and steps back for",
    "doctor": "prove that what protects this device and its bundles works here",
    "baseline": "see, accept, reset and carry what cameras have learnt",
    "config": "check or show the configuration, make keys for a feed that leaves the device",
    "demo": "see the whole chain on real footage in about a minute",
    "completion": "print what makes a shell complete commands and options",
}
BROKEN_PIPE_STATUS: Final = 141  # what a shell reports for SIGPIPE

# Sums must come out the same on every run, and the processors belong to the inference model.
_ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

_EPILOG: Final = """\
exit status: 0 good; 1 a negative answer (diverged, invalid, unhealthy);
2 wrong usage; 70 a bug of ours; 74 the disk; 78 the configuration
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; never raises, whatever the command does."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for name in ("stdout", "stderr"):  # closed by whoever started us: then nobody reads
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere())
    _print_anything(sys.stdout)
    for variable in _ONE_THREAD:
        os.environ.setdefault(variable, "1")
    try:
        status = _dispatch(arguments)
        sys.stdout.flush()  # here, where a closed pipe can still be handled
        return status
    except VirkError as error:
        return _complain(str(error), error.exit_status)
    except BrokenPipeError:
        # The reader has seen enough. What is still buffered must not complain again at exit.
        sys.stdout = _nowhere()
        return BROKEN_PIPE_STATUS
    except KeyboardInterrupt:
        return INTERRUPTED_STATUS
    except OSError as error:
        named = f"{error.filename}: " if error.filename is not None else ""
        return _complain(f"{named}{error.strerror or error}", StorageError.exit_status)
    except Exception:
        traceback.print_exc()
        return _complain(
            "this is a bug of virk-edge; please report the lines above", BUG_EXIT_STATUS
        )


def _print_anything(stream: TextIO) -> None:
    """Let no name of a file end a command because the terminal's alphabet lacks a letter of it."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  # lives on


def _dispatch(arguments: list[str]) -> int:
    command = next((a for a in arguments if not a.startswith("-")), None)
    if command is not None and command not in COMMANDS:
        raise UsageError(_unknown(command))
    parser, parsers = whole_parser()
    module = None
    if command is not None:
        module = importlib.import_module(f"virk_edge.cli.{command}")
        module.configure(parsers[command])
    try:
        args, unknown = parser.parse_known_args(arguments)
        if unknown:  # said with the usage of the command, not of the program
            asked = parser if command is None else parsers[command]
            asked.error(f"unrecognized arguments: {' '.join(unknown)}")
    except SystemExit as stop:  # --help, --version, or a complaint that argparse has printed
        return stop.code if isinstance(stop.code, int) else UsageError.exit_status
    if module is None:
        parser.print_help(sys.stderr)
        return UsageError.exit_status
    status = module.run(args)
    return int(status)


def whole_parser() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The program's parser and, by name, those of its commands, which are not configured yet."""
    parser = argparse.ArgumentParser(
        prog="virk-edge",
        description="The flight recorder for vision models on devices.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"virk-edge {virk_edge.__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    parsers = {
        name: subparsers.add_parser(name, help=text, description=text, allow_abbrev=False)
        for name, text in COMMANDS.items()
    }
    return parser, parsers


def _unknown(command: str) -> str:
    near = difflib.get_close_matches(command, COMMANDS, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(COMMANDS)}"
    return f"there is no command {command!r}; {hint}"


def _complain(sentence: str, status: int) -> int:
    print(f"virk-edge: {sentence}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
