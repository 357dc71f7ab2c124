"""What the model answered before the onset and since, and what belongs to neither."""

from __future__ import annotations

import numpy as np

from tests.headers import answers_over, header
from virk_edge.nouns import Effort, HeardStep, Observation, ObservedStep, Step
from virk_edge.report.page_predictions import answers
from virk_edge.report.plots import confidence

ONSET_NS = 2_500_000_000


def heard(at: float, **labels: int) -> HeardStep:
    """A second of ten answered frames that ends at ``at``."""
    return HeardStep(answers_over(at, labels, 1.0), Step((), ()))


def seen(seconds: float, *scores: float) -> ObservedStep:
    """An analysed frame with cats of these scores."""
    info = header(round(10 * seconds), seconds, [("cat", score) for score in scores])
    nothing = np.zeros(0)
    return ObservedStep(Observation(info, Effort.SKIP, 0, nothing, nothing, nothing, None), QUIET)


QUIET = Step((), ())


def test_the_second_in_which_it_began_is_on_neither_side() -> None:
    """Its sums do not tell which frame said what, so they would blur both sides."""
    given = answers([heard(2, cat=20), heard(3, cat=11), heard(4, cat=2)], ONSET_NS)
    assert given is not None and (given.before_frames, given.after_frames) == (10, 10)
    assert [(x.before_per_frame, x.after_per_frame) for x in given.labels] == [(2.0, 0.2)]
    assert "10 more are of the second in which it began" in given.words
    whole = answers([heard(2, cat=20), heard(3.5, cat=2)], ONSET_NS)
    assert whole is not None and "neither side" not in whole.words


def test_where_there_is_only_that_second_nothing_is_claimed() -> None:
    """It is said that there were answers, and no more."""
    given = answers([heard(3, cat=11)], ONSET_NS)
    assert given is not None and given.labels == () and "no answered frame" in given.words


def test_a_score_of_another_scale_is_counted_and_not_drawn() -> None:
    """A model may answer in percent, and a stranger anything; drawn at 1 it would be untrue."""
    given = answers([seen(1, 0.5, 87.0), seen(3, 0.25, -3.0, 1e308)], ONSET_NS)
    assert given is not None
    assert (given.before_scores, given.after_scores) == ((0.5,), (0.25,))
    assert "3 scores are not between 0 and 1" in given.words
    percents = answers([seen(1, 87.0), seen(3, 40.0)], ONSET_NS)
    assert percents is not None and confidence(percents) is None
