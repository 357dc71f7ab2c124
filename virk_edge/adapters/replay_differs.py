"""What is not as it was when a bundle was recorded: versions, machine, kernels, code."""

from __future__ import annotations

import platform

import cv2
import numpy as np

import virk_edge
from virk_edge.adapters.resources import has_source
from virk_edge.formats.bundle import CODE, Manifest
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import EmbedderIdentity


def differs(manifest: Manifest, now: EmbedderIdentity | None) -> tuple[str, ...]:
    """One line for each thing; now: the embedder that runs here, None if none does."""
    was, identity = manifest.software, manifest.software.embedder
    pairs = [
        ("virk-edge", was.virk_edge, virk_edge.__version__),
        ("Python", was.python, platform.python_version()),
        ("numpy", was.numpy, np.__version__),
        ("OpenCV", was.opencv, cv2.__version__),
        ("machine", manifest.host.machine, platform.machine()),
    ]
    if identity is not None and now is not None:
        pairs += [
            ("runtime", identity.runtime, now.runtime),
            ("runtime version", identity.runtime_version, now.runtime_version),
            ("kernels", identity.kernels, now.kernels),
        ]
    return tuple(f"{name}: recorded {a}, here {b}" for name, a, b in pairs if a != b)


def other_code(reader: ZipReader) -> tuple[str, ...]:
    """Whether the code that runs here is the code that decided then; the version alone can lie."""
    package = f"{CODE}virk_edge/"
    other = [
        name.removeprefix(package)
        for name in reader.names
        if name.startswith(package)
        and name.endswith(".py")
        and not has_source(name.removeprefix(package), reader.read(name))
    ]
    if not other:
        return ()
    more = f" and {len(other) - 1} more" if len(other) > 1 else ""
    return (f"code: {other[0]}{more} differ from the recording's; python3 FILE runs those",)
