"""The same, nearly the same or something else: comparisons of measurements and judgements."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.builders import observed, scene
from virk_edge.core.compare import compare_observations, compare_steps
from virk_edge.core.fingerprint import STEPS
from virk_edge.core.tolerances import TOLERANCES
from virk_edge.nouns import (
    Armed,
    Cause,
    ChannelScore,
    Diagnosis,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Step,
)

BEFORE = observed(scene(height=48, width=64))
SCORES = (
    ChannelScore("image", "session", 0.5, 1.2, 5.0),
    ChannelScore("feed", "session", 0.0, 0.0, 0.0),
)
DIAGNOSIS = Diagnosis((Cause("haze", 0.6, "words"), Cause("noise", 0.3, "words")), 0.4, {"x": 1.0})
SAID = IncidentDiagnosed("abc", "door", 7, DIAGNOSIS)
OPENED = IncidentOpened("abc", "door", 7, 7, 7, 5, 5, "image", 3.0, True)
CLOSED = IncidentClosed("abc", "door", 9, 9, "recovered")


def test_the_same_bits_have_no_difference():
    """Of copies as well; not a number equals itself."""
    copy = replace(BEFORE, fingerprint=BEFORE.fingerprint.copy(), cells=BEFORE.cells.copy())
    assert compare_observations(BEFORE, copy) == []
    odd = replace(BEFORE, fingerprint=np.full_like(BEFORE.fingerprint, np.nan))
    assert compare_observations(odd, odd) == []
    step = Step(SCORES, (OPENED, SAID))
    assert compare_steps(step, Step(SCORES, (OPENED, SAID))) == []


def nudged(name: str, by: float):
    """The observation with its largest change in one quantity."""
    array = getattr(BEFORE, name).astype(np.float64)
    array.flat[3] += by
    return replace(BEFORE, **{name: array.astype(getattr(BEFORE, name).dtype)})


@pytest.mark.parametrize(
    ("name", "unit", "scale"),
    [
        ("embedding", "embedding_l2", 1.0),
        ("fingerprint", "fingerprint_steps", STEPS[3]),
        ("picture", "picture_levels", 1.0),
        ("cells", "picture_levels", 1.0),
    ],
)
def test_a_difference_is_measured_against_its_tolerance(name, unit, scale):
    """Half of it is tolerable, thrice is not; the amount is said in the quantity's unit."""
    for factor, tolerable in ((0.5, True), (3.0, False)):
        amount = factor * TOLERANCES[unit]
        [difference] = compare_observations(BEFORE, nudged(name, amount * scale))
        assert difference.tolerable is tolerable
        assert difference.amount == pytest.approx(amount, rel=1e-4)
        assert difference.quantity == name


@pytest.mark.parametrize(
    ("flat_rows", "limit"), [(0.4, "embedding_l2"), (0.6, "embedding_l2_flat")]
)
def test_the_embedding_of_a_flat_picture_may_differ_more(flat_rows, limit):
    """A cap on the lens: every position rounds alike, and nothing averages out."""
    picture = BEFORE.picture.copy()
    rows = int(flat_rows * len(picture))
    picture[:rows:2], picture[1:rows:2] = 90, 91
    flat = replace(BEFORE, picture=picture)
    for factor, tolerable in ((0.9, True), (1.1, False)):
        again = nudged("embedding", factor * TOLERANCES[limit])
        [difference] = compare_observations(flat, replace(again, picture=picture))
        assert difference.tolerable is tolerable


def test_what_has_no_amount_is_never_tolerable():
    """Another digest, shape or embedding length; an embedding on one side only."""
    flat = np.zeros((2, 2), np.uint8)
    for other, quantity in (
        (replace(BEFORE, digest=BEFORE.digest ^ 1), "digest"),
        (replace(BEFORE, picture=flat), "picture"),
        (replace(BEFORE, embedding=None), "embedding"),
        (replace(BEFORE, embedding=np.zeros(3, np.float32)), "embedding"),
        (replace(BEFORE, fingerprint=np.full_like(BEFORE.fingerprint, np.nan)), "fingerprint"),
        (replace(BEFORE, fingerprint=np.zeros(3)), "fingerprint"),
    ):
        [difference] = compare_observations(BEFORE, other)
        assert not difference.tolerable
        assert difference.quantity == quantity


def test_every_difference_is_told():
    """Not only the first."""
    other = replace(nudged("cells", 1.0), digest=1, embedding=None)
    found = {d.quantity for d in compare_observations(BEFORE, other)}
    assert found == {"digest", "cells", "embedding"}


@pytest.mark.parametrize(("away", "tolerable"), [(0.02, True), (0.2, False)])
def test_scores_may_differ_by_a_little(away, tolerable):
    """In parts of the alarm level."""
    again = Step((replace(SCORES[0], score=0.5 + away), SCORES[1]), ())
    [difference] = compare_steps(Step(SCORES, ()), again)
    assert difference.tolerable is tolerable
    assert difference.amount == pytest.approx(away)


@pytest.mark.parametrize(("away", "tolerable"), [(1e-15, True), (0.02, True), (0.2, False)])
def test_the_numbers_behind_a_score_count_too(away, tolerable):
    """A distance in parts of itself; which time scale won says nothing."""
    again = Step((replace(SCORES[0], times_normal=1.2 * (1 + away)), SCORES[1]), ())
    [difference] = compare_steps(Step(SCORES, ()), again)
    assert difference.tolerable is tolerable
    assert difference.amount == pytest.approx(away, rel=0.5)
    again = Step((replace(SCORES[0], scale_seconds=9.0), SCORES[1]), ())
    [difference] = compare_steps(Step(SCORES, ()), again)
    assert difference.tolerable
    assert difference.amount is None


def test_other_channels_or_other_events_are_something_else():
    """No number says how far apart they are."""
    assert not compare_steps(Step(SCORES, ()), Step(SCORES[:1], ()))[0].tolerable
    assert not compare_steps(Step(SCORES, (OPENED,)), Step(SCORES, ()))[0].tolerable
    assert not compare_steps(Step(SCORES, (OPENED,)), Step(SCORES, (CLOSED,)))[0].tolerable


@pytest.mark.parametrize(
    ("event", "again", "tolerable"),
    [
        (OPENED, replace(OPENED, times_normal=3.01), True),
        (OPENED, replace(OPENED, seq=8), False),
        (OPENED, replace(OPENED, trigger="geometry"), False),
        (SAID, replace(SAID, diagnosis=replace(DIAGNOSIS, severity=0.41)), True),
        (SAID, replace(SAID, diagnosis=replace(DIAGNOSIS, severity=0.9)), False),
        (SAID, replace(SAID, diagnosis=replace(DIAGNOSIS, causes=DIAGNOSIS.causes[:1])), False),
        (SAID, replace(SAID, diagnosis=replace(DIAGNOSIS, evidence={"x": 1.1})), True),
        (CLOSED, replace(CLOSED, reason="shutdown"), False),
        (Armed("d", 1, 1, "session", "image", 1.0), Armed("d", 1, 1, "session", "image", 5.0),
         False),
    ],
)  # fmt: skip
def test_an_event_may_differ_in_its_numbers_and_not_in_what_it_says(event, again, tolerable):
    """The frame, the trigger and the causes are what it says."""
    [difference] = compare_steps(Step(SCORES, (event,)), Step(SCORES, (again,)))
    assert difference.tolerable is tolerable
    assert difference.words


def test_other_words_are_not_called_other_numbers():
    """A later version may tell the same causes otherwise."""
    told = (Cause("haze", 0.6, "fog"), Cause("noise", 0.3, "words"))
    event = replace(SAID, diagnosis=replace(DIAGNOSIS, causes=told))
    (difference,) = compare_steps(Step(SCORES, (SAID,)), Step(SCORES, (event,)))
    assert difference.words == "the causes are told in other words"
    assert difference.tolerable


def test_every_tolerance_is_a_positive_number():
    """And each is used by name above."""
    assert set(TOLERANCES) == {
        "embedding_l2",
        "embedding_l2_flat",
        "fingerprint_steps",
        "picture_levels",
        "score",
    }
    assert all(t > 0 for t in TOLERANCES.values())
