"""Jobs in several processes; this file imports little, as each of them reads it."""

from __future__ import annotations

import os

from virk_edge.report.fleet_work import each


def kill_or_double(number: int) -> int:
    """What a process does with a job; 3 ends it."""
    if number == 3:
        os._exit(9)
    return 2 * number


def minus(number: int) -> int:
    """What stands for a job that has ended its process."""
    return -number


def test_a_job_that_ends_its_process_costs_only_itself() -> None:
    """A hostile picture may end a decoder of the C world."""
    assert sorted(each(kill_or_double, (1, 3), minus, processes=2)) == [-3, 2]


def test_few_jobs_are_done_here() -> None:
    """To start processes would take longer than they save."""
    here = os.getpid()
    assert set(each(lambda _: os.getpid(), range(5), minus)) == {here}
    assert list(each(minus, (), minus)) == []
