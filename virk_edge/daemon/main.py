"""The daemon: starts the threads, looks after them, and ends them in the order of the flow.

asyncio moves no frames: it waits for news and for threads that end, and says how things stand.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from functools import partial
from pathlib import Path

import virk_edge
from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.adapters.feed import Admission, FeedReceiver
from virk_edge.adapters.feed_inbox import FeedOptions
from virk_edge.adapters.host import boot_ns, clocks_record
from virk_edge.adapters.memory import give_back_memory
from virk_edge.adapters.metrics import Metrics
from virk_edge.adapters.recorder import Recorder, Surroundings
from virk_edge.adapters.service import ServiceManager
from virk_edge.adapters.states import DIRECTORY, StateDirectory
from virk_edge.adapters.status_file import status_path, write_standing
from virk_edge.adapters.store import Store, StoreLimits
from virk_edge.daemon.baselines import Baselines
from virk_edge.daemon.compute import ComputeThread
from virk_edge.daemon.keeper import KeeperThread
from virk_edge.daemon.log import Log
from virk_edge.daemon.recording import RecordingThread
from virk_edge.daemon.storekeeping import StoreKeeping, tell_removed
from virk_edge.daemon.watch import Watch
from virk_edge.errors import ConfigError, ModelError, StorageError
from virk_edge.formats.config import Config, EmbedderConfig
from virk_edge.formats.records import to_json
from virk_edge.formats.standing import Standing
from virk_edge.formats.wire import WireLimits
from virk_edge.nouns import RecordedFrame

_LOOK_SECONDS = 0.25
_STATUS_SECONDS = 60.0
_BOARD_SECONDS = 2.0
_END_SECONDS = 20.0


class Daemon:
    """Everything that runs under one configuration, from ``start`` to ``end``.

    Nothing is opened before ``start``, so that a second one can be made ready beside the first.
    embedder: one that was loaded for the same settings. refused: why a later configuration is not
    in force, for the status.
    """

    def __init__(
        self,
        config: Config,
        log: Log,
        manager: ServiceManager | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self.config = config
        self.log = log
        self.manager = manager or ServiceManager()
        self.refused = ""
        self._said = ""
        self._started_ns = boot_ns()
        self._status_path = status_path(config)
        self._unposted = False
        self.metrics = Metrics(config.metrics)
        self.embedder = embedder or _embedder(config.embedder)
        store = Store(
            Path(config.store.directory),
            StoreLimits.of(config.store),
            in_order=True,
            told=partial(tell_removed, log),
        )
        surroundings = Surroundings(config, self.embedder.identity, self.embedder.content)
        recorder = Recorder(store, surroundings, self._release)
        self.keeping = StoreKeeping(recorder, log)
        self.recording = RecordingThread(recorder, log, self.keeping)
        options = FeedOptions(
            limits=WireLimits(pixels_max=config.feed.pixels_max),
            cameras=dict.fromkeys(config.cameras, 3) if config.cameras else None,
        )
        admission = Admission(config.feed.group, config.feed.keys)
        listen_fd = self.manager.listen_fd(config.feed.endpoint)
        self.receiver = FeedReceiver(config.feed.endpoint, options, admission, listen_fd=listen_fd)
        states = StateDirectory(store.directory / DIRECTORY)
        self.keeper = KeeperThread(states, config.detect, log)
        baselines = Baselines(self.keeper, config, self.embedder.identity, log)
        self.compute = ComputeThread(
            self.receiver, config, self.embedder, self.recording, baselines, log
        )
        # One for all of ``watch``: that somebody asks for a reload is no progress.
        beats = {"feed": self.receiver.beat, "compute": self.compute.beat}
        self._watch = Watch(beats, self.manager, log)

    def start(self) -> None:
        """Start all threads.

        Raises:
            StorageError or ConfigError: if the endpoint or the states cannot be had.
        """
        with contextlib.ExitStack() as undo:
            undo.callback(self.receiver.close)
            undo.callback(self.metrics.close)
            self.metrics.start()
            self.receiver.start()
            self.keeper.start()
            undo.pop_all()
        self.recording.start()
        self.compute.start()

    async def watch(self, wake: asyncio.Event) -> None:
        """Look after the threads until ``wake`` is set. Raises whatever ended one of them."""
        loop = asyncio.get_running_loop()
        status_due = loop.time() + _STATUS_SECONDS
        board_due = loop.time()
        while not wake.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(wake.wait(), _LOOK_SECONDS)
            self._raise_failure()
            self._watch.look(time.monotonic())
            if loop.time() >= board_due:
                board_due = loop.time() + _BOARD_SECONDS
                self._post(running=True)
                # Half a millisecond, and what incidents and saved states have left is not kept.
                give_back_memory()
            if loop.time() >= status_due:
                status_due += _STATUS_SECONDS
                self.log.info("status", **to_json(self.compute.stock()), **self._unsaved())

    def end(self) -> None:
        """Close upstream first: each stage ends when its input has ended.

        Each that ends is a beat for the watchdog; a stage may take as long as ``_END_SECONDS``.
        Raises whatever ended a thread, or ``StorageError`` if one could not finish in time.
        """
        ended = self.compute.stop(_END_SECONDS)
        self.manager.beat()
        stock = self.compute.stock()
        self._post(running=False)
        self.metrics.close()
        self.receiver.close()
        ended = self.recording.close(_END_SECONDS) and ended
        self.manager.beat()
        ended = self.keeper.close(_END_SECONDS) and ended
        self.manager.beat()
        self.log.info(
            "stopped",
            **to_json(stock),
            bundles=[str(p) for p in self.recording.bundles],
            clean=ended,
            **self._unsaved(),
        )
        self._raise_failure()
        if not ended:
            raise StorageError("the daemon could not finish in time; a recording was cut short")

    def _post(self, *, running: bool) -> None:
        """Renew the file that ``virk-edge status`` reads; whoever cannot write it goes on."""
        stock, clocks, seen = self.compute.stock(), clocks_record(), self.receiver.statistics()
        standing = Standing(
            virk_edge=virk_edge.__version__,
            pid=os.getpid(),
            boot_id=clocks.boot_id,
            t_boot_ns=clocks.boot_ns,
            t_wall_ns=clocks.wall_ns,
            started_boot_ns=self._started_ns,
            running=running,
            endpoint=self.config.feed.endpoint,
            budget=stock.budget,
            cameras=stock.cameras,
            refused=dict(seen.refused),
            states_not_saved=dict(self.keeper.failures),
            store=self.keeping.standing,
            config_refused=self.refused,
            test_frames=seen.test_frames,
        )
        self._show(standing)
        self._say(standing)
        try:
            write_standing(self._status_path, standing)
        except StorageError as error:
            if not self._unposted:
                self.log.warning("status_not_written", why=str(error))
            self._unposted = True
        else:
            self._unposted = False

    def _show(self, standing: Standing) -> None:
        """The same as figures for Prometheus."""
        before = self.metrics.trouble
        self.metrics.show(standing, time.monotonic())
        if self.metrics.trouble and not before:
            self.log.warning("metrics_not_written", why=self.metrics.trouble)

    def _say(self, standing: Standing) -> None:
        """The same in a line for the service manager, when there is something new to say."""
        words = _words(standing)
        if self._watch.hanging:
            words = f"hanging: {self._watch.hanging}; {words}"
        if standing.running and words != self._said:
            self._said = words
            self.manager.say(words)

    def _unsaved(self) -> dict[str, dict[str, int]]:
        """States that could not be kept so far, by camera; nothing where all could."""
        failures = dict(self.keeper.failures)
        return {"states_not_saved": failures} if failures else {}

    def _raise_failure(self) -> None:
        for thread in (self.compute, self.recording, self.keeper):
            if thread.failure is not None:
                raise thread.failure from None

    def _release(self, frame: RecordedFrame) -> None:
        pipeline = self.compute.pipelines.get(frame.info.camera)
        if pipeline is not None:
            pipeline.flight.ring.release(frame)


def _embedder(config: EmbedderConfig) -> Embedder:
    try:
        return load_embedder(config)
    except ModelError as error:
        raise ConfigError(f"$.embedder.model: {error}") from error


def _words(standing: Standing) -> str:
    cameras = standing.cameras.values()
    words = [f"cameras heard: {sum(c.heard for c in cameras)}"]
    words += [f"open incidents: {n}"] if (n := sum(c.incident is not None for c in cameras)) else []
    if standing.store is not None:
        words.append(f"bundles waiting: {standing.store.bundles}")
        words += [standing.store.trouble] if standing.store.trouble else []
    words += [f"stepping back: {', '.join(b)}"] if (b := standing.budget.because) else []
    words += [f"new configuration refused: {r}"] if (r := standing.config_refused) else []
    return "; ".join(words)
