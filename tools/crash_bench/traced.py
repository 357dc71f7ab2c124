"""The same by the kernel's word: strace sees what the shim sees, and kills where it is told."""

from __future__ import annotations

import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from crash_bench.daemon import Life
from crash_bench.lives import Lives, lives
from crash_bench.points import Point

# Calls that change a file, a name, or what is durable; by the shim's word for each.
_WORDS: Final = {
    "openat": "open",
    "open": "open",
    "creat": "open",
    "write": "write",
    "pwrite64": "write",
    "writev": "write",
    "pwritev": "write",
    "sendfile": "write",
    "copy_file_range": "write",
    "fsync": "fsync",
    "fdatasync": "fsync",
    "link": "link",
    "linkat": "link",
    "unlink": "unlink",
    "unlinkat": "unlink",
    "rename": "rename",
    "renameat": "rename",
    "renameat2": "rename",
    "mkdir": "mkdir",
    "mkdirat": "mkdir",
    "rmdir": "rmdir",
    "symlink": "symlink",
    "symlinkat": "symlink",
    "truncate": "ftruncate",
    "ftruncate": "ftruncate",
    "fallocate": "reserve",
    "chmod": "chmod",
    "fchmod": "chmod",
    "fchmodat": "chmod",
    "chown": "chown",
    "fchown": "chown",
    "fchownat": "chown",
}
# Where strace kills: which call, and the how many-th of one thread.
_KILLS: Final = (
    ("write", (5, 60, 200, 400)),
    ("fsync,fdatasync", (1, 2, 3, 4, 5)),
    ("link,linkat", (1,)),
    ("unlink,unlinkat", (1, 2)),
    ("rename,renameat,renameat2", (1, 2)),
    ("fallocate", (1,)),
    ("ftruncate", (1,)),
)
_CALL: Final = re.compile(r"^\d+\s+(\w+)\((.*)")
_PATH: Final = re.compile(r'[<"](/[^">]*)[>"]')


def missing() -> str:
    """Why this cannot be done here; empty if it can."""
    return "" if shutil.which("strace") else "strace is not installed; this part is left out"


def points(*, quick: bool) -> Iterator[Point]:
    """The comparison, then deaths."""
    with lives() as device:
        yield Point("strace:same-calls", lambda: compared(device))
        for calls, numbers in _KILLS:
            for number in numbers[:1] if quick else numbers:
                inject = f"inject={calls}:signal=SIGKILL:when={number}"
                yield Point(
                    f"strace:{calls.partition(',')[0]}/{number}",
                    lambda inject=inject: device.die(0, before=_strace("-e", inject)),  # type: ignore[misc]
                )
        yield Point("strace:recovery-at-the-end", device.recover)


def _strace(*more: str) -> tuple[str, ...]:
    traced = f"trace={','.join(_WORDS)}"
    return ("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", traced, *more)


def compared(device: Lives) -> list[str]:
    """Record one life both ways; the calls that only one of them saw, by name and path."""
    out = device.device.root.parent / "strace.txt"
    traced = f"trace={','.join(_WORDS)}"
    before = ("strace", "-D", "-f", "-y", "-qq", "-s", "0", "-o", str(out), "-e", traced)
    life = Life(device.device, before=before)
    try:
        life.ready()
        life.incident()
    finally:
        status = life.end(signal.SIGTERM)
    told = [note[1:] for note in life.told() if note[0] == "call"]
    shim = Counter(f"{n} {p} {o}".strip() for _, n, p, o in told if n not in ("read", "close"))
    kernel = seen(_settled(out), device.device.root)
    problems = [] if status == 0 else [f"it ended with {status}"]
    problems += [f"only strace saw {n} x {what}" for what, n in (kernel - shim).items()]
    problems += [f"only the shim saw {n} x {what}" for what, n in (shim - kernel).items()]
    if sum(shim.values()) < 100:
        problems.append(f"only {sum(shim.values())} calls were seen")
    return problems


def _settled(out: Path) -> str:
    """What strace wrote, once it has written all."""
    size = -1
    while out.stat().st_size != size:
        size = out.stat().st_size
        time.sleep(0.3)
    return out.read_text(encoding="utf-8", errors="replace")


def seen(trace: str, root: Path) -> Counter[str]:
    """Changing calls below ``root``: name and paths relative to it."""
    found: Counter[str] = Counter()
    for line in trace.splitlines():
        call = _CALL.match(line)
        if call is None or call[1] not in _WORDS:
            continue  # the second half of a call that was interrupted, or an end
        name, rest = _WORDS[call[1]], call[2]
        if name == "open" and not re.search(r"O_WRONLY|O_RDWR|O_CREAT", rest):
            continue
        paths = [path for path in _PATH.findall(rest) if path.startswith(f"{root}/")]
        below = [path[len(str(root)) + 1 :].removesuffix("(deleted)") for path in paths]
        if name == "open" and len(below) > 1:
            below = below[:1]  # the second one is what came back
        if below:
            found[f"{name} {' '.join(below)}"] += 1
    return found
