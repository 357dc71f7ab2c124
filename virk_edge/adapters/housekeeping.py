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

from virk_edge.adapters.acks import make_for_owner
from virk_edge.adapters.catalogue import Catalogue, Contents, Listed, holdings
from virk_edge.adapters.durable import part_path, sentences, sync_directory
from virk_edge.adapters.host import clocks_record
from virk_edge.adapters.leftovers import QUARANTINE, set_aside
from virk_edge.core.retention import Limit, Need, Plan, Space, StoreLimits, plan_removals
from virk_edge.errors import StorageError

QUARANTINE_MODE: Final = 0o750
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
    """One store's; one thread. ``told`` is called with everything that goes."""

    def __init__(
        self,
        directory: Path,
        limits: StoreLimits,
        told: Callable[[Removed], None] = lambda removed: None,
    ) -> None:
        self.directory = directory
        self.limits = limits
        self.removed: Counter[str] = Counter()
        self.catalogue = Catalogue(directory, directory / QUARANTINE)
        self.told = told

    def tidy(self) -> Contents:
        """Remove what is acknowledged, too old or over the store's own limits; what is left.

        Raises ``StorageError`` if the disk refuses; what has gone till then has gone. A damaged
        file that cannot be set aside is told last, as all else can be done without.
        """
        contents, refused = self._sorted_out()
        plan = self.plan(contents)
        self._carry_out(plan, contents)
        bundles = {b.path.name: b.path for b in contents.bundles}
        for name in self.catalogue.acks.orphans(bundles):
            self.catalogue.acks.remove(name)
        if refused is not None:
            raise refused
        return self.catalogue.look() if plan.removals else contents

    def foreseen(self) -> list[Removed]:
        """What ``tidy`` would do now, and nothing is done. Raises ``StorageError``."""
        contents = self.catalogue.look()
        damaged = tuple(b for b in contents.bundles if b.damaged)
        whole = tuple(b for b in contents.bundles if not b.damaged)
        aside_bytes = contents.set_aside_bytes + sum(b.size for b in damaged)
        plan = self.plan(replace(contents, bundles=whole, set_aside_bytes=aside_bytes))
        sizes = {b.path.name: b.size for b in whole}
        return [Removed(b.path.name, b.size, DAMAGED) for b in damaged] + [
            Removed(r.name, sizes[r.name], r.reason) for r in plan.removals
        ]

    def make_room(self, size: int, *, bundles: int = 1) -> tuple[Limit, ...]:
        """Remove what may go, as far as it must, so that ``size`` more bytes can be written.

        The limits that this would break all the same; then nothing went for it. Raises
        ``StorageError``, as ``tidy``.
        """
        contents, _ = self._sorted_out()
        plan = self.plan(contents, Need(size, bundles))
        self._carry_out(plan, contents)
        return plan.short_of

    def plan(self, contents: Contents, need: Need | None = None) -> Plan:
        """What would go. Raises ``StorageError``."""
        found = holdings(contents.bundles, clocks_record())
        return plan_removals(found, self.limits, space(self.directory, contents), need)

    def _sorted_out(self) -> tuple[Contents, StorageError | None]:
        """What is there, after damaged bundles were set aside, at most so many of them; and what
        the disk said if it refused."""
        contents, refused = self.catalogue.look(), None
        damaged = [listed for listed in contents.bundles if listed.damaged]
        try:
            for listed in damaged:
                self._set_aside(listed)
            if damaged:
                contents = self.catalogue.look()
            for path in contents.set_aside[:-SET_ASIDE_FILES_MAX]:
                with sentences("remove", path), contextlib.suppress(FileNotFoundError):
                    size = path.lstat().st_size
                    path.unlink()
                    self._note(Removed(path.name, size, "set_aside_full"))
        except StorageError as error:
            refused = error
        return contents, refused

    def _set_aside(self, listed: Listed) -> None:
        with sentences("set aside", listed.path), contextlib.suppress(FileNotFoundError):
            make_for_owner(self.directory / QUARANTINE, mode=QUARANTINE_MODE)
            set_aside(listed.path, listed.path.name)
            self._note(Removed(listed.path.name, listed.size, DAMAGED))

    def _carry_out(self, plan: Plan, contents: Contents) -> None:
        sizes = {listed.path.name: listed.size for listed in contents.bundles}
        for removal in plan.removals:
            path = self.directory / removal.name
            with sentences("remove", path):
                path.unlink(missing_ok=True)  # a person may be pruning too
            self._note(Removed(removal.name, sizes[removal.name], removal.reason))
        if plan.removals:
            sync_directory(self.directory)  # before the word that it was fetched is forgotten
        for removal in plan.removals:
            self.catalogue.acks.remove(removal.name)

    def _note(self, removed: Removed) -> None:
        self.removed[removed.reason] += 1
        self.told(removed)


def space(directory: Path, contents: Contents) -> Space:
    """What is free for ordinary users there, and what the store takes beside its bundles."""
    with sentences("look at", directory):
        found = os.statvfs(directory)
    # Between a bundle's two names for one file, the hidden one and its own, it counts once.
    visible = {part_path(listed.path).name for listed in contents.bundles}
    parts = [size for name, size in contents.parts.items() if name not in visible]
    return Space(
        free_bytes=found.f_bavail * found.f_frsize,
        free_inodes=found.f_favail if found.f_files else None,
        other_bytes=sum(parts) + contents.set_aside_bytes,
        other_bundles=len(parts),
    )
