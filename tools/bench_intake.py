"""What it costs the daemon to take a frame from the wire, as a ratio to copying its payload once.

Another process publishes through the real hook; the receiving process is a fresh one for each row,
and all of its threads count, also ZeroMQ's own, which reads the socket. Copies of each payload into
one buffer take turns with the frames, so that both meet the same noise. The same is measured of a
bare loop of ``recv_multipart(copy=False)``, which nobody can beat, and of headers from eight
cameras. Figures are of processor time, so that waiting costs nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np
from intake_receivers import BARE, OURS, receiving, spent
from machine import machine, print_machine

from virk_edge.formats.wire import WireLimits, decode_message, encode_header
from virk_edge.nouns import Encoding, FrameInfo, ModelIdentity, Prediction
from virk_edge.publisher import FramePublisher

TARGET_RATIO = 1.5  # a raw frame, to one copy of it
TARGET_PERCENT = 20.0  # of a core, for the headers of all cameras: the default budget of everything
CAMERAS, HEADER_FPS = 8, 60.0
WARM_UP = 20  # frames or headers before anything is counted
PREDICTIONS = tuple(
    Prediction("person", 0.5 + n / 100, (10.0 * n, 20.0, 30.5, 40.5)) for n in range(5)
)


@dataclass(frozen=True)
class Case:
    """What is sent: frames of this size, or headers alone; ``cameras`` at ``fps`` each."""

    name: str
    height: int
    width: int
    encoding: Encoding = Encoding.BGR8
    cameras: int = 1
    fps: float = 30.0

    @property
    def names(self) -> list[str]:
        """Of the cameras."""
        return [f"bench{n}" for n in range(self.cameras)]

    @property
    def headers_only(self) -> bool:
        """Whether no frame is asked for."""
        return self.cameras > 1


CASES = (
    Case("640x480 bgr8", 480, 640),
    Case("1920x1080 bgr8", 1080, 1920),
    Case("1920x1080 jpeg", 1080, 1920, Encoding.JPEG),
    Case(f"headers {CAMERAS} x {HEADER_FPS:g}", 480, 640, cameras=CAMERAS, fps=HEADER_FPS),
)


@dataclass(frozen=True)
class Result:
    """Microseconds of processor time per message: of ZeroMQ's thread, the receiving one, all.

    copy_us: one copy of the payload. ratio: total to that; 0.0 where there is none. percent: of a
    core. faults, switches: pages and voluntary waits of the whole process, per message.
    """

    case: str
    receiver: str
    messages: int
    io_us: float
    feed_us: float
    total_us: float
    copy_us: float
    ratio: float
    percent: float
    faults: float
    switches: float


# -- the receiving process --------------------------------------------------------------------


def receive(kind: str, case: Case, endpoint: str, messages: int) -> Result:
    """Take so many messages and copy the payload of each; in a process of its own."""
    copy_ns, buffer = [], np.empty(0, np.uint8)
    with receiving(kind, endpoint, case.names, headers_only=case.headers_only) as receiver:
        print("listening", flush=True)
        taken = 0
        while taken < WARM_UP:
            number, payload = receiver.take()
            taken += number
            if payload is not None and len(payload) > len(buffer):
                buffer = np.zeros(2 * len(payload), np.uint8)  # room for a larger JPEG
        taken, begin, begin_s = 0, spent(receiver.thread), time.monotonic()
        while taken < messages:
            number, payload = receiver.take()
            taken += number
            if payload is not None:
                at_ns = time.thread_time_ns()
                np.copyto(buffer[: len(payload)], np.frombuffer(payload, np.uint8))
                copy_ns.append(time.thread_time_ns() - at_ns)
        end, seconds = spent(receiver.thread), time.monotonic() - begin_s
    copies_ns = sum(copy_ns)
    copy_us = statistics.median(copy_ns) / 1e3 if copy_ns else 0.0
    in_main = copies_ns if kind == BARE else 0  # there the copies are made by the same thread
    total_us = (end.total_ns - begin.total_ns - copies_ns) / 1e3 / taken
    return Result(
        case=case.name,
        receiver=kind,
        messages=taken,
        io_us=(end.io_ns - begin.io_ns) / 1e3 / taken,
        feed_us=(end.feed_ns - begin.feed_ns - in_main) / 1e3 / taken,
        total_us=total_us,
        copy_us=copy_us,
        ratio=total_us / copy_us if copy_us else 0.0,
        percent=total_us * taken / seconds / 1e4,
        faults=(end.faults - begin.faults) / taken,
        switches=(end.switches - begin.switches) / taken,
    )


# -- the publishing process -------------------------------------------------------------------


def picture(case: Case) -> bytes:
    """Smooth with a little noise, so that its JPEG is neither tiny nor huge."""
    small = np.random.default_rng(0).integers(0, 256, (case.height // 20, case.width // 20, 3))
    size = (case.width, case.height)
    pixels = cv2.resize(small.astype(np.uint8), size, interpolation=cv2.INTER_CUBIC)
    if case.encoding is not Encoding.JPEG:
        return pixels.tobytes()
    return cv2.imencode(".jpg", pixels)[1].tobytes()


def measure(case: Case, kind: str, messages: int) -> Result:
    """Publish at the case's pace to a fresh process until that has had enough."""
    shown = picture(case)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        endpoint = f"ipc://{folder}/feed.sock"
        command = [sys.executable, __file__, "--receive", kind, case.name, endpoint, str(messages)]
        process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        assert process.stdout is not None
        process.stdout.readline()  # it listens
        hooks = [
            stack.enter_context(
                FramePublisher(name, endpoint=endpoint, model="bench", allowance_us=1e9)
            )
            for name in case.names
        ]
        period_s = 1 / case.fps / case.cameras
        due_s = time.monotonic()
        while process.poll() is None:
            for hook in hooks:
                hook.publish_encoded(
                    shown,
                    encoding=case.encoding.value,
                    height=case.height,
                    width=case.width,
                    predictions=PREDICTIONS,
                )
                due_s += period_s
                time.sleep(max(due_s - time.monotonic(), 0.0))
        said = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"the receiver of {case.name} ended with {process.returncode}")
    return Result(**json.loads(said))


def decoding_us(rounds: int = 2000) -> dict[str, float]:
    """Microseconds of a hot ``decode_message``: of a header as above, and without predictions."""
    found = {}
    for name, predictions in (("five predictions", PREDICTIONS), ("none", None)):
        info = FrameInfo(
            "bench0", 128, "run", 10**15, 10**18, Encoding.BGR8, 480, 640,
            ModelIdentity("bench", "0" * 64), predictions, loop_us=20,
        )  # fmt: skip
        parts, limits = (b"bench0/m/", encode_header(info)), WireLimits()
        times = []
        for _ in range(rounds):
            begin_ns = time.perf_counter_ns()
            decode_message(parts, limits)
            times.append(time.perf_counter_ns() - begin_ns)
        found[name] = statistics.median(times) / 1e3
    return found


def main(argv: list[str]) -> int:
    """Measure and print; status 1 if a raw frame or the headers cost more than the target."""
    parser = argparse.ArgumentParser(prog="tools/bench intake", description=__doc__)
    parser.add_argument("--messages", type=int, default=300, help="of each row (default 300)")
    parser.add_argument("--only", metavar="CASE", default="", help="those that begin so")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--receive", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.receive:
        kind, name, endpoint, messages = args.receive
        case = next(case for case in CASES if case.name == name)
        print(json.dumps(asdict(receive(kind, case, endpoint, int(messages)))))
        return 0
    results = []
    for case in (case for case in CASES if case.name.startswith(args.only)):
        many = args.messages * (10 if case.headers_only else 1)
        results += [measure(case, kind, many) for kind in (BARE, OURS)]
    ours = [r for r in results if r.receiver == OURS]
    ratio = max((r.ratio for r in ours if "bgr8" in r.case), default=0.0)
    percent = max((r.percent for r in ours if "headers" in r.case), default=0.0)
    met = ratio <= TARGET_RATIO and percent <= TARGET_PERCENT
    decoding = decoding_us()
    if args.json:
        told: dict[str, Any] = {"target_ratio": TARGET_RATIO, "target_percent": TARGET_PERCENT}
        rows = [asdict(r) for r in results]
        print(json.dumps({"machine": machine(), **told, "decoding_us": decoding, "results": rows}))
        return 0 if met else 1
    print_machine()
    columns = ("zmq", "feed", "total", "copy", "x copy", "% core", "faults", "waits")
    print(f"{'us of cpu a message':32s}" + "".join(f"{column:>8s}" for column in columns))
    for r in results:
        row = f"{r.case:19s}{r.receiver:13s}{r.io_us:8.1f}{r.feed_us:8.1f}{r.total_us:8.1f}"
        row += f"{r.copy_us:8.1f}{r.ratio:8.2f}{r.percent:8.2f}{r.faults:8.1f}{r.switches:8.1f}"
        print(row)
    hot = ", ".join(f"{name} {us:.1f}" for name, us in decoding.items())
    print(f"\ndecoding a header, hot, by its predictions: {hot} us")
    print(f"a raw frame: {ratio:.2f} copies at most, target {TARGET_RATIO:g}")
    print(f"headers: {percent:.1f} % of a core, all that is analysed: {TARGET_PERCENT:g} %")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
