"""What a camera's judge has learnt, as one file: the daemon's own state, or a baseline to carry.

A ZIP of the packed state (``formats.state``) and ``head.json``, which says what the state belongs
to and holds the size and sha256 of every other entry.

Law: nothing in it is packed, so what is read is never larger than the file. It is taken whole and
unchanged, or refused in one sentence.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

from virk_edge.errors import BundleError, StateError
from virk_edge.formats.bundle import EntryRecord
from virk_edge.formats.config import CAMERA_NAME
from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.records import from_json, to_json
from virk_edge.formats.shown import plain, shown
from virk_edge.formats.state import pack_state, unpack_state
from virk_edge.formats.ziplayout import ReadLimits
from virk_edge.formats.zipreader import ZipReader
from virk_edge.formats.zipwriter import ZipAppender, ZipFullError
from virk_edge.nouns import EmbedderIdentity, State

FORMAT: Final = "virk-edge-baseline"
VERSION: Final = 1
HEAD: Final = "head.json"
STATE: Final = "state/"
FILE_BYTES_MAX: Final = 256 << 20
JSON_BYTES_MAX: Final = 8 << 20  # parsed, it takes many times the memory
_LIMITS: Final = ReadLimits(
    max_entries=4096,
    max_entry_bytes=FILE_BYTES_MAX,
    max_total_bytes=FILE_BYTES_MAX,
    max_ratio=1,
)
Kind: TypeAlias = Literal["state", "baseline"]
_KINDS: Final[dict[str, str]] = {
    "state": "a device's own state; give a file that `virk-edge baseline export` wrote",
    "baseline": "an exported baseline; bring it in with `virk-edge baseline import`",
}


@dataclass(frozen=True, slots=True)
class EmbedderRecord:
    """Which embedder made the vectors that were learnt; ``length`` is how many numbers each has."""

    name: str
    sha256: str
    length: int

    @classmethod
    def of(cls, identity: EmbedderIdentity) -> EmbedderRecord:
        """What decides of an embedder's identity; its runtime and kernels make no other vectors."""
        return cls(identity.name, identity.sha256, identity.length)


@dataclass(frozen=True, slots=True)
class BaselineHead:
    """What a saved state belongs to.

    kind: "state" goes on exactly where it was saved; "baseline" is what was learnt, alone.
    embedder: None when the embeddings came with the frames. mask_sha256: None without a mask.
    saved_wall_ns: for people. boot_id: of the boot during which it was saved, "" if not known.
    entries: every other entry of the file.
    """

    kind: Kind
    camera: str
    virk_edge: str
    embedder: EmbedderRecord | None
    mask_sha256: str | None
    saved_wall_ns: int
    boot_id: str
    entries: dict[str, EntryRecord] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not CAMERA_NAME.fullmatch(self.camera):
            raise ValueError("names a camera in a way that no camera is named")


def baseline_bytes(head: BaselineHead, state: State) -> bytes:
    """The whole file; ``head.entries`` is replaced by what is really in it.

    Raises:
        StateError: if the state cannot come back exactly, or is larger than 256 MiB.
    """
    pieces: list[bytes] = []
    out = ZipAppender(pieces.append, max_bytes=FILE_BYTES_MAX)
    try:
        for name, data in pack_state(state, STATE).items():
            out.add(name, data)
        entries = {entry.name: EntryRecord(entry.size, entry.sha256) for entry in out.entries}
        document = to_json(replace(head, entries=entries))
        out.add(HEAD, json_bytes({"format": FORMAT, "version": VERSION, **document}) + b"\n")
    except ZipFullError:
        raise StateError(
            f"the state of camera {head.camera} is larger than {FILE_BYTES_MAX >> 20} MiB and "
            "cannot be kept; use an embedder with fewer outputs"
        ) from None
    out.finish()
    return b"".join(pieces)


def read_baseline(data: bytes, label: str, kind: Kind) -> tuple[BaselineHead, State]:
    """What ``baseline_bytes`` wrote; ``label`` names the file in messages.

    Raises:
        StateError: if it is damaged, of another version, or not of this kind.
    """
    try:
        reader = ZipReader(io.BytesIO(data), "the file", _LIMITS)
        if HEAD not in reader:
            raise StateError(f"{label} is a ZIP but no baseline of virk-edge")
        if any(m.size > JSON_BYTES_MAX for m in reader.members if m.name.endswith(".json")):
            raise StateError(f"{label} describes itself at a length that no baseline has")
        head = _head(reader.read(HEAD), label)
        entries = {name: reader.read(name) for name in reader.names if name != HEAD}
    except BundleError as error:
        raise StateError(f"{label} is damaged, or no baseline of virk-edge: {error}") from error
    if head.kind != kind:
        raise StateError(f"{label} is {_KINDS[head.kind]}")
    _check_entries(head, entries, label)
    try:
        return head, unpack_state(entries, STATE)
    except StateError as error:
        raise StateError(f"{label}: {error}") from None


def check_belongs(head: BaselineHead, label: str, here: BaselineHead) -> None:
    """Whether what was learnt speaks of the vectors and the mask of ``here``.

    Raises:
        StateError: if it was learnt with another embedder, or under another mask.
    """
    if _vectors(head.embedder) != _vectors(here.embedder):
        raise StateError(
            f"{label} was learnt with {_embedder_words(head.embedder)}, this device uses "
            f"{_embedder_words(here.embedder)}; learn again here or use the same embedder"
        )
    if head.mask_sha256 != here.mask_sha256:
        raise StateError(
            f"{label} was learnt under another mask than this camera has here; learn again here or "
            "use the same mask"
        )


def _vectors(embedder: EmbedderRecord | None) -> tuple[str, int] | None:
    return None if embedder is None else (embedder.sha256, embedder.length)


def _head(data: bytes, label: str) -> BaselineHead:
    try:
        document: Any = json_value(data)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise StateError(f"{label} is a ZIP but no baseline of virk-edge")
        if document.get("version") != VERSION or document["version"] is True:
            raise StateError(
                f"{label} has format version {shown(document.get('version'))}, and this program "
                f"reads {VERSION}; use the virk-edge that wrote it, or learn again here"
            )
        return from_json(BaselineHead, document)
    except ValueError as error:
        raise StateError(f"{label}: its {HEAD} is not as it should be: {error}") from None


def _check_entries(head: BaselineHead, entries: Mapping[str, bytes], label: str) -> None:
    """Every entry is what the head says, and there is no other."""
    for name in sorted(set(entries) ^ set(head.entries)):
        raise StateError(
            f"{label} is damaged: its {HEAD} and its entries differ about {name[:80]!a}"
        )
    for name, record in head.entries.items():
        if hashlib.sha256(entries[name]).hexdigest() != record.sha256:
            raise StateError(f"{label} is damaged: {name} is not what its {HEAD} says")


def _embedder_words(embedder: EmbedderRecord | None) -> str:
    if embedder is None:
        return "embeddings that came with the frames"
    name, sha256 = plain(embedder.name), plain(embedder.sha256[:12])
    return f"the embedder {name} (sha256 {sha256}…)"
