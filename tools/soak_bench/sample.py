"""What the kernel says of the daemon's process, and what lies in its folders."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from soak_bench.script import Moment


@dataclass(frozen=True, slots=True)
class Sample:
    """One look. passed_s: injected seconds since the beginning; memory in MiB (RssAnon, VmHWM).

    temporary: entries of its temporary directory; parts: unfinished bundles in the store; states:
    files in the directory of states.
    """

    passed_s: float
    now: Moment
    anonymous_mib: float
    peak_mib: float
    descriptors: int
    sockets: int
    threads: int
    temporary: int
    parts: int
    states: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where the daemon of a soak lives."""

    folder: Path

    @property
    def store(self) -> Path:
        """Its store."""
        return self.folder / "store"

    @property
    def states(self) -> Path:
        """Its directory of states."""
        return self.store / "state"

    @property
    def temporary(self) -> Path:
        """Its temporary directory: nobody else's."""
        return self.folder / "tmp"

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"ipc://{self.folder}/feed.sock"


def take(pid: int, places: Places, passed_s: float, now: Moment) -> Sample:
    """Look now. Raises OSError if the process is gone."""
    status = _status(Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    links = _links(Path(f"/proc/{pid}/fd"))
    return Sample(
        passed_s=passed_s,
        now=now,
        anonymous_mib=status["RssAnon"] / 1024,
        peak_mib=status["VmHWM"] / 1024,
        descriptors=len(links),
        sockets=sum(link.startswith("socket:") for link in links),
        threads=status["Threads"],
        temporary=len(_names(places.temporary)),
        parts=sum(name.startswith(".") for name in _names(places.store)),
        states=len(_names(places.states)),
    )


def _status(text: str) -> dict[str, int]:
    wanted = ("RssAnon", "VmHWM", "Threads")
    fields = (line.split(":", 1) for line in text.splitlines())
    return {name: int(rest.split()[0]) for name, rest in fields if name in wanted}


def _links(folder: Path) -> list[str]:
    links = []
    for name in _names(folder):
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            links.append(str((folder / name).readlink()))
    return links


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
