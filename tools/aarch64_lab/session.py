"""The whole trial, step by step, and what came of it."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from environment import ROOT, SetUpError, say

from aarch64_lab import memory, patience
from aarch64_lab.bundles import (
    WORK,
    Machine,
    Replayed,
    TrialError,
    compare_stages,
    machines,
    record,
    replay,
    write_pictures,
)
from aarch64_lab.emulator import lacking
from aarch64_lab.roots import SUITES, Root, Suite, prepared
from aarch64_lab.selection import FULL, QUICK, USUAL, Size, reasons
from aarch64_lab.suites import Tried, copy_tree, try_source, try_wheel

_GROUP_S: Final = 5400  # for one group of tests
_STEPS: Final = ("bundles", "memory", "demo", "tests")
_SIZES: Final = (
    ("--quick", QUICK, "few tests; a quarter of an hour"),
    ("--full", FULL, "all tests that a device could fail, and JPEG bundles; many hours"),
)
_SCRATCH: Final = ("tree", "sample", "work")
# The demonstration's patience is that of a person before a real processor. Under qemu the daemon
# measures few frames in a second and learns for longer. All of it goes last: beside a publisher
# that does not, the daemon, which does, would hardly come to its turn. The fault is one that qemu
# paints in time: of a blur, the usual one, it paints less than one picture in a second.
_DEMO: Final = """\
import sys
from patience import wait_longer
from virk_edge.adapters.priority import go_last
from virk_edge.cli.main import main
from virk_edge.daemon import demo
go_last()
wait_longer()
demo._PATIENCE_SECONDS = 900.0
sys.exit(main(["demo", "--json", "--out", "demo", "--fault", "faded"]))
"""
_VERSIONS: Final = """\
import json, platform, cv2, numpy
from dataclasses import asdict
from virk_edge.adapters.embedder import load_embedder
from virk_edge.formats.config import Config
found = asdict(load_embedder(Config().embedder).identity)
print(json.dumps({
    "machine": platform.machine(), "python": platform.python_version(),
    "libc": " ".join(platform.libc_ver()), "numpy": numpy.__version__, "opencv": cv2.__version__,
    "runtime": f"{found['runtime']} {found['runtime_version']}", "kernels": found["kernels"],
}))
"""


@dataclass(slots=True)
class Trial:
    """What has come of the steps so far, on one emulated system."""

    root: Root
    lines: list[str] = field(default_factory=list)
    good: bool = True

    def note(self, name: str, good: bool, seconds: float, words: str) -> None:
        """One step is over; it is said at once and again at the end."""
        self.good = self.good and good
        line = f"{'good  ' if good else 'FAILED'} {seconds:7.0f} s  {name:12s} {words}"
        self.lines.append(line)
        print(line, flush=True)

    def tests(self, size: Size, wanted: Sequence[str]) -> None:
        """The groups in turn, and the wheel's sample; only those wanted, if any are named."""
        for name in size.groups:
            if not wanted or name in wanted:
                self._tests(try_source(self.root, name, size, limit_s=_GROUP_S))
        if size.wheel and (not wanted or "wheel" in wanted):
            self._tests(try_wheel(self.root, size, limit_s=_GROUP_S))

    def _tests(self, tried: Tried) -> None:
        words = f"{tried.last} ({tried.cpu_seconds:.0f} s of a processor)"
        self.note(tried.name, tried.good, tried.seconds, words)

    def exchange(self, suffixes: Sequence[str]) -> None:
        """The same pictures recorded on both machines, each bundle replayed on both."""
        here, there = machines(self.root)
        begin = time.monotonic()
        differ = compare_stages(here, there)
        words = f"{len(differ)} kinds of arithmetic differ"
        self.note("stages", True, time.monotonic() - begin, words)
        self._more(differ)
        for suffix in suffixes:
            pictures = write_pictures(here.folder, suffix)
            for machine in (here, there):
                begin = time.monotonic()
                bundle = record(machine, pictures)
                words = f"{pictures} on {machine.name}"
                self.note("analyze", True, time.monotonic() - begin, words)
                for other in (here, there):
                    self._replay(bundle, machine, other)

    def memory(self) -> None:
        """Everything that could compile as it runs, and whether the sandbox would refuse it."""
        here, _ = machines(self.root)
        shutil.copy(Path(memory.__file__), here.folder)
        words = self.root.python("memory.py", cwd=WORK, QEMU_STRACE="1")
        begin = time.monotonic()
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise TrialError(f"memory.py: {done.stderr[-200:]}")
        found, trace = json.loads(done.stdout), done.stderr.splitlines()
        asked, refused = memory.asked(trace), memory.refused(trace)
        self.note(
            "memory",
            not refused and bool(asked or found["denied"]),
            time.monotonic() - begin,
            f"{found['runtime']}: {len(asked)} requests, {len(refused)} would be refused"
            + (", denied by the kernel" if found["denied"] else ""),
        )
        self._more(refused)

    def demo(self) -> None:
        """The demonstration there, and its bundle replayed here."""
        here, there = machines(self.root)
        shutil.copy(Path(patience.__file__), here.folder)
        begin = time.monotonic()
        outcome = there.ask("-c", _DEMO)
        words = "; ".join(outcome["problems"]) or (
            f"{outcome['cause']} ({outcome['score']:.2f}), "
            f"replayed {outcome['replay']['verdict']}, {_counts(outcome)}"
        )
        self.note("demo", outcome["good"], time.monotonic() - begin, words)
        if outcome["bundle"] is not None:
            inside = PurePosixPath(outcome["bundle"]).relative_to(WORK)
            self._replay(str(inside), there, here)

    def _replay(self, bundle: str, recorded: Machine, replayed: Machine) -> None:
        found: Replayed = replay(bundle, recorded, replayed)
        head, *rest = found.lines()
        self.note("replay", found.good, found.seconds, head)
        self._more(rest)

    def _more(self, lines: list[str]) -> None:
        for line in lines:
            self.lines.append(f"          {line}")
            print(self.lines[-1], flush=True)


def _counts(outcome: dict[str, Any]) -> str:
    counts = outcome["counts"]
    return f"{counts['analysed']} of {counts['published']} frames analysed"


def main(argv: Sequence[str]) -> int:
    """Try and print; status 1 if anything failed, 0 also where nothing can be tried."""
    args = _arguments(argv)
    sentence = lacking()
    if sentence is not None:
        print(f"skipped: {sentence}")
        return 0
    # What runs in the emulated system ends with what started it, which an exception kills.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    good = True
    try:
        with tempfile.TemporaryDirectory(prefix="virk-edge-wheel-") as name:
            wheel = _wheel(Path(name))
            for python in args.python or SUITES:
                good = _try(SUITES[python], wheel, args) and good
    except (SetUpError, OSError, subprocess.CalledProcessError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0 if good else 1


def _try(suite: Suite, wheel: Path, args: argparse.Namespace) -> bool:
    begin = time.monotonic()
    with prepared(suite, wheel) as root:
        _clear(root)
        try:
            copy_tree(root)
            (root.path / "root" / "work").mkdir()
            trial = Trial(root)
            versions = machines(root)[1].ask("-c", _VERSIONS)
            print(", ".join(f"{name} {value}" for name, value in versions.items()))
            trial.note("set-up", True, time.monotonic() - begin, f"Debian {suite.debian}")
            _steps(trial, args)
        finally:
            if not args.keep:
                _clear(root)
    print(f"\nPython {suite.python}, seconds under qemu, which are no timings of a device")
    print("\n".join(trial.lines))
    files = (path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/**/test_*.py"))
    for test, why in reasons(args.size, files).items():
        print(f"left out: {test}: {why}")
    return trial.good


def _steps(trial: Trial, args: argparse.Namespace) -> None:
    """Bundles first: they are what this is for, and take the least time."""
    wanted = args.only or _STEPS
    steps: dict[str, Callable[[], None]] = {
        "bundles": lambda: trial.exchange(args.size.pictures),
        "memory": trial.memory,
        "demo": trial.demo,
        "tests": lambda: trial.tests(args.size, args.group or ()),
    }
    for name in wanted:
        begin = time.monotonic()
        try:
            steps[name]()
        except TrialError as error:
            trial.note(name, False, time.monotonic() - begin, str(error))


def _wheel(folder: Path) -> Path:
    """What a device would be given, built from the tree as it is."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _clear(root: Root) -> None:
    """What a trial left in the system; nothing is mounted there outside a trial."""
    for name in _SCRATCH:
        shutil.rmtree(root.path / "root" / name, ignore_errors=True)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/test-aarch64", description=__doc__)
    add = parser.add_argument
    add("--python", action="append", choices=sorted(SUITES), help="default: all, in turn")
    sizes = parser.add_mutually_exclusive_group()
    for name, size, what in _SIZES:
        sizes.add_argument(name, dest="size", action="store_const", const=size, help=what)
    add("--only", action="append", choices=_STEPS, help="default: all")
    names = (*QUICK.groups, *USUAL.groups, "wheel")
    add("--group", action="append", choices=names, help="of the tests; default: all")
    add("--keep", action="store_true", help="leave tree and bundles in the system's /root")
    parser.set_defaults(size=USUAL)
    return parser.parse_args(argv)
