"""Whether aarch64 programs run on this machine, and what to do so that they do."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Final

_BINFMT: Final = Path("/proc/sys/fs/binfmt_misc")
# What Debian's qemu-user-static says about its binaries, in the kernel's words.
_RULE: Final = Path("/usr/lib/binfmt.d/qemu-aarch64.conf")
# The program's header: ELF, 64 bits, little-endian, aarch64.
_MAGIC: Final = "7f454c460201010000000000000000000200b7"


def lacking() -> str | None:
    """What must be had before anything can be tried, in a sentence; None if all is there."""
    if os.geteuid() != 0:
        return "this needs root, for chroot and mounts"
    programs = ["debootstrap", "unshare", "chroot", "mount"]
    if platform.machine() != "aarch64":
        programs.append("qemu-aarch64-static")
    absent = [name for name in programs if shutil.which(name) is None]
    if absent:
        hint = "Debian, Ubuntu: apt-get install debootstrap qemu-user-static"
        return f"{', '.join(absent)} cannot be found ({hint})"
    if platform.machine() != "aarch64":
        return _unregistered()
    return None


def _unregistered() -> str | None:
    """Has the kernel start qemu for aarch64 programs. What is registered stays until a reboot."""
    try:
        if not (_BINFMT / "register").exists():
            words = ["mount", "-t", "binfmt_misc", "binfmt_misc", str(_BINFMT)]
            subprocess.run(words, check=True, capture_output=True)
        if not _knows_aarch64():
            (_BINFMT / "register").write_text(_RULE.read_text(encoding="ascii"), encoding="ascii")
    except (OSError, subprocess.CalledProcessError) as error:
        return f"the kernel cannot be told to start qemu for aarch64 programs ({error})"
    if not _knows_aarch64():
        return (
            "the kernel's entry for aarch64 programs opens qemu too late for a chroot (its flags "
            f"in {_BINFMT} lack F); install qemu-user-static, which brings one that does not"
        )
    return None


def _knows_aarch64() -> bool:
    for path in _BINFMT.iterdir():
        if path.name in ("register", "status"):
            continue
        words = dict(line.rstrip(":").partition(" ")[::2] for line in path.read_text().splitlines())
        flags = words.get("flags:", "")
        if words.get("magic", "").startswith(_MAGIC) and "F" in flags:
            return True
    return False
