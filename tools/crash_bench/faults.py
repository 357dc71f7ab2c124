"""Every call fails: EIO, ENOSPC, EDQUOT, EROFS; once, or until the disk is healed."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from functools import partial

from crash_bench.incident import Diary, Scenario
from crash_bench.points import Folder, Point, calls_of
from crash_bench.shim import CODES, HITS, Disk, Plan


def points(scenario: Scenario) -> Iterator[Point]:
    """Each call with each error that it can have, once and lasting."""
    calls, _ = calls_of(scenario)
    for call in calls:
        for code in CODES:
            if call.name in HITS[code]:
                for plan in (Plan(call.number, code), Plan(call.number, code, lasting=True)):
                    word = "lasting" if plan.lasting else "once"
                    yield Point(
                        f"{scenario.name}-faults:{call.number}/{errno.errorcode[code]}/{word}",
                        partial(failing, scenario, plan),
                    )


def failing(scenario: Scenario, plan: Plan) -> list[str]:
    """Play on a disk that fails and then is healed; what is wrong. An exception is, too."""
    with Folder() as base:
        scenario.prepare(base)
        disk = Disk(base, plan)
        diary = Diary(lambda: disk.count)
        with disk.installed():
            go_on = scenario.play(base, diary)
            disk.heal()
            problems = go_on()
        return problems + scenario.check(base, diary)
