"""Where the files that ship with the program are: the model, the weights, the demo footage.

An installed wheel has them inside the package, the source tree keeps ``models/`` beside it.
"""

from __future__ import annotations

import importlib.resources
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    from importlib.resources.abc import Traversable
else:
    from importlib.abc import Traversable

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


def source_of(module: str) -> bytes:
    """The source of one of our modules, such as ``core.drift`` or ``adapters.__init__``."""
    return _traversable(module.replace(".", "/") + ".py").read_bytes()


def sources_of(package: str) -> dict[str, bytes]:
    """File name to source of every module directly in one of our packages, such as ``core``."""
    files = sorted(_traversable(package).iterdir(), key=lambda entry: entry.name)
    return {entry.name: entry.read_bytes() for entry in files if entry.name.endswith(".py")}


def has_source(entry: str, content: bytes) -> bool:
    """Whether the file ``entry`` of our package, as in ``core/drift.py``, has this content."""
    try:
        return _traversable(entry).read_bytes() == content
    except (FileNotFoundError, KeyError):
        return False


def _traversable(path: str) -> Traversable:
    entry: Traversable = importlib.resources.files("virk_edge")
    for part in path.split("/"):
        entry = entry / part
    return entry
