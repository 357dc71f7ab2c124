"""The keeper's thread: everything between the compute thread and the directory of states.

Law: a slow or full disk costs states, counted and told once, and never the judge's time: the
compute thread only leaves things here and fetches things here. Newest states win, so memory holds
one a camera. Nothing is written to a directory that is not owned.
"""

from __future__ import annotations

import errno
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final

from virk_edge.adapters.host import boot_ns, clocks_record
from virk_edge.adapters.picture_pipe import pipe_path, send_picture
from virk_edge.adapters.states import Lock, StateDirectory
from virk_edge.daemon.log import Log
from virk_edge.daemon.orders import Saved, restored
from virk_edge.errors import StateError, StorageError, VirkError
from virk_edge.formats.baseline import BaselineHead, baseline_bytes, read_baseline
from virk_edge.formats.config import DetectConfig
from virk_edge.formats.orders import Answer, Order
from virk_edge.nouns import U8, State

_LOOK_SECONDS: Final = 1.0
_WAIT_SECONDS: Final = 10.0  # for a command that works on the states just now
_GIVEN_MAX: Final = 64
# What a disk may get over while we run; anything else is a mistake that must be told at the start.
_PASSING: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


@dataclass(frozen=True, slots=True)
class Given:
    """An order for the compute thread; of an import, the baseline that it brings."""

    order: Order
    brought: tuple[BaselineHead, State] | None = None


@dataclass(frozen=True, slots=True)
class _Work:
    """What has to be written, in this order."""

    aside: dict[str, str]
    states: dict[str, tuple[BaselineHead, State]]
    answers: list[tuple[str, Answer, U8 | None]]


class KeeperThread:
    """Owns the directory of states from ``start`` to ``close``, or as soon as the disk lets it.

    saved: what cameras had learnt when it started. failures: states not kept, by camera.
    """

    def __init__(self, states: StateDirectory, detect: DetectConfig, log: Log) -> None:
        self.saved: dict[str, Saved] = {}
        self.failures: Counter[str] = Counter()
        self.failure: BaseException | None = None
        self._states = states
        self._detect = detect
        self._log = log
        self._lock: Lock | None = None
        self._failing: set[str] = set()
        self._barred: set[str] = set()  # their state could not be read, or not be set aside
        self._blind = False  # orders cannot be looked for
        self._news = threading.Condition()
        self._work = _Work({}, {}, [])
        self._given: list[Given] = []
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Own the directory, load what is there, and begin. A disk that is full or read-only waits.

        Raises:
            StorageError: if another program owns the directory, or it is not for us.
        """
        deadline = time.monotonic() + _WAIT_SECONDS
        while not self._own():
            if time.monotonic() >= deadline:
                raise StorageError(
                    f"another daemon keeps its states in {self._states.directory}; stop it, or "
                    "set store.directory to another path"
                )
            time.sleep(0.05)
        for camera in self._states.cameras():
            self._load(camera)
        self._thread.start()

    def close(self, timeout_s: float) -> bool:
        """Write what was left here and end; False when that takes longer than ``timeout_s``."""
        with self._news:
            self._closing = True
            self._news.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # -- for the compute thread -----------------------------------------------------------------

    def save(self, head: BaselineHead, state: State) -> None:
        """Leave a state to be written; never waits."""
        with self._news:
            self._work.states[head.camera] = (head, state)
            self._news.notify()

    def set_aside(self, camera: str, why: str) -> None:
        """Leave word that a camera's saved state cannot be used; never waits."""
        with self._news:
            self._work.aside[camera] = why
            self._news.notify()

    def answer(self, order: Order, answer: Answer, picture: U8 | None = None) -> None:
        """Leave an answer, given after the states that were left before it are written.

        picture: what is to be handed over first; uint8 (H, W, 3) BGR or (H, W) grey.
        """
        self._log.info(
            "order", camera=order.camera, order=order.action, done=answer.done, words=answer.words
        )
        with self._news:
            self._work.answers.append((order.camera, answer, picture))
            self._news.notify()

    def take_orders(self) -> list[Given]:
        """The orders that have come since the last call."""
        with self._news:
            given, self._given = self._given, []
        return given

    # -- the thread -----------------------------------------------------------------------------

    def _run(self) -> None:
        look_due = time.monotonic()
        try:
            while not self._closing:
                with self._news:
                    wait_s = max(look_due - time.monotonic(), 0.0)
                    self._news.wait_for(self._has_work, wait_s)
                self._write()
                if time.monotonic() >= look_due:
                    self._look()
                    look_due = time.monotonic() + _LOOK_SECONDS
            self._write()
        except BaseException as error:  # handed to the main thread, which ends the process
            self.failure = error
        finally:
            if self._lock is not None:
                self._lock.close()

    def _own(self) -> bool:
        """Try to own the directory; False while another program does. Raises ``StorageError``."""
        try:
            self._lock = self._states.own()
        except StorageError as error:
            cause = error.__cause__
            if not isinstance(cause, OSError) or cause.errno not in _PASSING:
                raise
            self._log.error("states_not_owned", why=str(error))
            return True
        return self._lock is not None

    def _own_again(self) -> None:
        """The disk was full or read-only at the start, or somebody has removed the directory."""
        if self._lock is not None and self._states.directory.is_dir():
            return
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        if not self._states.directory.parent.is_dir():
            return  # the store's own, and for it to make
        try:
            self._lock = self._states.own()
        except StorageError:
            return  # told at the start, or by the first state that cannot be saved
        if self._lock is not None:
            self._log.info("states_owned_again", directory=str(self._states.directory))

    def _has_work(self) -> bool:
        work = self._work
        return bool(self._closing or work.aside or work.states or work.answers)

    def _load(self, camera: str) -> None:
        try:
            found = self._states.load(camera)
            if found is not None:
                label = str(self._states.path(camera))
                self.saved[camera] = restored(found, self._detect, label)
        except StorageError as error:  # perhaps it is whole, and the next start can read it
            self._barred.add(camera)
            self._log.error(
                "state_stuck",
                camera=camera,
                why=str(error),
                and_then="it stays as it is, and nothing more is kept of this camera until the "
                "daemon is started anew and can read it",
            )
        except VirkError as error:
            self._set_aside(camera, str(error))

    def _write(self) -> None:
        with self._news:
            work, self._work = self._work, _Work({}, {}, [])
        for camera, why in work.aside.items():
            self._set_aside(camera, why)
        for head, state in work.states.values():
            self._save(head, state)
        for camera, answer, picture in work.answers:
            self._answer(camera, answer, picture)

    def _set_aside(self, camera: str, why: str) -> None:
        """Once only a camera; a state that stays in its place is not written over."""
        try:
            aside = str(self._states.set_aside(camera))
        except StorageError as error:
            self._barred.add(camera)
            self._log.error("state_stuck", camera=camera, why=why, and_then=str(error))
        else:
            self._log.warning("state_set_aside", camera=camera, why=why, file=aside)

    def _save(self, head: BaselineHead, state: State) -> None:
        camera = head.camera
        if camera in self._barred:
            self.failures[camera] += 1
            return
        try:
            if self._lock is None:
                raise StorageError(f"cannot write {self._states.path(camera)}: it is not owned")
            self._states.save(camera, baseline_bytes(head, state))
        except VirkError as error:
            self.failures[camera] += 1
            if camera not in self._failing:
                self._failing.add(camera)
                self._log.error("state_not_saved", camera=camera, why=str(error))
            return
        if camera in self._failing:
            self._failing.remove(camera)
            self._log.info("state_saved_again", camera=camera, failed=self.failures[camera])

    def _show(self, answer: Answer, camera: str, picture: U8) -> Answer:
        """The answer, when the picture was taken; else why it was not."""
        try:
            send_picture(pipe_path(self._states.directory, camera), picture)
        except StorageError as error:
            return Answer(answer.id, False, str(error))
        return answer

    def _answer(self, camera: str, answer: Answer, picture: U8 | None) -> None:
        if picture is not None:
            answer = self._show(answer, camera, picture)
        elif answer.done and camera in self._failing | self._barred:
            words = f"{answer.words}; but it could not be written to the disk"
            answer = Answer(answer.id, answer.done, words, answer.incident)
        try:
            self._states.answer(camera, answer)
        except StorageError as error:
            self._log.error("answer_not_given", camera=camera, why=str(error))

    def _look(self) -> None:
        """Fetch the orders that lie there."""
        self._own_again()
        if self._lock is None:
            return
        try:
            orders, errors = self._states.take_orders()
        except StorageError as error:
            if not self._blind:
                self._log.error("orders_not_seen", why=str(error))
            self._blind = True
            return
        self._blind = False
        for wrong in errors:
            self._log.warning("order_refused", why=str(wrong))
        for order in orders:
            self._take(order)

    def _take(self, order: Order) -> None:
        if order.boot_id != clocks_record().boot_id or boot_ns() > order.until_boot_ns:
            self._log.warning("order_too_old", camera=order.camera, order=order.action)
            return
        brought = None
        try:
            if order.action == "import":
                data = self._states.take_import(order)
                brought = read_baseline(data, order.file, "baseline")
        except (StateError, StorageError) as error:
            self.answer(order, Answer(order.id, False, str(error)))
            return
        with self._news:
            full = len(self._given) >= _GIVEN_MAX
            if not full:
                self._given.append(Given(order, brought))
        if full:
            self.answer(order, Answer(order.id, False, "the daemon is busy; try again"))
