"""The recorder's thread: takes jobs from a bounded queue, writes bundles and looks after the store.

Law: a slow disk costs frames of a recording, counted, and never the judge's time.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from virk_edge.adapters.recorder import Recorder
from virk_edge.core.flight import Continue, Job, Keep
from virk_edge.daemon.log import Log
from virk_edge.daemon.storekeeping import StoreKeeping
from virk_edge.formats.bundle import BudgetRecord

_QUEUE_JOBS = 256
_BUNDLES_TOLD = 64
_LOOK_SECONDS = 10.0  # from one look after the store to the next
_RESERVED_JOBS = 16  # of those, for beginnings and ends: without them nothing is left


@dataclass(frozen=True, slots=True)
class _Task:
    camera: str
    job: Job
    losses: Mapping[str, int]
    budget: BudgetRecord | None


class RecordingThread:
    """Owns the recorder. ``submit`` may be called from one other thread."""

    def __init__(self, recorder: Recorder, log: Log, keeping: StoreKeeping | None = None) -> None:
        self.recorder = recorder
        self.dropped = 0
        self.bundles: deque[Path] = deque(maxlen=_BUNDLES_TOLD)  # the newest
        self.failure: BaseException | None = None
        self._keeping = keeping
        self._log = log
        self._queue: queue.Queue[_Task | None] = queue.Queue(_QUEUE_JOBS)
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def submit(
        self,
        camera: str,
        job: Job,
        losses: Mapping[str, int],
        budget: BudgetRecord | None = None,
    ) -> bool:
        """Hand over one job; False when it was dropped, as the disk cannot keep up. Never waits."""
        places = _QUEUE_JOBS - (_RESERVED_JOBS if isinstance(job, (Continue, Keep)) else 0)
        if self._queue.qsize() >= places:  # only this thread makes it longer
            self.dropped += 1
            return False
        self._queue.put_nowait(_Task(camera, job, losses, budget))
        return True

    def close(self, timeout_s: float) -> bool:
        """Finish what is queued and end; False when that takes longer than ``timeout_s``."""
        deadline_s = time.monotonic() + timeout_s
        if self._thread.is_alive():  # else nobody would ever make room
            with contextlib.suppress(queue.Full):
                self._queue.put(None, timeout=timeout_s)
        self._thread.join(max(deadline_s - time.monotonic(), 0.0))
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            look_due_s = 0.0  # at once: what an interrupted program has left comes first
            while True:
                if time.monotonic() >= look_due_s:
                    if self._keeping is not None:
                        self._keeping.look()
                    look_due_s = time.monotonic() + _LOOK_SECONDS
                try:
                    task = self._queue.get(timeout=max(look_due_s - time.monotonic(), 0.0))
                except queue.Empty:
                    continue
                if task is None:
                    break
                self._handle(task)
        except BaseException as error:  # handed to the main thread, which ends the process
            self.failure = error
        finally:
            self.recorder.close()

    def _handle(self, task: _Task) -> None:
        errors = self.recorder.losses["storage"]
        path = self.recorder.handle(task.camera, task.job, task.losses, task.budget)
        if path is not None:
            self.bundles.append(path)
            self._log.info("bundle_written", camera=task.camera, bundle=str(path))
        if self.recorder.losses["storage"] > errors:
            self._log.error("bundle_failed", camera=task.camera, why=self.recorder.errors[-1])
