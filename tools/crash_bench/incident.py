"""What a run does while it is watched: a short incident in the store, its salvage, saved states.

Each scenario notes what it may count on from that moment: a frame whose writing has returned, a
bundle that was named, a state that was saved. ``checks`` asks for it afterwards.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from unittest import mock

import cv2
import numpy as np

from crash_bench import checks
from virk_edge.adapters import one_bundle
from virk_edge.adapters.bundlefile import BundleFile
from virk_edge.adapters.leftovers import Outcome
from virk_edge.adapters.recorder import Recorder, Surroundings
from virk_edge.adapters.replay_code import replay_code
from virk_edge.adapters.store import Store, StoreLimits
from virk_edge.core.flight import Begin, Continue, Finish, Job, Keep, frames_of
from virk_edge.errors import StorageError
from virk_edge.formats.bundle import FrameRecord
from virk_edge.formats.config import Config
from virk_edge.nouns import (
    Cause,
    Diagnosis,
    Effort,
    Encoding,
    FrameInfo,
    IncidentClosed,
    IncidentOpened,
    Observation,
    ObservedStep,
    RecordedFrame,
    Step,
)

NS = 10**9
STORE = "virk/store"  # below the folder of a run: two directories that are made


@dataclass(frozen=True, slots=True)
class Note:
    """Something that may be counted on after ``at`` calls of the shim."""

    at: int
    kind: str
    value: str


@dataclass(slots=True)
class Diary:
    """Notes of one run. count: tells the calls so far; alive: whether the process still is."""

    count: Callable[[], int] = lambda: 0
    alive: Callable[[], bool] = lambda: True
    notes: list[Note] = field(default_factory=list)
    hear: Callable[[Note], None] | None = None

    def note(self, kind: str, value: str = "") -> None:
        """From now on this holds."""
        if self.alive():
            self.notes.append(Note(self.count(), kind, value))
            if self.hear is not None:
                self.hear(self.notes[-1])

    def of(self, kind: str) -> list[str]:
        """The values of one kind, in order."""
        return [note.value for note in self.notes if note.kind == kind]


class Scenario(Protocol):
    """prepare: what lies there before. play: what is watched; answers with what a healed disk must
    then allow. check: start anew, and what is wrong then."""

    @property
    def name(self) -> str: ...

    def prepare(self, base: Path) -> None: ...

    def play(self, base: Path, diary: Diary) -> Callable[[], list[str]]: ...

    def check(self, base: Path, diary: Diary) -> list[str]: ...


def frame(seq: int) -> RecordedFrame:
    """A small frame of noise: raw, grey and JPEG in turn, two seconds apart."""
    draw = np.random.default_rng(seq)
    shape = (24, 32) if seq % 3 == 2 else (24, 32, 3)
    pixels = draw.integers(0, 256, shape, dtype=np.uint8)
    info = FrameInfo("door", seq, "run", 2 * seq * NS, 2 * seq * NS, Encoding.BGR8, 24, 32)
    if seq % 3 == 1:
        return RecordedFrame(info, None, cv2.imencode(".jpg", pixels)[1].tobytes())
    return RecordedFrame(info, pixels)


def _step(seq: int) -> ObservedStep:
    picture = np.zeros((24, 32), np.uint8)
    cells = np.zeros((12, 16, 3), np.float32)
    info = replace(frame(seq).info, encoding=Encoding.BGR8)
    return ObservedStep(
        Observation(info, Effort.FULL, seq, np.zeros(3), picture, cells, None), Step((), ())
    )


def jobs(incident: str, first: int, frames: int) -> list[Job]:
    """An incident: half the frames before it, the others one by one, one of them unmeasured."""
    seqs = range(first, first + frames)
    before = seqs[: max(frames // 2, 1)]
    t_ns = 2 * before[-1] * NS
    opened = IncidentOpened(
        incident, "door", before[-1], t_ns, t_ns, before[0], 2 * first * NS, "image", 4.0, True
    )
    end_ns = 2 * seqs[-1] * NS
    closed = IncidentClosed(incident, "door", seqs[-1], end_ns, "recovered")
    during: list[Job] = [Continue(_step(seq), frame(seq)) for seq in seqs[len(before) :]]
    if len(during) > 1:
        during[1:1] = [Keep(frame(first + 500))]
    state = {"word": "state", "numbers": np.arange(8.0)}
    return [
        Begin(opened, state, tuple(map(_step, before)), tuple(map(frame, before))),
        *during,
        Finish(opened, Diagnosis((Cause("moved", 0.9, "x"),), 0.5), closed, "recovered"),
    ]


@contextlib.contextmanager
def few_modules(*, whole: bool) -> Iterator[None]:
    """Leave most of the replay's code out of bundles: some 200 calls that are all alike."""
    if whole:
        yield
        return
    few = dict(list(replay_code().items())[:2])
    with mock.patch.object(one_bundle, "replay_code", lambda: few):
        yield


class Run:
    """A recorder on a store, as the daemon has them, and what it gives back."""

    def __init__(self, base: Path, diary: Diary) -> None:
        self.diary = diary
        self.released: Counter[int] = Counter()
        self.store = Store(base / STORE, StoreLimits(), in_order=True)
        self.recorder = Recorder(self.store, Surroundings(Config(), None, b""), self._release)

    def record(self, todo: list[Job]) -> bool:
        """Carry out jobs; whether a bundle came of it."""
        path = None
        with frames_noted(self.diary):
            for job in todo:
                path = self.recorder.handle("door", job, {})
        if path is not None:
            self.diary.note("bundle", path.name)
        return path is not None

    def _release(self, kept: RecordedFrame) -> None:
        self.released[kept.info.seq] += 1


@contextlib.contextmanager
def frames_noted(diary: Diary) -> Iterator[None]:
    """A frame may be counted on when its writing has returned."""
    real = BundleFile.add_frame

    def add_frame(self: BundleFile, record: FrameRecord, data: bytes) -> FrameRecord:
        written = real(self, record, data)
        diary.note("frame", f"{record.seq} {record.pixels_sha256}")
        return written

    with mock.patch.object(BundleFile, "add_frame", add_frame):
        yield


def _no_links(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


@dataclass(frozen=True, slots=True)
class Recorded:
    """One incident from an empty disk to the bundle, by the recorder and the store."""

    name: str = "store"
    whole: bool = False  # with all the replay's code
    synced: bool = False  # after every job, not after some seconds
    links: bool = True  # else the file system has none, as on a USB stick
    frames: int = 6

    def prepare(self, base: Path) -> None:
        """An empty disk."""

    def play(self, base: Path, diary: Diary) -> Callable[[], list[str]]:
        """The incident; afterwards another one must be recorded, in the same process."""
        todo = jobs("7f3a9c", 3, self.frames)
        seconds = 0.0 if self.synced else one_bundle.SYNC_SECONDS
        patch = mock.patch.object(one_bundle, "SYNC_SECONDS", seconds)
        link = os.link if self.links else _no_links
        with few_modules(whole=self.whole), patch, mock.patch.object(os, "link", link):
            try:
                run = Run(base, diary)
            except StorageError:
                return lambda: []  # the program ends with 74, and the next start is checked
            named = run.record(todo)
        losses, errors = sum(run.recorder.losses.values()), run.recorder.errors
        given = Counter(kept.info.seq for job in todo for kept in frames_of(job))

        def go_on() -> list[str]:
            problems = []
            if run.released != given:
                problems.append(f"frames came back {dict(run.released)}, not once each")
            if not named and not (losses and errors):
                problems.append("a recording was lost, and nothing counts or says it")
            with few_modules(whole=False):
                if not run.record(jobs("abc123", 20, 2)):
                    problems.append(f"no incident is recorded any more: {run.recorder.errors}")
            run.recorder.close()
            return problems

        return go_on

    def check(self, base: Path, diary: Diary) -> list[str]:
        """Start anew twice and record another incident."""
        return checks.store_problems(base / STORE, diary, another)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The start of a program on what ``files`` (name in the store, content) an earlier one left."""

    files: tuple[tuple[str, bytes], ...]
    promised: tuple[Note, ...] = ()
    name: str = "salvage"

    def prepare(self, base: Path) -> None:
        """The leftovers; what is alike was one file with two names."""
        store = base / STORE
        store.mkdir(parents=True)
        names: dict[bytes, str] = {}
        for name, data in self.files:
            if data in names:
                os.link(store / names[data], store / name)
            else:
                (store / name).write_bytes(data)
            names[data] = name

    def play(self, base: Path, diary: Diary) -> Callable[[], list[str]]:
        """Salvage; with a bad disk it may fail, but it says so."""
        for note in self.promised:
            diary.note(note.kind, note.value)
        try:
            answers = Store(base / STORE).salvage_partials()
        except StorageError:
            return lambda: []
        silent = [str(a.part) for a in answers if a.outcome is Outcome.FAILED and not a.reason]
        return lambda: silent

    def check(self, base: Path, diary: Diary) -> list[str]:
        """The next start has to do what this one could not."""
        return checks.store_problems(base / STORE, diary, another)


def another(store: Path) -> bool:
    """Record one more short incident; whether it became a bundle."""
    with few_modules(whole=False):
        run = Run(store.parent.parent, Diary())
        return run.record(jobs("fedcba", 40, 2))
