"""What Prometheus is told: one table of figures, each drawn from a standing. It knows no library.

Names follow Prometheus' conventions: base units, ``_total`` for what only grows. Labels take values
from closed lists: cameras, of which there are at most 32 without a configuration, and our own words
for reasons. Names are only ever added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from virk_edge.formats.standing import (
    BudgetStanding,
    CameraStanding,
    LearningStanding,
    Standing,
    StoreStanding,
)

Sample: TypeAlias = tuple[tuple[str, ...], float]  # the labels' values, and the figure
_NS: Final = 1e9
# A counter that appears with its first count has never increased for Prometheus: from 0 on.
_REMOVED: Final = ("acknowledged", "age", "damaged", "duplicate", "oldest", "severity")


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. name: whole, as Prometheus shows it; a counter's ends in ``_total``.
    samples: what a standing says of it, one for each combination of labels."""

    name: str
    help: str
    samples: Callable[[Standing], Iterable[Sample]]
    labels: tuple[str, ...] = ()

    @property
    def is_counter(self) -> bool:
        """Whether it only grows, until the daemon starts anew."""
        return self.name.endswith("_total")


def _one(name: str, text: str, value: Callable[[Standing], float]) -> Metric:
    return Metric(f"virk_edge_{name}", text, lambda s: [((), value(s))])


def _budget(name: str, text: str, value: Callable[[BudgetStanding], float]) -> Metric:
    return _one(name, text, lambda s: value(s.budget))


def _camera(name: str, text: str, value: Callable[[CameraStanding], float | None]) -> Metric:
    def samples(standing: Standing) -> Iterable[Sample]:
        for camera, seen in standing.cameras.items():
            figure = value(seen)
            if figure is not None:
                yield (camera,), figure

    return Metric(f"virk_edge_{name}", text, samples, ("camera",))


def _learnt(name: str, text: str, value: Callable[[LearningStanding], float | None]) -> Metric:
    return _camera(name, text, lambda c: None if c.learning is None else value(c.learning))


def _reasons(name: str, text: str, counts: Callable[[CameraStanding], Mapping[str, int]]) -> Metric:
    def samples(standing: Standing) -> Iterable[Sample]:
        for camera, seen in standing.cameras.items():
            for reason, count in counts(seen).items():
                yield (camera, reason), count

    return Metric(f"virk_edge_{name}", text, samples, ("camera", "reason"))


def _counts(
    name: str, text: str, label: str, of: Callable[[Standing], Mapping[str, float]]
) -> Metric:
    return Metric(
        f"virk_edge_{name}", text, lambda s: [((k,), v) for k, v in of(s).items()], (label,)
    )


def _store(name: str, text: str, value: Callable[[StoreStanding], float]) -> Metric:
    return Metric(
        f"virk_edge_{name}", text, lambda s: [] if s.store is None else [((), value(s.store))]
    )


def _lost(camera: CameraStanding) -> dict[str, int]:
    return {reason: n for reason, n in camera.losses.items() if reason not in camera.shed}


def _asked(camera: CameraStanding) -> float:
    return 0.0 if camera.level is None else 0.5**camera.level


def _temperature(standing: Standing) -> Iterable[Sample]:
    signal = standing.budget.signals.get("temperature")
    return [] if signal is None or signal.value is None else [((), signal.value)]


def _stored(
    of: Callable[[StoreStanding], Mapping[str, float]],
) -> Callable[[Standing], Mapping[str, float]]:
    return lambda s: {} if s.store is None else of(s.store)


METRICS: Final = (
    Metric(
        "virk_edge_info", "1; what matters is the label.", lambda s: [((s.virk_edge,), 1)],
        ("version",),
    ),
    _one("uptime_seconds", "Since the daemon began, sleep included.",
         lambda s: (s.t_boot_ns - s.started_boot_ns) / _NS),
    _one("updated_timestamp_seconds", "Wall clock at which these figures were taken, every 2 s.",
         lambda s: s.t_wall_ns / _NS),
    _one("config_refused", "1 while the configuration's file is not in force as it is now.",
         lambda s: bool(s.config_refused)),
    # The budget.
    _budget("budget_cores", "Processor time that the daemon may use, in cores.",
            lambda b: b.cpu_percent / 100),
    _budget("used_cores", "Processor time that it used over the last minute, in cores.",
            lambda b: b.used_percent / 100),
    _budget("allowance_ratio", "Part of the budget, 0.1 to 1, that others leave.",
            lambda b: b.allowance),
    _counts("stepping_back", "1 while this signal makes it step back.", "reason",
            lambda s: {name: float(x.active) for name, x in s.budget.signals.items()}),
    Metric("virk_edge_temperature_celsius", "Of the hottest zone.", _temperature),
    # What it sees.
    _camera("frames_published_total", "Frames that the camera's program has shown.",
            lambda c: c.published),
    _camera("frames_received_total", "Frames that came with their pixels.", lambda c: c.received),
    _camera("frames_analysed_total", "Frames that were measured and judged.", lambda c: c.analysed),
    _camera("frames_without_embedding_total", "Of those analysed: by fingerprint alone.",
            lambda c: c.without_embedding),
    _camera("frames_recorded_only_total", "Frames that were recorded and not analysed.",
            lambda c: c.recorded_only),
    _reasons("frames_shed_total", "Frames that came and were let go.", lambda c: c.shed),
    _reasons("frames_lost_total", "Frames that did not come, or are missing in recordings.", _lost),
    _camera("camera_frames_per_second", "Frames a second that its program shows.",
            lambda c: c.fps),
    _camera("camera_asked_ratio", "Part of its frames that is asked for; 0 is headers alone.",
            _asked),
    _camera("camera_silent_seconds", "Since its last header, or since the start if none came.",
            lambda c: c.silent_seconds),
    # What it learns and finds.
    _learnt("camera_channels", "Channels that its judge watches.", lambda x: x.channels),
    _learnt("camera_channels_armed", "Of those: that can raise alarms.", lambda x: x.armed),
    _learnt("camera_learning_ratio", "Of the learning that is going on, 0 to 1; 1 is frozen.",
            lambda x: x.progress),
    _learnt("camera_calendar_ratio", "The same of the baseline of days and nights.",
            lambda x: x.calendar_progress),
    _learnt("camera_false_incidents_per_month", "The rate that what was learnt supports.",
            lambda x: x.false_incidents_per_month),
    _camera("incidents_total", "Incidents that opened.", lambda c: c.incidents),
    _camera("incident_open", "1 while an incident is open.", lambda c: c.incident is not None),
    _camera("recording", "1 while a bundle is being recorded.", lambda c: c.recording),
    # What it keeps.
    _store("bundles", "Bundles that wait to be fetched.", lambda s: s.bundles),
    _store("bundles_bytes", "Their size.", lambda s: s.bytes),
    _store("bundles_interrupted", "Recordings that were cut off and wait to be finished.",
           lambda s: s.interrupted),
    _store("bundles_set_aside", "Files that were set aside because they are damaged.",
           lambda s: s.set_aside),
    _counts("bundles_removed_total", "Bundles that went.", "reason",
            _stored(lambda s: dict.fromkeys(_REMOVED, 0) | s.removed)),
    _counts("bundles_without_frames_total", "Bundles that lack (some of) their frames.", "reason",
            _stored(lambda s: s.without_frames)),
    _store("incidents_not_recorded_total", "Incidents of which there is no bundle.",
           lambda s: s.not_recorded),
    _store("store_trouble", "1 while the next incident could not be recorded whole.",
           lambda s: bool(s.trouble)),
    _counts("states_not_saved_total", "Times that what was learnt could not be saved.", "camera",
            lambda s: s.states_not_saved),
    # The feed.
    _counts("messages_refused_total", "Messages of the feed that were turned away.", "reason",
            lambda s: s.refused),
    _one("test_frames_total", "Test frames of virk-edge doctor.", lambda s: s.test_frames),
)  # fmt: skip
