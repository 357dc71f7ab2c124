"""The receipt that a device leaves on a stick: one JSON line for each bundle, the newest last.

Law: a line says what was true of that stick when it was written. It acknowledges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.records import from_json, to_json

FORMAT: Final = "virk-edge-receipt"
VERSION: Final = 1
LINES_MAX: Final = 10_000  # as many as bundles can wait
BYTES_MAX: Final = 8 << 20
_LINE_BYTES_MAX: Final = 4096

Outcome: TypeAlias = Literal["copied", "there", "refused", "failed", "no_room"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one bundle on its way to a stick.

    outcome: ``copied`` and read back; ``there``, the same file was there already; ``refused``, it
    is not whole; ``no_room``; ``failed``. sha256: of the copy, lower-case hex, empty if there is
    none. size: bytes. why: one sentence, empty if all is well. clock_synchronised: None if unknown.
    """

    bundle: str
    outcome: Outcome
    device: str
    size: int
    wall_ns: int
    clock_synchronised: bool | None = None
    sha256: str = ""
    why: str = ""


def receipt_bytes(earlier: bytes, now: Iterable[Delivered]) -> bytes:
    """The receipt after this visit: earlier lines stay, but one bundle has one line, the latest.

    What cannot be read in the earlier receipt is left out.
    """
    lines = {one.bundle: one for one in read_receipt(earlier)}
    for one in now:
        lines.pop(one.bundle, None)
        lines[one.bundle] = one
    return b"".join(_line(one) for one in list(lines.values())[-LINES_MAX:])


def read_receipt(data: bytes) -> list[Delivered]:
    """The lines of a receipt that can be read, in their order."""
    return [one for line in data[:BYTES_MAX].split(b"\n") if (one := _read(line)) is not None]


def _line(one: Delivered) -> bytes:
    return json_bytes({"format": FORMAT, "version": VERSION, **to_json(one)}) + b"\n"


def _read(line: bytes) -> Delivered | None:
    try:
        document = json_value(line, bytes_max=_LINE_BYTES_MAX)
        ours = isinstance(document, dict) and document.get("format") == FORMAT
        return from_json(Delivered, document) if ours and document["version"] == VERSION else None
    except (ValueError, KeyError):
        return None
