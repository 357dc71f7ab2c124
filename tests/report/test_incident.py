"""An incident in words: every state of a manifest has a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from tests.formats.samples import CLOSED, OPENED, frame_record
from virk_edge.formats.bundle import BudgetRecord, Manifest
from virk_edge.nouns import Cause
from virk_edge.report.incident import rows
from virk_edge.report.words import wall_clock

ROME = timezone(timedelta(hours=1), "CET")


def words(manifest: Manifest) -> dict[str, str]:
    """Label to text."""
    return {row.label: row.text for row in rows(manifest, local=ROME)}


def test_wall_time_is_told_in_utc_and_here() -> None:
    """Two clocks where they differ, one where they do not, and no crash for a mad one."""
    t_ns = 1_795_335_330_000_000_000
    assert wall_clock(t_ns, ROME) == "2026-11-22 08:15:30 UTC (2026-11-22 09:15:30 CET)"
    assert wall_clock(t_ns, timezone.utc) == "2026-11-22 08:15:30 UTC"
    assert wall_clock(2**70, ROME).startswith("not a time")
    assert wall_clock(-(2**70), ROME).startswith("not a time")


@pytest.mark.parametrize(
    ("synchronised", "expected"), [(True, "synchronised"), (False, "NOT"), (None, "not known")]
)
def test_the_clock_is_trusted_only_if_it_was_set(synchronised: bool | None, expected: str) -> None:
    """A device without a clock believes in 1970; the reader is told."""
    clocks = replace(CLOSED.clocks, wall_synchronised=synchronised)
    assert words(replace(CLOSED, clocks=clocks))["clock"].startswith(expected)


def test_a_clock_that_was_never_set_or_is_set_meanwhile_is_told() -> None:
    """Without a battery it is 1970 until the network says better; the true time is told then."""
    unset = replace(CLOSED.clocks, wall_ns=90 * 10**9, wall_synchronised=None)
    told = words(replace(CLOSED, clocks=unset))["clock"]
    assert told == "the device's clock was not set, do not trust the date"
    incident = replace(CLOSED.incident, opened_wall_ns=91 * 10**9)
    set_now = replace(unset, wall_step_seconds=1_795_335_239.0)
    told = words(replace(CLOSED, incident=incident, clocks=set_now))["clock"]
    assert told.startswith("the device's clock was not set, do not trust the date; it was set")
    assert told.endswith("the incident opened 2026-11-22 08:15:30 UTC (2026-11-22 09:15:30 CET)")
    for nothing in (0.0, None, 0.01):
        clocks = replace(CLOSED.clocks, wall_step_seconds=nothing)
        assert ";" not in words(replace(CLOSED, clocks=clocks))["clock"]


def test_a_camera_program_with_another_clock_is_told() -> None:
    """Its frames may bear any date; of footage an old one is right."""
    incident = replace(CLOSED.incident, opened_wall_ns=2**62)
    budget = BudgetRecord(20.0, 12.3, 1.0, (), 100, 90, 0, 5)
    odd = "the camera program's clock is another one; the device's said 2026-11-22 08:15:30 UTC"
    texts = [row.text for row in rows(replace(CLOSED, incident=incident, budget=budget))]
    assert any(text.startswith(odd) for text in texts)
    for fine in (replace(CLOSED, incident=incident), replace(CLOSED, budget=budget)):
        assert not any("another one" in row.text for row in rows(fine))


@pytest.mark.parametrize(
    ("state", "reason", "closed", "expected"),
    [
        ("closed", "recovered", 60, "frame 60, 20.0 s later; recovered: the camera was back"),
        ("open", "recording_cap", None, "not in this recording; recording_cap: it went on"),
        ("interrupted", "interrupted", None, "not in this recording; interrupted: the recording"),
        ("closed", "accepted", 60, "frame 60, 20.0 s later; accepted: a person said"),
        ("closed", "reset", 60, "frame 60, 20.0 s later; reset: a person had"),
        ("closed", "something new", 60, "frame 60, 20.0 s later; something new"),
        ("open", "", None, "not in this recording"),
    ],
)
def test_every_ending_is_told(state: str, reason: str, closed: int | None, expected: str) -> None:
    """Also an ending that a later version invents."""
    incident = replace(
        CLOSED.incident,
        state=state,
        reason=reason,
        closed_seq=closed,
        closed_boot_ns=None if closed is None else closed * 10**9,
    )
    assert words(replace(CLOSED, incident=incident))["ended"].startswith(expected)


def test_how_sure_depends_on_the_rivals() -> None:
    """Alone, close to the next, or not known at all."""
    first, second = Cause("moved", 0.9, "x"), Cause("occlusion", 0.8, "y")

    def sure(*causes: Cause) -> str:
        return words(replace(CLOSED, incident=replace(CLOSED.incident, causes=causes)))["sure"]

    assert sure(first) == "0.90 of 1, and no other cause fits"
    assert sure(first, second) == "0.90 of 1, the next cause has 0.80"
    assert sure(Cause("unknown", 0.5, "z")) == "the cause is not known"
    assert sure() == "the cause is not known"


def test_losses_are_told_with_their_reasons() -> None:
    """Counters at zero are silent; an unknown reason still counts."""
    found = rows(replace(CLOSED, losses={"superseded": 2, "hook": 0, "new": 1}))
    place = next(i for i, row in enumerate(found) if row.label == "lost")
    assert found[place].text.startswith("2 superseded (a newer frame")
    assert (found[place + 1].label, found[place + 1].text) == ("", "1 new")


def test_frames_model_and_mask_are_told() -> None:
    """How many, how large, how long before, which model, which mask."""
    manifest = replace(
        CLOSED, frames=tuple(frame_record(seq) for seq in (38, 39, 40)), mask_sha256="c" * 64
    )
    found = words(manifest)
    assert found["frames"] == "3, 16x16 grey, lossless; 2 from 2.0 s before"
    assert found["model"] == "yolo (bbbbbbbbbbbb)"
    assert found["mask"] == "applied to every frame (cccccccccccc)"
    assert words(OPENED)["frames"] == "none were kept"
    given = replace(CLOSED, software=replace(CLOSED.software, embedder=None))
    assert words(given)["embedder"] == "none: embeddings came with the frames"


def test_the_budget_is_told_where_there_was_one() -> None:
    """What was used and allowed, why less, and which frames nobody measured."""
    assert "budget" not in words(CLOSED)
    budget = BudgetRecord(20.0, 12.34, 0.4, ("cpu_pressure",), 100, 90, 0, 5)
    frames = (frame_record(38), replace(frame_record(39), measured=False), frame_record(40))
    found = words(replace(CLOSED, frames=frames, budget=budget))
    assert found["budget"] == (
        "12.3 % of a core used in a minute, 20 % allowed; stepping back to 40 % of that: "
        "cpu_pressure"
    )
    assert found["frames"].endswith("; 1 kept without being measured")
    calm = words(replace(CLOSED, budget=replace(budget, allowance=1.0, because=())))
    assert calm["budget"].endswith("20 % allowed")


def test_an_incident_cut_off_at_once_has_no_diagnosis() -> None:
    """Salvaged from its first entry alone, it still says what is known."""
    found = words(OPENED)
    assert found["why"] == "no diagnosis was made before the recording ended"
    assert found["noticed"] == "frame 40, by appearance at 7.2 times normal"
    assert found["severity"] == "not known, as there is no diagnosis"


def test_a_recording_that_was_cut_off_claims_no_losses_and_no_lack_of_them() -> None:
    """The counters are written at the end, which it has not seen."""
    whole = replace(CLOSED, losses={})
    assert words(whole)["lost"] == "nothing"
    cut = replace(whole, incident=replace(CLOSED.incident, state="interrupted"))
    assert words(cut)["lost"].startswith("not known: the recording was cut off")
    assert words(replace(cut, losses={"hook": 2}))["lost"].startswith("2 hook")


def test_frames_from_before_are_told_or_that_there_are_none() -> None:
    """ "0 from 0.0 s before" helps nobody."""
    late = replace(CLOSED, frames=(frame_record(40), frame_record(41)))
    assert words(late)["frames"] == "2, 16x16 grey, lossless; none from before it opened"
