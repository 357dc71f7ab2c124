"""What the page of one incident says, value by value, before a browser shows it."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from tests.formats.samples import CLOSED, OPENED, frame_record
from tests.headers import QUIET, header
from virk_edge.core.causes import RULES
from virk_edge.faults import FAULTS
from virk_edge.formats.bundle import FrameRecord
from virk_edge.formats.exhibit import (
    COLUMNS,
    ROWS,
    CellsRecord,
    ExhibitRecord,
    LightRecord,
    MovementRecord,
)
from virk_edge.nouns import (
    Cause,
    ChannelScore,
    Effort,
    HeardStep,
    Observation,
    ObservedStep,
    Step,
)
from virk_edge.report.advice import ADVICE, advice
from virk_edge.report.html import asset, data_uri, json_markup, policy, render
from virk_edge.report.page import Verdict, page
from virk_edge.report.page_course import alarm_level, courses, peak
from virk_edge.report.page_evidence import drawing
from virk_edge.report.page_frames import page_frames, unkept_marks
from virk_edge.report.page_predictions import LabelLine, answers
from virk_edge.report.page_source import Material
from virk_edge.report.plots import confidence, labels, timeline
from virk_edge.report.steps import moments_of

NOT_OF_PICTURES = {
    "frozen_feed", "stalled_feed", "format_changed", "prediction_shift", "model_changed", "unknown",
}  # fmt: skip


def material(manifest=CLOSED) -> Material:
    """A bundle's words without its entries."""
    return Material("a b.virk.zip", 3 << 20, "c" * 64, manifest, None, {}, ())


# -- words ------------------------------------------------------------------------------------


def test_every_cause_has_advice() -> None:
    """Whatever is diagnosed, somebody has to do something about it."""
    assert set(ADVICE) == set(RULES) | NOT_OF_PICTURES
    assert {cause for fault in FAULTS.values() for cause in fault.causes} <= set(ADVICE)
    for said in ADVICE.values():
        assert said.title[0].isupper() and not said.title.endswith(".")
        assert said.do.endswith(".") and len(said.do) < 260
    assert advice(None).title and advice("from_the_future").do


def test_the_first_minute_is_answered() -> None:
    """What, when, why, how sure, what to do: in this order, in the words of show."""
    known = replace(CLOSED.incident, causes=(Cause("camera_moved", 0.9, "by 14 px"),))
    made = page(material(replace(CLOSED, incident=known)))
    assert [a.question for a in made.answers] == [
        "What happened", "When", "Why", "How sure", "What to do",
    ]  # fmt: skip
    what, when, why, sure, todo = made.answers
    assert made.headline == what.text == "The camera was moved"
    assert when.text == made.opened and made.opened_iso == "2026-11-22T08:15:30Z"
    assert (why.text, todo.text) == ("by 14 px", ADVICE["camera_moved"].do)
    assert sure.text.startswith("0.90 of 1")
    assert made.commands[-1] == "python3 'a b.virk.zip'"
    dashed = page(replace(material(), name="-x.virk.zip"))
    assert dashed.commands[0] == "virk-edge show ./-x.virk.zip", "no option"
    assert [(c.percent, c.score) for c in made.causes] == [(90, "0.90")]


@pytest.mark.parametrize(
    ("incident", "badge"),
    [
        (CLOSED.incident, "ended: recovered"),
        (replace(CLOSED.incident, state="interrupted"), "interrupted: the recording was cut off"),
        (replace(OPENED.incident, reason="recording_cap"), "still lasted when the recording ended"),
        (replace(CLOSED.incident, provisional=True), "provisional baseline"),
    ],
)
def test_the_state_is_a_badge(incident, badge: str) -> None:
    """An incident's end, or that there was none to see."""
    assert badge in [b.text for b in page(material(replace(CLOSED, incident=incident))).badges]


def test_a_verdict_and_false_frames_are_badges() -> None:
    """Good news is green, bad news is red, and both are words."""
    verdict = Verdict("diverged", "bad", ("x",))
    badges = page(material(), verdict, false_frames=2).badges
    assert [b.text for b in badges if b.mood == "bad"] == [
        "2 frames not as the manifest says", "replay: diverged",
    ]  # fmt: skip


def test_an_undiagnosed_incident_and_one_of_a_mad_clock_have_pages() -> None:
    """Salvage leaves no causes; a stranger may leave any date and any score."""
    assert page(material(OPENED)).headline == "Something happened that was not diagnosed"
    cause = Cause("from_the_future", math.nan, "no words")
    mad = replace(CLOSED.incident, causes=(cause,), opened_wall_ns=2**64 - 1)
    made = page(material(replace(CLOSED, incident=mad)))
    assert made.causes[0].percent == 0 and "from_the_future" in made.headline
    assert page(
        material(replace(CLOSED, incident=replace(mad, opened_wall_ns=-(2**63))))
    ).opened_iso in ("", "1677-09-21T00:12:43Z")


# -- frames -----------------------------------------------------------------------------------


def stored(seq: int, *, grey: bool = False, size: int = 24) -> tuple[FrameRecord, bytes]:
    """A record and its PNG, a picture of its own."""
    pixels = np.random.default_rng(seq).integers(0, 256, (size, size, 3), np.uint8)
    kept = np.ascontiguousarray(pixels[..., 0]) if grey else pixels
    digest = hashlib.sha256(kept.data).hexdigest()
    record = replace(
        frame_record(seq), height=size, width=size, channels=1 if grey else 3, pixels_sha256=digest
    )
    return record, cv2.imencode(".png", kept)[1].tobytes()


def test_the_most_telling_frames_are_exact_and_the_others_say_that_they_are_not() -> None:
    """The opening (40) and the onset (38) first; nothing over the budget."""
    kept = [stored(seq, grey=seq == 39) for seq in range(34, 44)]
    entries = {record.entry: data for record, data in kept}
    size = len(entries["frames/40.png"])
    frames = page_frames(
        [r for r, _ in reversed(kept)], CLOSED.incident, entries.__getitem__,
        exact_bytes_max=2 * size,
    )  # fmt: skip
    assert [f.record.seq for f in frames] == list(range(34, 44))
    assert {f.record.seq for f in frames if f.exact} >= {38, 40}
    assert sum(f.size for f in frames if f.exact) <= 2 * size
    assert {f.record.seq: f.marks for f in frames if f.marks} == {38: ("onset",), 40: ("opening",)}
    opening = next(f for f in frames if f.record.seq == 40)
    assert (
        opening.source
        and base64.b64decode(opening.source.partition(",")[2]) == entries["frames/40.png"]
    )
    assert all(f.true_pixels and f.thumb and f.source for f in frames)
    assert all(f.source.startswith("data:image/jpeg") for f in frames if not f.exact)


def test_a_mark_without_a_frame_stands_between_its_neighbours() -> None:
    """A memory that was short has no frame of the onset; a stalled feed has none of the opening."""
    kept = [stored(seq) for seq in (39, 40, 43)]
    entries = {record.entry: data for record, data in kept}
    incident = CLOSED.incident

    def found(**times: int) -> tuple[tuple[tuple[str, float], ...], ...]:
        said = replace(incident, **times)
        frames = page_frames(
            [r for r, _ in kept], said, entries.__getitem__, exact_bytes_max=1 << 20
        )
        return unkept_marks(frames, (said.onset_boot_ns - said.opened_boot_ns) / 1e9)

    onset = (incident.onset_boot_ns - incident.opened_boot_ns) / 1e9
    assert found() == ((("onset", onset),), (), (), ())
    assert found(onset_boot_ns=kept[0][0].t_boot_ns) == ((), (), (), ())
    late = kept[1][0].t_boot_ns + 1
    assert found(onset_boot_ns=late, opened_boot_ns=late)[2] == (("onset", 0.0), ("opening", 0.0))
    after = kept[2][0].t_boot_ns + 1
    assert found(opened_boot_ns=after)[3] == (("opening", 0.0),)


def test_a_frame_that_lies_is_told_and_one_that_is_none_is_not_shown() -> None:
    """Other pixels than the record's; more pixels than the record allows; no picture at all."""
    (one, data), (two, other) = stored(1), stored(2)
    large = stored(3, size=48)[1]
    records = [one, replace(two, entry="frames/2.png"), replace(one, entry="frames/3.png")]
    entries = {"frames/1.png": other, "frames/2.png": data[:90], "frames/3.png": large}
    frames = page_frames(records, CLOSED.incident, entries.__getitem__, exact_bytes_max=1 << 20)
    by_entry = {f.record.entry: f for f in frames}
    assert by_entry["frames/1.png"].source and not by_entry["frames/1.png"].true_pixels
    for entry in ("frames/2.png", "frames/3.png"):
        assert by_entry[entry].source is None and not by_entry[entry].exact


# -- evidence ---------------------------------------------------------------------------------


def shown(*, undone: bool, dx: float = 0.0, lost: bool = False) -> ExhibitRecord:
    """An exhibit whose first cell may be lost, 30 grey levels brighter then."""
    flags = [[False] * COLUMNS for _ in range(ROWS)]
    one = [[lost and r == c == 0 for c in range(COLUMNS)] for r in range(ROWS)]
    numbers = tuple(tuple(30.0 * flag for flag in row) for row in one)
    none = tuple(tuple(row) for row in flags)
    return ExhibitRecord(
        256, 192, 12, (),
        MovementRecord(dx, 0.0, 100 * dx / 256, 0.0, 90.0, 2.0, 0.2, 0.9, undone),
        LightRecord(1.1, -3.0, 1.1, -3.0),
        CellsRecord(numbers, numbers, numbers, tuple(tuple(r) for r in one), none, none),
    )  # fmt: skip


def test_evidence_is_drawn_where_it_was_found_and_told_in_words() -> None:
    """A lost cell at the top left; light by its levels; the words count the same cells."""
    drawn = drawing(shown(undone=False, lost=True))
    assert drawn is not None
    assert [(c.x, c.y, c.kind) for c in drawn.cells] == [(0.0, 0.0, "lost")]
    assert [(c.x, c.y, c.levels) for c in drawn.light] == [(0.0, 0.0, 30)]
    assert drawn.words[0].startswith("Edges: of 1 cells that had edges, 1 lost them and 0 kept")
    assert drawn.words[2] == "Movement: the scene is where it was, as far as its edges tell."
    assert drawing(None) is None


def test_movement_is_drawn_only_where_it_was_undone() -> None:
    """An uncertain movement would be a rumour; a turn goes counter-clockwise as people see it."""
    assert drawing(shown(undone=False, dx=40.0)).moved is None
    moved = drawing(shown(undone=True, dx=40.0)).moved
    assert moved.words == "15.6 % of the width (15.6 % right, 0.0 % up)"
    assert (moved.x0, moved.x1) == (128.0, 168.0)
    # The right upper corner, turned by 90 degrees, is the left upper one: twice as far away.
    x, y = moved.corners[1]
    assert (x, y) == (pytest.approx(128 - 2 * 96 + 40), pytest.approx(96 - 2 * 128))
    assert drawing(shown(undone=True, dx=1e6)).moved is None


# -- course, answers, plots -------------------------------------------------------------------


def spoken(seconds: float, *scores: ChannelScore) -> HeardStep:
    """What was said after an interval that ended so many seconds after the boot."""
    t_ns = round(seconds * 1e9)
    return HeardStep(replace(QUIET, since_ns=t_ns - 10**9, t_boot_ns=t_ns), Step(scores, ()))


def image(times_normal: float, score: float, scale: float = 5.0) -> ChannelScore:
    """The channel image says."""
    return ChannelScore("image", "session", score, times_normal, scale)


def test_an_alarm_level_comes_back_from_what_the_judge_noted() -> None:
    """Statistics count in logarithms, rules in what they count; silence tells nothing."""
    assert alarm_level(image(9.0, 2.0)) == pytest.approx(3.0)
    assert alarm_level(image(0.7, 0.0)) is None
    assert alarm_level(ChannelScore("feed", "session", 0.5, 1.5, 0.0)) == 2.0
    assert alarm_level(ChannelScore("feed", "session", 2.0, 6.0, 0.0)) == 3.0


def test_a_course_is_broken_where_nobody_looked_and_silent_before_it_is_armed() -> None:
    """No line over what nobody has seen; 1.0 of a channel that is not armed is no measurement."""
    steps = [spoken(1.0 + i / 10, image(1.0, 0.0, 0.0)) for i in range(5)]
    steps += [spoken(2.0 + i / 10, image(2.0, 0.6)) for i in range(5)]
    steps += [spoken(9.0, image(30.0, 3.0))]
    (course,) = courses(moments_of(steps), 2 * 10**9)
    assert [p.looked for p in course.points] == [True] * 5 + [False, True]
    assert course.points[0].seconds == 0.0 and course.over
    assert peak(course).times_normal == 30.0


def test_a_long_course_keeps_its_peak() -> None:
    """Hours of an incident do not make a page that no phone opens."""
    steps = [spoken(i / 10, image(50.0 if i == 3777 else 1.5, 0.5)) for i in range(4000)]
    (course,) = courses(moments_of(steps), 0)
    assert len(course.points) <= 1500 and peak(course).times_normal == 50.0


def test_answers_are_compared_per_frame() -> None:
    """Twice as many before the onset; half of the labels since."""

    def told(seconds: float, **labels: int) -> HeardStep:
        step = spoken(seconds)
        counts = tuple(sorted(labels.items()))
        return replace(step, heard=replace(step.heard, answered=10, labels=counts))

    given = answers([told(1, cat=20), told(2, cat=20), told(4, cat=5, dog=1)], 3 * 10**9)
    assert given is not None and (given.before_frames, given.after_frames) == (20, 10)
    assert [(x.label, x.before_per_frame, x.after_per_frame) for x in given.labels] == [
        ("cat", 2.0, 0.5), ("dog", 0.0, 0.1),
    ]  # fmt: skip
    assert answers([spoken(1)], 0) is None
    assert confidence(given) is None  # headers tell no single scores


def test_labels_that_begin_alike_or_hold_markup_have_bars_of_their_own() -> None:
    """A plot shows the beginning of a long label, and no entity that stands for a character."""
    given = answers([replace(s := spoken(1), heard=replace(s.heard, answered=1))], 0)
    assert given is not None
    names = ("a" * 60 + "1", "a" * 60 + "2", 'a "b" <i>', "dog")
    drawn = labels(replace(given, labels=tuple(LabelLine(name, 1.0, 2.0) for name in names)))
    axis = drawn.figure["layout"]["yaxis"]
    assert axis["ticktext"] == ["dog", 'a "b" &lt;i&gt;', *["a" * 23 + "…"] * 2]
    for bars in drawn.figure["data"]:
        assert bars["y"] == axis["tickvals"] == [0, 1, 2, 3]


def test_plots_are_what_plotly_understands() -> None:
    """Held against plotly's own schema, with the theme's colours put in as the page does it."""
    found = courses(moments_of(spoken(i, image(2.0 + i, 0.5 + i)) for i in range(4)), 3 * 10**9)
    over_time = timeline(found, (), -2.0)
    given = replace(
        answers([replace(s := spoken(1), heard=replace(s.heard, answered=1))], 0),
        before_scores=(0.9, 1.0), after_scores=(0.0, 0.5),
    )  # fmt: skip
    for plot in (over_time, labels(given), confidence(given)):
        assert plot is not None and plot.words.endswith(".")
        text = json.dumps(plot.figure, allow_nan=False)
        go.Figure(json.loads(re.sub(r"var\(--[a-z-]+\)", "#123456", text)))
        for name in re.findall(r"var\((--[a-z-]+)\)", text):
            assert asset("report.css").count(f"{name}:") == 2, f"{name} in both themes"
    assert timeline((), (), 0.0) is None


NUMBERS = st.floats() | st.sampled_from([0.0, -1.0, 1e-308, 1e308, math.inf, math.nan])


@drawn_from(times=NUMBERS, score=NUMBERS, scale=NUMBERS, turn=NUMBERS, far=NUMBERS)
@settings(max_examples=40)
def test_no_number_of_a_stranger_breaks_a_page(
    times: float, score: float, scale: float, turn: float, far: float
) -> None:
    """A manifest may say any of them; what is drawn is finite, or not drawn."""
    steps = [spoken(1, image(times, score, scale)), spoken(2, image(2.0, 0.5))]
    found = courses(moments_of(steps), 0)
    plot = timeline(found, (), 0.0)
    assert plot is not None and json_markup(plot.figure)
    told = shown(undone=True, dx=far)
    moved = replace(told.movement, rotation_degrees=turn, zoom=times, dy_px=score)
    drawn = drawing(replace(told, movement=moved, light=replace(told.light, gain=scale)))
    assert drawn is not None
    if drawn.moved is not None:
        assert all(
            map(math.isfinite, (drawn.moved.x1, drawn.moved.y1, *sum(drawn.moved.corners, ())))
        )
    info = header(1, 1.0, [("cat", score), ("dog", times)])
    nothing = np.zeros(0)
    seen = Observation(info, Effort.SKIP, 0, nothing, nothing, nothing, None)
    given = answers([ObservedStep(seen, Step((), ())), spoken(2)], 0)
    bars = None if given is None else confidence(replace(given, before_scores=given.after_scores))
    assert bars is None or json_markup(bars.figure)


# -- HTML -------------------------------------------------------------------------------------


def test_texts_are_escaped_and_only_our_own_scripts_may_run() -> None:
    """In the page, in its JSON, and by the policy."""
    assert json_markup({"a": "</script><!--&"}) == '{"a":"\\u003c/script\\u003e\\u003c!--\\u0026"}'
    with pytest.raises(ValueError, match="Out of range"):
        json_markup(math.inf)
    text = render("base.html.j2", title="<b>&", scripts=["let a = 1;\r\n"])
    assert "<title>&lt;b&gt;&amp;</title>" in text and "let a = 1;\n</script>" in text
    digest = base64.b64encode(hashlib.sha256(b"let a = 1;\n").digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in text
    assert "script-src 'none'" in policy([])
    with pytest.raises(ValueError, match="must not hold"):
        render("base.html.j2", title="x", scripts=["</SCRIPT>"])


def test_a_picture_is_what_its_bytes_say() -> None:
    """Nobody else names its type: an SVG could hold a program."""
    assert data_uri(b"\x89PNG\r\n\x1a\nrest").startswith("data:image/png;base64,")
    assert data_uri(b"\xff\xd8\xff\xe0rest").startswith("data:image/jpeg;base64,")
    for other in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"GIF89a", b"BM\0\0"):
        assert data_uri(other) is None


def test_the_assets_ask_for_nothing_from_outside(package: Path) -> None:
    """No address in a style, a template or a program but that of SVG's own names."""
    for name in ("base.html.j2", "page.html.j2", "page.js", "report.css"):
        path = package / "report" / "assets" / name
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|\burl\((?!#)", text), name
