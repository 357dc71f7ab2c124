"""Death at every call, and in the middle of every write; also in the salvage after a death."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crash_bench.incident import STORE, Recorded, Salvaged, Scenario
from crash_bench.points import Folder, Point, calls_of, died, killed
from crash_bench.shim import Call, Plan


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


def points_of_salvage(*, for_real: bool) -> Iterator[Point]:
    """The salvage after a death dies too, at each of its calls."""
    for scenario in salvages():
        yield from points(scenario, for_real=for_real)


def salvages(*, few: bool = False) -> Iterator[Salvaged]:
    """What deaths of all kinds leave: at some writes, and at every call of another kind.

    Also what the death of such a salvage leaves, between the two names of what it made. few: only
    this, and what was left in the middle and between the two names of the finished file.
    """
    recorded = Recorded()
    calls, _ = calls_of(recorded)
    linked = _named(calls)
    for call in calls:
        middle = call.number == len(calls) // 2
        last = call.name != "write" and call.number >= linked - 2
        if call.number == linked or middle or (not few and (last or call.number % 15 == 0)):
            left = left_by(recorded, Plan(call.number), f"salvage:{call.number}")
            yield left
            if middle:
                again = _named(calls_of(left)[0])
                yield left_by(left, Plan(again), f"{left.name}+{again}")


def _named(calls: list[Call]) -> int:
    """The call after a file has got its second name."""
    return next(call.number for call in calls if call.name == "link") + 1


def left_by(scenario: Scenario, plan: Plan, name: str) -> Salvaged:
    """The start after such a death, as a scenario of its own."""
    with Folder() as base:
        scenario.prepare(base)
        diary = died(scenario, base, plan)
        return Salvaged(files_in(base / STORE), tuple(diary.notes), name)


def files_in(store: Path) -> tuple[tuple[str, bytes], ...]:
    """Name and content of what lies in a store."""
    if not store.is_dir():
        return ()
    return tuple((p.name, p.read_bytes()) for p in sorted(store.iterdir()) if p.is_file())
