"""The operator's own predict function, found by name and asked as the hook would have listened.

Law: only what the command line names is imported, from the current folder or what is installed;
nothing that a bundle holds is ever run.
"""

from __future__ import annotations

import contextlib
import difflib
import importlib
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from virk_edge.core.answers import Predict
from virk_edge.errors import UsageError
from virk_edge.formats.wire import encode_header
from virk_edge.nouns import U8, Encoding, FrameInfo, Prediction
from virk_edge.publisher.predictions import as_predictions

_SPEC = re.compile(r"([A-Za-z_][\w.]*):([A-Za-z_][\w.]*)(\(\))?")
# What the wire refuses was never recorded; a header of nothing else asks it.
_BARE = FrameInfo("replay", 0, "replay", 0, 0, Encoding.GRAY8, 1, 1)


def load_function(spec: str) -> Callable[[Any], object]:
    """The function that ``module:function`` names, or that ``module:factory()`` makes.

    Modules are looked for in the current folder first, as by ``python -m``.

    Raises:
        UsageError: if there is none; the message says what was found instead.
    """
    match = _SPEC.fullmatch(spec)
    if match is None:
        raise UsageError(
            f"--against {spec}: write MODULE:FUNCTION, such as detector:predict for the function "
            "'predict' of detector.py."
        )
    module, name, called = match.groups()
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    with contextlib.redirect_stdout(sys.stderr):
        found = _found(_imported(module, spec), name, spec)
        if called:
            try:
                found = found()
            except (Exception, SystemExit) as error:
                raise UsageError(f"--against {spec}: {name}() fails ({_said(error)}).") from error
    if not callable(found):
        what = "returns" if called else "is"
        kind = type(found).__name__
        raise UsageError(
            f"--against {spec}: it {what} no function but {kind}; name a function of one frame."
        )
    return found  # type: ignore[no-any-return]  # an operator's object


def as_hooked(function: Callable[[Any], object]) -> Predict:
    """The function as ``FramePublisher.wrap`` would use it: frames in the hook's order of colours,
    results through ``as_predictions`` and the wire's limits. What it prints goes to standard error.

    What comes back raises TypeError, ValueError or WireError for a result that is no predictions,
    and whatever the function raises. SystemExit is an error, too: one frame ends no replay.
    """

    def predict(pixels: U8, info: FrameInfo) -> tuple[Prediction, ...]:
        frame = pixels
        if info.encoding is Encoding.RGB8:
            frame = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)
        try:
            with contextlib.redirect_stdout(sys.stderr):
                result = function(frame)
        except SystemExit as error:
            raise RuntimeError(f"it wants to exit ({error.code})") from error
        now = as_predictions(result)
        encode_header(replace(_BARE, predictions=now))
        return now

    return predict


def _imported(module: str, spec: str) -> object:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and (module == error.name or module.startswith(f"{error.name}.")):
            raise UsageError(
                f"--against {spec}: there is no module {error.name} here; start in the folder that "
                "it lies in, or install it."
            ) from error
        raise UsageError(
            f"--against {spec}: {module} needs {error.name}, which is not installed."
        ) from error
    except (Exception, SystemExit) as error:
        raise UsageError(
            f"--against {spec}: {module} cannot be imported ({_said(error)}); it must import "
            "without running, see `if __name__ == '__main__'`."
        ) from error


def _found(module: object, name: str, spec: str) -> Any:
    found = module
    for part in name.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, dir(found), n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else "name one that it has."
            raise UsageError(f"--against {spec}: there is no {part} in it; {hint}")
        found = getattr(found, part)
    return found


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".split("\n")[0].rstrip(".")
