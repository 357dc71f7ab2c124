"""The anchors: what is learnt when, that light is no movement, and that a bump stays one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.builders import scene, through_disk, with_noise
from virk_edge.core.anchors import GEOMETRY_NAMES, GEOMETRY_STEPS, Anchors
from virk_edge.core.placing import Anchor, Placement
from virk_edge.core.readings import NS
from virk_edge.nouns import U8

HEIGHT, WIDTH = 144, 192


def picture(seed: int = 0, *, right: int = 0) -> U8:
    """A scene in some light, uint8 (144, 192): seeds are lights that have no edge in common."""
    wide = cv2.cvtColor(scene(seed, width=WIDTH + 80), cv2.COLOR_BGR2GRAY)
    return np.ascontiguousarray(wide[:, 40 - right : 40 - right + WIDTH])


def noisy(pixels: U8, seed: int) -> U8:
    """Another frame of the same."""
    return with_noise(pixels, 3.0, seed)


def blend(a: U8, b: U8, share: float) -> U8:
    """Between two lights: dusk."""
    return np.asarray(cv2.addWeighted(a, 1 - share, b, share, 0), dtype=np.uint8)


def taught(anchors: Anchors, pixels: U8, *, since: float, until: float, every: float) -> None:
    """Let it learn a view from one time to another, seconds."""
    for i, seconds in enumerate(np.arange(since, until, every)):
        anchors.learn(noisy(pixels, i), round(seconds * NS))


@pytest.fixture
def settled() -> Anchors:
    """Twenty seconds of one view."""
    anchors = Anchors()
    taught(anchors, picture(), since=0, until=20, every=0.2)
    return anchors


def test_nothing_is_placed_before_two_seconds_and_five_pictures():
    """Then the same view lies where it lay."""
    anchors = Anchors()
    assert anchors.place(picture()) is None
    taught(anchors, picture(), since=0, until=1.9, every=0.2)
    assert anchors.place(picture()) is None
    anchors.learn(picture(), 2 * NS)
    found = anchors.place(picture())
    assert found is not None
    assert found.shape == GEOMETRY_STEPS.shape == (len(GEOMETRY_NAMES),)
    assert np.abs(found).max() < 0.1


def test_five_stills_are_enough():
    """Minutes apart."""
    anchors = Anchors()
    taught(anchors, picture(), since=0, until=4 * 600, every=600)
    assert len(anchors) == 0
    anchors.learn(picture(), 4 * 600 * NS)
    assert len(anchors) == 1


def test_a_bump_is_read(settled):
    """Two percent of the width, to the right."""
    x, y, turn, zoom = settled.place(noisy(picture(right=4), 99))
    assert x == pytest.approx(100 * 4 / WIDTH, abs=0.1)
    assert np.abs([y, turn, zoom]).max() < 0.3


def test_what_passes_by_while_learning_is_not_in_the_anchor():
    """Something large in a third of the pictures."""
    anchors = Anchors()
    for i in range(100):
        frame = noisy(picture(), i)
        if i % 3 == 0:
            frame[40:100, 30:120] = i
        anchors.learn(frame, i * NS // 5)
    assert np.abs(anchors.place(picture())).max() < 0.1


def test_darkness_without_edges_is_not_measured(settled):
    """Rather than placed somewhere."""
    night = with_noise(np.full((HEIGHT, WIDTH), 6, np.uint8), 2.0, 1)
    assert settled.place(night) is None


def test_a_picture_of_another_size_does_not_fit(settled):
    """Before there is anything to compare with, every size does."""
    assert Anchors().fits(picture())
    gathering = Anchors()
    gathering.learn(picture(), 0)
    for anchors in (gathering, settled):
        assert anchors.fits(picture())
        assert not anchors.fits(picture()[:-1])


def test_a_light_that_lasts_becomes_an_anchor(settled):
    """After minutes, not after seconds; and the first light is still known."""
    night = picture(7)
    assert settled.place(night) is None
    taught(settled, night, since=100, until=100 + 170, every=5)
    assert len(settled) == 1
    taught(settled, night, since=270, until=300, every=5)
    assert len(settled) == 2
    for light in (night, picture()):
        assert np.abs(settled.place(noisy(light, 5))).max() < 0.1
    assert settled.untied == 1


def test_a_bump_is_seen_in_either_light(settled):
    """Each with its own anchor."""
    taught(settled, picture(7), since=100, until=400, every=5)
    for seed in (0, 7, 0):
        x, y, *_ = settled.place(noisy(picture(seed, right=3), 5))
        assert (x, y) == pytest.approx((100 * 3 / WIDTH, 0), abs=0.1)


def test_a_known_light_is_not_learnt_again(settled):
    """A bump neither."""
    taught(settled, picture(), since=100, until=1000, every=15)
    taught(settled, picture(right=5), since=1000, until=2000, every=15)
    assert len(settled) == 1
    assert settled.place(picture(right=5))[0] == pytest.approx(100 * 5 / WIDTH, abs=0.1)


def test_a_bump_is_carried_over_into_a_light_that_still_shows_it(settled):
    """What had moved before dusk has still moved after it."""
    dusk = blend(picture(right=4), picture(7, right=4), 0.5)
    taught(settled, dusk, since=100, until=400, every=5)
    assert len(settled) == 2
    assert settled.untied == 0
    x, *_ = settled.place(noisy(dusk, 5))
    assert x == pytest.approx(100 * 4 / WIDTH, abs=0.3)


def test_a_scene_without_rest_is_no_light(settled):
    """Every picture another one: nothing to place against."""
    for i in range(100):
        settled.learn(picture(20 + i), (100 + 10 * i) * NS)
    assert len(settled) == 1


def test_there_are_four_at_most(settled):
    """The fifth light is not measured."""
    for n in range(1, 6):
        taught(settled, picture(7 * n), since=1000 * n, until=1000 * n + 400, every=10)
    assert len(settled) == 4
    assert settled.place(picture(7 * 3)) is not None
    assert settled.place(picture(7 * 4)) is None


def test_nothing_is_learnt_when_nothing_is_taught(settled):
    """Frozen is not called."""
    before = settled.save()
    for seed in range(50):
        settled.place(picture(7, right=seed % 3))
    after = settled.save()
    assert len(after["anchors"]) == len(before["anchors"]) == 1
    assert np.array_equal(after["anchors"][0]["picture"], before["anchors"][0]["picture"])
    assert after["gathering"]["pictures"] == before["gathering"]["pictures"] == []


def test_restored_anchors_go_on_bit_for_bit():
    """From any moment, through the bytes a state is kept in."""
    lights = [0] * 40 + [7] * 90 + [0] * 20
    frames = [noisy(picture(seed), i) for i, seed in enumerate(lights)]

    def step(anchors: Anchors, i: int) -> bytes | None:
        place = anchors.place(frames[i])
        anchors.learn(frames[i], 3 * i * NS)
        return None if place is None else place.tobytes()

    whole, cut = Anchors(), Anchors()
    for i in range(len(frames)):
        assert step(whole, i) == step(cut, i)
        if i % 11 == 3:
            cut = Anchors.restore(through_disk(cut.save()))
    assert len(whole) == 2


def test_learning_a_picture_that_was_just_placed_does_not_place_it_again(settled, monkeypatch):
    """It takes as long as all else that is judged, and says the same."""
    placed: list[U8] = []
    place = Anchor.place

    def counted(anchor: Anchor, grey: U8) -> Placement:
        placed.append(grey)
        return place(anchor, grey)

    monkeypatch.setattr(Anchor, "place", counted)
    frame = noisy(picture(), 1)
    settled.place(frame)
    settled.learn(frame, 100 * NS)
    assert len(placed) == 1
    settled.learn(frame, 101 * NS)  # a placement counts once, the anchors may have changed
    assert len(placed) == 2
