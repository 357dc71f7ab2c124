"""The frame of the command line: what every command gets, and how every end is reported."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

import virk_edge
from virk_edge.cli.main import COMMANDS, main
from virk_edge.errors import BundleError, ConfigError, StorageError, UsageError, VirkError


@pytest.fixture
def ending_with(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]  # a closure
    """Make the command ``show`` end in a given way, and run it."""

    def run_show(end: BaseException | int) -> int:
        def run(args: argparse.Namespace) -> int:
            if isinstance(end, int):
                return end
            raise end

        fake = types.ModuleType("virk_edge.cli.show")
        vars(fake).update(configure=lambda parser: None, run=run)
        monkeypatch.setitem(sys.modules, "virk_edge.cli.show", fake)
        return main(["show"])

    return run_show


@pytest.mark.parametrize(
    "error",
    [UsageError("no"), BundleError("no"), StorageError("no"), ConfigError("no"), VirkError("no")],
)
def test_an_error_of_ours_is_one_sentence_and_its_status(ending_with, capsys, error) -> None:  # type: ignore[no-untyped-def]
    """The sentence goes to standard error, with no traceback."""
    assert ending_with(error) == error.exit_status
    assert capsys.readouterr() == ("", "virk-edge: no\n")


def test_a_bug_shows_its_traceback_and_says_so(ending_with, capsys) -> None:  # type: ignore[no-untyped-def]
    """What nobody foresaw ends with 70 and the lines that a report needs."""
    assert ending_with(ZeroDivisionError("oh")) == 70
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "ZeroDivisionError: oh" in err
    assert err.endswith("virk-edge: this is a bug of virk-edge; please report the lines above\n")


def test_the_disks_refusal_names_the_file(ending_with, capsys) -> None:  # type: ignore[no-untyped-def]
    """An I/O error is no bug: one sentence and 74."""
    assert ending_with(OSError(28, "No space left on device", "/x")) == 74
    assert capsys.readouterr().err == "virk-edge: /x: No space left on device\n"


def test_an_interrupt_is_quiet(ending_with, capsys) -> None:  # type: ignore[no-untyped-def]
    """Ctrl-C is what the user wanted."""
    assert ending_with(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


def test_a_commands_own_status_is_passed_on(ending_with) -> None:  # type: ignore[no-untyped-def]
    """A negative answer is 1 without being an error."""
    assert ending_with(1) == 1
    assert ending_with(0) == 0


def test_an_unknown_command_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the finger costs one look."""
    assert main(["anlyse"]) == 2
    assert capsys.readouterr().err == (
        "virk-edge: there is no command 'anlyse'; did you mean 'analyze'?\n"
    )
    assert main(["xyzzy"]) == 2
    assert "there are: run, analyze" in capsys.readouterr().err


def test_no_command_is_wrong_usage_and_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """The first thing that anyone types gets an answer."""
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(name in err for name in COMMANDS)


def test_an_unknown_option_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """argparse's complaints end with our status."""
    assert main(["--nonsense"]) == 2
    assert main(["config", "check", "--nonsense"]) == 2
    assert "unrecognized arguments" in capsys.readouterr().err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_exists_and_has_help(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table of commands promises nothing that is not there."""
    assert importlib.util.find_spec(f"virk_edge.cli.{command}") is not None
    assert main([command, "--help"]) == 0
    assert COMMANDS[command] in " ".join(capsys.readouterr().out.split())


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter that finds the package under test."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
        check=False,
        timeout=60,
    )


def test_the_program_says_its_version() -> None:
    """``python -m virk_edge`` is the program."""
    done = python("-m", "virk_edge", "--version")
    assert (done.returncode, done.stdout) == (0, f"virk-edge {virk_edge.__version__}\n")


def test_help_and_version_load_nothing_heavy() -> None:
    """Neither numpy nor anything larger is imported before a command needs it."""
    code = (
        "import sys; from virk_edge.cli.main import main; main(['--version']); "
        "main(['config', 'check', '--help']); "
        "print({'numpy', 'cv2', 'zmq', 'asyncio', 'ai_edge_litert'} & set(sys.modules))"
    )
    assert python("-c", code).stdout.endswith("set()\n")


def test_one_thread_is_asked_for_before_numpy_loads() -> None:
    """Sums come out the same, and the other processors stay with the inference model."""
    code = (
        "import os; from virk_edge.cli.main import main; main(['--version']); "
        "print(os.environ['OPENBLAS_NUM_THREADS'], os.environ['OMP_NUM_THREADS'])"
    )
    assert python("-c", code, OMP_NUM_THREADS="3").stdout.splitlines()[-1] in ("1 3",)


def test_a_reader_that_leaves_early_is_no_error() -> None:
    """``virk-edge config show | head`` says nothing on standard error."""
    with subprocess.Popen(
        [sys.executable, "-m", "virk_edge", "config", "show"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_nobody_has_to_read_along(tmp_path: Path) -> None:
    """A program started with its output closed has its exit status all the same."""
    command = [sys.executable, "-m", "virk_edge", "status", "--config", str(tmp_path / "c.toml")]
    (tmp_path / "c.toml").write_text("# the defaults\n", encoding="utf-8")
    closed = ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *command]
    for words, status in ((closed, 1), ([*closed[:-2], str(tmp_path)], 2)):
        environ = {**os.environ, "VIRK_EDGE_FEED": f"ipc://{tmp_path}/none.sock"}
        assert subprocess.run(words, check=False, env=environ).returncode == status


def test_any_name_of_a_file_can_be_said(tmp_path: Path) -> None:
    """A terminal of another alphabet, or a name that is in none, is no bug of ours."""
    name = tmp_path / os.fsdecode(b"\xce\xbc\xff")  # a Greek letter, and a byte of no letter
    name.mkdir()
    for encoding, shown in (("ascii:strict", r"\u03bc\udcff"), ("utf-8:strict", "\u03bc\\udcff")):
        done = subprocess.run(
            [sys.executable, "-m", "virk_edge", "bundles", "list", "--store", str(name)],
            check=False,
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": encoding},
        )
        assert (done.returncode, shown in done.stdout.decode()) == (0, True), done


def test_config_check_names_the_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bad file is status 78 and one sentence with file and key."""
    path = tmp_path / "c.toml"
    path.write_text("detect.hold_secs = 1", encoding="utf-8")
    assert main(["config", "check", str(path)]) == 78
    assert capsys.readouterr().err.startswith(f"virk-edge: {path}: $.detect.hold_secs: ")
    path.write_text("", encoding="utf-8")
    assert main(["config", "check", str(path)]) == 78
    assert "is empty" in capsys.readouterr().err
    path.write_text("# the defaults\n", encoding="utf-8")
    assert main(["config", "check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: good\n"


def test_config_show_prints_what_is_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Defaults, file and environment together, as TOML that can be used again or as JSON."""
    from virk_edge.formats.config_toml import parse_config

    monkeypatch.setenv("VIRK_EDGE_FEED", "ipc:///tmp/f")
    path = tmp_path / "c.toml"
    path.write_text("detect.hold_seconds = 4", encoding="utf-8")
    assert main(["config", "show", str(path)]) == 0
    config = parse_config(capsys.readouterr().out)
    assert (config.detect.hold_seconds, config.feed.endpoint) == (4.0, "ipc:///tmp/f")
    assert main(["config", "show", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["detect"]["hold_seconds"] == 4.0
    assert main(["config", "check", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"event": "config_good", "file": str(path)}
