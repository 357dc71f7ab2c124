"""The environment of the installed rivals: apart from ours, since they need an older numpy."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ROOT / ".venv-rivals"
_STAMP = "installed.json"


class RivalsError(Exception):
    """One sentence: why the installed rivals cannot take part, and what to do."""

    exit_status = 74


def requirements() -> list[str]:
    """The optional dependency group ``rivals``, in the versions of constraints.txt.

    The file as a whole is not used: it has the numpy that we need, and they cannot.
    """
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    group: list[str] = project["project"]["optional-dependencies"]["rivals"]
    names = [requirement.partition(">")[0] for requirement in group]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [pin for name in names for pin in pins if pin.startswith(f"{name}==")]


def ready(place: Path) -> Path | None:
    """The interpreter, if the environment is complete and what is asked for today."""
    python, stamp = place / "bin" / "python", place / _STAMP
    if not python.exists() or not stamp.is_file():
        return None
    return python if json.loads(stamp.read_text(encoding="utf-8")) == requirements() else None


def ensure(place: Path) -> Path:
    """The interpreter; makes the environment if need be, which loads about a gigabyte.

    Raises RivalsError.
    """
    python = ready(place)
    if python is not None:
        return python
    wanted = requirements()
    if place.exists() and not (place / "pyvenv.cfg").exists() and any(place.iterdir()):
        raise RivalsError(f"{place} is not a virtual environment; name another folder in --rivals.")
    print(f"virk-edge: installing {', '.join(wanted)} into {place}", file=sys.stderr, flush=True)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=True, clear=True).create(place)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *wanted], check=True, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as error:
        raise RivalsError(
            f"{place} could not be made ({error}); install {' '.join(wanted)} into it with Python "
            "3.10 to 3.12, or leave out --part rivals."
        ) from error
    (place / _STAMP).write_text(json.dumps(wanted), encoding="utf-8")
    return place / "bin" / "python"
