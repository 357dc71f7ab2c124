"""What a page of the documentation holds that can be wrong: blocks, inline code, links, headings.

Pages are read with markdown-it, so a block is one exactly where a reader sees one. A block without
a label, or one made by indenting, is for a shell: whatever is no command says so (``text``).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_COMMENT = re.compile(r"(?:^|\s)#(?:\s.*|)$", re.MULTILINE)
_SEPARATES = frozenset("|&;()\n")
_REDIRECTS = frozenset("<>")
_NUMBERED = re.compile(r"(?<!\S)\d(?=[<>])")  # the 2 of 2>&1
_ASSIGNS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page; ``place`` is FILE:LINE. ``kind`` is a label, ``inline`` or ``link``."""

    page: Path
    place: str
    kind: str
    text: str


@dataclass(slots=True)
class Page:
    """Everything on one page; ``anchors`` are those that GitHub gives its headings."""

    path: Path
    text: str
    blocks: list[Piece] = field(default_factory=list)
    inline: list[Piece] = field(default_factory=list)
    links: list[Piece] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


def pages_of(repository: Path) -> list[Page]:
    """Every page of the documentation."""
    named = [repository / "README.md", repository / "ARCHITECTURE.md"]
    folders = (repository / name for name in ("docs", "models", "examples"))
    found = [*named, *(path for folder in folders for path in sorted(folder.rglob("*.md")))]
    return [read(path, str(path.relative_to(repository))) for path in found]


def read(path: Path, name: str) -> Page:
    """One page; ``name`` is what its places are called by."""
    page = Page(path, path.read_text(encoding="utf-8"))
    tokens = _MARKDOWN.parse(page.text)
    line = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        line = token.map[0] + 1 if token.map else line
        if token.type in ("fence", "code_block"):
            first = f"{name}:{line + (token.type == 'fence')}"
            page.blocks.append(Piece(path, first, token.info.strip() or "sh", token.content))
        elif token.type == "inline":
            _inline(page, token, name, line)
            if before is not None and before.type == "heading_open":
                page.anchors.add(_anchor(token, page.anchors))
    return page


def _inline(page: Page, token: Token, name: str, line: int) -> None:
    for child in token.children or ():
        line += child.type in ("softbreak", "hardbreak")
        place = f"{name}:{line}"
        if child.type == "code_inline":
            page.inline.append(Piece(page.path, place, "inline", child.content))
        target = child.attrGet("href") or child.attrGet("src")
        if target is not None:
            page.links.append(Piece(page.path, place, "link", str(target)))


def _anchor(heading: Token, taken: set[str]) -> str:
    """As GitHub makes it: small letters, no punctuation, hyphens for spaces, numbered if double."""
    words = "".join(child.content for child in heading.children or ())
    anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
    number = 1
    while (one := anchor if number == 1 else f"{anchor}-{number - 1}") in taken:
        number += 1
    return one


def commands(piece: Piece) -> Iterator[tuple[str, list[str]]]:
    """Each command of a shell block or of inline code, as (place, words).

    Comments, redirections, ``sudo``, ``taskset`` and assignments before it are left out.

    Raises:
        ValueError: if a quotation does not end.
    """
    file, _, line = piece.place.rpartition(":")
    for number, text in _lines(piece.text):
        words: list[str] = []
        skip = False
        for token in [*_tokens(text), "\n"]:
            if set(token) <= _SEPARATES:
                if words := _bare(words):
                    yield f"{file}:{int(line) + number}", words
                words = []
            elif set(token) <= _REDIRECTS | {"&"}:
                skip = True  # the next word is a file
            elif skip:
                skip = False
            else:
                words.append(token)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; one that a backslash continues is one line."""
    number = 0
    for line in _COMMENT.sub("", text).replace("\\\n", "\\\0").split("\n"):
        yield number, line.replace("\\\0", " ")
        number += 1 + line.count("\0")


def _tokens(text: str) -> list[str]:
    lexer = shlex.shlex(_NUMBERED.sub("", text), posix=True, punctuation_chars="|&;()<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    return list(lexer)


def _bare(words: list[str]) -> list[str]:
    """A command without what stands before it."""
    while words and (words[0] == "sudo" or _ASSIGNS.match(words[0])):
        words = words[1:]
    return words[3:] if words[:2] == ["taskset", "-c"] else words
