"""From the start of the daemon's process to its line "ready", beside what Python itself needs.

Bytecode goes to a folder of the benchmark's own, as an installed package has it beside its files;
the first round fills it and is told apart. Then all kinds of start take turns, so that they meet
the same caches and the same noise. Files are in the page cache: a device that boots adds its disk.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from machine import machine, print_machine

TARGET_S = 0.6
DAEMON = "virk-edge run, to ready"
BARE = "numpy, cv2, zmq, msgpack, runtime"
# What else is timed, by name: code that a fresh interpreter runs to its end.
CODES = {
    "python -c pass": "pass",
    "numpy": "import numpy",
    BARE: (
        "import numpy, cv2, zmq, msgpack\n"
        "from virk_edge.adapters.tflite import _runtime\n_runtime()"
    ),
}
CONFIG = """\
[feed]
endpoint = "ipc://{folder}/feed.sock"
[store]
directory = "{folder}/store"
min_free_bytes = 0
[log]
format = "json"
"""


@dataclass(frozen=True)
class Start:
    """One start: seconds of wall time, and of processor time of all its threads."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Result:
    """Seconds. ``first_s``: of the first start, which compiles; the rest is of the others.
    ``ratio``: of the medians, to the bare imports."""

    what: str
    starts: int
    first_s: float
    median_s: float
    most_s: float
    cpu_s: float
    ratio: float


def environment(cache: Path) -> dict[str, str]:
    """Ours, but with bytecode kept in ``cache``, and one thread as the program itself asks for."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    root = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH"))))
    return {
        **kept,
        "PYTHONPATH": paths,
        "PYTHONPYCACHEPREFIX": str(cache),
        "OPENBLAS_NUM_THREADS": "1",
    }


def run_code(code: str, cache: Path) -> Start:
    """A fresh interpreter from its start to its end."""
    begin_s = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code], env=environment(cache))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{code!r} ended with status {process.returncode}")
    return Start(time.perf_counter() - begin_s, usage.ru_utime + usage.ru_stime)


def run_daemon(cache: Path) -> Start:
    """The daemon with an empty store, up to the line that says that it is ready."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        config.write_text(CONFIG.format(folder=folder), encoding="utf-8")
        command = [sys.executable, "-m", "virk_edge", "run", "--config", str(config)]
        begin_s = time.perf_counter()
        with subprocess.Popen(
            command, env=environment(cache), stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            ready = any(json.loads(line)["event"] == "ready" for line in process.stdout)
            wall_s = time.perf_counter() - begin_s
            cpu_s = spent_s(process.pid) if ready else 0.0
            process.terminate()
    if not ready:
        raise RuntimeError(f"the daemon ended with status {process.returncode} and was never ready")
    return Start(wall_s, cpu_s)


def spent_s(pid: int) -> float:
    """Processor time of all threads of a process that runs."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(t.read_text(encoding="ascii").split()[0]) for t in threads) / 1e9


def measure(times: int) -> list[Result]:
    """Every kind of start, once to fill the caches and then ``times`` times in turns."""
    found: dict[str, list[Start]] = {what: [] for what in (*CODES, DAEMON)}
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        for _ in range(1 + times):
            for what, code in CODES.items():
                found[what].append(run_code(code, cache))
            found[DAEMON].append(run_daemon(cache))
    bare_s = statistics.median(s.wall_s for s in found[BARE][1:])
    results = []
    for what, (first, *starts) in found.items():
        walls = [s.wall_s for s in starts]
        median_s = statistics.median(walls)
        cpu_s = statistics.median(s.cpu_s for s in starts)
        results.append(
            Result(what, times, first.wall_s, median_s, max(walls), cpu_s, ratio=median_s / bare_s)
        )
    return results


def main(argv: list[str]) -> int:
    """Measure and print; status 1 if the daemon's median is above the target."""
    parser = argparse.ArgumentParser(prog="tools/bench start", description=__doc__)
    parser.add_argument("--times", type=int, default=11, help="starts of each (default 11)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    results = measure(args.times)
    ready_s = next(r.median_s for r in results if r.what == DAEMON)
    if args.json:
        rows = [asdict(r) for r in results]
        print(json.dumps({"machine": machine(), "target_s": TARGET_S, "results": rows}))
        return 0 if ready_s <= TARGET_S else 1
    print_machine()
    print(f"seconds{'first':>34s}{'median':>9s}{'most':>8s}{'cpu':>8s}{'x bare':>9s}")
    for r in results:
        row = f"{r.what:34s}{r.first_s:7.3f}{r.median_s:9.3f}{r.most_s:8.3f}{r.cpu_s:8.3f}"
        print(f"{row}{r.ratio:9.2f}")
    print(f"\nready after {ready_s:.3f} s, target {TARGET_S:g} s")
    return 0 if ready_s <= TARGET_S else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
