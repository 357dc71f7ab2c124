"""USB sticks as files: made, and looked at afterwards, without the machine that they were in.

The kernel here needs no driver for them: mtools and debugfs read the images by themselves.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from systemd_lab.bed import ROOT, do

_PARTITION_AT = 1 << 20
_SECTOR = 512
_FAT32 = 0x0C
# Where FAT12 and FAT16 keep their state, and the bit of it that says "not unmounted".
_FAT16_STATE = 0x25
_FAT_DIRTY = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What a stick is. partition: whether it has a table with one, as bought, or none.

    pulled: it was taken out of a running machine, which leaves a mark on it.
    """

    system: str
    mebibytes: int
    partition: bool = False
    pulled: bool = False


# "small" has less room than a bundle needs.
KINDS = {
    "bought": Kind("vfat", 64, partition=True),
    "strange": Kind("vfat", 64, partition=True),
    "exfat": Kind("exfat", 64),
    "ext4": Kind("ext4", 64),
    "small": Kind("vfat", 1),
    "slow": Kind("vfat", 64, pulled=True),
}
_MAKE = {
    "vfat": ("mkfs.vfat",),
    "exfat": ("mkfs.exfat",),
    "ext4": ("mkfs.ext4", "-q"),
}
_CHECK = {
    "vfat": ("fsck.vfat", "-n"),
    "exfat": ("fsck.exfat", "-n"),
    "ext4": ("e2fsck", "-f", "-n"),
}


def make(folder: Path, name: str) -> Path:
    """A stick of this name, empty."""
    kind, image, inner = KINDS[name], folder / f"{name}.img", folder / f"{name}.part"
    with inner.open("wb") as file:
        file.truncate(kind.mebibytes << 20)
    do(*_MAKE[kind.system], str(inner))
    if not kind.partition:
        return inner.rename(image)
    with image.open("wb") as file:
        file.write(_table(kind.mebibytes << 20))
        file.seek(_PARTITION_AT)
        file.write(inner.read_bytes())
    inner.unlink()
    return image


def _table(size: int) -> bytes:
    """A master boot record with one partition, as on sticks from a shop."""
    entry = bytes((0, 0xFE, 0xFF, 0xFF, _FAT32, 0xFE, 0xFF, 0xFF))
    numbers = b"".join((n // _SECTOR).to_bytes(4, "little") for n in (_PARTITION_AT, size))
    return bytes(446) + entry + numbers + bytes(48) + b"\x55\xaa"


def _check(kind: Kind, inner: Path) -> None:
    """Raises ``BedError`` if the file system is not good; the mark of a pulled FAT is."""
    if kind.pulled:
        with inner.open("r+b") as file:
            file.seek(_FAT16_STATE)
            state = file.read(1)[0]
            file.seek(_FAT16_STATE)
            file.write(bytes((state & ~_FAT_DIRTY,)))
    do(*_CHECK[kind.system], str(inner))


def look(folder: Path, name: str) -> str:
    """Check a stick's file system and the bundles on it. Raises ``BedError`` if they are not good.

    Returns what is there. The bundles of an exFAT are not read, for want of a program.
    """
    kind, image, inner = KINDS[name], folder / f"{name}.img", folder / f"{name}.look"
    with image.open("rb") as source, inner.open("wb") as target:
        source.seek(_PARTITION_AT if kind.partition else 0)
        shutil.copyfileobj(source, target)
    _check(kind, inner)
    copies = folder / f"{name}.files"
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir()
    if kind.system == "vfat":
        do("mcopy", "-s", "-n", "-i", str(inner), "::/virk-edge", str(copies))
    elif kind.system == "ext4":
        do("debugfs", "-R", f"rdump /virk-edge {copies}", str(inner))
    bundles = sorted(copies.rglob("*.virk.zip"))
    if bundles:
        do(sys.executable, "-m", "virk_edge", "verify", *map(str, bundles), at=ROOT)
    files = [path for path in copies.rglob("*") if path.is_file()]
    said = f"{kind.system}: clean, {len(bundles)} bundles that verify, {len(files)} files"
    shutil.rmtree(copies)
    inner.unlink()
    return said


def digest(folder: Path, name: str) -> str:
    """Of every bit of it."""
    return hashlib.sha256((folder / f"{name}.img").read_bytes()).hexdigest()
