"""The doctor's judgement: from readings to a verdict and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from virk_edge.core import doctor, doctor_feed
from virk_edge.core.doctor import Burnt, Finding, Room
from virk_edge.core.doctor_feed import Door

GIB = 2**30
ALL = frozenset({"cpu", "memory", "io", "pids"})
BURNT = {"budget_cores": 0.2, "burnt": Burnt(0.59, True)}
LIMITS = {"min_bytes": GIB, "min_inodes": 1000, "bundle_bytes": GIB}
CLOCK = {"synchronised": True, "wall_ns": 18 * 10**17, "boot_apart_seconds": 0.01}
HEAT = {"limit": 80.0, "slowed": None}


def door(**other: object) -> Door:
    """A socket as the units make it."""
    seen = {"mode": 0o660, "group": "virk-feed", "peer": "process 1 (root)", "refused": ""}
    return Door("/run/virk-edge/feed.sock", **{**seen, "open_folder": "", **other})  # type: ignore[arg-type]


def knock(there: Door, wanted: str = "virk-feed", *, may: bool = True) -> Finding:
    """What is made of that socket."""
    return doctor_feed.socket(there, wanted_group=wanted, may_connect=may)


@pytest.mark.parametrize(
    ("finding", "verdict", "words"),
    [
        (doctor.software("3.11.7", "2.2.6", "4.11.0.86", "ai-edge-litert 2.3.0"), "good", "tested"),
        (doctor.software("3.11.7", "1.26.4", "4.11.0", "ai-edge-litert 2.3.0"), "warning", "demo"),
        (doctor.software("3.14.0", "2.2.6", "4.11.0", "ai-edge-litert 2.3.0"), "warning", "nobody"),
        (doctor.model("net", "xnnpack", 14.0, cpu_percent=20), "good", "14.3 a second"),
        (doctor.model("net", "builtin", 400.0, cpu_percent=20), "warning", "smaller model"),
        (doctor.controllers(2, ALL, "the daemon"), "good", "memory (no limit)"),
        (doctor.controllers(2, ALL, "it", 2**29), "good", "512 MiB at most"),
        (doctor.controllers(2, ALL - {"memory"}, "it"), "warning", "cgroup_enable=memory"),
        (doctor.controllers(2, frozenset(), "this shell"), "warning", "tools/install"),
        (doctor.controllers(1, frozenset(), "it"), "warning", "unified_cgroup"),
        (doctor.controllers(None, frozenset(), "it"), "warning", "no control groups"),
        (doctor.quota(0.6, **BURNT), "good", "got 0.59 and was held back"),
        (doctor.quota(0.6, budget_cores=0.2, burnt=Burnt(0.99, False)), "bad", "CFS_BANDWIDTH"),
        (doctor.quota(0.6, budget_cores=0.2, burnt=Burnt(0.3, False)), "unknown", "too busy"),
        (doctor.quota(0.6, budget_cores=0.8, burnt=None), "warning", "systemctl edit"),
        (doctor.quota(0.6, budget_cores=0.2, burnt=None, why_not="root"), "unknown", "root"),
        (doctor.quota(None, budget_cores=0.2, burnt=None), "warning", "CPUQuota="),
        (doctor.pressure(250_000, ""), "good", "250 ms"),
        (doctor.pressure(0, ""), "warning", "does not move"),
        (doctor.pressure(None, "switched off"), "warning", "psi=1"),
        (doctor.weight(100, idle=True), "good", "every other service goes first"),
        (doctor.weight(1, idle=False), "good", "1, where others have 100"),
        (doctor.weight(100, idle=False), "warning", "CPUWeight="),
        (doctor.weight(None, idle=False), "unknown", "cannot be read"),
        (doctor.priority(19, 3), "good", "runs last"),
        (doctor.priority(0, 0), "warning", "nice 0"),
        (doctor.clock(**CLOCK), "good", "synchronised"),
        (doctor.clock(**{**CLOCK, "synchronised": False}), "warning", "timedatectl"),
        (doctor.clock(**{**CLOCK, "synchronised": None}), "unknown", "nothing says"),
        (doctor.clock(**{**CLOCK, "wall_ns": 10**18}), "warning", "never set"),
        (doctor.clock(**{**CLOCK, "boot_apart_seconds": -9.0}), "bad", "uptime"),
        (doctor.heat(55.4, "", **HEAT), "good", "55 °C"),
        (doctor.heat(81.0, "", **HEAT), "warning", "cool it"),
        (doctor.heat(None, "no zone", **HEAT), "unknown", "no zone"),
        (doctor.heat(50.0, "", limit=80.0, slowed=1.0), "bad", "supply"),
        (doctor.heat(50.0, "", limit=80.0, slowed=0.0), "good", "does not throttle"),
        (doctor.room(Room(3 * GIB, 9999), **LIMITS), "good", "3,072 MiB"),
        (doctor.room(Room(3 * GIB, None), **LIMITS), "good", "free, more"),
        (doctor.room(Room(3 * GIB // 2, 9999), **LIMITS), "warning", "push older"),
        (doctor.room(Room(GIB // 2, 9999), **LIMITS), "bad", "min_free_bytes"),
        (doctor.room(Room(3 * GIB, 999), **LIMITS), "bad", "min_free_inodes"),
        (doctor.disk("ext4", "/dev/mmcblk0p2", frozenset({"rw"})), "good", "a card"),
        (doctor.disk("ext4", "/dev/mmcblk0p2", frozenset({"ro"})), "bad", "dmesg"),
        (doctor.disk("tmpfs", "tmpfs", frozenset({"rw"})), "bad", "memory"),
        (doctor.disk("overlay", "overlay", frozenset({"rw"})), "warning", "volume"),
        (doctor.disk("nfs4", "nas:/x", frozenset({"rw"})), "warning", "local ext4"),
        (doctor.disk("exfat", "/dev/sda1", frozenset({"rw"})), "warning", "owner"),
        (doctor.write("virk-edge", 12.0), "good", "as virk-edge"),
        (doctor.write("virk-edge", 2000.0), "warning", "slow"),
        (knock(door()), "good", "process 1 (root) listens"),
        (knock(door(), wanted=""), "good", "mode 0660"),
        (knock(door(mode=0o666)), "warning", "anybody"),
        (knock(door(mode=0o600)), "bad", "SocketMode"),
        (knock(door(group="root")), "bad", "SocketGroup"),
        (knock(door(open_folder="/run/x")), "bad", "take the socket's place"),
        (knock(door(peer=None, refused="refused")), "bad", "systemctl status"),
        (knock(door(peer=None), may=False), "unknown", "member of virk-feed"),
    ],
)
def test_each_reading_has_its_verdict(finding: Finding, verdict: str, words: str) -> None:
    """And says what was seen; whatever is not good says what to do, or why nobody knows."""
    assert finding.verdict == verdict
    assert words in f"{finding.found}; {finding.todo}"
    assert finding.verdict in ("good", "unknown") or finding.todo
    assert finding.verdict != "good" or not finding.todo
    assert len(finding.name) <= 10, "a label has eleven columns"


@pytest.mark.source_only
def test_tested_versions_are_those_of_the_documents(repository: Path) -> None:
    """A combination that is called tested stands in a row of docs/compatibility.md."""
    text = (repository / "docs/compatibility.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| 3\.\d+\.\d+ \|.*$", text, re.M)
    for numpy, opencv, runtime in doctor.TESTED:
        found = [r for r in rows if f"| {numpy}." in r and f"| {opencv}." in r and runtime in r]
        assert found, (numpy, opencv, runtime)
