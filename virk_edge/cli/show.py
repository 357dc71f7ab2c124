"""``virk-edge show``: what happened, when, where, why and what to do next, for a person."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from virk_edge.cli.options import add_json
from virk_edge.cli.rows import print_rows
from virk_edge.errors import BundleError

if TYPE_CHECKING:
    from virk_edge.formats.bundle import Manifest
    from virk_edge.formats.exhibit import ExhibitRecord
    from virk_edge.report.incident import Row


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("bundle", metavar="BUNDLE", type=Path)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Show one bundle.

    Raises:
        BundleError: if it is none, or damaged as far as that can be seen without its content.
    """
    from virk_edge.formats.records import to_json
    from virk_edge.report.incident import Row, pre_roll, rows
    from virk_edge.report.words import name, plain

    path: Path = args.bundle
    manifest, shown, size = load(path)
    if args.json:
        before, seconds = pre_roll(manifest)
        about = {"bundle": str(path), "bytes": size, "verified": False}
        about |= {"frames_before_opening": before, "seconds_before_opening": round(seconds, 3)}
        print(json.dumps({**about, **to_json(manifest), "exhibit": to_json(shown)}))
        return 0
    incident = manifest.incident
    title = f"incident {name(incident.id)} on camera {name(incident.camera)}"
    file = shlex.quote(plain(str(path)))
    todo = [
        Row("file", f"{file}, {size / 2**20:.1f} MiB, not verified"),
        Row("next", f"virk-edge verify {file}", whole=True),
        Row("", f"virk-edge replay {file}", whole=True),
    ]
    print_rows(title, [*rows(manifest), *_course(path, manifest), *todo])
    return 0


def _course(path: Path, manifest: Manifest) -> tuple[Row, ...]:
    """What the channels said over time; nothing where that was cut off or is damaged."""
    from virk_edge.formats.zipreader import ZipReader
    from virk_edge.report.spark import ASCII_BARS, BARS, spark_rows
    from virk_edge.report.steps import read_moments

    try:
        with path.open("rb") as file:
            moments = read_moments(ZipReader(file, str(path))) or ()
    except (OSError, BundleError):
        return ()  # `verify` says what is wrong with it
    try:
        BARS.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return spark_rows(moments, manifest.incident.opened_boot_ns, bars=ASCII_BARS)
    return spark_rows(moments, manifest.incident.opened_boot_ns)


def load(path: Path) -> tuple[Manifest, ExhibitRecord | None, int]:
    """The manifest, the numbers of the evidence if there are any, and the size in bytes.

    The structure is checked, the digests are not.

    Raises:
        BundleError: if it cannot be read.
    """
    from virk_edge.formats.bundle import read_manifest
    from virk_edge.formats.exhibit import read_exhibit_record
    from virk_edge.formats.zipreader import ZipReader

    try:
        with path.open("rb") as file:
            reader = ZipReader(file, str(path))
            manifest, shown = read_manifest(reader), read_exhibit_record(reader)
            return manifest, shown, path.stat().st_size
    except OSError as error:
        raise BundleError(f"{path}: the bundle cannot be read ({error.strerror})") from error
