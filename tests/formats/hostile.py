"""Archives that an enemy would make, one per kind of lie."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

from virk_edge.formats.ziplayout import CENTRAL, END, LOCAL


def raw(entries: list[tuple[bytes, bytes]], *, attributes: int = 0o100644 << 16) -> bytes:
    """An honest archive with names that the writer would refuse."""
    return archive([(name, data, {}) for name, data in entries], attributes=attributes)


def archive(
    entries: list[tuple[bytes, bytes, dict[str, int]]], *, attributes: int = 0o100644 << 16
) -> bytes:
    """An archive whose headers lie as told: keys flags, method, size, local_size, crc, offset."""
    out, directory = b"", b""
    for name, data, lies in entries:
        crc, size = lies.get("crc", zlib.crc32(data)), lies.get("size", len(data))
        head = (20, lies.get("flags", 0), lies.get("method", 0), 0, 33, crc)
        stored = lies.get("stored", len(data))
        tail = (len(name), 0)
        directory += (
            CENTRAL.pack(
                b"PK\1\2",
                lies.get("made_by", 3 << 8 | 20),
                *(*head, stored, size, *tail),
                *(0, 0, 0, attributes, lies.get("offset", len(out))),
            )
            + name
        )
        local_size = lies.get("local_size", size)
        out += LOCAL.pack(b"PK\3\4", *head, stored, local_size, *tail) + name + data
    count = len(entries)
    return out + directory + END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(out), 0)


def stdlib(fill: Callable[[zipfile.ZipFile], None]) -> bytes:
    """What Python's own writer makes."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a name written twice
        with zipfile.ZipFile(out, "w") as zip_:
            fill(zip_)
    return out.getvalue()


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _bomb(size: int) -> bytes:
    packed = _deflated(bytes(size))
    lies = {"method": 8, "size": size, "crc": zlib.crc32(bytes(size))}
    return archive([(b"bomb", packed, lies)])


def _ten_gigabytes(*, overlap: bool, ratio: int = 10**6) -> bytes:
    """10 KB that declare 10 GB in 20 entries: all of their own few bytes, or all of the same."""
    packed = _deflated(bytes(400_000))
    size = 512 << 20
    lies = {"method": 8, "size": size, "stored": max(size // ratio, len(packed))}
    more: dict[str, int] = {"offset": 0} if overlap else {}
    return archive([(b"bomb%d" % i, packed, {**lies, **(more if i else {})}) for i in range(20)])


def _quoted() -> bytes:
    """Entries inside of each other's data: every header is told, and the last data are shared."""
    inner = archive([(b"b", b"2" * 50, {})])[: LOCAL.size + 1 + 50]
    outer = archive([(b"a", inner, {})])
    head = (20, 0, 0, 0, 33, zlib.crc32(b"2" * 50), 50, 50, 1, 0)
    record = CENTRAL.pack(b"PK\1\2", 3 << 8 | 20, *head, 0, 0, 0, 0o100644 << 16, LOCAL.size + 1)
    start = LOCAL.size + 1 + len(inner)
    directory = outer[start : -END.size] + record + b"b"
    end = END.pack(b"PK\5\6", 0, 0, 2, 2, len(directory), start, 0)
    return outer[:start] + directory + end


def _zip64() -> bytes:
    def fill(zip_: zipfile.ZipFile) -> None:
        with zip_.open("a", "w", force_zip64=True) as out:
            out.write(b"x")

    return stdlib(fill)


def _appended_to_count() -> bytes:
    data = bytearray(raw([(b"a", b"1"), (b"b", b"2")]))
    struct.pack_into("<HH", data, len(data) - END.size + 8, 1, 1)
    return bytes(data)


def _with_extra(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.extra = struct.pack("<HH", 0x7075, 0)  # "Unicode path": another name for the same entry
    return info


def _with_comment(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.comment = b"x"
    return info


_OK = raw([(b"a", b"1"), (b"b", b"2")])
_STREAM = _deflated(b"x" * 50)

# kind -> (bytes, words that the refusal must contain)
STRUCTURE: dict[str, tuple[bytes, str]] = {
    "climbs out": (raw([(b"../../etc/cron.d/x", b"")]), "'../../etc/cron.d/x' climbs out"),
    "climbs out inside": (raw([(b"a/../../x", b"")]), "climbs out"),
    "dot": (raw([(b"./a", b"")]), "climbs out"),
    "absolute": (raw([(b"/etc/passwd", b"")]), "'/etc/passwd' has an absolute name"),
    "backslash": (raw([(b"a\\b", b"")]), "backslash"),
    "drive": (raw([(b"C:evil", b"")]), "names a drive"),
    "empty name": (raw([(b"", b"")]), "empty name"),
    "folder": (raw([(b"a/", b"")]), "is a folder"),
    "folder by attribute": (raw([(b"a", b"")], attributes=0x10), "is a folder"),
    "control characters": (raw([(b"a\x00b", b"")]), "characters that we do not write"),
    "terminal escape": (raw([(b"a\x1b[2J", b"")]), "characters that we do not write"),
    "non-ASCII": (raw([("ä".encode(), b"")]), "backslash"),
    "long name": (raw([(b"a" * 300, b"")]), "does not fit"),
    "link": (raw([(b"a", b"/etc/passwd")], attributes=0o120777 << 16), "'a' is a link"),
    "device": (raw([(b"a", b"")], attributes=0o060644 << 16), "special file"),
    "pipe": (raw([(b"a", b"")], attributes=0o010644 << 16), "special file"),
    "setuid": (raw([(b"a", b"")], attributes=0o104755 << 16), "special file"),
    "unknown system": (archive([(b"a", b"", {"made_by": 19 << 8})]), "system"),
    "twice": (raw([(b"a", b"1"), (b"a", b"2")]), "'a' is there twice"),
    "twice but for case": (raw([(b"a", b"1"), (b"A", b"2")]), "'A' is there twice"),
    "encrypted": (archive([(b"a", b"", {"flags": 1})]), "encrypted"),
    "descriptor": (archive([(b"a", b"", {"flags": 8})]), "after its data"),
    "unknown flag": (archive([(b"a", b"", {"flags": 4096})]), "flags"),
    "unknown packing": (archive([(b"a", b"", {"method": 14})]), "unknown method 14"),
    "size in directory": (archive([(b"a", b"abc", {"size": 4})]), "declares two sizes"),
    "size in header": (archive([(b"a", b"abc", {"local_size": 4})]), "described differently"),
    "too long": (archive([(b"a", b"abc", {"size": 900, "stored": 900})]), "beyond the data"),
    "overlap": (archive([(b"a", b"1" * 99, {}), (b"b", b"2", {"offset": 0})]), "overlaps"),
    "hidden bytes": (archive([(b"a", b"1", {"stored": 0, "size": 0}), (b"b", b"2", {})]), "hidden"),
    "bytes of no entry": (archive([(b"a", b"1", {"stored": 0, "size": 0})]), "no entry"),
    "bomb by ratio": (_bomb(5_000_000), "grow more than 200 times"),
    "bomb by size": (
        archive([(b"a", b"x", {"method": 8, "size": 600 << 20})]),
        "more than 536870912",
    ),
    "bomb of 10 GB": (_ten_gigabytes(overlap=False), "'bomb0' would grow more than 200 times"),
    "bomb of 10 GB, all the same": (
        _ten_gigabytes(overlap=True),
        "'bomb0' would grow more than 200 times",
    ),
    "bomb of 10 GB, data claimed": (
        _ten_gigabytes(overlap=False, ratio=150),
        "'bomb0' reaches beyond the data",
    ),
    "bomb by many entries": (
        archive([(b"%d" % i, b"", {"method": 8, "size": 0}) for i in range(3)])[: -END.size]
        + END.pack(
            b"PK\5\6", 0, 0, 65_535, 65_535, 3 * (CENTRAL.size + 1), 3 * (LOCAL.size + 1), 0
        ),
        "declares 65535 entries",
    ),
    "entry inside another": (_quoted(), "'b' overlaps another"),
    "network name": (raw([(b"\\\\host\\share", b"")]), "backslash"),
    "home": (raw([(b"~/x", b"")]), "characters that we do not write"),
    "stream": (raw([(b"a:b", b"")]), "names a drive"),
    "socket": (raw([(b"a", b"")], attributes=0o140644 << 16), "special file"),
    "tape": (raw([(b"a", b"")], attributes=0o020644 << 16), "special file"),
    "prefixed": (b"#!/bin/sh\n" + _OK, "before"),
    "appended": (_OK + b"junk", "does not end"),
    "comment": (_OK[:-2] + b"\4\0junk", "does not end"),
    "cut": (_OK[:-1], "does not end"),
    "empty": (b"", "not a complete ZIP"),
    "no zip": (b"\x89PNG" * 50, "does not end"),
    "entry left out": (_appended_to_count(), "after its last directory record"),
    "several disks": (_OK[:-18] + b"\1" + _OK[-17:], "several"),
    "zip64": (_zip64(), "described differently"),
    "extra field": (
        stdlib(lambda z: z.writestr(_with_extra("a"), b"")),
        "extra fields",
    ),
    "file comment": (stdlib(lambda z: z.writestr(_with_comment("a"), b"")), "a comment"),
}

# kind -> (bytes, words): lies that show only when the entry is read.
CONTENT: dict[str, tuple[bytes, str]] = {
    "checksum": (archive([(b"a", b"abc", {"crc": 1})]), "checksum"),
    "unpacks to more": (archive([(b"a", _STREAM, {"method": 8, "size": 49})]), "size"),
    "unpacks to less": (archive([(b"a", _STREAM, {"method": 8, "size": 51})]), "size"),
    "no deflate": (archive([(b"a", b"\xff" * 9, {"method": 8, "size": 51})]), "size"),
    "rest behind deflate": (archive([(b"a", _STREAM + b"x", {"method": 8, "size": 50})]), "size"),
    "cut deflate": (archive([(b"a", _STREAM[:-1], {"method": 8, "size": 50})]), "size"),
}
