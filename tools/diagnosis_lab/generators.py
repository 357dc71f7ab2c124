"""Other people's corruptions, run where they are installed: .venv-corruptions only.

Their pictures are RGB, ours BGR. What would stay put before a real camera stays put over the
frames of one incident, since its chance is drawn from the same seed for each; what would be new in
each frame draws from a fresh one.
"""

from __future__ import annotations

import importlib
import os
import random
import sys
import types
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from diagnosis_lab.corruptions import Corruption
from virk_edge.nouns import U8

_AIVERIFY = ("blur", "digital", "environment", "general")


def corrupt(corruption: Corruption, frames: Sequence[U8], severity: int, seed: int) -> list[U8]:
    """All frames of one incident.

    frames: uint8 (h, w, 3) BGR; severity: one of the corruption's, 1 to 5. The same seed gives the
    same pictures.
    """
    make = _MAKERS[corruption.source](corruption, severity, seed)
    found = []
    for index, frame in enumerate(frames):
        chance = seed if corruption.steady else seed * 1000 + index
        random.seed(chance)
        np.random.seed(chance % 2**32)
        rgb = np.ascontiguousarray(frame[..., ::-1])
        found.append(np.ascontiguousarray(np.asarray(make(rgb, chance), np.uint8)[..., ::-1]))
    return found


_Make = Callable[[U8, int], Any]


def _imagecorruptions(corruption: Corruption, severity: int, seed: int) -> _Make:
    library = _patched_imagecorruptions()
    module = library.corruptions
    module._motion_blur = module.own_motion_blur
    if corruption.name == "snow":
        # It falls one way for the length of an incident, though its flakes are new in each frame.
        module._motion_blur = _always(module.own_motion_blur, Random(seed).uniform(-135.0, -45.0))
    return lambda rgb, chance: library.corrupt(
        rgb, severity=severity, corruption_name=corruption.name
    )


def _always(blur: Callable[..., Any], fixed: float) -> Callable[..., Any]:
    return lambda x, radius, sigma, angle: blur(x, radius=radius, sigma=sigma, angle=fixed)


@cache
def _patched_imagecorruptions() -> Any:
    """The package was written for numpy 1 and an old skimage, and asks setuptools for a path."""
    warnings.simplefilter("ignore")
    if not hasattr(np, "float_"):
        np.float_ = np.float64  # type: ignore[attr-defined]
    if "pkg_resources" not in sys.modules:
        resources = types.ModuleType("pkg_resources")
        resources.resource_filename = _beside  # type: ignore[attr-defined]
        sys.modules["pkg_resources"] = resources
    import skimage.filters
    import skimage.util

    gaussian = skimage.filters.gaussian

    def old_gaussian(image: Any, *args: Any, multichannel: bool = False, **more: Any) -> Any:
        return gaussian(image, *args, channel_axis=-1 if multichannel else None, **more)

    noise = skimage.util.random_noise

    def seeded_noise(image: Any, **more: Any) -> Any:
        return noise(image, rng=np.random.randint(2**31), **more)

    skimage.util.random_noise = seeded_noise  # its own would draw from no seed
    library = importlib.import_module("imagecorruptions")
    library.corruptions.gaussian = old_gaussian
    library.corruptions.own_motion_blur = library.corruptions._motion_blur
    return library


def _beside(module: str, name: str) -> str:
    file = sys.modules[module].__file__
    assert file is not None
    return str(Path(file).parent / name)


class _Seeded:
    """Stands for the module ``albumentations``; all it makes draws from the given chance."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self.chance = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def make(**arguments: Any) -> Any:
            transform = getattr(self._library, name)(**arguments)
            transform.set_random_seed(self.chance)
            return transform

        return make


@cache
def _albumentations() -> _Seeded:
    warnings.simplefilter("ignore")
    os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"  # it would ask a server for its newest version
    return _Seeded(importlib.import_module("albumentations"))


@cache
def _aiverify_functions() -> dict[str, tuple[Callable[..., Any], str, Sequence[Any]]]:
    """Name to function, the one parameter that it is graded by, and the values of its grades."""
    found = {}
    for part in _AIVERIFY:
        module = importlib.import_module(f"aiverify_{part}_corruptions.utils.{part}")
        module.A = _albumentations()  # type: ignore[attr-defined]
        for name, function in module.CORRUPTION_FN.items():
            key = name.lower()
            ((told, grades),) = (
                (k.removeprefix(f"{key}_"), v)
                for k, v in module.DEFAULT_PARAMS.items()
                if k.startswith(f"{key}_")
            )
            found[key] = (function, told, grades)
    return found


def _aiverify(corruption: Corruption, severity: int, seed: int) -> _Make:
    seeded = _albumentations()
    function, parameter, grades = _aiverify_functions()[corruption.name]
    value = grades[min(severity, len(grades)) - 1]

    def make(rgb: U8, chance: int) -> Any:
        seeded.chance = chance
        return function(rgb, **{parameter: value})

    return make


def _from_albumentations(corruption: Corruption, severity: int, seed: int) -> _Make:
    from diagnosis_lab.albumentations_grades import GRADES

    seeded = _albumentations()
    transform, grade = GRADES[corruption.name]
    arguments = grade(severity, Random(seed))

    def make(rgb: U8, chance: int) -> Any:
        seeded.chance = chance
        return getattr(seeded, transform)(**arguments, p=1.0)(image=rgb)["image"]

    return make


_MAKERS: dict[str, Callable[[Corruption, int, int], _Make]] = {
    "imagecorruptions": _imagecorruptions,
    "aiverify": _aiverify,
    "albumentations": _from_albumentations,
}
