"""Jobs in processes: each takes one at a time, as a line of JSON, and answers with another."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from detection_bench.jobs import INSTALLED, Job, run_job

ROOT = Path(__file__).resolve().parents[2]


class WorkError(Exception):
    """A job's process ended without an answer."""

    exit_status = 70


def serve() -> int:
    """A worker: until the lines end. What others print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        job = Job.from_json(json.loads(line))
        print(json.dumps(run_job(job)), file=answers, flush=True)
    return 0


def run_all(
    jobs: Sequence[Job], processes: int, rivals_python: Path | None
) -> Iterator[dict[str, Any]]:
    """Rows as they get ready; jobs start in this order.

    rivals_python: the interpreter that has the packages of ``INSTALLED``.
    Raises WorkError with the first job that failed; those under way are ended.
    """
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    ready: queue.SimpleQueue[dict[str, Any] | WorkError] = queue.SimpleQueue()
    workers = [_Worker(waiting, ready, rivals_python) for _ in range(min(processes, len(jobs)))]
    try:
        for worker in workers:
            worker.start()
        for _ in jobs:
            row = ready.get()
            if isinstance(row, WorkError):
                raise row
            yield row
    finally:
        for worker in workers:
            worker.end()


class _Worker(threading.Thread):
    """Keeps at most one process per interpreter and gives it one job after the other."""

    def __init__(
        self,
        waiting: queue.SimpleQueue[Job],
        ready: queue.SimpleQueue[dict[str, Any] | WorkError],
        rivals_python: Path | None,
    ) -> None:
        super().__init__(daemon=True)
        self._waiting, self._ready, self._rivals = waiting, ready, rivals_python
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._ending = False

    def run(self) -> None:
        """Until nothing waits."""
        while not self._ending:
            try:
                job = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                self._ready.put(self._ask(job))
            except (OSError, ValueError) as error:
                name = f"{job.kind}: {job.detector} on {job.stream}"
                self._ready.put(WorkError(f"{name} failed ({error}); its own words are above"))
                return

    def end(self) -> None:
        """No more jobs; what is under way is ended."""
        self._ending = True
        for process in list(self._running.values()):
            process.terminate()
        if self.ident is not None:
            self.join()
        for process in self._running.values():
            with contextlib.suppress(OSError):
                process.communicate()

    def _ask(self, job: Job) -> dict[str, Any]:
        python = str(self._rivals) if job.detector in INSTALLED else sys.executable
        if python not in self._running:
            self._running[python] = start(python)
        process = self._running[python]
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(job.to_json()) + "\n")
        process.stdin.flush()
        row: dict[str, Any] = json.loads(process.stdout.readline())
        return row


def start(python: str) -> subprocess.Popen[str]:
    """A worker process that finds this package and ours."""
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "tools")))
    environment["PYTHONWARNINGS"] = "ignore"  # those of other people's packages
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[variable] = "1"
    return subprocess.Popen(
        [python, "-c", "from detection_bench.pool import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
