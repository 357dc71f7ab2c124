"""The disk of the virtual machine: the container's Debian with a kernel, made once and kept.

Runs write into a layer of QEMU's own above it, which goes with them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from systemd_lab.bed import ROOT, SUITE, Bed, BedError, do, layer, make_bed

KERNEL = "linux-image-amd64"  # the one of the cloud has no drivers for USB
INSTALL = ROOT / "tools" / "install"
DISK_BYTES = 6 << 30
EMULATOR = "qemu-system-x86_64"
# program -> Debian's package with it
PROGRAMS = {
    EMULATOR: "qemu-system-x86",
    "mkfs.ext4": "e2fsprogs",
    "debugfs": "e2fsprogs",
    "mkfs.vfat": "dosfstools",
    "mkfs.exfat": "exfatprogs",
    "mcopy": "mtools",
}
SHARES = {"tools": True, "wheels": True, "out": False}  # what is below /lab -> read only

UNIT = """\
[Unit]
Description=virk-edge, tried
After=multi-user.target
RequiresMountsFor=/lab/tools /lab/wheels /lab/out

[Service]
Type=exec
WorkingDirectory=/lab/tools
Environment=LAB_PATIENCE=10
ExecStart=/usr/bin/python3 -B -m vm_lab.inside
StandardOutput=append:/lab/out/output
StandardError=inherit

[Install]
WantedBy=multi-user.target
"""


@dataclass(frozen=True, slots=True)
class Disk:
    """A bed and what boots: the disk's image, the kernel and its first file system.

    bundle: for its store, since an emulated processor takes long to make one.
    """

    bed: Bed
    image: Path
    kernel: Path
    initrd: Path
    bundle: Path


def missing() -> str:
    """Why no virtual machine can be tried here; empty if one can."""
    if os.uname().machine != "x86_64":
        return "the virtual machine is an x86-64 one, and this is another"
    if os.geteuid() != 0:
        return "making the disk of a virtual machine needs root"
    lacks = sorted({package for program, package in PROGRAMS.items() if not shutil.which(program)})
    if lacks:
        return f"programs are missing (Debian, Ubuntu: apt install {' '.join(lacks)})"
    return ""


def make_disk() -> Disk:
    """Make what is not there yet. Raises ``BedError``."""
    bed = make_bed()
    tree = _tree(bed)
    boot = tree / "boot"
    kernels, initrds = sorted(boot.glob("vmlinuz-*")), sorted(boot.glob("initrd.img-*"))
    if not kernels or not initrds:
        raise BedError(f"{boot} has no kernel; remove {tree} and try again")
    return Disk(bed, _image(bed, tree), kernels[-1], initrds[-1], _bundle(bed.folder))


def _bundle(place: Path) -> Path:
    """One that the code of now calls good, of the demonstration."""
    ready, ours = place / "seed", (sys.executable, "-m", "virk_edge")
    for found in ready.rglob("*.virk.zip"):
        with contextlib.suppress(BedError):
            do(*ours, "verify", str(found), at=ROOT)
            return found
    print(f"making a bundle in {ready}, once", flush=True)
    shutil.rmtree(ready, ignore_errors=True)
    do(*ours, "demo", "--out", str(ready), at=ROOT)
    return next(ready.rglob("*.virk.zip"))


def _tree(bed: Bed) -> Path:
    ready = bed.folder / f"{SUITE}-vm"
    if ready.is_dir():
        return ready
    print(f"making a Debian {SUITE} with a kernel in {ready}, once", flush=True)
    fresh = bed.folder / f"{SUITE}-vm.new"
    shutil.rmtree(fresh, ignore_errors=True)
    do("cp", "-a", str(bed.rootfs), str(fresh))
    shutil.copy("/etc/resolv.conf", fresh / "etc" / "resolv.conf")
    inside = ("chroot", str(fresh), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y")
    do(*inside, "update")
    do(*inside, "install", "--no-install-recommends", KERNEL)
    do(*inside, "clean")
    fresh.rename(ready)
    return ready


def _image(bed: Bed, tree: Path) -> Path:
    """The tree as a file system, with the daemon installed and what starts the trial in it."""
    lines = [
        f"{name} /lab/{name} 9p trans=virtio,version=9p2000.L,{'ro' if closed else 'rw'} 0 0\n"
        for name, closed in SHARES.items()
    ]
    files = {
        "etc/fstab": "/dev/vda / ext4 errors=remount-ro 0 1\n" + "".join(lines),
        "etc/hostname": "lab\n",
        "etc/systemd/system/virk-edge-lab.service": UNIT,
    }
    parts = [INSTALL, *sorted(bed.wheels.glob("*.whl"))]
    each = [f"{p.name} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in parts]
    ready = bed.folder / f"vm-{hashlib.sha256(repr((files, each)).encode()).hexdigest()[:12]}.img"
    if ready.exists():
        return ready
    for old in bed.folder.glob("vm-*.img*"):
        old.unlink()
    fresh = ready.with_suffix(".img.new")
    with layer(tree, bed.folder) as (root, _):
        for name in SHARES:
            (root / "lab" / name).mkdir(parents=True)
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8")
        wants = root / "etc/systemd/system/multi-user.target.wants/virk-edge-lab.service"
        wants.parent.mkdir(exist_ok=True)
        wants.symlink_to("../virk-edge-lab.service")
        print(do(sys.executable, str(INSTALL), "--root", str(root), "--wheels", str(bed.wheels)))
        with fresh.open("wb") as file:
            file.truncate(DISK_BYTES)
        do("mkfs.ext4", "-q", "-d", str(root), str(fresh))
    fresh.rename(ready)
    return ready
