"""The card of the network: what it was made of and how good it is on scenes it never saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from diagnosis_lab.measuring import Sample
from diagnosis_lab.training import FOLDS, Recipe, labelled
from virk_edge.core.judge import NAMED_SCORE
from virk_edge.core.network import Network
from virk_edge.nouns import F64

_WEAK = 0.4  # of a fault's strength: the onset of what grows slowly
_HOLDS = 0.5  # score from which a second cause can be listed


def card(
    network: Network,
    logits: F64,
    samples: Sequence[Sample],
    *,
    digests: Mapping[str, str],
    recipe: Recipe,
    weights: str,
) -> str:
    """Markdown. logits: held out, float64 (samples, causes)."""
    scores, so = network.calibrated(logits), labelled(samples).astype(bool)
    first, best = scores.argmax(axis=1), scores.max(axis=1)
    right = so[np.arange(len(so)), first]
    faulty = np.array([bool(s.labels) for s in samples])
    clean = np.array([s.kind == "clean" for s in samples])
    named = best >= NAMED_SCORE
    weak = np.array([s.strength < _WEAK for s in samples])
    pairs = np.array(["+" in s.kind for s in samples])
    whole = ((scores >= _HOLDS) | ~so).all(axis=1)
    numbers = hidden_numbers(network)
    lines = [
        "# The network of the diagnosis",
        "",
        f"Written by `tools/train_diagnosis`; `virk_edge/core/weights.py` has sha256 `{weights}`.",
        "",
        f"* What it is: {recipe.networks} networks of {recipe.units} hidden units, averaged; "
        f"{numbers} numbers of two bytes. {len(network.inputs)} inputs (the evidence and the "
        f"strengths of the rules), {len(network.outputs)} causes, each with a probability.",
        f"* Trained on {len(samples)} made-up incidents of {len({s.scene for s in samples})} "
        f"scenes by the recipe {asdict(recipe)}.",
        f"* Calibrated on scenes held out ({FOLDS} folds by scene).",
        "* Not trained on: anything that other people's generators make, and any of the footage "
        "that `docs/diagnosis-figures.md` calls unseen.",
        "",
        "## On scenes that the network never saw, faults of our own generators",
        "",
        "All strengths from 0.2 to 1.15 (0.5 is medium, 1 is strong), whether visible or not.",
        "",
        "| | |",
        "|---|---|",
        f"| right first | {_percent(right[faulty])} |",
        f"| named (at least {NAMED_SCORE}) | {_percent(named[faulty])} |",
        f"| right when named | {_percent(right[faulty & named])} |",
        f"| nothing changed, yet named | {_percent(named[clean])} |",
        f"| weak ones alone (below {_WEAK}): right first | {_percent(right[faulty & weak])} |",
        f"| … named | {_percent(named[faulty & weak])} |",
        f"| … right when named | {_percent(right[faulty & weak & named])} |",
        f"| two causes at once: both at least {_HOLDS} | {_percent(whole[pairs])} |",
        f"| changes without a name, yet named | {_percent(named[~faulty & ~clean])} |",
        "",
        "| fault | incidents | right first | named | right when named | mistaken for |",
        "|---|---|---|---|---|---|",
    ]
    for kind in sorted({s.kind for s in samples if s.labels}):
        mask = np.array([s.kind == kind for s in samples])
        wrong = Counter(network.outputs[f] for f in first[mask & ~right])
        words = ", ".join(f"{cause} {count}" for cause, count in wrong.most_common(2)) or "–"
        lines.append(
            f"| {kind} | {int(mask.sum())} | {_percent(right[mask])} | {_percent(named[mask])} | "
            f"{_percent(right[mask & named])} | {words} |"
        )
    lines += ["", "## Pictures", "", "| file | sha256 |", "|---|---|"]
    lines += [f"| {name} | `{digest}` |" for name, digest in digests.items()]
    return "\n".join(lines) + "\n"


def hidden_numbers(network: Network) -> int:
    """How many numbers the network has."""
    arrays = (
        network.centre, network.scale, network.hidden, network.final, network.slope, network.bias
    )  # fmt: skip
    return sum(array.size for array in arrays)


def _percent(some: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> str:
    return f"{100.0 * float(some.mean()):.1f} %" if some.size else "–"
