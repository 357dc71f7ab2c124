"""A camera program that does nothing but send, at a fixed rate, by one of the ways.

It has one buffer, as a camera driver has, and fills it anew for every frame. Any order is answered
with what happened since the last one.
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque

import numpy as np

from proof.child import Orders, answer
from proof.pictures import pictures
from proof.ways import WAYS, value_of

_SCENES = 8
_KEPT = 20_000


def main() -> None:
    """Become the camera program."""
    settings = json.loads(sys.argv[1])
    width, height = settings["size"]
    sender = WAYS[settings["way"]].sender(settings["endpoint"])
    scenes = [] if settings["pattern"] else pictures(None, (width, height), scenes=_SCENES)
    buffer = np.zeros((height, width, 3), np.uint8)
    # Per frame: its number, the clock of all processes when it was sent, the call's cost, success.
    log: deque[tuple[int, int, float, bool]] = deque(maxlen=_KEPT)
    orders, period_ns = Orders(), round(1e9 / settings["fps"])
    answer(ready=True)
    due_ns, seq, told = time.monotonic_ns(), 0, 0
    while True:
        for _ in orders:
            lost, cpu_s = sender.lost - told, time.process_time()
            answer(log=list(log), seq=seq, lost=lost, cpu_s=cpu_s)
            log.clear()
            told = sender.lost
        due_ns = max(due_ns + period_ns, time.monotonic_ns() - period_ns)
        time.sleep(max(due_ns - time.monotonic_ns(), 0) / 1e9)
        if scenes:
            np.copyto(buffer, scenes[seq % len(scenes)])
        else:
            buffer.fill(value_of(seq))
        begin_ns = time.perf_counter_ns()
        sent = sender.send(seq, buffer)
        cost_us = (time.perf_counter_ns() - begin_ns) / 1e3
        log.append((seq, time.monotonic_ns(), cost_us, sent))
        seq += 1


if __name__ == "__main__":
    main()
