"""An incident's course: pictures of the whole time in constant memory, saved and restored."""

from __future__ import annotations

import numpy as np
import pytest

from tests.builders import through_disk
from virk_edge.core.course import Course
from virk_edge.core.readings import NS
from virk_edge.nouns import U8

STEP_NS = NS // 3  # a diagnosis looks at three pictures a second


def picture(number: int) -> U8:
    """Rain on grey: other pixels are bright in every picture."""
    dry = np.full((48, 64), 90, np.uint8)
    dry[np.random.default_rng(number).random(dry.shape) < 0.05] = 160
    return dry


def course(count: int) -> Course:
    made = Course()
    for n in range(count):
        made.add(n * STEP_NS, picture(n))
    return made


def numbers(made: Course, count: int) -> list[int]:
    """Which of the pictures are kept."""
    known = {picture(n).tobytes(): n for n in range(count)}
    return [known[kept.tobytes()] for kept in made.pictures]


def test_pictures_are_kept_from_the_first_a_second_apart():
    """As long as there is room for all."""
    assert numbers(course(12), 12) == [0, 3, 6, 9]


@pytest.mark.parametrize("count", [40, 100, 700])
def test_they_span_the_whole_time_evenly(count):
    """The first one stays; spaces differ by no more than a factor of two or so."""
    kept = numbers(course(count), count)
    spaces = np.diff(kept)
    assert kept[0] == 0
    assert 6 <= len(kept) <= 12
    assert count - kept[-1] <= 1.1 * spaces.max()
    assert spaces.max() <= 2.1 * spaces.min()


def test_memory_is_constant():
    """After a quarter of an hour there is no more than after a minute."""
    made, most = Course(), 0
    for n in range(2700):
        made.add(n * STEP_NS, picture(n % 50))
        most = max(most, len(made.save()["pictures"]))
    assert most == 12


def test_a_picture_of_another_size_is_left_out():
    """A camera that changes its format begins anew elsewhere."""
    made = course(5)
    before = str(through_disk(made.save()))
    made.add(99 * NS, np.zeros((20, 30), np.uint8))
    assert str(through_disk(made.save())) == before


@pytest.mark.parametrize("cut", [0, 1, 2, 7, 36, 90])
def test_saving_and_restoring_anywhere_is_invisible(cut):
    """Through the bytes on disk; the saved state does not change when the course goes on."""
    expected = course(150)
    saved = course(cut)
    state = saved.save()
    before = str(through_disk(state))
    again = Course.restore(through_disk(state))
    for n in range(cut, 150):
        again.add(n * STEP_NS, picture(n))
        saved.add(n * STEP_NS, picture(n))
    assert str(through_disk(state)) == before
    for made in (again, saved):
        assert numbers(made, 150) == numbers(expected, 150)
        assert str(through_disk(made.save())) == str(through_disk(expected.save()))
