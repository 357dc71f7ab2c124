"""What a model said then and now: every change is found, and nothing else is one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virk_edge.core.answers import Answers, Change, changes
from virk_edge.nouns import Prediction

P = Prediction
HERE, ASIDE = (0.0, 0.0, 10.0, 10.0), (0.0, 0.0, 10.0, 9.0)  # overlap exactly 0.9
AWAY = (50.0, 50.0, 60.0, 60.0)
numbers = st.floats(allow_nan=False, allow_infinity=False)
predictions = st.lists(
    st.builds(
        P,
        st.sampled_from("abc"),
        st.floats(0, 1),
        st.none() | st.tuples(numbers, numbers, numbers, numbers),
    ),
    max_size=6,
).map(tuple)


def kinds(recorded: list[P], now: list[P], **more: float) -> list[str]:
    """What changed, of all answers together."""
    return sorted({kind for change in changes(recorded, now, **more) for kind in change.kinds})


@pytest.mark.parametrize(
    ("recorded", "now", "expected"),
    [
        ([], [], []),
        ([P("a", 0.9)], [P("a", 0.9)], []),
        ([P("a", 0.9)], [P("a", 0.85)], []),  # just the tolerance, in binary a little more
        ([P("a", 0.9)], [P("a", 0.84)], ["scores"]),
        ([P("a", 0.9)], [P("b", 0.9)], ["labels"]),
        ([P("a", 0.9)], [], ["labels"]),
        ([P("a", 0.9), P("a", 0.2)], [P("a", 0.9)], ["labels"]),  # how many, not only which
        ([P("a", 0.9), P("a", 0.2)], [P("a", 0.2), P("a", 0.9)], []),  # the order says nothing
        ([P("a", 0.9, HERE)], [P("a", 0.9, ASIDE)], []),
        ([P("a", 0.9, HERE)], [P("a", 0.9, (0.0, 0.0, 10.0, 8.9))], ["boxes"]),
        ([P("a", 0.9, HERE)], [P("a", 0.9, AWAY)], ["boxes"]),
        ([P("a", 0.9, HERE)], [P("a", 0.9)], ["boxes"]),
        ([P("a", 0.9, HERE)], [P("a", 0.1, AWAY)], ["boxes", "scores"]),
        ([P("a", 0.9, (3.0, 3.0, 3.0, 3.0))], [P("a", 0.9, (3.0, 3.0, 3.0, 3.0))], []),
        ([P("a", 0.9, (10.0, 10.0, 0.0, 0.0))], [P("a", 0.9, HERE)], []),  # corners swapped
    ],
)
def test_a_change_is_named_by_its_kind(
    recorded: list[P], now: list[P], expected: list[str]
) -> None:
    """In both directions of time."""
    assert kinds(recorded, now) == expected
    assert kinds(now, recorded) == expected


def test_answers_are_paired_by_their_boxes_before_their_scores() -> None:
    """Two people who stand where they stood, though the other one is the surer now."""
    before = [P("person", 0.9, HERE), P("person", 0.6, AWAY)]
    (change,) = changes(before, [P("person", 0.62, AWAY), P("person", 0.5, HERE)])
    assert change == Change(before[0], P("person", 0.5, HERE), ("scores",), 1.0)


def test_the_tolerance_is_the_callers() -> None:
    """Of scores alone."""
    assert kinds([P("a", 0.9)], [P("a", 0.6)], score_tolerance=0.3) == []
    assert kinds([P("a", 0.9)], [P("a", 0.9001)], score_tolerance=0.0) == ["scores"]


@settings(max_examples=50)
@given(predictions)
def test_the_same_answer_in_any_order_is_no_change(given_now: tuple[P, ...]) -> None:
    """Whatever the boxes are: without area, swapped, as large as numbers get."""
    assert changes(given_now, given_now[::-1]) == ()


@settings(max_examples=50)
@given(predictions, predictions)
def test_every_answer_lost_or_new_is_told_once(recorded: tuple[P, ...], now: tuple[P, ...]) -> None:
    """The numbers of each label add up."""
    found = changes(recorded, now)
    for label in "abc":
        lost = sum(
            c.now is None and c.recorded is not None and c.recorded.label == label for c in found
        )
        new = sum(c.recorded is None and c.now is not None and c.now.label == label for c in found)
        counts = [sum(p.label == label for p in side) for side in (recorded, now)]
        assert (lost, new) == (max(counts[0] - counts[1], 0), max(counts[1] - counts[0], 0))
    assert all(c.overlap is None or 0.0 <= c.overlap <= 1.0 + 1e-9 for c in found)
    assert not any(c.overlap is not None and math.isnan(c.overlap) for c in found)


def test_a_tally_says_what_happened() -> None:
    """Failed is worse than changed, and the frames come with their place in time."""
    tally = Answers()
    tally.note(1, -0.5, (P("a", 0.9),), (P("a", 0.9),))
    assert tally.verdict == "same"
    tally.note(2, 0.0, (P("a", 0.9, HERE),), (P("b", 0.4),))
    assert (tally.verdict, tally.compared, tally.changed) == ("changed", 2, 1)
    tally.fail(3, 0.25, (), "KeyError: 'x'", "Traceback 1")
    tally.fail(4, 0.5, (), "KeyError: 'y'", "Traceback 2")
    found = tally.as_json()
    assert (found["verdict"], found["compared"], found["changed"], found["failed"]) == (
        *("failed", 2, 1, 2),
    )
    assert found["labels"] == {"recorded": {"a": 2}, "now": {"a": 1, "b": 1}}
    assert found["frames"][0] == {
        "seq": 2,
        "seconds": 0.0,
        "recorded": [["a", 0.9, 0.0, 0.0, 10.0, 10.0]],
        "now": [["b", 0.4]],
        "changed": ["labels"],
    }
    assert found["frames"][1]["failed"] == "KeyError: 'x'" and found["frames"][1]["now"] is None
    assert found["traceback"] == "Traceback 1"
