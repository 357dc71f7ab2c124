"""The other end of one of the ways. Any order is answered with what came since the last one.

``delay_s`` makes it slow for every frame; ``pattern`` makes it look for torn ones, after the delay.
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque

from proof.child import Orders, answer
from proof.ways import WAYS, is_torn

_TURN_S = 0.02
_KEPT = 20_000


def main() -> None:
    """Become the receiver."""
    settings = json.loads(sys.argv[1])
    receiver = WAYS[settings["way"]].receiver(settings["endpoint"])
    orders, torn = Orders(), 0
    log: deque[tuple[int, int]] = deque(maxlen=_KEPT)  # number, clock of all processes
    answer(ready=True)
    while True:
        for _ in orders:
            answer(log=list(log), torn=torn)
            log.clear()
            torn = 0
        came = receiver.take(_TURN_S)
        if came is None:
            continue
        log.append((came[0], time.monotonic_ns()))
        if settings["delay_s"]:
            time.sleep(settings["delay_s"])
        if settings["pattern"]:
            torn += is_torn(*came)


if __name__ == "__main__":
    main()
