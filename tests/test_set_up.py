"""What the tools say where no suitable Python is at hand: one sentence that says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FIND = '. "$ROOT/tools/common.sh"; find_python && echo "$PYTHON_FOUND"'
# Stands for a Python: says its version, and whether it has venv and ensurepip.
PYTHON = """#!/bin/sh
case "$2" in
    *version_info*) echo {version} ;;
    *ensurepip*) exit {status} ;;
esac
"""


def put(folder: Path, name: str, version: str, *, venv: bool = True) -> Path:
    """Something that answers the finder's questions like a Python of a version."""
    program = folder / name
    program.write_text(PYTHON.format(version=version, status=0 if venv else 1), encoding="ascii")
    program.chmod(0o755)
    return program


def find(
    repository: Path, folder: Path, chosen: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Look for a Python where there is nothing but what lies in the folder."""
    environment = {"PATH": str(folder), "ROOT": str(repository)}
    if chosen is not None:
        environment["VIRK_EDGE_PYTHON"] = str(chosen)
    return subprocess.run(
        [shutil.which("sh") or "/bin/sh", "-c", FIND],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
def test_a_supported_python_is_found_behind_an_old_one(repository, tmp_path, version):
    """Also where python3 is too old or lacks venv."""
    put(tmp_path, "python3", "3.9")
    put(tmp_path, f"python{version}", version)
    done = find(repository, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"python{version}\n", "")


@pytest.mark.parametrize(
    ("present", "wanted"),
    [
        ({}, "no Python was found; install one of 3.10 to 3.13"),
        ({"python3": "3.9", "python": "2.7"}, "only 3.9, 2.7 was found; install one"),
        ({"python3": "3.14"}, "only 3.14 was found"),
    ],
)
def test_without_one_it_says_what_to_install(repository, tmp_path, present, wanted):
    """Nothing, too old, too new."""
    for name, version in present.items():
        put(tmp_path, name, version)
    done = find(repository, tmp_path)
    assert done.returncode == 1
    assert wanted in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_python_without_venv_names_the_package(repository, tmp_path):
    """Debian and Ubuntu split it off."""
    put(tmp_path, "python3", "3.12", venv=False)
    done = find(repository, tmp_path)
    assert done.returncode == 1
    assert "sudo apt install python3.12-venv" in done.stderr


@pytest.mark.parametrize("version", ["3.9", None])
def test_a_chosen_python_is_not_replaced_by_another(repository, tmp_path, version):
    """Somebody who names one does not want to be given another in silence."""
    put(tmp_path, "python3", "3.12")
    (tmp_path / "mine").mkdir()
    chosen = tmp_path / "mine" / "python"
    if version:
        put(tmp_path / "mine", "python", version)
    done = find(repository, tmp_path, chosen)
    assert (done.returncode, done.stdout) == (1, "")
    assert str(chosen) in done.stderr
    assert "unset it" in done.stderr


def test_a_chosen_python_is_used(repository, tmp_path):
    """Though others come first on the path."""
    put(tmp_path, "python3", "3.12")
    (tmp_path / "mine").mkdir()
    chosen = put(tmp_path / "mine", "python", "3.10")
    assert find(repository, tmp_path, chosen).stdout == f"{chosen}\n"


def test_without_a_network_it_says_so(repository, tmp_path):
    """pip's own words are long; the last line is ours."""
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "import environment\n"
        "environment.python_of = lambda place: pathlib.Path('/bin/false')\n"
        "environment.create = lambda place: environment.write_stamp(place, [])\n"
        "sys.argv[1:] = ['run']; sys.exit(environment.main())"
    )
    (tmp_path / "venv").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(repository / "tools")],
        env={**os.environ, "VIRK_EDGE_VENV": str(tmp_path / "venv")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs a network" in done.stderr.splitlines()[-1]
