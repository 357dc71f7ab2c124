"""The process of the daemon: its signals, its configuration's file, and daemon after daemon.

A new configuration is a new daemon in the same process, which goes on from what the old one has
saved, as after a restart. Law: what is in force stays in force until its successor has been made
ready, and comes back if that cannot start.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

from virk_edge.adapters.config_file import SYSTEM_CONFIG, load_config
from virk_edge.adapters.config_news import ConfigNews, Marks, marks_of
from virk_edge.adapters.service import ServiceManager, is_journal
from virk_edge.daemon.log import Bridge, Log
from virk_edge.daemon.main import Daemon
from virk_edge.errors import ConfigError, VirkError
from virk_edge.formats.config import Config, LogConfig

_SETTLE_SECONDS: Final = 0.5  # a file that has just changed may be half written
_CHECK_SECONDS: Final = 30.0  # between two looks that nobody has asked for
_STDOUT: Final = 1
_LOGGER: Final = logging.getLogger("virk_edge")

MakeLog = Callable[[LogConfig], Log]


class Supervisor:
    """One process's. path: the configuration's file; None is the system's, which may be missing."""

    def __init__(self, path: Path | None, manager: ServiceManager, make_log: MakeLog) -> None:
        self._path = path or SYSTEM_CONFIG
        self._manager = manager
        self._make_log = make_log
        self._marks: Marks = None  # of the file as it was when it was read, or looked for
        self._from_file = path is not None
        self._daemon: Daemon | None = None  # the one that has to be ended
        self._bridge: Bridge | None = None
        self._wake = asyncio.Event()
        self._touched = asyncio.Event()
        self._stopping = False
        self._asked = False

    def stop(self) -> None:
        """End as soon as what runs is closed. Asked again, it is not ended any faster."""
        self._stopping = True
        self._wake.set()

    def reload(self) -> None:
        """Read the configuration again, and bring it into force if it is another one."""
        self._asked = True
        self._wake.set()

    async def run(self) -> None:
        """Run until ``stop``.

        Raises:
            ConfigError: if the configuration, or what it names, will not do at the start.
            StorageError: if endpoint, store or states cannot be had, or an end took too long.
            Whatever ended a thread.
        """
        config = self._load()
        daemon = Daemon(config, self._make_log(config.log), self._manager)
        await self._start(daemon)
        daemon.log.info("ready", **_place(daemon))
        self._manager.ready()
        following = asyncio.create_task(self._follow_file())
        following.add_done_callback(lambda _: self._wake.set())
        try:
            while not self._stopping and self._daemon is not None:
                if following.done():
                    following.result()  # a bug of ours, and not to be passed over
                if self._asked:
                    self._asked = False
                    self._manager.reloading()
                    await self._renew(self._daemon)
                    self._manager.ready()
                else:
                    await self._daemon.watch(self._wake)
                    self._wake.clear()
        finally:
            self._manager.stopping()
            following.cancel()
            await self._end()

    def close(self) -> None:
        """Let go of the process's logging."""
        if self._bridge is not None:
            _LOGGER.removeHandler(self._bridge)
            self._bridge = None

    # -- the file -------------------------------------------------------------------------------

    def _load(self) -> Config:
        """The file's configuration, or the defaults as long as there has never been a file."""
        self._marks = marks_of(self._path)  # before it is read: what comes later is news
        self._from_file = self._from_file or self._marks is not None
        # A file that has gone is no reason to fall back to defaults: masks stand in it.
        return load_config(self._path if self._from_file else None, environ=os.environ)

    async def _follow_file(self) -> None:
        """Ask for a reload when the file has changed and has come to rest."""
        loop = asyncio.get_running_loop()
        touched = partial(loop.call_soon_threadsafe, self._touched.set)
        news = ConfigNews(self._path, touched)
        why = await asyncio.to_thread(news.start)
        if why:
            self._say("config_not_notified", why=why, looked_at_every_seconds=_CHECK_SECONDS)
        try:
            while True:
                await self._look()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._touched.wait(), _CHECK_SECONDS)
                self._touched.clear()
        finally:
            news.close()

    async def _look(self) -> None:
        marks = marks_of(self._path)
        while marks != self._marks:
            await asyncio.sleep(_SETTLE_SECONDS)
            before, marks = marks, marks_of(self._path)
            if marks != before or marks == self._marks:  # or it has been read meanwhile
                continue
            self._marks = marks
            if marks is None:
                self._say("config_missing", file=str(self._path), and_then="the old one stays")
                if self._daemon is not None:
                    self._daemon.refused = f"{self._path} is gone; what it said stays in force"
            else:
                self.reload()

    def _say(self, event: str, **fields: Any) -> None:
        if self._daemon is not None:
            self._daemon.log.warning(event, **fields)

    # -- daemon after daemon --------------------------------------------------------------------

    async def _start(self, daemon: Daemon) -> None:
        """Raises as ``Daemon.start``; then there is nothing to end."""
        self.close()
        self._bridge = Bridge(daemon.log)
        _LOGGER.addHandler(self._bridge)
        try:
            # In a thread: it may have to wait for the states, and signals are heeded meanwhile.
            await asyncio.to_thread(daemon.start)
        except BaseException:
            daemon.receiver.close()
            raise
        self._daemon = daemon

    async def _end(self) -> None:
        daemon, self._daemon = self._daemon, None  # whatever comes of it: once
        if daemon is not None:
            await asyncio.to_thread(daemon.end)

    async def _renew(self, old: Daemon) -> None:
        try:
            config = self._load()
        except ConfigError as error:
            _refuse(old, error)
            return
        if config == old.config:
            old.refused = ""
            old.log.info("config_unchanged", file=str(self._path))
            return
        making = asyncio.create_task(asyncio.to_thread(self._make, config, old))
        making.add_done_callback(lambda _: self._wake.set())
        while not making.done() and not self._stopping:  # a model can take its time
            await old.watch(self._wake)
            self._wake.clear()
        if self._stopping:
            await self._end()  # first, however long the other one takes
            with contextlib.suppress(VirkError):
                (await making).receiver.close()
            return
        try:
            fresh = making.result()
        except VirkError as error:
            _refuse(old, error)
            return
        await self._replace(old, fresh)

    def _make(self, config: Config, old: Daemon) -> Daemon:
        embedder = old.embedder if config.embedder == old.config.embedder else None
        return Daemon(config, self._make_log(config.log), self._manager, embedder)

    async def _replace(self, old: Daemon, fresh: Daemon) -> None:
        begun_s = time.monotonic()
        await self._end()
        if self._stopping:
            fresh.receiver.close()
            return
        try:
            await self._start(fresh)
        except VirkError as error:
            again = Daemon(old.config, old.log, self._manager, old.embedder)
            await self._start(again)
            _refuse(again, error)
            return
        fresh.log.info(
            "config_in_force",
            changed=_changed(old.config, fresh.config),
            blind_seconds=round(time.monotonic() - begun_s, 3),
            **_place(fresh),
        )


def run_daemon(path: Path | None) -> None:
    """Run the daemon in this process until it is told to stop. Raises as ``Supervisor.run``."""
    asyncio.run(_run(path))


async def _run(path: Path | None) -> None:
    manager = ServiceManager.of(os.environ, os.getpid())
    supervisor = Supervisor(path, manager, _log)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, supervisor.stop)
    # From a terminal it means that the terminal has gone, and so does whoever sat there.
    hang_up = supervisor.stop if sys.stdout.isatty() else supervisor.reload
    loop.add_signal_handler(signal.SIGHUP, hang_up)
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False
    try:
        await supervisor.run()
    finally:
        supervisor.close()


def _log(config: LogConfig) -> Log:
    journal = is_journal(os.environ, _STDOUT)
    return Log(level=config.level, style=config.format, journal=journal)


def _refuse(daemon: Daemon, error: VirkError) -> None:
    """Once for each time that it was asked for; until it is good, the status says it too."""
    daemon.refused = str(error)
    daemon.log.error("config_refused", why=str(error), and_then="the old one stays in force")


def _place(daemon: Daemon) -> dict[str, str]:
    return {
        "endpoint": daemon.config.feed.endpoint,
        "store": daemon.config.store.directory,
        "embedder": daemon.embedder.identity.name,
        "kernels": daemon.embedder.identity.kernels,
    }


def _changed(old: Config, new: Config) -> list[str]:
    """The keys that differ, as SECTION.KEY; of cameras, their names."""
    before, after = asdict(old), asdict(new)
    return [
        f"{section}.{key}"
        for section in after
        for key in sorted({*before[section], *after[section]})
        if before[section].get(key) != after[section].get(key)
    ]
