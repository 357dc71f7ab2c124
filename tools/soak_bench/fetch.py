"""Fetches bundles from the store as a person would: verify each, replay a few, delete."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from virk_edge.adapters.store import Store, StoreLimits
from virk_edge.cli.verify import problems_of
from virk_edge.core.verdict import Verdict
from virk_edge.errors import VirkError
from virk_edge.replay import replay

_FETCH_S = 2.0  # real


@dataclass(slots=True)
class Fetched:
    """names: of all bundles that were found; problems: sentences; replayed: and bit-exact."""

    names: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    replayed: int = 0
    exact: int = 0
    bytes: int = 0


class Fetcher:
    """Empties one store. every: how many bundles for one that is replayed."""

    def __init__(self, store: Path, every: int = 8) -> None:
        self.fetched = Fetched()
        self._store = Store(store, StoreLimits(min_free_bytes=0))
        self._every = every
        self._due_s = 0.0
        self._thread: threading.Thread | None = None

    def follow(self) -> None:
        """Fetch in a thread of its own, if it is time to and nobody does."""
        if time.monotonic() >= self._due_s and not (self._thread and self._thread.is_alive()):
            self._due_s = time.monotonic() + _FETCH_S
            self._thread = threading.Thread(target=self.fetch)
            self._thread.start()

    def join(self) -> None:
        """Wait until nobody fetches."""
        if self._thread is not None:
            self._thread.join()

    def fetch(self) -> None:
        """Take what is there."""
        try:
            for path in self._store.bundles():
                self._take(path)
        except (VirkError, OSError) as error:
            self.fetched.problems.append(str(error))

    def _take(self, path: Path) -> None:
        found = self.fetched
        found.problems += problems_of(path)
        if len(found.names) % self._every == 0:
            self._replay(path)
        found.names.append(path.name)
        found.bytes += path.stat().st_size
        path.unlink()

    def _replay(self, path: Path) -> None:
        found = self.fetched
        found.replayed += 1
        try:
            report = replay(path)
        except VirkError as error:
            found.problems.append(str(error))
            return
        if report.verdict is Verdict.BIT_EXACT:
            found.exact += 1
        else:
            found.problems.append(f"{path.name}: replay says {report.verdict.words}")
