"""tools/test-aarch64: what it does without its means, what counts as good, what differs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def tools(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the tools, found as the laboratory finds it."""
    monkeypatch.syspath_prepend(str(repository / "tools"))
    return repository / "tools"


def report(verdict: str) -> dict[str, object]:
    """What a replay says, as far as it is read here."""
    stage = {"exact": 1, "compared": 2, "worst": {"scores": 1e-6}, "first_difference": "frame 4"}
    return {"verdict": verdict, "pixels": stage, "decision": stage}


def test_without_its_means_it_says_so_and_is_skipped(tools):
    """An empty path holds no program: that is no failure, and the sentence says what to do."""
    done = subprocess.run(
        [sys.executable, str(tools / "aarch64_lab"), "--quick"],
        env={"PATH": "/nowhere", "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("skipped: ")


@pytest.mark.parametrize(
    ("replayed", "verdict", "good"),
    [
        ("aarch64", "bit-exact", True),
        ("aarch64", "within tolerance", False),
        ("x86_64", "within tolerance", True),
        ("x86_64", "diverged", False),
    ],
)
def test_where_it_was_recorded_a_replay_must_be_exact(replayed, verdict, good):
    """Elsewhere it must be within the tolerances, and the differences are said."""
    from aarch64_lab.bundles import Replayed

    found = Replayed("campus", "aarch64", replayed, report(verdict), 1.0)
    assert found.good is good
    assert "1 of 2 exact; at most: scores 1e-06" in found.lines()[1]


def test_a_command_inside_keeps_nothing_of_the_environment_outside(monkeypatch):
    """But what pip was told; the processor is the one that the suite names."""
    from aarch64_lab.roots import SUITES, Root

    monkeypatch.setenv("PIP_INDEX_URL", "https://example.org/simple")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    words = Root(Path("/cache/bookworm"), SUITES["3.11"]).python("-c", "pass", cwd="/root")
    inside = words[words.index("/cache/bookworm") + 3 :]
    assert inside[:4] == ["/usr/bin/env", "-i", "-C", "/root"]
    assert {"QEMU_CPU=cortex-a76", "PIP_INDEX_URL=https://example.org/simple"} <= set(inside)
    assert not [word for word in inside if word.startswith("PYTHONPATH")]
    assert inside[-3:] == ["/opt/virk-edge/bin/python", "-c", "pass"]


def test_kinds_of_arithmetic_that_differ_are_named(tmp_path):
    """With the largest difference and how many numbers differ; what is the same is not said."""
    from aarch64_lab.stages import differences, outputs

    here = outputs()
    there = {name: value.copy() for name, value in here.items()}
    there["sum, float64"][0] += 1.0
    np.savez(tmp_path / "a.npz", **here)
    np.savez(tmp_path / "b.npz", **there)
    (line,) = differences(tmp_path / "a.npz", tmp_path / "b.npz")
    assert line.startswith("sum, float64: by up to ")
    assert line.endswith("2% of them")
    assert differences(tmp_path / "a.npz", tmp_path / "a.npz") == []


def test_every_test_file_is_tried_or_left_out_with_a_reason(repository):
    """What is chosen by name exists; a new file is not tried, and that is said too."""
    from aarch64_lab.selection import FULL, NOWHERE, QUICK, USUAL, reasons

    for size in (QUICK, USUAL, FULL):
        chosen = [name for group in size.groups.values() for name in group]
        assert not NOWHERE.keys() & {*chosen, *size.left_out}
        for name in (*chosen, *size.left_out):
            file, _, test = name.partition("::")
            assert (repository / file).exists(), name
            assert not test or f"def {test}(" in (repository / file).read_text(encoding="utf-8")
    files = ["tests/core/test_new.py", "tests/test_new.py", "tests/test_replay.py"]
    assert reasons(FULL, files).keys() == {*FULL.left_out, *NOWHERE, "tests/test_new.py"}
    assert reasons(USUAL, files).keys() > reasons(FULL, files).keys()


def test_a_request_that_the_sandbox_refuses_is_found_in_a_trace():
    """What systemd.exec(5) lists under MemoryDenyWriteExecute=, as qemu writes it."""
    from aarch64_lab.memory import asked, refused

    good = [
        "7 mmap(NULL,8192,PROT_READ|PROT_WRITE,MAP_PRIVATE|MAP_ANONYMOUS,-1,0) = 0x7f0000",
        "7 mmap(0x0,8192,PROT_EXEC|PROT_READ,MAP_PRIVATE|MAP_DENYWRITE,3,0) = 0x7f1000",
        "7 mprotect(0x7f0000,4096,PROT_READ) = 0",
    ]
    bad = [
        "7 mmap(NULL,4096,PROT_EXEC|PROT_READ|PROT_WRITE,MAP_PRIVATE,-1,0) = 0x7f2000",
        "7 mprotect(0x7f0000,4096,PROT_EXEC|PROT_READ) = 0",
        "7 shmat(3,0,SHM_EXEC) = 0",
    ]
    assert asked([*good, "7 read(3,0x7f,832) = 832"]) == good
    assert refused(good + bad) == bad


def test_the_demonstration_there_waits_longer():
    """What it changes of the demonstration is there: another name would change nothing."""
    from aarch64_lab.session import _DEMO

    from virk_edge.daemon import demo

    names = re.findall(r"^demo\.(\w+) = ", _DEMO, re.MULTILINE)
    assert names
    assert [name for name in names if not hasattr(demo, name)] == []


def test_tests_go_last_there_as_the_daemon_does(tools):
    """Beside tests that do not, it got a tenth of a processor. They wait longer, too."""
    words = (
        "import os, patience, subprocess, sys\n"
        "wait = subprocess.Popen.wait\n"
        "patience.pytest_configure()\n"
        "print(os.getpriority(os.PRIO_PROCESS, 0), subprocess.Popen.wait is not wait)\n"
    )
    folder = tools / "aarch64_lab"
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("19 True\n", "")
