"""The statistical channels: which of them speak, when they arm, and what a diagnosis is given."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.builders import QUICK, observed, scene, through_disk, with_noise
from virk_edge.core.channels import Channels
from virk_edge.core.instances import Lesson
from virk_edge.nouns import Observation

LEARN = Lesson(sound=True, quiet=True)
VIEW = scene(1, height=48, width=64)


@cache
def frame(seq: int) -> Observation:
    return observed(with_noise(VIEW, 3.0, seq), seq)


def watched(frames: int) -> Channels:
    channels = Channels(QUICK)
    for seq in range(frames):
        channels.measure(frame(seq), LEARN)
    return channels


def test_geometry_begins_when_there_are_pictures_to_place_against():
    """Two seconds and five pictures."""
    channels, first = Channels(QUICK), None
    for seq in range(60):
        if "geometry" in channels.measure(frame(seq), LEARN) and first is None:
            first = seq
    assert first in range(18, 26)


def test_all_channels_end_their_first_learning_together():
    """Geometry starts late and is armed with the others, to a second."""
    channels, armed = Channels(QUICK), {}
    for seq in range(130):
        for channel, reading in channels.measure(frame(seq), LEARN).items():
            if reading.newly_armed and channel not in armed:
                armed[channel] = seq
    assert set(armed) == {"appearance", "image", "geometry"}
    assert max(armed.values()) - min(armed.values()) <= 10


def test_nothing_is_normal_before_anything_was_learnt():
    """And nothing is learnt from what is not to be learnt from."""
    assert Channels(QUICK).normal(None) is None
    assert Channels(QUICK).supported_false_incidents_per_month is None
    channels = Channels(QUICK)
    for seq in range(50):
        channels.measure(frame(seq), Lesson(sound=False, quiet=True))
    assert channels.normal(None) is None


def test_normal_is_in_natural_units():
    """The fingerprint's mean as it is measured, not in the detector's steps."""
    channels = watched(150)
    terms = np.stack([frame(seq).fingerprint for seq in range(150)])
    assert channels.normal(None).fingerprint == pytest.approx(terms.mean(axis=0), abs=0.3)
    shown = np.abs(channels.normal(None).scene.picture.astype(int) - frame(3).picture)
    assert np.median(shown) <= 4


def test_the_rates_of_all_channels_add_up():
    """Each channel spends its part; together they support what is said."""
    channels = watched(150)
    parts = [b.false_incidents_per_month for b in channels.status() if b.instance == "session"]
    assert len(parts) == 3
    assert channels.supported_false_incidents_per_month == pytest.approx(sum(parts))
    assert [b.suspect for b in channels.status()] == [""] * 6


@pytest.mark.parametrize("cut", [0, 5, 30, 90])
def test_saving_and_restoring_is_invisible(cut):
    """Every reading to the bit, and the same normal."""
    whole = watched(cut)
    restored = Channels.restore(through_disk(whole.save()), QUICK)
    for seq in range(cut, cut + 30):
        expected, found = (c.measure(frame(seq), LEARN) for c in (whole, restored))
        assert {c: r.score.hex() for c, r in found.items()} == {
            c: r.score.hex() for c, r in expected.items()
        }
    assert np.array_equal(restored.normal(None).scene.picture, whole.normal(None).scene.picture)
    assert np.array_equal(restored.normal(None).fingerprint, whole.normal(None).fingerprint)


def test_a_state_with_other_fingerprints_is_refused():
    """Their numbers would be taken for others."""
    state = watched(20).save()
    state["names"] = {**state["names"], "image": ["other"]}
    with pytest.raises(ValueError, match="another version"):
        Channels.restore(state, QUICK)


def test_a_change_of_the_configuration_is_taken_up():
    """A saved state does not bring its old limits along."""
    channels = Channels.restore(
        through_disk(watched(20).save()), replace(QUICK, false_incidents_per_month=30.0)
    )
    limits = channels.instances["image"].speaking[1].limits
    assert limits.false_incidents_per_month == pytest.approx(7.5)  # four channels share it
