"""What may be deleted: the limits hold, the order is the stated one, and nothing goes in vain."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from virk_edge.core.retention import (
    FIRST_SECONDS,
    Holding,
    Need,
    Plan,
    Space,
    StoreLimits,
    plan_removals,
)

DAY = FIRST_SECONDS


def holding(name: str, **changed: object) -> Holding:
    """A bundle of an hour ago."""
    usual = Holding(name, 100, ("door", "fog"), 0.5, 3600.0)
    return replace(usual, **changed)  # type: ignore[arg-type]


def reasons(plan: Plan) -> list[tuple[str, str]]:
    """What goes and why."""
    return [(r.name, r.reason) for r in plan.removals]


ROOMY = Space(10**9, 10**6)

holdings = st.lists(
    st.builds(
        Holding,
        name=st.uuids().map(str),
        size=st.integers(0, 50),
        kind=st.tuples(st.sampled_from(["door", "yard"]), st.sampled_from(["fog", "blur"])),
        severity=st.sampled_from([0.0, 0.3, 0.3, 0.9]),
        age_seconds=st.sampled_from([0.0, 3600.0, DAY - 1, DAY, 40 * DAY, 100 * DAY]),
        acknowledged=st.booleans(),
        duplicate=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda h: h.name,
).map(lambda found: sorted(found, key=lambda h: -h.age_seconds))
limits = st.builds(
    StoreLimits,
    max_bytes=st.none() | st.integers(0, 300),
    max_bundles=st.none() | st.integers(0, 12),
    min_free_bytes=st.integers(0, 100),
    min_free_inodes=st.integers(0, 10),
    max_age_seconds=st.none() | st.just(90 * DAY),
)
spaces = st.builds(
    Space,
    free_bytes=st.integers(0, 200),
    free_inodes=st.none() | st.integers(0, 10),
    other_bytes=st.integers(0, 50),
    other_bundles=st.integers(0, 2),
)
needs = st.none() | st.builds(Need, size=st.integers(0, 150), bundles=st.integers(0, 1))


def firsts(found: list[Holding]) -> set[str]:
    """The first of each kind in the last day that nobody has fetched."""
    seen: dict[tuple[str, str], str] = {}
    for h in found:
        if h.age_seconds < DAY and not h.acknowledged:
            seen.setdefault(h.kind, h.name)
    return set(seen.values())


@given(holdings, limits, spaces, needs)
def test_what_goes_may_go(
    found: list[Holding], limits: StoreLimits, space: Space, need: Need | None
) -> None:
    """Never the first of its kind, never an unfetched one while a fetched one is left, no name
    twice, and the same answer to the same question."""
    plan = plan_removals(found, limits, space, need)
    gone = [r.name for r in plan.removals]
    assert len(set(gone)) == len(gone) and set(gone) <= {h.name for h in found}
    assert not firsts(found) & set(gone)
    assert {h.name for h in found if h.acknowledged} <= set(gone)
    fetched = [r.reason == "acknowledged" for r in plan.removals]
    assert fetched == sorted(fetched, reverse=True)
    assert plan == plan_removals(list(found), limits, space, need)


@given(holdings, limits, spaces, needs)
def test_the_limits_hold_with_what_is_added(
    found: list[Holding], limits: StoreLimits, space: Space, need: Need | None
) -> None:
    """Recounted here by hand; where the plan says that a limit cannot be kept, it cannot."""
    plan = plan_removals(found, limits, space, need)
    gone = {r.name for r in plan.removals}
    left = [h for h in found if h.name not in gone]
    freed = sum(h.size for h in found if h.name in gone)
    if need is not None and not plan.short_of:
        size = sum(h.size for h in left) + space.other_bytes + need.size
        assert limits.max_bytes is None or size <= limits.max_bytes
        count = len(left) + space.other_bundles + need.bundles
        assert limits.max_bundles is None or count <= limits.max_bundles
        assert space.free_bytes + freed - need.size >= limits.min_free_bytes
        if space.free_inodes is not None:
            assert space.free_inodes + len(gone) - need.bundles >= limits.min_free_inodes
    if need is not None and plan.short_of:
        # With all gone that may go, it would still not fit.
        kept = [h for h in found if h.name in firsts(found)]
        size, freed = sum(h.size for h in kept), sum(h.size for h in found if h not in kept)
        inodes = space.free_inodes
        broken = {
            "max_bytes": limits.max_bytes is not None
            and size + space.other_bytes + need.size > limits.max_bytes,
            "max_bundles": limits.max_bundles is not None
            and len(kept) + space.other_bundles + need.bundles > limits.max_bundles,
            "min_free_bytes": space.free_bytes + freed - need.size < limits.min_free_bytes,
            "min_free_inodes": inodes is not None
            and inodes + len(found) - len(kept) - need.bundles < limits.min_free_inodes,
        }
        assert {name for name, is_broken in broken.items() if is_broken} == set(plan.short_of)


@given(holdings, limits, spaces, needs)
def test_nothing_goes_that_could_stay(
    found: list[Holding], limits: StoreLimits, space: Space, need: Need | None
) -> None:
    """Without the last removal for room, a limit would be broken."""
    plan = plan_removals(found, limits, space, need)
    for_room = [r for r in plan.removals if r.reason not in ("acknowledged", "age")]
    if not for_room:
        return
    spared = for_room[-1].name
    gone = {r.name for r in plan.removals} - {spared}
    left = [h for h in found if h.name not in gone]
    freed = sum(h.size for h in found if h.name in gone)
    wanted = Need() if need is None or plan.short_of else need
    size = sum(h.size for h in left) + space.other_bytes
    count = len(left) + space.other_bundles
    own = (limits.max_bytes is not None and size + wanted.size > limits.max_bytes) or (
        limits.max_bundles is not None and count + wanted.bundles > limits.max_bundles
    )
    inodes = space.free_inodes
    theirs = space.free_bytes + freed - wanted.size < limits.min_free_bytes or (
        inodes is not None and inodes + len(gone) - wanted.bundles < limits.min_free_inodes
    )
    assert own or (need is not None and theirs)


def test_the_stated_order() -> None:
    """Acknowledged, too old, duplicates, the least severe, the oldest of those; each with why."""
    found = [
        holding("old", age_seconds=100 * DAY),
        holding("first"),
        holding("mild-1", severity=0.1),
        holding("mild-2", severity=0.1),
        holding("severe", severity=0.9),
        holding("fetched", acknowledged=True, severity=0.9),
        holding("again", duplicate=True, severity=0.9),
    ]
    limits = StoreLimits(max_bundles=0, max_age_seconds=90 * DAY)
    assert reasons(plan_removals(found, limits, ROOMY)) == [
        ("fetched", "acknowledged"),
        ("old", "age"),
        ("again", "duplicate"),
        ("mild-1", "oldest"),
        ("mild-2", "severity"),
        ("severe", "severity"),
    ]


def test_another_cause_is_another_first() -> None:
    """One of each camera and cause stays, the oldest of the day."""
    found = [
        holding("yesterday", age_seconds=2 * DAY),
        holding("fog-1"),
        holding("fog-2"),
        holding("blur", kind=("door", "blur")),
        holding("yard", kind=("yard", "fog")),
    ]
    plan = plan_removals(found, StoreLimits(max_bytes=0), ROOMY)
    assert {r.name for r in plan.removals} == {"yesterday", "fog-2"}


def test_what_is_being_written_counts_too() -> None:
    """In number and in bytes, and with what is about to be begun."""
    found = [holding("a"), holding("b"), holding("c")]
    writing = Space(10**9, 10**6, other_bytes=100, other_bundles=1)
    for limits in (StoreLimits(max_bundles=4), StoreLimits(max_bytes=400)):
        assert plan_removals(found, limits, writing) == Plan((), ())
        assert reasons(plan_removals(found, limits, writing, Need(100, 1))) == [("b", "oldest")]


def test_a_day_is_over_after_exactly_a_day() -> None:
    """From then on the first of its kind may go, and the next one is the first."""
    found = [holding("a", age_seconds=DAY), holding("b", age_seconds=DAY - 1)]
    plan = plan_removals(found, StoreLimits(max_bundles=0), ROOMY)
    assert reasons(plan) == [("a", "severity")]


def test_nothing_is_deleted_in_vain() -> None:
    """Others have filled the disk: our bundles would not make the room."""
    found = [holding("a"), holding("b"), holding("c")]
    limits = StoreLimits(min_free_bytes=10_000)
    plan = plan_removals(found, limits, Space(0, None), Need(1, 1))
    assert plan == Plan((), ("min_free_bytes",))
    assert plan_removals(found, limits, Space(0, None)) == Plan((), ())


def test_a_lowered_quota_is_kept_though_nothing_is_to_be_written() -> None:
    """``prune`` after the configuration was changed."""
    found = [holding("a"), holding("b"), holding("c")]
    plan = plan_removals(found, StoreLimits(max_bytes=250), ROOMY)
    assert reasons(plan) == [("b", "oldest")]
