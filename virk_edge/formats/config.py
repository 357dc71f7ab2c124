"""What an operator may set: one table of keys that is the parser, the example file and the types.

A key's default, range and reason stand once, beside its attribute. Every key acts somewhere; a key
that would do nothing does not exist. This file reads no file and no environment.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from virk_edge.formats.endpoints import endpoint_complaint
from virk_edge.formats.keys import key as _key

Polygon: TypeAlias = tuple[tuple[float, float], ...]

CAMERA_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}", re.ASCII)
FEED_ENDPOINT: Final = "ipc:///run/virk-edge/feed.sock"


def _textfile_complaint(value: str) -> str | None:
    """What keeps ``value`` from being a file that node_exporter would read, or None."""
    fits = value == "" or (value.startswith("/") and value.endswith(".prom"))
    return None if fits else "it must be a whole path that ends in .prom"


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """Where frames come from."""

    endpoint: str = _key(
        FEED_ENDPOINT,
        "Where hooks publish to: an ipc path, or tcp://HOST:PORT; VIRK_EDGE_FEED replaces it.",
        rule=endpoint_complaint,
    )
    group: str = _key(
        "",
        "Name or number of the group that may use the ipc path; empty is the daemon's own group.",
    )
    keys: str = _key(
        "",
        "Folder of keys; then only hooks with a key may connect. See `virk-edge config keys`.",
    )
    pixels_max: int = _key(
        33_177_600,
        "Larger frames are dropped before they are decoded; the default is 8K.",
        low=1024,
        high=2**28,
    )


@dataclass(frozen=True, slots=True)
class BudgetConfig:
    """What watching may cost."""

    cpu_percent: float = _key(
        20.0,
        "Processor time that the daemon may use, in percent of one core; the rest is shed.",
        low=1,
        high=1600,
    )
    analyse_fps_max: float = _key(
        10.0,
        "Frames measured per second and camera at most; the rest is not even sent.",
        low=0.01,
        high=240,
    )
    celsius_max: float = _key(
        80.0, "From this temperature of the hottest zone on, less is done.", low=20, high=150
    )


@dataclass(frozen=True, slots=True)
class EmbedderConfig:
    """The network that turns a frame into the vector whose drift is watched."""

    model: str = _key("", "Path of your own .tflite embedder; empty takes the built-in one.")
    mean: float = _key(127.0, "Your model's input is (pixel - mean) / std.", low=-1024, high=1024)
    std: float = _key(128.0, "See mean.", low=1e-3, high=1024)
    channels: str = _key(
        "rgb", "The order of colours that your model expects.", choices=("rgb", "bgr")
    )
    threads: int = _key(
        1, "Threads for one inference; more take processors from the model.", low=1, high=16
    )


@dataclass(frozen=True, slots=True)
class DetectConfig:
    """When the judge speaks."""

    false_incidents_per_month: float = _key(
        1.0,
        "False alarms that one camera may raise per month; all levels follow from it.",
        low=0.001,
        high=1000,
    )
    learn_seconds: float = _key(
        30.0,
        "What is seen this long after the start is the first idea of normal.",
        low=1,
        high=86400,
    )
    learn_max_seconds: float = _key(
        3600.0,
        "Learning over doubled lengths goes no further than this; then normal is frozen.",
        low=1,
        high=604800,
    )
    calendar_seconds: float = _key(
        172_800.0,
        "The baseline of days and nights is ready after this long: half learnt, half checked.",
        low=60,
        high=2_592_000,
    )
    calendar_max_seconds: float = _key(
        345_600.0,
        "It learns over doubled lengths up to this; then it is frozen.",
        low=60,
        high=7_776_000,
    )
    learn_frames_min: int = _key(
        60, "Fewer measured frames than this teach nothing; learning goes on.", low=8, high=100_000
    )
    hold_seconds: float = _key(
        2.0, "A deviation must last this long before it is an incident.", low=0, high=3600
    )
    hold_frames: int = _key(5, "... and at least this many measured frames.", low=1, high=1000)
    close_seconds: float = _key(
        10.0, "An incident ends when all was quiet for this long.", low=0, high=86400
    )
    close_level: float = _key(
        0.8, "Quiet means below this part of the alarm level.", low=0.05, high=1
    )
    save_seconds: float = _key(
        300.0,
        "What was learnt is written to the disk this often; a power cut costs no more learning.",
        low=1,
        high=86400,
    )


@dataclass(frozen=True, slots=True)
class RecordConfig:
    """How much of an incident is kept."""

    pre_seconds: float = _key(
        10.0, "Frames from so long before an incident opens go into its bundle.", low=0, high=600
    )
    ring_bytes: int = _key(
        24 * 2**20,
        "Memory per camera for those frames; where it is short, earlier ones are thinned out.",
        low=2**20,
        high=2**32,
    )
    burst_seconds: float = _key(
        3.0, "So long after an incident opened every frame is asked for.", low=0, high=600
    )
    max_seconds: float = _key(
        20.0, "Frames are recorded this long after an incident opened.", low=1, high=3600
    )
    max_bytes: int = _key(
        128 * 2**20, "Bytes of frames in one bundle at most.", low=2**20, high=2**34
    )


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """Where bundles wait to be fetched."""

    directory: str = _key(
        "/var/lib/virk-edge", "Bundles are written here, and under state/ what was learnt."
    )
    max_bytes: int = _key(
        2 * 2**30,
        "Bundles take at most this much; the least important go first.",
        low=64 * 2**20,
        high=2**50,
    )
    max_bundles: int = _key(1000, "At most so many bundles wait.", low=1, high=10_000)
    min_free_bytes: int = _key(
        512 * 2**20, "The file system keeps at least this much free.", low=0, high=2**50
    )
    min_free_inodes: int = _key(
        1000, "... and at least this many free inodes, where it counts them.", low=0, high=10**9
    )
    max_age_seconds: float = _key(
        90 * 86400.0,
        "A bundle that nobody fetched goes when it is certainly this old.",
        low=86400,
        high=10 * 365 * 86400,
    )
    cooldown_seconds: float = _key(
        600.0,
        "The same cause on the same camera within this time is a duplicate and goes first.",
        low=0,
        high=86400,
    )
    full_repeats: int = _key(
        3, "Duplicates in a row that keep their frames; later ones do not.", low=0, high=1000
    )


@dataclass(frozen=True, slots=True)
class ExportConfig:
    """What may leave on a USB stick."""

    key: str = _key(
        "/etc/virk-edge/stick.key",
        "Sticks enrolled with this key are served. Devices that share it share their sticks.",
    )
    acknowledge: str = _key(
        "no",
        "yes: what has arrived on a stick and was read back there is removed from the device.",
        choices=("no", "yes"),
    )


@dataclass(frozen=True, slots=True)
class LogConfig:
    """What the daemon tells the journal."""

    level: str = _key(
        "info",
        "The least important line that is written.",
        choices=("debug", "info", "warning", "error"),
    )
    format: str = _key(
        "auto",
        "auto writes text to a terminal and JSON to anything else.",
        choices=("auto", "json", "text"),
    )


@dataclass(frozen=True, slots=True)
class MetricsConfig:
    """Figures for Prometheus; both ways need `pip install "virk-edge[metrics]"`."""

    port: int = _key(
        0, "Port on 127.0.0.1 where Prometheus may ask for figures; 0 is none.", low=0, high=65535
    )
    textfile: str = _key(
        "",
        "A .prom file, replaced every 15 s, for the textfile collector of node_exporter.",
        rule=_textfile_complaint,
    )


@dataclass(frozen=True, slots=True)
class CameraConfig:
    """What holds for one camera only.

    ``mask``: polygons of (x, y), fractions 0-1 of the frame's width and height; what lies inside
    is painted over before anything is measured or kept.
    """

    mask: tuple[Polygon, ...] = ()

    @property
    def mask_sha256(self) -> str | None:
        """Which mask it is, lower-case hex; None without one."""
        return hashlib.sha256(json.dumps(self.mask).encode()).hexdigest() if self.mask else None


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. Each part of the program receives its own section, never the whole."""

    feed: FeedConfig = field(default_factory=FeedConfig)
    budget: BudgetConfig = field(default_factory=BudgetConfig)
    embedder: EmbedderConfig = field(default_factory=EmbedderConfig)
    detect: DetectConfig = field(default_factory=DetectConfig)
    record: RecordConfig = field(default_factory=RecordConfig)
    store: StoreConfig = field(default_factory=StoreConfig)
    export: ExportConfig = field(default_factory=ExportConfig)
    log: LogConfig = field(default_factory=LogConfig)
    metrics: MetricsConfig = field(default_factory=MetricsConfig)
    cameras: Mapping[str, CameraConfig] = field(default_factory=dict)

    def camera(self, name: str) -> CameraConfig:
        """This camera's settings; the defaults for one that the file does not name."""
        return self.cameras.get(name, CameraConfig())


SECTIONS: Final[Mapping[str, type]] = {
    "feed": FeedConfig,
    "budget": BudgetConfig,
    "embedder": EmbedderConfig,
    "detect": DetectConfig,
    "record": RecordConfig,
    "store": StoreConfig,
    "export": ExportConfig,
    "log": LogConfig,
    "metrics": MetricsConfig,
}
