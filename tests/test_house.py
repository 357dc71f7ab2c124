"""The house of ARCHITECTURE.md, held by walking the imports of every module.

The rules stand as tables; the second half shows that each rule catches what it is for.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

# unit (first name under virk_edge) -> floor. Imports go down or stay on their floor.
FLOORS = {
    "nouns": 0,
    "errors": 0,
    "formats": 1,
    "core": 2,
    "adapters": 3,
    "publisher": 3,
    "faults": 3,
    "daemon": 4,
    "recorder": 4,
    "replay": 4,
    "analysis": 4,
    "report": 4,
    "cli": 5,
    "__main__": 6,
}
ROOT_MAY_IMPORT = {"publisher"}
PUBLISHER_MAY_IMPORT = {"nouns", "errors", "formats"}
PUBLISHER_MAY_REACH = {"zmq", "msgpack", "numpy"}

# fmt: off
_WORLD = {
    "asyncio", "concurrent", "glob", "http", "logging", "multiprocessing", "os", "queue", "random",
    "secrets", "select", "selectors", "shutil", "signal", "socket", "subprocess", "tempfile",
    "threading", "time", "urllib", "uuid", "zmq",
}
# unit -> modules that nothing in it may import.
FORBIDDEN_IMPORTS = {
    "core": _WORLD | {"datetime", "io", "pathlib", "sys"},
    "formats": _WORLD | {"pathlib"},
}
# Names without a file system behind them.
ALLOWED_NAMES = {"pathlib": {"PurePath", "PurePosixPath", "PureWindowsPath"}}
# In both: calls by bare name, by whole dotted name, and by the last name after any dot.
FORBIDDEN_UNITS = ("core", "formats")
FORBIDDEN_BARE = {"open", "print", "input", "exec", "eval", "compile", "breakpoint", "__import__"}
FORBIDDEN_DOTTED = {
    "np.load", "np.save", "np.savez", "np.fromfile", "np.loadtxt", "np.savetxt", "np.memmap",
    "np.random.seed", "io.open", "builtins.open",
}
FORBIDDEN_METHODS = {
    "imread", "imwrite", "imshow", "VideoCapture", "VideoWriter", "tofile", "now",
    "utcnow", "today",
}
# fmt: on
ASYNCIO_LIVES_IN = ("daemon", "adapters.feed")
LINES_MAX = 300


@dataclass(frozen=True)
class Module:
    """One parsed file; ``name`` is without the leading ``virk_edge.``, "" for the package."""

    name: str
    tree: ast.Module
    lines: int
    is_package: bool

    @property
    def unit(self) -> str:
        """The part of the house it belongs to."""
        return self.name.partition(".")[0]


def parse(name: str, source: str, *, is_package: bool = False) -> Module:
    """A module from its text."""
    return Module(name, ast.parse(source), len(source.splitlines()), is_package)


def modules_of(package: Path) -> list[Module]:
    """Every Python file of the package, but the models and footage that it carries."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found.append(parse(name, path.read_text(encoding="utf-8"), is_package=is_package))
    return found


def imports_of(module: Module) -> Iterator[tuple[str, str]]:
    """(dotted module, imported name or "") of every import, also inside functions."""
    here = ["virk_edge", *filter(None, module.name.split("."))]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = node.level - 1 if module.is_package else node.level
                base = ".".join([*here[: len(here) - up], *filter(None, [base])])
            yield from ((base, alias.name) for alias in node.names)


def inner_imports(module: Module, names: set[str]) -> set[str]:
    """The modules of this package that a module imports, by names without ``virk_edge.``."""
    inner = set()
    for base, name in imports_of(module):
        if base == "virk_edge" or base.startswith("virk_edge."):
            base = base.removeprefix("virk_edge").removeprefix(".")
            whole = f"{base}.{name}".strip(".")
            inner.add(whole if whole in names else base)
    return inner


def upward_imports(module: Module, names: set[str]) -> list[str]:
    """What a module imports from a floor above its own, or from no known floor."""
    if module.name == "":
        return [
            t for t in inner_imports(module, names) if t.partition(".")[0] not in ROOT_MAY_IMPORT
        ]
    floor = FLOORS.get(module.unit, -1)
    targets = inner_imports(module, names) - {""}  # the package itself is but a version
    return [f"{module.name} -> {t}" for t in targets if FLOORS.get(t.partition(".")[0], 99) > floor]


def touches(module: Module) -> list[str]:
    """Imports and calls that a module's unit forbids, and asyncio where it does not live."""
    found = []
    for base, name in imports_of(module):
        top = base.partition(".")[0]
        forbidden = top in FORBIDDEN_IMPORTS.get(module.unit, ())
        if forbidden and name not in ALLOWED_NAMES.get(top, ()):
            found.append(f"{module.name} imports {base}")
        if top == "asyncio" and not module.name.startswith(ASYNCIO_LIVES_IN):
            found.append(f"{module.name} imports asyncio")
    if module.unit in FORBIDDEN_UNITS:
        calls = (n.func for n in ast.walk(module.tree) if isinstance(n, ast.Call))
        found += [f"{module.name} calls {ast.unparse(c)}" for c in calls if _forbidden(c)]
    return found


def _forbidden(function: ast.expr) -> bool:
    """Whether a call reaches outside; somebody's own method named load or open does not."""
    dotted = ast.unparse(function)
    bare = isinstance(function, ast.Name) and dotted in FORBIDDEN_BARE
    method = isinstance(function, ast.Attribute) and function.attr in FORBIDDEN_METHODS
    return bare or method or dotted in FORBIDDEN_DOTTED


def third_party_reached(start: str, modules: dict[str, Module]) -> set[str]:
    """Packages outside the standard library that importing a unit may bring in."""
    reached: set[str] = set()
    todo = [name for name, module in modules.items() if module.unit == start]
    done = {""}  # the package itself imports the hook, and nothing else
    while todo:
        name = todo.pop()
        if name in done or name not in modules:
            continue
        done.add(name)
        todo += [*inner_imports(modules[name], set(modules)), name.rpartition(".")[0]]
        reached |= {base.partition(".")[0] for base, _ in imports_of(modules[name])}
    return reached - set(sys.stdlib_module_names) - {"virk_edge", "__future__"}


@pytest.fixture(scope="module")
def house(package: Path) -> dict[str, Module]:
    """Every module of the package under test by name."""
    return {module.name: module for module in modules_of(package)}


def test_imports_point_down(house: dict[str, Module]) -> None:
    """No module imports from a floor above its own, not even inside a function."""
    assert [
        wrong for module in house.values() for wrong in upward_imports(module, set(house))
    ] == []


def test_imports_have_no_cycle(house: dict[str, Module]) -> None:
    """Each module can be understood, loaded and tested before those that use it."""
    graph = {name: inner_imports(m, set(house)) - {"", name} for name, m in house.items() if name}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"imports go round: {' -> '.join(error.args[1])}")


def test_decisions_never_touch_the_world(house: dict[str, Module]) -> None:
    """core/ has no clock, disk, socket, task, thread or logger, formats/ no file system."""
    assert [wrong for module in house.values() for wrong in touches(module)] == []


def test_the_hook_stays_light(house: dict[str, Module]) -> None:
    """Importing the publisher brings in pyzmq, msgpack and numpy, and of ours only formats."""
    hook = [module for module in house.values() if module.unit == "publisher"]
    assert hook
    units = {n.partition(".")[0] for module in hook for n in inner_imports(module, set(house))}
    assert units - {"", "publisher"} <= PUBLISHER_MAY_IMPORT
    assert third_party_reached("publisher", house) <= PUBLISHER_MAY_REACH


def test_every_module_says_what_it_is_for(house: dict[str, Module]) -> None:
    """Each file opens with a docstring."""
    assert [name for name, module in house.items() if not ast.get_docstring(module.tree)] == []


def test_no_file_outgrows_a_reader(house: dict[str, Module]) -> None:
    """If a file wants more than 300 lines, a noun is missing."""
    assert {name: m.lines for name, m in house.items() if m.lines > LINES_MAX} == {}


def test_the_plan_names_every_part(house: dict[str, Module], repository: Path) -> None:
    """ARCHITECTURE.md leaves no unit out, and stays within two pages."""
    text = (repository / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert {unit for m in house.values() if (unit := m.unit) and f"`{unit}" not in text} == set()
    assert len(text.split()) <= 1000


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("core.drift", "from virk_edge.adapters import store"),
        ("core.drift", "def f():\n    import virk_edge.daemon.main"),
        ("core.drift", "from ..adapters.store import Store"),
        ("formats.wire", "from virk_edge import core"),
        ("nouns", "from .formats import wire"),
        ("publisher", "from virk_edge.cli.main import main"),
        ("unheard", "import virk_edge.nouns"),
        ("", "from virk_edge.core import drift"),
    ],
)
def test_an_upward_import_is_caught(name: str, source: str) -> None:
    """The checker sees absolute, relative, nested and whole-package imports."""
    assert upward_imports(parse(name, source), {"core", "adapters", "formats", "cli", "daemon"})


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("core.drift", "from virk_edge.formats.config import DetectConfig"),
        ("core.drift", "from . import baseline"),
        ("cli.main", "import virk_edge"),
        ("adapters.store", "from virk_edge import errors"),
    ],
)
def test_a_downward_import_is_allowed(name: str, source: str) -> None:
    """The checker does not cry wolf."""
    assert not upward_imports(parse(name, source), {"core", "core.baseline", "formats", "errors"})


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("core.drift", "import time"),
        ("core.drift", "def f():\n    from os import path"),
        ("core.drift", "import logging.handlers"),
        ("core.drift", "open('x')"),
        ("core.drift", "print(1)"),
        ("core.drift", "cv2.imread('x')"),
        ("core.drift", "np.load('x')"),
        ("core.drift", "array.tofile('x')"),
        ("formats.bundle", "from pathlib import Path"),
        ("formats.bundle", "open('x')"),
        ("formats.bundle", "datetime.datetime.now()"),
        ("adapters.store", "import asyncio"),
    ],
)
def test_a_touch_of_the_world_is_caught(name: str, source: str) -> None:
    """The checker sees imports in functions, calls and methods that reach outside."""
    assert touches(parse(name, source))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("core.drift", "import math\nimport numpy as np\nstate.load(x)"),
        ("formats.bundle", "from pathlib import PurePosixPath\nimport zipfile"),
        ("adapters.feed", "import asyncio"),
        ("adapters.store", "open('x')"),
    ],
)
def test_what_is_allowed_is_not_caught(name: str, source: str) -> None:
    """Pure helpers and the world's own floor pass."""
    assert touches(parse(name, source)) == []


def test_a_heavy_import_behind_the_hook_is_found() -> None:
    """What a module drags along counts as its own."""
    modules = {
        "publisher": parse("publisher", "import zmq\nfrom virk_edge.formats import wire"),
        "formats": parse("formats", "'''Doc.'''", is_package=True),
        "formats.wire": parse("formats.wire", "def f():\n    import cv2"),
    }
    assert third_party_reached("publisher", modules) == {"zmq", "cv2"}
