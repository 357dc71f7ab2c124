"""The things that travel between the parts: frozen values without behaviour.

This file imports numpy and the standard library only, and never reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

U8: TypeAlias = NDArray[np.uint8]
F32: TypeAlias = NDArray[np.float32]
F64: TypeAlias = NDArray[np.float64]

Channel: TypeAlias = Literal["appearance", "image", "geometry", "outputs", "feed"]
Instance: TypeAlias = Literal["session", "calendar"]

# A tree of str keys, numbers, strings, booleans, None, lists, numpy arrays and further trees: what
# a part of the judge saves and is restored from, bit for bit.
State: TypeAlias = dict[str, Any]


class Encoding(str, Enum):
    """How a frame's payload is written; the wire's words."""

    BGR8 = "bgr8"
    RGB8 = "rgb8"
    GRAY8 = "gray8"
    JPEG = "jpeg"
    PNG = "png"

    @property
    def channels(self) -> int | None:
        """Bytes per pixel of a raw encoding, None for a compressed one."""
        return {"bgr8": 3, "rgb8": 3, "gray8": 1}.get(self.value)


class Effort(str, Enum):
    """What may be spent on one frame, dearest first."""

    FULL = "full"  # fingerprint and embedding
    FINGERPRINT = "fingerprint"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Prediction:
    """One answer of the inference model. ``box`` is (x0, y0, x1, y1) in pixels."""

    label: str
    score: float
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which inference model ran. ``sha256`` is lower-case hex, empty if not known."""

    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """What the hook says about one frame: the wire header, checked.

    ``t_boot_ns`` is CLOCK_BOOTTIME at capture and decides everything; ``t_wall_ns`` is for people.
    ``embedding`` is float32 (D,), made by the inference process, or None.
    """

    camera: str
    seq: int
    run: str
    t_boot_ns: int
    t_wall_ns: int
    encoding: Encoding
    height: int
    width: int
    model: ModelIdentity | None = None
    predictions: tuple[Prediction, ...] | None = None  # None: the caller gave none
    embedding: F32 | None = None
    loop_us: int | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as it came: ``payload`` is raw pixels (C order, H x W x C) or JPEG/PNG bytes."""

    info: FrameInfo
    payload: bytes | memoryview


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything the judge may know about one analysed frame. A pure function of that frame.

    digest: 64-bit digest of the pixels; equal digests mean identical pictures.
    fingerprint: float64 (len(FINGERPRINT_NAMES),), natural units, see ``core.fingerprint``.
    picture: uint8 (h, w), grey, at most 320 px wide, masks applied.
    cells: float32 (12, 16, 3), mean B, G, R of each cell of a 16 x 12 grid.
    embedding: float32 (D,) or None when the effort was ``FINGERPRINT``.
    """

    info: FrameInfo
    effort: Effort
    digest: int
    fingerprint: F64
    picture: U8
    cells: F32
    embedding: F32 | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What one camera's headers said over about a second: every frame, also those not analysed.

    Also made when nothing came, at a tick; then ``frames`` is 0 and the rest is as it was last.

    camera, run, seq: of the newest header. since_ns, t_boot_ns: the interval on the judge's side,
    by the headers' capture times, or by the boot clock when nothing came. t_wall_ns: for people.
    frames: headers that came. missing: sequence numbers passed over. steps_back: headers whose
    time or sequence went back within a run. restarts: times that ``run`` changed.
    gap_seconds: the longest time between two headers' capture times.
    format: as in "640x480 bgr8". answered: frames that carried predictions, if only an empty list.
    detections, score_sum: over those. labels: how often each label came, sorted by label.
    """

    camera: str
    run: str
    seq: int
    since_ns: int
    t_boot_ns: int
    t_wall_ns: int
    frames: int
    missing: int
    steps_back: int
    restarts: int
    gap_seconds: float
    format: str
    model: ModelIdentity | None
    answered: int
    detections: int
    score_sum: float
    labels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ChannelScore:
    """What one channel says after one frame: 1.0 is the alarm level.

    ``times_normal`` is the distance from the reference in multiples of its usual value.
    ``scale_seconds`` is the time constant that scored highest; 0.0 for rules.
    """

    channel: Channel
    instance: Instance
    score: float
    times_normal: float
    scale_seconds: float


@dataclass(frozen=True, slots=True)
class Cause:
    """One named cause. ``score`` 0-1; ``because`` is the evidence in words and numbers."""

    cause: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Ranked causes, best first; ``severity`` 0-1; ``evidence``: the numbers behind the words."""

    causes: tuple[Cause, ...]
    severity: float
    evidence: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Armed:
    """A channel can now raise alarms at one time scale."""

    camera: str
    seq: int
    t_boot_ns: int
    instance: Instance
    channel: Channel
    scale_seconds: float


@dataclass(frozen=True, slots=True)
class IncidentOpened:
    """The judge opened an incident at this frame; the trouble began at the onset frame."""

    incident: str
    camera: str
    seq: int
    t_boot_ns: int
    t_wall_ns: int
    onset_seq: int
    onset_boot_ns: int
    trigger: Channel
    times_normal: float
    provisional: bool


@dataclass(frozen=True, slots=True)
class IncidentDiagnosed:
    """The judge's newest answer to "why"; the last one counts."""

    incident: str
    camera: str
    seq: int
    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class IncidentClosed:
    """The incident is over.

    ``reason``: recovered, shutdown, end_of_footage, or what a person said: accepted, reset.
    """

    incident: str
    camera: str
    seq: int
    t_boot_ns: int
    reason: str


Event: TypeAlias = Armed | IncidentOpened | IncidentDiagnosed | IncidentClosed


@dataclass(frozen=True, slots=True)
class Step:
    """What the judge made of one observation."""

    scores: tuple[ChannelScore, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class ObservedStep:
    """One observation and what the judge made of it: a line of the bundle's measurements."""

    observation: Observation
    step: Step


@dataclass(frozen=True, slots=True)
class HeardStep:
    """What was heard over an interval and what the judge made of it."""

    heard: Heard
    step: Step


RecordedStep: TypeAlias = ObservedStep | HeardStep


@dataclass(frozen=True, slots=True)
class RecordedFrame:
    """A frame kept for a bundle, masks applied; ``pixels`` or ``original``, the other is None.

    pixels: uint8 (H, W, 3) BGR or (H, W) grey.
    original: the JPEG/PNG as received, when no mask changed its pixels.
    """

    info: FrameInfo
    pixels: U8 | None
    original: bytes | None = None


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """Which embedder measured, and through which kernels: what "bit-exact" is judged under."""

    name: str
    sha256: str
    length: int
    runtime: str  # "ai-edge-litert" or "tflite-runtime"
    runtime_version: str
    kernels: str  # "xnnpack" or "builtin"
