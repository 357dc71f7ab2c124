"""What was made once is kept: corrupted frames as long as they are made the same way, and samples
as long as the code that measures is the same. Code that only judges does not count.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from detection_bench.environment import ROOT

from diagnosis_lab.measuring import Sample, read_samples, write_samples

_ROOTS = (ROOT, ROOT / "tools")
# Only frames and lists are taken from other benchmarks; these import the whole judge.
_FOLLOWED = (ROOT / "virk_edge", ROOT / "tools" / "diagnosis_lab")


@cache
def code_of(*modules: str) -> str:
    """A digest of ``files_of`` these modules."""
    code = hashlib.sha256()
    for file in files_of(*modules):
        code.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return code.hexdigest()[:16]


def files_of(*modules: str) -> list[Path]:
    """The files of these modules and all of ours that they import, functions' imports included."""
    waiting, files = list(modules), set[Path]()
    while waiting:
        file = _file_of(waiting.pop())
        if file is not None and file not in files:
            files.add(file)
            if any(file.is_relative_to(place) for place in _FOLLOWED):
                waiting += _imports(file)
    return sorted(files)


def _file_of(module: str) -> Path | None:
    path = Path(*module.split("."))
    places = [root / name for root in _ROOTS for name in (f"{path}.py", path / "__init__.py")]
    return next((place for place in places if place.is_file()), None)


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def key_of(*told: object) -> str:
    """A short name for all that something depends on, as JSON."""
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:20]


def footage_key(clip: str) -> object:
    """What the footage's name, size and time say about it."""
    path = Path(clip.partition(":")[0])
    stat = path.stat() if path.exists() else None
    return [clip, str(path.resolve()), stat and stat.st_size, stat and stat.st_mtime_ns]


def kept_samples(path: Path, make: Callable[[], Iterable[Sample]]) -> list[Sample]:
    """The file's samples, made and written first if it is not there."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        write_samples(half, make())
        half.replace(path)
    return list(read_samples([path]))
