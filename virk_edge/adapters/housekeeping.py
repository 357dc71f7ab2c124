"""Keeps a store within its limits: removes what may go, in the stated order, with a reason each.

Which bundles go is decided in ``core.retention``. Whoever only looks at a store, or writes into a
folder of a person's own, does not use this.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from virk_edge.adapters.catalogue import Catalogue, Contents, Listed, holdings
from virk_edge.adapters.durable import part_path, sentences, sync_directory
from virk_edge.adapters.host import clocks_record
from virk_edge.adapters.leftovers import QUARANTINE, set_aside
from virk_edge.core.retention import Limit, Need, Plan, Space, StoreLimits, plan_removals
from virk_edge.errors import StorageError

SET_ASIDE_FILES_MAX: Final = 16
DAMAGED: Final = "damaged"


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that has gone, or was set aside. ``reason``: see ``core.retention``; also ``damaged``
    (set aside) and ``set_aside_full`` (the oldest of too many that were set aside)."""

    name: str
    size: int
    reason: str


class Housekeeping:
    """One store's; one thread. ``told`` is called with everything that goes.

    promised: bytes that parts may grow to, by their hidden names, whether or not the file system
    could reserve them. read_bytes_max: so much is read in one look to hold acknowledgements
    against bundles, None for no limit.
    """

    def __init__(
        self,
        directory: Path,
        limits: StoreLimits,
        told: Callable[[Removed], None] = lambda removed: None,
        *,
        read_bytes_max: int | None = None,
    ) -> None:
        self.directory = directory
        self.limits = limits
        self.removed: Counter[str] = Counter()
        self.catalogue = Catalogue(directory, directory / QUARANTINE)
        self.told = told
        self.promised: dict[str, int] = {}
        self._read_bytes_max = read_bytes_max

    def tidy(self) -> Contents:
        """Remove what is acknowledged, too old or over the store's own limits; what is left.

        Raises ``StorageError`` if the disk refuses, after all else was done.
        """
        contents, refused = self._sorted_out(self._read_bytes_max)
        gone, stuck = self._carry_out(self.plan(contents), contents)
        for name in self.catalogue.acks.orphans({b.path.name for b in contents.bundles}):
            self.catalogue.acks.remove(name)
        if refused or stuck:
            raise refused or next(iter(stuck.values()))
        return self.look() if gone else contents

    def look(self) -> Contents:
        """What is there, with the acknowledgements that were held against their bundles already.

        Raises ``StorageError``.
        """
        return self.catalogue.look(read_bytes_max=0)

    def foreseen(self) -> list[Removed]:
        """What ``tidy`` would do now, and nothing is done. Raises ``StorageError``."""
        contents = self.catalogue.look()
        damaged = tuple(b for b in contents.bundles if b.damaged)
        whole = tuple(b for b in contents.bundles if not b.damaged)
        aside = contents.set_aside | {b.path: b.size for b in damaged}
        plan = self.plan(replace(contents, bundles=whole, set_aside=aside))
        sizes = {b.path.name: b.size for b in whole}
        return [Removed(b.path.name, b.size, DAMAGED) for b in damaged] + [
            Removed(r.name, sizes[r.name], r.reason) for r in plan.removals
        ]

    def make_room(self, size: int, *, bundles: int = 1) -> tuple[Limit, ...]:
        """Remove what may go, as far as it must, so that ``size`` more bytes can be written.

        The limits that this would break all the same; then nothing went for it. Raises
        ``StorageError`` if the disk refuses, and so there is no room.
        """
        need, stuck = Need(size, bundles), dict[str, StorageError]()
        contents, _ = self._sorted_out(0)
        plan = self.plan(contents, need)
        if self.catalogue.acks.pending and (plan.removals or plan.short_of):
            contents = self.catalogue.look()  # what somebody has goes before what nobody has
            plan = self.plan(contents, need)
        while True:
            _, refused = self._carry_out(plan, contents)
            if not refused:
                break
            stuck |= refused
            contents = self.look()
            plan = self.plan(contents, need, frozenset(stuck))
        if plan.short_of and stuck:
            raise next(iter(stuck.values()))
        return plan.short_of

    def plan(
        self, contents: Contents, need: Need | None = None, stuck: frozenset[str] = frozenset()
    ) -> Plan:
        """What would go. stuck: names that cannot be removed. Raises ``StorageError``."""
        free = tuple(b for b in contents.bundles if b.path.name not in stuck)
        stuck_bytes = sum(b.size for b in contents.bundles if b.path.name in stuck)
        found = self._space(contents)
        there = replace(
            found,
            other_bytes=found.other_bytes + stuck_bytes,
            other_bundles=found.other_bundles + len(contents.bundles) - len(free),
        )
        return plan_removals(holdings(free, clocks_record()), self.limits, there, need)

    def _sorted_out(self, read_bytes_max: int | None) -> tuple[Contents, StorageError | None]:
        """What is there, after damaged bundles were set aside, at most so many of them; and what
        the disk said if it refused."""
        contents, refused = self.catalogue.look(read_bytes_max=read_bytes_max), None
        damaged = [listed for listed in contents.bundles if listed.damaged]
        try:
            for listed in damaged:
                self._set_aside(listed)
            if damaged:
                contents = self.look()
            for path in self._too_many(contents.set_aside):
                with sentences("remove", path), contextlib.suppress(FileNotFoundError):
                    path.unlink()
                    self._note(Removed(path.name, contents.set_aside[path], "set_aside_full"))
        except StorageError as error:
            refused = error
        return contents, refused

    def _too_many(self, set_aside: dict[Path, int]) -> list[Path]:
        """The oldest beyond sixteen files or a quarter of the store; the newest always stays."""
        most = self.limits.max_bytes
        found, size = [], 0
        for number, path in enumerate(reversed(set_aside)):
            size += set_aside[path]
            over = most is not None and size > most // 4
            if number and (over or number >= SET_ASIDE_FILES_MAX):
                found.append(path)
        return found[::-1]

    def _set_aside(self, listed: Listed) -> None:
        with sentences("set aside", listed.path), contextlib.suppress(FileNotFoundError):
            set_aside(listed.path, listed.path.name)
            self._note(Removed(listed.path.name, listed.size, DAMAGED))

    def _carry_out(
        self, plan: Plan, contents: Contents
    ) -> tuple[list[str], dict[str, StorageError]]:
        """Names that have gone, and those that the disk would not let go, with what it said."""
        sizes = {listed.path.name: listed.size for listed in contents.bundles}
        gone: list[str] = []
        stuck: dict[str, StorageError] = {}
        for removal in plan.removals:
            path = self.directory / removal.name
            try:
                with sentences("remove", path):
                    path.unlink(missing_ok=True)  # a person may be pruning too
            except StorageError as error:
                stuck[removal.name] = error
                continue
            gone.append(removal.name)
            self._note(Removed(removal.name, sizes[removal.name], removal.reason))
        if gone:
            sync_directory(self.directory)  # before the word that it was fetched is forgotten
        for name in gone:
            self.catalogue.acks.remove(name)
        return gone, stuck

    def _note(self, removed: Removed) -> None:
        self.removed[removed.reason] += 1
        self.told(removed)

    def _space(self, contents: Contents) -> Space:
        """What is free for ordinary users there, and what the store takes beside its bundles."""
        with sentences("look at", self.directory):
            found = os.statvfs(self.directory)
        # Between a bundle's two names for one file, the hidden one and its own, it counts once.
        visible = {part_path(listed.path).name for listed in contents.bundles}
        parts = {name: size for name, size in contents.parts.items() if name not in visible}
        self.promised = {n: size for n, size in self.promised.items() if n in parts}
        promised = sum(max(size - parts[name], 0) for name, size in self.promised.items())
        return Space(
            free_bytes=max(found.f_bavail * found.f_frsize - promised, 0),
            free_inodes=found.f_favail if found.f_files else None,
            other_bytes=sum(parts.values()) + sum(contents.set_aside.values()) + promised,
            other_bundles=len(parts),
        )
