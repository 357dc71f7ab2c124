"""The man page is the one that the parsers make, and roff has nothing to say against it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from virk_edge.cli.main import COMMANDS


@pytest.fixture
def maker(repository: Path) -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("make_man", repository / "tools" / "make_man.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module


def test_the_page_is_up_to_date(
    maker: ModuleType, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot fall behind --help; tools/make_man.py writes it. No terminal is in it."""
    monkeypatch.setenv("COLUMNS", "40")
    page = (repository / "man" / "virk-edge.1").read_text(encoding="utf-8")
    assert page == maker.man_page(), "run: python tools/make_man.py"


def test_every_command_is_in_it(maker: ModuleType) -> None:
    """With what its help says."""
    page = maker.man_page()
    for name in COMMANDS:
        assert f".SS virk\\-edge {name}\n" in page
    assert "\\fB\\-\\-picture\\fP \\fIOUT\\fP" in page and "(default: 30)" in page


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_roff_has_nothing_to_say_against_it(maker: ModuleType) -> None:
    """With every warning on."""
    done = subprocess.run(
        ["groff", "-ww", "-man", "-Tutf8", "-Kutf8"],
        input=maker.man_page(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "without an incident it writes no frame" in " ".join(done.stdout.lower().split())
