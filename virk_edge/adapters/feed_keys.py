"""The daemon's folder of keys: its own pair, and the public key of every camera host it lets in.

``formats.feed_keys`` says what lies where. Nothing here ever replaces a key.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import zmq

from virk_edge.errors import ConfigError, StorageError, UsageError
from virk_edge.formats.feed_keys import (
    CLIENTS,
    DAEMON_PUBLIC,
    DAEMON_SECRET,
    HOOK_SECRET,
    HOST_NAME,
    PUBLIC_SUFFIX,
    key_text,
)
from virk_edge.publisher.keys import NO_CURVE, KeysError, read_pair, read_public

CAMERA_HOSTS = "camera-hosts"
CLIENTS_MAX = 1024
_KEY = "$.feed.keys"
_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


class DaemonKeys:
    """The daemon's secret, and whose keys are welcome; ``names`` follows the folder.

    Raises
    ------
    ConfigError
        If ZeroMQ has no CURVE, a file is missing or holds no key, or others than its owner can
        read the secret or add to the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._clients = folder / CLIENTS
        try:
            self.secret = read_pair(folder / DAEMON_SECRET)[1]
        except KeysError as error:
            raise ConfigError(
                f"{_KEY}: {error}; `virk-edge config keys {folder}` makes what is missing"
            ) from None
        for path in (folder, self._clients):
            _refuse_writable(path)
        self._read: tuple[int, list[Path]] | None = None
        self._names: dict[bytes, str] = {}
        self.names()

    def names(self) -> dict[bytes, str]:
        """Public key to the name of its camera host; read again when the folder has changed.

        Raises ``ConfigError`` if it cannot be, and the next call tries again.
        """
        try:
            changed_ns = self._clients.stat().st_mtime_ns
            paths = sorted(self._clients.glob(f"*{PUBLIC_SUFFIX}"))[:CLIENTS_MAX]
            # Times have the grain of the kernel's tick: of two changes within one, they show one.
            if (changed_ns, paths) != self._read:
                self._names = {read_public(path): path.stem for path in paths}
                self._read = changed_ns, paths
        except (OSError, KeysError) as error:
            self._names = {}  # in doubt nobody is welcome
            self._read = None
            raise ConfigError(f"{_KEY}: {error}; mend or remove it") from None
        return self._names


def make_daemon_keys(folder: Path) -> bool:
    """Make the daemon's pair and the folder of clients, where there is none; True if made.

    Raises ``StorageError``; ``ConfigError`` if ZeroMQ has no CURVE.
    """
    try:
        for path in (folder, folder / CLIENTS):
            path.mkdir(mode=0o700, exist_ok=True)
        if (folder / DAEMON_SECRET).exists():
            return False
        public, secret = _new_pair()
        _write(folder / DAEMON_SECRET, key_text(public, secret), 0o600)
        (folder / DAEMON_PUBLIC).unlink(missing_ok=True)  # of a pair that is gone
        _write(folder / DAEMON_PUBLIC, key_text(public), 0o644)
    except OSError as error:
        raise StorageError(f"cannot make keys in {folder}: {error}") from error
    return True


def make_camera_host(folder: Path, name: str) -> Path:
    """Let one more camera host in; the folder to move there, with its secret.

    Raises ``StorageError``, also if that name has a key already; ``UsageError``; ``ConfigError``.
    """
    if not HOST_NAME.fullmatch(name):
        raise UsageError(
            f"--camera-host {name!r}: up to 63 of a-z 0-9 . _ -, a letter or digit first"
        )
    client = folder / CLIENTS / f"{name}{PUBLIC_SUFFIX}"
    parcel = folder / CAMERA_HOSTS / name
    public, secret = _new_pair()
    try:
        daemon_public = read_pair(folder / DAEMON_SECRET)[0]
        _write(client, key_text(public), 0o644)
        try:
            parcel.parent.mkdir(mode=0o700, exist_ok=True)
            parcel.mkdir(mode=0o700)
            _write(parcel / HOOK_SECRET, key_text(public, secret), 0o600)
            _write(parcel / DAEMON_PUBLIC, key_text(daemon_public), 0o644)
        except BaseException:
            client.unlink()
            shutil.rmtree(parcel, ignore_errors=True)
            raise
    except FileExistsError as error:
        raise StorageError(
            f"{error.filename} is there already; remove it to make {name} new keys"
        ) from None
    except (OSError, KeysError) as error:
        raise StorageError(f"cannot make keys for {name} in {folder}: {error}") from error
    return parcel


def _new_pair() -> tuple[bytes, bytes]:
    if not zmq.has("curve"):
        raise ConfigError(f"{_KEY}: {NO_CURVE}")
    return zmq.curve_keypair()


def _write(path: Path, text: str, mode: int) -> None:
    with os.fdopen(os.open(path, _EXCLUSIVE, mode), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _refuse_writable(path: Path) -> None:
    """Whoever may add a file there lets himself in."""
    try:
        seen = path.stat()
    except OSError as error:
        raise ConfigError(f"{_KEY}: {path} cannot be used: {error.strerror}") from None
    if not stat.S_ISDIR(seen.st_mode):
        raise ConfigError(f"{_KEY}: {path} is not a folder")
    if seen.st_mode & 0o022:
        raise ConfigError(f"{_KEY}: others can write in {path}; chmod go-w it")
