"""What lies behind a mask influences nothing that is measured and is in nothing that is kept.

Two cameras see the same, except behind the mask. If whatever a device makes of the one equals to
the bit what it makes of the other, then it holds nothing of what differs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import QUICK, cells_embedding, info, scene, with_noise
from tests.daemons import Lines, config_text
from tests.formats.same import same
from tests.recordings import FAULT, camera_picture, contents_of, manifest_of
from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.adapters.frame_pixels import frame_pixels
from virk_edge.adapters.states import StateDirectory
from virk_edge.core.flight import frames_of
from virk_edge.core.observe import mask_pixels
from virk_edge.core.pipeline import Pipeline
from virk_edge.daemon.log import Log
from virk_edge.daemon.main import Daemon
from virk_edge.formats.bundle import CODE, CONFIG, EMBEDDER, OPENING, manifest_bytes
from virk_edge.formats.config import CameraConfig, Config, Polygon, RecordConfig
from virk_edge.formats.config_toml import parse_config
from virk_edge.nouns import U8, Effort, Encoding, Frame, FrameInfo, ObservedStep

# Without subnormal numbers: tflite-runtime switches them off on aarch64.
FRACTION = st.floats(0.0, 1.0, allow_subnormal=False) | st.sampled_from((0.0, 0.5, 1.0))
POLYGONS = st.lists(
    st.lists(st.tuples(FRACTION, FRACTION), min_size=3, max_size=8).map(tuple),
    min_size=1,
    max_size=4,
).map(tuple)


def box(left: int, top: int, right: int, bottom: int, *, height: int, width: int) -> Polygon:
    """The polygon of exactly these pixels, the last ones included."""
    across, down = (left / (width - 1), right / (width - 1)), (top, bottom)
    upper, lower = (y / (height - 1) for y in down)
    return (across[0], upper), (across[1], upper), (across[1], lower), (across[0], lower)


def covered(polygons: tuple[Polygon, ...], height: int, width: int) -> Any:
    """Which pixels lie behind a mask: bool (height, width)."""
    return mask_pixels(np.ones((height, width), np.uint8), polygons) == 0


def line_of(polygons: tuple[Polygon, ...]) -> Pipeline:
    config = Config(
        detect=QUICK,
        record=RecordConfig(pre_seconds=2.0, max_seconds=5.0),
        cameras={"door": CameraConfig(mask=polygons)},
    )
    return Pipeline("door", config, cells_embedding)


def as_sent(encoding: Encoding, pixels: U8, seq: int) -> Frame:
    """The frame as a camera program sends it; a JPEG's blocks of eight keep to themselves."""
    height, width = pixels.shape[:2]
    header = replace(info(seq), encoding=encoding, height=height, width=width)
    if encoding is Encoding.JPEG:
        how = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
        return Frame(header, cv2.imencode(".jpg", pixels, how)[1].tobytes())
    if encoding is Encoding.PNG:
        return Frame(header, cv2.imencode(".png", pixels)[1].tobytes())
    if encoding is Encoding.RGB8:
        pixels = pixels[..., ::-1]
    if encoding is Encoding.GRAY8:
        pixels = pixels[..., 1]
    return Frame(header, np.ascontiguousarray(pixels).tobytes())


BOXES = (box(0, 0, 23, 15, height=48, width=64), box(40, 24, 63, 47, height=48, width=64))
HIDES = covered(BOXES, 48, 64)
VIEW = scene(1, height=48, width=64)


def door(seq: int, *, behind: int, fault: bool) -> U8:
    """A frame of the door; behind: which of two things is going on behind the mask."""
    pixels = with_noise((VIEW * 0.35).astype(np.uint8) if fault else VIEW, 3.0, seq)
    if behind:
        pixels[HIDES] = np.random.default_rng(seq).integers(0, 256, pixels[HIDES].shape)
    return pixels


# -- what is measured and remembered --------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(POLYGONS, st.integers(2, 40), st.integers(2, 50), st.booleans(), st.integers(0, 2**32 - 1))
def test_a_masked_pixel_influences_nothing(
    polygons: tuple[Polygon, ...], height: int, width: int, grey: bool, seed: int
) -> None:
    """Any polygons: crossing each other and themselves, thin as a line, a point, the whole."""
    draw = np.random.default_rng(seed)
    shape = (height, width) if grey else (height, width, 3)
    hidden = covered(polygons, height, width)
    one, other = line_of(polygons), line_of(polygons)
    for seq in range(3):
        seen = draw.integers(0, 256, shape, dtype=np.uint8)
        elsewhere = seen.copy()
        elsewhere[hidden] = draw.integers(0, 256, elsewhere[hidden].shape)
        header = info(seq, shape=shape)
        steps = one.process(header, seen).step, other.process(header, elsewhere).step
        assert steps[0] == steps[1]
    assert same(one.monitor.save(), other.monitor.save())
    for kept, again in zip(one.flight.ring.take(), other.flight.ring.take(), strict=True):
        assert same(kept.pixels, again.pixels) and not kept.pixels[hidden].any()
        assert (kept.pixels[~hidden] == again.pixels[~hidden]).all()


@pytest.mark.parametrize("encoding", Encoding, ids=lambda e: e.value)
def test_however_a_frame_comes_its_mask_is_over_it(encoding: Encoding) -> None:
    """Raw in either order of colours, grey, compressed: judged alike, remembered alike."""
    lines = line_of(BOXES), line_of(BOXES)
    for seq in range(12):
        steps = []
        for behind, line in enumerate(lines):
            frame = as_sent(encoding, door(seq, behind=behind, fault=False), seq)
            judged = line.process(frame.info, *frame_pixels(frame, pixels_max=10**6))
            steps.append(judged.step)
        assert same(*steps)
    assert same(lines[0].monitor.save(), lines[1].monitor.save())
    kept, again = (line.flight.ring.take() for line in lines)
    assert len(kept) == 12 and same(kept, again)
    assert all(frame.original is None and not frame.pixels[HIDES].any() for frame in kept)


def test_an_incident_holds_nothing_of_it() -> None:
    """Frames that are judged, and frames of the burst that are only kept."""
    results = []
    for behind in (0, 1):
        line, jobs = line_of(BOXES), []
        for seq in range(145):
            pixels = door(seq, behind=behind, fault=seq >= 115)
            judged = seq < 135 or seq % 2
            jobs += line.process(info(seq), pixels).jobs if judged else line.keep(info(seq), pixels)
        results.append((jobs, line.monitor.save(), line.finish("shutdown")))
    frames = [frame for job in results[0][0] for frame in frames_of(job)]
    assert len(frames) > 25 and not any(frame.pixels[HIDES].any() for frame in frames)
    assert same(*results)


def test_the_size_of_a_frame_does_not_matter() -> None:
    """A mask is in fractions: a frame of twice the size has twice the black."""
    line = line_of((((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)),))
    for seq, (height, width) in enumerate(((48, 64), (96, 128), (20, 41))):
        line.process(info(seq, shape=(height, width)), np.full((height, width), 200, np.uint8))
        dark = (line.flight.ring.take()[-1].pixels == 0).mean()
        assert dark == pytest.approx(0.5, abs=0.03)


def test_a_mask_may_cover_everything() -> None:
    """Then there is nothing to see, and nothing goes wrong."""
    line = line_of((((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),))
    for seq in range(140):
        line.process(info(seq), with_noise(scene(seq, height=48, width=64), 9.0, seq), b"jpeg")
    assert not any(f.pixels.any() or f.original for f in line.flight.ring.take())
    assert line.monitor.incident is None


def test_an_embedding_of_the_whole_picture_is_not_used() -> None:
    """The camera program made it of what is behind the mask, too; so the device makes its own."""
    masked, open_ = line_of((box(0, 0, 9, 9, height=48, width=64),)), line_of(())
    theirs = np.linspace(0.0, 1.0, 24, dtype=np.float32)
    for line, used in ((masked, False), (open_, True)):
        seen = []
        for seq in range(2):
            pixels = scene(1, height=48, width=64)
            header = replace(info(seq), embedding=theirs)
            line.process(header, pixels) if seq == 0 else line.keep(header, pixels)
        seen = [f.info.embedding is not None for f in line.flight.ring.take()]
        (step,) = [s for s in line.flight._steps if isinstance(s, ObservedStep)]
        assert used == all(seen) == any(seen)
        assert used == (step.observation.info.embedding is not None)
        assert used == bool(np.array_equal(step.observation.embedding, theirs))


def test_the_picture_that_a_person_asks_for_is_under_the_mask() -> None:
    """A copy of the next frame, judged or only kept, once."""
    polygons = (box(0, 0, 9, 9, height=48, width=64),)
    line, buffer = line_of(polygons), scene(1, height=48, width=64)
    want = mask_pixels(buffer, polygons)
    for show in (
        lambda: line.process(info(1), buffer, effort=Effort.FINGERPRINT),
        lambda: line.keep(info(2), buffer),
    ):
        assert line.take_view() is None
        line.want_view(True)
        assert line.take_view() is None
        show()
        assert np.array_equal(line.take_view(), want)
    line.want_view(True)
    line.want_view(False)
    show()
    assert line.take_view() is None


# -- what is on the disk (slow: two whole incidents of a daemon) -----------------------------------

WIDTH, HEIGHT, SECRET = 160, 120, b"a comment that no device may keep"
MASK = (
    box(0, 0, 47, 31, height=HEIGHT, width=WIDTH),
    box(112, 64, 159, 119, height=HEIGHT, width=WIDTH),
)
HIDDEN = covered(MASK, HEIGHT, WIDTH)


@dataclass(frozen=True)
class Kept:
    """What a device has on its disk after an incident."""

    entries: dict[str, bytes]
    manifest: dict[str, Any]
    state: Any
    sent: list[bytes]
    folder: Path

    def everything(self) -> bytes:
        """Every byte that it has written, also as it was before it was compressed."""
        files = (p for p in sorted(self.folder.rglob("*")) if p.is_file())
        ours = (EMBEDDER, CODE)
        entries = (data for name, data in self.entries.items() if not name.startswith(ours))
        return b"".join([*(p.read_bytes() for p in files), *entries])


@contextmanager
def fed(folder: Path, embedder: Embedder) -> Iterator[Daemon]:
    """A daemon that is given frames by hand, and ends as a daemon ends."""
    more = f"[camera.door]\nmask = {json.dumps(MASK)}\n"
    log = Log(level="debug", style="json", stream=Lines())  # type: ignore[arg-type]
    daemon = Daemon(parse_config(config_text(folder, more)), log, embedder=embedder)
    daemon.keeper.start()
    daemon.recording.start()
    try:
        yield daemon
    finally:
        daemon.compute._stopping.set()
        daemon.compute.start()
        daemon.end()


def kept(folder: Path, embedder: Embedder, *, behind: int) -> Kept:
    """Let a device see an incident, with other things behind the mask."""
    folder.mkdir()
    sent = []
    with fed(folder, embedder) as daemon:
        for seq in range(FAULT + 24):
            pixels = camera_picture(seq, fault=seq >= FAULT)
            draw = np.random.default_rng((behind, seq))
            pixels[HIDDEN] = draw.integers(0, 256, pixels[HIDDEN].shape)
            plain = as_sent(Encoding.JPEG, pixels, seq)
            comment = b"\xff\xfe" + (len(SECRET) + 2).to_bytes(2, "big") + SECRET
            payload = b"\xff\xd8" + comment + bytes(plain.payload)[2:]
            sent.append(payload)
            header = FrameInfo(
                "door", seq, "run", seq * 10**8, seq * 10**8, Encoding.JPEG, HEIGHT, WIDTH
            )
            daemon.compute._process(Frame(header, payload), 0)
        daemon._post(running=True)
    (bundle,) = (folder / "store").glob("*.virk.zip")
    manifest = json.loads(manifest_bytes(manifest_of(bundle)))
    found = StateDirectory(folder / "store" / "state").load("door")
    assert found is not None
    return Kept(contents_of(bundle), manifest, found[1], sent, folder)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kept, Kept]:
    """Two devices that differ in what is behind the mask and in nothing else."""
    folder, embedder = tmp_path_factory.mktemp("p"), load_embedder(Config().embedder)
    return kept(folder / "a", embedder, behind=1), kept(folder / "b", embedder, behind=2)


@pytest.mark.slow
def test_two_bundles_differ_in_no_byte(both: tuple[Kept, Kept]) -> None:
    """Frames, measurements, states, pictures for people; only clocks and folders are their own."""
    one, other = both
    assert sum(name.startswith("frames/") for name in one.entries) > 20
    assert any(name.startswith("evidence/") for name in one.entries)
    assert one.entries.keys() == other.entries.keys()
    differing = {n for n in one.entries if one.entries[n] != other.entries[n]}
    assert differing <= {CONFIG, OPENING}  # the store's folder; clocks
    assert _but_clocks(json.loads(one.entries[OPENING])) == _but_clocks(
        json.loads(other.entries[OPENING])
    )
    assert _but_clocks(one.manifest) == _but_clocks(other.manifest)
    assert same(one.state, other.state)


def _but_clocks(manifest: dict[str, Any]) -> dict[str, Any]:
    rest = {k: v for k, v in manifest.items() if k not in ("clocks", "budget")}
    files = {k: v for k, v in manifest["entries"].items() if k not in (CONFIG, OPENING)}
    return {**rest, "entries": files}


@pytest.mark.slow
def test_every_frame_in_the_bundle_is_black_behind_the_mask(both: tuple[Kept, Kept]) -> None:
    """The bytes as they came are not kept."""
    frames = {n: d for n, d in both[0].entries.items() if n.startswith("frames/")}
    assert {Path(name).suffix for name in frames} == {".png", ".json"}
    for data in (d for n, d in frames.items() if n.endswith(".png")):
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert not picture[HIDDEN].any() and picture[~HIDDEN].any()


@pytest.mark.slow
def test_nothing_of_it_is_on_the_disk(both: tuple[Kept, Kept]) -> None:
    """Neither a row of the pixels, nor a piece of the JPEG as it came, nor what it says beside."""
    for device in both:
        written = device.everything()
        assert SECRET not in written
        for payload in device.sent[::25]:
            picture = cv2.imdecode(np.frombuffer(payload, np.uint8), cv2.IMREAD_COLOR)
            grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
            for seen in (picture, grey):
                for row in (0, 31, 119):
                    hidden = seen[row][HIDDEN[row]]
                    assert hidden[8:16].tobytes() not in written
            middle = len(payload) // 2
            assert payload[middle : middle + 16] not in written
