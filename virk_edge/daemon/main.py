"""The daemon: starts the threads, waits for a signal, and ends them in the order of the flow.

asyncio moves no frames: it waits for signals and for threads that end, and says how things stand.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from functools import partial
from pathlib import Path

import virk_edge
from virk_edge.adapters.embedder import load_embedder
from virk_edge.adapters.feed import Admission, FeedReceiver
from virk_edge.adapters.feed_inbox import FeedOptions
from virk_edge.adapters.host import boot_ns, clocks_record
from virk_edge.adapters.memory import give_back_memory
from virk_edge.adapters.recorder import Recorder, Surroundings
from virk_edge.adapters.states import DIRECTORY, StateDirectory
from virk_edge.adapters.status_file import status_path, write_standing
from virk_edge.adapters.store import Store, StoreLimits
from virk_edge.daemon.baselines import Baselines
from virk_edge.daemon.compute import ComputeThread
from virk_edge.daemon.keeper import KeeperThread
from virk_edge.daemon.log import Bridge, Log
from virk_edge.daemon.recording import RecordingThread
from virk_edge.daemon.storekeeping import StoreKeeping, tell_removed
from virk_edge.errors import StorageError
from virk_edge.formats.config import Config
from virk_edge.formats.records import to_json
from virk_edge.formats.standing import Standing
from virk_edge.formats.wire import WireLimits
from virk_edge.nouns import RecordedFrame

_LOOK_SECONDS = 0.25
_STATUS_SECONDS = 60.0
_BOARD_SECONDS = 2.0
_END_SECONDS = 20.0


class Daemon:
    """Everything that runs, from ``run`` to its end."""

    def __init__(self, config: Config, log: Log) -> None:
        self.config = config
        self.log = log
        self._started_ns = boot_ns()
        self._status_path = status_path(config)
        self._unposted = False
        self.embedder = load_embedder(config.embedder)
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
        self.receiver = FeedReceiver(config.feed.endpoint, options, admission)
        states = StateDirectory(store.directory / DIRECTORY)
        self.keeper = KeeperThread(states, config.detect, log)
        baselines = Baselines(self.keeper, config, self.embedder.identity, log)
        self.compute = ComputeThread(
            self.receiver, config, self.embedder, self.recording, baselines, log
        )

    def start(self) -> None:
        """Start all threads.

        Raises:
            StorageError or ConfigError: if the endpoint or the states cannot be had.
        """
        self.receiver.start()
        try:
            self.keeper.start()
        except BaseException:
            self.receiver.close()
            raise
        self.recording.start()
        self.compute.start()

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT.

        Raises:
            StorageError or ConfigError: as ``start``. Whatever ended a thread.
        """
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        # In a thread: it may have to wait for the states, and signals are heeded meanwhile.
        await asyncio.to_thread(self.start)
        self.log.info(
            "ready",
            endpoint=self.config.feed.endpoint,
            store=self.config.store.directory,
            embedder=self.embedder.identity.name,
            kernels=self.embedder.identity.kernels,
        )
        try:
            await self._watch(stop)
        finally:
            self._end()

    async def _watch(self, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        status_due = loop.time() + _STATUS_SECONDS
        board_due = loop.time()
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)
            except asyncio.TimeoutError:
                self._raise_failure()
            if loop.time() >= board_due:
                board_due = loop.time() + _BOARD_SECONDS
                self._post(running=True)
                # Half a millisecond, and what incidents and saved states have left is not kept.
                give_back_memory()
            if loop.time() >= status_due:
                status_due += _STATUS_SECONDS
                self.log.info("status", **to_json(self.compute.stock()), **self._unsaved())

    def _end(self) -> None:
        """Close upstream first: each stage ends when its input has ended."""
        ended = self.compute.stop(_END_SECONDS)
        stock = self.compute.stock()
        self._post(running=False)
        self.receiver.close()
        ended = self.recording.close(_END_SECONDS) and ended
        ended = self.keeper.close(_END_SECONDS) and ended
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
        stock, clocks = self.compute.stock(), clocks_record()
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
            refused=dict(self.receiver.statistics().refused),
            states_not_saved=dict(self.keeper.failures),
            store=self.keeping.standing,
        )
        try:
            write_standing(self._status_path, standing)
        except StorageError as error:
            if not self._unposted:
                self.log.warning("status_not_written", why=str(error))
            self._unposted = True
        else:
            self._unposted = False

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


def run_daemon(config: Config) -> None:
    """Run the daemon in this process until it is told to stop."""
    log = Log(level=config.log.level, style=config.log.format)
    bridge = Bridge(log)
    logger = logging.getLogger("virk_edge")
    logger.addHandler(bridge)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        asyncio.run(Daemon(config, log).run())
    finally:
        logger.removeHandler(bridge)
