"""A machine with a real systemd to break: a Debian in a container, thrown away after each run.

The root file system and the wheels of others are made once and kept in a folder; what a run writes
lies in an overlay above it and goes with it. Needs root, systemd-nspawn and, once, debootstrap.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
FOLDER_VARIABLE = "VIRK_EDGE_SYSTEMD_LAB"
FOLDER = Path("/var/tmp/virk-edge-systemd-lab")
SUITE = "bookworm"
PACKAGES = "systemd,systemd-sysv,dbus,udev,python3,python3-venv"
PATIENCE_SECONDS = 900
STICK_BYTES = 256 << 20
# Wheels are asked for by the oldest C library that they need; bookworm has 2.36.
GLIBC = (17, 24, 26, 27, 28, 31, 34, 35)

UNIT = """\
[Unit]
Description=virk-edge, tried
After=multi-user.target

[Service]
Type=oneshot
WorkingDirectory=/lab
ExecStart=/usr/bin/python3 -B -m systemd_lab.inside {arguments}
ExecStopPost=/bin/systemctl poweroff --force
StandardOutput=append:/lab/out/output
StandardError=inherit
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
"""


class BedError(Exception):
    """One sentence: why there is no machine to try things on."""


@dataclass(frozen=True, slots=True)
class Bed:
    """What a run needs, made and kept in ``folder``: a root file system and a folder of wheels."""

    folder: Path
    rootfs: Path
    wheels: Path


def missing() -> str:
    """Why nothing can be tried on this machine; empty if it can."""
    if os.geteuid() != 0:
        return "a container with a systemd of its own needs root"
    if shutil.which("systemd-nspawn") is None:
        return "there is no systemd-nspawn (Debian, Ubuntu: apt install systemd-container)"
    if not (folder() / SUITE).is_dir() and shutil.which("debootstrap") is None:
        return "there is no debootstrap (Debian, Ubuntu: apt install debootstrap)"
    return ""


def folder() -> Path:
    """Where things are kept between runs."""
    return Path(os.environ.get(FOLDER_VARIABLE) or FOLDER).absolute()


def make_bed() -> Bed:
    """Make what is not there yet. Raises ``BedError``."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    return Bed(place, _rootfs(place), _wheels(place))


def _rootfs(place: Path) -> Path:
    ready = place / SUITE
    if ready.is_dir():
        return ready
    print(f"making a Debian {SUITE} in {ready}, once", flush=True)
    fresh = place / f"{SUITE}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    do("debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(fresh))
    fresh.rename(ready)
    return ready


def _wheels(place: Path) -> Path:
    """All wheels of others, for the Python of the container, and ours of now."""
    pins = ROOT / "constraints.txt"
    wanted = _needed()
    key = hashlib.sha256(pins.read_bytes() + repr(wanted).encode()).hexdigest()[:12]
    ready = place / f"wheels-{key}"
    if not ready.is_dir():
        print(f"fetching wheels into {ready}, once", flush=True)
        fresh = place / "wheels.new"
        shutil.rmtree(fresh, ignore_errors=True)
        machine = os.uname().machine
        tags = [f"manylinux_2_{n}_{machine}" for n in GLIBC] + [f"manylinux2014_{machine}"]
        do(
            *(sys.executable, "-m", "pip", "download", "-q", "--only-binary", ":all:"),
            *("--python-version", "3.11", "--implementation", "cp"),
            *("--abi", "cp311", "--abi", "abi3", "--abi", "none"),
            *(word for tag in tags for word in ("--platform", tag)),
            *("-c", str(pins), "-d", str(fresh), *wanted),
        )
        fresh.rename(ready)
    for old in ready.glob("virk_edge-*.whl"):
        old.unlink()
    build = ("-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(ready))
    do(sys.executable, *build, str(ROOT))
    return ready


def _needed() -> list[str]:
    """What pyproject.toml asks for, by name; the pins say which."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [line for line in project["dependencies"] if "tomli" not in line]


def do(*command: str, at: Path = Path("/")) -> str:
    """Run a command; its output. Raises ``BedError``, and shows what it said, if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=at)
    if done.returncode != 0:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        raise BedError(f"{Path(command[0]).name} failed; its own words are above")
    return done.stdout


@contextlib.contextmanager
def stick(folder: Path) -> Iterator[Path]:
    """A block device with an ext4 on it, as a USB stick would be; its medium is a file."""
    image = folder / "stick.img"
    with image.open("wb") as file:
        file.truncate(STICK_BYTES)
    do("mkfs.ext4", "-q", str(image))
    device = Path(do("losetup", "--find", "--show", str(image)).strip())
    try:
        yield device
    finally:
        do("losetup", "--detach", str(device))


@contextlib.contextmanager
def layer(lower: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    """A tree above ``lower`` to write in, and a folder for results; both go afterwards."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=folder) as name:
        run = Path(name)
        root, out = run / "root", run / "out"
        for path in (root, out, run / "upper", run / "work"):
            path.mkdir()
        layers = f"lowerdir={lower},upperdir={run / 'upper'},workdir={run / 'work'}"
        do("mount", "-t", "overlay", "overlay", "-o", layers, str(root))
        try:
            yield root, out
        finally:
            do("umount", str(root))


def boot(
    bed: Bed, root: Path, out: Path, device: Path, arguments: list[str]
) -> subprocess.Popen[bytes]:
    """Start the machine with a stick in it; it runs the scenario and switches itself off."""
    units = root / "etc" / "systemd" / "system"
    words = " ".join(arguments)
    (units / "virk-edge-lab.service").write_text(UNIT.format(arguments=words), encoding="utf-8")
    wants = units / "multi-user.target.wants"
    wants.mkdir(exist_ok=True)
    (wants / "virk-edge-lab.service").symlink_to("../virk-edge-lab.service")
    command = [
        *("systemd-nspawn", "-q", "-b", "-D", str(root), "--register=no", "--keep-unit"),
        *("--private-network", f"--bind={out}:/lab/out", f"--bind-ro={bed.wheels}:/lab/wheels"),
        f"--bind={device}:/lab/stick",
        *(
            f"--bind-ro={HERE}:/lab/systemd_lab",
            f"--bind-ro={ROOT / 'tools' / 'install'}:/lab/install",
        ),
    ]
    console = (out / "console").open("wb")
    with console:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT
        )
