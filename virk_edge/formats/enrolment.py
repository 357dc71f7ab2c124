"""The file by which a stick is known: a seal over the stick's identity, made with a secret key.

Every device that has the key accepts the stick; the key never leaves the devices. The seal is
HMAC-SHA256 (RFC 2104) over the fields, so a copy of the file is worth nothing on a file system of
another identity. This file reads no clock and no disk.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from typing import Final

from virk_edge.errors import ConfigError, StateError
from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.records import from_json, to_json
from virk_edge.formats.superblock import Medium

FORMAT: Final = "virk-edge-enrolment"
VERSION: Final = 1
BYTES_MAX: Final = 4096
KEY_BYTES: Final = 32
_KEY: Final = re.compile(r"\s*([0-9a-f]{64})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the file says. id: of this enrolment, for people. seal: lower-case hex."""

    id: str
    kind: str
    uuid: str
    made_wall_ns: int
    seal: str = ""


def enrolment_bytes(medium: Medium, key: bytes, *, id: str, made_wall_ns: int) -> bytes:
    """The file for one stick. key: ``KEY_BYTES`` bytes; id: anything that names it."""
    made = Enrolment(id, medium.kind, medium.uuid, made_wall_ns)
    sealed = replace(made, seal=_seal(made, key))
    return json_bytes({"format": FORMAT, "version": VERSION, **to_json(sealed)}) + b"\n"


def read_enrolment(data: bytes, medium: Medium, key: bytes) -> Enrolment:
    """The enrolment of this medium. Raises ``StateError``: a clause on why it is none."""
    try:
        document = json_value(data, bytes_max=BYTES_MAX)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ValueError("it does not say that it is one")
        if document.get("version") != VERSION or document["version"] is True:
            raise ValueError("it is of another version")
        said = from_json(Enrolment, document)
    except ValueError as error:
        raise StateError(f"its enrolment cannot be read: {error}") from None
    if not hmac.compare_digest(_seal(said, key).encode(), said.seal.encode()):
        raise StateError("its enrolment was made with another key")
    if (said.kind, said.uuid) != (medium.kind, medium.uuid):
        raise StateError("its enrolment belongs to another stick")
    return said


def key_text(key: bytes) -> str:
    """A key as its file holds it."""
    return f"{key.hex()}\n"


def read_key(text: str) -> bytes:
    """The key in a file's text. Raises ``ConfigError``."""
    found = _KEY.fullmatch(text)
    if found is None:
        raise ConfigError("it does not hold 64 lower-case hex digits and nothing else")
    return bytes.fromhex(found[1])


def _seal(made: Enrolment, key: bytes) -> str:
    words = [FORMAT, VERSION, made.id, made.kind, made.uuid, made.made_wall_ns]
    return hmac.new(key, json_bytes(words), hashlib.sha256).hexdigest()
