"""Tests run on emulated aarch64, from a copy of the tree and on the installed wheel."""

from __future__ import annotations

import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from environment import ROOT
from run_tests import INSTALLED

from aarch64_lab.roots import Root
from aarch64_lab.selection import Size

_TREE: Final = "/root/tree"
_SAMPLE: Final = "/root/sample"
_TEST_S: Final = 900  # for one test
_PLUGIN: Final = "aarch64_patience"


@dataclass(frozen=True, slots=True)
class Tried:
    """How a group of tests ended. last: pytest's last line.

    seconds: of a clock. cpu_seconds: of processors, which says more where others use them too.
    """

    name: str
    good: bool
    seconds: float
    cpu_seconds: float
    last: str


def copy_tree(root: Root) -> None:
    """What git knows or would know of, and the tests once more without the package beside them."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout
    tree, sample = (root.path / place.lstrip("/") for place in (_TREE, _SAMPLE))
    for name in filter(None, names.decode().split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    plugin = Path(__file__).with_name("patience.py")
    shutil.copytree(tree / "tests", sample / "tests")
    shutil.copy(ROOT / "pyproject.toml", sample)
    for place in (tree, sample):
        shutil.copy(plugin, place / f"{_PLUGIN}.py")
    # Compiled once, and not by whichever test comes first: some watch what a command writes.
    words = root.python("-m", "compileall", "-q", "virk_edge", "tests", cwd=_TREE)
    subprocess.run(words, check=True)


def try_source(root: Root, name: str, size: Size, *, limit_s: int) -> Tried:
    """A group of tests on the copied tree."""
    left_out = [f"--deselect={test}" for test in size.left_out if "::" in test]
    ignored = [f"--ignore={test}" for test in size.left_out if "::" not in test]
    arguments = ["-m", "not slow", *left_out, *ignored, *size.groups[name]]
    return _run(root, name, size, arguments, cwd=_TREE, limit_s=limit_s)


def try_wheel(root: Root, size: Size, *, limit_s: int) -> Tried:
    """The sample that shows what installing can break (tests/conftest.py lists it)."""
    left_out = [f"--deselect={test}" for test in size.left_out if "::" in test]
    arguments = ["-m", "not source_only and not slow", *left_out, "tests"]
    return _run(root, "wheel", size, arguments, cwd=_SAMPLE, limit_s=limit_s, **{INSTALLED: "1"})


def _run(
    root: Root,
    name: str,
    size: Size,
    arguments: list[str],
    *,
    cwd: str,
    limit_s: int,
    **variables: str,
) -> Tried:
    options = ["-q", "-p", _PLUGIN, "-p", "no:cacheprovider", "--durations=8"]
    limits = [f"--timeout={_TEST_S}", f"--session-timeout={limit_s}"]
    variables["VIRK_EDGE_HYPOTHESIS"] = size.examples
    words = root.python("-m", "pytest", *options, *limits, *arguments, cwd=cwd, **variables)
    begin, before, lines = time.monotonic(), _cpu_seconds(), []
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:  # seen as it comes: a group may take an hour
                print(line, end="", flush=True)
                lines.append(line.strip())
        except BaseException:
            process.kill()
            raise
    last = lines[-1] if lines else f"status {process.returncode}"
    seconds, cpu_seconds = time.monotonic() - begin, _cpu_seconds() - before
    return Tried(name, process.returncode == 0, seconds, cpu_seconds, last)


def _cpu_seconds() -> float:
    """Of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
