"""What is tried inside the virtual machine: what a container cannot show. Limits, sticks, power.

The machine boots three times; each time the steps go on after the last one that was written down.
"""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import ClassVar

from systemd_lab.probes import (
    PATIENCE,
    PROGRAM,
    STORE,
    Camera,
    bundle_of,
    configure,
    run,
    show,
    until,
)
from systemd_lab.stage import COVERED_AFTER_SECONDS, SERVICE, Stage

from vm_lab.probes import (
    OUT,
    SLICE,
    Exports,
    Stick,
    ask,
    burner,
    enrol,
    findings,
    logged,
    numbers,
    spent_seconds,
)

_QUOTA = 0.6  # of virk-edge.slice, in cores
# An emulated processor takes longer than the watchdog's patience to diagnose an incident.
_EMULATED = "[Service]\nWatchdogSec=10min\n" if PATIENCE > 1 else ""
_MOUNTS = Path("/proc/self/mountinfo")
_SLOW_BYTES = 60_000  # a second: a bundle takes long enough to be pulled out in its middle


class Machine(Stage):
    """The steps, in their order."""

    NEEDED: ClassVar[tuple[str, ...]] = ("boot",)

    def boot(self) -> str:
        """what was installed into the image runs after its first boot"""
        until(lambda: show(SERVICE, "ActiveState") == "active", "the service is active")
        for bundle in OUT.glob("*.virk.zip"):
            run(
                "install",
                "-o",
                "virk-edge",
                "-g",
                "virk-edge",
                "-m",
                "640",
                str(bundle),
                str(STORE),
            )
        booted = run("systemd-analyze", "time").splitlines()[0]
        return f"{booted}\nsystemd {run('systemctl', '--version').split()[1]}, Linux {_kernel()}"

    def limits(self) -> str:
        """the slice's limits are those of the kernel, and the daemon is in it"""
        names = ("../cpu.idle", "cpu.max", "memory.max", "memory.swap.max")
        wanted = ["1", "60000 100000", str(512 << 20), "0"]
        found = [(SLICE / name).read_text(encoding="ascii").strip() for name in names]
        assert found == wanted, dict(zip(names, found, strict=True))
        group = Path(f"/proc/{show(SERVICE, 'MainPID')}/cgroup").read_text(encoding="ascii")
        assert str(SLICE).removeprefix("/sys/fs/cgroup") in group, group
        return f"{group.strip()}, {int((SLICE / 'memory.current').read_text()) >> 20} MiB in use"

    def quota(self) -> str:
        """two burners in the slice get what the quota leaves, and the daemon still answers"""
        with burner("lab-burn", "virk-edge.slice", processes=2):
            before = numbers(SLICE / "cpu.stat")["nr_throttled"]
            used = spent_seconds(SLICE, 4.0) / 4
            throttled = numbers(SLICE / "cpu.stat")["nr_throttled"] - before
            assert throttled > 0
        assert used < 1.1 * _QUOTA, used
        return f"{used:.2f} cores of 2, throttled {throttled} times in 4 s"

    def model_first(self) -> str:
        """on one processor with another service, what is in the slice gets next to nothing"""
        part = _part_beside_another()
        assert part < 0.05, f"{part:.0%} of the processor"
        weight = ("systemctl", "set-property", "--runtime", "virk.slice")
        run(*weight, "CPUWeight=100")
        usual = _part_beside_another()
        run(*weight, "CPUWeight=idle")
        assert usual > 0.3, f"the trial shows nothing: {usual:.0%} with the usual weight"
        return f"{part:.1%}; with the usual weight it would be {usual:.0%}"

    def memory(self) -> str:
        """who grows in the slice is ended by the kernel there; the daemon lives"""
        pid = show(SERVICE, "MainPID")
        grow = "x = []\nwhile True: x.append(bytearray(b'x') * (1 << 24))"
        begin = time.monotonic()
        words = ("--slice=virk-edge.slice", "-q", "--property=OOMScoreAdjust=1000")
        run("systemd-run", "--unit=lab-grow", *words, "/usr/bin/python3", "-c", grow)
        until(lambda: show("lab-grow", "ActiveState") == "failed", "its end", 30)
        seconds = time.monotonic() - begin
        result = show("lab-grow", "Result")
        run("systemctl", "reset-failed", "lab-grow")
        assert (result, show(SERVICE, "MainPID")) == ("oom-kill", pid), result
        return f"{result} after {seconds:.1f} s"

    def doctor(self) -> str:
        """virk-edge doctor has proved the guards: control groups, weight, quota, PSI, socket"""
        found = findings()
        wanted = ("cgroup", "weight", "quota", "pressure", "priority", "socket", "frame", "daemon")
        not_good = {name: found.get(name) for name in wanted if found.get(name, [""])[0] != "good"}
        said = "\n".join(f"{name}: {verdict}: {words}" for name, (verdict, words) in found.items())
        assert not not_good, f"{not_good}\n{said}"
        return said

    def status(self) -> str:
        """virk-edge status takes the daemon for one that runs now"""
        done = subprocess.run([PROGRAM, "status"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stranger(self) -> str:
        """a stick that is not enrolled: udev starts the export, nothing is written, not one bit"""
        enrol(Stick("bought"))  # so that there is a key
        before, exports = ask("digest", stick="strange"), Exports()
        with Stick("strange").put():
            said = exports.end()
        assert ask("digest", stick="strange") == before, "it was written to"
        assert "is not enrolled" in said, said
        return said

    def vfat(self) -> str:
        """an enrolled FAT stick with a partition: filled without anybody, good seen from outside"""
        exports = Exports()
        with Stick("bought").put():
            said = exports.end()
        outside = ask("look", stick="bought")
        assert f" {len(_bundles())} bundles" in outside, outside
        return f"{said}\n{outside}"

    def pulled(self) -> str:
        """a stick pulled while it is written: the unit ends, the store is whole; next time all"""
        stick = Stick("slow")
        enrol(stick)
        exports = Exports()
        device = stick.put_in(speed=_SLOW_BYTES)
        unit = f"virk-edge-export@{device.name}.service"
        until(lambda: _written_sectors(device) > 200, "some of it written", 60)
        stick.pull_out()
        begin = time.monotonic()
        said = exports.end(60)
        seconds = time.monotonic() - begin
        until(lambda: show(unit, "ActiveState") in ("inactive", "failed"), "its end")
        assert str(device) not in _MOUNTS.read_text(encoding="utf-8"), "still mounted"
        run(PROGRAM, "verify", *map(str, _bundles()))
        assert "Finished" not in said, said
        again = Exports()
        with stick.put():
            second = again.end()
        assert "Finished" in second, second
        outside = ask("look", stick="slow")
        return f"{said}\nended {seconds:.1f} s after\n{second}\n{outside}"

    def ext4(self) -> str:
        """the same with ext4, all of it root's"""
        return _enrolled_and_filled("ext4")

    def exfat(self) -> str:
        """the same with exFAT, without a partition"""
        return _enrolled_and_filled("exfat")

    def small(self) -> str:
        """a stick without room: the unit fails and says so; nothing is half there"""
        stick = Stick("small")
        enrol(stick)
        exports = Exports()
        with stick.put():
            said = exports.end()
        assert "does not fit" in said, said
        assert "status=74" in said, said
        return f"{said}\n{ask('look', stick='small')}"

    def learns(self) -> str:
        """a camera publishes, and is learnt under the quota"""
        configure(lab=_EMULATED)
        self.camera = Camera("demo")
        self.journal.wait("armed", 180)
        return ""

    def incident(self) -> str:
        """a camera is covered: a bundle that verifies, under the quota"""
        with self.covered("covered") as camera:
            line = self.journal.wait("bundle_written", 180, camera=camera)
        bundle = Path(str(line["bundle"]))
        run(PROGRAM, "verify", str(bundle))
        cause = bundle_of(bundle)["incident"]["causes"][0]["cause"]
        assert cause == "occlusion", cause
        return f"{bundle.name}, {bundle.stat().st_size >> 10} KiB: {cause}"

    def power(self) -> str:
        """the power is cut in an incident"""
        self._open_incident("cut")
        self.leave = _cut_power
        return ""

    def after_power(self) -> str:
        """after it: the recording is salvaged, every bundle verifies, what was learnt is kept"""
        return self._after("cut", "")

    def reboot(self) -> str:
        """reboot in an incident"""
        self._open_incident("rebooted")
        self.leave = lambda: run("systemctl", "reboot")
        return ""

    def after_reboot(self) -> str:
        """after it: the bundle is closed as shutdown, what was learnt is kept, all runs"""
        return self._after("rebooted", "shutdown")

    def _open_incident(self, name: str) -> None:
        (OUT / "before").write_text(json.dumps([p.name for p in _bundles()]), encoding="utf-8")
        if self.camera is None:
            self.camera = Camera("demo")
        self.journal.clear()
        Camera(name, fault="cover", after=COVERED_AFTER_SECONDS)
        self.journal.wait("incident_opened", 180, camera=name)
        time.sleep(1)  # into the recording

    def _after(self, name: str, closed_as: str) -> str:
        until(lambda: show(SERVICE, "ActiveState") == "active", "the daemon", 60)
        before = set(json.loads((OUT / "before").read_text(encoding="utf-8")))

        def fresh() -> list[Path]:
            return [path for path in _bundles() if path.name not in before]

        until(lambda: bool(fresh()), "its bundle", 30)
        run(PROGRAM, "verify", *map(str, _bundles()))
        told = bundle_of(fresh()[0])["incident"]
        assert name in fresh()[0].name, fresh()
        assert closed_as in json.dumps(told), told
        self.camera = Camera("demo")
        until(lambda: _restored("demo"), "what was learnt", 30)
        parts = [path.name for path in STORE.glob(".*.part")]
        return f"{fresh()[0].name}: {json.dumps(told)[:300]}\nhidden parts: {parts}"


def _part_beside_another() -> float:
    """Of one processor, what the slice gets while another service wants it too."""
    with (
        burner("lab-model", "system.slice", processor="0") as model,
        burner("lab-burn", "virk-edge.slice", processor="0") as ours,
    ):
        had = [spent_seconds(group, 4.0) for group in (model, ours)]
    return had[1] / sum(had)


def _kernel() -> str:
    return Path("/proc/sys/kernel/osrelease").read_text(encoding="ascii").strip()


def _cut_power() -> None:
    ask("cut_power")
    time.sleep(60)  # which does not pass


def _bundles() -> list[Path]:
    return sorted(STORE.glob("*.virk.zip"))


def _restored(camera: str) -> bool:
    try:
        logged(SERVICE, "baseline_restored", camera=camera)
    except AssertionError:
        return False
    return True


def _written_sectors(device: Path) -> int:
    """Since it was put in; Documentation/block/stat of the kernel, the seventh number."""
    return int(Path(f"/sys/class/block/{device.name}/stat").read_text(encoding="ascii").split()[6])


def _enrolled_and_filled(name: str) -> str:
    stick = Stick(name)
    enrol(stick)
    exports = Exports()
    with stick.put():
        said = exports.end()
    assert said.count("copied, read back") == len(_bundles()), said
    return f"{said}\n{ask('look', stick=name)}"
