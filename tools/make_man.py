"""Write man/virk-edge.1 from the parsers that answer --help, so that the two cannot disagree.

    python tools/make_man.py           write it
    man -l man/virk-edge.1             read it

The same parsers give the same bytes: no date, no width of a terminal, no environment is in it.
"""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import virk_edge
from virk_edge.cli.main import COMMANDS
from virk_edge.errors import (
    BUG_EXIT_STATUS,
    ConfigError,
    InputError,
    StorageError,
    UsageError,
)

PAGE: Final = Path(__file__).resolve().parents[1] / "man" / "virk-edge.1"
_ABOUT: Final = (
    "virk-edge watches the cameras of a device beside the inference program that uses them. It "
    "learns what is normal, notices when it is not, says why, and leaves a bundle that replays bit "
    "for bit. Without an incident it writes no frame."
)
# An error's class brings its own number.
_STATUSES: Final = (
    (0, "Good."),
    (
        InputError.exit_status,
        "A negative answer (diverged, invalid, unhealthy), or what was given cannot be used.",
    ),
    (UsageError.exit_status, "Wrong usage."),
    (BUG_EXIT_STATUS, "A bug of virk-edge; the lines on standard error are for its makers."),
    (StorageError.exit_status, "The disk, or another resource of the system, refused."),
    (
        ConfigError.exit_status,
        "The configuration is wrong; the message names the key. systemd does not start again.",
    ),
    (130, "Interrupted from the keyboard."),
    (141, "Whoever read the output has gone."),
)
_ENVIRONMENT: Final = (
    ("VIRK_EDGE_FEED", "Where frames go, instead of the default of feed.endpoint."),
    ("VIRK_EDGE_FEED_KEYS", "Folder of keys for a feed on another device (publish and the hook)."),
    ("VIRK_EDGE_KERNELS", "builtin: measure with the plain kernels that every runtime has."),
)
_FILES: Final = (
    ("/etc/virk-edge/config.toml", "The configuration, if no other is named."),
    ("/run/virk-edge/feed.sock", "Where camera programs connect; beside it, .status and .lock."),
    ("/var/lib/virk-edge", "The store: bundles that wait to be fetched."),
    ("/var/lib/virk-edge/acks", "Acknowledgements; an acknowledged bundle goes."),
    ("/var/lib/virk-edge/state", "What cameras have learnt, and orders to the daemon."),
    ("/opt/virk-edge", "The program, where tools/install has put it."),
)
_EXAMPLES: Final = (
    ("virk-edge demo", "The whole chain on real footage, in about a minute."),
    ("virk-edge config check", "Whether the device's configuration is good."),
    (
        "virk-edge config show --picture mask.png --camera door",
        "What the camera sees now, under its mask.",
    ),
    ("virk-edge status", "What the running daemon sees, sheds and steps back for."),
    ("virk-edge bundles export /media/stick", "Copy what waits, verify it, read it back."),
)
_SEE_ALSO: Final = "systemctl(1), journalctl(1)"


def man_page() -> str:
    """The whole page, as roff for the man macros."""
    lines = [
        '.\\" Written by tools/make_man.py; do not edit.',
        f'.TH VIRK\\-EDGE 1 "" "virk\\-edge {virk_edge.__version__}" "User Commands"',
        ".SH NAME",
        "virk\\-edge \\- the flight recorder for vision models on devices",
        ".SH SYNOPSIS",
        ".B virk\\-edge",
        ".I COMMAND",
        "[options]",
        ".SH DESCRIPTION",
        _text(_ABOUT),
        ".SH COMMANDS",
    ]
    for name, text in COMMANDS.items():
        lines += _command(name, text)
    lines += _list("EXIT STATUS", ((str(number), words) for number, words in _STATUSES))
    lines += _list("ENVIRONMENT", _ENVIRONMENT)
    lines += _list("FILES", _FILES)
    lines += _list("EXAMPLES", _EXAMPLES)
    lines += [".SH SEE ALSO", _text(_SEE_ALSO)]
    return "\n".join(lines) + "\n"


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of one command, as the command line declares it."""
    parser = argparse.ArgumentParser(
        prog=f"virk-edge {name}", description=COMMANDS[name], allow_abbrev=False
    )
    importlib.import_module(f"virk_edge.cli.{name}").configure(parser)
    return parser


def _command(name: str, text: str) -> Iterator[str]:
    parser = parser_of(name)
    verbs = _verbs(parser)
    yield f".SS {_words(f'virk-edge {name}')}"
    yield _text(_sentence(text))
    if not verbs:
        yield from _usage(parser)
        yield from _arguments(parser)
        return
    for verb, (one, help_text) in verbs.items():
        yield ".PP"
        yield from _usage(one, begin=False)
        yield ".RS"
        yield _text(_sentence(one.description or help_text))
        yield from _arguments(one)
        yield ".RE"
        assert verb in one.prog


def _verbs(parser: argparse.ArgumentParser) -> dict[str, tuple[argparse.ArgumentParser, str]]:
    """The verbs of a command with what its list says of them; none of one that has none."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {choice.dest: choice.help or "" for choice in action._choices_actions}
            return {name: (one, said.get(name, "")) for name, one in action.choices.items()}
    return {}


def _usage(parser: argparse.ArgumentParser, *, begin: bool = True) -> Iterator[str]:
    if begin:
        yield ".PP"
    yield f".B {_words(parser.prog)}"
    actions = [a for a in _told(parser) if a.option_strings]
    actions += [a for a in _told(parser) if not a.option_strings]
    if actions:
        yield " ".join(_short(action) for action in actions)


def _short(action: argparse.Action) -> str:
    """One argument as the usage has it."""
    value = _value(action)
    if not action.option_strings:
        return value if action.nargs not in ("?", "*") else f"[{value}]"
    option = _bold(action.option_strings[-1]) + (f"\\ {value}" if value else "")
    return option if action.required else f"[{option}]"


def _value(action: argparse.Action) -> str:
    """What an argument takes, empty for a switch."""
    if action.nargs == 0:
        return ""
    if action.metavar is not None:
        name = action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar)
    elif action.choices is not None:
        name = "|".join(map(str, action.choices))
    else:
        name = action.dest.upper()
    several = " ..." if action.nargs in ("*", "+") else ""
    return f"\\fI{_words(name)}\\fP{several}"


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in _told(parser):
        if not action.help:
            continue  # the usage says it all
        value = _value(action)
        names = ", ".join(_bold(option) for option in action.option_strings)
        yield ".TP"
        yield f"{names} {value}".strip()
        facts = {**vars(action), "prog": parser.prog}
        yield _text(_sentence(action.help % facts))


def _told(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Arguments that help tells of, but for --help itself."""
    hidden = (argparse._HelpAction, argparse._SubParsersAction)
    return [
        a for a in parser._actions if not isinstance(a, hidden) and a.help is not argparse.SUPPRESS
    ]


def _list(
    title: str, entries: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]
) -> list[str]:
    lines = [f".SH {title}"]
    for name, text in entries:
        lines += [".TP", _bold(name), _text(text)]
    return lines


def _sentence(text: str) -> str:
    """Help begins small and ends without a stop; a page has sentences."""
    text = " ".join(text.split())
    if not text:
        return text
    first = text.split(" ", 1)[0].rstrip(",;:")
    begun = text[0].upper() + text[1:] if first.islower() and first.isalpha() else text
    return begun if begun.endswith((".", "?", "!")) else f"{begun}."


def _words(text: str) -> str:
    """Text with nothing in it that roff would take for a command; hyphens stay as typed."""
    return text.replace("\\", "\\e").replace("-", "\\-")


def _text(text: str) -> str:
    """A paragraph: a sentence a line, for roff decides about the space between them."""
    escaped = text.replace("\\", "\\e").replace("`", "").replace("--", "\\-\\-")
    lines = re.split(r"(?<=[.?!]) (?=[A-Z])", escaped)
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in lines)


def _bold(text: str) -> str:
    return f"\\fB{_words(text)}\\fP"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(man_page(), encoding="utf-8")
    print(f"wrote {PAGE}")
