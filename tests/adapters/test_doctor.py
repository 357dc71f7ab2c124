"""The doctor's readings and trials: made-up kernels, real writes, a real daemon."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zmq

from tests.daemons import Camera, running
from virk_edge.adapters import doctor_feed, doctor_guards
from virk_edge.adapters.doctor_feed import check_frame, check_socket
from virk_edge.adapters.doctor_guards import (
    check_controllers,
    check_pressure,
    check_priority,
    check_quota,
    check_weight,
    groups_of,
    tightest_quota,
)
from virk_edge.adapters.doctor_machine import check_clock, check_extras, check_heat, check_model
from virk_edge.adapters.doctor_store import check_disk, check_store
from virk_edge.adapters.status_file import load_standing, status_path
from virk_edge.formats.config import Config, EmbedderConfig, FeedConfig, MetricsConfig, StoreConfig
from virk_edge.formats.endpoints import host_and_port
from virk_edge.formats.standing import BudgetStanding, Standing

BUDGET = BudgetStanding(20.0, 1.0, 1.0, (), {})
STANDING = Standing("1", 1, "", 0, 0, 0, True, "", BUDGET, {}, {}, {})
UNIT = "sys/fs/cgroup/virk.slice/virk-edge.slice/virk-edge.service"


class Machine:
    """Files under proc/ and sys/."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.proc, self.sys = folder / "proc", folder / "sys"

    def put(self, path: str, text: str) -> None:
        """Write one of them."""
        place = self._folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="ascii")

    def groups(self) -> doctor_guards.Groups:
        """Of process 7."""
        return groups_of("7", self.proc, self.sys)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A device whose service runs as process 7 in its slice."""
    made = Machine(tmp_path)
    made.put("proc/7/cgroup", "0::/virk.slice/virk-edge.slice/virk-edge.service\n")
    made.put("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n")
    made.put(f"{UNIT}/cgroup.controllers", "cpu io memory pids\n")
    made.put(f"{UNIT}/cpu.max", "max 100000\n")
    made.put(f"{UNIT}/../cpu.max", "60000 100000\n")
    made.put(f"{UNIT}/../../cpu.max", "150000 100000\n")
    throttle(made, 0)
    return made


def throttle(machine: Machine, times: int) -> None:
    """How often the slice was held back so far."""
    text = f"usage_usec 5\nnr_periods 99\nnr_throttled {times}\n"
    machine.put(f"{UNIT}/../cpu.stat", text)


def trial(
    monkeypatch: pytest.MonkeyPatch, effect: Any, used_seconds: float = 0.0
) -> list[list[int]]:
    """Have a trial do this and say what it got; returns the processors of each."""
    tried: list[list[int]] = []

    class Burners:
        def go(self) -> float:
            effect()
            return used_seconds

    @contextmanager
    def burners(seconds: float, processors: list[int], group: Path | None) -> Iterator[Burners]:
        tried.append(processors)
        yield Burners()

    monkeypatch.setattr(doctor_guards, "_Burners", burners)
    return tried


def test_the_daemons_group_is_found_with_all_above_it(machine: Machine):
    """systemd lays virk-edge.slice into virk.slice; a quota may stand at any of them."""
    groups = machine.groups()
    assert (groups.version, len(groups.folders)) == (2, 4)
    machine.put(f"{UNIT}/memory.max", "max\n")
    machine.put(f"{UNIT}/../memory.max", f"{2**29}\n")
    assert "512 MiB" in check_controllers(groups, "the daemon").found
    machine.put(f"{UNIT}/cgroup.controllers", "memory pids\n")
    assert "without cpu, io" in check_controllers(groups, "the daemon").found
    machine.put(f"{UNIT}/../cgroup.controllers", "cpu memory pids\n")
    machine.put(f"{UNIT}/../../cgroup.controllers", "cpu io memory pids\n")
    assert check_controllers(groups, "the daemon").verdict == "good", "the slices hold it"
    assert check_weight(groups).verdict == "unknown"
    machine.put(f"{UNIT}/cpu.weight", "100\n")
    assert check_weight(groups).verdict == "warning"
    machine.put(f"{UNIT}/../cpu.idle", "1\n")
    machine.put(f"{UNIT}/../cpu.weight", "1\n")
    assert check_weight(groups).verdict == "warning", "it is alone there, and goes before nobody"
    machine.put(f"{UNIT}/../../cpu.weight", "1\n")
    assert check_weight(groups).found.startswith("1,")
    machine.put(f"{UNIT}/../../cpu.idle", "1\n")
    assert "idle" in check_weight(groups).found
    tight = tightest_quota(groups)
    assert tight is not None and tight[0].name == "virk-edge.slice" and tight[1] == 0.6


def test_other_kernels_are_told_apart(machine: Machine):
    """Version 1, none, no such process, a group outside of what a container sees."""
    machine.put("proc/7/cgroup", "0::/../../elsewhere\n")
    assert [f.name for f in machine.groups().folders] == ["cgroup"]
    (machine.sys / "fs/cgroup/cgroup.controllers").unlink()
    assert machine.groups().version is None
    machine.put("proc/7/cgroup", "4:cpu,cpuacct:/x\n0::/x\n")
    assert machine.groups().version == 1
    machine.put("sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "50000\n")
    machine.put("sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us", "100000\n")
    machine.put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n")
    machine.put("sys/fs/cgroup/cpu,cpuacct/x/cpu.shares", "2\n")
    assert "0.195" in check_weight(machine.groups()).found
    tight = tightest_quota(machine.groups())
    assert tight is not None and tight == (machine.sys / "fs/cgroup/cpu,cpuacct/x", 0.5)
    machine.put("proc/7/cgroup", "4:cpuset:/x\n")
    assert machine.groups().version is None
    assert groups_of("8", machine.proc, machine.sys).version is None


@pytest.mark.parametrize(
    ("used_seconds", "times", "verdict"), [(0.58, 9, "good"), (0.99, 0, "bad"), (0.3, 0, "unknown")]
)
def test_a_quota_is_believed_when_it_held(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, used_seconds: float, times: int, verdict: str
):
    """What counts is what a trial got, not what stands in cpu.max."""
    tried = trial(monkeypatch, lambda: throttle(machine, times), used_seconds)
    assert check_quota(machine.groups(), budget_cores=0.2, joins=False).verdict == verdict
    assert tried == [[-1]]


def test_a_quota_that_cannot_be_tried_is_not_believed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    """Without root, and where there are too few processors to reach it."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    finding = check_quota(machine.groups(), budget_cores=0.2, joins=True)
    assert finding.verdict == "unknown" and "root" in finding.found
    machine.put(f"{UNIT}/../cpu.max", "max 100000\n")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    finding = check_quota(machine.groups(), budget_cores=0.2, joins=False)
    assert finding.verdict == "unknown" and "processors" in finding.found


def test_pressure_has_to_move(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    """A file that can be read proves nothing."""
    text = "some avg10=0.00 avg60=0.00 avg300=0.00 total={}\n"
    assert check_pressure(machine.proc).verdict == "warning"
    machine.put("proc/pressure/cpu", text.format(5))
    tried = trial(monkeypatch, lambda: None)
    assert "does not move" in check_pressure(machine.proc).found
    trial(monkeypatch, lambda: machine.put("proc/pressure/cpu", text.format(200_005)))
    assert "200 ms" in check_pressure(machine.proc).found
    assert len(set(tried[0])) == 1 and len(tried[0]) == 2, "two programs, one processor"


def test_a_real_trial_burns_and_leaves_nothing_behind(tmp_path: Path):
    """Its processes begin together, end by themselves, and join a group if told to."""
    with doctor_guards._Burners(0.01, [-1, -1], None) as burners:
        assert 0.0 < burners.go() < 0.2
        assert [p.returncode for p in burners._processes] == [0, 0]
    with (
        doctor_guards._Burners(0.01, [-1], tmp_path / "not") as burners,
        pytest.raises(OSError, match="could not begin"),
    ):
        burners.go()


def test_the_daemons_priority_is_read_past_its_name(machine: Machine):
    """A program may be called anything."""
    fields = ["S", *["0"] * 15, "19", *["0"] * 21, "3", "0"]
    machine.put("proc/7/stat", f"7 (a) b) {' '.join(fields)}\n")
    assert check_priority(7, machine.proc).verdict == "good"
    assert check_priority(8, machine.proc).verdict == "unknown"
    assert check_priority(os.getpid()).name == "priority"


def test_clock_and_heat_are_read_where_they_are_told(machine: Machine):
    """The kernel's uptime, a thermal zone, the firmware of a Raspberry Pi."""
    machine.put("proc/uptime", "1.00 1.00\n")
    assert check_clock(machine.proc).verdict == "bad"
    assert check_clock().verdict != "bad"
    machine.put("sys/class/thermal/thermal_zone0/temp", "61000\n")
    assert "61 °C" in check_heat(Config(), machine.proc, machine.sys).found
    machine.put("sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n")
    assert check_heat(Config(), machine.proc, machine.sys).verdict == "bad"


def test_the_model_is_run_and_a_missing_one_is_bad():
    """Its milliseconds are measured, and the versions are those that ran."""
    software, model = check_model(Config())
    assert software.name == "software" and " ms (" in model.found
    (bad,) = check_model(replace(Config(), embedder=EmbedderConfig(model="/nonexistent.tflite")))
    assert bad.verdict == "bad"


def test_an_extra_is_missed_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch):
    """Nobody has to have prometheus-client."""
    monkeypatch.setattr("virk_edge.adapters.doctor_machine._installed", "watchdog".__eq__)
    assert check_extras(Config()).verdict == "good"
    finding = check_extras(replace(Config(), metrics=MetricsConfig(port=1)))
    assert finding.verdict == "bad" and "virk-edge[metrics]" in finding.todo


# -- the store ----------------------------------------------------------------------------------


def test_a_store_is_really_written_to(tmp_path: Path):
    """And nothing of the trial stays there."""
    store = StoreConfig(directory=str(tmp_path), min_free_bytes=0, min_free_inodes=0)
    room, disk, write = check_store(store, Config().record, os.getpid())
    assert (room.name, disk.name, write.verdict) == ("room", "disk", "good")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / ".virk-doctor.new").mkdir()  # whatever is in the way
    finding = check_store(store, Config().record, None)[2]
    assert finding.verdict == "bad" and "Is a directory" in finding.found
    missing = replace(store, directory=str(tmp_path / "not"))
    assert check_store(missing, Config().record, None)[0].verdict == "warning"


def test_a_trial_that_was_killed_is_not_in_the_way_of_the_next(tmp_path: Path):
    """Else a sound disk would be called bad for ever."""
    for left in (".virk-doctor", ".virk-doctor.new"):
        (tmp_path / left).write_text("half")
    config = Config(store=StoreConfig(directory=str(tmp_path)))
    *_, written = check_store(config.store, config.record, None)
    assert written.verdict == "good", written
    assert list(tmp_path.iterdir()) == []


def test_a_store_behind_a_closed_folder_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whoever asks is not root; all other findings are still wanted."""

    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_dir", closed)
    [finding] = check_store(StoreConfig(directory=str(tmp_path)), Config().record, None)
    assert (finding.verdict, finding.todo) == ("unknown", "run it as root")


def test_a_mount_may_have_any_name(machine: Machine, tmp_path: Path):
    """Letters beyond ASCII stand there as they are, spaces and backslashes in octal."""
    folder = tmp_path / "Ätsch \\ x"
    folder.mkdir()
    place = str(folder).replace("\\", "\\134").replace(" ", "\\040")
    (machine.proc / "self").mkdir(parents=True, exist_ok=True)
    mounts = f"1 0 8:1 / / rw - ext4 /dev/vda rw\n2 1 0:9 / {place} rw - tmpfs tmpfs rw\n"
    (machine.proc / "self/mountinfo").write_bytes(mounts.encode())
    assert "which is memory" in check_disk(folder, machine.proc).found


def test_the_disk_is_that_of_the_innermost_mount(machine: Machine, tmp_path: Path):
    """Also where its name holds a space, and where one mount hides another."""
    folder = tmp_path / "a b"
    folder.mkdir()
    place = str(tmp_path / "a\\040b")
    machine.put(
        "proc/self/mountinfo",
        "1 0 8:1 / / rw - ext4 /dev/mmcblk0p2 rw\n"
        f"2 1 0:9 / {place} rw,nosuid - tmpfs tmpfs rw\n"
        f"3 2 8:2 / {place} ro,noatime shared:1 - ext4 /dev/sda1 rw\n"
        "4 1 0:8 / /elsewhere rw - tmpfs tmpfs rw\n",
    )
    assert "read-only" in check_disk(folder, machine.proc).found
    assert "a card" in check_disk(tmp_path, machine.proc).found


# -- the feed -----------------------------------------------------------------------------------


def test_a_socket_is_reached_without_a_trace(tmp_path: Path):
    """The daemon sees a handshake that ended well, and neither counts nor logs a stranger."""
    with running(tmp_path) as run:
        feed = FeedConfig(endpoint=run.endpoint)
        finding = check_socket(feed)
        assert finding.verdict in ("good", "bad") and "socket" in finding.name
        path = Path(run.endpoint.removeprefix("ipc://"))
        peer, refused = doctor_feed._peer_of(path)
        assert peer is not None and f"process {os.getpid()} " in peer and refused == ""
        Camera(run.endpoint).publisher.close()
        assert not run.daemon.receiver.statistics().refused
    assert check_socket(feed).verdict == "bad"
    path.write_text("")
    assert "no socket" in check_socket(feed).found


def test_who_listens_and_is_not_the_feed_is_told(tmp_path: Path):
    """Somebody else's socket in its place."""
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(tmp_path / "s"))
        assert doctor_feed._peer_of(tmp_path / "s") == (None, "Connection refused")
        other.listen(1)

        def answer() -> None:
            accepted, _ = other.accept()
            with accepted:
                accepted.recv(64)
                accepted.sendall(b"SSH-2.0-x" * 8)

        stranger = threading.Thread(target=answer)
        stranger.start()
        assert doctor_feed._peer_of(tmp_path / "s") == (None, "what listens there is not the feed")
        stranger.join()


def test_a_frame_is_counted_and_begins_no_camera(tmp_path: Path):
    """The judges, the budget and the store do not hear of it, with named cameras and without."""
    for number, cameras in enumerate(("", "[camera.door]\n")):
        folder = tmp_path / str(number)
        folder.mkdir()
        with running(folder, cameras) as run:
            path = status_path(run.daemon.config)
            run.daemon._post(running=True)
            standing = load_standing(path)
            feed = run.daemon.config.feed
            finding = check_frame(feed, standing, path, lambda s: run.daemon._post(running=True))
            assert finding.verdict == "good", finding
            assert run.daemon.compute.pipelines == {}
            assert set(run.daemon.compute.accounts) <= set(run.daemon.config.cameras)
            seen = run.daemon.receiver.statistics()
            assert (seen.test_frames, dict(seen.refused)) == (1, {})
            assert set(seen.cameras) == set(run.daemon.config.cameras)
        assert list((folder / "store/state").glob("*virk-doctor*")) == []


def test_without_a_daemon_or_a_key_a_frame_is_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Unknown is no fault."""
    assert check_frame(FeedConfig(), None, tmp_path, lambda s: None).verdict == "unknown"
    monkeypatch.delenv("VIRK_EDGE_FEED_KEYS", raising=False)
    keyed = FeedConfig(endpoint=f"ipc://{tmp_path}/x", keys="/x")
    assert "take" in check_frame(keyed, STANDING, tmp_path, lambda s: None).found


def test_a_daemon_that_does_not_ask_for_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nobody listens, or an older version, which asks for cameras alone."""
    monkeypatch.setattr(doctor_feed, "_SEND_SECONDS", 0.02)
    feed = FeedConfig(endpoint=f"ipc://{tmp_path}/x")
    finding = check_frame(feed, STANDING, tmp_path, lambda s: None)
    assert finding.verdict == "bad" and "did not ask" in finding.found


def test_a_port_is_good_only_if_a_feed_answers(monkeypatch: pytest.MonkeyPatch):
    """Another program may have it: that it can be reached proves nothing."""
    with zmq.Context() as context, context.socket(zmq.SUB) as feed:
        port = feed.bind_to_random_port("tcp://127.0.0.1")
        finding = check_socket(FeedConfig(endpoint=f"tcp://127.0.0.1:{port}"))
        assert finding.verdict == "good", finding
    with zmq.Context() as context, context.socket(zmq.SUB) as feed:
        feed.curve_server, feed.curve_secretkey = True, zmq.curve_keypair()[1]
        port = feed.bind_to_random_port("tcp://127.0.0.1")
        finding = check_socket(FeedConfig(endpoint=f"tcp://127.0.0.1:{port}"))
        assert finding.verdict == "good", f"it takes keys, and answers: {finding}"
    monkeypatch.setattr(doctor_feed, "_CONNECT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        finding = check_socket(FeedConfig(endpoint=endpoint))
        assert finding.verdict == "bad" and "nobody answered" in finding.found
    assert check_socket(FeedConfig(endpoint=endpoint)).verdict == "bad"
    assert host_and_port("tcp://[::1]:5") == ("::1", 5)
    assert host_and_port("tcp://*:5") == ("127.0.0.1", 5)
    with pytest.raises(ValueError, match="no port"):
        host_and_port("ipc:///x")
