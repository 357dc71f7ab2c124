"""What a service manager hears and hands over, and the watchdog that only progress feeds."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.daemons import Camera, Lines, config_text, running
from tests.feeds import endpoint_in, picture, until
from virk_edge.adapters import service
from virk_edge.adapters.beat import Beat
from virk_edge.adapters.service import ServiceManager, is_journal
from virk_edge.core.pipeline import Pipeline
from virk_edge.daemon import main as daemons
from virk_edge.daemon.log import Log
from virk_edge.daemon.watch import Watch
from virk_edge.errors import ConfigError
from virk_edge.formats.config_toml import parse_config
from virk_edge.publisher import FramePublisher

PID = 4711


class Manager:
    """The manager's end: a real datagram socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address[0] == "@" else address)
        self._socket.settimeout(0.05)
        self.heard: list[str] = []

    def listen(self) -> None:
        """Take what is there; waits a moment for it."""
        try:
            self.heard.append(self._socket.recv(4096).decode())
        except TimeoutError:
            return

    def has(self, words: str) -> bool:
        return any(words in heard for heard in self.heard)

    def close(self) -> None:
        self._socket.close()


@contextmanager
def manager_at(address: str) -> Iterator[Manager]:
    manager = Manager(address)
    try:
        yield manager
    finally:
        manager.close()


@pytest.mark.parametrize("abstract", [False, True])
def test_the_manager_hears_the_protocols_words(tmp_path: Path, abstract: bool) -> None:
    """One datagram a message, also at an address in no folder."""
    address = f"@virk-edge-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    environ = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(PID)}
    with manager_at(address) as manager:
        ours = ServiceManager.of(environ, PID)
        ours.ready()
        ours.reloading()
        ours.say("two\nlines are one")
        ours.beat()
        ours.stopping()
        for _ in range(5):
            manager.listen()
    assert ours.watchdog_seconds == 30.0
    ready, reloading, *rest = manager.heard
    assert ready == "READY=1"
    assert reloading.startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert rest == ["STATUS=two lines are one", "WATCHDOG=1", "STOPPING=1"]


def test_a_manager_that_is_not_there_or_does_not_read_costs_nothing(tmp_path: Path) -> None:
    """Nothing is raised, nothing waits."""
    ServiceManager().ready()
    for address in (str(tmp_path / "none"), "@nobody-is-here", "vsock:2:1", "x" * 200, "/" * 200):
        ServiceManager(address, 30.0).beat()
    with manager_at(str(tmp_path / "notify")) as manager:
        deaf = ServiceManager(manager.address)
        for _ in range(1000):  # the kernel keeps far fewer
            deaf.ready()


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({"WATCHDOG_USEC": "2000000"}, 2.0),
        ({"WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "often"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({}, None),
    ],
)
def test_a_watchdog_of_another_process_is_not_ours(
    environ: dict[str, str], seconds: float | None
) -> None:
    """The variables are inherited by everything that somebody starts."""
    assert ServiceManager.of(environ, PID).watchdog_seconds == seconds


def test_only_output_that_goes_to_the_journal_is_the_journals(tmp_path: Path) -> None:
    """The variable is inherited too, and names the stream that it means."""
    with (tmp_path / "out").open("wb") as out:
        found = os.fstat(out.fileno())
        environ = {"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}
        assert is_journal(environ, out.fileno())
        assert not is_journal({}, out.fileno())
        assert not is_journal({"JOURNAL_STREAM": "8:1"}, out.fileno())
    assert not is_journal(environ, -1)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"LISTEN_FDS": "2", "LISTEN_PID": str(PID)}, "2 sockets"),
        ({"LISTEN_FDS": "1", "LISTEN_PID": "1"}, None),
        ({"LISTEN_FDS": "many", "LISTEN_PID": str(PID)}, None),
    ],
)
def test_sockets_that_are_not_for_us(environ: dict[str, str], words: str | None) -> None:
    """Of another process: none of our business. More than one: a sentence."""
    if words is None:
        assert ServiceManager.of(environ, PID).listen_fd("ipc:///x") is None
        return
    with pytest.raises(ConfigError, match=words):
        ServiceManager.of(environ, PID)


def handed_over(monkeypatch: pytest.MonkeyPatch, given: socket.socket) -> ServiceManager:
    """What a program sees whose manager has put this socket in the first place."""
    monkeypatch.setattr(service, "_FIRST_FD", given.fileno())
    return ServiceManager.of({"LISTEN_FDS": "1", "LISTEN_PID": str(PID)}, PID)


def test_a_socket_that_listens_is_taken_for_its_own_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For another path it is a sentence: hooks would knock where nobody is."""
    endpoint, other = endpoint_in(tmp_path), f"ipc://{tmp_path}/other.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as given:
        given.bind(endpoint.removeprefix("ipc://"))
        given.listen(1)
        given.set_inheritable(True)
        manager = handed_over(monkeypatch, given)
        assert manager.listen_fd(endpoint) == given.fileno()
        assert not given.get_inheritable() and not os.get_blocking(given.fileno())
        for elsewhere in (other, "tcp://127.0.0.1:5555"):
            with pytest.raises(ConfigError, match=r"^\$\.feed\.endpoint: .*feed\.sock"):
                manager.listen_fd(elsewhere)


@pytest.mark.parametrize("kind", ["deaf", "datagrams", "port", "file"])
def test_something_else_than_a_listening_path_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A socket unit with another kind of line in it."""
    family = socket.AF_INET if kind == "port" else socket.AF_UNIX
    style = socket.SOCK_DGRAM if kind == "datagrams" else socket.SOCK_STREAM
    with socket.socket(family, style) as given, (tmp_path / "file").open("wb") as file:
        if kind == "port":
            given.bind(("127.0.0.1", 0))
            given.listen(1)
        else:
            given.bind(str(tmp_path / "it"))
        with pytest.raises(ConfigError, match="ListenStream="):
            handed_over(monkeypatch, given if kind != "file" else file)  # type: ignore[arg-type]


# -- the watchdog -------------------------------------------------------------------------------


class FakeBeat(Beat):
    """A thread whose waiting for a processor a test decides."""

    queued_s = 0.0

    def queued_seconds(self) -> float:
        return self.queued_s


class Words(ServiceManager):
    """Counts its beats."""

    beats = 0

    def beat(self) -> None:
        self.beats += 1


def looked_after(beat: Beat) -> tuple[Watch, Words, Lines]:
    lines, words = Lines(), Words("", 40.0)
    log = Log(level="info", style="json", stream=lines)  # type: ignore[arg-type]  # a text stream
    return Watch({"compute": beat}, words, log), words, lines


def test_a_thread_that_has_no_turns_is_told_once_and_the_watchdog_hears_nothing() -> None:
    """A quarter of the time in one turn is work; half of it is a hang, until it moves again."""
    beat = FakeBeat()
    watch, words, lines = looked_after(beat)
    assert [watch.look(float(second)) for second in range(11)] == [True] * 11
    assert words.beats == 3
    assert [watch.look(float(second)) for second in range(11, 31)] == [False] * 20
    assert words.beats == 3
    (told,) = lines.of("thread_hangs")
    assert (told["thread"], told["seconds"], watch.hanging) == ("compute", 21.0, "compute")
    beat.turns += 1
    assert watch.look(31.0)
    assert words.beats == 4
    assert len(lines.of("thread_moves_again")) == 1 and watch.hanging == ""


def test_a_thread_that_waits_for_a_processor_does_not_hang() -> None:
    """Where the model leaves nothing, a turn of 50 ms can take a minute. A restart is dearer."""
    beat = FakeBeat()
    watch, words, _ = looked_after(beat)
    for second in range(120):
        assert watch.look(float(second))
        beat.queued_s += 0.95
    assert words.beats == 24


def test_a_process_that_was_held_up_as_a_whole_does_not_hang() -> None:
    """Paused in its container for an hour: the first look afterwards comes before any turn."""
    watch, words, lines = looked_after(FakeBeat())
    assert watch.look(0.0)
    assert watch.look(3600.0)
    assert words.beats == 2 and lines.of("thread_hangs") == []


def test_a_beat_is_a_second_at_most() -> None:
    """Looks are more frequent than words to the manager."""
    beat = FakeBeat()
    watch, words, _ = looked_after(beat)
    for tenth in range(100):
        beat.turns += 1
        watch.look(tenth / 10)
    assert words.beats == 2


def test_the_kernel_says_how_long_a_thread_was_queued() -> None:
    """A number for a thread of ours, nothing for one that has had no turn."""
    beat = Beat()
    assert (beat.queued_seconds(), beat.where()) == (0.0, "")
    beat.turn()
    assert beat.queued_seconds() >= 0.0
    assert __file__ in beat.where() or "in where" in beat.where()


def test_a_judge_that_hangs_stops_the_beats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The compute thread of a real daemon, held up in the middle of a frame."""
    entered, go_on = threading.Event(), threading.Event()
    process = Pipeline.process

    def hang(*given: object) -> object:
        entered.set()
        go_on.wait(20.0)
        return process(*given)  # type: ignore[arg-type]

    with running(tmp_path) as run:
        compute = run.daemon.compute
        watch, words, lines = looked_after(compute.beat)
        turns = compute.beat.turns
        until(lambda: compute.beat.turns > turns + 1, run.lines.wait)  # also when nothing comes
        monkeypatch.setattr(Pipeline, "process", hang)
        camera = Camera(run.endpoint)

        def hung() -> bool:
            camera.show()
            return entered.is_set()

        until(hung, run.lines.wait)
        feed_turns = run.daemon.receiver.beat.turns
        assert watch.look(0.0)
        assert not [watch.look(1.0 * second) for second in range(1, 31)][-1]
        assert words.beats == 3
        (told,) = lines.of("thread_hangs")
        assert "threading.py" in told["where"]

        def fed() -> bool:
            camera.show()
            return run.daemon.receiver.beat.turns > feed_turns  # the other thread gets on

        until(fed, run.lines.wait)
        go_on.set()
        monkeypatch.undo()
        until(lambda: watch.look(30.0), run.lines.wait)
    camera.publisher.close()


def test_asking_for_a_reload_is_no_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often: a thread that hangs is found all the same."""
    seconds = itertools.count()
    monkeypatch.setattr(Beat, "turn", lambda beat: None)
    monkeypatch.setattr(daemons, "_LOOK_SECONDS", 0.001)
    monkeypatch.setattr(daemons, "time", SimpleNamespace(monotonic=lambda: float(next(seconds))))

    async def watched_for_a_moment(daemon: daemons.Daemon) -> None:
        wake = asyncio.Event()
        asyncio.get_running_loop().call_later(0.005, wake.set)
        await daemon.watch(wake)

    lines, words = Lines(), Words("", 40.0)
    log = Log(level="info", style="json", stream=lines)  # type: ignore[arg-type]  # a text stream
    daemon = daemons.Daemon(parse_config(config_text(tmp_path)), log, words)
    daemon.start()
    try:
        while next(seconds) < 60:
            asyncio.run(watched_for_a_moment(daemon))
        assert words.beats <= 3
        assert len(lines.of("thread_hangs")) == 2
    finally:
        daemon.end()


# -- the whole program --------------------------------------------------------------------------


_HAND_OVER = """\
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


def started(folder: Path, notify: str, listener: socket.socket) -> subprocess.Popen[str]:
    """``virk-edge run`` as a service manager starts it, with a socket that listens already."""
    config = folder / "config.toml"
    config.write_text(config_text(folder), encoding="utf-8")
    program = [sys.executable, "-m", "virk_edge", "run", "--config", str(config)]
    fd = listener.fileno()
    return subprocess.Popen(
        [sys.executable, "-c", _HAND_OVER, str(fd), *program],
        pass_fds=(fd,),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NOTIFY_SOCKET": notify, "WATCHDOG_USEC": "20000000"},
    )


def test_a_service_from_its_start_to_its_end(tmp_path: Path) -> None:
    """Its socket is taken and left, it is ready, beats, reloads, says that it stops: status 0."""
    path = Path(endpoint_in(tmp_path).removeprefix("ipc://"))
    config = tmp_path / "config.toml"
    with (
        manager_at(str(tmp_path / "notify")) as manager,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener,
    ):
        listener.bind(str(path))
        listener.listen(10)
        inode = path.stat().st_ino
        with started(tmp_path, manager.address, listener) as daemon:
            try:
                until(lambda: manager.has("READY=1"), manager.listen)
                until(lambda: manager.has("STATUS=cameras heard: 0"), manager.listen)
                until(lambda: manager.has("WATCHDOG=1"), manager.listen)
                with FramePublisher("door", endpoint=endpoint_in(tmp_path)) as camera:
                    # True when it was asked for: somebody is behind that door.
                    until(lambda: camera.publish(picture()), manager.listen)
                manager.heard.clear()
                config.write_text(config_text(tmp_path, "[budget]\nhaste = 1\n"), encoding="utf-8")
                daemon.send_signal(signal.SIGHUP)
                until(lambda: manager.has("new configuration refused"), manager.listen)
                assert manager.has("RELOADING=1") and manager.has("READY=1")
                daemon.send_signal(signal.SIGTERM)
                daemon.send_signal(signal.SIGTERM)
                out, err = daemon.communicate(timeout=20.0)
            finally:
                daemon.kill()
        until(lambda: manager.has("STOPPING=1"), manager.listen)
        assert (daemon.returncode, err) == (0, "")
        assert path.stat().st_ino == inode  # the manager's, also when we are gone
    events = [json.loads(line) for line in out.splitlines()]
    (refused,) = [line for line in events if line["event"] == "config_refused"]
    assert "$.budget.haste" in refused["why"] and refused["level"] == "error"
    assert events[-1]["event"] == "stopped" and events[-1]["clean"]
