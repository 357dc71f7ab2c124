"""What the hook did, counted: every frame that did not go out has a reason here.

Counters only; nothing in this file decides anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class HookError(str, Enum):
    """What went wrong inside a call; the word is the counter's name."""

    FRAME = "frame"  # not uint8 (H, W, 3) or (H, W), or not what `encoding` says
    PREDICTIONS = "predictions"  # not understood; the frame goes without them
    EMBEDDING = "embedding"  # not finite float32 values; the frame goes without it
    HEADER = "header"  # times, latency, sizes or encoded bytes break the protocol
    MEMORY = "memory"
    SOCKET = "socket"  # the endpoint, its keys or ZeroMQ refuse; tried again later
    BUSY = "busy"  # called from two threads at once
    FORKED = "forked"  # called in a child of the process that owns the hook
    CLOSED = "closed"
    INTERNAL = "internal"  # our bug


class HookRefusal(str, Enum):
    """Why a wanted frame was not handed to ZeroMQ."""

    FULL = "full"  # the daemon is behind: both slots of the queue are taken
    PAUSED = "paused"  # for 1 s after 10 refusals in a row
    SWITCHED_OFF = "switched_off"  # the hook costs more than its allowance


@dataclass(frozen=True, slots=True)
class HookStatistics:
    """What one hook did so far.

    frames: calls that brought a frame; each took a number, the wire's ``seq``.
    sent, metadata_sent: frames and headers handed to ZeroMQ.
    unwanted: frames that nobody had subscribed to; they cost no copy.
    refused: frames not sent, by ``HookRefusal``; errors: by ``HookError``; last_error: in words.
    lost: wanted frames that could not be sent, for whatever reason; travels in the header.
    cost_us_last, cost_us_p50: the calls' own wall time, p50 over the last 100 calls.
    cost_us_p50_wanted: processor time of sending, p50 of the last 100 calls that had to send.
    """

    camera: str
    run: str
    frames: int
    sent: int
    metadata_sent: int
    unwanted: int
    refused: Mapping[str, int]
    lost: int
    errors: Mapping[str, int]
    last_error: str
    switched_off: bool
    times_switched_off: int
    subscriptions: int
    cost_us_last: float
    cost_us_p50: float
    cost_us_p50_wanted: float


class Ledger:
    """The counters behind ``HookStatistics``."""

    def __init__(self) -> None:
        self.frames = self.sent = self.metadata_sent = self.unwanted = self.lost = 0
        self.refused: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.last_error = ""

    def note_error(self, error: HookError, detail: object) -> None:
        """Count an error and keep its words, at most 200 characters."""
        self.errors[error.value] += 1
        self.last_error = f"{error.value}: {detail}"[:200]

    def note_refused(self, why: HookRefusal) -> None:
        """A wanted frame stays here."""
        self.refused[why.value] += 1
        self.lost += 1
