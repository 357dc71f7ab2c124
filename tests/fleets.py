"""Small bundles for the tests of the index: whole, quickly made, each another incident."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tests.builders import info
from tests.formats.samples import CLOSED, HEARD, frame_record
from virk_edge.adapters.contact_sheet import ContactSheet
from virk_edge.formats.bundle import (
    MANIFEST,
    OPENING,
    THUMBS,
    EntryRecord,
    Manifest,
    bundle_name,
    manifest_bytes,
)
from virk_edge.formats.observations import encode_observations
from virk_edge.formats.zipwriter import ZipAppender
from virk_edge.nouns import Cause, ChannelScore, Effort, Observation, ObservedStep, Step

DAY_NS = 86_400 * 10**9
SEQS = range(30, 50)  # the opening is 40, at 40 s


def incident(identity: str, **changes: Any) -> Manifest:
    """A manifest of an incident of its own, ``days`` after the sample; the rest is the record's."""
    host = replace(CLOSED.host, hostname=changes.pop("hostname", None))
    repeats = changes.pop("duplicate_of", None)
    cause = changes.pop("cause", "moved")
    wall_ns = CLOSED.incident.opened_wall_ns + changes.pop("days", 0) * DAY_NS
    causes = (Cause(cause, 0.9, "the picture shifted by 14 px"),) if cause else ()
    fields = {"id": identity, "opened_wall_ns": wall_ns, "causes": causes, **changes}
    return replace(
        CLOSED, incident=replace(CLOSED.incident, **fields), host=host, duplicate_of=repeats
    )


def sheet() -> bytes:
    """A contact sheet of the sample's frames; the picture of number n is grey level 5 n."""
    made = ContactSheet(40 * 10**9)
    for seq in SEQS:
        made.add(np.full((90, 160, 3), 5 * seq, np.uint8), seq * 10**9)
    return made.jpeg()


def measured() -> dict[str, bytes]:
    """What was measured: a frame and an interval, with an array that nothing could be read from."""
    header = info(40)
    seen = Observation(
        info=header,
        effort=Effort.FULL,
        digest=1,
        fingerprint=np.zeros(3),
        picture=np.zeros((2, 3), np.uint8),
        cells=np.zeros((2, 2, 3), np.float32),
        embedding=None,
    )
    said = Step((ChannelScore("appearance", "session", 1.5, 3.75, 5.0),), ())
    entries = encode_observations([ObservedStep(seen, said), HEARD])
    return {**entries, "observations.picture.npy": b"no array"}


def write_bundle(
    folder: Path, manifest: Manifest, *, thumbs: bytes = b"", steps: bool = False, name: str = ""
) -> Path:
    """The bundle in ``folder``; with ``thumbs`` its manifest has the frames that they show."""
    pieces: list[bytes] = []
    zipped = ZipAppender(pieces.append)
    zipped.add(OPENING, manifest_bytes(replace(manifest, frames=(), entries={})))
    frames = tuple(frame_record(seq) for seq in SEQS) if thumbs else ()
    for entry, data in (measured() if steps else {}).items():
        zipped.add(entry, data)
    if thumbs:
        zipped.add(THUMBS, thumbs)
    entries = {entry.name: EntryRecord(entry.size, entry.sha256) for entry in zipped.entries}
    zipped.add(MANIFEST, manifest_bytes(replace(manifest, frames=frames, entries=entries)))
    zipped.finish()
    known = manifest.incident
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or bundle_name(known.opened_wall_ns, "any", known.id))
    path.write_bytes(b"".join(pieces))
    return path
