"""The power is cut after every call: what was synced is there, of the rest anything may be lost."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace

from crash_bench.images import Kind, build, kinds, synced
from crash_bench.incident import Diary, Note, Scenario
from crash_bench.points import Folder, Point, calls_of
from crash_bench.shim import Call, Disk, Plan


def points(scenario: Scenario) -> Iterator[Point]:
    """Every number of calls, every way to lose."""
    yield from _points(scenario, *calls_of(scenario), "lost")


def points_of_failed_syncs(scenario: Scenario) -> Iterator[Point]:
    """The same when an fsync failed before and the data it stood for are never written."""
    calls, _ = calls_of(scenario)
    for call in calls:
        if call.name == "fsync":
            with Folder() as base:
                scenario.prepare(base)
                disk = Disk(base, Plan(call.number, errno.EIO))
                diary = Diary(lambda disk=disk: disk.count)  # type: ignore[misc]
                with disk.installed():
                    scenario.play(base, diary)
            yield from _points(scenario, disk.calls, diary, f"fsync{call.number}", call.number)


def _points(
    scenario: Scenario, calls: list[Call], diary: Diary, word: str, first: int = 0
) -> Iterator[Point]:
    for number in range(first, len(calls) + 1):
        for kind in kinds(number):
            yield Point(
                f"{scenario.name}-{word}:{number}/{kind.name}",
                lambda n=number, k=kind: after_the_cut(scenario, calls[:n], diary, k),  # type: ignore[misc]
            )


def after_the_cut(scenario: Scenario, calls: list[Call], diary: Diary, kind: Kind) -> list[str]:
    """Start on what is left and say what is wrong."""
    with Folder() as base:
        scenario.prepare(base)
        build(calls, kind, base)
        return scenario.check(base, Diary(notes=list(promised(calls, diary))))


def promised(calls: list[Call], diary: Diary) -> Iterator[Note]:
    """The notes that a power cut cannot take back: all writes before them had been synced.

    What has a name of its own is noted when its maker has said so, and then has to be there.
    """
    durable = synced(calls)
    for note in diary.notes:
        if note.at > len(calls):
            break
        before = [c for c in calls[: note.at] if c.done and c.name == "write"]
        if note.kind != "frame" or all(c.number in durable for c in before):
            yield replace(note)
