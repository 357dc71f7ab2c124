"""Which tests run on emulated aarch64, from a copy of the tree and on the installed wheel."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from environment import ROOT
from run_tests import INSTALLED

from aarch64_lab.roots import Root

_TREE: Final = "/root/tree"
_SAMPLE: Final = "/root/sample"
_TEST_S: Final = 900  # for one test
_PLUGIN: Final = "aarch64_patience"
# name -> what pytest is given. Tests of the tools, of houses and of words say the same everywhere.
FOLDERS: Final[dict[str, tuple[str, ...]]] = {
    "formats": ("tests/formats",),
    "core": ("tests/core",),
    "adapters": ("tests/adapters",),
    "daemon": ("tests/daemon",),
    "cli": ("tests/cli",),
    "others": (
        "tests/report",
        "tests/test_analysis.py",
        "tests/test_clocks.py",
        "tests/test_faults.py",
        "tests/test_publisher.py",
        "tests/test_replay.py",
    ),
}
QUICK: Final[dict[str, tuple[str, ...]]] = {
    "arithmetic": (
        "tests/core/test_known_answers.py",
        "tests/core/test_fingerprint.py",
        "tests/core/test_observe.py",
        "tests/adapters/test_embedder.py",
        "tests/formats/test_state.py",
    ),
}
# Test or folder -> why it is left out here.
LEFT_OUT: Final[dict[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Tried:
    """How a group of tests ended. last: pytest's last line."""

    name: str
    good: bool
    seconds: float
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


def try_source(root: Root, name: str, tests: tuple[str, ...], *, limit_s: int) -> Tried:
    """A group of tests on the copied tree."""
    left_out = [f"--deselect={test}" for test in LEFT_OUT]
    return _run(root, name, ["-m", "not slow", *left_out, *tests], cwd=_TREE, limit_s=limit_s)


def try_wheel(root: Root, *, limit_s: int) -> Tried:
    """The sample that shows what installing can break (tests/conftest.py lists it)."""
    selected = ["-m", "not source_only and not slow", "tests"]
    return _run(root, "wheel", selected, cwd=_SAMPLE, limit_s=limit_s, **{INSTALLED: "1"})


def _run(
    root: Root, name: str, arguments: list[str], *, cwd: str, limit_s: int, **variables: str
) -> Tried:
    options = ["-q", "-p", _PLUGIN, "-p", "no:cacheprovider", "--durations=8"]
    limits = [f"--timeout={_TEST_S}", f"--session-timeout={limit_s}"]
    words = root.python("-m", "pytest", *options, *limits, *arguments, cwd=cwd, **variables)
    begin, lines = time.monotonic(), []
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
    return Tried(name, process.returncode == 0, time.monotonic() - begin, last)
