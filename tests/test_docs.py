"""Nothing in the documentation is only written: commands, settings, code and links are tried.

A failure names FILE:LINE. What a block must hold follows from its label; see ``docs_blocks``.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.docs_blocks import Page, Piece, commands, pages_of
from tests.docs_commands import (
    Complaint,
    check_program,
    check_script,
    check_tool,
    parser_of,
    parsers_below,
)
from tests.docs_fakes import run
from virk_edge.cli.main import COMMANDS
from virk_edge.formats.config import SECTIONS
from virk_edge.formats.config_toml import parse_config
from virk_edge.formats.keys import keys_of

# Programs of others that the documentation may ask a reader to type.
# fmt: off
OTHERS = {
    ".", "./publisher", "apt", "apt-get", "cat", "cd", "chmod", "cp", "curl", "df", "dmesg",
    "echo", "export", "ffmpeg", "g++", "git", "gst-launch-1.0", "id", "install", "journalctl",
    "jq", "ls", "man", "mkdir", "mount", "mv", "node_exporter", "pip", "rm", "rsync", "scp",
    "sha256sum", "source", "ssh", "sync", "systemctl", "systemd-analyze", "tar", "timedatectl",
    "umount", "unzip", "useradd", "usermod", "v4l2-ctl", "wget",
}
# fmt: on
OPTIONS_OF_OTHERS = {"--chmod", "--delete"}  # rsync's
FEWEST = 20  # of what a check looks at; fewer were found by a check that sees nothing
PYTHON = re.compile(r"(?:.*/)?(?:python|pip)3?(?:\.\d+)?")
IN_THE_WHEEL = {"virk_edge/data/systemd"}
TEXT = {"text", "cpp", "yaml", "ini"}  # cpp: tests/test_examples.py compiles it
OURS = ("virk-edge", "tools/", "./tools/", "examples/", "./examples/")
IN_THE_TREE = re.compile(
    r"(?:docs|examples|man|models|systemd|tests|tools|virk_edge)/[\w./-]*[\w/]"
)


@pytest.fixture(scope="session")
def pages(repository: Path) -> list[Page]:
    """All of them, read once."""
    return pages_of(repository)


def hold(pieces: Iterable[Piece], check: Callable[[Piece], object]) -> None:
    """Fail with FILE:LINE and the reason for each piece that the check refuses."""
    found = []
    for piece in pieces:
        try:
            check(piece)
        except (Exception, SystemExit) as reason:  # noqa: PERF203  # all are told
            first = piece.text.partition("\n")[0][:80]
            found.append(f"{piece.place}: {first}: {type(reason).__name__}: {reason}")
    assert not found, "\n".join(found)


def blocks(pages: list[Page], kind: str) -> Iterator[Piece]:
    """The blocks of one kind, of which there must be some."""
    found = [block for page in pages for block in page.blocks if block.kind == kind]
    assert found, f"no block of kind {kind} was found"
    return iter(found)


def check_command(repository: Path, words: list[str], *, mention: bool = False) -> None:
    """One command: ours by its parser, others' by name."""
    program = words[0]
    if PYTHON.fullmatch(program) and words[1:3] == ["-m", "virk_edge"]:
        check_program(words[3:], mention=mention)
    elif PYTHON.fullmatch(program) and words[1:2] and words[1].startswith(("tools/", "examples/")):
        check_command(repository, words[1:], mention=mention)
    elif program == "virk-edge" or program.endswith("/bin/virk-edge"):
        check_program(words[1:], mention=mention)
    elif program.startswith(("tools/", "./tools/")):
        check_tool(repository, words)
    elif program.startswith(("examples/", "./examples/")):
        check_script(repository / program, words[1:])
    elif program not in OTHERS and not PYTHON.fullmatch(program):
        raise Complaint(f"what is {program!r}? Label printed output ```text")


def test_every_shell_block_can_be_typed(pages: list[Page], repository: Path) -> None:
    """Whole commands, of programs that are there, with options that they have."""

    def parse(block: Piece) -> None:
        done = subprocess.run(["bash", "-n"], input=block.text, text=True, capture_output=True)
        if done.returncode or not any(commands(block)):
            raise Complaint(done.stderr or "no command is in it")

    hold(blocks(pages, "sh"), parse)
    typed = [
        Piece(block.page, place, "command", shlex.join(words))
        for block in blocks(pages, "sh")
        for place, words in commands(block)
    ]
    hold(typed, lambda command: check_command(repository, shlex.split(command.text)))


def test_every_command_in_a_sentence_is_one(pages: list[Page], repository: Path) -> None:
    """`virk-edge ...`, `tools/...`: a mention may leave out what must be given."""
    spans = [s for p in pages for s in p.inline if re.match(r"(sudo |\w+=\w+ )?(\S*/)?\S", s.text)]
    seen = 0

    def check(span: Piece) -> None:
        nonlocal seen
        if not any(re.search(rf"(?:^|sudo |=\w+ ){re.escape(o)}", span.text) for o in OURS):
            return
        if span.text.endswith("/") or "*" in span.text:
            return  # a folder
        for _, words in commands(span):
            if words[0] == "virk-edge" or (len(words) > 1 and words[0].startswith(OURS)):
                seen += 1
                check_command(repository, words, mention=True)

    hold(spans, check)
    assert seen >= FEWEST


def test_every_option_in_a_sentence_is_one(pages: list[Page], repository: Path) -> None:
    """`--json` alone: an option of the program, of a tool or of an example."""
    known = {word for _, word in options()}
    for folder in ("tools", "examples"):
        for file in (repository / folder).rglob("*"):
            if file.is_file() and file.suffix in ("", ".py"):
                known |= set(re.findall(r'"(--?[a-z][a-z-]*)"', file.read_text(encoding="utf-8")))
    known |= {"--help", "--version", *OPTIONS_OF_OTHERS}

    def check(span: Piece) -> None:
        if (option := re.split(r"[ =]", span.text)[0]) not in known:
            raise Complaint(f"nothing of ours has {option}")

    found = [s for p in pages for s in p.inline if re.match(r"--[a-z]", s.text)]
    assert len(found) >= FEWEST
    hold(found, check)


def test_every_setting_is_understood(pages: list[Page]) -> None:
    """TOML goes through the parser of the daemon."""
    hold(blocks(pages, "toml"), lambda block: parse_config(block.text))


def test_every_json_block_is_json(pages: list[Page]) -> None:
    """One value, or one on each line."""

    def check(block: Piece) -> None:
        try:
            json.loads(block.text)
        except ValueError:
            for line in block.text.strip().splitlines():
                json.loads(line)

    hold(blocks(pages, "json"), check)


def test_every_python_block_runs(
    pages: list[Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With made-up cameras and models, and a hook that forgives nothing."""

    def check(block: Piece) -> None:
        with monkeypatch.context() as patch:
            run(block.text, block.place, patch, tmp_path)

    hold(blocks(pages, "python"), check)


def test_every_name_imported_from_us_exists(pages: list[Page]) -> None:
    """Also in code that is only shown."""

    def check(block: Piece) -> None:
        for node in ast.walk(ast.parse(block.text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("virk_edge"):
                module = importlib.import_module(node.module or "")
                for alias in node.names:
                    getattr(module, alias.name)

    hold(blocks(pages, "python"), check)


def test_every_block_is_of_a_known_kind(pages: list[Page]) -> None:
    """A label with a slip of the pen would otherwise go unchecked."""
    known = TEXT | {"sh", "toml", "json", "python"}

    def check(block: Piece) -> None:
        if block.kind not in known:
            raise Complaint(f"nobody checks {block.kind!r}")

    hold((block for page in pages for block in page.blocks), check)


def test_every_link_leads_somewhere(pages: list[Page]) -> None:
    """To a file of the repository, and to a heading that is on it."""
    anchors = {page.path.resolve(): page.anchors for page in pages}

    def check(link: Piece) -> None:
        path, _, anchor = link.text.partition("#")
        target = (link.page.parent / path).resolve() if path else link.page.resolve()
        if not target.exists():
            raise Complaint(f"there is no {path}")
        if anchor and anchor not in anchors.get(target, ()):
            raise Complaint(f"no heading is called #{anchor}")

    links = [k for p in pages for k in p.links if not re.match(r"[a-z]+:", k.text)]
    assert len(links) >= FEWEST
    hold(links, check)


def test_every_file_named_in_a_sentence_is_there(pages: list[Page], repository: Path) -> None:
    """`tests/test_privacy.py`: whoever looks for it finds it."""
    named = [s for p in pages for s in p.inline if IN_THE_TREE.fullmatch(s.text)]
    assert len(named) >= FEWEST

    def check(span: Piece) -> None:
        if not (repository / span.text).exists() and span.text not in IN_THE_WHEEL:
            raise Complaint(f"there is no {span.text}")

    hold(named, check)


def options() -> Iterator[tuple[str, str]]:
    """Every option of the program that help tells of: (command and verb, option)."""
    for name in COMMANDS:
        for parser, actions in parsers_below(parser_of(name)):
            for action in actions:
                if not isinstance(action, argparse._HelpAction):
                    yield from ((parser.prog, option) for option in action.option_strings)


def test_nothing_of_the_program_goes_unmentioned(pages: list[Page], repository: Path) -> None:
    """Every command and option is in the manual; every key of the configuration on a page."""
    manual = (repository / "man" / "virk-edge.1").read_text(encoding="utf-8").replace("\\", "")
    prose = "\n".join(page.text for page in pages)
    missing = [f"virk-edge {name}" for name in COMMANDS if f"virk-edge {name}" not in prose]
    missing += [f"{prog} {option}" for prog, option in options() if option not in manual]
    keys = [f"{section}.{key}" for section, kind in SECTIONS.items() for key in keys_of(kind)]
    missing += [key for key in keys if not mentioned(key, prose)]
    assert not missing, f"on no page: {', '.join(missing)}"


def mentioned(key: str, prose: str) -> bool:
    """``record.ring_bytes`` by its whole name, or in a block or a sentence about ``[record]``."""
    section, _, name = key.partition(".")
    return key in prose or bool(re.search(rf"\b{name}\b", prose) and f"[{section}]" in prose)
