"""What a camera's judge has learnt, in the values that a person is shown; no behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from virk_edge.nouns import Cause, Channel, IncidentOpened, Instance


@dataclass(frozen=True, slots=True)
class ChannelBaseline:
    """What one instance of one channel's detector has learnt.

    progress: 0-1 of the learning phase it is in, 1.0 once frozen. armed_seconds: time constants
    that can raise alarms. false_incidents_per_month: what the calibration supports, None before
    anything is armed. suspect: why the baseline may hold something abnormal, in words, or "".
    """

    channel: Channel
    instance: Instance
    learnt_seconds: float
    learnt_frames: int
    progress: float
    frozen: bool
    armed_seconds: tuple[float, ...]
    false_incidents_per_month: float | None
    suspect: str


@dataclass(frozen=True, slots=True)
class BaselineStatus:
    """What a camera's judge has learnt, for a person.

    since_wall_ns: wall clock of the first frame learnt from, None before there was one.
    false_incidents_per_month: supported by all channels together, None before one is armed.
    fault: whether a person said that the open incident is a fault, so that nothing is learnt.
    """

    camera: str
    since_wall_ns: int | None
    channels: tuple[ChannelBaseline, ...]
    false_incidents_per_month: float | None
    incident: IncidentOpened | None
    causes: tuple[Cause, ...]
    fault: bool
