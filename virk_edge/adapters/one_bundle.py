"""One incident on its way into a bundle: what is written when, and what is left out when there is
no room for it.

Law: the end is always provided for. Room for what closes a bundle is reserved before the first
byte, and frames are left out rather than the reasons.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import cv2
import numpy as np

from virk_edge.adapters.bundlefile import BundleFile, StoredBundle
from virk_edge.adapters.contact_sheet import ContactSheet
from virk_edge.adapters.exhibits import exhibit_entries
from virk_edge.adapters.host import clocks_record, clocks_until_now, host_record, software_record
from virk_edge.adapters.pictures import decode_picture
from virk_edge.adapters.replay_code import replay_code
from virk_edge.adapters.store import Store
from virk_edge.core.exhibit import exhibit
from virk_edge.core.flight import Begin, Finish
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

Withheld = Literal["", "space", "repeat"]

_FRAME_BYTES_MAX: Final = 3 << 30  # the measurements fit beside them in a ZIP of 4 GiB
_DECODED_PIXELS_MAX: Final = 1 << 28  # the feed's own limit has already refused what is too large
# Code, contact sheet, evidence, the last measurements and the manifest: under 3 MiB when measured.
_END_BYTES: Final = 4 << 20
_STEP_BYTES: Final = 16 << 20  # by so much the reservation grows
_SMALL_STEP_BYTES: Final = 4 << 20  # ... where no frames are kept
SYNC_SECONDS: Final = 5.0  # so much of an open incident may a power cut take


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for every bundle of this process.

    embedder: which one measured, None when embeddings came with the frames.
    embedder_file: the .tflite itself, empty if there is none. code: what decides, read when the
    process begins: an upgrade may replace the files below it.
    """

    config: Config
    embedder: EmbedderIdentity | None
    embedder_file: bytes
    code: Mapping[str, bytes] = field(default_factory=replay_code)


def first_bytes(surroundings: Surroundings) -> int:
    """What a bundle with frames reserves when it begins, but for the judge's state."""
    return _END_BYTES + len(surroundings.embedder_file) + _STEP_BYTES


class OneBundle:
    """A bundle being written. All methods raise ``StorageError``.

    withheld: why frames are not kept (any more), see the manifest.
    """

    def __init__(
        self, store: Store, surroundings: Surroundings, camera: str, job: Begin, withheld: Withheld
    ) -> None:
        self.incident = job.incident
        self.withheld: Withheld = withheld
        self.losses: Counter[str] = Counter()
        self._store = store
        self._surroundings = surroundings
        self._end_bytes = _END_BYTES + len(surroundings.embedder_file)
        self._refused_until = 0  # this size, more room is not asked for again
        self._frame_bytes = 0
        self._synced_s = -math.inf
        self._measured = ObservationWriter()
        self._sheet = ContactSheet(job.incident.t_boot_ns)
        self._manifest = self._opening(camera, job)
        state = pack_state(job.state, STATE)
        self._file = self._created(camera, sum(map(len, state.values())))
        try:
            self._file.begin(self._manifest)
            for name, data in state.items():
                self._file.add(name, data, compress=True)
            for step in job.steps:
                self.add_step(step)
        except BaseException:
            self.close()
            raise

    def _opening(self, camera: str, job: Begin) -> Manifest:
        last = job.steps[-1]
        newest = last.heard if isinstance(last, HeardStep) else last.observation.info
        return Manifest(
            incident=_incident_record(job.incident, None, None, "open", ""),
            software=software_record(self._surroundings.embedder),
            host=host_record(),
            clocks=clocks_record(),
            inference_model=newest.model,
            mask_sha256=self._surroundings.config.camera(camera).mask_sha256,
            tolerances=dict(TOLERANCES),
        )

    def _created(self, camera: str, state_bytes: int) -> BundleFile:
        """A file with room for the end and, if there is any, for the first frames."""
        incident, least = self.incident, self._end_bytes + state_bytes
        name = bundle_name(incident.t_wall_ns, camera, incident.incident[:6])
        if not self._reserves:
            return self._store.begin(name)
        try:
            step_bytes = _SMALL_STEP_BYTES if self.withheld else _STEP_BYTES
            return self._store.begin(name, least + step_bytes)
        except StorageError:
            file = self._store.begin(name, least)  # without frames rather than not at all
            self.withheld = self.withheld or "space"
            return file

    @property
    def _reserves(self) -> bool:
        return self._store.housekeeping is not None

    def _has_room(self, size: int) -> bool:
        """Whether ``size`` more bytes leave the end its room; asks the store for more in steps."""
        wanted = self._file.size + size + self._end_bytes
        if not self._reserves or wanted <= self._file.reserved:
            return True
        if self._file.size < self._refused_until:
            return False
        try:
            step_bytes = _SMALL_STEP_BYTES if self.withheld else _STEP_BYTES
            self._store.reserve(self._file, wanted + step_bytes)
        except StorageError:
            self._refused_until = self._file.size + _SMALL_STEP_BYTES // 4
            return False
        return True

    def add_step(self, step: RecordedStep) -> None:
        """Write what was measured and judged."""
        for name, data in self._measured.add(step).items():
            if not self._has_room(len(data)):
                self.withheld = self.withheld or "space"
            self._file.add(name, data, compress=True)

    def add_frame(self, frame: RecordedFrame, *, measured: bool) -> None:
        """Write a frame, or count why not."""
        bytes_max = min(self._surroundings.config.record.max_bytes, _FRAME_BYTES_MAX)
        if self.withheld:
            self.losses[f"withheld_{self.withheld}"] += 1
            return
        if self._frame_bytes >= bytes_max:
            self.losses["record_bytes"] += 1
            return
        pixels, data, extension = _encoded(frame)
        if not self._has_room(len(data)):
            self.withheld = "space"
            self.losses["withheld_space"] += 1
            return
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
        self._file.add_frame(record, data)
        self._frame_bytes += len(data)
        self._sheet.add(pixels, info.t_boot_ns)

    def sync_if_due(self) -> None:
        """Bring what was written to the disk: after the beginning, then every few seconds."""
        now_s = time.monotonic()
        if now_s - self._synced_s >= SYNC_SECONDS:
            self._file.sync()
            self._synced_s = now_s

    def finish(
        self,
        job: Finish,
        *,
        losses: Mapping[str, int],
        budget: BudgetRecord | None,
        duplicate_of: str | None,
    ) -> StoredBundle:
        """Write what closes the bundle and make it visible."""
        file, config = self._file, self._surroundings.config
        for name, data in self._measured.finish().items():
            file.add(name, data, compress=True)
        if job.sight is not None:
            shown = exhibit(job.sight, opened_ns=job.incident.t_boot_ns, frames=file.frames)
            for name, data in exhibit_entries(shown).items():
                file.add(name, data, compress=name.endswith(".json"))
        if self._surroundings.embedder_file:
            file.add(EMBEDDER, self._surroundings.embedder_file, compress=True)
        file.add(CONFIG, config_toml(config).encode(), compress=True)
        for name, data in self._surroundings.code.items():
            file.add(name, data, compress=True)
        thumbs = self._sheet.jpeg()
        if thumbs:  # a feed that has stalled may leave no frame
            file.add(THUMBS, thumbs)
        state: Literal["open", "closed"] = "open" if job.closed is None else "closed"
        manifest = replace(
            self._manifest,
            incident=_incident_record(job.incident, job.diagnosis, job.closed, state, job.reason),
            clocks=clocks_until_now(self._manifest.clocks),
            losses={**losses, **self.losses},
            budget=budget,
            duplicate_of=duplicate_of,
            frames_withheld=self.withheld,
        )
        return file.finish(manifest)

    def close(self) -> None:
        """Leave the part to salvage."""
        self._file.close()


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
