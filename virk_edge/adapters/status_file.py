"""The file that says how a running daemon stands, beside the feed's socket: in memory, on a device.

It is renewed and never made durable: after a power cut there is nothing to say.
"""

from __future__ import annotations

import os
from pathlib import Path

from virk_edge.adapters.durable import sentences
from virk_edge.errors import StateError
from virk_edge.formats.config import Config
from virk_edge.formats.standing import BYTES_MAX, Standing, read_standing, standing_bytes

_MODE = 0o640


def status_path(config: Config) -> Path:
    """``feed.sock.status`` for ``feed.sock``; with a port for an endpoint, in the store."""
    endpoint = config.feed.endpoint
    if endpoint.startswith("ipc://"):
        return Path(endpoint.removeprefix("ipc://") + ".status")
    return Path(config.store.directory) / ".feed.status"


def write_standing(path: Path, standing: Standing) -> None:
    """Replace what the file says, at once. Raises ``StorageError``."""
    fresh = path.with_name(f"{path.name}.new")
    with sentences("write", path):
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(standing_bytes(standing))
        fresh.replace(path)


def load_standing(path: Path) -> Standing | None:
    """What the file says; None if there is none. Raises ``StateError``, ``StorageError``."""
    with sentences("read", path):
        try:
            with path.open("rb") as file:
                data = file.read(BYTES_MAX + 1)
        except FileNotFoundError:
            return None
    if len(data) > BYTES_MAX:
        raise StateError(f"{path} is too long to be what a daemon writes")
    return read_standing(data, str(path))
