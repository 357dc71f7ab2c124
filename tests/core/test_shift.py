"""How a model's answers changed: the numbers, the words, and what is not worth a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import through_disk
from tests.headers import answers_over
from virk_edge.core.shift import Answers, Shift, evidence, prediction_shift, words

BEFORE = Answers(100, 300, 240.0, {"person": 180.0, "car": 105.0, "dog": 15.0})


def shift(now: Answers, **empty: float) -> Shift:
    fields = {"empty_seconds": 0.0, "usual_empty_seconds": 4.0, "empty_score": 0.0, **empty}
    return Shift(BEFORE, now, **fields)


def test_sums_add_up_and_fade():
    """Frames, detections, scores and labels alike; seldom labels go first."""
    one = Answers().plus(answers_over(1.0, {"cat": 3, "dog": 1}, 3.2), [("cat", 3), ("dog", 1)])
    two = one.plus(answers_over(2.0, {"cat": 2}, 1.8), [("cat", 2)])
    assert (two.frames, two.detections, two.score_sum) == (20, 6, pytest.approx(5.0))
    assert two.confidence == pytest.approx(5 / 6)
    assert two.per_frame == pytest.approx(0.3)
    assert two.share("cat") == pytest.approx(5 / 6)
    faded = two.faded(0.5, 1)
    assert faded.labels == {"cat": 2.5} and faded.detections == 3.0
    assert faded.confidence == two.confidence
    assert Answers().confidence is None and Answers().per_frame == 0.0


def test_labels_may_be_put_under_one_name():
    """Those that have no name of their own."""
    put = BEFORE.named({"person"}, "(other)")
    assert put.labels == {"person": 180.0, "(other)": 120.0}
    assert BEFORE.named(None, "(other)") == BEFORE


def test_what_changed_is_told_from_what_to_what():
    """Labels by the size of the change, at most three of them."""
    now = Answers(100, 200, 100.0, {"fox": 80.0, "person": 60.0, "car": 20.0, "dog": 40.0})
    told = words(shift(now))
    assert told == (
        "fox from 0 to 40 %, person from 60 to 30 %, car from 35 to 10 % of detections; "
        "confidence from 0.80 to 0.50; detections per frame from 3 to 2"
    )


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (Answers(50, 150, 75.0, BEFORE.labels), "confidence from 0.80 to 0.50"),
        (Answers(10, 150, 120.0, BEFORE.labels), "detections per frame from 3 to 15"),
        (Answers(50, 150, 120.0, BEFORE.labels), "detections per frame from 3 to 3"),
    ],
)
def test_what_did_not_change_is_not_told(now, told):
    """But there are always numbers."""
    now = replace(now, labels={n: 0.5 * c for n, c in BEFORE.labels.items()})
    assert words(shift(now)) == told


def test_emptiness_is_told_as_such():
    """How long, and how long is usual."""
    empty = shift(Answers(1, 2, 1.0), empty_seconds=290.0, empty_score=2.9)
    assert words(empty).startswith("nothing has been detected for 5 min; 4 s without")
    assert prediction_shift(empty, 2.9).severity == 1.0
    assert evidence(empty)["empty_seconds"] == 290.0
    assert evidence(empty)["detections_per_frame_now"] == 0.0
    hours = shift(Answers(), empty_seconds=9000.0, usual_empty_seconds=120.0, empty_score=5.0)
    assert "for 2.5 h; 2 min without" in words(hours)


def test_the_severity_is_that_of_the_largest_change():
    """Labels that are others, confidence or detections gone; nothing for nothing."""
    assert prediction_shift(shift(BEFORE), 1.0).severity == 0.0
    half = Answers(100, 150, 120.0, {n: c / 2 for n, c in BEFORE.labels.items()})
    assert prediction_shift(shift(half), 1.0).severity == pytest.approx(0.5)
    unsure = replace(BEFORE, score_sum=60.0)
    assert prediction_shift(shift(unsure), 1.0).severity == pytest.approx(0.75)
    strangers = replace(BEFORE, labels={"fox": 300.0})
    assert prediction_shift(shift(strangers), 1.0).severity == pytest.approx(1.0)
    strong, weak = (prediction_shift(shift(BEFORE), s).strength for s in (2.0, 1.0))
    assert strong > weak


def test_a_label_cannot_break_a_sentence():
    """Whatever a model calls its classes."""
    now = replace(BEFORE, labels={"bad\x1b[31m\nname" + "x" * 300: 300.0})
    told = words(shift(now))
    assert told.isprintable() and len(told) < 250


def test_nothing_at_all_is_survived():
    """No answers before and none now."""
    nothing = Shift(Answers(), Answers(), 0.0, 0.0, 0.0)
    assert words(nothing) and prediction_shift(nothing, 1.0).severity == 0.0
    assert all(v == v for v in evidence(nothing).values())


def test_saving_and_restoring_is_exact():
    """Labels in their order."""
    faded = BEFORE.faded(1 / 3, 2)
    again = Answers.restore(through_disk(faded.save()))
    assert again == faded and list(again.labels) == list(faded.labels)
