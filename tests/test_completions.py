"""Shells complete what the parsers know, and nothing else."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from virk_edge.cli.completion import SHELLS
from virk_edge.cli.main import COMMANDS, main


def test_the_scripts_are_up_to_date(repository: Path) -> None:
    """They cannot fall behind --help; tools/make_completions.py writes them."""
    pytest.importorskip("shtab", reason="shtab makes them")
    place = repository / "tools" / "make_completions.py"
    spec = importlib.util.spec_from_file_location("make_completions", place)
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    for shell in SHELLS:
        there = (maker.FOLDER / f"virk-edge.{shell}").read_text(encoding="utf-8")
        assert there == maker.completion(shell), "run: python tools/make_completions.py"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_program_prints_them(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With every command in it; without shtab."""
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in COMMANDS)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["re"], {"replay", "report"}),
        (["baseline", "ca"], {"calibrate"}),
        (["demo", "--fau"], {"--fault"}),
        (["nothing-of-ours", "x"], set()),
    ],
)
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_offers_what_fits(
    typed: list[str], offered: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """In a real bash, as a person who presses Tab."""
    assert main(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    words = " ".join(("virk-edge", *typed))
    ask = (
        f"COMP_WORDS=({words}); COMP_CWORD={len(typed)}; "
        '"$(complete -p virk-edge | sed "s/.*-F \\([^ ]*\\).*/\\1/")" virk-edge; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) == offered
