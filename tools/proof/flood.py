"""Many more camera programs than the daemon can afford, in one process.

Orders: flood = true or false. Every answer tells how many frames were published, and sent.
"""

from __future__ import annotations

import json
import sys
import time

from proof.child import Orders, answer
from proof.pictures import pictures, there_and_back
from virk_edge.nouns import U8
from virk_edge.publisher import FramePublisher

SIZE = (320, 240)  # small, so that the hooks' copies are not what overloads the machine
_IDLE_S = 0.05


class Flood:
    """The cameras, each with a hook of its own, all with a frame at the same time."""

    def __init__(self, endpoint: str, cameras: int, fps: float, scenes: list[U8]) -> None:
        self._scenes = scenes
        self._hooks = [FramePublisher(f"flood{i}", endpoint=endpoint) for i in range(cameras)]
        self._period_ns = round(1e9 / fps)
        self._orders = Orders()
        self._flooding = False
        self.published = 0

    def run(self) -> None:
        """Until whoever gives the orders is gone."""
        due_ns, index = time.perf_counter_ns(), 0
        while True:
            self._obey()
            if not self._flooding:
                time.sleep(_IDLE_S)
                due_ns = time.perf_counter_ns()
                continue
            due_ns = max(due_ns + self._period_ns, time.perf_counter_ns() - self._period_ns)
            time.sleep(max(due_ns - time.perf_counter_ns(), 0) / 1e9)
            index += 1
            for number, hook in enumerate(self._hooks):
                hook.publish(self._scenes[(index + 7 * number) % len(self._scenes)])
                self.published += 1

    def _obey(self) -> None:
        for order in self._orders:
            self._flooding = order.get("flood", self._flooding)
            sent = sum(hook.statistics().sent for hook in self._hooks)
            answer(flood=self._flooding, published=self.published, sent=sent)


def main() -> None:
    """Become the cameras."""
    settings = json.loads(sys.argv[1])
    scenes = there_and_back(pictures(settings["footage"], SIZE))
    flood = Flood(settings["endpoint"], settings["cameras"], settings["fps"], scenes)
    answer(ready=True)
    flood.run()


if __name__ == "__main__":
    main()
