"""docs/operations.md: every command line in it is one, every link leads somewhere."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
from pathlib import Path

import pytest

from virk_edge.cli.main import COMMANDS

_CODE = re.compile(r"`(virk-edge [^`]*)`|^(?:sudo )?(virk-edge .*)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#:]+)\)")


@pytest.fixture
def page(repository: Path) -> Path:
    return repository / "docs" / "operations.md"


def command_lines(text: str) -> list[str]:
    """What a reader may type, without comments and redirections."""
    text = re.sub(r"`sudo (virk-edge [^`]*)`", r"`\1`", text)
    found = (inline or block for inline, block in _CODE.findall(text))
    return [re.split(r"\s+#|\s+>", line)[0] for line in found]


def test_every_command_line_can_be_typed(page: Path) -> None:
    """By the parsers themselves; places in capitals stand for a file or a name."""
    lines = command_lines(page.read_text(encoding="utf-8"))
    assert len(lines) > 25
    for line in lines:
        _, command, *words = shlex.split(line)
        assert command in COMMANDS, line
        parser = argparse.ArgumentParser(prog=line, allow_abbrev=False)
        importlib.import_module(f"virk_edge.cli.{command}").configure(parser)
        parser.parse_args(words)


def test_every_link_leads_somewhere(page: Path) -> None:
    """To a page of this repository."""
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert len(links) > 10
    assert [link for link in links if not (page.parent / link).exists()] == []
