"""The index and its pages on disk: what is found, what is made anew, what a broken bundle costs."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.fleets import SEQS, incident, sheet, write_bundle
from virk_edge.adapters.contact_sheet import ContactSheet
from virk_edge.cli.main import main
from virk_edge.errors import UsageError
from virk_edge.report.fleet import IncidentFacts, Unreadable
from virk_edge.report.fleet_find import find_bundles
from virk_edge.report.fleet_pages import page_name, picture_name
from virk_edge.report.fleet_picture import sheet_times
from virk_edge.report.fleet_write import WrittenFleet, fleet_objects, write_fleet

pytest.importorskip("jinja2")
pytest.importorskip("plotly")
GOLDEN = "tests/formats/golden/bundle_v1.virk.zip"


def written(folder: Path, out: Path, **options: bool) -> WrittenFleet:
    """The index over a folder, without other processes."""
    return write_fleet(folder, out, processes=1, **options)


def test_bundles_are_found_below_but_not_what_was_set_aside(tmp_path: Path) -> None:
    """Several stores; no parts, no acknowledgements, no states, no quarantine, no links."""
    one = write_bundle(tmp_path / "fleet/a/store", incident("a1"))
    write_bundle(tmp_path / "fleet", incident("b1"), name="renamed by (a) hand.virk.zip")
    for passed_over in ("quarantine", "acks", "state", ".hidden"):
        write_bundle(tmp_path / "fleet/a/store" / passed_over, incident("c1"))
    shutil.copy(one, one.with_name(f".{one.name}.part"))
    shutil.copy(one, one.with_name(f".{one.name}"))
    (tmp_path / "fleet/linked.virk.zip").symlink_to(one)
    (tmp_path / "fleet/linked").symlink_to(one.parent)
    names = [found.bundle for found in find_bundles(tmp_path / "fleet")]
    assert names == [f"a/store/{one.name}", "renamed by (a) hand.virk.zip"]


def test_a_folder_without_a_bundle_is_said(tmp_path: Path) -> None:
    """In a sentence, with what to name instead."""
    with pytest.raises(UsageError, match="holds no bundle; name a store"):
        written(tmp_path, tmp_path / "x.html")
    assert list(tmp_path.iterdir()) == []


def test_pages_are_made_and_kept_until_their_bundle_changes(
    tmp_path: Path, repository: Path
) -> None:
    """Also one that is gone takes its page along; files of others stay."""
    fleet, out = tmp_path / "fleet", tmp_path / "x.html"
    first = write_bundle(fleet, incident("a1"), thumbs=sheet())
    second = write_bundle(fleet, incident("a2"))
    shutil.copy(repository / GOLDEN, fleet)
    found = written(fleet, out)
    assert (found.made, found.kept) == (3, 0)
    pages = tmp_path / "x-pages"
    assert all(path.stat().st_mode & 0o7 == 0 for path in (out, pages, *pages.iterdir()))
    assert (pages / picture_name(first.name)).is_file()
    assert not (pages / picture_name(second.name)).exists()
    again = written(fleet, out)
    assert (again.made, again.kept, again.fleet) == (0, 3, found.fleet)
    assert written(fleet, out, everything=True).made == 3

    (pages / picture_name(first.name)).unlink()
    (pages / page_name(second.name)).write_bytes(b"cut off")
    assert (written(fleet, out).made, written(fleet, out).made) == (2, 0)
    write_bundle(fleet, incident("a2", severity=0.9))
    assert written(fleet, out).made == 1

    (pages / "notes.html").write_text("mine", encoding="utf-8")
    first.unlink()
    assert len(written(fleet, out).fleet.incidents) == 2
    names = {path.name for path in pages.iterdir()}
    assert page_name(first.name) not in names and picture_name(first.name) not in names
    assert {page_name(second.name), "plotly.min.js", "notes.html"} <= names


def test_a_page_says_what_show_says_and_claims_no_digest(tmp_path: Path) -> None:
    """The timeline, too; and the way back. Arrays that are not read may be damaged."""
    path = write_bundle(tmp_path, incident("a1"), steps=True)
    found = written(tmp_path, tmp_path / "my index.html")
    text = (found.pages / page_name(path.name)).read_text(encoding="utf-8")
    assert "digests not compared" in text and "digests verified" not in text
    assert 'href="../my%20index.html"' in text
    assert "by appearance at 7.2 times normal" in text and 'id="plot-timeline"' in text
    assert "script-src 'self' file:" in text.replace("&#39;", "'")


def test_a_name_that_is_no_text_is_linked_all_the_same(tmp_path: Path) -> None:
    """A file's name is bytes."""
    path = write_bundle(tmp_path, incident("a1"))
    found = written(tmp_path, tmp_path / os.fsdecode(b"\xffday.html"))
    assert 'href="../%FFday.html"' in (found.pages / page_name(path.name)).read_text("utf-8")
    assert f"%FFday-pages/{page_name(path.name)}" in found.index.read_text("utf-8")


def test_the_thumbnail_is_the_first_picture_since_the_opening(tmp_path: Path) -> None:
    """The sample's frame of number n is grey level 5 n, and the opening is 40."""
    path = write_bundle(tmp_path, incident("a1"), thumbs=sheet())
    found = written(tmp_path, tmp_path / "x.html")
    data = (found.pages / picture_name(path.name)).read_bytes()
    small = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    times = sheet_times([seq * 10**9 for seq in SEQS])
    seq = min(t for t in times if t >= 40 * 10**9) // 10**9
    assert small.shape == (135, 240)
    assert abs(float(small.mean()) - 5 * seq) < 2.0


@pytest.mark.parametrize("count", [1, 2, 5, 12, 13, 24, 25, 60, 333])
def test_the_sheets_pictures_are_known_by_the_frames_times(count: int) -> None:
    """As many as ``ContactSheet`` draws, at the times that it writes under them."""
    times = [n * n * 10**7 for n in range(count)]
    made = ContactSheet(0)
    for n, t_ns in enumerate(times):
        made.add(np.full((8, 8), n % 250, np.uint8), t_ns)
    pixels = cv2.imdecode(np.frombuffer(made.jpeg(), np.uint8), cv2.IMREAD_GRAYSCALE)
    shown = sheet_times(times)
    rows = -(-len(shown) // 4)
    cell = pixels.shape[0] // rows
    for place, t_ns in enumerate(shown):
        top, left = place // 4 * cell, place % 4 * 240
        seen = float(pixels[top + 20 : top + cell - 60, left + 20 : left + 220].mean())
        assert abs(seen - times.index(t_ns) % 250) < 2.0


def test_what_cannot_be_read_is_listed_and_costs_nobody_else(tmp_path: Path) -> None:
    """Cut off, foreign, empty, and one whose name is markup; each with its sentence."""
    whole = write_bundle(tmp_path, incident("a1"))
    (tmp_path / "cut.virk.zip").write_bytes(whole.read_bytes()[:200])
    (tmp_path / "<script>alert(1)<.virk.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    (tmp_path / "empty.virk.zip").write_bytes(b"")
    found = written(tmp_path, tmp_path / "x.html")
    assert [one.id for one in found.fleet.incidents] == ["a1"]
    assert len(found.fleet.unreadable) == 3
    assert all(len(one.why) > 20 for one in found.fleet.unreadable)
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text


def test_a_strangers_words_stay_words(tmp_path: Path) -> None:
    """In the data, in the table, in the page, and in the comment at its end."""
    bad = "--></script><img src=x onerror=alert(1)>"
    write_bundle(tmp_path, incident("a1", camera=bad, cause=bad, reason=bad))
    found = written(tmp_path, tmp_path / "x.html")
    assert found.fleet.incidents[0].camera == bad
    for path in (tmp_path / "x.html", *found.pages.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert "<img src=x" not in text and "--></script" not in text
    assert written(tmp_path, tmp_path / "x.html").kept == 1


def test_the_command_tells_the_same_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One object for each bundle, and a summary at the end."""
    write_bundle(tmp_path, incident("a1"))
    write_bundle(tmp_path, incident("a2", days=1, duplicate_of="a1"))
    (tmp_path / "empty.virk.zip").write_bytes(b"")
    assert main(["report", str(tmp_path), "-o", str(tmp_path / "x.html"), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines] == ["incident", "incident", "unreadable", "summary"]
    assert lines[0]["group"] == lines[1]["group"] == lines[0]["bundle"]
    assert Path(lines[0]["page"]).is_file()
    assert (lines[3]["incidents"], lines[3]["groups"], lines[3]["unreadable"]) == (2, 1, 1)
    assert main(["report", str(tmp_path), "-o", str(tmp_path / "x.html")]) == 0
    told = capsys.readouterr().out
    assert "2 incidents on 1 camera, 1 without repeats" in told
    assert "1 that could not be read" in told


def test_objects_are_values_of_their_kinds(tmp_path: Path) -> None:
    """What ``--json`` prints can be read back as what it was."""
    write_bundle(tmp_path, incident("a1"))
    first = next(iter(fleet_objects(written(tmp_path, tmp_path / "x.html"))))
    assert set(IncidentFacts.__slots__) < first.keys()
    assert {"kind", "page", "group"} == first.keys() - set(IncidentFacts.__slots__)
    assert Unreadable("a", 1, "b").why == "b"
