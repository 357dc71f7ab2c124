"""What the hook costs a camera program, as ratios to copying the same frame once.

The receiver is another process. Copies of the frame into a preallocated buffer are interleaved with
the calls, so that both meet the same caches and the same noise. "Hot" calls come in blocks, as
fast as the receiver takes them; "paced" ones come 30 times a second as from a camera.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from virk_edge.adapters.feed import FeedOptions, FeedReceiver
from virk_edge.nouns import U8
from virk_edge.publisher import FramePublisher

SMALL, LARGE = (480, 640), (1080, 1920)
OFF = -2  # no daemon at all
OTHER = -1  # a daemon that wants another camera
METADATA = 8  # the daemon wants headers alone
PATIENCE_S = 30.0
BLOCK = 10  # hot: so many calls, then as many copies
DRAIN_S = 0.003  # hot and wanted: what the receiver needs to take a frame


@dataclass(frozen=True)
class Case:
    """One situation to measure. ``level``: what the daemon asks for, or one of the words above."""

    name: str
    size: tuple[int, int]
    level: int


CASES = (
    Case("no daemon, 640x480", SMALL, OFF),
    Case("unwanted, 640x480", SMALL, OTHER),
    Case("unwanted, 1920x1080", LARGE, OTHER),
    Case("metadata only, 640x480", SMALL, METADATA),
    Case("metadata only, 1920x1080", LARGE, METADATA),
    Case("wanted, 640x480", SMALL, 0),
    Case("wanted, 1920x1080", LARGE, 0),
)


@dataclass(frozen=True)
class Result:
    """Microseconds of wall time, and ratios to the copy's median; ``sent`` of ``calls`` arrived."""

    case: str
    pace: str
    calls: int
    sent: int
    p50_us: float
    p99_us: float
    copy_p50_us: float
    copy_p99_us: float
    p50_ratio: float
    p99_ratio: float


@contextmanager
def daemon(endpoint: str, level: int) -> Iterator[None]:
    """A receiver in a process of its own that takes whatever comes."""
    if level == OFF:
        yield
        return
    command = [sys.executable, __file__, "--receive", endpoint, str(level)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()  # it listens
        try:
            yield
        finally:
            running.terminate()


def receive(endpoint: str, level: int) -> int:
    """The receiver's process."""
    camera = "another" if level == OTHER else "bench"
    wanted = level if 0 <= level < METADATA else None
    with (
        suppress(KeyboardInterrupt),
        FeedReceiver(endpoint, FeedOptions(cameras={camera: wanted})) as feed,
    ):
        print("listening", flush=True)
        while feed.wait(PATIENCE_S):
            feed.take_metadata()
            feed.take_frame()
    return 0


def measure(case: Case, calls: int, fps: float | None) -> Result:
    """Calls and copies, interleaved. ``fps`` None is hot."""
    frame = np.random.default_rng(0).integers(0, 256, (*case.size, 3), np.uint8)
    copied = np.empty_like(frame)
    with tempfile.TemporaryDirectory() as folder:
        endpoint = f"ipc://{folder}/feed.sock"
        with (
            daemon(endpoint, case.level),
            FramePublisher("bench", endpoint=endpoint, allowance_us=1e9) as hook,
        ):
            _settle(hook, case, frame)
            before = hook.statistics()
            call_ns: list[int] = []
            copy_ns: list[int] = []
            for _ in range(calls if fps else calls // BLOCK):
                copy_ns += _block(lambda: np.copyto(copied, frame), case, fps)
                call_ns += _block(lambda: hook.publish(frame), case, fps)
            after = hook.statistics()
    sent = after.sent - before.sent
    if case.level == METADATA:
        sent = after.metadata_sent - before.metadata_sent
    call, copy = np.percentile(call_ns, (50, 99)) / 1e3, np.percentile(copy_ns, (50, 99)) / 1e3
    return Result(
        case=case.name,
        pace="hot" if fps is None else f"{fps:g} fps",
        calls=len(call_ns),
        sent=sent,
        p50_us=float(call[0]),
        p99_us=float(call[1]),
        copy_p50_us=float(copy[0]),
        copy_p99_us=float(copy[1]),
        p50_ratio=float(call[0] / copy[0]),
        p99_ratio=float(call[1] / copy[0]),
    )


def _settle(hook: FramePublisher, case: Case, frame: U8) -> None:
    """Publish until the daemon's wishes have come."""
    deadline = time.monotonic() + PATIENCE_S
    while case.level != OFF:
        hook.publish(frame)
        seen = hook.statistics()
        if seen.subscriptions >= (9 if case.level == 0 else 1):
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"the receiver was not heard of: {seen}")
        time.sleep(0.01)


def _block(what: Callable[[], object], case: Case, fps: float | None) -> list[int]:
    """Wall times in ns of a few calls in their pace."""
    wait_s = 1 / fps if fps else 0.0 if case.level < 0 else DRAIN_S
    cost_ns = []
    for _ in range(1 if fps else BLOCK):
        if wait_s:
            time.sleep(wait_s / 2 if fps else wait_s)
        started_ns = time.perf_counter_ns()
        what()
        cost_ns.append(time.perf_counter_ns() - started_ns)
    return cost_ns


def run(*, calls: int = 300, paced: bool = True) -> list[Result]:
    """Every case, hot and, if ``paced``, at 30 frames per second."""
    paces = (None, 30.0) if paced else (None,)
    return [measure(case, calls, fps) for fps in paces for case in CASES]


def main(argv: list[str] | None = None) -> int:
    """Print a table, or one JSON object per line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=300, metavar="N", help="per case and pace")
    parser.add_argument("--hot-only", action="store_true", help="leave out the paced half")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--receive", nargs=2, metavar=("ENDPOINT", "LEVEL"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.receive:
        return receive(args.receive[0], int(args.receive[1]))
    results = run(calls=args.calls, paced=not args.hot_only)
    if args.json:
        for result in results:
            print(json.dumps(asdict(result)))
        return 0
    print(f"{'case':27}{'pace':>8}{'sent':>10}{'p50 us':>9}{'p99 us':>9}{'copy us':>9}"
          f"{'p50/copy':>10}{'p99/copy':>10}")  # fmt: skip
    for r in results:
        sent = f"{r.sent}/{r.calls}"
        print(f"{r.case:27}{r.pace:>8}{sent:>10}{r.p50_us:9.1f}{r.p99_us:9.1f}{r.copy_p50_us:9.1f}"
              f"{r.p50_ratio:10.3f}{r.p99_ratio:10.3f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
