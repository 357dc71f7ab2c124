"""Every error this program raises on purpose, and the exit status each one means.

    VirkError
    ├── UsageError      2   the command line asks for something that cannot be
    ├── InputError      1   what the user gave (bundle, footage, model) is not what it should be
    │   ├── BundleError     a bundle is damaged, hostile or of a format we do not know
    │   ├── FootageError    a video, picture or list of times cannot be read
    │   ├── ModelError      a .tflite file is no model or has no image input
    │   └── StateError      a saved state is damaged or belongs to something else
    ├── WireError       -   a peer sent what the protocol does not allow; counted, never fatal
    ├── StorageError   74   the disk said no
    └── ConfigError    78   the configuration is wrong; the message names the key

A message is one sentence that names the thing, says what is wrong and what to do. Anything else
that escapes is our bug: exit status 70 and a traceback.
"""

from __future__ import annotations


class VirkError(Exception):
    """Base of all errors with a message meant for a person."""

    exit_status = 1


class UsageError(VirkError):
    """The command line asks for something that cannot be."""

    exit_status = 2


class InputError(VirkError):
    """Something the user gave is not what it should be."""


class BundleError(InputError):
    """A bundle is damaged, hostile or of an unknown format."""


class FootageError(InputError):
    """A video, a picture or a list of times cannot be read."""


class ModelError(InputError):
    """A .tflite file is no model, or has no image input."""


class StateError(InputError):
    """A saved state is damaged, or belongs to another embedder or format."""


class WireError(VirkError):
    """A message breaks the wire protocol.

    ``reason`` is one of the fixed words in ``formats.wire.Refusal``; it names the counter.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class StorageError(VirkError):
    """The disk refused: full, read-only, not there."""

    exit_status = 74


class ConfigError(VirkError):
    """The configuration is wrong. The message names the key, as in ``$.detect.hold_seconds``."""

    exit_status = 78


BUG_EXIT_STATUS = 70
