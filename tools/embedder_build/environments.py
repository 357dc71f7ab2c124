"""The two virtual environments: one that builds, and one with the older runtime to check in."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from embedder_build.plan import CONVERTER, OLD_RUNTIME, OPENCV, TORCH, BuildError, run, say


def build_environment(work: Path, wheels: Sequence[Path]) -> Path:
    """The interpreter of the environment that converts, quantizes and measures."""
    # torch goes first: a later requirement would otherwise choose its own build of it.
    steps = [[TORCH], [CONVERTER], [OPENCV], ["--no-deps", *map(str, wheels)]]
    return make_environment(work / "build-venv", sys.executable, steps)


def old_runtime_environment(work: Path, python311: str | None) -> Path:
    """The interpreter of the environment with tflite-runtime; it has no wheel after Python 3.11."""
    here = sys.executable if platform.python_version_tuple()[:2] == ("3", "11") else None
    python = python311 or here or shutil.which("python3.11")
    if python is None:
        raise BuildError("tflite-runtime 2.14.0 needs Python 3.11; name one with --python311 PATH")
    return make_environment(work / "tflite-runtime-venv", python, [OLD_RUNTIME])


def make_environment(folder: Path, python: str, steps: Sequence[Sequence[str]]) -> Path:
    """Create a virtual environment and install into it step by step; return its interpreter.

    A marker file names what was installed, so an unchanged environment is used again.
    """
    interpreter = folder / "bin" / "python"
    marker = folder / "installed.json"
    wanted = json.dumps(steps)
    if marker.is_file() and marker.read_text(encoding="utf-8") == wanted:
        return interpreter
    say(f"creating {folder.name}")
    shutil.rmtree(folder, ignore_errors=True)
    run([python, "-m", "venv", folder])
    for step in steps:
        say(f"  installing {' '.join(Path(part).name for part in step)}")
        run([interpreter, "-m", "pip", "install", "--quiet", *step])
    marker.write_text(wanted, encoding="utf-8")
    return interpreter
