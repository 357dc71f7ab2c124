"""What ``virk-edge doctor`` makes of what was read and measured: readings in, findings out.

A finding is good only where something was seen to work. What could not be tried is unknown.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from virk_edge.core.readings import FIRST_WALL_NS

Verdict: TypeAlias = Literal["good", "warning", "bad", "unknown"]

_CONTROLLERS: Final = ("cpu", "memory", "io")
_BATCH: Final = 3  # sched(7)
_IDLE: Final = 5
_NICE_LAST: Final = 19
_WEIGHT: Final = 100
# What docs/compatibility.md has figures of: numpy, OpenCV and runtime, each by major and minor.
TESTED: Final = frozenset(
    {
        ("2.2", "4.11", "ai-edge-litert 2.3"),
        ("1.26", "4.11", "tflite-runtime 2.14"),
        ("2.5", "5.0", "ai-edge-litert 2.3"),
        ("2.2", "5.0", "ai-edge-litert 2.3"),
    }
)
_PYTHONS: Final = ("3.10", "3.11", "3.12", "3.13")
_SLOW_WRITE_MS: Final = 1000.0
_UPTIME_APART_SECONDS: Final = 2.0
_VOLATILE: Final = ("tmpfs", "ramfs")
_NETWORK: Final = ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs")
_FOREIGN: Final = ("vfat", "exfat", "ntfs", "ntfs3", "fuseblk")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. found: what was seen; todo: what to do about it, empty where nothing is."""

    name: str
    verdict: Verdict
    found: str
    todo: str = ""


# -- software -----------------------------------------------------------------------------------


def software(python: str, numpy: str, opencv: str, runtime: str) -> Finding:
    """Whether these versions (runtime: ``NAME VERSION``) are together among those tested."""
    found = f"Python {python}, numpy {numpy}, OpenCV {opencv}, {runtime}"
    if _minor(python) in _PYTHONS and (_minor(numpy), _minor(opencv), _minor(runtime)) in TESTED:
        return Finding("software", "good", f"{found}: a tested combination")
    todo = "see whether `virk-edge demo` ends well; constraints.txt names tested versions"
    return Finding("software", "warning", f"{found}: nobody has tested these together", todo)


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def model(name: str, kernels: str, median_ms: float, *, cpu_percent: float) -> Finding:
    """How many embeddings a second the whole budget pays for."""
    a_second = 10.0 * cpu_percent / max(median_ms, 1e-6)
    found = f"{name} loads and takes {median_ms:.1f} ms ({kernels}); "
    found += f"{cpu_percent:g} % of a core pay for {a_second:.3g} a second"
    if a_second >= 1.0:
        return Finding("model", "good", found)
    todo = "most frames will be judged without embedding; raise budget.cpu_percent"
    return Finding("model", "warning", found, f"{todo}, or take a smaller model")


# -- guards of the kernel -----------------------------------------------------------------------


def controllers(
    version: int | None, available: Set[str], whose: str, memory_max: int | None = None
) -> Finding:
    """version: of the control groups, None where there are none; available: in this group.
    memory_max: the tightest limit in bytes, None without any."""
    if version is None:
        todo = "nothing but the daemon itself holds its processor time and memory down"
        return Finding("cgroup", "warning", "no control groups are mounted", todo)
    if version == 1:
        todo = "boot with systemd.unified_cgroup_hierarchy=1; weights and PSI differ in version 1"
        return Finding("cgroup", "warning", "control groups of version 1", todo)
    missing = [c for c in _CONTROLLERS if c not in available]
    if not missing:
        limit = "no limit" if memory_max is None else f"{memory_max / 2**20:,.0f} MiB at most"
        found = f"version 2 with cpu, io and memory ({limit}) for {whose}"
        return Finding("cgroup", "good", found)
    found = f"version 2 without {', '.join(missing)} for {whose}"
    if "memory" in missing and "cpu" not in missing:
        todo = "MemoryMax= does nothing; on a Raspberry Pi add cgroup_enable=memory to "
        todo += "/boot/firmware/cmdline.txt and boot"
    else:
        todo = "run it as the service that tools/install sets up: its slice has them"
    return Finding("cgroup", "warning", found, todo)


@dataclass(frozen=True, slots=True)
class Burnt:
    """What programs in a group with a quota could use, in cores, while they wanted more of it;
    throttled: the kernel held the group back meanwhile."""

    used_cores: float
    throttled: bool


def quota(
    quota_cores: float | None, *, budget_cores: float, burnt: Burnt | None, why_not: str = ""
) -> Finding:
    """quota_cores: the tightest; None without any. burnt: a trial; why_not: there was none."""
    if quota_cores is None:
        todo = "the daemon's own budget is all that holds it; the service's slice sets CPUQuota="
        return Finding("quota", "warning", "no quota is set", todo)
    found = f"{quota_cores:.2g} of a core"
    if quota_cores < budget_cores:
        todo = f"the budget is {budget_cores:.2g}: raise CPUQuota= with `systemctl edit "
        todo += "virk-edge.slice`, or lower budget.cpu_percent"
        return Finding("quota", "warning", f"{found}, below the budget", todo)
    if burnt is None:
        return Finding("quota", "unknown", f"{found} is set, and was not tried: {why_not}")
    found += f"; under full load a trial got {burnt.used_cores:.2g}"
    if burnt.used_cores > 1.25 * quota_cores + 0.02:
        todo = "the quota is not in force: look for CONFIG_CFS_BANDWIDTH in the kernel"
        return Finding("quota", "bad", found, todo)
    if burnt.throttled:
        return Finding("quota", "good", f"{found} and was held back")
    todo = "the machine was too busy to reach it; try again when it is not"
    return Finding("quota", "unknown", found, todo)


def pressure(moved_us: int | None, missing: str) -> Finding:
    """moved_us: how far the counter went while two programs wanted one processor for 300 ms."""
    if moved_us is None:
        todo = "boot with psi=1 (on a Raspberry Pi in /boot/firmware/cmdline.txt); until then load "
        todo += "of others is seen from loop_us and frame age alone"
        return Finding("pressure", "warning", f"not readable: {missing}", todo)
    if moved_us <= 0:
        todo = "load of others will not be seen from it; give loop_us to the hook"
        return Finding("pressure", "warning", "readable, but it does not move under load", todo)
    return Finding("pressure", "good", f"moved by {moved_us / 1000:.0f} ms in 300 ms of load")


def weight(lowest: float | None, *, idle: bool) -> Finding:
    """lowest: of the daemon's group and those above it, None if unknown; 100 is the usual one."""
    if idle:
        return Finding("weight", "good", "idle: every other service goes first")
    if lowest is None:
        return Finding("weight", "unknown", "the weight of the daemon's group cannot be read")
    if lowest < _WEIGHT:
        return Finding("weight", "good", f"{lowest:.3g}, where others have {_WEIGHT}")
    todo = "nice counts only within a group: start it with the unit, whose slice has CPUWeight="
    return Finding("weight", "warning", "as that of every other service", todo)


def priority(nice: int, policy: int) -> Finding:
    """Of the running daemon."""
    if nice == _NICE_LAST and policy in (_BATCH, _IDLE):
        return Finding("priority", "good", "the daemon runs last: nice 19, batch or idle")
    found = f"the daemon runs at nice {nice}, scheduling policy {policy}"
    return Finding("priority", "warning", found, "start it with the unit, which sets both")


# -- the machine --------------------------------------------------------------------------------


def clock(*, synchronised: bool | None, wall_ns: int, boot_apart_seconds: float | None) -> Finding:
    """boot_apart_seconds: between our boot clock and the kernel's uptime, None if unknown."""
    if boot_apart_seconds is not None and abs(boot_apart_seconds) > _UPTIME_APART_SECONDS:
        found = f"the boot clock is {boot_apart_seconds:.1f} s off the kernel's uptime"
        return Finding("clock", "bad", found, "decisions hang on it; report this kernel to us")
    if wall_ns < FIRST_WALL_NS:
        todo = "set it; bundles keep their order, but their dates mean nothing"
        return Finding("clock", "warning", "the wall clock was never set", todo)
    if synchronised:
        return Finding("clock", "good", "the wall clock is synchronised, the boot clock sane")
    if synchronised is None:
        return Finding("clock", "unknown", "nothing says whether the wall clock is synchronised")
    todo = "see `timedatectl`; dates in bundles may be wrong, decisions are not affected"
    return Finding("clock", "warning", "the wall clock is not synchronised", todo)


def heat(celsius: float | None, missing: str, *, limit: float, slowed: float | None) -> Finding:
    """slowed: 1.0 while the firmware throttles, None where it does not say."""
    if slowed:
        found = "the firmware slows the processor now: heat, or too little voltage"
        return Finding("heat", "bad", found, "see `vcgencmd get_throttled`; a better supply or fan")
    firmware = "" if slowed is None else "; the firmware does not throttle"
    if celsius is None:
        return Finding("heat", "unknown", f"no temperature: {missing}{firmware}")
    found = f"{celsius:.0f} °C, less is done from {limit:g} °C on{firmware}"
    if celsius >= limit:
        return Finding("heat", "warning", found, "cool it; until then it is watched less")
    return Finding("heat", "good", found)


# -- the store ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Room:
    """Of a file system. inodes: None where it does not count them."""

    free_bytes: int
    free_inodes: int | None


def room(there: Room, *, min_bytes: int, min_inodes: int, bundle_bytes: int) -> Finding:
    """Whether a bundle could be written. bundle_bytes: the frames of the largest."""
    found = f"{there.free_bytes / 2**20:,.0f} MiB free"
    found += "" if there.free_inodes is None else f", {there.free_inodes:,} inodes"
    if there.free_inodes is not None and there.free_inodes < min_inodes:
        todo = f"store.min_free_inodes ({min_inodes}) is not met: remove small files"
        return Finding("room", "bad", found, todo)
    if there.free_bytes < min_bytes:
        todo = f"store.min_free_bytes ({min_bytes / 2**20:,.0f} MiB) is not met, no bundle can be "
        return Finding("room", "bad", found, f"{todo}written: free some space")
    if there.free_bytes < min_bytes + bundle_bytes:
        todo = "a long incident would push older bundles out, or lack frames: free some space"
        return Finding("room", "warning", found, todo)
    return Finding("room", "good", f"{found}, more than the limits ask for")


def disk(kind: str, device: str, options: Set[str]) -> Finding:
    """kind: of file system; options: it is mounted with."""
    found = f"{kind} on {device}"
    if "ro" in options:
        todo = "an SD card at its end goes read-only: look into `dmesg`, have a new one ready"
        return Finding("disk", "bad", f"{found}, read-only", todo)
    if kind in _VOLATILE:
        todo = "bundles and what was learnt go with the power: put store.directory on a disk"
        return Finding("disk", "bad", f"{found}, which is memory", todo)
    if kind == "overlay":
        todo = "it may go with the container, or at the next boot: mount a volume there"
        return Finding("disk", "warning", found, todo)
    if kind in _NETWORK or kind in _FOREIGN:
        todo = "what is synced there may still be lost, or has no owner: take a local ext4, xfs, "
        return Finding("disk", "warning", found, f"{todo}btrfs or f2fs")
    card = ", a card: it turns read-only when it fails" if "mmcblk" in device else ""
    return Finding("disk", "good", f"{found}, writable{card}")


def write(who: str, took_ms: float) -> Finding:
    """A tiny file was written, synced and named, and removed again."""
    found = f"as {who}: written, synced and named in {took_ms:.1f} ms"
    if took_ms < _SLOW_WRITE_MS:
        return Finding("write", "good", found)
    todo = "recordings will lack frames while the disk is this slow"
    return Finding("write", "warning", found, todo)
