"""One bundle, read for its page: checked first, then taken apart.

Law: a page is made of a whole bundle or not at all; nothing from it is run or believed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from virk_edge.errors import BundleError
from virk_edge.formats.bundle import AFTER, BEFORE, DIFFERENCE, Manifest, read_manifest
from virk_edge.formats.exhibit import ExhibitRecord, read_exhibit_record
from virk_edge.formats.verify import verify
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import RecordedStep
from virk_edge.report.steps import read_steps

_DIGEST_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Material:
    """A verified bundle's own words.

    name: the file's. size: bytes of it, and sha256 (lower hex) of it. pictures: the evidence's
    three PNGs by entry, empty where there are none. steps: with blank arrays; None where the
    recording was cut off before its measurements were written.
    """

    name: str
    size: int
    sha256: str
    manifest: Manifest
    exhibit: ExhibitRecord | None
    pictures: dict[str, bytes]
    steps: tuple[RecordedStep, ...] | None


@contextmanager
def opened(path: Path) -> Iterator[tuple[Material, ZipReader]]:
    """What a bundle says, and the reader for its frames while the block lasts.

    Raises:
        BundleError: if it cannot be read, is damaged, or its content has other digests.
    """
    label = str(path)
    try:
        with path.open("rb") as file:
            problems = verify(file, label)
            if problems:
                raise BundleError(problems[0])
            reader = ZipReader(file, label)
            shown = (name for name in (BEFORE, AFTER, DIFFERENCE) if name in reader)
            material = Material(
                name=path.name,
                size=file.seek(0, 2),
                sha256=_sha256(path),
                manifest=read_manifest(reader),
                exhibit=read_exhibit_record(reader),
                pictures={name: reader.read(name) for name in shown},
                steps=read_steps(reader),
            )
            yield material, reader
    except OSError as error:
        raise BundleError(f"{path}: the bundle cannot be read ({error.strerror})") from error


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_DIGEST_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
