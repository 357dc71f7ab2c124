"""Format v1 of the incident bundle: what it is called, what is in it, and its manifest.

Law: a manifest is read strictly (types, with the path in the error) but unknown keys are ignored;
fields are only ever added, each with a default. docs/bundle.md is the specification.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from virk_edge.errors import BundleError
from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.records import from_json, to_json
from virk_edge.formats.shown import shown
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import Cause, Channel, EmbedderIdentity, ModelIdentity

FORMAT = "virk-edge-bundle"
VERSION = 1
SUFFIX = ".virk.zip"

# Entry names: the contract with every reader.
OPENING = "incident.json"  # first entry: the manifest as known when the incident opened
MANIFEST = "manifest.json"  # last entry
FRAMES = "frames/"
STATE = "state/"
EMBEDDER = "model/embedder.tflite"
CONFIG = "config.toml"
CODE = "code/"
MAIN = "__main__.py"
THUMBS = "thumbs.jpg"
BEFORE = "evidence/before.png"
AFTER = "evidence/after.png"
DIFFERENCE = "evidence/difference.png"
EXHIBIT = "evidence/exhibit.json"  # see ``formats.exhibit``

_NAME = re.compile(
    r"(\d{8}T\d{6}Z)_([a-z0-9][a-z0-9._-]{0,62})_([a-z0-9]{1,12})(?:-(\d{1,3}))?\.virk\.zip"
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LAST_SECOND = 253_402_300_799  # of the year 9999: a name has four digits for the year


@dataclass(frozen=True, slots=True)
class BundleName:
    """A bundle's file name, taken apart. ``opened`` is UTC as ``20261122T081530Z``; ``again`` is 1
    for the first of its name, 2 for one that met a file of the same name, and so on."""

    opened: str
    camera: str
    short_id: str
    again: int = 1

    def __str__(self) -> str:
        suffix = f"-{self.again}" if self.again > 1 else ""
        return f"{self.opened}_{self.camera}_{self.short_id}{suffix}{SUFFIX}"


def short_id(incident: str) -> str:
    """The incident's id itself if it is short and plain, else six hex digits made from it."""
    is_plain = re.fullmatch(r"[a-z0-9]{1,12}", incident)
    return incident if is_plain else hashlib.sha256(incident.encode()).hexdigest()[:6]


def bundle_name(t_wall_ns: int, camera: str, incident: str) -> str:
    """``20261122T081530Z_front-door_7f3a9c.virk.zip``: sorts by time, safe on FAT and for rsync.

    ``t_wall_ns`` is wall time in ns since 1970; what lies before that or after the year 9999 is
    taken for the nearest second of that span, as no bundle may be lost for a clock. ``camera``
    matches ``[a-z0-9][a-z0-9._-]{0,62}``, or ``ValueError``.
    """
    seconds = min(max(t_wall_ns // 10**9, 0), _LAST_SECOND)
    opened = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y%m%dT%H%M%SZ")
    name = str(BundleName(opened, camera, short_id(incident)))
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} would not be a bundle's name")
    return name


def parse_bundle_name(name: str) -> BundleName | None:
    """The parts of a bundle's file name, or None if it is not one."""
    found = _NAME.fullmatch(name)
    parts = found and BundleName(found[1], found[2], found[3], int(found[4] or 1))
    return parts if parts and str(parts) == name else None


def frame_entry(seq: int, extension: Literal["png", "jpg"], again: int = 1) -> str:
    """``frames/<seq>.png``, or ``frames/<seq>-2.png`` for the second frame of that number.

    A publisher that restarts counts from 0 again, so one incident may hold two frames of a number.
    """
    return f"{FRAMES}{seq}{f'-{again}' if again > 1 else ''}.{extension}"


def frame_record_entry(entry: str) -> str:
    """``frames/12.json`` for ``frames/12.png``: the frame's record, so that salvage can use it."""
    return f"{entry.rpartition('.')[0]}.json"


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """The incident itself. Times in ns: ``boot`` decides, ``wall`` is for people.

    ``state`` is open in ``incident.json``, and in a manifest whose recording ended before the
    incident did, which then has a ``reason``; interrupted when salvage finished the bundle.
    ``causes`` best first, ``severity`` and scores 0 to 1, ``evidence`` the numbers behind them.
    """

    id: str
    camera: str
    trigger: Channel
    times_normal: float
    provisional: bool
    onset_seq: int
    onset_boot_ns: int
    opened_seq: int
    opened_boot_ns: int
    opened_wall_ns: int
    closed_seq: int | None = None
    closed_boot_ns: int | None = None
    state: Literal["open", "closed", "interrupted"] = "open"
    reason: str = ""
    causes: tuple[Cause, ...] = ()
    severity: float = 0.0
    evidence: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SoftwareRecord:
    """What decided: versions, and the embedder (None when embeddings came with the frames)."""

    virk_edge: str
    python: str
    numpy: str
    opencv: str
    embedder: EmbedderIdentity | None = None


@dataclass(frozen=True, slots=True)
class HostRecord:
    """Where it ran. ``hostname`` is left out unless the operator asks for it."""

    machine: str
    system: str
    cpu: str
    hostname: str | None = None


@dataclass(frozen=True, slots=True)
class ClocksRecord:
    """The clocks when the recording began, in ns; ``wall_synchronised``: None if nobody could say.

    ``wall_step_seconds`` is how far the wall clock was set ahead (below 0: back) between then and
    the end of the recording; None while that is not known.
    """

    boot_id: str
    boot_ns: int
    wall_ns: int
    wall_synchronised: bool | None = None
    wall_step_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class FrameRecord:
    """One stored frame. ``pixels_sha256`` is of the decoded pixels' bytes in C order, lower hex.

    ``height``, ``width`` and ``channels`` (3 BGR, 1 grey) are of those pixels; ``original`` says
    that the entry holds the very bytes received. ``run`` and ``seq`` are the frame's own. A frame
    that is not ``measured`` was kept though there was no processor time to look at it.
    """

    seq: int
    run: str
    t_boot_ns: int
    t_wall_ns: int
    entry: str
    pixels_sha256: str
    height: int
    width: int
    channels: int
    original: bool
    measured: bool = True

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.pixels_sha256):
            raise ValueError("has a pixels_sha256 that is not 64 lower-case hex digits")


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """Size in bytes and sha256 (lower hex) of one entry's content."""

    size: int
    sha256: str

    def __post_init__(self) -> None:
        if self.size < 0 or not _SHA256.fullmatch(self.sha256):
            raise ValueError("has a size below 0 or a sha256 that is not 64 lower-case hex digits")


@dataclass(frozen=True, slots=True)
class BudgetRecord:
    """The processor budget when the recording ended, in percent of one core.

    used_percent: over the last minute. allowance: the part of the budget, 0.1 to 1, that others
    left us; because: the signals that lowered it. The rest are this camera's frames since the
    daemon began: received, analysed, of those without an embedding, and kept without being
    analysed; what became of the others is among the manifest's losses.
    """

    cpu_percent: float
    used_percent: float
    allowance: float
    because: tuple[str, ...]
    received: int
    analysed: int
    without_embedding: int
    recorded_only: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a bundle says about itself. ``entries`` covers every entry but the manifest.

    ``losses`` counts frames not analysed or not kept, by reason. ``tolerances`` is what "within
    tolerance" means in a replay, by name. ``mask_sha256`` identifies the mask that was applied.
    ``budget`` is None where none was in force, as in recorded footage. ``duplicate_of`` is the id
    of the incident that this one repeats. ``frames_withheld`` says why frames were not kept, in
    whole or in part: ``space`` or ``repeat``; empty when all were.
    """

    incident: IncidentRecord
    software: SoftwareRecord
    host: HostRecord
    clocks: ClocksRecord
    losses: dict[str, int] = field(default_factory=dict)
    frames: tuple[FrameRecord, ...] = ()
    inference_model: ModelIdentity | None = None
    mask_sha256: str | None = None
    tolerances: dict[str, float] = field(default_factory=dict)
    budget: BudgetRecord | None = None
    duplicate_of: str | None = None
    frames_withheld: str = ""
    entries: dict[str, EntryRecord] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mask, step = self.mask_sha256, self.clocks.wall_step_seconds or 0.0
        if (mask and not _SHA256.fullmatch(mask)) or not abs(step) < _LAST_SECOND:
            raise ValueError("has a mask_sha256 that is no digest, or an endless wall_step_seconds")


def manifest_bytes(manifest: Manifest) -> bytes:
    """``manifest.json`` (or ``incident.json``), for ``parse_manifest``."""
    return json_bytes({"format": FORMAT, "version": VERSION, **to_json(manifest)}) + b"\n"


def parse_manifest(data: bytes, label: str = MANIFEST) -> Manifest:
    """Read a manifest strictly. Raises ``BundleError`` naming ``label`` and the path."""
    try:
        document: Any = json_value(data)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise BundleError(f"{label} is not the manifest of a virk-edge bundle")
        if document.get("version") != VERSION or document["version"] is True:
            raise BundleError(
                f"{label} has format version {shown(document.get('version'))}, and this program "
                f"reads {VERSION}; use the virk-edge that it came from, or a newer one"
            )
        return from_json(Manifest, document)
    except ValueError as exc:
        raise BundleError(f"{label} is not as it should be: {exc}") from None


def read_manifest(reader: ZipReader, *, agreeing: bool = True) -> Manifest:
    """The manifest of an open bundle. Raises ``BundleError``; by default also when the entries are
    not those that it names, or of other sizes."""
    if MANIFEST not in reader:
        raise BundleError(f"{reader.label} has no {MANIFEST}, so it is a ZIP but no bundle")
    manifest = parse_manifest(reader.read(MANIFEST), f"{reader.label}: {MANIFEST}")
    for problem in reader.differences(manifest.entries, MANIFEST) if agreeing else ():
        raise BundleError(problem)
    return manifest


def parse_frame_record(data: bytes, label: str) -> FrameRecord:
    """Read ``frames/<seq>.json``, as ``frame_record_bytes`` wrote it. Raises ``BundleError``."""
    try:
        return from_json(FrameRecord, json_value(data, bytes_max=64 << 10))
    except ValueError as exc:
        raise BundleError(f"{label} is not as it should be: {exc}") from None


def frame_record_bytes(record: FrameRecord) -> bytes:
    """One frame's record as the entry that stands before the frame."""
    return json_bytes(to_json(record)) + b"\n"
