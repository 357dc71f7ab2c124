"""The pages of an index: one for each bundle, its thumbnail beside it, made anew when it changed.

Law: there is no list to disagree with. A page says in its last line which bundle it was made of, by
which program, and what the index must know of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.resources
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

import virk_edge
from virk_edge.adapters.durable import sentences
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import SUFFIX, read_manifest
from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.records import from_json, to_json
from virk_edge.formats.zipreader import ZipReader
from virk_edge.report.fleet import IncidentFacts, Unreadable, incident_facts
from virk_edge.report.fleet_find import FoundBundle
from virk_edge.report.fleet_small import small_page
from virk_edge.report.words import plain

PLOTLY: Final = "plotly.min.js"  # once for all pages
FOLDER_MODE: Final = 0o750  # pages show what a camera saw
_FILE_MODE: Final = 0o640
_STEM_MAX: Final = 120
_MARK: Final = b"\n<!--virk-edge "
_TAIL_BYTES: Final = 16 << 10
_PAGE: Final = re.compile(r"[A-Za-z0-9._-]{1,130}-[0-9a-f]{8}\.(html|jpg)")


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to be made. folder: where the pages lie. index: the way from there to the index.
    made_by: see ``program_digest``."""

    found: FoundBundle
    folder: Path
    index: str
    made_by: str


@dataclass(frozen=True, slots=True)
class PageMark:
    """What a page was made of: the bundle's bytes and time, and the program."""

    size: int
    mtime_ns: int
    made_by: str
    facts: IncidentFacts


def page_name(bundle: str) -> str:
    """The page of the bundle at this path below the folder: plain, short, the same every time."""
    name = PurePosixPath(bundle).name.removesuffix(SUFFIX)
    stem = re.sub(r"[^A-Za-z0-9._-]", "_", name)[:_STEM_MAX] or "_"
    digest = hashlib.sha256(bundle.encode(errors="surrogateescape")).hexdigest()
    return f"{stem}-{digest[:8]}.html"


def picture_name(bundle: str) -> str:
    """The thumbnail beside it."""
    return page_name(bundle).removesuffix("html") + "jpg"


def program_digest() -> str:
    """A digest of everything that decides what a page looks like: another one makes all anew."""
    digest = hashlib.sha256(virk_edge.__version__.encode())
    package = importlib.resources.files("virk_edge.report")
    files = [*package.iterdir(), *(package / "assets").iterdir()]
    for file in sorted(files, key=lambda file: file.name):
        if file.is_file() and not file.name.endswith(".pyc"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def fresh_facts(job: PageJob) -> IncidentFacts | None:
    """What the page says of its bundle, if it is still the page of that; else None."""
    path = job.folder / page_name(job.found.bundle)
    with contextlib.suppress(OSError, ValueError):
        with path.open("rb") as file:
            file.seek(max(file.seek(0, 2) - _TAIL_BYTES, 0))
            _, mark, said = file.read().rpartition(_MARK)
        if not mark or not said.endswith(b"-->\n"):
            return None
        made = from_json(PageMark, json_value(said[:-4]))
        of = (made.size, made.mtime_ns, made.made_by, made.facts.bundle)
        if of != (job.found.size, job.found.mtime_ns, job.made_by, job.found.bundle):
            return None
        pictured = made.facts.pictured
        if pictured and not (job.folder / picture_name(job.found.bundle)).is_file():
            return None
        return made.facts
    return None


def make_page(job: PageJob) -> IncidentFacts | Unreadable:
    """Read the bundle, write its page and its thumbnail. Raises nothing: one bundle of a thousand
    must not cost the others."""
    found = job.found
    try:
        with found.path.open("rb") as file:
            return _made(job, ZipReader(file, "the file"))
    except BundleError as error:
        return _unreadable(found, str(error))
    except OSError as error:
        return _unreadable(found, f"it cannot be read ({error.strerror})")
    except Exception as error:
        why = f"{type(error).__name__}: {error}; this is a bug of virk-edge, please report it"
        return _unreadable(found, why)


def lost_page(job: PageJob) -> Unreadable:
    """What stands for a bundle whose reading ended the process."""
    why = "reading it ended the program that read it; a picture in it may be damaged or hostile"
    return _unreadable(job.found, why)


def clear_out(folder: Path, kept: set[str]) -> None:
    """Remove pages and thumbnails of bundles that are gone; files of other names stay."""
    with sentences("clear out", folder):
        for path in folder.iterdir():
            if _PAGE.fullmatch(path.name) and path.name not in kept:
                path.unlink(missing_ok=True)


def put(path: Path, data: bytes) -> None:
    """Write a file for its owner and group, whole or not at all. It can be made again, so the disk
    is not waited for.

    Raises ``StorageError``.
    """
    part = path.with_name(f".{path.name}.part")
    with sentences("write", path):
        part.unlink(missing_ok=True)  # of a run that was interrupted; perhaps with other rights
        part.touch(mode=_FILE_MODE)
        part.write_bytes(data)
        part.replace(path)


def _made(job: PageJob, reader: ZipReader) -> IncidentFacts:
    found = job.found
    manifest = read_manifest(reader)
    facts = incident_facts(manifest, found.bundle, found.size)
    name = PurePosixPath(found.bundle).name
    page = small_page(reader, manifest, name=name, size=found.size, index=job.index)
    if page.picture is not None:
        put(job.folder / picture_name(found.bundle), page.picture)
        facts = replace(facts, pictured=True)
    mark = PageMark(found.size, found.mtime_ns, job.made_by, facts)
    text = page.text.encode() + _MARK + _comment(mark) + b"-->\n"
    put(job.folder / page_name(found.bundle), text)
    return facts


def _comment(mark: PageMark) -> bytes:
    """JSON that cannot end a comment of HTML."""
    return json_bytes(to_json(mark)).replace(b"<", b"\\u003c").replace(b">", b"\\u003e")


def _unreadable(found: FoundBundle, why: str) -> Unreadable:
    return Unreadable(plain(found.bundle), found.size, plain(why))
