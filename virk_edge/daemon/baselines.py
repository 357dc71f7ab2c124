"""What the compute thread does for the life of baselines: judges begin where their states ended,
states are left for the keeper in time, and orders are carried out. It touches no disk.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from virk_edge.adapters.host import boot_ns
from virk_edge.core.observe import Embed
from virk_edge.core.pipeline import Pipeline
from virk_edge.daemon.keeper import Given, KeeperThread
from virk_edge.daemon.log import Log
from virk_edge.daemon.orders import Carried, Saved, carry_out, new_head
from virk_edge.errors import StateError
from virk_edge.formats.baseline import BaselineHead, EmbedderRecord, check_belongs
from virk_edge.formats.config import Config
from virk_edge.formats.orders import Answer, Order
from virk_edge.nouns import EmbedderIdentity, FrameInfo, State

_SPARE_NS: Final = 10**9  # an answer must have come before its order is void


class Baselines:
    """Beginnings, savings and orders of all cameras; owned by the compute thread."""

    def __init__(
        self, keeper: KeeperThread, config: Config, embedder: EmbedderIdentity, log: Log
    ) -> None:
        self._keeper = keeper
        self._config = config
        self._embedder = EmbedderRecord.of(embedder)
        self._log = log
        self._heads: dict[str, BaselineHead] = {}
        self._due_s: dict[str, float] = {}
        self._pictures: dict[str, Order] = {}  # asked for, by camera

    # -- beginning and saving -------------------------------------------------------------------

    def begin(self, info: FrameInfo, embed: Embed) -> Pipeline:
        """The pipeline of a camera whose first frame this is; it goes on from a saved state."""
        camera = info.camera
        # Under a mask, an embedding of the whole picture is not used: ``Pipeline``.
        brings_its_own = info.embedding is not None and not self._config.camera(camera).mask
        head = self._head(camera, None if brings_its_own else self._embedder)
        self._heads[camera] = head
        saved = self._keeper.saved.pop(camera, None)
        if saved is not None:
            try:
                check_belongs(saved.head, f"the saved state of camera {camera}", head)
            except StateError as error:
                self._keeper.set_aside(camera, str(error))
                saved = None
            else:
                since_ns = saved.monitor.status().since_wall_ns
                self._log.info("baseline_restored", camera=camera, learnt_since_wall_ns=since_ns)
        # A new camera's state is written at once, so that a person can ask about it.
        wait_s = 0.0 if saved is None else self._config.detect.save_seconds
        self._due_s[camera] = time.monotonic() + wait_s
        return Pipeline(camera, self._config, embed, None if saved is None else saved.monitor)

    def save_due(self, pipelines: Mapping[str, Pipeline]) -> None:
        """Leave the states whose time has come."""
        now_s = time.monotonic()
        for camera, pipeline in pipelines.items():
            if now_s >= self._due_s[camera]:
                self._due_s[camera] = now_s + self._config.detect.save_seconds
                self.save(pipeline)

    def save(self, pipeline: Pipeline) -> None:
        """Leave this camera's state to be written."""
        self._leave(self._heads[pipeline.camera], pipeline)

    def _leave(self, head: BaselineHead, pipeline: Pipeline) -> None:
        self._keeper.save(replace(head, saved_wall_ns=time.time_ns()), pipeline.monitor.save())

    def _head(self, camera: str, embedder: EmbedderRecord | None) -> BaselineHead:
        return new_head("state", camera, embedder, self._config.camera(camera).mask_sha256)

    # -- orders ---------------------------------------------------------------------------------

    def carry_out(self, pipelines: Mapping[str, Pipeline]) -> Iterator[tuple[str, Carried]]:
        """Carry out what was ordered; yields what each led to, to be told and recorded."""
        self._show(pipelines)
        for given in self._keeper.take_orders():
            order = given.order
            pipeline = pipelines.get(order.camera)
            if order.action == "picture":
                self._pictures[order.camera] = order
                continue
            try:
                carried = self._unseen(given) if pipeline is None else self._seen(given, pipeline)
            except StateError as error:
                carried = Carried(False, str(error))
            yield order.camera, carried
            answer = Answer(order.id, carried.done, carried.words, carried.incident)
            self._keeper.answer(order, answer)

    def _show(self, pipelines: Mapping[str, Pipeline]) -> None:
        """Hand over the pictures that have come; give up those that nobody waits for any more."""
        for camera, order in list(self._pictures.items()):
            pipeline = pipelines.get(camera)
            late = boot_ns() > order.until_boot_ns - _SPARE_NS
            view = None if pipeline is None else pipeline.take_view()
            if view is not None:
                height, width = view.shape[:2]
                words = f"camera {camera}: the next frame, {width}x{height}"
                mask = self._config.camera(camera).mask_sha256
                self._keeper.answer(order, Answer(order.id, True, words, None, mask), view)
            elif late:
                words = f"no frame of camera {camera} was measured in time; see `virk-edge status`"
                if pipeline is None:
                    words = f"camera {camera} has not been heard since the daemon started"
                self._keeper.answer(order, Answer(order.id, False, words))
            if pipeline is not None:
                pipeline.want_view(view is None and not late)
            if view is not None or late:
                del self._pictures[camera]

    def _seen(self, given: Given, pipeline: Pipeline) -> Carried:
        learnt = _learnt(given, self._heads[pipeline.camera])
        carried = carry_out(given.order.action, pipeline, learnt)
        if carried.done:
            self.save(pipeline)
        return carried

    def _unseen(self, given: Given) -> Carried:
        """A camera that has sent nothing since the start: its judge waits, and takes orders."""
        camera, action = given.order.camera, given.order.action
        saved = self._keeper.saved.get(camera)
        if saved is None and given.brought is None:
            return Carried(False, f"no camera {camera} has been seen, and nothing is saved of it")
        head = self._head(camera, self._embedder) if saved is None else saved.head
        if given.brought is not None:
            # Whether its frames bring their own vectors is not known before there is one.
            embedder = self._embedder if given.brought[0].embedder is not None else None
            head = self._head(camera, embedder)
        pipeline = Pipeline(camera, self._config, None, None if saved is None else saved.monitor)
        carried = carry_out(action, pipeline, _learnt(given, head))
        if carried.done and action != "save":
            self._keeper.saved[camera] = Saved(head, pipeline.monitor)
            self._leave(head, pipeline)
        return carried


def _learnt(given: Given, here: BaselineHead) -> State | None:
    """The baseline of an import. Raises ``StateError`` if it does not belong here."""
    if given.brought is None:
        return None
    head, learnt = given.brought
    check_belongs(head, given.order.file, here)
    return learnt
