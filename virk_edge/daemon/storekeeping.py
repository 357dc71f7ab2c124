"""Looks after the store while the daemon runs: acknowledgements, limits, what was left behind, and
whether the next incident could be written. For the recorder's thread.

Law: trouble is told once when it begins and once when it is over; in between it is in the status.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Final

from virk_edge.adapters.catalogue import Contents
from virk_edge.adapters.housekeeping import Removed
from virk_edge.adapters.leftovers import Outcome, Salvaged
from virk_edge.adapters.recorder import Recorder
from virk_edge.adapters.store import Store
from virk_edge.daemon.log import Log
from virk_edge.errors import StorageError
from virk_edge.formats.standing import StoreStanding

_SALVAGE_SECONDS: Final = 60.0
_NOTHING: Final = StoreStanding(0, 0, 0, 0, {}, {}, 0, "")


def tell_removed(log: Log, removed: Removed) -> None:
    """One line for each file that goes."""
    log.info("bundle_removed", bundle=removed.name, reason=removed.reason, bytes=removed.size)


class StoreKeeping:
    """One daemon's. ``standing`` may be read from any thread."""

    def __init__(self, recorder: Recorder, log: Log) -> None:
        self.standing = _NOTHING
        self._recorder = recorder
        self._store: Store = recorder.store
        self._log = log
        self._salvage_due_s = 0.0
        self._told_wrong: set[str] = set()
        self._told_failed: set[Path] = set()  # parts that the disk would not let us finish

    def look(self) -> None:
        """Do what is due. Never raises a ``VirkError``."""
        contents, trouble = Contents((), {}, {}), ""
        try:
            if self._store.make():
                self._log.warning("store_made_again", directory=str(self._store.directory))
            with contextlib.suppress(StorageError):  # whoever fetches waits; nobody else does
                self._store.make_acks()
            contents = self._tidied()
            trouble = self._store.trouble(self._recorder.first_bytes, contents)
        except StorageError as error:
            trouble = str(error)
        if trouble and not self.standing.trouble:
            self._log.error("store_trouble", why=trouble)
        elif self.standing.trouble and not trouble:
            self._log.info("store_well_again", not_recorded=self._recorder.losses["storage"])
        keeping = self._store.housekeeping
        self.standing = StoreStanding(
            bundles=len(contents.bundles),
            bytes=sum(b.size for b in contents.bundles),
            interrupted=max(len(contents.parts) - self._recorder.open_bundles, 0),
            set_aside=len(contents.set_aside),
            removed={} if keeping is None else dict(keeping.removed),
            without_frames=dict(self._recorder.withheld),
            not_recorded=self._recorder.losses["storage"],
            trouble=trouble,
        )

    def _tidied(self) -> Contents:
        keeping = self._store.housekeeping
        assert keeping is not None  # of a daemon's store
        contents = keeping.tidy()
        if len(contents.parts) > self._recorder.open_bundles:
            if time.monotonic() >= self._salvage_due_s:
                self._salvage_due_s = time.monotonic() + _SALVAGE_SECONDS
                self._salvage()
                contents = keeping.tidy()
        else:
            self._salvage_due_s = 0.0
        for name in sorted(keeping.catalogue.acks.wrong - self._told_wrong):
            self._log.warning("acknowledgement_wrong", bundle=name, why="it names another digest")
        self._told_wrong = set(keeping.catalogue.acks.wrong)
        return contents

    def _salvage(self) -> None:
        failed: set[Path] = set()
        for salvaged in self._store.salvage_partials():
            if salvaged.outcome is Outcome.FAILED:
                failed.add(salvaged.part)
            again = salvaged.outcome is Outcome.FAILED and salvaged.part in self._told_failed
            if salvaged.outcome is not Outcome.LIVE and not again:
                self._tell(salvaged)
        self._told_failed = failed

    def _tell(self, salvaged: Salvaged) -> None:
        self._log.warning(
            "salvaged",
            part=str(salvaged.part),
            outcome=salvaged.outcome,
            reason=salvaged.reason,
        )
