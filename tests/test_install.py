"""tools/install on a folder in place of a device: what it writes, keeps, repeats and takes away."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def tool(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer as a module; it has no suffix."""
    loader = SourceFileLoader("installer", str(repository / "tools" / "install"))
    spec = importlib.util.spec_from_loader("installer", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "installer", module)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # it would lie beside the tools
    loader.exec_module(module)
    return module


class FakeDevice:
    """A system below a folder, whose programs do no more than leave what the real ones leave."""

    def __init__(self, root: Path, repository: Path) -> None:
        self.root, self.repository = root, repository
        self.ran: list[str] = []
        self.failing = ""
        (root / "var" / "tmp").mkdir(parents=True)
        self.wheels = root / "wheels"
        self.wheels.mkdir()
        (self.wheels / "virk_edge-0.1.0-py3-none-any.whl").write_bytes(b"first")

    def run(self, words: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        """In place of subprocess.run."""
        assert words[:2] == ("chroot", str(self.root)), "a command left the image"
        command = " ".join(words[2:])
        self.ran.append(command)
        if self.failing and self.failing in command:
            return subprocess.CompletedProcess(words, 1, "", "no")
        prefix = self.root / "opt" / "virk-edge"
        if "-m venv" in command:
            (prefix / "bin").mkdir(parents=True)
            (prefix / "bin" / "pip").touch()
        if "pip " in command and " install " in command:
            package = prefix / "lib" / "python3.11" / "site-packages" / "virk_edge"
            shutil.rmtree(package, ignore_errors=True)
            shutil.copytree(self.repository / "systemd", package / "data" / "systemd")
            shutil.copy(self.repository / "config.example.toml", package)
        return subprocess.CompletedProcess(words, 0, "", "")

    def files(self) -> set[str]:
        """All but the environment's own."""
        found = (str(p.relative_to(self.root)) for p in self.root.rglob("*") if not p.is_dir())
        return {name for name in found if not name.startswith(("opt/", "wheels/"))}


@pytest.fixture
def device(
    tool: ModuleType, tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> FakeDevice:
    """A bare device."""
    fake = FakeDevice(tmp_path, repository)
    monkeypatch.setattr(tool.subprocess, "run", fake.run)
    monkeypatch.setattr(tool.os, "geteuid", lambda: 0)
    return fake


@pytest.fixture
def install(tool: ModuleType, device: FakeDevice) -> Callable[..., int]:
    """Run the installer for this device."""

    def run(*words: str) -> int:
        wheels = () if "--remove" in words else ("--wheels", str(device.wheels))
        return int(tool.main(["--root", str(device.root), *wheels, *words]))

    return run


def test_the_list_of_files_is_the_folder(tool: ModuleType, repository: Path) -> None:
    """A unit that nobody installs would be found out on a device; examples stay in the package."""
    there = {path.name for path in (repository / "systemd").iterdir()}
    assert set(tool.FILES) == there - {"virk-edge-loopback.conf"}


def test_a_dry_run_touches_nothing(device: FakeDevice, install: Callable[..., int]) -> None:
    """It says what it would do."""
    assert install("--dry-run") == 0
    assert (device.files(), device.ran) == (set(), [])


def test_installing_leaves_what_it_says(device: FakeDevice, install: Callable[..., int]) -> None:
    """Units, users, folders, a configuration, a command; enabled, and not started in an image."""
    assert install() == 0
    assert {
        "usr/local/lib/systemd/system/virk-edge.service",
        "usr/local/lib/sysusers.d/virk-edge.conf",
        "etc/udev/rules.d/70-virk-edge-usb.rules",
        "etc/virk-edge/config.toml",
        "usr/local/bin/virk-edge",
    } <= device.files()
    assert "systemctl enable virk-edge.service" in device.ran
    assert not any("start" in command for command in device.ran)


def test_the_second_time_there_is_nothing_to_do(
    device: FakeDevice, install: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, nothing is exchanged, and so there is nothing to tell."""
    assert install() == 0
    device.ran.clear()
    capsys.readouterr()
    assert install() == 0
    assert capsys.readouterr().out.startswith("no systemd runs here")
    assert not any(" install " in command for command in device.ran)


def test_another_wheel_is_an_upgrade_and_the_configuration_stays(
    device: FakeDevice, install: Callable[..., int]
) -> None:
    """What an operator has written is never overwritten."""
    assert install() == 0
    config = device.root / "etc" / "virk-edge" / "config.toml"
    config.write_text("# mine\n", encoding="utf-8")
    (device.wheels / "virk_edge-0.1.0-py3-none-any.whl").write_bytes(b"second")
    device.ran.clear()
    assert install() == 0
    assert any(" install " in command for command in device.ran)
    assert config.read_text(encoding="utf-8") == "# mine\n"


def test_what_failed_half_way_is_done_again(
    device: FakeDevice, install: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """An environment that is not whole is never taken for a finished one."""
    device.failing = " install "
    assert install() == 1
    assert "failed; its own words are above" in capsys.readouterr().err
    device.failing = ""
    assert install() == 0
    assert any(" install " in command for command in device.ran)


def test_what_could_not_be_enabled_is_enabled_the_next_time(
    device: FakeDevice, install: Callable[..., int]
) -> None:
    """That the files are in their places does not mean that it was finished."""
    device.failing = "systemd-sysusers"
    assert install() == 1
    device.failing = ""
    device.ran.clear()
    assert install() == 0
    assert "systemctl enable virk-edge.service" in device.ran


def test_a_folder_of_somebody_else_is_left_alone(
    device: FakeDevice, install: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither filled nor removed."""
    mine = device.root / "opt" / "virk-edge" / "thesis.txt"
    mine.parent.mkdir(parents=True)
    mine.touch()
    assert install() == install("--remove") == 1
    assert capsys.readouterr().err.count("was not made by this program") == 2
    assert mine.exists()


def test_another_prefix_stands_in_the_units(
    device: FakeDevice, install: Callable[..., int], repository: Path
) -> None:
    """They start the program where it is."""
    (device.root / "srv").mkdir()
    (device.root / "srv" / "edge").symlink_to("../opt/virk-edge")  # where the fake puts it
    (device.root / "opt" / "virk-edge").mkdir(parents=True)
    assert install("--prefix", "/srv/edge") == 0
    unit = device.root / "usr/local/lib/systemd/system/virk-edge.service"
    assert "ExecStart=/srv/edge/bin/virk-edge run" in unit.read_text(encoding="utf-8")


@pytest.mark.parametrize("purge", [False, True])
def test_removing_keeps_what_was_recorded_unless_purged(
    device: FakeDevice, install: Callable[..., int], purge: bool
) -> None:
    """Everything else goes, also what somebody else's link does not point to."""
    assert install() == 0
    bundle = device.root / "var" / "lib" / "virk-edge" / "one.virk.zip"
    bundle.parent.mkdir(parents=True)
    bundle.touch()
    assert install("--remove", *(["--purge"] if purge else [])) == 0
    kept = {"etc/virk-edge/config.toml", "var/lib/virk-edge/one.virk.zip"}
    assert device.files() == (set() if purge else kept)
    assert not (device.root / "opt" / "virk-edge").exists()
    assert ("userdel virk-edge" in device.ran) == purge


def test_somebody_elses_command_is_left_alone(
    device: FakeDevice, install: Callable[..., int]
) -> None:
    """A program of that name that was there before stays there."""
    command = device.root / "usr" / "local" / "bin" / "virk-edge"
    command.parent.mkdir(parents=True)
    command.write_text("mine", encoding="utf-8")
    assert install() == install("--remove") == 0
    assert command.read_text(encoding="utf-8") == "mine"


def test_without_root_it_says_so(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, and nothing is done."""
    monkeypatch.setattr(tool.os, "geteuid", lambda: 1000)
    assert tool.main([]) == 1
    assert capsys.readouterr().err == "virk-edge: this needs root; --dry-run does not\n"
