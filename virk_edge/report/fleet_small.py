"""The page of one incident beside an index: words, previews, evidence and the timeline, in a tenth
of a second; the exact frames stay in the bundle.

Law: a bundle's structure is checked and its texts are not believed, but no digest is compared, as
that would read every byte of a thousand bundles. The page says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from virk_edge.formats.bundle import Manifest
from virk_edge.formats.exhibit import read_exhibit_record
from virk_edge.formats.zipreader import ZipReader
from virk_edge.report.fleet_picture import EVIDENCE, Sheet, read_evidence, read_sheet
from virk_edge.report.html import asset, data_uri, json_markup, render
from virk_edge.report.page import VERIFIED, Badge, Page, page
from virk_edge.report.page_course import courses, gaps, peak
from virk_edge.report.page_evidence import drawing
from virk_edge.report.page_source import Material
from virk_edge.report.plots import timeline
from virk_edge.report.steps import read_moments

_NO_DIGEST: Final = "sha256"


@dataclass(frozen=True, slots=True)
class SmallPage:
    """A page, and the picture that stands for it in the index: JPEG, None if there is none."""

    text: str
    picture: bytes | None


def small_page(
    reader: ZipReader, manifest: Manifest, *, name: str, size: int, index: str
) -> SmallPage:
    """The page of an open bundle. name: the file's. size: bytes. index: the way to the index.

    Raises:
        BundleError: if an entry that is shown is damaged.
        UsageError: if a library is missing.
    """
    moments = read_moments(reader)
    exhibit = read_exhibit_record(reader)
    sheet, evidence = read_sheet(reader, manifest), read_evidence(reader)
    shown = {entry: manifest.entries[entry] for entry in EVIDENCE if entry in manifest.entries}
    said = replace(manifest, entries=shown)
    about = _unverified(page(Material(name, size, "", said, exhibit, {}, None)))
    incident = manifest.incident
    found = courses(moments or (), incident.opened_boot_ns)
    onset_seconds = (incident.onset_boot_ns - incident.opened_boot_ns) / 1e9
    plot = timeline(found, gaps(moments or (), incident.opened_boot_ns), onset_seconds)
    text = render(
        "fleet_page.html.j2",
        title=about.title,
        scripts=[asset("page.js")],
        page=about,
        index=index,
        sheet=sheet,
        sheet_uri=None if sheet is None else data_uri(sheet.jpeg),
        evidence=None if evidence is None else [data_uri(jpeg) for jpeg in evidence],
        drawing=drawing(exhibit),
        plot=plot,
        courses=[(course, peak(course)) for course in found if course.points],
        data=json_markup(
            {
                "frames": [],
                "start": 0,
                "sound": None,
                "plots": {} if plot is None else {"timeline": plot.figure},
            }
        ),
    )
    return SmallPage(text, _picture(sheet, evidence))


def _unverified(about: Page) -> Page:
    """The same page, without what only a verified bundle may say."""
    badges = [badge for badge in about.badges if badge != VERIFIED]
    return replace(
        about,
        badges=(*badges, Badge("digests not compared")),
        origin=tuple(pair for pair in about.origin if pair[0] != _NO_DIGEST),
        digests=(),
    )


def _picture(sheet: Sheet | None, evidence: tuple[bytes, bytes, bytes] | None) -> bytes | None:
    """At the opening; where no frame was kept, what the judge saw since."""
    if sheet is not None:
        return sheet.small
    return None if evidence is None else evidence[1]
