"""The recorder: jobs become whole bundles, every buffer comes back, and no failure is silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.headers import MODEL, second
from tests.recordings import contents_of, manifest_of
from virk_edge.adapters.exhibits import read_exhibit
from virk_edge.adapters.recorder import Recorder, Surroundings
from virk_edge.adapters.replay_code import replay_code
from virk_edge.adapters.store import Store, StoreLimits
from virk_edge.cli.verify import problems_of
from virk_edge.core.baseline import Normal, median_scene
from virk_edge.core.evidence import Glimpse
from virk_edge.core.exhibit import Sight
from virk_edge.core.flight import Begin, Continue, Finish
from virk_edge.errors import StorageError
from virk_edge.formats.bundle import AFTER, BEFORE, DIFFERENCE, EXHIBIT
from virk_edge.formats.config import Config, RecordConfig
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import (
    Cause,
    Diagnosis,
    Effort,
    Encoding,
    FrameInfo,
    HeardStep,
    IncidentClosed,
    IncidentOpened,
    ModelIdentity,
    Observation,
    ObservedStep,
    RecordedFrame,
    Step,
)

NS = 10**9


def frame(seq: int, pixels: np.ndarray | None = None, camera: str = "door") -> RecordedFrame:
    """A frame of noise with a time."""
    if pixels is None:
        pixels = np.random.default_rng(seq).integers(0, 256, (24, 32, 3), dtype=np.uint8)
    height, width = pixels.shape[:2]
    model = ModelIdentity("yolo", "b" * 64)
    info = FrameInfo(
        camera, seq, "run", seq * NS, seq * NS, Encoding.BGR8, height, width, model=model
    )
    return RecordedFrame(info, pixels)


def step(seq: int) -> ObservedStep:
    """A measurement to go with it."""
    info = frame(seq).info
    picture = np.zeros((24, 32), np.uint8)
    cells = np.zeros((12, 16, 3), np.float32)
    seen = Observation(info, Effort.FULL, seq, np.zeros(3), picture, cells, None)
    return ObservedStep(seen, Step((), ()))


def opened(seq: int = 3, camera: str = "door", incident: str = "7f3a9c123456") -> IncidentOpened:
    """An incident that opened at this frame."""
    t_ns = seq * NS
    return IncidentOpened(incident, camera, seq, t_ns, t_ns, seq - 1, t_ns - NS, "image", 4.0, True)


def begin(frames: list[RecordedFrame], camera: str = "door", incident: str = "7f3a9c") -> Begin:
    """The beginning of a recording with these frames before it."""
    steps = tuple(step(f.info.seq) for f in frames)
    return Begin(opened(3, camera, incident), {"word": "state"}, steps, tuple(frames))


def finish(camera: str = "door", *, closed: bool = True, reason: str = "recovered") -> Finish:
    """Its end."""
    end = IncidentClosed("7f3a9c", camera, 6, 6 * NS, reason) if closed else None
    return Finish(opened(3, camera), Diagnosis((Cause("moved", 0.9, "x"),), 0.5), end, reason)


class Bench:
    """A recorder on an empty store, and what it gave back."""

    def __init__(self, folder: Path, **settings: object) -> None:
        limits = settings.pop("limits", None)
        assert limits is None or isinstance(limits, StoreLimits)
        self.store = Store(folder, limits)
        self.released: list[int] = []
        config = replace(Config(), record=RecordConfig(**settings))  # type: ignore[arg-type]
        self.recorder = Recorder(
            self.store,
            Surroundings(config, None, b""),
            lambda f: self.released.append(f.info.seq),
        )

    def handle(self, *jobs: Begin | Continue | Finish, camera: str = "door") -> list[Path | None]:
        """Carry out jobs."""
        return [self.recorder.handle(camera, job, Counter(superseded=2)) for job in jobs]


def test_jobs_become_a_whole_bundle(tmp_path: Path) -> None:
    """Frames in order, pixels exact, what was known in the manifest; the store holds one file."""
    bench = Bench(tmp_path)
    frames = [frame(seq) for seq in range(6)]
    *none, path = bench.handle(
        begin(frames[:4]), Continue(step(4), frames[4]), Continue(step(5), frames[5]), finish()
    )
    assert none == [None] * 3
    assert path is not None and [path] == bench.store.bundles()
    assert problems_of(path) == []
    manifest, entries = manifest_of(path), contents_of(path)
    assert [f.seq for f in manifest.frames] == list(range(6))
    for kept, given in zip(manifest.frames, frames, strict=True):
        pixels = cv2.imdecode(np.frombuffer(entries[kept.entry], np.uint8), cv2.IMREAD_UNCHANGED)
        assert np.array_equal(pixels, given.pixels)
    assert manifest.incident.causes == (Cause("moved", 0.9, "x"),)
    assert (manifest.incident.state, manifest.incident.closed_seq) == ("closed", 6)
    assert manifest.losses == {"superseded": 2}
    assert manifest.inference_model == ModelIdentity("yolo", "b" * 64)
    assert len(entries["observations.jsonl"].splitlines()) == 6


def test_a_bundle_holds_the_code_that_decides_and_not_an_upgrade_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files may be replaced while the process runs."""
    replay_code.cache_clear()
    bench = Bench(tmp_path)
    monkeypatch.setattr("virk_edge.adapters.replay_code.source_of", lambda _: b"newer")
    replay_code.cache_clear()
    *_, path = bench.handle(begin([frame(0)]), Continue(step(1), frame(1)), finish())
    assert path is not None and b"newer" not in contents_of(path).values()
    assert b"newer" in Bench(tmp_path / "later").recorder._surroundings.code.values()
    replay_code.cache_clear()


def test_an_incident_without_a_frame_becomes_a_whole_bundle(tmp_path: Path) -> None:
    """A feed that has stalled: what was heard, and nothing that pretends to be a picture."""
    bench = Bench(tmp_path)
    heard = [HeardStep(second(float(t), frames=0, model=MODEL), Step((), ())) for t in range(1, 6)]
    start = Begin(opened(), {"word": "state"}, tuple(heard[:3]), ())
    path = bench.handle(start, *(Continue(h, None) for h in heard[3:]), finish())[-1]
    assert path is not None and problems_of(path) == []
    manifest, entries = manifest_of(path), contents_of(path)
    assert manifest.frames == () and manifest.inference_model == MODEL
    assert len(entries["observations.jsonl"].splitlines()) == 5
    assert not any(n.startswith(("frames/", "thumbs", "observations.p")) for n in entries)


def test_the_pictures_of_the_last_diagnosis_are_in_the_bundle(tmp_path: Path) -> None:
    """Lossless, under the manifest's digests, and naming the frames that they were made of."""
    draw = np.random.default_rng(1)
    old, new = draw.integers(0, 256, (2, 24, 32), dtype=np.uint8)
    cells = np.full((12, 16, 3), 99, np.float32)
    normal = Normal(median_scene([old], [cells]), np.zeros(3))
    sight = Sight(normal, tuple(Glimpse(t * NS, new, cells, np.zeros(3)) for t in (1, 2, 9)))
    bench = Bench(tmp_path)
    frames = [frame(seq) for seq in range(4)]
    path = bench.handle(begin(frames), replace(finish(), sight=sight))[-1]
    assert path is not None and problems_of(path) == []
    entries = contents_of(path)
    assert {n for n in entries if n.startswith("evidence/")} == {BEFORE, AFTER, DIFFERENCE, EXHIBIT}
    for name, pixels in ((BEFORE, old), (AFTER, new)):
        stored = cv2.imdecode(np.frombuffer(entries[name], np.uint8), cv2.IMREAD_UNCHANGED)
        assert np.array_equal(stored, pixels)
    with path.open("rb") as file:
        shown = read_exhibit(ZipReader(file, path.name), max_pixels=24 * 32)
    assert shown is not None
    assert [(f.seq, f.seconds) for f in shown.record.frames] == [(1, -2.0), (2, -1.0), (None, 6.0)]
    assert entries.keys() >= {f.entry for f in shown.record.frames if f.entry}


def test_without_pictures_to_compare_there_is_no_evidence_for_the_eye(tmp_path: Path) -> None:
    """Of the feed alone, or before anything was learnt; and when power went before the end."""
    bench = Bench(tmp_path)
    path = bench.handle(begin([frame(0)]), finish())[-1]
    bench.handle(begin([frame(0)], incident="abc123"))
    bench.recorder.close()
    (salvaged,) = Store(tmp_path).salvage_partials()
    assert path is not None and salvaged.bundle is not None
    for bundle in (path, salvaged.bundle.path):
        assert not any(name.startswith("evidence/") for name in contents_of(bundle))


def test_every_buffer_comes_back_once(tmp_path: Path) -> None:
    """In the order written, or the ring would run dry over the months."""
    bench = Bench(tmp_path)
    bench.handle(begin([frame(0), frame(1)]), Continue(step(2), frame(2)), finish())
    assert bench.released == [0, 1, 2]


def test_grey_and_received_bytes_are_kept_as_they_are(tmp_path: Path) -> None:
    """Grey stays one channel; a JPEG that came is stored byte for byte, a PNG too."""
    bench = Bench(tmp_path)
    grey = np.random.default_rng(0).integers(0, 256, (24, 32), dtype=np.uint8)
    kept = [frame(0, grey)]
    for seq, suffix in ((1, ".jpg"), (2, ".png")):
        pixels = frame(seq).pixels
        assert pixels is not None
        original = cv2.imencode(suffix, pixels)[1].tobytes()
        kept.append(RecordedFrame(frame(seq).info, None, original))
    path = bench.handle(begin(kept), finish())[-1]
    assert path is not None
    first, second, third = manifest_of(path).frames
    entries = contents_of(path)
    assert (first.channels, first.original, first.entry) == (1, False, "frames/0.png")
    assert (second.original, second.entry) == (True, "frames/1.jpg")
    assert (third.original, third.entry) == (True, "frames/2.png")
    assert entries[second.entry] == kept[1].original
    assert entries[third.entry] == kept[2].original


def test_what_does_not_fit_is_counted(tmp_path: Path) -> None:
    """Frames beyond ``max_bytes`` are left out, the measurements stay, the manifest says so."""
    bench = Bench(tmp_path, max_bytes=5000)
    frames = [frame(seq) for seq in range(6)]
    path = bench.handle(begin(frames), finish())[-1]
    assert path is not None
    manifest = manifest_of(path)
    assert 1 < len(manifest.frames) < 6
    assert manifest.losses["record_bytes"] == 6 - len(manifest.frames)
    assert bench.released == list(range(6))
    assert len(contents_of(path)["observations.jsonl"].splitlines()) == 6


def test_a_recording_may_end_before_its_incident(tmp_path: Path) -> None:
    """At the cap the bundle is whole, its incident open, and the reason stands in it."""
    bench = Bench(tmp_path)
    path = bench.handle(begin([frame(0)]), finish(closed=False, reason="recording_cap"))[-1]
    assert path is not None
    assert problems_of(path) == []
    incident = manifest_of(path).incident
    assert (incident.state, incident.reason, incident.closed_seq) == ("open", "recording_cap", None)


def test_too_little_room_is_told_and_the_next_incident_has_its_chance(tmp_path: Path) -> None:
    """The jobs of the lost recording are taken and given back; nothing is left on the disk."""
    bench = Bench(tmp_path, limits=StoreLimits(min_free_bytes=1 << 60))
    assert bench.handle(begin([frame(0)]), Continue(step(1), frame(1)), finish()) == [None] * 3
    assert bench.recorder.losses == {"storage": 1}
    assert "must stay free" in bench.recorder.errors[0]
    assert bench.released == [0, 1]
    assert list(tmp_path.iterdir()) == []
    assert bench.store.housekeeping is not None
    bench.store.housekeeping.limits = StoreLimits()
    assert bench.handle(begin([frame(0)]), finish())[-1] is not None


@pytest.mark.parametrize("at", ["begin", "add", "add_frame", "finish"])
def test_a_disk_that_fails_in_the_middle_costs_this_recording_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Whatever was going on: an error is kept, buffers come back, the part waits for salvage."""
    bench = Bench(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(f"virk_edge.adapters.bundlefile.BundleFile.{at}", refuse)
        assert bench.handle(begin([frame(0), frame(1)]), finish()) == [None, None]
    assert bench.recorder.errors == ["the disk is full"]
    assert sorted(bench.released) == [0, 1]
    assert len(bench.store.parts()) == 1
    assert bench.handle(begin([frame(0)], incident="abc123"), finish())[-1] is not None


def test_two_cameras_are_recorded_at_once(tmp_path: Path) -> None:
    """Their jobs come interleaved, their bundles hold their own frames."""
    bench = Bench(tmp_path)
    bench.handle(begin([frame(0)]))
    bench.handle(begin([frame(7, camera="yard")], "yard"), camera="yard")
    bench.handle(Continue(step(1), frame(1)))
    (yard,) = bench.handle(finish("yard"), camera="yard")
    (door,) = bench.handle(finish())
    assert door is not None and yard is not None
    assert [f.seq for f in manifest_of(door).frames] == [0, 1]
    assert [f.seq for f in manifest_of(yard).frames] == [7]


def test_an_end_that_never_came_leaves_a_part(tmp_path: Path) -> None:
    """When the end was dropped on the way, the next beginning lets go of the file before."""
    bench = Bench(tmp_path)
    bench.handle(begin([frame(0)]), begin([frame(5)], incident="abc123"))
    path = bench.handle(finish())[-1]
    assert path is not None and [f.seq for f in manifest_of(path).frames] == [5]
    (salvaged,) = bench.store.salvage_partials()
    assert salvaged.outcome.value == "finished"
    assert [manifest_of(p).incident.state for p in bench.store.bundles()].count("interrupted") == 1


def test_closing_leaves_what_is_unfinished_to_salvage(tmp_path: Path) -> None:
    """Its frames are not lost: the next start makes a bundle of them."""
    bench = Bench(tmp_path)
    bench.handle(begin([frame(0), frame(1)]))
    bench.recorder.close()
    assert bench.store.bundles() == []
    (salvaged,) = Store(tmp_path).salvage_partials()
    assert salvaged.bundle is not None
    manifest = manifest_of(salvaged.bundle.path)
    assert manifest.incident.state == "interrupted"
    assert [f.seq for f in manifest.frames] == [0, 1]


def test_jobs_without_a_beginning_change_nothing(tmp_path: Path) -> None:
    """The rest of a recording that could not begin is taken quietly."""
    bench = Bench(tmp_path)
    assert (
        bench.handle(Continue(step(1), frame(1)), Continue(step(2), None), finish()) == [None] * 3
    )
    assert bench.released == [1]
    assert list(tmp_path.iterdir()) == []


def test_without_room_for_frames_the_reasons_are_kept(tmp_path: Path) -> None:
    """Recorded without frames rather than not at all; the bundle says so and is whole."""
    bench = Bench(tmp_path, limits=StoreLimits(max_bytes=12 << 20))
    path = bench.handle(begin([frame(0), frame(1)]), Continue(step(2), frame(2)), finish())[-1]
    assert path is not None and problems_of(path) == []
    manifest = manifest_of(path)
    assert manifest.frames == () and manifest.frames_withheld == "space"
    assert manifest.losses["withheld_space"] == 3
    assert sorted(bench.released) == [0, 1, 2] and bench.recorder.withheld == {"space": 1}
    assert len(contents_of(path)["observations.jsonl"].splitlines()) == 3


def test_frames_end_where_the_room_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first ones are kept, the end is provided for, and the limit holds."""
    monkeypatch.setattr("virk_edge.adapters.one_bundle._STEP_BYTES", 4 << 10)
    bench = Bench(tmp_path, limits=StoreLimits(max_bytes=(4 << 20) + (64 << 10)))
    frames = [noisy(seq) for seq in range(40)]
    path = bench.handle(begin(frames), finish())[-1]
    assert path is not None and problems_of(path) == []
    manifest = manifest_of(path)
    assert 0 < len(manifest.frames) < 40 and manifest.frames_withheld == "space"
    assert manifest.losses["withheld_space"] == 40 - len(manifest.frames)
    assert path.stat().st_size < (4 << 20) + (64 << 10)


def noisy(seq: int) -> RecordedFrame:
    """A frame that does not compress: 8 KB as it is, 8 KB as a PNG."""
    shape = (48, 64, 3)
    pixels = np.random.default_rng(seq).integers(0, 256, shape, dtype=np.uint8)
    return replace(frame(seq), pixels=pixels)


def test_a_flapping_camera_keeps_the_frames_of_the_first_ones(tmp_path: Path) -> None:
    """Three repeats are whole, later ones have none; all name the first."""
    bench = Bench(tmp_path, limits=StoreLimits())
    found = []
    for n in range(6):
        at = replace(opened(3, incident=f"{n}a3a9c"), t_boot_ns=n * 60 * NS)
        start = replace(begin([frame(0)]), incident=at)
        path = bench.handle(start, replace(finish(), incident=at))[-1]
        assert path is not None
        found.append(manifest_of(path))
    assert [m.duplicate_of for m in found] == [None, *["0a3a9c"] * 5]
    assert [m.frames_withheld for m in found] == ["", "", "", "", "repeat", "repeat"]
    assert [len(m.frames) for m in found] == [1, 1, 1, 1, 0, 0]
    assert bench.recorder.withheld == {"repeat": 2}


def test_in_a_folder_of_a_persons_own_nothing_is_left_out(tmp_path: Path) -> None:
    """``analyze --store`` keeps every frame of every repeat, and removes nothing."""
    bench = Bench(tmp_path)
    for n in range(6):
        at = replace(opened(3, incident=f"{n}a3a9c"), t_boot_ns=n * 60 * NS)
        start = replace(begin([frame(0)]), incident=at)
        path = bench.handle(start, replace(finish(), incident=at))[-1]
        assert path is not None and len(manifest_of(path).frames) == 1
    assert len(bench.store.bundles()) == 6
