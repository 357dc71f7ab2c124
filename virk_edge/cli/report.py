"""``virk-edge report``: one incident, or many, as one self-contained page for a browser."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

from virk_edge.cli.options import add_json
from virk_edge.errors import InputError, UsageError

if TYPE_CHECKING:
    from virk_edge.replay import Report


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add("source", metavar="BUNDLE_OR_DIR", type=Path, help="a bundle, or a folder of them")
    add("-o", "--out", metavar="FILE", type=Path, required=True, help="the page: FILE.html")
    add("--replay", action="store_true", help="replay the bundle too, and show the verdict")
    add("--anew", action="store_true", help="of a folder: make pages that are still good, too")
    add(
        "--frames-mib",
        metavar="N",
        type=int,
        default=32,
        help="how much of the exact frames a page may hold; others are previews (default: 32)",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write the page; an older page of that name is replaced.

    Raises:
        BundleError: if the bundle is damaged; then no page is written.
        UsageError: if FILE is no page, or what pages need is not installed.
    """
    out: Path = args.out
    if out.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{out}: a page is written to FILE.html; name one with -o")
    if args.frames_mib < 0:
        raise UsageError("--frames-mib must be 0 or more")
    if out.is_dir():  # said now, not when a thousand pages are made
        raise UsageError(f"{out} is a folder; name another FILE.html")
    if out.exists() and is_zipfile(out):
        raise UsageError(f"{out} is a bundle, which would be overwritten; name another FILE.html")
    if args.source.is_dir():
        return _fleet(args)
    from virk_edge.report.html import write_page
    from virk_edge.report.page_html import as_json, bundle_page

    replayed = _replayed(args.source) if args.replay else None
    made = bundle_page(args.source, frames_bytes=args.frames_mib << 20, replayed=replayed)
    write_page(out, made.text)
    size = out.stat().st_size
    if args.json:
        print(json.dumps({"page": str(out), "bytes": size, **as_json(made)}))
    else:
        about = made.about
        print(f"{out}: {about.headline}, camera {about.camera} ({size / 2**20:.1f} MiB)")
    return 0


def _replayed(path: Path) -> Report | str:
    """What a replay finds, or the sentence why there is none, which is then the page's."""
    from virk_edge.replay import replay

    try:
        return replay(path)
    except InputError as error:
        return str(error)


def _fleet(args: argparse.Namespace) -> int:
    """The index over a folder's bundles, and a page beside it for each of them.

    Raises:
        UsageError: if there is none, or --replay was asked for.
    """
    if args.replay:
        raise UsageError("--replay is for one bundle; 'virk-edge replay' takes many")
    from virk_edge.cli.progress import bar
    from virk_edge.report.fleet_find import find_bundles
    from virk_edge.report.fleet_write import fleet_objects, write_fleet

    found = find_bundles(args.source)
    with bar(len(found), "pages", quiet=args.json) as shown:
        written = write_fleet(
            args.source,
            args.out,
            bundles=found,
            progress=shown.advance,
            everything=args.anew,
        )
    if args.json:
        for one in fleet_objects(written):
            print(json.dumps(one))
    else:
        print(f"{args.out}: {written.words}")
    return 0
