"""Incidents made by our own fault generators: which, on which view, and their measurement."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from diagnosis_lab.measuring import Sample, evidence_of, normal_of
from diagnosis_lab.mishaps import MISHAPS
from diagnosis_lab.oddities import ODDITIES
from diagnosis_lab.scenes import Change, PhotoScene, Scene, baseline_seconds
from virk_edge.core.baseline import Normal
from virk_edge.faults import FAULTS, Effect
from virk_edge.nouns import U8

SKIPPED = ("freeze",)  # the feed's rules tell it, not the pictures
# What happens together on real cameras; the first named befalls the scene, the second the camera.
PAIRS = (
    ("bump", "knocked_lens"),
    ("fog", "noise"),
    ("night", "knocked_lens"),
    ("rain", "dusk"),
    ("lights_out", "noise"),
    ("new_object", "lights_out"),
    ("bump", "colour_cast"),
    ("cover", "compression"),
    ("fog", "compression"),
    ("infrared", "bump"),
    ("snow", "infrared"),
    ("dirt", "knocked_lens"),
)
_LEARNINGS = 3  # baselines per view


@dataclass(frozen=True, slots=True)
class Plan:
    """One incident to be made. kind: a fault, two joined by "+", a mishap, "elsewhere", an oddity
    or "clean"."""

    kind: str
    strength: float
    seed: int


def plans(name: str, draws: int, seed: int) -> list[Plan]:
    """What happens on the view of this name: every fault ``draws`` times, the rest less often."""
    draw = np.random.default_rng((seed, *hashlib.sha256(name.encode()).digest()[:8]))
    faults = [f for f in FAULTS if f not in SKIPPED]
    pairs = ["+".join(pair) for pair in PAIRS if all(name in FAULTS for name in pair)]
    kinds = [k for k in faults for _ in range(draws)]
    kinds += [k for k in (*MISHAPS, "elsewhere", "elsewhere") for _ in range(draws)]
    kinds += [str(k) for k in draw.choice(pairs, 4 * draws)]
    kinds += [str(k) for k in draw.choice(list(ODDITIES), 5 * draws)]
    kinds += ["clean"] * (3 * draws)
    return [
        Plan(kind, float(draw.uniform(0.2, 1.15)), int(draw.integers(1 << 30))) for kind in kinds
    ]


def samples(scene: Scene, todo: Sequence[Plan], *, seed: int) -> Iterator[Sample]:
    """The incidents of a view, each after one of a few baselines of it."""
    learnt: dict[int, Normal] = {}
    for plan in todo:
        draw = np.random.default_rng(plan.seed)
        which = int(draw.integers(_LEARNINGS))
        if which not in learnt:
            seconds = baseline_seconds(float(40 * which))
            learnt[which] = normal_of(scene.watch(seed + which, seconds))
        # From a few seconds to minutes after the learning, three to nine glimpses.
        spacing = float(draw.choice([0.3, 0.3, 0.5, 1.0, 5.0]))
        start = 40.0 * which + 30.0 + float(draw.uniform(2.0, 60.0))
        count = int(draw.choice([1, 2, 3, 4, 5, 6, 6, 7, 9, 9]))
        seconds = [start + spacing * i for i in range(count)]
        change, labels = _change(plan)
        dark_or_bright = any(label.startswith("brightness") for label in labels)
        exposure = float(draw.uniform(0.3, 0.9)) if draw.uniform() < 0.4 else 0.0
        if plan.kind == "elsewhere":
            if not isinstance(scene, PhotoScene):
                continue  # nobody knows what lies beside a clip
            turned = 0.2 + 0.8 * plan.strength
            shots = scene.watch(plan.seed, seconds, turned=turned)
        else:
            exposure = 0.0 if dark_or_bright else exposure
            shots = scene.watch(plan.seed, seconds, change, exposure=exposure)
        evidence = evidence_of(learnt[which], shots)
        yield Sample(scene.name, "own", plan.kind, plan.strength, plan.seed, labels, evidence)


def _change(plan: Plan) -> tuple[Change | None, tuple[str, ...]]:
    if plan.kind in ("clean", "elsewhere"):
        return None, ("camera_moved",) if plan.kind == "elsewhere" else ()
    if plan.kind in MISHAPS:
        causes, make = MISHAPS[plan.kind]
        return make(np.random.default_rng(plan.seed), plan.strength), causes
    if plan.kind in ODDITIES:
        return ODDITIES[plan.kind](np.random.default_rng(plan.seed)), ()
    labels: set[str] = set()
    effects: list[Effect] = []
    for name in plan.kind.split("+"):
        effects.append(FAULTS[name].start(plan.strength, seed=plan.seed))
        labels |= FAULTS[name].labels(plan.strength, plan.seed)

    def change(pixels: U8, index: int) -> U8:
        for effect in effects:
            pixels = effect(pixels, index)
        return pixels

    return change, tuple(sorted(labels))
