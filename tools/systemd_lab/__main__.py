"""tools/test-systemd: install, run, break and remove the service under a real systemd.

Each step is printed with its verdict and time. Exit status 0: all good, 1: something failed, 77:
skipped, since this machine cannot boot a container or a virtual one (the reason is printed).
"""

# ruff: noqa: E402  # the path comes first

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

_TOOLS = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(_TOOLS)]  # in place of this folder, whose modules are those of a package

from vm_lab import host, tree

from systemd_lab.bed import (
    FOLDER,
    FOLDER_VARIABLE,
    PATIENCE_SECONDS,
    BedError,
    boot,
    layer,
    make_bed,
    missing,
    stick,
)

SKIPPED = 77


def show(line: str) -> bool:
    """Print a step; whether it was good."""
    step = json.loads(line)
    verdict = "good  " if step["good"] else "FAILED"
    print(f"{verdict} {step['seconds']:6.1f} s  {step['step']}", flush=True)
    if step["said"]:
        print("\n".join(f"                  {text}" for text in step["said"].splitlines()))
    return bool(step["good"])


def follow(process: subprocess.Popen[bytes], steps: Path) -> tuple[int, int, bool]:
    """Show steps as they come, until the machine is off; good, failed, and whether it finished."""
    verdicts, seen = [], 0
    deadline = time.monotonic() + PATIENCE_SECONDS
    finished = False
    while True:
        ended = process.poll() is not None
        lines = steps.read_text(encoding="utf-8").splitlines() if steps.exists() else []
        for line in lines[seen:]:
            if line == "end":
                finished = True
            else:
                verdicts.append(show(line))
        seen = len(lines)
        if ended:
            return verdicts.count(True), verdicts.count(False), finished
        if time.monotonic() > deadline:
            process.terminate()
        time.sleep(0.3)


def in_container(only: list[str], keep: Path | None) -> tuple[int, int, bool]:
    """Everything but what needs a kernel of its own; good, failed, and whether it finished."""
    bed = make_bed()
    with layer(bed.rootfs, bed.folder) as (root, out), stick(out.parent) as device:
        process = boot(bed, root, out, device, only)
        try:
            result = follow(process, out / "steps")
        finally:
            process.kill()  # most of all when somebody has had enough
            process.wait()
            put_by(out, keep)
        return result


def in_machine(only: list[str], keep: Path | None) -> tuple[int, int, bool]:
    """Limits, udev and power, in a virtual machine; the same."""
    with host.trial(tree.make_disk(), only) as begun:
        try:
            return host.follow(begun, show)
        finally:
            put_by(begun.out, keep)


def put_by(out: Path, keep: Path | None) -> None:
    """Keep what the machine wrote, or show its last words if it came to no end."""
    if keep is not None:
        shutil.copytree(out, keep, dirs_exist_ok=True)
    steps = out / "steps"
    if not steps.exists() or not steps.read_text(encoding="utf-8").endswith("end\n"):
        print((out / "console").read_text(encoding="utf-8", errors="replace")[-3000:])


def main() -> int:
    """Run one scenario once."""
    parser = argparse.ArgumentParser(
        prog="tools/test-systemd",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"What is kept between runs lies in {FOLDER}, or where {FOLDER_VARIABLE} says.",
    )
    add = parser.add_argument
    add("--vm", action="store_true", help="what needs a kernel of its own, in QEMU")
    add("--only", metavar="STEP", nargs="*", default=[], help="steps by their names")
    add("--keep", type=Path, metavar="DIR", help="copy logs and results here")
    args = parser.parse_args()
    reason = missing() or (tree.missing() if args.vm else "")
    if reason:
        print(f"skipped: {reason}")
        return SKIPPED
    begin = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was begun is taken down
    try:
        good, bad, finished = (in_machine if args.vm else in_container)(args.only, args.keep)
    except BedError as error:
        print(f"virk-edge: {error}", file=sys.stderr)
        return 1
    unfinished = "" if finished else "; the scenario did not come to its end"
    print(f"{good} good, {bad} failed in {time.monotonic() - begin:.0f} s{unfinished}")
    print(f"machine: {os.cpu_count()} processors, {os.uname().machine}, Linux {os.uname().release}")
    return 1 if bad or not finished else 0


if __name__ == "__main__":
    sys.exit(main())
