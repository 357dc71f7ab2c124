"""Small Debian systems for aarch64: made once, kept, and entered with mounts of their own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from environment import BUILD_TOOLS, ROOT, WHEEL_TESTS, SetUpError, say

_MIRROR: Final = "http://deb.debian.org/debian"
_PACKAGES: Final = "python3,python3-venv,ca-certificates"
_PYTHON: Final = "/opt/virk-edge/bin/python"
_CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")
# Mounts are private to this process and those it starts: when the last ends, they are gone.
_ALONE: Final = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
_ENTER: Final = """
# A mount of its own, as the root of a device is: else nothing inside can keep its mounts to itself.
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --rbind /sys "$1/sys"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/dev/shm"
mount -t tmpfs tmpfs "$1/tmp"
for file in /etc/resolv.conf "$3"; do
    if test -e "$file"; then touch "$1$file"; mount --bind "$file" "$1$file"; fi
done
if test -e "$2"; then mount --bind "$2" "$1/proc/cpuinfo"; fi
root=$1
shift 3
# Not exec: no signal kills the first process of all, and a crash in qemu would wait for that.
status=0
chroot "$root" "$@" || status=$?
exit "$status"
"""
# What Linux says about a core of a Cortex-A76 with qemu's features. Without it the kernel shows the
# processor below, of which the XNNPACK of ai-edge-litert 2.3.0 makes a segmentation fault.
_CORE: Final = """\
processor\t: {number}
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc \
dcpop asimddp
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x4
CPU part\t: 0xd0b
CPU revision\t: 1

"""
# What this machine's own pip is told in its environment holds there as well.
_PASSED_ON: Final = ("PIP_INDEX_URL", "PIP_PROXY", "http_proxy", "https_proxy", "no_proxy")


@dataclass(frozen=True, slots=True)
class Suite:
    """A Debian release and the device's installation that it stands for. cpu: qemu's name."""

    python: str
    debian: str
    cpu: str


SUITES: Final = {
    suite.python: suite
    for suite in (Suite("3.11", "bookworm", "cortex-a76"), Suite("3.13", "trixie", "cortex-a76"))
}


@dataclass(frozen=True, slots=True)
class Root:
    """One such system on disk. ``path`` is its root directory as seen from outside."""

    path: Path
    suite: Suite

    def words(self, *command: str, cwd: str = "/", **variables: str) -> list[str]:
        """The command line, run from outside, of a command inside."""
        environment = {
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PATH": "/opt/virk-edge/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "PIP_CERT": str(_CERTIFICATES),
            "QEMU_CPU": self.suite.cpu,
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            **variables,
        }
        settings = [f"{name}={value}" for name, value in environment.items()]
        inside = ["/usr/bin/env", "-i", "-C", cwd, *settings, *command]
        files = [str(self.path), str(cache() / "cpuinfo"), str(_CERTIFICATES)]
        return [*_ALONE, "sh", "-euc", _ENTER, "enter", *files, *inside]

    def python(self, *arguments: str, cwd: str = "/", **variables: str) -> list[str]:
        """The same for the Python that virk-edge is installed for."""
        return self.words(_PYTHON, *arguments, cwd=cwd, **variables)


def cache() -> Path:
    """Where the systems lie: VIRK_EDGE_AARCH64, or a folder of the user's cache."""
    chosen = os.environ.get("VIRK_EDGE_AARCH64")
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen).absolute() if chosen else Path(caches) / "virk-edge" / "aarch64"


@contextmanager
def prepared(suite: Suite, wheel: Path) -> Iterator[Root]:
    """The system of a suite with this wheel installed; nobody else uses it meanwhile.

    Raises SetUpError if it cannot be made.
    """
    cache().mkdir(parents=True, exist_ok=True)
    root = Root(cache() / suite.debian, suite)
    with (cache() / f"{suite.debian}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if platform.machine() != "aarch64":
            cores = (_CORE.format(number=n) for n in range(os.cpu_count() or 1))
            (cache() / "cpuinfo").write_text("".join(cores), encoding="ascii")
        if not root.path.exists():
            _bootstrap(root)
        _install(root, wheel)
        yield root


def _bootstrap(root: Root) -> None:
    """Debian's smallest system with Python; whole or not there at all."""
    half = root.path.with_suffix(".part")
    shutil.rmtree(half, ignore_errors=True)
    say(f"making a Debian {root.suite.debian} for aarch64 in {root.path}; this takes ten minutes")
    options = ["--arch=arm64", "--variant=minbase", f"--include={_PACKAGES}"]
    _do([*_ALONE, "debootstrap", *options, root.suite.debian, str(half), _MIRROR])
    half.rename(root.path)


def _install(root: Root, wheel: Path) -> None:
    """What the wheel needs as constraints.txt says, what the tests need, and the wheel."""
    stamp, place = root.path / "opt" / "virk-edge.key", root.path / "opt" / "wheel"
    if not (root.path / "opt" / "virk-edge").exists():
        _do(root.words("python3", "-m", "venv", "/opt/virk-edge"))
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copy(wheel, place)
    shutil.copy(ROOT / "constraints.txt", place)
    install = ["-m", "pip", "--no-input", "install", "-c", "/opt/wheel/constraints.txt"]
    if not stamp.exists() or stamp.read_text(encoding="ascii") != _key():
        say("installing the packages for aarch64; the first time this takes five minutes")
        tools = (*WHEEL_TESTS, *BUILD_TOOLS)
        _do(root.python(*install, f"/opt/wheel/{wheel.name}[laptop]", *tools))
        stamp.write_text(_key(), encoding="ascii")
    again = ["--no-deps", "--force-reinstall"]  # pip keeps a package of the same version
    _do(root.python(*install, *again, f"/opt/wheel/{wheel.name}"))


def _key() -> str:
    """Changes whenever other packages would have to be installed."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:16]


def _do(words: Sequence[str]) -> None:
    """Run to the end, quietly; show what was said if it fails."""
    done = subprocess.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        raise SetUpError(f"{' '.join(words[-6:])} failed:\n{done.stdout[-4000:]}")
