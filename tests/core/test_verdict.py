"""The tally of a replay: the worst difference decides, the first one is told."""

from __future__ import annotations

from virk_edge.core.compare import Difference
from virk_edge.core.verdict import Stage, Verdict

SMALL = Difference("cells", "a little", True, 0.5)
LARGER = Difference("cells", "a little more", True, 1.5)
WRONG = Difference("digest", "wrong", False)


def tally(*frames: list[Difference]) -> Stage:
    stage = Stage("pixels")
    for number, differences in enumerate(frames):
        stage.note(f"frame {number}", differences)
    return stage


def test_no_difference_is_bit_exact():
    """Every comparison counts."""
    stage = tally([], [], [])
    assert (stage.verdict, stage.compared, stage.exact) == (Verdict.BIT_EXACT, 3, 3)
    assert stage.first == ""


def test_the_worst_difference_decides():
    """In whatever order they come."""
    assert tally([], [SMALL]).verdict is Verdict.WITHIN_TOLERANCE
    assert tally([SMALL], [WRONG], [SMALL]).verdict is Verdict.DIVERGED
    assert tally([WRONG, SMALL]).verdict is Verdict.DIVERGED


def test_the_first_of_the_worst_kind_is_told():
    """A small difference before it would lead astray."""
    assert tally([], [SMALL], [LARGER]).first == "frame 1: a little"
    assert tally([SMALL], [LARGER, WRONG], [WRONG]).first == "frame 1: wrong"


def test_the_largest_amount_of_each_quantity_is_kept():
    """In its own unit; what has no amount has none."""
    stage = tally([LARGER], [SMALL], [WRONG])
    assert stage.worst == {"cells": 1.5}
    assert stage.exact == 0


def test_a_verdict_has_words():
    """For people and for JSON."""
    assert [v.words for v in Verdict] == ["bit-exact", "within tolerance", "diverged"]
