"""Death at every call, and in the middle of every write; also in the salvage after a death."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crash_bench.incident import STORE, Diary, Recorded, Salvaged, Scenario
from crash_bench.points import Folder, Point, calls_of, killed
from crash_bench.shim import Call, Dead, Disk, Plan


def plans(calls: list[Call]) -> Iterator[tuple[str, Plan]]:
    """Before every call, after the last, and at three places in every write."""
    for call in calls:
        yield str(call.number), Plan(call.number)
        if call.name == "write":
            for cut in sorted({1, len(call.data) // 2, len(call.data) - 1} - {0, len(call.data)}):
                yield f"{call.number}/{cut}", Plan(call.number, cut=cut)
    yield str(len(calls) + 1), Plan()


def points(scenario: Scenario, *, for_real: bool) -> Iterator[Point]:
    """One for each plan."""
    calls, _ = calls_of(scenario)
    for name, plan in plans(calls):
        yield Point(
            f"{scenario.name}:{name}",
            lambda plan=plan: killed(scenario, plan, for_real=for_real),  # type: ignore[misc]
        )


def points_of_salvage(every: int, *, for_real: bool) -> Iterator[Point]:
    """The salvage after every so many-th death dies too, at each of its calls."""
    recorded = Recorded()
    calls, _ = calls_of(recorded)
    for name, plan in list(plans(calls))[::every]:
        scenario = left_by(recorded, plan, f"salvage:{name}")
        yield from points(scenario, for_real=for_real)


def left_by(recorded: Recorded, plan: Plan, name: str) -> Salvaged:
    """The start after such a death, as a scenario of its own."""
    with Folder() as base:
        disk = Disk(base, plan)
        diary = Diary(lambda: disk.count, lambda: not disk.dead)
        try:
            with disk.installed():
                recorded.play(base, diary)
        except Dead:
            pass
        return Salvaged(files_in(base / STORE), tuple(diary.notes), name)


def files_in(store: Path) -> tuple[tuple[str, bytes], ...]:
    """Name and content of what lies in a store."""
    if not store.is_dir():
        return ()
    return tuple((p.name, p.read_bytes()) for p in sorted(store.iterdir()) if p.is_file())
