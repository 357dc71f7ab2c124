"""Jobs become bundles: encodes frames and writes them, with what replays them, into the store.

Law: a recording that fails says so and is counted; it never stops the judge.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from virk_edge.adapters.bundlefile import BundleFile
from virk_edge.adapters.contact_sheet import ContactSheet
from virk_edge.adapters.exhibits import exhibit_entries
from virk_edge.adapters.host import clocks_record, clocks_until_now, host_record, software_record
from virk_edge.adapters.pictures import decode_picture
from virk_edge.adapters.replay_code import replay_code
from virk_edge.adapters.store import Store
from virk_edge.core.exhibit import exhibit
from virk_edge.core.flight import Begin, Continue, Finish, Job, Keep, frames_of
from virk_edge.core.tolerances import TOLERANCES
from virk_edge.errors import StorageError
from virk_edge.formats.bundle import (
    CONFIG,
    EMBEDDER,
    STATE,
    THUMBS,
    BudgetRecord,
    FrameRecord,
    IncidentRecord,
    Manifest,
    bundle_name,
    frame_entry,
)
from virk_edge.formats.config import Config
from virk_edge.formats.config_toml import config_toml
from virk_edge.formats.observations import ObservationWriter
from virk_edge.formats.state import pack_state
from virk_edge.nouns import (
    U8,
    Diagnosis,
    EmbedderIdentity,
    Encoding,
    HeardStep,
    IncidentClosed,
    IncidentOpened,
    RecordedFrame,
    RecordedStep,
)

_FRAME_BYTES_MAX = 3 << 30  # the measurements fit beside them in a ZIP of 4 GiB
_DECODED_PIXELS_MAX = 1 << 28  # the feed's own limit has already refused what is too large


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for every bundle of this process.

    embedder: which one measured, None when embeddings came with the frames.
    embedder_file: the .tflite itself, empty if there is none.
    """

    config: Config
    embedder: EmbedderIdentity | None
    embedder_file: bytes


@dataclass(slots=True)
class _Recording:
    """One bundle being written."""

    incident: IncidentOpened
    file: BundleFile
    manifest: Manifest
    measured: ObservationWriter
    sheet: ContactSheet
    written_bytes: int = 0
    losses: Counter[str] = field(default_factory=Counter)


class Recorder:
    """Writes one bundle at a time per camera; one thread.

    release: called with every frame that is no longer needed, so that its buffer returns.
    """

    def __init__(
        self, store: Store, surroundings: Surroundings, release: Callable[[RecordedFrame], None]
    ) -> None:
        self.store = store
        self.losses: Counter[str] = Counter()
        self.errors: list[str] = []
        self._surroundings = surroundings
        self._release = release
        self._recordings: dict[str, _Recording] = {}

    def handle(
        self,
        camera: str,
        job: Job,
        losses: Mapping[str, int],
        budget: BudgetRecord | None = None,
    ) -> Path | None:
        """Do one job; the finished bundle's path when the job finishes one.

        losses: the camera's frames lost so far by reason; budget: how it stands; for the manifest.
        """
        waiting = deque(frames_of(job))
        try:
            if isinstance(job, Finish):
                return self._finish(camera, job, losses, budget)
            if isinstance(job, Begin):
                self._begin(camera, job)
            elif isinstance(job, Continue):
                self._go_on(camera, job.step)
            while waiting:
                self._write(camera, waiting[0], measured=not isinstance(job, Keep))
                self._release(waiting.popleft())  # at once: the camera goes on meanwhile
        except StorageError as error:
            self._give_up(camera, str(error))
        finally:
            for frame in waiting:
                self._release(frame)
        return None

    def close(self) -> None:
        """Leave what is unfinished to salvage."""
        for recording in self._recordings.values():
            recording.file.close()
        self._recordings.clear()

    def _give_up(self, camera: str, why: str) -> None:
        self.losses["storage"] += 1
        self.errors = [*self.errors[-9:], why]
        recording = self._recordings.pop(camera, None)
        if recording is not None:
            recording.file.close()

    def _begin(self, camera: str, job: Begin) -> None:
        incident = job.incident
        unfinished = self._recordings.pop(camera, None)  # its end was dropped on the way
        if unfinished is not None:
            unfinished.file.close()
        file = self.store.begin(bundle_name(incident.t_wall_ns, camera, incident.incident[:6]))
        last = job.steps[-1]
        newest = last.heard if isinstance(last, HeardStep) else last.observation.info
        manifest = Manifest(
            incident=_incident_record(incident, None, None, "open", ""),
            software=software_record(self._surroundings.embedder),
            host=host_record(),
            clocks=clocks_record(),
            inference_model=newest.model,
            mask_sha256=self._surroundings.config.camera(camera).mask_sha256,
            tolerances=dict(TOLERANCES),
        )
        recording = _Recording(
            incident,
            file,
            manifest,
            ObservationWriter(),
            ContactSheet(incident.t_boot_ns),
        )
        self._recordings[camera] = recording
        file.begin(manifest)
        for name, data in pack_state(job.state, STATE).items():
            file.add(name, data, compress=True)
        for step in job.steps:
            self._go_on(camera, step)

    def _go_on(self, camera: str, step: RecordedStep) -> None:
        recording = self._recordings.get(camera)
        if recording is not None:
            for name, data in recording.measured.add(step).items():
                recording.file.add(name, data, compress=True)

    def _write(self, camera: str, frame: RecordedFrame, *, measured: bool) -> None:
        recording = self._recordings.get(camera)
        if recording is None:
            return
        bytes_max = min(self._surroundings.config.record.max_bytes, _FRAME_BYTES_MAX)
        if recording.written_bytes >= bytes_max:
            recording.losses["record_bytes"] += 1
            return
        pixels, data, extension = _encoded(frame)
        info = frame.info
        record = FrameRecord(
            seq=info.seq,
            run=info.run,
            t_boot_ns=info.t_boot_ns,
            t_wall_ns=info.t_wall_ns,
            entry=frame_entry(info.seq, "jpg" if extension == "jpg" else "png"),
            pixels_sha256=hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest(),
            height=pixels.shape[0],
            width=pixels.shape[1],
            channels=1 if pixels.ndim == 2 else 3,
            original=frame.original is not None,
            measured=measured,
        )
        recording.file.add_frame(record, data)
        recording.written_bytes += len(data)
        recording.sheet.add(pixels, info.t_boot_ns)

    def _finish(
        self, camera: str, job: Finish, losses: Mapping[str, int], budget: BudgetRecord | None
    ) -> Path | None:
        recording = self._recordings.get(camera)
        if recording is None:
            return None
        file, config = recording.file, self._surroundings.config
        for name, data in recording.measured.finish().items():
            file.add(name, data, compress=True)
        if job.sight is not None:
            shown = exhibit(job.sight, opened_ns=job.incident.t_boot_ns, frames=file.frames)
            for name, data in exhibit_entries(shown).items():
                file.add(name, data, compress=name.endswith(".json"))
        if self._surroundings.embedder_file:
            file.add(EMBEDDER, self._surroundings.embedder_file, compress=True)
        file.add(CONFIG, config_toml(config).encode(), compress=True)
        for name, data in replay_code().items():
            file.add(name, data, compress=True)
        thumbs = recording.sheet.jpeg()
        if thumbs:  # a feed that has stalled may leave no frame
            file.add(THUMBS, thumbs)
        state: Literal["open", "closed"] = "open" if job.closed is None else "closed"
        manifest = replace(
            recording.manifest,
            incident=_incident_record(job.incident, job.diagnosis, job.closed, state, job.reason),
            clocks=clocks_until_now(recording.manifest.clocks),
            losses={**losses, **recording.losses},
            budget=budget,
        )
        stored = file.finish(manifest)
        del self._recordings[camera]
        return stored.path


def _encoded(frame: RecordedFrame) -> tuple[U8, bytes, Literal["png", "jpg"]]:
    """Decoded pixels, the bytes to store and their kind: as received, or PNG of the pixels."""
    if frame.original is not None:
        pixels, encoding = decode_picture(frame.original, max_pixels=_DECODED_PIXELS_MAX)
        return pixels, frame.original, "jpg" if encoding is Encoding.JPEG else "png"
    assert frame.pixels is not None
    # Without parameters: naming a compression level doubles the cost and helps no noisy picture.
    _, data = cv2.imencode(".png", frame.pixels)
    return frame.pixels, data.tobytes(), "png"


def _incident_record(
    incident: IncidentOpened,
    diagnosis: Diagnosis | None,
    closed: IncidentClosed | None,
    state: Literal["open", "closed"],
    reason: str,
) -> IncidentRecord:
    return IncidentRecord(
        id=incident.incident,
        camera=incident.camera,
        trigger=incident.trigger,
        times_normal=incident.times_normal,
        provisional=incident.provisional,
        onset_seq=incident.onset_seq,
        onset_boot_ns=incident.onset_boot_ns,
        opened_seq=incident.seq,
        opened_boot_ns=incident.t_boot_ns,
        opened_wall_ns=incident.t_wall_ns,
        closed_seq=None if closed is None else closed.seq,
        closed_boot_ns=None if closed is None else closed.t_boot_ns,
        state=state,
        reason=reason,
        causes=() if diagnosis is None else diagnosis.causes,
        severity=0.0 if diagnosis is None else diagnosis.severity,
        evidence={} if diagnosis is None else diagnosis.evidence,
    )
