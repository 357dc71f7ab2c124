"""The files by which a stick is known and leaves known: superblock, enrolment, receipt."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virk_edge.errors import StateError
from virk_edge.formats import receipt
from virk_edge.formats.enrolment import enrolment_bytes, read_enrolment
from virk_edge.formats.receipt import Delivered, read_receipt, receipt_bytes
from virk_edge.formats.superblock import Medium, read_superblock

KEY = bytes(range(32))
MEDIUM = Medium("vfat", "1A2B-3C4D")
LINE = Delivered("20261122T081530Z_a_1.virk.zip", "copied", "yard-12345678", 7, 1, True, "0" * 64)


def superblock(**pieces: bytes) -> bytes:
    """Zeroes with something at ``_OFFSET``."""
    data = bytearray(4096)
    for where, piece in pieces.items():
        data[int(where[1:]) : int(where[1:]) + len(piece)] = piece
    return bytes(data)


SERIAL = struct.pack("<I", 0x1A2B3C4D)
UUID_BYTES = bytes(range(16))
SIGNED = {"_510": b"\x55\xaa"}


@pytest.mark.parametrize(
    ("data", "medium"),
    [
        (superblock(_82=b"FAT32   ", _67=SERIAL, **SIGNED), MEDIUM),
        (superblock(_54=b"FAT16   ", _39=SERIAL, **SIGNED), MEDIUM),
        (superblock(_3=b"EXFAT   ", _100=SERIAL, **SIGNED), Medium("exfat", "1A2B-3C4D")),
        (
            superblock(_1080=b"\x53\xef", _1128=UUID_BYTES),
            Medium("ext4", str(UUID(bytes=UUID_BYTES))),
        ),
        (superblock(_82=b"FAT32   ", _67=SERIAL, _1080=b"\x53\xef", **SIGNED), MEDIUM),
        (superblock(_3=b"NTFS    ", **SIGNED), None),
        (superblock(_82=b"FAT32   "), None),
        (b"\xeb" * 600, None),
    ],
)
def test_a_file_system_is_told_by_its_first_bytes(data: bytes, medium: Medium | None) -> None:
    """Three kinds, and the number that blkid shows."""
    assert read_superblock(data) == medium


def test_an_enrolment_is_good_for_one_stick_and_one_key() -> None:
    """Copied to another stick, changed, or made by somebody else, it is none."""
    data = enrolment_bytes(MEDIUM, KEY, id="a1", made_wall_ns=5)
    assert read_enrolment(data, MEDIUM, KEY).id == "a1"
    with pytest.raises(StateError, match="belongs to another stick"):
        read_enrolment(data, replace(MEDIUM, uuid="1A2B-3C4E"), KEY)
    with pytest.raises(StateError, match="belongs to another stick"):
        read_enrolment(data, replace(MEDIUM, kind="exfat"), KEY)
    for changed in (data.replace(b"1A2B", b"1A2C"), data.replace(b'"a1"', b'"a2"')):
        with pytest.raises(StateError, match="another key"):
            read_enrolment(changed, Medium("vfat", "1A2C-3C4D"), KEY)
    with pytest.raises(StateError, match="another key"):
        read_enrolment(data, MEDIUM, bytes(32))


@settings(max_examples=30)
@given(st.binary(max_size=200) | st.text().map(lambda s: json.dumps({"format": s}).encode()))
def test_no_other_file_enrols(data: bytes) -> None:
    """Whatever it is, the answer is a clause."""
    with pytest.raises(StateError, match="cannot be read"):
        read_enrolment(data, MEDIUM, KEY)


def test_one_bundle_has_one_line_on_a_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest, at the end; what is no line of ours is left out, and there is a limit."""
    other = replace(LINE, bundle="20261122T081531Z_a_2.virk.zip")
    first = receipt_bytes(b"rubbish\n{}\n[1]\n", [LINE, other])
    assert read_receipt(first) == [LINE, other]
    later = replace(LINE, outcome="there", wall_ns=2)
    assert read_receipt(receipt_bytes(first, [later])) == [other, later]
    monkeypatch.setattr(receipt, "LINES_MAX", 2)
    many = [replace(LINE, bundle=str(n)) for n in range(3)]
    assert [one.bundle for one in read_receipt(receipt_bytes(first, many))] == ["1", "2"]
