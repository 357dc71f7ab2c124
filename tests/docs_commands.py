"""Whether a command in the documentation can be typed: by the program's own parsers, and by what
the repository's tools declare.

Nothing is run. A word in capitals (FILE, CAMERA_USER) stands for a value and is taken anywhere.
"""

from __future__ import annotations

import argparse
import ast
import functools
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from virk_edge.cli.main import COMMANDS

_PLACEHOLDER = re.compile(r"[A-Z][A-Z_]*")
_MARKS = re.compile(r"[\[\]]|(?<=\w)(?:\.\.\.|…)$|^…$")  # [optional], COPY..., CLIP…

# tool -> where its options are declared; all others declare theirs themselves.
_DECLARED = {
    "build_embedder": "embedder_build",
    "fuzz": "fuzz_lab",
    "soak": "run_soak.py",
    "test-aarch64": "aarch64_lab",
    "test-systemd": "systemd_lab",
    "train_diagnosis": "diagnosis_lab/train.py",
}


class Complaint(Exception):  # noqa: N818  # it is what the test prints
    """Why a command cannot be typed."""


def check_program(words: list[str], *, mention: bool = False) -> None:
    """``virk-edge WORDS``; a mention in a sentence may leave out what must be given.

    Raises:
        Complaint: if the program would refuse it.
    """
    words = _without_marks(words)
    if not words or words[0] in ("--help", "--version"):
        return
    if words[0] not in COMMANDS and not _PLACEHOLDER.fullmatch(words[0]):
        raise Complaint(f"there is no command {words[0]!r}")
    if words[0] in COMMANDS:
        try:
            parser_of(words[0]).parse_args(words[1:])
        except Complaint as complaint:
            if not (mention and "arguments are required" in str(complaint)):
                raise
        except SystemExit:  # --help
            pass


@functools.cache
def parser_of(name: str) -> argparse.ArgumentParser:
    """One command's parser, made to raise Complaint and to take placeholders for numbers."""
    parser = argparse.ArgumentParser(prog=f"virk-edge {name}", allow_abbrev=False)
    importlib.import_module(f"virk_edge.cli.{name}").configure(parser)
    for one, _ in parsers_below(parser):
        one.error = _complain  # type: ignore[method-assign]
        for action in one._actions:
            if action.type is not None:
                action.type = _lenient(action.type)  # type: ignore[arg-type]
    return parser


def parsers_below(
    parser: argparse.ArgumentParser,
) -> Iterator[tuple[argparse.ArgumentParser, list[argparse.Action]]]:
    """The parser and those of its verbs, each with the arguments that help tells of."""
    told = [a for a in parser._actions if a.help is not argparse.SUPPRESS]
    yield parser, [a for a in told if not isinstance(a, argparse._SubParsersAction)]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from parsers_below(one)


def _complain(message: str) -> NoReturn:
    raise Complaint(message)


def _lenient(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda word: word if _PLACEHOLDER.fullmatch(word) else convert(word)


def _without_marks(words: list[str]) -> list[str]:
    return [bare for word in words if (bare := _MARKS.sub("", word))]


def check_tool(repository: Path, words: list[str]) -> None:
    """``tools/NAME WORDS``: the tool is there, and every option of the words is declared.

    Raises:
        Complaint: if it is not.
    """
    name, *words = _without_marks(words)
    name = name.removeprefix("./").removeprefix("tools/")
    if not (repository / "tools" / name).is_file():
        raise Complaint(f"there is no tools/{name}")
    if name == "demo":
        check_program(["demo", *words])
    elif name == "test":
        _check_paths(repository, words)
    else:
        if name == "bench":
            name, words = f"bench_{words[0].replace('-', '_')}.py" if words else name, words[1:]
        check_script(repository / "tools" / _DECLARED.get(name, name), words)


def check_script(script: Path, words: list[str]) -> None:
    """A program that is there, with options that it, or its folder, declares.

    Raises:
        Complaint: if it is not, or has others.
    """
    given = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    lacking = given - declared(script) - {"--help"}
    if lacking:
        raise Complaint(f"{script.name} has no {', '.join(sorted(lacking))}")


def _check_paths(repository: Path, words: list[str]) -> None:
    """pytest's arguments: places in tests/ exist; its options are pytest's business."""
    for word in words:
        path = word.partition("::")[0]
        if path.startswith("tests") and not (repository / path).exists():
            raise Complaint(f"there is no {path}")


@functools.cache
def declared(place: Path) -> frozenset[str]:
    """The options that a file, or the files of a folder, give to ``add_argument`` or have in a
    table's first column."""
    if not place.exists():
        raise Complaint(f"there is no {place.name}")
    files = sorted(place.glob("*.py")) if place.is_dir() else [place]
    found: set[str] = set()
    for file in files:
        text = file.read_text(encoding="utf-8")
        tree = ast.parse("" if text.startswith("#!/bin/sh") else text)
        found |= {word for node in ast.walk(tree) for word in _options(node)}
    return frozenset(found)


def _options(node: ast.AST) -> Iterator[str]:
    given: list[ast.expr] = []
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        given = node.args if called in ("add_argument", "add") else []
    elif isinstance(node, ast.Tuple):
        given = node.elts[:1]
    for word in given:
        if isinstance(word, ast.Constant) and isinstance(word.value, str):
            yield from [word.value] if word.value.startswith("-") else []
