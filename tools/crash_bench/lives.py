"""One device, many lives: the daemon is killed at its N-th call and started again on what is left.

Each life restores the state, salvages what the one before left, and opens an incident anew. Every
so often, and at the end, a life may finish its incident and stop; then all that was promised since
the last time must be there.
"""

from __future__ import annotations

import errno
import hashlib
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from crash_bench import checks
from crash_bench.daemon import Device, Life, LifeError
from crash_bench.incident import Diary, Note
from crash_bench.points import Folder, Point

LOOK_EVERY: Final = 10
_COMPLAINTS: Final = ("store_trouble", "bundle_failed", "state_not_saved")
_JUDGED: Final = ("incident_opened", "incident_diagnosed", "incident_closed")
_CALLS_OF_A_START: Final = 400  # with a salvage in it
_PLACE: Final = re.compile(r"daemon:(start)?(\d+)")
_FAULTS: Final = (
    (errno.ENOSPC, 1),
    (errno.ENOSPC, 40),
    (errno.ENOSPC, 300),
    (errno.EDQUOT, 2),
    (errno.EROFS, 60),
    (errno.EROFS, 320),
    (errno.EIO, 1),
    (errno.EIO, 100),
)


class Lives:
    """The lives of one device, and what they have promised."""

    def __init__(self, folder: Path) -> None:
        self.device = Device(folder)
        self._since = 0  # notes that were checked already
        life = Life(self.device)
        try:
            life.ready()
            life.until(lambda: len(life.of("armed")) >= 3, self.device.good)
        finally:
            status = life.end(signal.SIGTERM)
        problems = self._ended(life, status, 0)
        if problems:
            raise LifeError(str(problems))

    def count(self) -> int:
        """Calls from the beginning of an incident to its end."""
        life = Life(self.device)
        try:
            life.ready()
            life.incident()
            calls = [note[1] for note in life.told() if note[0] == "call"]
        finally:
            life.end(signal.SIGKILL)
        return int(calls[-1])

    def die(
        self, at: int, *, from_incident: bool = True, before: tuple[str, ...] = ()
    ) -> list[str]:
        """A life that ends at this call, or with its incident if there is none; what is wrong."""
        life = Life(self.device, at=at, from_incident=from_incident, before=before)
        try:
            if life.ready():
                life.incident()
        finally:
            status = life.end(signal.SIGKILL)
        return self._ended(life, status, -signal.SIGKILL)

    def recover(self) -> list[str]:
        """A whole life; then everything that was promised must be there, and nothing else."""
        life = Life(self.device)
        try:
            good = life.ready() and life.incident()
        finally:
            status = life.end(signal.SIGTERM)
        problems = [] if good else ["the daemon ended by itself"]
        return problems + self._ended(life, status, 0) + self.settle()

    def fail(self, code: int, at: int) -> list[str]:
        """From this call of an incident on the disk fails; when that was said it is healed."""
        life = Life(self.device, at=at, code=code, lasting=True)
        pictures = self.device.good + self.device.bad
        try:
            life.ready()
            life.until(lambda: _lines(life, _COMPLAINTS), pictures)
            before = len(_lines(life, _JUDGED))
            life.until(lambda: len(_lines(life, _JUDGED)) > before, pictures)
            alive = not life.dead
            life.process.send_signal(signal.SIGUSR1)
            recorded = life.incident()
        finally:
            status = life.end(signal.SIGTERM)
        problems = [] if alive else ["the daemon ended when the disk failed"]
        if not recorded:
            problems.append("no incident is recorded on the healed disk")
        return problems + self._ended(life, status, 0)

    def _ended(self, life: Life, status: int, wanted: int) -> list[str]:
        problems = [] if status == wanted else [f"it ended with {status}"]
        if life.stderr:
            problems.append(life.stderr)
        if life.of("camera_seen") and self._since and not life.of("baseline_restored"):
            problems.append("the state was not restored")
        problems += [
            f"{e}: {line}" for e in ("state_set_aside", "state_stuck") for line in life.of(e)
        ]
        problems += self._state_problems()
        return problems + checks.visible_problems(self.device.store, "after its death")

    def _state_problems(self) -> list[str]:
        """The state is the one saved last, or one that was being saved when it ended."""
        allowed: set[str] = set()
        for kind, *values in self.device.told():
            if kind == "saved":
                allowed = {values[0]}
            elif kind == "tried":
                allowed = allowed | {values[0]}
        path = self.device.store / "state" / "door.state"
        if not path.exists():
            return ["there is no state"] if allowed else []
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return [] if digest in allowed else ["the state is not the one that was saved last"]

    def settle(self) -> list[str]:
        """Whether all promised frames are visible and nothing strange is; then begin anew."""
        told, store = self.device.told(), self.device.store
        notes = [Note(0, "frame", note[1]) for note in told[self._since :] if note[0] == "frame"]
        problems = checks.missing(store, Diary(notes=notes)) + checks.strangers(store)
        self._since = len(told)
        for path in checks.bundles(store):
            path.unlink()
        return problems


def _lines(life: Life, events: tuple[str, ...]) -> list[dict[str, Any]]:
    """The lines of any of these events."""
    return [line for event in events for line in life.of(event)]


@contextmanager
def lives() -> Iterator[Lives]:
    """A device whose camera has learnt."""
    with Folder() as folder:
        yield Lives(folder)


def points(every: int, only: str | None = None) -> Iterator[Point]:
    """Deaths at every so many-th call of an incident; after every third also while starting.

    only: the name of one of them; a recovery follows it.
    """
    with lives() as device:
        if only is not None:
            place = _PLACE.fullmatch(only)
            device.die(200)  # so that there is something to salvage
            if place is not None:
                at, early = int(place[2]), place[1] is not None
                yield Point(only, lambda: device.die(at, from_incident=not early))
            yield Point(only, device.recover)
            return
        for count, at in enumerate(range(1, device.count() + 1, every)):
            yield Point(f"daemon:{at}", lambda at=at: device.die(at))  # type: ignore[misc]
            if count % 3 == 2:  # what this death has left is salvaged now, and that dies too
                soon = 1 + at % _CALLS_OF_A_START
                yield Point(
                    f"daemon:start{soon}",
                    lambda at=soon: device.die(at, from_incident=False),  # type: ignore[misc]
                )
            if count % LOOK_EVERY == LOOK_EVERY - 1:
                yield Point(f"daemon:recovery-after-{at}", device.recover)
        yield Point("daemon:recovery-at-the-end", device.recover)


def points_of_faults() -> Iterator[Point]:
    """A disk that fails for some time under a daemon that lives on."""
    with lives() as device:
        for code, at in _FAULTS:
            yield Point(
                f"daemon-faults:{errno.errorcode[code]}/{at}",
                lambda code=code, at=at: device.fail(code, at),  # type: ignore[misc]
            )
        yield Point("daemon-faults:recovery-at-the-end", device.recover)
