"""What an order does to a camera's judge, and how it reaches whoever may carry it out.

The daemon carries orders out on its running judges; without a daemon the command line does the very
same on the saved state.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Final

import virk_edge
from virk_edge.adapters.host import boot_ns, clocks_record
from virk_edge.adapters.states import StateDirectory
from virk_edge.core.flight import Job
from virk_edge.core.monitor import Monitor
from virk_edge.core.pipeline import Pipeline
from virk_edge.errors import StateError, StorageError
from virk_edge.formats.baseline import (
    BaselineHead,
    EmbedderRecord,
    Kind,
    baseline_bytes,
    check_belongs,
    read_baseline,
)
from virk_edge.formats.config import Config, DetectConfig
from virk_edge.formats.orders import Action, Answer, Order
from virk_edge.nouns import IncidentClosed, State

PATIENCE_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.05
# What a state that is none makes the judge raise when it is restored from it.
NOT_A_STATE: Final = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Wish:
    """An order that nobody has been given yet.

    file, baseline: of an import, where the baseline came from, and its bytes.
    """

    camera: str
    action: Action
    file: str = ""
    baseline: bytes = b""


@dataclass(frozen=True, slots=True)
class Carried:
    """What an order led to: whether it was done, one sentence, and what it ended."""

    done: bool
    words: str
    incident: str | None = None
    closed: IncidentClosed | None = None
    jobs: list[Job] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Saved:
    """A camera's judge as it came from the disk, and what it belongs to."""

    head: BaselineHead
    monitor: Monitor


# -- carrying out -------------------------------------------------------------------------------


def carry_out(action: Action, pipeline: Pipeline, learnt: State | None = None) -> Carried:
    """Do to one camera's judge what was ordered. learnt: of an import, the baseline."""
    camera, incident = pipeline.camera, pipeline.monitor.incident
    about = None if incident is None else incident.incident
    ended = "" if about is None else f"; incident {about} is closed"
    if action == "save":
        return Carried(True, f"camera {camera}: saved", about)
    if action == "fault":
        if not pipeline.mark_fault():
            return Carried(False, f"camera {camera} has no open incident that could be a fault")
        words = f"incident {about} is a fault; nothing is learnt until it is over"
        return Carried(True, f"camera {camera}: {words}", about)
    if action == "accept":
        closed, jobs = pipeline.accept()
        words = f"what it sees now is the new normal, and learning starts again{ended}"
    elif action == "reset":
        closed, jobs = pipeline.reset()
        words = f"everything learnt is forgotten, and learning starts again{ended}"
    else:
        assert learnt is not None
        try:
            closed, jobs = pipeline.adopt(learnt)
        except NOT_A_STATE as error:
            words = "it was learnt by another virk-edge, or is damaged"
            return Carried(
                False, f"the baseline does not fit camera {camera}: {words}: {said(error)}"
            )
        words = f"the baseline is in force{ended}"
    return Carried(True, f"camera {camera}: {words}", about, closed, jobs)


def said(error: Exception) -> str:
    """What is wrong with a state, as a clause."""
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


# -- states -------------------------------------------------------------------------------------


def restored(found: tuple[BaselineHead, State], detect: DetectConfig, label: str) -> Saved:
    """A judge that goes on where it was saved. Raises ``StateError`` if it cannot."""
    head, state = found
    try:
        monitor = Monitor.restore(state, detect)
    except NOT_A_STATE as error:
        raise StateError(
            f"{label} was saved by another virk-edge, or is damaged: {said(error)}"
        ) from error
    if monitor.camera != head.camera:
        raise StateError(f"{label} holds the state of another camera, so it is damaged")
    return Saved(head, monitor)


def new_head(
    kind: Kind, camera: str, embedder: EmbedderRecord | None, mask_sha256: str | None
) -> BaselineHead:
    """What a file that is written now says of itself."""
    clocks = clocks_record()
    version = virk_edge.__version__
    return BaselineHead(
        kind, camera, version, embedder, mask_sha256, clocks.wall_ns, clocks.boot_id
    )


def carry_out_on_disk(
    wish: Wish, states: StateDirectory, config: Config, embedder: Callable[[], EmbedderRecord]
) -> Carried:
    """Do it to a camera's saved state; only for the owner of the directory.

    embedder: what measures here, asked for only by an import. A baseline of vectors that came with
    the frames is taken on trust; the daemon finds out at the first frame.

    Raises:
        StateError: if there is no state, or it cannot be used. StorageError: if the disk refuses.
    """
    camera, path = wish.camera, states.path(wish.camera)
    head, learnt = None, None
    if wish.action == "import":
        brought, learnt = read_baseline(wish.baseline, wish.file, "baseline")
        here = None if brought.embedder is None else embedder()
        head = new_head("state", camera, here, config.camera(camera).mask_sha256)
        check_belongs(brought, wish.file, head)
    monitor = None
    try:
        found = states.load(camera)
        if found is not None:
            monitor = restored(found, config.detect, str(path)).monitor
            head = head or replace(found[0], saved_wall_ns=clocks_record().wall_ns)
    except StateError:
        if wish.action not in ("reset", "import"):
            raise
        aside = states.set_aside(camera)
        if head is None:
            words = f"camera {camera}: {aside.name} could not be used; learning starts again"
            return Carried(True, words)
    if head is None:
        raise StateError(f"nothing is saved of camera {camera} in {states.directory}")
    pipeline = Pipeline(camera, config, None, monitor)
    carried = carry_out(wish.action, pipeline, learnt)
    if carried.done and wish.action != "save":
        states.save(camera, baseline_bytes(head, pipeline.monitor.save()))
    return carried


# -- giving -------------------------------------------------------------------------------------


def have_done(
    wish: Wish,
    states: StateDirectory,
    do_it: Callable[[], Carried],
    *,
    patience_seconds: float = PATIENCE_SECONDS,
    meanwhile: Callable[[], None] = lambda: None,
) -> Answer:
    """Have a wish carried out: by the program that owns the directory, or here, by ``do_it``.

    meanwhile: called again and again while the answer is waited for, and once when it has come.

    Raises:
        StorageError: if the owner does not answer in time; the order is then withdrawn.
    """
    deadline = time.monotonic() + patience_seconds
    order: Order | None = None
    with ExitStack() as held:
        while time.monotonic() < deadline:
            owner = states.own()
            if owner is not None:
                with owner:
                    if order is not None:
                        states.withdraw(wish.camera)
                    done = do_it()
                return Answer("", done.done, done.words, done.incident)
            giver = states.give_orders() if order is None else None
            if giver is not None:
                held.enter_context(giver)
                order = _order(wish, patience_seconds)
                held.callback(states.withdraw, wish.camera)  # whatever ends the waiting
                states.place(order, wish.baseline)
            answer = None if order is None else states.take_answer(order)
            meanwhile()
            if answer is not None:
                return answer
            time.sleep(_LOOK_SECONDS)
    raise StorageError(
        f"the program that owns {states.directory} does not answer, and the order was withdrawn "
        f"after {patience_seconds:.0f} s; see whether `virk-edge run` is well"
    )


def _order(wish: Wish, patience_seconds: float) -> Order:
    return Order(
        id=secrets.token_hex(8),
        camera=wish.camera,
        action=wish.action,
        boot_id=clocks_record().boot_id,
        until_boot_ns=boot_ns() + round(patience_seconds * 1e9),
        file=wish.file,
        sha256=hashlib.sha256(wish.baseline).hexdigest() if wish.baseline else "",
    )
