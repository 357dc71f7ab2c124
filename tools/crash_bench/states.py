"""What cameras have learnt, and orders: saved, replaced, set aside, ordered, answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crash_bench.incident import STORE, Diary
from virk_edge.adapters.states import DIRECTORY, StateDirectory, read_file
from virk_edge.errors import StorageError, VirkError
from virk_edge.formats.orders import Answer, Order

_CAMERA: Final = "door"
_SIZE: Final = 3000


def content(number: int) -> bytes:
    """A state, as far as the disk is concerned."""
    return bytes([number]) * _SIZE


@dataclass(frozen=True, slots=True)
class Saved:
    """A camera's state is saved over and over, with an import and an answer in between."""

    name: str = "states"

    def prepare(self, base: Path) -> None:
        """A store that has been there for long."""
        (base / STORE).mkdir(parents=True)

    def play(self, base: Path, diary: Diary) -> Callable[[], list[str]]:
        """As the keeper does it: what fails is counted, and the next one has its chance."""
        states = StateDirectory(base / STORE / DIRECTORY)
        order = Order("7f3a", _CAMERA, "import", "boot", 1)
        steps: list[tuple[str, Callable[[], object]]] = [
            ("1", lambda: states.save(_CAMERA, content(1))),
            ("2", lambda: states.save(_CAMERA, content(2))),
            ("", lambda: states.place(order, content(7))),
            ("", states.take_orders),
            ("3", lambda: states.save(_CAMERA, content(3))),
            ("", lambda: states.answer(_CAMERA, Answer(order.id, True, "done"))),
            ("", lambda: states.take_answer(order)),
            ("aside", lambda: states.set_aside(_CAMERA)),
            ("4", lambda: states.save(_CAMERA, content(4))),
        ]
        try:
            lock = states.own()
        except StorageError:
            return lambda: []
        assert lock is not None
        with lock:
            for word, step in steps:
                diary.note("tried", word)
                try:
                    step()
                except StorageError as error:
                    assert str(error).startswith("cannot ")
                    continue
                if word:
                    diary.note("saved", word)

        def go_on() -> list[str]:
            diary.note("saved", "9")
            return _save_again(states)

        return go_on

    def check(self, base: Path, diary: Diary) -> list[str]:
        """The newest state that was saved is there whole, or one that was being saved."""
        states = StateDirectory(base / STORE / DIRECTORY)
        problems = []
        found = read_file(states.path(_CAMERA)) if states.path(_CAMERA).exists() else b""
        aside = [read_file(p) for p in states.directory.glob("*.bad-*")]
        if found not in allowed(diary):
            problems.append(f"the state is {found[:1]!r} with {len(found)} bytes")
        if any(len(data) != _SIZE for data in aside):
            problems.append("a state was set aside in part")
        problems += _save_again(states)
        problems += [f"left behind: {p.name}" for p in states.directory.glob(".*state*.part")]
        return problems


def allowed(diary: Diary) -> set[bytes]:
    """What the state may be: the one saved last, and any that was tried since."""
    maybe = {b""}
    for note in diary.notes:
        value = b"" if note.value == "aside" else content(int(note.value)) if note.value else None
        if value is not None:
            maybe = {value} if note.kind == "saved" else maybe | {value}
    return maybe


def _save_again(states: StateDirectory) -> list[str]:
    try:
        lock = states.own()
        if lock is None:
            return ["the directory of states is still owned"]
        with lock:
            states.save(_CAMERA, content(9))
            if read_file(states.path(_CAMERA)) != content(9):
                return ["what was saved afterwards is not there"]
    except VirkError as error:
        return [f"nothing can be saved any more: {error}"]
    return []
