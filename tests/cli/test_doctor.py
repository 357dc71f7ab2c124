"""``virk-edge doctor``: with a daemon, without one, and with what is wrong."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.test_status import CAMERA, standing
from tests.daemons import config_text, running
from virk_edge.adapters import doctor_feed, doctor_guards
from virk_edge.adapters.status_file import status_path, write_standing
from virk_edge.cli.main import main
from virk_edge.formats.config_toml import parse_config
from virk_edge.formats.standing import StoreStanding

ALWAYS = ["config", "extras", "software", "model", "daemon", "cgroup", "quota", "pressure"]


@pytest.fixture(autouse=True)
def _burn_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trials of a few milliseconds; what they find is not looked at here."""
    monkeypatch.setattr(doctor_guards, "_PRESSURE_SECONDS", 0.01)
    monkeypatch.setattr(doctor_guards, "_QUOTA_SECONDS", 0.01)


def doctor(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, dict[str, str]]]:
    """Its status, and every check by name."""
    status = main(["doctor", "--json", "--config", str(folder / "config.toml")])
    *checks, last = map(json.loads, capsys.readouterr().out.splitlines())
    bad = sum(check["verdict"] == "bad" for check in checks)
    assert (last["event"], last["checks"], last["bad"]) == ("doctor", len(checks), bad)
    assert status == (1 if bad else 0)
    return status, {check["name"]: check for check in checks}


def test_with_a_daemon_everything_is_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """Its guards, its store, its socket, and a frame that it counts."""
    (tmp_path / "config.toml").write_text(config_text(tmp_path), encoding="utf-8")
    with running(tmp_path) as run:
        run.daemon._post(running=True)
        waiting = SimpleNamespace(sleep=lambda s: run.daemon._post(running=True))
        monkeypatch.setattr("virk_edge.cli.doctor.time", waiting)
        _, found = doctor(tmp_path, capsys)
    rest = ["priority", "weight", "heat", "clock", "room", "disk", "write", "socket", "frame"]
    assert list(found) == ALWAYS + rest
    for name in ("config", "model", "daemon", "write", "frame"):
        assert found[name]["verdict"] == "good", found[name]


def test_without_a_daemon_it_says_what_could_not_be_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """In 80 columns, and no fault of the machine."""
    (tmp_path / "config.toml").write_text(config_text(tmp_path), encoding="utf-8")
    (tmp_path / "store").mkdir()
    _, found = doctor(tmp_path, capsys)
    assert list(found) == [*ALWAYS, "heat", "clock", "room", "disk", "write", "frame"]
    assert (found["daemon"]["verdict"], found["frame"]["verdict"]) == ("warning", "unknown")
    main(["doctor", "--config", str(tmp_path / "config.toml")])
    out = capsys.readouterr().out
    lines = [line for line in out.splitlines() if str(tmp_path) not in line]  # for copying, whole
    assert out.startswith("virk-edge doctor: ") and max(map(len, lines)) <= 80
    assert "-> start it" in " ".join(out.split())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"config_refused": "$.x: wrong"}, "old configuration: $.x: wrong"),
        ({"store": StoreStanding(0, 0, 0, 0, {}, {}, 0, "no room")}, "no room"),
    ],
)
def test_a_daemon_in_trouble_is_bad(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, object],
    words: str,
):
    """It runs, and still nothing is as it should be."""
    monkeypatch.setattr(doctor_feed, "_SEND_SECONDS", 0.05)
    text = config_text(tmp_path)
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    there = replace(standing(), pid=os.getpid(), **change)  # type: ignore[arg-type]
    write_standing(status_path(parse_config(text)), there)
    status, found = doctor(tmp_path, capsys)
    assert status == 1 and found["daemon"]["verdict"] == "bad"
    assert words in found["daemon"]["found"] and found["socket"]["verdict"] == "bad"


def test_a_daemon_that_was_killed_is_bad(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """It should run; one that was stopped in good order only leaves things unproved."""
    text = config_text(tmp_path)
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    for running_, verdict, todo in (
        (True, "bad", "start it anew"),
        (False, "warning", "start it:"),
    ):
        long_ago = replace(standing(), t_boot_ns=1, running=running_)
        write_standing(status_path(parse_config(text)), long_ago)
        _, found = doctor(tmp_path, capsys)
        assert found["daemon"]["verdict"] == verdict and todo in found["daemon"]["todo"]


def test_a_camera_that_was_never_heard_is_no_camera_that_is_heard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """A configured one has an account from the start."""
    monkeypatch.setattr(doctor_feed, "_SEND_SECONDS", 0.05)
    text = config_text(tmp_path)
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    cameras = {**standing().cameras, "gate": replace(CAMERA, published=0)}
    there = replace(standing(), pid=os.getpid(), cameras=cameras)
    write_standing(status_path(parse_config(text)), there)
    _, found = doctor(tmp_path, capsys)
    assert found["daemon"]["verdict"] == "warning"
    assert found["daemon"]["found"].endswith("hears 1 camera, and not gate")


def test_a_broken_configuration_is_found_and_the_rest_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """With the defaults, which it says."""
    (tmp_path / "config.toml").write_text("[nonsense]\n", encoding="utf-8")
    status, found = doctor(tmp_path, capsys)
    assert status == 1 and found["config"]["verdict"] == "bad" and "model" in found
    assert "nonsense" in found["config"]["found"]
