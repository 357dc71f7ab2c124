"""The code that travels in a bundle: the modules that decided, and a script that replays them.

Everything a replay imports and nothing else: no daemon, no feed, no command line.
"""

from __future__ import annotations

from functools import cache

from virk_edge.adapters.resources import read_resource, source_of, sources_of
from virk_edge.formats.bundle import CODE, MAIN

_PACKAGES = ("formats", "core")
_MODULES = (
    "__init__",
    "errors",
    "nouns",
    "replay",
    "adapters.__init__",
    "adapters.embedder",
    "adapters.exact_frames",
    "adapters.exhibits",
    "adapters.pictures",
    "adapters.replay_differs",
    "adapters.resources",
    "adapters.tflite",
)
_DATA = ("embedder.json",)

_MAIN = '''\
"""Replays this incident: python3 THIS_FILE [--json]. Needs numpy, OpenCV and a TFLite runtime."""

import os
import sys

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "code"))
try:
    from virk_edge.replay import main
except ImportError as error:
    tomli = " tomli" if sys.version_info < (3, 11) else ""
    sys.exit(
        f"this bundle needs {error.name}; install what it runs on with: "
        f"pip install numpy opencv-python-headless ai-edge-litert{tomli}"
    )
sys.exit(main([here, *sys.argv[1:]]))
'''


@cache
def replay_code() -> dict[str, bytes]:
    """Entry name to content: ``__main__.py`` and everything under ``code/``.

    Read once a process: what it began with decides, whatever an upgrade puts into its place.
    """
    entries = {MAIN: _MAIN.encode()}
    for name in _MODULES:
        entries[f"{CODE}virk_edge/{name.replace('.', '/')}.py"] = source_of(name)
    for package in _PACKAGES:
        for name, data in sources_of(package).items():
            entries[f"{CODE}virk_edge/{package}/{name}"] = data
    for name in _DATA:
        entries[f"{CODE}virk_edge/models/{name}"] = read_resource(name)
    return entries
