"""How a running daemon stands, as it tells others every two seconds: values <-> JSON.

The names are those of ``virk-edge status --json``. Keys are only ever added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from virk_edge.errors import StateError
from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.records import from_json, to_json

BYTES_MAX: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class SignalStanding:
    """One signal that can make us step back. value: None where it is missing, which then says why.
    limit: from this value on we do."""

    value: float | None
    unit: str
    limit: float
    active: bool
    missing: str = ""


@dataclass(frozen=True, slots=True)
class BudgetStanding:
    """The processor budget: percent of one core allowed, and used over the last minute; allowance:
    the part of it, 0.1 to 1, that others leave; because: the signals that lower it."""

    cpu_percent: float
    used_percent: float
    allowance: float
    because: tuple[str, ...]
    signals: dict[str, SignalStanding]


@dataclass(frozen=True, slots=True)
class LearningStanding:
    """What a camera's judge has learnt.

    channels: those that it judges; armed: how many of them can raise alarms. instance: whose word
    counts, session until the calendar is armed in all of them. progress, calendar_progress: 0-1,
    of the channel that is the least far. false_incidents_per_month: what the calibration supports
    over all channels, None before one is armed. suspect: channels that may have learnt a fault.
    """

    channels: int
    armed: int
    instance: str
    progress: float
    calendar_progress: float
    false_incidents_per_month: float | None
    suspect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CameraStanding:
    """One camera since the daemon began.

    received = analysed + recorded_only + waiting + all of ``shed``; published: frames that its
    program has shown, sent or not. level: one frame in ``2**level`` is asked for, None: headers
    alone. silent_seconds: since its last header, or since the daemon began if none came. losses: by
    reason, as in a bundle. fps: frames a second that its program shows, None while that is not
    known. incidents: opened since the daemon began. learning: None before its judge has begun.
    """

    published: int
    received: int
    analysed: int
    without_embedding: int
    recorded_only: int
    waiting: int
    shed: dict[str, int]
    level: int | None
    silent_seconds: float
    incident: str | None
    recording: bool
    losses: dict[str, int]
    fps: float | None = None
    incidents: int = 0
    learning: LearningStanding | None = None

    @property
    def heard(self) -> bool:
        """Whether its program has shown a frame; one that is only configured has not."""
        return self.published > 0


@dataclass(frozen=True, slots=True)
class StoreStanding:
    """The store: bundles that wait and their bytes, recordings that were cut off and files that
    were set aside; removed: since the daemon began, by reason; without_frames: bundles that lack
    (some of) theirs, by the manifest's word; not_recorded: incidents of which there is nothing;
    trouble: why the next incident could not be recorded whole, empty if it could."""

    bundles: int
    bytes: int
    interrupted: int
    set_aside: int
    removed: dict[str, int]
    without_frames: dict[str, int]
    not_recorded: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it, at one moment of the boot ``boot_id``; ``running`` is false once it has ended.
    config_refused: why the configuration's file is not in force as it is now, empty if it is.
    test_frames: of ``virk-edge doctor``, which arrived whole and went no further."""

    virk_edge: str
    pid: int
    boot_id: str
    t_boot_ns: int
    t_wall_ns: int
    started_boot_ns: int
    running: bool
    endpoint: str
    budget: BudgetStanding
    cameras: dict[str, CameraStanding]
    refused: dict[str, int]
    states_not_saved: dict[str, int]
    store: StoreStanding | None = None
    config_refused: str = ""
    test_frames: int = 0


def standing_bytes(standing: Standing) -> bytes:
    """A standing as a file."""
    return json_bytes(to_json(standing)) + b"\n"


def read_standing(data: bytes, label: str) -> Standing:
    """Undo ``standing_bytes``. Raises ``StateError`` naming ``label``."""
    try:
        return from_json(Standing, json_value(data))
    except ValueError as error:
        raise StateError(f"{label} is not what a daemon writes: {error}") from None
