"""What the kernel and the firmware say, on made-up machines: there, missing, odd, refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from virk_edge.adapters import host_signals
from virk_edge.adapters.host_signals import HostSignals

NS = 10**9
PRESSURE = "some avg10=1.00 avg60=0.50 avg300=0.10 total={}\nfull avg10=0.00 total=0\n"


class Machine:
    """Files under /proc and /sys."""

    def __init__(self, folder: Path) -> None:
        self.proc, self.sys = folder / "proc", folder / "sys"
        self.proc.mkdir()
        self.sys.mkdir()

    def put(self, path: str, text: str) -> None:
        """Write a file under proc/ or sys/."""
        place = self.proc.parent / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="ascii")

    def signals(self) -> HostSignals:
        """As the daemon would find it now."""
        return HostSignals(self.proc, self.sys)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """An empty one."""
    return Machine(tmp_path)


def test_nothing_at_all_is_no_error(machine: Machine):
    """A container, or a kernel without any of it: every signal says why."""
    signals = machine.signals()
    assert set(signals.read(0).values()) == {None}
    assert set(signals.missing) == set(signals.read(NS))
    assert all(signals.missing.values())


def test_pressure_is_of_the_time_since_the_last_look(machine: Machine):
    """The counter and not an average that lags behind."""
    machine.put("proc/pressure/cpu", PRESSURE.format(1_000_000))
    signals = machine.signals()
    assert signals.read(0)["cpu_pressure"] is None
    machine.put("proc/pressure/cpu", PRESSURE.format(1_600_000))
    assert signals.read(2 * NS)["cpu_pressure"] == pytest.approx(30.0)
    assert signals.read(4 * NS)["cpu_pressure"] == 0.0
    machine.put("proc/pressure/cpu", PRESSURE.format(5))  # it began anew
    assert signals.read(5 * NS)["cpu_pressure"] is None
    assert "cpu_pressure" not in signals.missing


def test_pressure_that_is_switched_off_says_how_to_switch_it_on(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    """As on a stock Raspberry Pi OS: the file is there, and reading it is refused."""

    def refused(path: Path) -> str:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP), str(path))

    signals = machine.signals()
    monkeypatch.setattr(host_signals, "_text", refused)
    assert signals.read(0)["cpu_pressure"] is None
    assert "psi=1" in signals.missing["cpu_pressure"]


@pytest.mark.parametrize("text", ["", "some\n", "full avg10=0 total=1\n", "some total=x\n"])
def test_what_cannot_be_understood_is_missing(machine: Machine, text: str):
    """A kernel of another time must not end the daemon."""
    machine.put("proc/pressure/cpu", text)
    signals = machine.signals()
    assert signals.read(0)["cpu_pressure"] is None
    assert "understood" in signals.missing["cpu_pressure"]


def test_a_quota_may_stand_at_any_group_above(machine: Machine):
    """A slice's quota holds the service back; version 2."""
    machine.put("proc/self/cgroup", "0::/virk.slice/virk-edge.service\n")
    group = "sys/fs/cgroup/virk.slice"
    machine.put("sys/fs/cgroup/cpu.stat", "usage_usec 5\n")
    machine.put(f"{group}/cpu.stat", "usage_usec 5\nnr_throttled 1\nthrottled_usec 100\n")
    machine.put(f"{group}/virk-edge.service/cpu.stat", "usage_usec 5\nthrottled_usec 0\n")
    signals = machine.signals()
    assert signals.read(0)["cpu_throttled"] is None
    machine.put(f"{group}/cpu.stat", "usage_usec 5\nnr_throttled 9\nthrottled_usec 250100\n")
    assert signals.read(NS)["cpu_throttled"] == pytest.approx(25.0)


def test_a_quota_of_the_first_version(machine: Machine):
    """Nanoseconds, another folder, and other lines before it."""
    machine.put("proc/self/cgroup", "5:memory:/a\n3:cpu,cpuacct:/a/b\n0::/\n")
    place = "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.stat"
    machine.put(place, "nr_periods 1\nnr_throttled 0\nthrottled_time 0\n")
    signals = machine.signals()
    signals.read(0)
    machine.put(place, "nr_periods 9\nnr_throttled 5\nthrottled_time 500000000\n")
    assert signals.read(NS)["cpu_throttled"] == pytest.approx(50.0)


def test_a_group_without_a_quota_is_missing_and_not_zero(machine: Machine):
    """The root has no such line."""
    machine.put("proc/self/cgroup", "0::/\n")
    machine.put("sys/fs/cgroup/cpu.stat", "usage_usec 5\n")
    signals = machine.signals()
    assert signals.read(0)["cpu_throttled"] is None
    assert "quota" in signals.missing["cpu_throttled"]


def test_the_hottest_zone_that_can_be_believed(machine: Machine):
    """Zones that cannot be read, or measure no temperature, are left out."""
    for number, text in enumerate(("45000", "71500", "-274000", "900000", "hot")):
        machine.put(f"sys/class/thermal/thermal_zone{number}/temp", f"{text}\n")
    signals = machine.signals()
    assert signals.read(0)["temperature"] == 71.5
    (machine.sys / "class/thermal/thermal_zone1/temp").unlink()
    assert signals.read(NS)["temperature"] == 45.0


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0.0), ("50000", 0.0), ("50005", 1.0), ("0x4", 1.0), ("80008", 1.0)]
)
def test_the_firmware_of_a_pi_means_now_and_not_since_boot(
    machine: Machine, text: str, value: float
):
    """The high bits remember; only the low ones hold."""
    machine.put("sys/devices/platform/soc/soc:firmware/get_throttled", f"{text}\n")
    assert machine.signals().read(0)["pi_throttled"] == value


def test_this_machine_can_be_read_whatever_it_is():
    """No exception, and every signal has a value or a reason."""
    signals = HostSignals()
    signals.read(0)
    for name, value in signals.read(NS).items():
        assert value is not None or signals.missing[name]
