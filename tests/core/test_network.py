"""The small network: the same numbers however they are asked, and what training writes down."""

from __future__ import annotations

import numpy as np
import pytest

from virk_edge.core.network import Network, packed, squeezed, unpacked
from virk_edge.core.weights import NETWORK


def network(**changed: object) -> Network:
    """Two inputs, one unit, two outputs: the first grows with a, the second does not move."""
    parts: dict[str, object] = {
        "inputs": ("a", "b"),
        "outputs": ("x", "y"),
        "centre": np.array([1.0, 0.0]),
        "scale": np.array([2.0, 1.0]),
        "hidden": np.array([[[1.0], [0.0], [0.0]]]),
        "final": np.array([[[2.0, 0.0], [-1.0, 0.5]]]),
        "slope": np.ones(2),
        "bias": np.zeros(2),
    }
    return Network(**{**parts, **changed})  # type: ignore[arg-type]


def test_a_case_worked_out_by_hand():
    """a = 3 is one scale above its centre: asinh(2) = 1.4436 into the unit."""
    scores = network()({"b": 7.0, "a": 3.0})
    assert scores["x"] == pytest.approx(1 / (1 + np.exp(1 - 2 * np.arcsinh(2.0))))
    assert scores["y"] == pytest.approx(1 / (1 + np.exp(-0.5)))


def test_several_networks_are_averaged_and_calibrated():
    """Before the sigmoid: a second network that says the opposite leaves the biases."""
    one = network()
    both = network(
        hidden=np.concatenate([one.hidden, one.hidden]),
        final=np.concatenate([one.final, np.array([[[-2.0, 0.0], [-1.0, 0.5]]])]),
        slope=np.array([2.0, 1.0]),
        bias=np.array([1.0, 0.0]),
    )
    assert both({"a": 3.0, "b": 0.0})["x"] == pytest.approx(1 / (1 + np.exp(1.0)))


def test_nothing_far_away_decides_alone():
    """Inputs are straight near the centre and end somewhere."""
    ones = np.ones(3)
    near, far, beyond = squeezed(np.array([0.01, 1e3, 1e9]), 0.0 * ones, ones)
    assert near == pytest.approx(0.02, rel=1e-3)
    assert far == beyond == 4.0


def test_what_is_written_down_is_read_again():
    """In two bytes a number."""
    array = np.random.default_rng(0).normal(size=(2, 3, 4))
    again = unpacked(packed(array), 2, 3, 4)
    assert again == pytest.approx(array, rel=1e-3)
    assert unpacked(packed(again), 2, 3, 4).tolist() == again.tolist()


def test_the_shipped_network_is_whole():
    """Shapes agree, numbers are finite, and names come once."""
    inputs, outputs = len(NETWORK.inputs), len(NETWORK.outputs)
    networks, rows, units = NETWORK.hidden.shape
    assert (rows, NETWORK.final.shape) == (inputs + 1, (networks, units + 1, outputs))
    assert len(set(NETWORK.inputs)) == inputs
    assert (NETWORK.scale > 0).all()
    assert (NETWORK.slope > 0).all()
    arrays = (NETWORK.centre, NETWORK.hidden, NETWORK.final, NETWORK.bias)
    assert all(np.isfinite(a).all() for a in arrays)
