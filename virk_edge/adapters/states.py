"""The directory of what cameras have learnt: one state per camera, and orders that act on it.

    CAMERA.state        the newest state, replaced whole
    CAMERA.state.bad-1  one that could not be used; set aside, never deleted unread
    CAMERA.order        what a person asks of the program that owns the directory
    CAMERA.import       the baseline that such an order brings
    CAMERA.answer       what became of the order
    .owner, .orders     locks (flock): who owns the directory, and who is giving orders

Law: only the owner writes states and answers; everybody else gives orders, one giver at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from virk_edge.adapters.durable import (
    close_quietly,
    make_directory,
    sentences,
    sync_directory,
    write_atomic,
)
from virk_edge.adapters.owner import owner_of
from virk_edge.errors import StateError, StorageError
from virk_edge.formats.baseline import FILE_BYTES_MAX, BaselineHead, read_baseline
from virk_edge.formats.config import CAMERA_NAME
from virk_edge.formats.orders import (
    BYTES_MAX,
    Answer,
    Order,
    order_bytes,
    read_answer,
    read_order,
)
from virk_edge.nouns import State

DIRECTORY: Final = "state"
DIRECTORY_MODE: Final = 0o750
FILE_MODE: Final = 0o640
CAMERAS_MAX: Final = 256
SET_ASIDE_MAX: Final = 9
_STATE, _ORDER, _IMPORT, _ANSWER = ".state", ".order", ".import", ".answer"


class Lock:
    """A lock on one file, held until ``close``, the end of a ``with`` or the end of the process."""

    def __init__(self, fd: int) -> None:
        self._fd: int | None = fd

    def close(self) -> None:
        """Let it go."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            close_quietly(fd)

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class StateDirectory:
    """The states of one store; nothing is made before a lock is asked for. One thread."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    # -- locks ----------------------------------------------------------------------------------

    def own(self) -> Lock | None:
        """Own the directory from now on; None when another program does."""
        return self._lock(".owner")

    def give_orders(self) -> Lock | None:
        """Be the only one who gives orders; None when another program does just now."""
        return self._lock(".orders")

    def _lock(self, name: str) -> Lock | None:
        if not self.directory.is_dir():
            with sentences("create", self.directory):
                make_directory(self.directory, mode=DIRECTORY_MODE)
                if (owner := owner_of(self.directory.parent)) is not None:
                    os.chown(self.directory, *owner)
        path = self.directory / name
        with sentences("lock", path), contextlib.ExitStack() as undo:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
            undo.callback(os.close, fd)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            if (owner := owner_of(self.directory)) is not None:
                os.fchown(fd, *owner)
            undo.pop_all()
            return Lock(fd)

    # -- states ---------------------------------------------------------------------------------

    def cameras(self) -> list[str]:
        """Cameras that have a state, by name, at most 256."""
        return self._named(_STATE)

    def path(self, camera: str) -> Path:
        """Where a camera's state is."""
        return self._path(camera, _STATE)

    def load(self, camera: str) -> tuple[BaselineHead, State] | None:
        """A camera's saved state, None when there is none.

        Raises:
            StateError: if it is damaged, of another version or another camera's.
            StorageError: if it cannot be read.
        """
        path = self.path(camera)
        if not os.path.lexists(path):
            return None
        head, state = read_baseline(read_file(path), str(path), "state")
        if head.camera != camera:
            raise StateError(
                f"{path} belongs to camera {head.camera}; give one camera's baseline to another "
                "with `virk-edge baseline export` and `import`"
            )
        return head, state

    def save(self, camera: str, data: bytes) -> None:
        """Replace a camera's state, durably. Raises ``StorageError``."""
        self._write(self.path(camera), data)

    def set_aside(self, camera: str) -> Path:
        """Give a state that cannot be used another name, and say which.

        Raises:
            StorageError: if nine lie there already, or the disk refuses.
        """
        path = self.path(camera)
        for number in range(1, SET_ASIDE_MAX + 1):
            aside = path.with_name(f"{path.name}.bad-{number}")
            if not os.path.lexists(aside):
                with sentences("rename", path):
                    path.rename(aside)
                sync_directory(self.directory)
                return aside
        raise StorageError(
            f"cannot set {path} aside: {SET_ASIDE_MAX} unusable states of this camera lie beside "
            "it; look at them and remove them"
        )

    # -- orders: the side that gives them -------------------------------------------------------

    def place(self, order: Order, baseline: bytes = b"") -> None:
        """Put an order where the owner will find it; only while giving orders.

        baseline: what an import brings; its digest stands in the order.
        """
        self._remove(self._path(order.camera, _ANSWER))  # its giver did not wait for it
        if baseline:
            self._write(self._path(order.camera, _IMPORT), baseline)
        self._write(self._path(order.camera, _ORDER), order_bytes(order))

    def withdraw(self, camera: str) -> bool:
        """Take an order back; False when the owner has taken it already."""
        withdrawn = self._remove(self._path(camera, _ORDER))
        if withdrawn:
            self._remove(self._path(camera, _IMPORT))
        return withdrawn

    def take_answer(self, order: Order) -> Answer | None:
        """The answer to this order, once; None while there is none."""
        path = self._path(order.camera, _ANSWER)
        if not os.path.lexists(path):
            return None
        answer = read_answer(read_file(path, BYTES_MAX), str(path))
        self._remove(path)
        return answer if answer.id == order.id else None

    # -- orders: the side that owns the directory -----------------------------------------------

    def take_orders(self) -> tuple[list[Order], list[StateError]]:
        """The orders that lie here, taken away, and what is wrong with those that are none."""
        orders, errors = [], []
        for camera in self._named(_ORDER):
            path = self._path(camera, _ORDER)
            try:
                order = read_order(read_file(path, BYTES_MAX), str(path))
                if order.camera != camera:
                    raise StateError(f"{path} is for camera {order.camera}")
            except StateError as error:
                errors.append(error)
                self._remove(path)
            else:
                if self._remove(path):  # else it was withdrawn just now
                    orders.append(order)
        return orders, errors

    def take_import(self, order: Order) -> bytes:
        """The baseline that an order brings, once. Raises ``StateError`` if it is not the one."""
        path = self._path(order.camera, _IMPORT)
        data = read_file(path)
        self._remove(path)
        if hashlib.sha256(data).hexdigest() != order.sha256:
            raise StateError(f"{path} is not the baseline that the order is about; import it again")
        return data

    def answer(self, camera: str, answer: Answer) -> None:
        """Leave an answer. Raises ``StorageError``."""
        self._write(self._path(camera, _ANSWER), order_bytes(answer))

    # -- files ----------------------------------------------------------------------------------

    def _path(self, camera: str, suffix: str) -> Path:
        if not CAMERA_NAME.fullmatch(camera):
            raise ValueError(f"{camera!r} cannot name a camera")
        return self.directory / f"{camera}{suffix}"

    def _named(self, suffix: str) -> list[str]:
        """Cameras that have a file with this suffix, sorted; none where there is no directory."""
        with sentences("list", self.directory):
            try:
                with os.scandir(self.directory) as entries:
                    found = [entry.name for entry in entries]
            except FileNotFoundError:
                return []
        names = (name.removesuffix(suffix) for name in found if name.endswith(suffix))
        return sorted(name for name in names if CAMERA_NAME.fullmatch(name))[:CAMERAS_MAX]

    def _write(self, path: Path, data: bytes) -> None:
        write_atomic(path, data, mode=FILE_MODE, owner=owner_of(self.directory))

    def _remove(self, path: Path) -> bool:
        with sentences("remove", path):
            try:
                path.unlink()
            except FileNotFoundError:
                return False
        return True


def read_file(path: Path, bytes_max: int = FILE_BYTES_MAX) -> bytes:
    """A regular file's content.

    Raises:
        StateError: if it is no regular file, or larger than ``bytes_max``.
        StorageError: if it cannot be read.
    """
    with sentences("read", path):
        # O_NONBLOCK: a pipe of that name must not hold us.
        try:
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            raise StorageError(f"cannot read {path}: there is no such file") from None
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise StateError(f"{path} is no regular file")
            with open(fd, "rb", closefd=False) as file:
                data = file.read(bytes_max + 1)
        finally:
            os.close(fd)
    if len(data) > bytes_max:
        raise StateError(f"{path} is larger than {bytes_max} bytes, which none of ours is")
    return data
