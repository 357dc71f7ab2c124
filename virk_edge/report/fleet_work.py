"""Many bundles, several at once: each processor has a process, and a bundle that ends one of them
costs only itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Final, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_FEW: Final = 8  # to start processes would take longer
_WAITING: Final = 4  # jobs for each process that are handed out, so that memory is bounded
_PROCESSES_MAX: Final = 16


def each(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    lost: Callable[[Job], Result],
    *,
    processes: int | None = None,
) -> Iterator[Result]:
    """``work`` of every job, in the order in which they are done.

    work: a function of a module, as it is called in other processes; it raises nothing. lost: what
    stands for a job that has ended the process that did it, as a hostile picture may end a
    decoder. processes: by default as many as this program may use processors; 1 does without.
    """
    count = min(processes or os.cpu_count() or 1, _PROCESSES_MAX, len(jobs))
    if count <= 1 or (processes is None and len(jobs) < _FEW):
        yield from map(work, jobs)
        return
    todo = deque(jobs)
    while todo:
        suspects: list[Job] = []
        yield from _until_one_dies(work, todo, suspects, count)
        for job in suspects:
            yield _alone(work, job, lost)


def _until_one_dies(
    work: Callable[[Job], Result], todo: deque[Job], suspects: list[Job], count: int
) -> Iterator[Result]:
    """Results while all processes live; then ``suspects`` are those at work or waiting."""
    given: dict[Future[Result], Job] = {}
    with _pool(count) as pool:
        try:
            while todo or given:
                while todo and len(given) < _WAITING * count:
                    given[pool.submit(work, todo[0])] = todo[0]
                    todo.popleft()
                for future in wait(given, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    del given[future]
                    yield result
        except BrokenProcessPool:
            suspects += given.values()
        finally:
            pool.shutdown(cancel_futures=True)


def _alone(work: Callable[[Job], Result], job: Job, lost: Callable[[Job], Result]) -> Result:
    with _pool(1) as pool:
        try:
            return pool.submit(work, job).result()
        except BrokenProcessPool:
            return lost(job)


def _pool(count: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


def _begin() -> None:
    """In a new process: one thread of OpenCV, which is not loaded yet, as there is a process for
    each processor; an interruption is the parent's to answer."""
    os.environ["OPENCV_FOR_THREADS_NUM"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
