"""The hook: ``FramePublisher`` shows the daemon a camera's frames and stays out of the way.

Nothing here blocks, raises into the caller, or imports more than pyzmq, msgpack and numpy.
"""

from __future__ import annotations

from virk_edge.publisher.hook import (
    DEFAULT_ENDPOINT,
    ENDPOINT_VARIABLE,
    KEYS_VARIABLE,
    FramePublisher,
)
from virk_edge.publisher.ledger import HookError, HookRefusal, HookStatistics
from virk_edge.publisher.predictions import as_predictions

__all__ = [
    "DEFAULT_ENDPOINT",
    "ENDPOINT_VARIABLE",
    "KEYS_VARIABLE",
    "FramePublisher",
    "HookError",
    "HookRefusal",
    "HookStatistics",
    "as_predictions",
]
