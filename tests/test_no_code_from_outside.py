"""No pickle, no eval, no shell: what comes from outside is data, and no call here makes it more.

Held by walking every module. The exceptions stand in a table, each with its reason; the second
half shows that each rule catches what it is for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# fmt: off
FORBIDDEN_MODULES = {
    "_pickle", "cloudpickle", "code", "codeop", "dill", "imp", "joblib", "jsonpickle", "marshal",
    "pickle", "pty", "runpy", "shelve", "yaml", "zipimport",
}
FORBIDDEN_BARE = {"eval", "exec", "compile", "__import__", "breakpoint", "execfile"}
# By the last name after any dot, whatever stands before it.
FORBIDDEN_METHODS = {
    "create_subprocess_shell", "getoutput", "getstatusoutput", "popen", "recv_pyobj", "send_pyobj",
    "spec_from_file_location", "unsafe_load",
}
FORBIDDEN_PREFIXES = ("os.exec", "os.spawn", "os.posix_spawn", "builtins.")
FORBIDDEN_DOTTED = {"os.system", "os.startfile", "logging.config.listen"}
STARTS_A_PROGRAM = {
    "subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_call",
    "subprocess.check_output",
}
# fmt: on

# Calls that need a reason: module -> what it does there. Each is a list of words, never a shell.
STARTS = {
    "adapters.video": "our own child decodes a video, which a broken file may kill",
    "adapters.embedder": "our own child runs an unknown model once; its settings are literals",
    "adapters.doctor_guards": "our own children burn a processor for a moment; their text is here",
    "adapters.doctor_store": "our own child writes a probe as the store's owner; its text is here",
    "daemon.demo": "our own commands, and the bundle that our own daemon has just written: the "
    "one place where code that a bundle encloses is run, as its __main__.py",
}
IMPORTS_BY_NAME = {
    "cli.main": "a command's module, by a name from its own table",
    "cli.baseline": "a verb's module, by a name from its own table",
    "adapters.predict": "the operator's own function, by the name on the command line of replay",
    "adapters.metrics": "prometheus_client, which not everybody has",
    "adapters.tflite": "the runtime that is installed, by a name from its own table",
}


@pytest.fixture(scope="module")
def modules(package: Path) -> dict[str, ast.Module]:
    """Every module of the package, by its name without ``virk_edge.``."""
    return {
        ".".join(path.relative_to(package).with_suffix("").parts): ast.parse(path.read_bytes())
        for path in sorted(package.rglob("*.py"))
    }


def complaints(name: str, tree: ast.Module) -> Iterator[str]:
    """What in a module could turn data into code or commands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] in FORBIDDEN_MODULES:
                    yield f"{name} imports {alias.name}"
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from _from_import(name, node)
        elif isinstance(node, ast.Call) and (wrong := _call(name, node)) is not None:
            yield f"{name} calls {ast.unparse(node)[:80]}: {wrong}"


def _from_import(name: str, node: ast.ImportFrom) -> Iterator[str]:
    if (node.module or "").partition(".")[0] in FORBIDDEN_MODULES:
        yield f"{name} imports from {node.module}"
    for alias in node.names:
        dotted = f"{node.module}.{alias.name}"
        # Under a name of its own a call would not be seen below.
        hidden = dotted.startswith(FORBIDDEN_PREFIXES) or dotted in FORBIDDEN_DOTTED
        numpy = node.module == "numpy" and alias.name == "load"
        if hidden or numpy or node.module == "subprocess" or alias.name in FORBIDDEN_METHODS:
            yield f"{name} imports {dotted} by its last name"


def _call(name: str, call: ast.Call) -> str | None:
    function = ast.unparse(call.func)
    last = function.rpartition(".")[2]
    given = {word.arg: word.value for word in call.keywords}
    if function in FORBIDDEN_BARE or function in FORBIDDEN_DOTTED or last in FORBIDDEN_METHODS:
        return "code or commands from text"
    if function.startswith(FORBIDDEN_PREFIXES):
        return "another program, or a hidden builtin"
    if "shell" in given and not _is_false(given["shell"]):
        return "a shell"
    if function in ("np.load", "numpy.load") and not _is_false(given.get("allow_pickle")):
        return "say allow_pickle=False"
    if "allow_pickle" in given and not _is_false(given["allow_pickle"]):
        return "pickle"
    if function in STARTS_A_PROGRAM:
        if name not in STARTS:
            return "starts a program; give the reason in STARTS"
        if not call.args or not isinstance(call.args[0], ast.List):
            return "write the program's words as a list"
    if last == "import_module" and name not in IMPORTS_BY_NAME:
        return "imports by a name; give the reason in IMPORTS_BY_NAME"
    return None


def _is_false(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def test_nothing_turns_data_into_code(modules: dict[str, ast.Module]) -> None:
    """Whatever a peer, a bundle, a state or a configuration says stays data."""
    assert len(modules) > 100
    assert [wrong for name, tree in modules.items() for wrong in complaints(name, tree)] == []


def test_every_exception_is_still_needed(modules: dict[str, ast.Module]) -> None:
    """A reason without its call would let the next one in unseen."""
    for table, calls in (
        (STARTS, STARTS_A_PROGRAM),
        (IMPORTS_BY_NAME, {"importlib.import_module"}),
    ):
        for name in table:
            found = (n.func for n in ast.walk(modules[name]) if isinstance(n, ast.Call))
            assert calls & {ast.unparse(function) for function in found}, name


def test_what_a_bundle_encloses_is_run_in_one_place(modules: dict[str, ast.Module]) -> None:
    """Its ``__main__.py`` is started by whoever types python3 BUNDLE, and by the demo."""
    from virk_edge.adapters import replay_code

    assert list(complaints("__main__", ast.parse(replay_code._MAIN))) == []
    tree = modules["daemon.demo"]
    started = [
        ast.unparse(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in STARTS_A_PROGRAM
    ]
    assert sorted(started) == [
        "[sys.executable, '-I', str(bundle), '--json']",
        "[sys.executable, '-m', 'virk_edge', *words]",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "def f():\n    import marshal as m",
        "from yaml import safe_load",
        "import joblib.memory",
        "eval('1')",
        "exec(text)",
        "compile(text, 'x', 'exec')",
        "__import__(name)",
        "import builtins\nbuiltins.eval(x)",
        "from builtins import exec as run",
        "os.system('ls')",
        "from os import system",
        "from os import popen",
        "os.popen('ls')",
        "os.execv(a, b)",
        "os.spawnlp(a, b)",
        "subprocess.run('ls', shell=True)",
        "anything(x, shell=maybe)",
        "subprocess.run(['ls'])",
        "from subprocess import run",
        "subprocess.getoutput('ls')",
        "await_(asyncio.create_subprocess_shell('ls'))",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=flag)",
        "from numpy import load",
        "numpy.lib.format.read_array(f, allow_pickle=True)",
        "socket.recv_pyobj()",
        "importlib.import_module(name)",
    ],
)
def test_a_way_from_data_to_code_is_caught(source: str) -> None:
    """Under its own name, another's, and inside functions."""
    assert list(complaints("adapters.store", ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile(pattern)",
        "np.load(path, allow_pickle=False)",
        "interpreter.invoke()\nmodel.eval",
        "json.loads(text)",
        "self.system(1)",
        "from . import code",
    ],
)
def test_what_only_looks_like_it_is_not_caught(source: str) -> None:
    """The checker does not cry wolf."""
    assert list(complaints("adapters.store", ast.parse(source))) == []


def test_a_program_is_started_by_a_list_of_words() -> None:
    """A string that came from elsewhere could hold options."""
    assert list(complaints("daemon.demo", ast.parse("subprocess.run(words)")))
    assert not list(complaints("daemon.demo", ast.parse("subprocess.run([a, *words])")))
