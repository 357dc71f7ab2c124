"""Environments beside ours for what other people made: made on demand, apart from our own pins.

The rivals of this benchmark need an older numpy; the corruptions of ``tools/bench diagnosis`` bring
a gigabyte that nothing else needs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from dataclasses import dataclass
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
    """One sentence: why other people's packages cannot take part, and what to do."""

    exit_status = 74


@dataclass(frozen=True, slots=True)
class Extra:
    """An optional dependency group of pyproject.toml that gets an environment of its own.

    option: names another folder on the command line. without: how to do without it. alone: packages
    of the group that are installed without what they ask for.
    """

    group: str
    option: str
    without: str
    alone: tuple[str, ...] = ()

    def requirements(self) -> list[str]:
        """The group, in the versions of constraints.txt.

        The file as a whole is not used: it has the numpy that we need, and others may not.
        """
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        project: dict[str, Any] = tomllib.loads(text)
        group: list[str] = project["project"]["optional-dependencies"][self.group]
        names = [requirement.partition(">")[0] for requirement in group]
        pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        return [pin for name in names for pin in pins if pin.startswith(f"{name}==")]

    def ready(self, place: Path) -> Path | None:
        """The interpreter, if the environment is complete and what is asked for today."""
        python, stamp = place / "bin" / "python", place / _STAMP
        if not python.exists() or not stamp.is_file():
            return None
        told = json.loads(stamp.read_text(encoding="utf-8"))
        return python if told == self.requirements() else None

    def ensure(self, place: Path) -> Path:
        """The interpreter; makes the environment if need be, which loads about a gigabyte.

        Raises RivalsError.
        """
        python = self.ready(place)
        if python is not None:
            return python
        wanted = self.requirements()
        if place.exists() and not (place / "pyvenv.cfg").exists() and any(place.iterdir()):
            raise RivalsError(
                f"{place} is not a virtual environment; name another folder in {self.option}."
            )
        print(
            f"virk-edge: installing {', '.join(wanted)} into {place}", file=sys.stderr, flush=True
        )
        alone = [pin for pin in wanted if pin.partition("==")[0] in self.alone]
        try:
            venv.EnvBuilder(with_pip=True, symlinks=True, clear=True).create(place)
            pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            for more, pins in (([], [p for p in wanted if p not in alone]), (["--no-deps"], alone)):
                if pins:
                    subprocess.run([*pip, *more, *pins], check=True, stdout=sys.stderr)
        except (OSError, subprocess.CalledProcessError) as error:
            raise RivalsError(
                f"{place} could not be made ({error}); install {' '.join(wanted)} into it with "
                f"Python 3.10 to 3.12, or {self.without}."
            ) from error
        (place / _STAMP).write_text(json.dumps(wanted), encoding="utf-8")
        return place / "bin" / "python"


RIVALS = Extra("rivals", "--rivals", "leave out --part rivals")


def requirements() -> list[str]:
    """What the rivals need, see ``Extra``."""
    return RIVALS.requirements()


def ready(place: Path) -> Path | None:
    """The rivals' interpreter, if it is complete."""
    return RIVALS.ready(place)


def ensure(place: Path) -> Path:
    """The rivals' interpreter; raises RivalsError."""
    return RIVALS.ensure(place)
