"""The code in a bundle: all that a replay imports, and nothing that reaches further."""

from __future__ import annotations

import ast
from pathlib import Path

from virk_edge.adapters.replay_code import replay_code
from virk_edge.formats.bundle import CODE, MAIN
from virk_edge.formats.ziplayout import name_problem

PREFIX = f"{CODE}virk_edge/"


def modules() -> dict[str, ast.Module]:
    """Dotted name to syntax tree of every module that travels."""
    found = {}
    for name, data in replay_code().items():
        if name.endswith(".py") and name != MAIN:
            dotted = name.removeprefix(CODE).removesuffix(".py").replace("/", ".")
            found[dotted.removesuffix(".__init__")] = ast.parse(data)
    return found


def imported(tree: ast.Module) -> set[str]:
    """The modules of ours that a module imports when it is loaded."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
    return {name for name in found if name.startswith("virk_edge.")}


def test_whatever_travels_finds_what_it_imports(package: Path) -> None:
    """Every import of ours, from any module that travels, is in the bundle too."""
    known = modules()
    wanted = {name for tree in known.values() for name in imported(tree)}
    real = {
        n
        for n in wanted
        if (package / f"{n.removeprefix('virk_edge.').replace('.', '/')}.py").exists()
    }
    assert real - set(known) == set()
    assert "virk_edge.replay" in known


def test_nothing_travels_that_a_replay_does_not_need() -> None:
    """No daemon, feed, recorder or command line."""
    outside = {n for n in modules() if n.split(".")[1:2] in (["daemon"], ["cli"], ["publisher"])}
    assert outside == set()
    assert not any("/feed.py" in n or "recorder" in n or "store" in n for n in replay_code())


def test_every_entry_has_a_name_that_our_reader_accepts() -> None:
    """And the files are those of this installation, byte for byte."""
    assert [name for name in replay_code() if name_problem(name)] == []
    assert replay_code()[f"{PREFIX}core/__init__.py"].startswith(b'"""')
    assert f"{PREFIX}models/embedder.json" in replay_code()


def test_the_script_compiles_and_needs_only_the_standard_library() -> None:
    """Before it can complain about a missing package it must itself be able to run."""
    tree = ast.parse(replay_code()[MAIN])
    first = [n for n in tree.body if isinstance(n, ast.Import)]
    assert [a.name for n in first for a in n.names] == ["os", "sys"]
