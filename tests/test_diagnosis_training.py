"""Training the diagnosis: the same seed gives the same network, and it learns what there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from virk_edge.core.causes import RULES
from virk_edge.core.evidence import Evidence
from virk_edge.core.network import Network

pytestmark = pytest.mark.source_only


@pytest.fixture(scope="module")
def lab(repository: Path) -> Iterator[SimpleNamespace]:
    """The tools' modules, which are no part of the package."""
    names = ("card", "measuring", "mishaps", "oddities", "own", "scenes", "shipping", "training")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(repository / "tools")
        yield SimpleNamespace(**{n: import_module(f"diagnosis_lab.{n}") for n in names})


@pytest.fixture(scope="module")
def quick(lab):
    """A recipe for a second."""
    return lab.training.Recipe(networks=1, units=8, epochs=150)


@pytest.fixture(scope="module")
def cases(lab):
    """Dark ones, noisy ones, both, and neither, of ten scenes."""
    draw = np.random.default_rng(0)
    names = [f.name for f in fields(Evidence)]
    found = []
    for number in range(300):
        numbers = dict.fromkeys(names, 1.0)
        numbers |= {name: float(draw.normal(1.0, 0.05)) for name in names}
        dark, noisy = number % 2 == 0, number % 3 == 0
        numbers["light_ratio"] = 0.3 if dark else 1.0
        numbers["noise_now"] = 12.0 if noisy else 1.0
        labels = ("brightness_drop",) * dark + ("noise",) * noisy
        kind = "clean" if not labels else "+".join(labels)
        found.append(
            lab.measuring.Sample(f"scene {number % 10}", "own", kind, 1.0, number, labels, numbers)
        )
    return found


@pytest.fixture(scope="module")
def trained(lab, cases, quick) -> Network:
    """As the tool does it."""
    logits = lab.training.held_out(cases, quick, 1)
    return lab.training.calibrated(lab.training.fit(cases, quick, 1), logits, cases)


def test_it_learns_both_causes_also_when_both_hold(lab, cases, trained):
    """Each has a probability of its own."""
    _, inputs, wanted = lab.training.table(cases)
    said = trained.probabilities(inputs) > 0.5
    assert (said == wanted.astype(bool)).mean() > 0.99


def test_the_same_seed_gives_the_same_network(lab, cases, quick, trained):
    """To the last bit, and another seed another one."""
    again, other = (lab.training.fit(cases, quick, seed) for seed in (1, 2))
    assert np.array_equal(again.hidden, trained.hidden)
    assert not np.array_equal(again.hidden, other.hidden)


def test_what_is_shipped_is_what_was_trained(lab, trained, cases):
    """The module defines the same network, to the two bytes that a number has."""
    space: dict[str, Network] = {}
    exec(compile(lab.shipping.module(trained), "weights.py", "exec"), space)  # our own text
    shipped = space["NETWORK"]
    _, inputs, _ = lab.training.table(cases)
    assert (shipped.inputs, shipped.outputs) == (trained.inputs, trained.outputs)
    assert shipped.probabilities(inputs) == pytest.approx(trained.probabilities(inputs), abs=0.02)


def test_a_scene_is_in_one_fold_alone(lab, cases):
    """Otherwise held-out figures would be a memory test."""
    folds = lab.training.folds_of(cases)
    pairs = {(s.scene, int(f)) for s, f in zip(cases, folds, strict=True)}
    assert len(pairs) == len({s.scene for s in cases})
    assert len(set(folds.tolist())) > 1


def test_the_card_tells_the_figures_of_what_was_held_out(lab, cases, quick, trained):
    """Logits that are wrong make a bad card, whatever the network says."""
    logits = np.zeros((len(cases), len(RULES)))
    told = lab.card.card(
        trained, logits - 9.0, cases, digests={"a.png": "00"}, recipe=quick, weights="11"
    )
    assert "| right when named | – |" in told
    assert "`00`" in told


def test_a_made_up_camera_gives_the_same_pictures_again(lab, tmp_path):
    """From name, seed and seconds alone; and every kind of change can befall it."""
    paths = [tmp_path / "view.png", tmp_path / "other.png"]
    for seed, path in enumerate(paths):
        rough = np.random.default_rng(seed).integers(0, 255, (24, 32, 3)).astype(np.uint8)
        cv2.imwrite(str(path), cv2.resize(rough, (640, 480), interpolation=cv2.INTER_NEAREST))
    scenes = [lab.scenes.PhotoScene(paths[0], (paths[1],), "view") for _ in range(2)]
    one, two = (s.watch(3, [0.0, 1.25]).frames for s in scenes)
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.array_equal(one[0], one[1])
    todo = lab.own.plans("view", 1, 5)
    assert todo == lab.own.plans("view", 1, 5)
    kinds = {plan.kind for plan in todo}
    assert set(lab.mishaps.MISHAPS) | {"clean", "elsewhere", "night"} <= kinds
    assert kinds & set(lab.oddities.ODDITIES)
    chosen = [replace(p, seed=7) for p in todo if p.kind in ("tilted", "clean", "elsewhere")]
    measured = list(lab.own.samples(scenes[0], chosen[:3], seed=5))
    assert {s.labels for s in measured} <= {("camera_moved",), ()}
    assert all(np.isfinite(list(s.evidence.values())).all() for s in measured)
