"""What is tried inside the container, in order. Runs there as root, on the system's own Python.

Nothing of virk-edge is imported: what is tried is what was installed. A step's first line says what
it shows; it raises whatever keeps it from being so, and returns what else is worth knowing.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

from systemd_lab.probes import (
    FEED,
    PROGRAM,
    STORE,
    Camera,
    FrozenThread,
    RefusedError,
    bundle_of,
    configure,
    files_now,
    mode_of,
    run,
    show,
    status,
    until,
)
from systemd_lab.stage import (
    HOLD,
    LAB,
    RETRY_SECONDS,
    SERVICE,
    SOCKET,
    UNITS,
    WATCHDOG_SECONDS,
    Stage,
)


class Scenario(Stage):
    """The steps, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self._before = files_now()

    def install(self) -> str:
        """install from the wheels; both units run"""
        said = run("/lab/install", "--wheels", "/lab/wheels")
        until(lambda: show(SERVICE, "ActiveState") == "active", "the service is active")
        return said

    def install_again(self) -> str:
        """install again: nothing to do, the daemon is left alone"""
        pid = show(SERVICE, "MainPID")
        said = run("/lab/install", "--wheels", "/lab/wheels")
        assert "nothing to do" in said, said
        assert show(SERVICE, "MainPID") == pid
        return ""

    def modes(self) -> str:
        """the feed, the store and their folders belong to the right ones"""
        wanted = {
            FEED: "srw-rw---- virk-edge virk-feed",
            Path("/run/virk-edge"): "drwxr-xr-x virk-edge virk-edge",
            STORE: "drwxr-x--- virk-edge virk-edge",
            STORE / "acks": "drwxrwx--- virk-edge virk-edge",
            Path("/etc/virk-edge"): "drwxr-xr-x root root",
        }
        found = {path: mode_of(path) for path in wanted}
        assert found == wanted, found
        return ""

    def priority(self) -> str:
        """the daemon runs last, as its user, with nothing but what it needs"""
        pid = show(SERVICE, "MainPID")
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        state = dict(
            line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        )
        nice, policy = int(stat[16]), int(stat[38])
        assert (nice, policy) == (19, 3), (nice, policy)  # 3: SCHED_BATCH
        assert (state["CapEff"].strip("0"), state["NoNewPrivs"]) == ("", "1"), state
        assert state["Seccomp"] == "2", state["Seccomp"]
        return f"{state['VmRSS'].strip()} resident, {state['Threads']} threads"

    def verify_units(self) -> str:
        """systemd-analyze verify is clean, security at most 1.0"""
        # The manual page is another package's business; a warning of any other kind is a failure.
        said = run("systemd-analyze", "--man=no", "verify", *UNITS)
        assert not said.strip(), said
        scores = run("systemd-analyze", "security", "--no-pager", SERVICE, HOLD)
        run("systemd-analyze", "security", "--no-pager", "--threshold=10", SERVICE)
        return " ".join(line for line in scores.splitlines() if "Overall" in line)

    def doctor(self) -> str:
        """virk-edge doctor, run by root, has found what it looked for"""
        done = subprocess.run([PROGRAM, "doctor"], capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    def stopped(self) -> str:
        """stopped means stopped, also while a hook knocks"""
        configure(lab=LAB)
        run("systemctl", "stop", SERVICE)
        self.camera = Camera("demo")
        time.sleep(3)
        assert show(SERVICE, "ActiveState") == "inactive"
        assert show(SOCKET, "ActiveState") == "active"
        assert self.camera.alive
        return f"the hold is {show(HOLD, 'ActiveState')}"

    def hook_first(self) -> str:
        """a hook that was there first is heard as soon as the daemon starts"""
        begin = time.monotonic()
        run("systemctl", "start", SERVICE)
        ready = time.monotonic() - begin
        self.journal.wait("camera_seen", 30)
        return f"ready after {ready:.1f} s, heard after {time.monotonic() - begin:.1f} s"

    def strangers(self) -> str:
        """who is not in virk-feed cannot publish"""
        with contextlib.suppress(RefusedError):
            knock = f"import socket; socket.socket(socket.AF_UNIX).connect('{FEED}')"
            nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
            run(*nobody, sys.executable, "-c", knock)
            raise AssertionError("a stranger was let in")
        return ""

    def learns(self) -> str:
        """it learns what is normal from the real frames"""
        self.journal.wait("armed", 120)
        told = status()
        camera = told["cameras"]["demo"]
        return json.dumps({k: v for k, v in camera.items() if isinstance(v, int | float)})[:400]

    def reload_good(self) -> str:
        """reload with a good configuration: it is in force, same process, same socket"""
        pid, inode = show(SERVICE, "MainPID"), FEED.stat().st_ino
        configure(close_seconds='"6 s"', lab=LAB)
        run("systemctl", "reload", SERVICE)
        line = self.journal.wait("config_in_force", 30)
        assert (show(SERVICE, "MainPID"), FEED.stat().st_ino) == (pid, inode)
        return f"changed {line['changed']}, blind for {line['blind_seconds']} s"

    def reload_broken(self) -> str:
        """reload with a broken one: the reload fails, the old one stays in force"""
        pid = show(SERVICE, "MainPID")
        configure(close_seconds='"never"', lab=LAB)
        with contextlib.suppress(RefusedError):
            run("systemctl", "reload", SERVICE)
            raise AssertionError("the reload was accepted")
        self.journal.wait("config_refused", 45)
        assert show(SERVICE, "MainPID") == pid
        assert show(SERVICE, "ActiveState") == "active"
        said = status()["config_refused"]
        assert "close_seconds" in said, said
        configure(lab=LAB)
        self.journal.wait("config_in_force", 45)
        return str(said)

    def incident(self) -> str:
        """a hook that came after the daemon; its camera is covered: a bundle that verifies"""
        with self.covered("covered") as camera:
            line = self.journal.wait("bundle_written", 120, camera=camera)
        bundle = Path(str(line["bundle"]))
        run(PROGRAM, "verify", str(bundle))
        causes = bundle_of(bundle)["incident"]["causes"]
        assert causes[0]["cause"] == "occlusion", causes
        return f"{bundle.name}: {causes[0]['cause']}, {causes[0]['because']}"

    def killed(self) -> str:
        """kill -9: started again, what was learnt is kept, the socket is the same"""
        pid, inode = show(SERVICE, "MainPID"), FEED.stat().st_ino
        self.journal.clear()
        begin = time.monotonic()
        run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", SERVICE)
        self.journal.wait("baseline_restored", 60, camera="demo")
        seconds = time.monotonic() - begin
        assert show(SERVICE, "MainPID") != pid
        assert show(SERVICE, "NRestarts") == "1", show(SERVICE, "NRestarts")
        assert FEED.stat().st_ino == inode
        return f"judging again after {seconds:.1f} s, {RETRY_SECONDS} s of them waiting"

    def hung_thread(self) -> str:
        """one thread hangs, the others go on: the watchdog ends the daemon, it is started again"""
        pid = int(show(SERVICE, "MainPID"))
        self.journal.clear()
        begin = time.monotonic()
        frozen = FrozenThread(pid)
        told = self.journal.wait("thread_hangs", 3 * WATCHDOG_SECONDS)
        assert told["thread"] == "compute", told

        def begun_again() -> bool:
            frozen.release()
            return show(SERVICE, "MainPID") not in (str(pid), "0")

        until(begun_again, "a new process", 90)
        seconds = time.monotonic() - begin - FrozenThread.LOOK_SECONDS
        self.journal.wait("baseline_restored", 60, camera="demo")
        return f"told after {told['seconds']} s, {told['where']}; new after {seconds:.1f} s"

    def hung_process(self) -> str:
        """the whole process hangs: the same"""
        pid = show(SERVICE, "MainPID")
        self.journal.clear()
        os.kill(int(pid), signal.SIGSTOP)
        begin = time.monotonic()
        until(lambda: show(SERVICE, "MainPID") not in (pid, "0"), "a new process", 90)
        self.journal.wait("baseline_restored", 60, camera="demo")
        return f"judging again after {time.monotonic() - begin:.1f} s"

    def stick(self) -> str:
        """the export service, sandboxed as it is, mounts an enrolled stick and fills it"""
        device = Path("/dev/lab0")
        os.mknod(device, stat.S_IFBLK | 0o600, Path("/lab/stick").stat().st_rdev)
        # Without udev in a container there are no device units to be bound to.
        unit = Path("/usr/local/lib/systemd/system/virk-edge-export@.service").read_text()
        bound = [line for line in unit.splitlines() if "dev-%i.device" in line]
        assert len(bound) == 2, bound
        lab = Path("/run/systemd/system/lab-export@.service")
        lab.write_text("".join(f"{x}\n" for x in unit.splitlines() if x not in bound))
        run("systemctl", "daemon-reload")
        run("systemctl", "start", f"lab-export@{device.name}")  # not enrolled: nothing happens
        said = run(PROGRAM, "bundles", "enrol", str(device))
        run("systemctl", "start", f"lab-export@{device.name}")
        run("mount", "-o", "ro", str(device), "/mnt")
        copies = {path.name for path in Path("/mnt").rglob("*.virk.zip")}
        run("umount", "/mnt")
        assert copies == {path.name for path in STORE.glob("*.virk.zip")}, copies
        lab.unlink()
        return f"{said.strip()}\n{len(copies)} bundles on the stick"

    def stop_in_incident(self) -> str:
        """stop while an incident is open: its bundle is closed as shutdown, and verifies"""
        with self.covered("stopped") as camera:
            self.journal.wait("incident_opened", 120, camera=camera)
            begin = time.monotonic()
            run("systemctl", "stop", SERVICE)
            seconds = time.monotonic() - begin
        assert show(SERVICE, "Result") == "success"
        bundle = Path(str(self.journal.wait("bundle_written", 5, camera=camera)["bundle"]))
        run(PROGRAM, "verify", str(bundle))
        ended = bundle_of(bundle)["incident"]
        assert "shutdown" in json.dumps(ended), ended
        return f"stopped in {seconds:.1f} s"

    def broken_at_start(self) -> str:
        """a broken configuration at the start: status 78, no restart, also while a hook knocks"""
        configure(close_seconds='"never"', lab=LAB)
        with contextlib.suppress(RefusedError):
            run("systemctl", "start", SERVICE)
            raise AssertionError("it started")
        time.sleep(3 * RETRY_SECONDS)
        found = [show(SERVICE, p) for p in ("ActiveState", "ExecMainStatus", "NRestarts")]
        assert found == ["failed", "78", "0"], found
        assert show(SOCKET, "ActiveState") == "active"
        configure(lab=LAB)
        run("systemctl", "start", SERVICE)
        self.journal.wait("ready", 30)
        return ""

    def feed_again(self) -> str:
        """the socket unit restarted under both: hook and daemon find each other again"""
        self.journal.clear()
        run("systemctl", "restart", SOCKET, SERVICE)
        self.journal.wait("camera_seen", 60)
        return ""

    def remove(self) -> str:
        """remove: units and environment go, bundles and configuration stay"""
        self.end_camera()
        bundles = sorted(STORE.glob("*.zip"))
        said = run("/opt/virk-edge/bin/virk-edge-install", "--remove")
        assert sorted(STORE.glob("*.zip")) == bundles
        assert bundles, "there were no bundles"
        assert not Path("/opt/virk-edge").exists()
        assert show(SERVICE, "LoadState") == "not-found"
        assert Path("/etc/virk-edge/config.toml").exists()
        return said

    def purge(self) -> str:
        """remove --purge: nothing is left"""
        run("/lab/install", "--remove", "--purge")
        left = sorted(str(path) for path in files_now() - self._before)
        assert not left, left
        users = Path("/etc/passwd").read_text() + Path("/etc/group").read_text()
        assert "virk-" not in users, users
        return ""
