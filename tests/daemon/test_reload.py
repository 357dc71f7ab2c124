"""A changed configuration comes into force in the running process, or the old one stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.daemons import Camera, Lines, Running, config_text
from tests.feeds import PATIENCE_S, endpoint_in
from virk_edge.adapters.config_news import ConfigNews
from virk_edge.adapters.feed import FeedReceiver
from virk_edge.adapters.service import ServiceManager
from virk_edge.adapters.status_file import load_standing
from virk_edge.daemon import compute, reload
from virk_edge.daemon import main as daemons
from virk_edge.daemon.log import Log
from virk_edge.daemon.reload import Supervisor
from virk_edge.errors import ConfigError, StorageError
from virk_edge.formats.config import LogConfig
from virk_edge.report.standing import rows

QUICKER = "hold_seconds = 1.0\n"


class Words(ServiceManager):
    """What the service manager would have heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def _tell(self, *lines: str) -> None:
        self.heard.append(lines[0])


class Process:
    """The daemon's process inside this one, its configuration's file and what it says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "config.toml"
        self.lines = Lines()
        self.words = Words()
        self.write()
        self.supervisor = Supervisor(self.file, self.words, self._log)

    def _log(self, config: LogConfig) -> Log:
        return Log(level="debug", style="json", stream=self.lines)  # type: ignore[arg-type]

    def write(self, more: str = "", *, detect: str = "", endpoint: str = "") -> None:
        """The file, in one go."""
        text = config_text(self.folder, more, detect=detect)
        if endpoint:
            text = text.replace(endpoint_in(self.folder), endpoint)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.file)

    @property
    def daemon(self) -> daemons.Daemon:
        """The one that runs."""
        assert self.supervisor._daemon is not None
        return self.supervisor._daemon

    async def until(self, event: str, times: int = 1) -> dict[str, Any]:
        """Wait for a line of the log; the newest of that name."""
        await self.happens(lambda: len(self.lines.of(event)) >= times)
        return self.lines.of(event)[-1]

    async def happens(self, what: Callable[[], bool]) -> None:
        """Wait until it is so."""

        async def waits() -> None:
            while not what():
                await asyncio.to_thread(self.lines.wait)

        await asyncio.wait_for(waits(), PATIENCE_S)

    async def renewed(self, event: str, times: int = 1) -> dict[str, Any]:
        """Ask for a reload, as SIGHUP does, and wait for what comes of it."""
        self.supervisor.reload()
        return await self.until(event, times)


@asynccontextmanager
async def alive(folder: Path, *, settle_seconds: float = 60.0) -> AsyncIterator[Process]:
    """From ready to its end, which must be a clean one. A file never settles if not told so."""
    process = Process(folder)
    with (
        patch.object(reload, "_SETTLE_SECONDS", settle_seconds),
        patch.object(daemons, "_LOOK_SECONDS", 0.02),
        patch.object(compute, "_IDLE_SECONDS", 0.02),
    ):
        running = asyncio.create_task(process.supervisor.run())
        try:
            ready = asyncio.create_task(process.until("ready"))
            await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                ready.cancel()
                running.result()
            yield process
        finally:
            process.supervisor.stop()
            await running
            process.supervisor.close()


async def test_a_good_configuration_comes_into_force(tmp_path: Path) -> None:
    """The old daemon ends as it always does, a new one begins; the manager hears of both."""
    async with alive(tmp_path) as process:
        old = process.daemon
        process.write(detect=QUICKER)
        told = await process.renewed("config_in_force")
        assert told["changed"] == ["detect.hold_seconds"]
        assert process.daemon is not old
        assert process.daemon.config.detect.hold_seconds == 1.0
        assert process.daemon.embedder is old.embedder  # the same settings, the same model
    assert len(process.lines.of("stopped")) == 2
    assert all(line["clean"] for line in process.lines.of("stopped"))
    heard = [words for words in process.words.heard if not words.startswith("STATUS")]
    assert heard == ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"]


async def test_a_bad_configuration_leaves_everything_as_it_is(tmp_path: Path) -> None:
    """Told in a sentence, in the status too, until the file is what is in force again."""
    async with alive(tmp_path) as process:
        old = process.daemon
        process.write("[budget]\nhaste = 1\n")
        told = await process.renewed("config_refused")
        assert "$.budget.haste" in told["why"] and str(process.file) in told["why"]
        assert process.daemon is old
        board = old._status_path

        def said(words: str) -> bool:
            standing = load_standing(board)
            return standing is not None and (words in standing.config_refused) == bool(words)

        await process.happens(lambda: said("$.budget.haste"))
        standing = load_standing(board)
        assert standing is not None
        assert any("$.budget.haste" in row.text and row.loud for row in rows(standing))
        process.write()
        await process.renewed("config_unchanged")
        assert process.daemon is old and old.refused == ""
    assert len(process.lines.of("config_refused")) == 1


async def test_a_model_that_is_not_there_is_refused_before_anything_ends(tmp_path: Path) -> None:
    """The new daemon is made ready beside the old one."""
    async with alive(tmp_path) as process:
        old = process.daemon
        process.write("[embedder]\nmodel = '/none.tflite'\n")
        told = await process.renewed("config_refused")
        assert "/none.tflite" in told["why"]
        assert process.daemon is old
        assert process.lines.of("stopped") == []


async def test_the_old_configuration_comes_back_when_the_new_one_cannot_start(
    tmp_path: Path,
) -> None:
    """Another program has the endpoint: that is known when the old daemon has gone."""
    taken = f"ipc://{tmp_path}/taken.sock"
    with FeedReceiver(taken):
        async with alive(tmp_path) as process:
            old = process.daemon
            process.write(endpoint=taken)
            told = await process.renewed("config_refused")
            assert "taken.sock" in told["why"]
            assert process.daemon is not old and process.daemon.config == old.config
            assert "taken.sock" in process.daemon.refused
            camera = Camera(endpoint_in(tmp_path))

            def heard() -> bool:
                camera.show()
                return bool(process.lines.of("camera_seen"))

            await process.happens(heard)
            camera.publisher.close()


async def test_the_same_configuration_ends_nothing(tmp_path: Path) -> None:
    """Other words for the same settings are no change."""
    async with alive(tmp_path) as process:
        old = process.daemon
        process.file.write_text(f"# a remark\n{process.file.read_text()}", encoding="utf-8")
        await process.renewed("config_unchanged")
        assert process.daemon is old


@pytest.mark.parametrize("notified", [True, False])
async def test_a_file_that_is_replaced_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notified: bool
) -> None:
    """Without being asked; where there are no notifications, by looking."""
    if not notified:
        monkeypatch.setattr(ConfigNews, "start", lambda _: "no watches are left")
        monkeypatch.setattr(reload, "_CHECK_SECONDS", 0.02)
    async with alive(tmp_path, settle_seconds=0.01) as process:
        if not notified:
            await process.until("config_not_notified")
        process.write(detect=QUICKER)
        told = await process.until("config_in_force")
        assert told["changed"] == ["detect.hold_seconds"]
        process.write("[budget]\nhaste = 1\n")
        await process.until("config_refused")
    assert len(process.lines.of("config_refused")) == 1  # looked at again and again, told once


async def test_a_file_that_vanishes_changes_nothing_and_may_come_back(tmp_path: Path) -> None:
    """Not even when a reload is asked for: the defaults know no masks."""
    async with alive(tmp_path, settle_seconds=0.01) as process:
        old, text = process.daemon, process.file.read_text()
        process.file.unlink()
        await process.until("config_missing")
        assert "config.toml is gone" in old.refused  # a restart would find the defaults, no masks
        told = await process.renewed("config_refused")
        assert "config.toml" in told["why"]
        process.file.write_text(text, encoding="utf-8")
        await process.until("config_unchanged")
        assert process.daemon is old and old.refused == ""
        process.file.unlink()
        process.write(detect=QUICKER)
        await process.until("config_in_force")


async def test_a_file_that_was_cut_to_nothing_brings_no_defaults(tmp_path: Path) -> None:
    """A full disk while it was being saved: the masks of the old one stay in force."""
    async with alive(tmp_path) as process:
        old = process.daemon
        process.file.write_bytes(b"")
        told = await process.renewed("config_refused")
        assert "is empty" in told["why"] and process.daemon is old


async def test_an_open_incident_goes_on_under_the_new_configuration(tmp_path: Path) -> None:
    """It is closed in its bundle, and taken up again from the saved state, as after a restart."""
    async with alive(tmp_path) as process:
        camera = Camera(endpoint_in(tmp_path))
        run = Running(process.daemon, process.lines, endpoint_in(tmp_path))
        await asyncio.to_thread(run.until_opened, camera)
        (opened,) = process.lines.of("incident_opened")
        process.write(detect=QUICKER)
        told = await process.renewed("config_in_force")
        run.daemon = process.daemon
        await asyncio.to_thread(run.feed, camera, 3, fault=True)
        (closed,) = process.lines.of("incident_closed")
        assert (closed["incident"], closed["reason"]) == (opened["incident"], "shutdown")
        assert len(process.lines.of("baseline_restored")) == 1
        monitor = process.daemon.compute.pipelines["door"].monitor
        assert monitor.incident is not None
        assert monitor.incident.incident == opened["incident"]
        assert told["blind_seconds"] < 10.0
        camera.publisher.close()
    assert len(process.lines.of("incident_opened")) == 1


@pytest.mark.parametrize("moment", ["made", "ended"])
async def test_a_stop_in_the_middle_of_a_reload_is_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """What runs is ended once and cleanly; nothing new begins."""
    async with alive(tmp_path) as process:
        stop = process.supervisor.stop
        asked = asyncio.get_running_loop().call_soon_threadsafe
        make, end = Supervisor._make, daemons.Daemon.end

        def made(*given: Any) -> daemons.Daemon:
            fresh = make(*given)
            asked(stop)
            return fresh

        def ended(daemon: daemons.Daemon) -> None:
            asked(stop)
            end(daemon)

        if moment == "made":
            monkeypatch.setattr(Supervisor, "_make", made)
        else:
            monkeypatch.setattr(daemons.Daemon, "end", ended)
        process.write(detect=QUICKER)
        await process.renewed("stopped")
    assert len(process.lines.of("stopped")) == 1
    assert process.lines.of("config_in_force") == []


async def test_what_cannot_start_at_all_is_told_at_once(tmp_path: Path) -> None:
    """Nothing is left behind, and the error says which status the process ends with."""
    process = Process(tmp_path)
    process.write("[budget]\nhaste = 1\n")
    with pytest.raises(ConfigError, match="haste"):
        await process.supervisor.run()
    process.write()
    with FeedReceiver(endpoint_in(tmp_path)), pytest.raises(StorageError, match="already listens"):
        await process.supervisor.run()
    process.supervisor.close()
