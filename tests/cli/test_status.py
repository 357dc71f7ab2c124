"""``virk-edge status``: a daemon that runs, one that was stopped, one that hangs, and none."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.daemons import Camera, config_text, running
from virk_edge.adapters.host import clocks_record
from virk_edge.adapters.status_file import load_standing, status_path, write_standing
from virk_edge.cli.main import main
from virk_edge.formats.config_toml import parse_config
from virk_edge.formats.standing import (
    BudgetStanding,
    CameraStanding,
    LearningStanding,
    SignalStanding,
    Standing,
    read_standing,
    standing_bytes,
)

SIGNALS = {
    "cpu_pressure": SignalStanding(71.5, "% of time", 50.0, True),
    "temperature": SignalStanding(None, "C", 80.0, False, "no thermal zone that can be read"),
}
CAMERA = CameraStanding(
    published=4000,
    received=1010,
    analysed=900,
    without_embedding=40,
    recorded_only=60,
    waiting=0,
    shed={"superseded": 8, "budget": 42, "undecodable": 0},
    level=2,
    silent_seconds=0.1,
    incident="abc123",
    recording=True,
    losses={"budget": 42, "superseded": 8, "hook": 3},
    fps=29.97,
    incidents=1,
    learning=LearningStanding(4, 3, "session", 0.71, 0.129, 5.2, ("image",)),
)


def standing() -> Standing:
    """A daemon that steps back, just now."""
    now = clocks_record()
    return Standing(
        virk_edge="9.9.9",
        pid=4711,
        boot_id=now.boot_id,
        t_boot_ns=now.boot_ns,
        t_wall_ns=now.wall_ns,
        started_boot_ns=now.boot_ns - 7200 * 10**9,
        running=True,
        endpoint="ipc:///run/x.sock",
        budget=BudgetStanding(20.0, 7.25, 0.4, ("cpu_pressure",), SIGNALS),
        cameras={"door": CAMERA},
        refused={"header_syntax": 5},
        states_not_saved={"door": 2},
    )


class Device:
    """A configuration, the file beside its socket, and the command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config = folder / "config.toml"
        self.config.write_text(config_text(folder), encoding="utf-8")
        self.path = status_path(parse_config(config_text(folder)))
        self._capsys = capsys

    def status(self, *words: str) -> tuple[int, str, str]:
        """Exit status, output and errors."""
        found = main(["status", "--config", str(self.config), *words])
        return found, *self._capsys.readouterr()


@pytest.fixture
def device(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Device:
    """One without a daemon."""
    return Device(tmp_path, capsys)


def test_a_standing_reads_back_and_newer_keys_do_not_matter():
    """What a later version adds is not ours to refuse; what is broken is."""
    there = standing()
    assert read_standing(standing_bytes(there), "x") == there
    more = json.loads(standing_bytes(there)) | {"new": 1}
    assert read_standing(json.dumps(more).encode(), "x") == there


def test_a_person_reads_what_is_seen_shed_and_why(device: Device):
    """In 80 columns: the sum, the reason, what is missing, what was lost."""
    write_standing(device.path, standing())
    status, out, err = device.status()
    assert (status, err) == (0, "")
    flat = " ".join(out.split())
    for words in (
        "virk-edge 9.9.9, process 4711, up 2 h",
        "7.2 % of a core used in the last minute, 20 % allowed",
        "stepping back to 40 % of that: cpu_pressure",
        "cpu_pressure: 71.5 % of time; we step back from 50 % of time - now",
        "temperature: not known (no thermal zone that can be read)",
        "door: one frame in 4 asked for, of 30 a second; incident abc123 is open and being",
        "4,000 published; 1,010 received = 900 analysed (40 without embedding) + 60 recorded only",
        "8 superseded + 42 budget",
        "lost: 3 hook",
        "3 of 4 channels armed by session, calendar 12 %; the baseline supports at most 6 false",
        "image may have learnt a fault",
        "5 header_syntax",
        "what door has learnt, 2 times",
    ):
        assert words in flat, words
    assert max(map(len, out.splitlines())) <= 80
    assert out.index("door: ") < out.index("temperature: ")  # a small window shows the cameras


def test_a_machine_reads_the_same(device: Device):
    """One object, names as in the documents."""
    write_standing(device.path, standing())
    status, out, _ = device.status("--json")
    (line,) = out.splitlines()
    found = json.loads(line)
    assert (status, found["event"], found["trouble"]) == (0, "status", None)
    camera = found["cameras"]["door"]
    known = camera["analysed"] + camera["recorded_only"] + camera["waiting"]
    assert camera["received"] == known + sum(camera["shed"].values())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"running": False}, "was stopped"),
        ({"boot_id": "another"}, "before the last boot"),
        ({"t_boot_ns": 1}, "has said nothing for"),
    ],
)
def test_what_is_not_alive_is_not_healthy(device: Device, change: dict[str, object], words: str):
    """The last words are shown, and the status is 1."""
    write_standing(device.path, replace(standing(), **change))  # type: ignore[arg-type]
    status, out, err = device.status()
    assert status == 1 and words in err and "4711" in out


def test_no_daemon_and_a_broken_file_are_one_sentence_each(device: Device):
    """Which file, and what to do."""
    status, out, err = device.status()
    assert (status, out) == (1, "") and "no daemon runs here" in err and err.count("\n") == 1
    status, out, _ = device.status("--json")
    told = json.loads(out)
    assert (status, told["event"]) == (1, "status") and "no daemon runs here" in told["trouble"]
    device.path.write_bytes(b"{}")
    status, out, err = device.status()
    assert (status, out) == (1, "") and str(device.path) in err and err.count("\n") == 1
    device.path.write_bytes(b" " * (1 << 21))
    assert "too long" in device.status()[2]


class Turns:
    """An end that is asked for after so many renewals; ``between`` happens in between."""

    def __init__(self, turns: int, between: Callable[[], object]) -> None:
        self._turns, self._between = turns, between

    def is_set(self) -> bool:
        return self._turns == 0

    def wait(self, seconds: float) -> bool:
        assert 0 < seconds <= 2
        self._turns -= 1
        self._between()
        return False


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], object]], None]:
    """Have a watch end after so many renewals instead of a signal, without waiting."""

    def install(turns: int, between: Callable[[], object]) -> None:
        end = nullcontext(Turns(turns, between))
        monkeypatch.setattr("virk_edge.cli.ending.asked_to_end", lambda: end)

    return install


def test_a_watch_shows_a_daemon_come_and_change(device: Device, watched: Any):
    """Piped: one block after the other, and that none is there yet is no reason to end."""
    watched(3, lambda: write_standing(device.path, standing()))
    status, out, err = device.status("--watch")
    assert (status, err) == (0, "")
    blocks = out.strip().split("\n\nvirk-edge 9.9.9")
    assert len(blocks) == 3 and "no daemon runs here" in blocks[0] and "\033" not in out


def test_a_watch_for_machines_is_a_line_for_each_renewal(device: Device, watched: Any):
    """Also while there is nothing, or something broken, to read."""
    watched(3, lambda: device.path.write_bytes(b"{}"))
    status, out, _ = device.status("--watch", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 0 and [set(line) for line in lines] == [{"event", "trouble"}] * 3
    assert "no daemon" in lines[0]["trouble"] and str(device.path) in lines[2]["trouble"]
    write_standing(device.path, standing())
    watched(1, lambda: None)
    (line,) = map(json.loads, device.status("--watch", "--json")[1].splitlines())
    assert line["cameras"]["door"]["learning"]["armed"] == 3


def test_a_watch_on_a_terminal_stays_in_place_and_in_its_window(
    device: Device, watched: Any, monkeypatch: pytest.MonkeyPatch
):
    """It clears, goes home, and leaves out what would scroll away, which it says."""
    many = {f"camera{n}": CAMERA for n in range(9)}
    write_standing(device.path, replace(standing(), cameras=many))
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    watched(2, lambda: None)
    status, out, _ = device.status("--watch")
    first, second = out.split("\033[H")[1:]
    assert status == 0 and out.startswith("\033[2J") and second.startswith("\033[J")
    assert first.count("\n") <= 24 and "lines more in a taller window" in first


def test_ctrl_c_ends_a_watch_in_good_order(tmp_path: Path, device: Device):
    """A real signal, a real process."""
    write_standing(device.path, standing())
    command = [sys.executable, "-m", "virk_edge", "status", "--config", str(device.config)]
    with subprocess.Popen([*command, "--watch"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and "9.9.9" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_a_real_daemon_leaves_its_last_words(tmp_path: Path, device: Device):
    """What it received is what became of it."""
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        run.feed(camera, 10)
        run.daemon._post(running=True)
        assert device.status()[0] == 0
    camera.publisher.close()
    assert device.status()[0] == 1
    last = load_standing(device.path)
    assert last is not None and not last.running
    door = last.cameras["door"]
    assert door.analysed == run.analysed() >= 10  # on a slow machine one more was on its way
    assert door.received == door.analysed + door.waiting + sum(door.shed.values())
    assert door.learning is not None and door.learning.channels >= 2 and not door.learning.armed
    assert set(last.budget.signals) >= {"loop_latency", "frame_age", "cpu_pressure"}


def test_an_endpoint_with_a_port_has_its_file_in_the_store():
    """There is no socket to put it beside."""
    config = parse_config(
        "[feed]\nendpoint = 'tcp://127.0.0.1:5555'\n[store]\ndirectory = '/x/y'\n"
    )
    assert status_path(config) == Path("/x/y/.feed.status")


def test_a_broken_configuration_of_the_device_hides_no_daemon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It goes on with the old one, and says in its status that the new one was refused."""
    broken = tmp_path / "config.toml"
    broken.write_text("[feed\n")
    monkeypatch.setattr("virk_edge.adapters.config_file.SYSTEM_CONFIG", broken)
    monkeypatch.setattr(
        "virk_edge.adapters.config_file.load_config.__kwdefaults__", {"system_path": broken}
    )
    monkeypatch.setenv("VIRK_EDGE_FEED", f"ipc://{tmp_path}/feed.sock")
    write_standing(tmp_path / "feed.sock.status", standing())
    assert main(["status", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["virk_edge"] == "9.9.9"
    assert "looking where a daemon is by default" in said.err
    assert main(["status", "--config", str(broken)]) == 78
