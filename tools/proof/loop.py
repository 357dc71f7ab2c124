"""The camera program that must not suffer: real frames, a TFLite model, a fixed rate, and the hook.

It is one long-lived process in all arms, so that heap, caches and model are the same; orders switch
the hook on and off and ask for blocks. Frames between two blocks are not measured.

Orders: hook = "publish", "hold" (the socket stays open) or "close"; faulty = true shows the frames
with a fault; block = N measures the next N frames. Every answer but a block's has what the hook
counted.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass

import numpy as np

from proof.child import Orders, answer
from proof.pictures import pictures, spoiled, there_and_back
from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.formats.config import EmbedderConfig
from virk_edge.nouns import U8
from virk_edge.publisher import FramePublisher

CAMERA = "bench"
CROPS_MAX = 64
Prediction = tuple[str, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """What the camera program is like.

    faults: whether frames with a fault will be asked for; making them takes a while.
    model_ms: the model runs on as many crops of a frame as take about so long; at least one.
    """

    endpoint: str
    fps: float = 20.0
    size: tuple[int, int] = (640, 480)  # width, height
    footage: str | None = None
    model: str = ""
    threads: int = 1
    faults: bool = True
    model_ms: float = 18.0


class Model:
    """The embedder as a detector: one answer per crop, each with a box."""

    def __init__(self, embedder: Embedder, size: tuple[int, int], crops: int) -> None:
        self._embedder = embedder
        columns = int(np.ceil(np.sqrt(crops)))
        rows = -(-crops // columns)
        wide, high = size[0] // columns, size[1] // rows
        places = [(c * wide, r * high) for r in range(rows) for c in range(columns)]
        self._boxes = [(x, y, x + wide, y + high) for x, y in places[:crops]]

    def predict(self, frame: U8) -> list[Prediction]:
        """One answer per crop. The score is a number that goes with the picture, 0 to 1."""
        found: list[Prediction] = []
        for x0, y0, x1, y1 in self._boxes:
            vector = self._embedder.embed(frame[y0:y1, x0:x1])
            score = min(float(np.abs(vector[:16]).mean()) * 4.0, 1.0)
            found.append(("crop", score, float(x0), float(y0), float(x1), float(y1)))
        return found


def crops_for(milliseconds: float, embedder: Embedder, frame: U8) -> int:
    """How many crops take about so long on this machine."""
    Model(embedder, (frame.shape[1], frame.shape[0]), 4).predict(frame)
    some = Model(embedder, (frame.shape[1], frame.shape[0]), 4)
    took_ns = []
    for _ in range(20):
        begin_ns = time.perf_counter_ns()
        some.predict(frame)
        took_ns.append(time.perf_counter_ns() - begin_ns)
    one_ms = min(took_ns) / 4e6  # other programs may have had the rest
    return max(1, min(round(milliseconds / one_ms), CROPS_MAX))


class Measured:
    """The figures of one block while it runs."""

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.latency_ms: list[float] = []
        self.predicted_ms: list[float] = []
        self.publish_ms: list[float] = []
        self.late = 0


class Loop:
    """The program itself."""

    def __init__(self, settings: LoopSettings) -> None:
        self._settings = settings
        scenes = pictures(settings.footage, settings.size)
        self._good = there_and_back(scenes)
        self._faulty = there_and_back(spoiled(scenes)) if settings.faults else self._good
        embedder = load_embedder(EmbedderConfig(model=settings.model, threads=settings.threads))
        self.crops = crops_for(settings.model_ms, embedder, self._good[0])
        self._model = Model(embedder, settings.size, self.crops)
        self._camera = np.empty_like(self._good[0])  # one buffer, as a camera driver has
        self._period_ns = round(1e9 / settings.fps)
        self._orders = Orders()
        self._hook: FramePublisher | None = None
        self._publishing = self._show_faulty = False
        self._measured: Measured | None = None
        self._index = 0

    def run(self) -> None:
        """Until whoever gives the orders is gone."""
        due_ns = time.perf_counter_ns()
        while True:
            self._obey()
            due_ns += self._period_ns
            skipped = max((time.perf_counter_ns() - due_ns) // self._period_ns, 0)
            due_ns += skipped * self._period_ns  # a camera keeps no frames that nobody took
            time.sleep(max(due_ns - time.perf_counter_ns(), 0) / 1e9)
            self._frame(due_ns, skipped)

    def _frame(self, due_ns: int, skipped: int) -> None:
        frames = self._faulty if self._show_faulty else self._good
        np.copyto(self._camera, frames[self._index % len(frames)])
        self._index += 1
        begin_ns = time.perf_counter_ns()
        found = self._model.predict(self._camera)
        predicted_ns = time.perf_counter_ns()
        if self._publishing and self._hook is not None:
            loop_us = (predicted_ns - begin_ns) // 1000
            self._hook.publish(self._camera, predictions=found, loop_us=loop_us)
        done_ns = time.perf_counter_ns()
        if self._measured is not None:
            self._note(self._measured, (due_ns, predicted_ns, done_ns), skipped)

    def _note(self, measured: Measured, at_ns: tuple[int, int, int], skipped: int) -> None:
        due_ns, predicted_ns, done_ns = at_ns
        measured.latency_ms.append((done_ns - due_ns) / 1e6)
        measured.predicted_ms.append((predicted_ns - due_ns) / 1e6)
        if self._publishing:
            measured.publish_ms.append((done_ns - predicted_ns) / 1e6)
        measured.late += skipped + (done_ns > due_ns + self._period_ns)
        if len(measured.latency_ms) == measured.frames:
            self._measured = None
            answer(
                latency_ms=measured.latency_ms,
                predicted_ms=measured.predicted_ms,
                publish_ms=measured.publish_ms,
                late=measured.late,
            )

    def _obey(self) -> None:
        """One answer to each order; a block's comes when it is complete."""
        for order in self._orders:
            self._switch(order.get("hook", ""))
            self._show_faulty = order.get("faulty", self._show_faulty)
            if "block" in order:
                self._measured = Measured(order["block"])
            else:
                answer(statistics=self._statistics())

    def _switch(self, to: str) -> None:
        if to == "close" and self._hook is not None:
            self._hook.close()
            self._hook = None
        if to == "publish" and self._hook is None:
            self._hook = FramePublisher(
                CAMERA, endpoint=self._settings.endpoint, model=("bench", "0" * 64)
            )
        self._publishing = to == "publish" if to else self._publishing

    def _statistics(self) -> dict[str, int]:
        if self._hook is None:
            return {}
        seen = self._hook.statistics()
        return {
            "published": seen.frames,
            "sent": seen.sent,
            "unwanted": seen.unwanted,
            "lost": seen.lost,
            "errors": sum(seen.errors.values()),
            "switched_off": seen.times_switched_off,
        }


def main() -> None:
    """Become the camera program."""
    settings = json.loads(sys.argv[1])
    loop = Loop(LoopSettings(**settings))
    answer(crops=loop.crops)
    loop.run()


if __name__ == "__main__":
    main()
