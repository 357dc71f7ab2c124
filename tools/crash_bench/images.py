"""What a disk may hold after the power was cut: the calls before it, less what was not synced.

Data of a file are on the disk when an fsync of that file has returned, and a name when an fsync of
its directory has. Of all the rest anything may be there and anything may be lost: files too short,
holes of zeros, a later name without an earlier one. Only a rename is done whole or not at all. This
is more than ext4 or XFS do to us, and what POSIX allows. What was written before an fsync that
failed is never durable: the system forgets that it was to be written, and the next fsync succeeds.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from crash_bench.shim import Call

Choose = Callable[[Call], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """What becomes of what was not synced: names, data, and the length of a file without data."""

    name: str
    names: Choose
    data: Choose
    holes: bool = False
    torn: bool = False  # the last write that is there ends in its middle


def kinds(seed: int) -> Iterator[Kind]:
    """The ways to lose, the worst first, and some by chance."""
    yield Kind("nothing", _none, _none)
    yield Kind("names", _all, _none)
    yield Kind("holes", _all, _none, holes=True)
    yield Kind("data", _none, _all)
    yield Kind("torn", _all, _all, torn=True)
    for number in range(2):
        draw = random.Random(f"{seed}/{number}")
        yield Kind(
            f"chance{number}",
            lambda _, draw=draw: draw.random() < 0.5,  # type: ignore[misc]
            lambda _, draw=draw: draw.random() < 0.7,  # type: ignore[misc]
            holes=bool(number),
        )


def _all(_: Call) -> bool:
    return True


def _none(_: Call) -> bool:
    return False


def synced(calls: Iterable[Call]) -> set[int]:
    """Numbers of the calls whose effect a power cut after the last of them cannot undo."""
    waiting: dict[int | str, list[int]] = {}  # file or directory -> what its fsync would save
    needs: dict[int, int] = {}  # how many directories must be synced still
    durable: set[int] = set()
    for call in calls:
        if call.name == "fsync":
            which: int | str = call.path if call.path in waiting else call.file
            for number in waiting.pop(which, []):
                needs[number] -= 1
                if call.done and needs[number] == 0:
                    durable.add(number)
                if not call.done:
                    needs[number] = -1  # lost for good, whatever later calls say
        elif call.done and call.name in ("write", "open", "link", "unlink", "rename", "mkdir"):
            places: set[int | str] = {call.file} if call.name == "write" else _directories(call)
            needs[call.number] = len(places)
            for place in places:
                waiting.setdefault(place, []).append(call.number)
    return durable


def _directories(call: Call) -> set[int | str]:
    paths = {"link": [call.other], "rename": [call.path, call.other]}.get(call.name, [call.path])
    return {str(PurePosixPath(path).parent) for path in paths}


def build(calls: list[Call], kind: Kind, base: Path) -> None:
    """Lay what is left after the last of these calls into a folder as it was before the first."""
    durable = synced(calls)
    files: dict[int, bytearray] = {}
    tree = _before(base, files)
    last = max((call.number for call in calls if call.name == "write"), default=0)
    for call in calls:
        if not call.done:
            continue
        if call.name == "write":
            data: bytes | None = call.data
            if call.number not in durable:
                data = call.data if kind.data(call) else None
                if data and kind.torn and call.number == last:
                    data = data[: len(data) // 2]
            _write(files.setdefault(call.file, bytearray()), call, data, holes=kind.holes)
        elif call.number in durable or kind.names(call):
            _name(tree, call)
    for path in base.rglob("*"):
        if path.is_file() and str(path.relative_to(base)) not in tree:
            path.unlink()
    for name, file in sorted(tree.items()):
        if file is None:
            (base / name).mkdir(exist_ok=True)
        else:
            (base / name).write_bytes(files.get(file, b""))


def _before(base: Path, files: dict[int, bytearray]) -> dict[str, int | None]:
    """Path -> file (None: a directory) of what lies there; their contents go to ``files``."""
    tree: dict[str, int | None] = {".": None}
    for number, path in enumerate(sorted(base.rglob("*")), 1):
        name = str(path.relative_to(base))
        tree[name] = None if path.is_dir() else -number
        if path.is_file():
            files[-number] = bytearray(path.read_bytes())
    return tree


def _write(content: bytearray, call: Call, data: bytes | None, *, holes: bool) -> None:
    """A write of which this is left; None: nothing, but the file may be as long as with it."""
    if data is None:
        if not holes:
            return
        data = bytes(len(call.data))
    end = call.offset + len(data)
    content.extend(bytes(max(end - len(content), 0)))
    content[call.offset : end] = data


def _name(tree: dict[str, int | None], call: Call) -> None:
    """One change of names, if what it needs is there."""
    target = call.other or call.path
    if str(PurePosixPath(target).parent) not in tree:
        return
    if call.name == "mkdir":
        tree.setdefault(target, None)
    elif call.name == "open":
        tree[target] = call.file
    elif call.name == "unlink":
        tree.pop(target, None)
    elif call.name in ("link", "rename"):
        source = tree.get(call.path) or call.file
        if call.name == "rename":
            tree.pop(call.path, None)
        # The name leads to the file that it was given to, whatever its old name leads to here.
        tree[target] = source if source < 0 else call.file
