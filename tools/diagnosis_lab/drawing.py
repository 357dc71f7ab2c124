"""Plots of the figures, made in .venv-corruptions, which has matplotlib: JSON FILE, then FOLDER."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

Row = dict[str, Any]


def main(file: str, folder: str) -> int:
    """One PNG per kind of plot and footage."""
    found: Row = json.loads(Path(file).read_text(encoding="utf-8"))["figures"]
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for footage, families in found.items():
        name = footage.replace(" ", "_")
        _save(coverage(families), place / f"coverage_{name}.png", footage)
        _save(reliability(families), place / f"reliability_{name}.png", footage)
        for family, one in families.items():
            if one["confusion"]:
                path = place / f"confusion_{family}_{name}.png"
                _save(confusion(one["confusion"]), path, f"{family}, {footage}")
    return 0


def _save(figure: Any, path: Path, title: str) -> None:
    figure.suptitle(title)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def coverage(families: Row) -> Any:
    """Right when named against the share named, over all thresholds of the first score."""
    figure, axes = plt.subplots(figsize=(7, 5))
    for family, one in families.items():
        if one["curve"]:
            named, right = np.array(one["curve"]).T
            axes.plot(100 * named, 100 * right, label=f"{family} (n = {one['all']['n']})")
    axes.plot([85], [97], "k+", markersize=12, label="to reach: 97 % at 85 %")
    axes.set(xlabel="named, %", ylabel="right when named, %", xlim=(0, 101), ylim=(50, 101))
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def reliability(families: Row) -> Any:
    """The share that is right against the mean first score; dots as large as there are answers."""
    figure, axes = plt.subplots(figsize=(6, 5.5))
    axes.plot([0, 1], [0, 1], "k:", linewidth=1)
    for family, one in families.items():
        rows = one["reliability"]
        if rows:
            scores, right = [r["score"] for r in rows], [r["right"] for r in rows]
            label = f"{family} (ECE {100 * one['ece']:.1f} %)"
            (line,) = axes.plot(scores, right, linewidth=1, label=label)
            sizes = [400 * r["n"] / one["all"]["n"] + 8 for r in rows]
            axes.scatter(scores, right, s=sizes, color=line.get_color(), alpha=0.7)
    axes.set(xlabel="score of the first cause", ylabel="share right", xlim=(0, 1), ylim=(0, 1.02))
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def confusion(counts: dict[str, dict[str, int]]) -> Any:
    """What is so against what was said; colours are shares of a row."""
    truths = list(counts)
    said = [*sorted({c for row in counts.values() for c in row} - {"unknown"}), "unknown"]
    table = np.array([[counts[t].get(c, 0) for c in said] for t in truths], float)
    figure, axes = plt.subplots(figsize=(0.62 * len(said) + 2.5, 0.45 * len(truths) + 2.5))
    axes.imshow(table / table.sum(axis=1, keepdims=True), cmap="Blues", vmin=0, vmax=1)
    for (i, j), count in np.ndenumerate(table):
        if count:
            dark = count > 0.5 * table[i].sum()
            axes.text(
                j, i, f"{count:.0f}", ha="center", va="center", color="white" if dark else "black"
            )
    axes.set_xticks(range(len(said)), said, rotation=60, ha="right")
    axes.set_yticks(range(len(truths)), truths)
    axes.set(xlabel="said first", ylabel="what is so")
    return figure


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
