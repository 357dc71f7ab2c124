"""Which bundles may go, in which order, and why: a pure function of what is there.

Law: nothing goes that does not have to, and what goes is named with its reason. In this order:

    acknowledged   somebody has it: goes at once
    age            certainly older than the limit
    duplicate      of the same cause on the same camera, while room is needed
    severity       the least severe, while room is needed
    oldest         the oldest of the least severe, while room is needed

Never for room: the first of its kind (camera and cause) in the last 24 hours. If everything that
may go does not make the room that is needed, nothing goes for it: it would be in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from virk_edge.formats.config import StoreConfig

Reason: TypeAlias = Literal["acknowledged", "age", "duplicate", "severity", "oldest"]
Limit: TypeAlias = Literal["max_bytes", "max_bundles", "min_free_bytes", "min_free_inodes"]

FIRST_SECONDS: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Holding:
    """One bundle. Holdings are given oldest first.

    size: bytes on the disk. kind: camera and cause. severity: 0 to 1.
    age_seconds: it is certainly this old; clocks may not know more.
    """

    name: str
    size: int
    kind: tuple[str, str]
    severity: float
    age_seconds: float
    acknowledged: bool = False
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class StoreLimits:
    """What bundles may take together, and what the file system keeps free. None: no limit."""

    max_bytes: int | None = None
    max_bundles: int | None = None
    min_free_bytes: int = 0
    min_free_inodes: int = 0
    max_age_seconds: float | None = None

    @classmethod
    def of(cls, config: StoreConfig) -> StoreLimits:
        """The limits that the operator has set."""
        return cls(
            max_bytes=config.max_bytes,
            max_bundles=config.max_bundles,
            min_free_bytes=config.min_free_bytes,
            min_free_inodes=config.min_free_inodes,
            max_age_seconds=config.max_age_seconds,
        )


@dataclass(frozen=True, slots=True)
class Space:
    """What an ordinary user may still take of the file system; inodes None: it does not count them.

    other_bytes, other_bundles: what belongs to the store beside the holdings: parts that are being
    written, what was set aside.
    """

    free_bytes: int
    free_inodes: int | None
    other_bytes: int = 0
    other_bundles: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """What is about to be written."""

    size: int = 0
    bundles: int = 0


@dataclass(frozen=True, slots=True)
class Removal:
    """One bundle that has to go."""

    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes, in order, and which limits the need would break all the same."""

    removals: tuple[Removal, ...]
    short_of: tuple[Limit, ...]


def plan_removals(
    holdings: Sequence[Holding], limits: StoreLimits, space: Space, need: Need | None = None
) -> Plan:
    """What has to go so that the store keeps its limits with ``need`` added.

    holdings: oldest first, names unique. Without a need only the store's own limits count: when
    others fill the disk, that alone is no reason to delete.
    """
    books = _Books(holdings, limits, space)
    removals = [Removal(h.name, "acknowledged") for h in holdings if h.acknowledged]
    if limits.max_age_seconds is not None:
        removals += [
            Removal(h.name, "age")
            for h in holdings
            if not h.acknowledged and h.age_seconds > limits.max_age_seconds
        ]
    for removal in removals:
        books.remove(removal.name)
    for_nothing = Need()
    removals += books.make_room(for_nothing, own_limits_only=True)
    if need is None:
        return Plan(tuple(removals), ())
    attempt = books.copy()
    further = attempt.make_room(need)
    short_of = attempt.short_of(need)
    return Plan(tuple(removals if short_of else [*removals, *further]), short_of)


class _Books:
    """What would be left if these were gone."""

    def __init__(self, holdings: Sequence[Holding], limits: StoreLimits, space: Space) -> None:
        self._limits = limits
        self._space = space
        self._left = {h.name: h for h in holdings}
        self._bytes = sum(h.size for h in holdings) + space.other_bytes
        self._freed_bytes = self._freed_files = 0

    def copy(self) -> _Books:
        books = _Books(tuple(self._left.values()), self._limits, self._space)
        books._freed_bytes, books._freed_files = self._freed_bytes, self._freed_files
        return books

    def remove(self, name: str) -> None:
        size = self._left.pop(name).size
        self._bytes -= size
        self._freed_bytes += size
        self._freed_files += 1

    def make_room(self, need: Need, *, own_limits_only: bool = False) -> list[Removal]:
        """Remove in order until the limits hold or nothing more may go."""
        removals: list[Removal] = []
        candidates = _in_order(list(self._left.values()))
        for place, holding in enumerate(candidates):
            if not self.short_of(need, own_limits_only=own_limits_only):
                break
            self.remove(holding.name)
            removals.append(Removal(holding.name, _reason(candidates, place)))
        return removals

    def short_of(self, need: Need, *, own_limits_only: bool = False) -> tuple[Limit, ...]:
        """The limits that do not hold."""
        limits, space = self._limits, self._space
        size = self._bytes + need.size
        count = len(self._left) + space.other_bundles + need.bundles
        broken: list[Limit] = []
        if limits.max_bytes is not None and size > limits.max_bytes:
            broken.append("max_bytes")
        if limits.max_bundles is not None and count > limits.max_bundles:
            broken.append("max_bundles")
        if own_limits_only:
            return tuple(broken)
        if space.free_bytes + self._freed_bytes - need.size < limits.min_free_bytes:
            broken.append("min_free_bytes")
        if space.free_inodes is not None:
            inodes = space.free_inodes + self._freed_files - need.bundles
            if inodes < limits.min_free_inodes:
                broken.append("min_free_inodes")
        return tuple(broken)


def _in_order(holdings: list[Holding]) -> list[Holding]:
    """What may go for room, the first to go first; the sort is stable, so the older come first."""
    first: dict[tuple[str, str], str] = {}
    for holding in holdings:
        if holding.age_seconds < FIRST_SECONDS:
            first.setdefault(holding.kind, holding.name)
    protected = set(first.values())
    free = [h for h in holdings if h.name not in protected]
    return sorted(free, key=lambda h: (not h.duplicate, h.severity))


def _reason(candidates: list[Holding], place: int) -> Reason:
    holding, later = candidates[place], candidates[place + 1 : place + 2]
    if holding.duplicate:
        return "duplicate"
    alike = any(h.severity == holding.severity for h in later)  # in order: the next one tells
    return "oldest" if alike else "severity"
