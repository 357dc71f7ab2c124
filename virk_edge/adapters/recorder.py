"""Jobs become bundles in the store, and the store is kept in order.

Law: a recording that fails says so and is counted; it never stops the judge.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from pathlib import Path

from virk_edge.adapters.one_bundle import OneBundle, Surroundings, Withheld, first_bytes
from virk_edge.adapters.store import Store
from virk_edge.core.flight import Begin, Continue, Finish, Job, Keep, frames_of
from virk_edge.core.repeats import Repeats
from virk_edge.errors import StorageError
from virk_edge.formats.bundle import BudgetRecord
from virk_edge.nouns import RecordedFrame

__all__ = ["Recorder", "Surroundings"]


class Recorder:
    """Writes one bundle at a time per camera; one thread.

    release: called with every frame that is no longer needed, so that its buffer returns.
    losses: ``storage``, recordings that failed. withheld: bundles without (all) their frames, by
    the manifest's word for it.
    """

    def __init__(
        self, store: Store, surroundings: Surroundings, release: Callable[[RecordedFrame], None]
    ) -> None:
        self.store = store
        self.losses: Counter[str] = Counter()
        self.withheld: Counter[str] = Counter()
        self.errors: list[str] = []
        self._surroundings = surroundings
        self._release = release
        self._bundles: dict[str, OneBundle] = {}
        settings = surroundings.config.store
        self._repeats = Repeats(settings.cooldown_seconds, settings.full_repeats)

    def handle(
        self,
        camera: str,
        job: Job,
        losses: Mapping[str, int],
        budget: BudgetRecord | None = None,
    ) -> Path | None:
        """Do one job; the finished bundle's path when the job finishes one.

        losses: the camera's frames lost so far by reason; budget: how it stands; for the manifest.
        """
        waiting = deque(frames_of(job))
        try:
            if isinstance(job, Finish):
                return self._finish(camera, job, losses, budget)
            if isinstance(job, Begin):
                self._begin(camera, job)
            elif isinstance(job, Continue) and camera in self._bundles:
                self._bundles[camera].add_step(job.step)
            while waiting:
                if camera in self._bundles:
                    self._bundles[camera].add_frame(waiting[0], measured=not isinstance(job, Keep))
                self._release(waiting.popleft())  # at once: the camera goes on meanwhile
            if camera in self._bundles:
                self._bundles[camera].sync_if_due()
        except StorageError as error:
            self._give_up(camera, str(error))
        finally:
            for frame in waiting:
                self._release(frame)
        return None

    @property
    def open_bundles(self) -> int:
        """How many are being written."""
        return len(self._bundles)

    @property
    def first_bytes(self) -> int:
        """What a bundle reserves when it begins, but for the judge's state."""
        return first_bytes(self._surroundings)

    def close(self) -> None:
        """Leave what is unfinished to salvage."""
        for bundle in self._bundles.values():
            bundle.close()
        self._bundles.clear()

    def _give_up(self, camera: str, why: str) -> None:
        self.losses["storage"] += 1
        self.errors = [*self.errors[-9:], why]
        bundle = self._bundles.pop(camera, None)
        if bundle is not None:
            bundle.close()

    def _begin(self, camera: str, job: Begin) -> None:
        incident = job.incident
        unfinished = self._bundles.pop(camera, None)  # its end was dropped on the way
        if unfinished is not None:
            unfinished.close()
        withheld: Withheld = ""
        # In a folder of a person's own nothing is ever removed, and nothing left out.
        if self.store.housekeeping is not None and not self._repeats.keeps_frames(
            camera, incident.trigger, incident.t_boot_ns
        ):
            withheld = "repeat"
        self._bundles[camera] = OneBundle(self.store, self._surroundings, camera, job, withheld)

    def _finish(
        self, camera: str, job: Finish, losses: Mapping[str, int], budget: BudgetRecord | None
    ) -> Path | None:
        causes = () if job.diagnosis is None else job.diagnosis.causes
        duplicate_of = self._repeats.note(
            camera,
            job.incident.incident,
            trigger=job.incident.trigger,
            cause=causes[0].cause if causes else "",
            t_boot_ns=job.incident.t_boot_ns,
        )
        bundle = self._bundles.get(camera)
        if bundle is None:
            return None
        stored = bundle.finish(job, losses=losses, budget=budget, duplicate_of=duplicate_of)
        if bundle.withheld:
            self.withheld[bundle.withheld] += 1
        del self._bundles[camera]
        return stored.path
