"""The facts of many bundles: rows, repeats, figures, all from manifests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fleets import DAY_NS, incident
from tests.formats.samples import CLOSED
from virk_edge.formats.bundle import Manifest
from virk_edge.report.fleet import (
    Group,
    IncidentFacts,
    Unreadable,
    fleet,
    groups_of,
    incident_facts,
    moment_ns,
)

SET_NS = CLOSED.incident.opened_wall_ns


def row(manifest: Manifest, bundle: str = "") -> IncidentFacts:
    """The row of a manifest, in a folder ``shed`` unless told."""
    return incident_facts(manifest, bundle or f"shed/{manifest.incident.id}.virk.zip", 1000)


def test_a_row_says_what_its_manifest_says() -> None:
    """Who, when, why, how bad, how long."""
    found = row(incident("a1", provisional=True))
    assert (found.camera, found.device, found.cause, found.score) == (
        "front-door", "shed", "moved", 0.9,
    )  # fmt: skip
    assert (found.moment_ns, found.day, found.lasted_seconds) == (SET_NS, "2026-11-22", 20.0)
    assert (found.severity, found.state, found.provisional) == (0.5, "closed", True)


def test_a_device_is_its_host_or_its_folder() -> None:
    """The host's name goes before the folder; a bundle of the folder itself has none."""
    assert row(incident("a1", hostname="pi-7")).device == "pi-7"
    assert row(incident("a1"), "a/b/x.virk.zip").device == "a/b"
    assert row(incident("a1"), "x.virk.zip").device == ""


def test_what_nobody_knows_is_not_made_up() -> None:
    """Without a diagnosis there is no cause, and the severity is the store's for that."""
    found = row(incident("a1", cause="", severity=0.0, closed_boot_ns=None))
    assert (found.cause, found.severity, found.lasted_seconds) == ("", 0.5, None)


def test_strangers_numbers_and_texts_are_held() -> None:
    """No control characters, no endless lines, no shares beyond 1."""
    found = row(incident("a1", camera="\x1b[2J" + "x" * 5000, severity=float("inf")))
    assert "\x1b" not in found.camera and found.camera.endswith("xx… (5,004 characters)")
    assert len(found.camera) < 110 and found.impossible
    assert found.severity == 1.0
    assert row(incident("a1", severity=float("nan"))).severity == 0.0


def test_a_clock_that_was_not_set_dates_nothing() -> None:
    """1970 is no day of a camera; a clock that was set meanwhile tells when it was."""
    known, clocks = CLOSED.incident, CLOSED.clocks
    unset = replace(clocks, wall_ns=90 * 10**9, wall_step_seconds=None)
    early = replace(known, opened_wall_ns=91 * 10**9)
    assert moment_ns(early, unset) is None
    stepped = replace(unset, wall_step_seconds=(SET_NS - 91 * 10**9) / 1e9)
    assert moment_ns(early, stepped) == pytest.approx(SET_NS, abs=1000)
    assert moment_ns(replace(known, opened_wall_ns=2**62), clocks) is None
    assert moment_ns(replace(known, opened_wall_ns=-5), clocks) is None
    footage = replace(known, opened_wall_ns=1_300_000_000 * 10**9)
    assert moment_ns(footage, clocks) == 1_300_000_000 * 10**9


def test_repeats_stand_behind_the_first_of_them() -> None:
    """Also behind one that is gone: then the earliest that is left leads."""
    found = fleet(
        [
            row(incident("a1", days=0)),
            row(incident("a2", days=1, duplicate_of="a1")),
            row(incident("a3", days=2, duplicate_of="a2")),
            row(incident("b2", days=3, duplicate_of="gone")),
            row(incident("b3", days=4, duplicate_of="gone")),
            row(incident("c1", days=5, camera="yard", duplicate_of="a1")),
        ]
    )
    names = [one.id for one in found.incidents]
    assert names == ["c1", "b3", "b2", "a3", "a2", "a1"]
    groups = {tuple(names[n] for n in g.members): g.first_is_here for g in found.groups}
    assert groups == {("a1", "a2", "a3"): True, ("b2", "b3"): False, ("c1",): False}


def test_a_ring_of_repeats_comes_to_an_end() -> None:
    """Only a forger makes one; it is one group."""
    rows = tuple(
        row(incident(me, duplicate_of=other)) for me, other in (("a", "b"), ("b", "c"), ("c", "a"))
    )
    assert groups_of(rows) == (Group((0, 1, 2), True),)
    for name in ("a", ""):
        assert groups_of((row(incident(name, duplicate_of=name), "x"),)) == (Group((0,), True),)


def test_a_long_chain_takes_no_time_to_speak_of() -> None:
    """A thousand repeats, each of the one before."""
    rows = tuple(row(incident(f"x{n}", duplicate_of=f"x{n - 1}")) for n in range(1000))
    assert [len(group.members) for group in groups_of(rows)] == [1000]


def test_a_copy_is_counted_once() -> None:
    """The bundle on the device and the one fetched from there are one incident."""
    one = incident("a1")
    found = fleet([row(one, "store/x.virk.zip"), row(one, "stick/x.virk.zip")])
    assert [r.bundle for r in found.incidents] == ["stick/x.virk.zip"]
    assert (found.figures.incidents, found.figures.copies) == (1, 1)


def test_figures_count_what_is_there() -> None:
    """Causes, cameras, days, those without a clock, those without a cause, bytes."""
    unset = replace(incident("d", cause="unknown"), clocks=replace(CLOSED.clocks, wall_ns=0))
    unset = replace(unset, incident=replace(unset.incident, opened_wall_ns=5 * 10**9))
    rows = [
        row(incident("a")),
        row(incident("b", days=1, camera="yard", cause="haze")),
        row(incident("c", days=1, cause="")),
        row(unset),
    ]
    figures = fleet(rows, [Unreadable("x", 24, "why")]).figures
    assert figures.causes == (("haze", 1), ("moved", 1), ("not diagnosed", 1), ("unknown", 1))
    assert figures.cameras == (("front-door", 3), ("yard", 1))
    assert figures.days == (("2026-11-22", 1), ("2026-11-23", 2))
    assert ("yard", "2026-11-23", 1) in figures.by_camera_and_day
    assert (figures.undated, figures.unknown_share, figures.size) == (1, 0.5, 4024)
    assert (figures.first_ns, figures.last_ns) == (SET_NS, SET_NS + DAY_NS)
    assert figures.unreadable == 1


def test_nothing_at_all_is_no_error() -> None:
    """All that lies there may be broken."""
    found = fleet([], [Unreadable("x", 24, "why")])
    assert (found.incidents, found.groups, found.figures.unknown_share) == ((), (), 0.0)
