"""All checks of this repository, in the order in which they fail fastest.

Without arguments: ruff (lint and format), mypy (strict), the tests on the source tree, then the
wheel: built, looked into, installed into an environment of its own and tested from a copy of
tests/ outside the source tree, without the tests marked slow or source_only: a sample that shows
what installing can break (tests/conftest.py lists it).

With arguments: only the tests on the source tree, and the arguments go to pytest, as in
`tools/test tests/core -k drift -x`. Everything runs to its end; status 1 if anything failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from environment import NOT_COMPILED, ROOT, SetUpError, ensure, install, pip, python_of, say

PYTHON = sys.executable
# A file at a time in each process, and one process more than processors: much of a test is waiting
# for a daemon.
IN_PARALLEL = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile")
# conftest.py reads it: the tests then insist on the installed package.
INSTALLED = "VIRK_EDGE_TESTS_INSTALLED"


def passes(*command: str, cwd: Path = ROOT, **variables: str) -> bool:
    """Whether a command ends with 0; its output goes straight through."""
    environment = {**os.environ, **variables}
    # Tests start the program hundreds of times, and it is not to be compiled each time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, cwd=cwd, env=environment, check=False).returncode == 0


def test_source(arguments: list[str]) -> bool:
    """The tests on the source tree."""
    return passes(PYTHON, "-m", "pytest", *arguments)


def test_wheel() -> bool:
    """The tests on what a user would install."""
    with tempfile.TemporaryDirectory(prefix="virk-edge-wheel-") as name:
        folder = Path(name)
        build = [PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", name, str(ROOT)]
        if subprocess.run(build, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return False
        (wheel,) = folder.glob("*.whl")
        missing = missing_files(wheel)
        if missing:
            say(f"the wheel lacks {', '.join(missing)}")
            return False
        place = ensure("wheel")
        # pip keeps an installed package of the same version, so it has to go first.
        pip(place, "uninstall", "--yes", "virk-edge")
        install(place, NOT_COMPILED, f"{wheel}[laptop]")
        shutil.copytree(
            ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__")
        )
        shutil.copy(ROOT / "pyproject.toml", folder)
        selected = ["-m", "not source_only and not slow", "-p", "no:cacheprovider"]
        command = [str(python_of(place)), "-m", "pytest", "-q", *selected, *IN_PARALLEL]
        return passes(*command, cwd=folder, **{INSTALLED: "1"})


def missing_files(wheel: Path) -> list[str]:
    """What the source tree promises to carry along and the wheel does not hold."""
    wanted = {"virk_edge/config.example.toml"}
    for base, inside in ((ROOT / "virk_edge", "virk_edge"), (ROOT / "models", "virk_edge/models")):
        for path in base.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                wanted.add(f"{inside}/{path.relative_to(base).as_posix()}")
    with zipfile.ZipFile(wheel) as archive:
        return sorted(wanted - set(archive.namelist()))


def main(arguments: list[str]) -> int:
    """Run the steps, then say which were good."""
    if arguments and arguments[0] in ("-h", "--help"):
        print(f"usage: tools/test [pytest arguments]\n\n{__doc__}", end="")
        return 0
    if arguments:
        return 0 if test_source(arguments) else 1
    steps: dict[str, Callable[[], bool]] = {
        "ruff check": lambda: passes(PYTHON, "-m", "ruff", "check", "--quiet", "."),
        "ruff format": lambda: passes(PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."),
        "mypy": lambda: passes(PYTHON, "-m", "mypy", "--no-error-summary"),
        "tests, source tree": lambda: test_source(["-q", "-m", "not alone", *IN_PARALLEL]),
        "tests, one at a time": lambda: test_source(["-q", "-m", "alone"]),
        "tests, installed wheel": test_wheel,
    }
    lines = []
    for name, step in steps.items():
        say(f"{name} ...")
        begin = time.monotonic()
        good = step()
        lines.append(f"{'good  ' if good else 'FAILED'} {time.monotonic() - begin:6.1f} s  {name}")
    print("\n".join(lines))
    return 1 if any(line.startswith("FAILED") for line in lines) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as error:
        say(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
