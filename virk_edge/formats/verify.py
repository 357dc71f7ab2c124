"""Is this bundle what it says it is? Structure, manifest, and the digest of every entry.

Law: nothing from the bundle is run, unpacked to disk or believed. Pixels are not decoded here: a
replay measures them again and compares ``pixels_sha256`` then.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from virk_edge.errors import BundleError
from virk_edge.formats.bundle import EMBEDDER, MANIFEST, Manifest, read_manifest
from virk_edge.formats.shown import plain
from virk_edge.formats.ziplayout import ReadLimits
from virk_edge.formats.zipreader import ZipReader


def verify(file: BinaryIO, label: str, limits: ReadLimits | None = None) -> list[str]:
    """Problems in words, the first first; empty when the bundle is whole and says the truth.

    Reads one entry at a time. Never raises for anything that is in the file.
    """
    try:
        reader = ZipReader(file, label, limits)
        manifest = read_manifest(reader, agreeing=False)
    except BundleError as exc:
        return [str(exc)]
    return [*_entry_problems(reader, manifest), *_claim_problems(reader, manifest)]


def _entry_problems(reader: ZipReader, manifest: Manifest) -> list[str]:
    problems = list(reader.differences(manifest.entries, MANIFEST))
    for member in reader.members:
        listed = manifest.entries.get(member.name)
        if member.name == MANIFEST or listed is None or listed.size != member.size:
            continue
        try:
            data = reader.read(member.name)
        except BundleError as exc:
            problems.append(str(exc))
            continue
        if hashlib.sha256(data).hexdigest() != listed.sha256:
            problems.append(
                f"{reader.label}: the entry '{member.name}' is not the one in the manifest"
            )
    return problems


def _claim_problems(reader: ZipReader, manifest: Manifest) -> list[str]:
    problems = [
        f"{reader.label}: the frame {frame.seq} of the manifest has no entry '{plain(frame.entry)}'"
        for frame in manifest.frames
        if frame.entry not in reader
    ]
    embedder, stored = manifest.software.embedder, manifest.entries.get(EMBEDDER)
    if embedder and stored and embedder.sha256 != stored.sha256:
        problems.append(f"{reader.label}: '{EMBEDDER}' is not the embedder that measured")
    if manifest.incident.state == "open" and not manifest.incident.reason:
        # With one (recording_cap) it is the recording that ended, before the incident did.
        problems.append(f"{reader.label}: the manifest says that the incident is still open")
    return problems
