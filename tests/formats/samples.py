"""Small, valid things for the tests of the bundle: manifests, frames, steps, a whole bundle."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from virk_edge.formats.baseline import BaselineHead, EmbedderRecord, baseline_bytes
from virk_edge.formats.bundle import (
    MAIN,
    MANIFEST,
    OPENING,
    ClocksRecord,
    EntryRecord,
    FrameRecord,
    HostRecord,
    IncidentRecord,
    Manifest,
    SoftwareRecord,
    frame_record_bytes,
    manifest_bytes,
)
from virk_edge.formats.zipwriter import ZipAppender
from virk_edge.nouns import (
    Armed,
    Cause,
    ChannelScore,
    Diagnosis,
    Effort,
    EmbedderIdentity,
    Encoding,
    FrameInfo,
    Heard,
    HeardStep,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    ModelIdentity,
    Observation,
    ObservedStep,
    Prediction,
    State,
    Step,
)

NAME = "20261122T081530Z_front-door_7f3a9c.virk.zip"
OPENED = Manifest(
    incident=IncidentRecord(
        id="7f3a9c",
        camera="front-door",
        trigger="appearance",
        times_normal=7.25,
        provisional=False,
        onset_seq=38,
        onset_boot_ns=38_000_000_000,
        opened_seq=40,
        opened_boot_ns=40_000_000_000,
        opened_wall_ns=1_795_335_330_000_000_000,
    ),
    software=SoftwareRecord(
        virk_edge="0.1.0",
        python="3.11.7",
        numpy="2.2.6",
        opencv="4.11.0",
        embedder=EmbedderIdentity("tiny", "a" * 64, 128, "ai-edge-litert", "2.3", "xnnpack"),
    ),
    host=HostRecord("aarch64", "Linux 6.6", "Cortex-A76"),
    clocks=ClocksRecord("0c1d", 40_000_000_000, 1_795_335_330_000_000_000, True),
)
CLOSED = replace(
    OPENED,
    incident=replace(
        OPENED.incident,
        closed_seq=60,
        closed_boot_ns=60_000_000_000,
        state="closed",
        reason="recovered",
        causes=(Cause("moved", 0.9, "the picture shifted by 14 px"),),
        severity=0.5,
        evidence={"shift_px": 14.0},
    ),
    losses={"busy": 3},
    inference_model=ModelIdentity("yolo", "b" * 64),
    tolerances={"fingerprint": 1e-6},
)
# Looks like a PNG that carries a ZIP entry: what a naive scanner would fall for.
PICTURE = b"\x89PNG\r\n\x1a\nPK\x03\x04PK\x05\x06" + bytes(range(256))


def frame_record(seq: int) -> FrameRecord:
    """A record for ``frames/<seq>.png``."""
    return FrameRecord(
        seq=seq,
        run="run-1",
        t_boot_ns=seq * 10**9,
        t_wall_ns=1_795_335_000_000_000_000 + seq * 10**9,
        entry=f"frames/{seq}.png",
        pixels_sha256=hashlib.sha256(b"pixels").hexdigest(),
        height=16,
        width=16,
        channels=1,
        original=False,
    )


def contents() -> list[tuple[str, bytes]]:
    """Entries of a small bundle in the recorder's order, without the manifest."""
    frames = [
        pair
        for seq in (38, 39, 40)
        for pair in (
            (f"frames/{seq}.json", frame_record_bytes(frame_record(seq))),
            (f"frames/{seq}.png", PICTURE + bytes([seq])),
        )
    ]
    return [
        (OPENING, manifest_bytes(OPENED)),
        *frames,
        ("observations.jsonl", b"{}\n"),
        ("code/virk_edge/formats/__init__.py", b""),
        ("config.toml", b"[detect]\n" * 20),
        (MAIN, b"import sys\nprint('replayed', sys.argv[0][-9:])\n"),
    ]


def write_log(manifest: Manifest = CLOSED, *, compress: bool = False) -> list[bytes]:
    """Every write that makes a complete small bundle."""
    log: list[bytes] = []
    zip_ = ZipAppender(log.append)
    for name, data in contents():
        zip_.add(name, data, compress=compress and name == "config.toml")
    entries = {entry.name: EntryRecord(entry.size, entry.sha256) for entry in zip_.entries}
    frames = tuple(frame_record(seq) for seq in (38, 39, 40))
    zip_.add(MANIFEST, manifest_bytes(replace(manifest, frames=frames, entries=entries)))
    zip_.finish()
    return log


def bundle() -> bytes:
    """A complete small bundle."""
    return b"".join(write_log())


_INTS = st.integers(-(2**63), 2**64 - 1)
_FLOATS = st.floats()
_TEXTS = st.text(st.characters(), max_size=8)
_CHANNELS = st.sampled_from(["appearance", "image", "geometry", "outputs", "feed"])
_INSTANCES = st.sampled_from(["session", "calendar"])


def _arrays(dtype: type, shapes: list[tuple[int, ...]]) -> st.SearchStrategy[np.ndarray]:
    return st.sampled_from(shapes).flatmap(lambda shape: hnp.arrays(dtype, shape))


_EMBEDDINGS = st.none() | _arrays(np.float32, [(4,), (5,)])
_BOXES = st.tuples(_FLOATS, _FLOATS, _FLOATS, _FLOATS)
_CAUSES = st.builds(Cause, _TEXTS, _FLOATS, _TEXTS)
_DIAGNOSES = st.builds(
    Diagnosis,
    st.lists(_CAUSES, max_size=2).map(tuple),
    _FLOATS,
    st.dictionaries(_TEXTS, _FLOATS, max_size=2),
)
EVENTS = st.one_of(
    st.builds(Armed, _TEXTS, _INTS, _INTS, _INSTANCES, _CHANNELS, _FLOATS),
    st.builds(
        IncidentOpened,
        *(_TEXTS, _TEXTS, _INTS, _INTS, _INTS, _INTS, _INTS, _CHANNELS, _FLOATS, st.booleans()),
    ),
    st.builds(IncidentDiagnosed, _TEXTS, _TEXTS, _INTS, _DIAGNOSES),
    st.builds(IncidentClosed, _TEXTS, _TEXTS, _INTS, _INTS, _TEXTS),
)
INFOS = st.builds(
    FrameInfo,
    camera=_TEXTS,
    seq=_INTS,
    run=_TEXTS,
    t_boot_ns=_INTS,
    t_wall_ns=_INTS,
    encoding=st.sampled_from(Encoding),
    height=_INTS,
    width=_INTS,
    model=st.none() | st.builds(ModelIdentity, _TEXTS, _TEXTS),
    predictions=st.none()
    | st.lists(st.builds(Prediction, _TEXTS, _FLOATS, st.none() | _BOXES), max_size=2).map(tuple),
    embedding=_EMBEDDINGS,
    loop_us=st.none() | _INTS,
    lost=_INTS,
)
_JUDGED = st.builds(
    Step,
    st.lists(
        st.builds(ChannelScore, _CHANNELS, _INSTANCES, _FLOATS, _FLOATS, _FLOATS), max_size=2
    ).map(tuple),
    st.lists(EVENTS, max_size=2).map(tuple),
)
STEPS = st.builds(
    ObservedStep,
    st.builds(
        Observation,
        info=INFOS,
        effort=st.sampled_from(Effort),
        digest=st.integers(0, 2**64 - 1),
        fingerprint=_arrays(np.float64, [(3,)]),
        picture=_arrays(np.uint8, [(2, 3), (3, 2), (0, 3)]),
        cells=_arrays(np.float32, [(2, 2, 3)]),
        embedding=_EMBEDDINGS,
    ),
    _JUDGED,
)
HEARD_STEPS = st.builds(
    HeardStep,
    st.builds(
        Heard,
        **dict.fromkeys(("camera", "run", "format"), _TEXTS),
        **dict.fromkeys(("seq", "since_ns", "t_boot_ns", "t_wall_ns", "frames", "missing"), _INTS),
        **dict.fromkeys(("steps_back", "restarts", "answered", "detections"), _INTS),
        **dict.fromkeys(("gap_seconds", "score_sum"), _FLOATS),
        model=st.none() | st.builds(ModelIdentity, _TEXTS, _TEXTS),
        labels=st.lists(st.tuples(_TEXTS, _INTS), max_size=3).map(tuple),
    ),
    _JUDGED,
)
RECORDED_STEPS = STEPS | HEARD_STEPS
HEARD = HeardStep(
    Heard(
        camera="front-door",
        run="run-1",
        seq=120,
        since_ns=11_000_000_000,
        t_boot_ns=12_000_000_000,
        t_wall_ns=1_795_335_012_000_000_000,
        frames=10,
        missing=2,
        steps_back=1,
        restarts=0,
        gap_seconds=0.125,
        format="640x480 bgr8",
        model=ModelIdentity("yolo", "b" * 64),
        answered=9,
        detections=3,
        score_sum=2.25,
        labels=(("cat", 1), ("dog", 2)),
    ),
    Step(
        (ChannelScore("outputs", "session", 1.5, 3.75, 5.0),),
        (IncidentOpened("7f3a9c", "front-door", 120, 1, 2, 118, 0, "outputs", 3.75, True),),
    ),
)

LEARNT = BaselineHead(
    kind="baseline",
    camera="front-door",
    virk_edge="0.1.0",
    embedder=EmbedderRecord("tiny", "a" * 64, 128),
    mask_sha256=None,
    saved_wall_ns=1_795_335_330_000_000_000,
    boot_id="0c1d",
)


def state() -> State:
    """A small state with everything that one may hold."""
    return {
        "format": 2,
        "mean": np.linspace(-1.0, 1.0, 7),
        "picture": np.arange(12, dtype=np.uint8).reshape(3, 4),
        "age": float("inf"),
        "parts": [{"name": "session", "armed": True}, None, -0.0],
    }


def baseline(head: BaselineHead = LEARNT) -> bytes:
    """A baseline file."""
    return baseline_bytes(head, state())
