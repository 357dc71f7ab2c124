"""Key files of a feed that leaves the device, in the form of ZeroMQ's own certificates.

A key is 32 bytes, written as 40 characters of Z85 (https://rfc.zeromq.org/spec/32/). A public file
holds one, a secret file both of a pair. The folder of the daemon and that of a camera host:

    daemon.key_secret             daemon.key        the daemon's public key
    daemon.key                    hook.key_secret   the camera host's own pair
    clients/NAME.key

This file reads no file.
"""

from __future__ import annotations

import re
from typing import Final

DAEMON_SECRET: Final = "daemon.key_secret"
DAEMON_PUBLIC: Final = "daemon.key"
CLIENTS: Final = "clients"
PUBLIC_SUFFIX: Final = ".key"
HOOK_SECRET: Final = "hook.key_secret"
FILE_BYTES_MAX: Final = 4096
HOST_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}", re.ASCII)

_KEY: Final = re.compile(
    rb'\s*(public|secret)-key\s*=\s*"([0-9A-Za-z.\-:+=^!/*?&<>()[\]{}@%$#]{40})"\s*'
)


def key_in(text: bytes, which: str) -> bytes:
    """The ``public`` or ``secret`` key that a key file's bytes hold, 40 characters of Z85.

    Raises ``ValueError``, which never quotes what the file holds.
    """
    for line in text.splitlines():
        match = _KEY.fullmatch(line)
        if match is not None and match[1].decode() == which:
            return match[2]
    raise ValueError(f"holds no {which} key")


def key_text(public: bytes, secret: bytes | None = None) -> str:
    """What a key file holds, for ``key_in`` and whatever reads ZeroMQ's certificates."""
    lines = [
        "#   virk-edge feed: " + ("a public key" if secret is None else "keep this file secret")
    ]
    lines += ["metadata", "curve", f'    public-key = "{public.decode()}"']
    if secret is not None:
        lines.append(f'    secret-key = "{secret.decode()}"')
    return "\n".join(lines) + "\n"
