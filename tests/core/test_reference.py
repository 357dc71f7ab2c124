"""The reference: weighted moments without samples, and what whitening makes of learnt data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import through_disk
from virk_edge.core.reference import Reference

LENGTH = 6


def correlated(count: int, seed: int = 0) -> np.ndarray:
    """Samples whose directions differ a hundredfold in size."""
    draw = np.random.default_rng(seed)
    mix = draw.normal(size=(LENGTH, LENGTH)) * np.logspace(-1, 1, LENGTH)
    return draw.normal(size=(count, LENGTH)) @ mix + 5.0


def learnt(samples: np.ndarray, weights: np.ndarray, **how: float) -> Reference:
    reference = Reference(LENGTH, **{"floor": 1e-4, "shrink": 0.0, **how})
    for sample, weight in zip(samples, weights, strict=True):
        reference.learn(sample, float(weight))
    return reference


@given(st.integers(0, 2**32 - 1), st.integers(2, 60))
def test_the_running_moments_are_those_of_numpy(seed, count):
    """Welford's sums, weighted, against the two-pass formula."""
    samples = correlated(count, seed)
    weights = np.random.default_rng(seed + 1).uniform(0.01, 5.0, count)
    reference = learnt(samples, weights)
    reference.fit()
    state = reference.save()
    covariance = np.cov(samples.T, aweights=weights, bias=True)
    assert state["mean"] == pytest.approx(np.average(samples, axis=0, weights=weights))
    assert state["weight"] == pytest.approx(weights.sum())
    assert state["scatter"] / weights.sum() == pytest.approx(covariance, rel=1e-6, abs=1e-6)


def test_whitened_samples_have_unit_scale_in_every_direction():
    """Squared distances of learnt data average to the number of dimensions."""
    samples = correlated(4000)
    reference = learnt(samples, np.ones(len(samples)))
    reference.fit()
    squared = np.exp(2.0 * reference.distances(samples)) - 0.25
    assert squared.mean() == pytest.approx(LENGTH, rel=1e-6)
    state = reference.save()
    whitened = (samples - state["centre"]) @ state["whiten"]
    assert np.cov(whitened.T) == pytest.approx(np.eye(LENGTH), abs=1e-3)


def test_the_floor_keeps_a_still_scene_from_shouting():
    """With no variation at all, a change of one floor is about one deviation."""
    reference = learnt(np.full((50, LENGTH), 3.0), np.ones(50), floor=0.5)
    reference.fit()
    away = np.full((1, LENGTH), 3.0)
    away[0, 2] += 0.5
    assert np.exp(reference.distances(away))[0] == pytest.approx(np.sqrt(1.25))
    assert reference.distances(np.full((1, LENGTH), 3.0))[0] == pytest.approx(0.5 * np.log(0.25))


def test_nothing_learnt_is_nothing_known():
    """No moments, no fit, no distances, and no division by nothing."""
    reference = Reference(LENGTH, floor=0.1, shrink=0.3)
    reference.learn(np.ones(LENGTH), 0.0)
    reference.learn(np.ones(LENGTH), -1.0)
    reference.fit()
    assert not reference.fitted
    assert reference.save()["weight"] == 0.0
    assert reference.distances(np.ones((1, LENGTH))) is None


def test_learning_on_leaves_the_fitted_reference_alone():
    """It is frozen until the next fit, so drift cannot follow itself."""
    samples = correlated(100)
    reference = learnt(samples, np.ones(100))
    reference.fit()
    before = reference.distances(samples)
    for sample in samples + 50.0:
        reference.learn(sample, 1.0)
    assert np.array_equal(reference.distances(samples), before)


@pytest.mark.parametrize("fitted", [False, True])
def test_a_restored_reference_gives_the_same_bits(fitted):
    """Before and after the first fit."""
    samples = correlated(100)
    reference = learnt(samples, np.ones(100), shrink=0.3)
    if fitted:
        reference.fit()
    again = Reference(LENGTH, floor=1e-4, shrink=0.3)
    again.load(through_disk(reference.save()))
    for one in (reference, again):
        one.learn(samples[3] * 1.5, 0.7)
        if not fitted:
            one.fit()
    assert reference.distances(samples).tobytes() == again.distances(samples).tobytes()


def test_another_length_is_refused():
    """A state of another signal is no reference for this one."""
    with pytest.raises(ValueError, match="not one of 4 numbers"):
        Reference(4, floor=0.1, shrink=0.3).load(Reference(5, floor=0.1, shrink=0.3).save())
