"""The analysis itself: footage in, events out, nothing kept that nobody will write."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.recordings import CONFIG, FAULT, FPS, camera_picture, manifest_of
from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.adapters.footage import Footage, FootageFrame
from virk_edge.adapters.store import Store, StoreLimits
from virk_edge.analysis import Analysis, Progress
from virk_edge.cli.verify import problems_of
from virk_edge.formats.config import Config
from virk_edge.formats.config_toml import parse_config
from virk_edge.nouns import Encoding


class Shot(Footage):
    """Frames made on the fly, so that their buffers are the ring's."""

    name = "shot"
    fps: float | None = FPS

    def __init__(self, frames: int, *, fault: int = FAULT) -> None:
        super().__init__()
        self.length, self._fault = frames, fault

    def _frames(self) -> Generator[FootageFrame, None, None]:
        for i in range(self.length or 0):
            pixels = camera_picture(i, fault=i >= self._fault)
            yield FootageFrame(i, i / FPS, None, pixels, None, Encoding.BGR8)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    """The built-in one."""
    return load_embedder(Config().embedder)


def run(analysis: Analysis, progress: list[Progress] | None = None) -> list[dict[str, object]]:
    """All events; the stopwatch goes one second a look."""
    ticks = iter(range(1000))
    note = (progress if progress is not None else []).append
    return list(
        analysis.run(wall_start_ns=10**18, wall_seconds=lambda: float(next(ticks)), progress=note)
    )


def test_a_recording_that_reaches_its_cap_is_written_while_the_incident_goes_on(
    embedder: Embedder, tmp_path: Path
) -> None:
    """The bundle is there before the incident is over; its path is told when it is."""
    config = parse_config(CONFIG + 'max_seconds = "2 s"\n')
    analysis = Analysis(Shot(165), "door", config, embedder, Store(tmp_path))
    events = run(analysis)
    (closed,) = [e for e in events if e["event"] == "incident_closed"]
    assert analysis.bundles == [Path(str(closed["bundle"]))]
    assert analysis.errors == []
    incident = manifest_of(analysis.bundles[0]).incident
    assert (incident.state, incident.reason) == ("open", "recording_cap")
    assert incident.opened_wall_ns == 10**18 + incident.opened_boot_ns
    assert problems_of(analysis.bundles[0]) == []


def test_without_a_store_no_buffer_is_lost(embedder: Embedder) -> None:
    """Frames of an incident that nobody writes go back to the ring, before and after it opened."""
    ring_frames = 40
    config = parse_config(CONFIG + f"ring_bytes = {ring_frames * 160 * 120 * 3 + 500_000}\n")
    analysis = Analysis(Shot(150), "door", config, embedder)
    run(analysis)
    assert analysis.incidents == 1
    assert analysis.pipeline.flight.losses == {}


def test_a_store_without_room_is_told(embedder: Embedder, tmp_path: Path) -> None:
    """The analysis goes to its end and keeps the disk's answer."""
    store = Store(tmp_path, StoreLimits(min_free_bytes=1 << 60))
    analysis = Analysis(Shot(140), "door", parse_config(CONFIG), embedder, store)
    events = run(analysis)
    assert [e["bundle"] for e in events if e["event"] == "incident_closed"] == [None]
    assert len(analysis.errors) == 1 and "must stay free" in analysis.errors[0]
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_after_every_frame(embedder: Embedder) -> None:
    """Counted in frames of the source; the summary takes its time from the caller's clock."""
    progress: list[Progress] = []
    (summary,) = run(Analysis(Shot(12), "door", Config(), embedder), progress)
    assert [p.frames for p in progress] == list(range(1, 13))
    assert {p.length for p in progress} == {12}
    assert summary["wall_seconds"] == 1.0


def test_the_same_footage_gives_the_same_events(embedder: Embedder) -> None:
    """Bit for bit, whatever was analysed before."""
    config = parse_config(CONFIG)
    first = run(Analysis(Shot(140), "door", config, embedder))
    assert run(Analysis(Shot(140), "door", config, embedder)) == first
    assert any(e["event"] == "incident_opened" for e in first)
