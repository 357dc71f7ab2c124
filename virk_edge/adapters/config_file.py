"""Reads the configuration from its file and the environment; nothing else does.

The environment comes in as an argument, so that a caller decides what counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from virk_edge.errors import ConfigError
from virk_edge.formats.config import Config
from virk_edge.formats.config_toml import parse_config

SYSTEM_CONFIG: Final = Path("/etc/virk-edge/config.toml")
FEED_VARIABLE: Final = "VIRK_EDGE_FEED"
# A configuration is a page of text; whatever is larger is another file.
FILE_BYTES_MAX: Final = 2**20


def load_config(
    path: Path | None, *, environ: Mapping[str, str], system_path: Path = SYSTEM_CONFIG
) -> Config:
    """The configuration in force.

    Args:
        path: the file to read; None reads ``system_path`` if that exists, else takes the defaults.
        environ: the process environment; VIRK_EDGE_FEED replaces the default of ``feed.endpoint``.
        system_path: where the device's own configuration lives.

    Raises:
        ConfigError: if the file cannot be read or a key is wrong; the message begins with the file.
    """
    feed_endpoint = environ.get(FEED_VARIABLE) or None
    if path is None:
        if not system_path.exists():
            return parse_config("", feed_endpoint=feed_endpoint)
        path = system_path
    try:
        return parse_config(_text(path), feed_endpoint=feed_endpoint)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}") from error
    if not content.strip() and path.is_file():  # /dev/null is meant
        raise ConfigError(
            "is empty, as a full disk or a power cut leaves what is being saved, and masks may "
            "have stood in it; restore it, or write a comment into it if the defaults are meant"
        )
    if len(content) > FILE_BYTES_MAX:
        raise ConfigError("is larger than 1 MiB, which no configuration is")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigError("is no UTF-8 text") from None
