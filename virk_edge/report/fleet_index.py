"""The index over many incidents as one page: facts as data, words for people, a table for all.

Law: what a bundle says is escaped by the template, or goes in as data that becomes text only.
"""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from virk_edge.report.bundles import bytes_words, count_words
from virk_edge.report.fleet import Figures, Fleet, IncidentFacts
from virk_edge.report.fleet_pages import page_name, picture_name
from virk_edge.report.html import asset, json_markup, plotly_script, render
from virk_edge.report.incident import weight
from virk_edge.report.words import plain

NO_CLOCK: Final = "clock was not set"
_ENDINGS: Final = {"open": "went on", "interrupted": "interrupted"}


def index_page(fleet: Fleet, *, directory: Path, pages: str) -> str:
    """The page. directory: where the bundles lie. pages: the folder of their pages, relative."""
    first_of, repeats, is_here = _places(fleet)
    rows = [
        _row(row, pages, first_of[n], repeats.get(n, 0), is_here[n])
        for n, row in enumerate(fleet.incidents)
    ]
    devices = len({row.device for row in fleet.incidents}) > 1
    return render(
        "fleet.html.j2",
        scripts=[plotly_script(), asset("fleet.js"), asset("fleet_figures.js")],
        title=f"Incidents in {plain(directory.name or str(directory))}",
        summary=summary_words(fleet.figures),
        source=plain(str(directory)),
        pages=plain(pages),
        devices=devices,
        rows=[_table_row(row, said) for row, said in zip(fleet.incidents, rows, strict=True)],
        unreadable=[
            {"bundle": one.bundle, "size": bytes_words(one.size), "why": one.why}
            for one in fleet.unreadable
        ],
        data=json_markup({"rows": rows, "devices": devices}),
    )


def summary_words(figures: Figures) -> str:
    """What a person would say first."""
    f = figures
    if not f.incidents:
        return f"No incident can be read; {count_words(f.unreadable, 'file')} cannot."
    parts = [
        f"{count_words(f.incidents, 'incident')} on {count_words(len(f.cameras), 'camera')}",
        f"{f.groups} without repeats",
        f"most often {f.causes[0][0]} ({f.causes[0][1]})",
        f"{100 * f.unknown_share:.0f}\u00a0% without a known cause",
        bytes_words(f.size),
    ]
    words = ", ".join(parts)
    if f.first_ns is not None and f.last_ns is not None:
        words += f"; {_moment(f.first_ns)} to {_moment(f.last_ns)}"
    for count, what in (
        (f.undated, "whose clock was not set"),
        (f.unreadable, "that could not be read"),
        (f.copies, "left out as copies of others"),
    ):
        words += f"; {count} {what}" if count else ""
    return f"{words}."


def _places(fleet: Fleet) -> tuple[dict[int, int], dict[int, int], dict[int, bool]]:
    """Of every row the first of its group, and whether that began it; of every first row, how
    many repeat it."""
    first_of = {n: group.members[0] for group in fleet.groups for n in group.members}
    is_here = {n: group.first_is_here for group in fleet.groups for n in group.members}
    repeats = {group.members[0]: len(group.members) - 1 for group in fleet.groups}
    return first_of, repeats, is_here


def _row(
    row: IncidentFacts, pages: str, first: int, repeats: int, first_is_here: bool
) -> dict[str, Any]:
    folder = quote(os.fsencode(pages))
    return {
        "bundle": plain(row.bundle),
        "page": f"{folder}/{page_name(row.bundle)}",
        "picture": f"{folder}/{picture_name(row.bundle)}" if row.pictured else "",
        "id": row.id,
        "camera": row.camera,
        "device": row.device,
        "opened": NO_CLOCK if row.moment_ns is None else f"{_moment(row.moment_ns)} UTC",
        "day": row.day,
        "cause": row.cause or "not diagnosed",
        "score": f"score {row.score:.2f}" if row.cause else "",
        "because": row.because,
        "severity": row.severity,
        "weight": weight(row.severity) if row.cause else "not known",
        "state": row.state,
        "provisional": row.provisional,
        "first": first,
        "repeats": repeats,
        "badges": _badges(row, first_is_here),
    }


def _badges(row: IncidentFacts, first_is_here: bool) -> list[str]:
    """What is special about it; none for most."""
    found = [_ENDINGS[row.state]] if row.state in _ENDINGS else []
    found += ["provisional"] if row.provisional else []
    found += ["a score that cannot be"] if row.impossible else []
    found += ["frames withheld"] if row.withheld else []
    if row.repeats is not None:
        found.append("a repeat" if first_is_here else "a repeat, the first is gone")
    return found


def _table_row(row: IncidentFacts, said: dict[str, Any]) -> dict[str, str]:
    """The words of a row of the table."""
    repeats = f"{said['repeats']} more" if said["repeats"] else ""
    if row.repeats is not None:
        repeats = f"repeats {row.repeats[:12]}" + (f", {repeats}" if repeats else "")
    return {
        **{name: said[name] for name in ("page", "camera", "device", "cause")},
        "opened": said["opened"].removesuffix(" UTC"),
        "score": f"{row.score:.2f}" if row.cause else "",
        "severity": f"{row.severity:.2f}" if row.cause else "not known",
        "state": row.state + (", provisional" if row.provisional else ""),
        "repeats": repeats,
        "size": bytes_words(row.size),
    }


def _moment(t_ns: int) -> str:
    return f"{datetime.fromtimestamp(t_ns // 10**9, timezone.utc):%Y-%m-%d %H:%M}"
