"""``report DIR``: finds the bundles, has their pages made, and writes the index over them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from virk_edge.adapters.durable import sentences
from virk_edge.formats.records import to_json
from virk_edge.report.fleet import Fleet, IncidentFacts, Unreadable, fleet
from virk_edge.report.fleet_find import FoundBundle, find_bundles
from virk_edge.report.fleet_index import index_page, summary_words
from virk_edge.report.fleet_pages import (
    FOLDER_MODE,
    PLOTLY,
    PageJob,
    clear_out,
    fresh_facts,
    lost_page,
    make_page,
    page_name,
    picture_name,
    program_digest,
    put,
)
from virk_edge.report.fleet_work import each
from virk_edge.report.html import plotly_script, write_page


@dataclass(frozen=True, slots=True)
class WrittenFleet:
    """What was written. index: the page. pages: the folder of the others. made, kept: how many of
    them were made now, and how many were still good."""

    index: Path
    pages: Path
    fleet: Fleet
    made: int
    kept: int

    @property
    def words(self) -> str:
        """What the index says in its first line, for any terminal."""
        return summary_words(self.fleet.figures).replace("\u00a0", " ")


def write_fleet(
    directory: Path,
    out: Path,
    *,
    bundles: list[FoundBundle] | None = None,
    progress: Callable[[int], None] = lambda done: None,
    everything: bool = False,
    processes: int | None = None,
) -> WrittenFleet:
    """Write ``out``, the index, and a page for each bundle into ``NAME-pages`` beside it.

    directory: a store, or a folder of stores. bundles: what ``find_bundles`` found in it, for a
    caller who must know how many there are. progress: is told how many bundles are done.
    everything: make pages anew whose bundles have not changed, too. processes: by default one for
    each processor.

    Raises:
        UsageError: if there is no bundle, or a library is missing.
        StorageError: if the disk says no.
    """
    found = find_bundles(directory) if bundles is None else bundles
    folder = out.with_name(f"{out.stem}-pages")
    plots = plotly_script()
    with sentences("create", folder):
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    _put_once(folder / PLOTLY, plots.encode())
    made_by = program_digest()
    index = f"../{quote(os.fsencode(out.name))}"  # a name need not be text
    jobs = [PageJob(one, folder, index, made_by) for one in found]
    known = {} if everything else {job: facts for job in jobs if (facts := fresh_facts(job))}
    results: list[IncidentFacts | Unreadable] = list(known.values())
    progress(len(results))
    todo = [job for job in jobs if job not in known]
    for result in each(make_page, todo, lost_page, processes=processes):
        results.append(result)
        progress(len(results))
    incidents = [result for result in results if isinstance(result, IncidentFacts)]
    broken = [result for result in results if isinstance(result, Unreadable)]
    whole = fleet(incidents, broken)
    write_page(out, index_page(whole, directory=directory.absolute(), pages=folder.name))
    shown = [row.bundle for row in incidents]
    clear_out(folder, {name(bundle) for bundle in shown for name in (page_name, picture_name)})
    return WrittenFleet(out, folder, whole, made=len(todo) - len(broken), kept=len(known))


def fleet_objects(written: WrittenFleet) -> Iterator[dict[str, Any]]:
    """For ``--json``: one object for each bundle, what cannot be read last, and a summary."""
    for group in written.fleet.groups:
        for number in group.members:
            row = written.fleet.incidents[number]
            page = written.pages / page_name(row.bundle)
            first = written.fleet.incidents[group.members[0]].bundle
            yield {"kind": "incident", **to_json(row), "page": str(page), "group": first}
    for one in written.fleet.unreadable:
        yield {"kind": "unreadable", **to_json(one)}
    yield {
        "kind": "summary",
        "index": str(written.index),
        "made": written.made,
        "kept": written.kept,
        **to_json(written.fleet.figures),
    }


def _put_once(path: Path, data: bytes) -> None:
    """A file that is the same for all pages is not written again; its length tells versions."""
    if not path.is_file() or path.stat().st_size != len(data):
        put(path, data)
