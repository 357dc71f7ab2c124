"""``virk-edge run``: what keeps the daemon from starting is one sentence with the right status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.daemons import config_text
from virk_edge.cli.main import main


def test_the_daemon_goes_last() -> None:
    """Whatever shares its control group runs first; its threads too."""
    look = (
        "import os, threading\n"
        "from virk_edge.adapters.priority import go_last\n"
        "go_last()\n"
        "def say(): print(os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0))\n"
        "t = threading.Thread(target=say); t.start(); t.join()\n"
    )
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["19", str(getattr(os, "SCHED_BATCH", 0))]


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ("[detect2]\n", 78, "detect2"),
        ("[budget]\nanalyse_fps_max = -1\n", 78, "$.budget.analyse_fps_max"),
        ("[embedder]\nmodel = '/none.tflite'\n", 78, "/none.tflite"),
    ],
)
def test_a_bad_configuration_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    more: str,
    status: int,
    words: str,
) -> None:
    """Before anything is opened."""
    config = tmp_path / "config.toml"
    config.write_text(config_text(tmp_path, more), encoding="utf-8")
    assert main(["run", "--config", str(config)]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err and err.count("\n") == 1


def test_a_store_that_cannot_be_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the folder should be: 74."""
    (tmp_path / "store").touch()
    config = tmp_path / "config.toml"
    config.write_text(config_text(tmp_path), encoding="utf-8")
    assert main(["run", "--config", str(config)]) == 74
    assert str(tmp_path / "store") in capsys.readouterr().err


def test_a_missing_configuration_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that was named must be there."""
    assert main(["run", "--config", str(tmp_path / "none.toml")]) == 78
    assert "none.toml" in capsys.readouterr().err
