"""Where the files that ship with the program are: the model, the weights, the demo footage.

An installed wheel has them inside the package, the source tree keeps ``models/`` beside it.
"""

from __future__ import annotations

import importlib.resources
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
# The folders inside the package, and the one beside it in the source tree.
_FOLDERS = (_PACKAGE / "models", _PACKAGE / "data", _PACKAGE.parent / "models")


def resource(name: str) -> Path:
    """The path of a shipped file, such as ``embedder.json`` or ``campus_people.mp4``.

    Raises FileNotFoundError: the installation is incomplete.
    """
    for folder in _FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"{name} is missing from this installation of virk-edge")


def read_resource(name: str) -> bytes:
    """The content of a shipped file, also when the program runs from inside an archive.

    Raises FileNotFoundError: the installation is incomplete.
    """
    try:
        return resource(name).read_bytes()
    except FileNotFoundError:
        for folder in ("models", "data"):
            entry = importlib.resources.files("virk_edge") / folder / name
            if entry.is_file():
                return entry.read_bytes()
        raise
