"""The judge over recorded footage, in the footage's own time: what ``virk-edge analyze`` does.

Runs the very pipeline of the daemon; differs only in who brings the frames and the time. Reads no
clock but the one that its caller hands in to measure how long it took.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from virk_edge.adapters.embedder import Embedder
from virk_edge.adapters.footage import Footage, FootageFrame
from virk_edge.adapters.recorder import Recorder, Surroundings
from virk_edge.adapters.store import Store
from virk_edge.core.flight import Job, frames_of
from virk_edge.core.level import level_for
from virk_edge.core.pipeline import Pipeline
from virk_edge.formats.config import Config
from virk_edge.formats.topics import level_of
from virk_edge.nouns import (
    Armed,
    Event,
    FrameInfo,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
)

RUN = "footage"  # stands where a publisher's random id would: replays and repeats agree


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an analysis is; ``length`` is an estimate, None if not known."""

    frames: int
    length: int | None
    incidents: int


class Analysis:
    """One pass over footage.

    store: where bundles go, None to write none. wall_start_ns: wall clock of the first frame where
    the footage does not say.
    """

    def __init__(
        self,
        footage: Footage,
        camera: str,
        config: Config,
        embedder: Embedder,
        store: Store | None = None,
    ) -> None:
        self.footage = footage
        self.camera = camera
        self.config = config
        self.pipeline = Pipeline(camera, config, embedder.embed)
        self.incidents = 0
        self.frames = 0
        self.bundles: list[Path] = []
        self._recorder: Recorder | None = None
        if store is not None:
            surroundings = Surroundings(config, embedder.identity, embedder.content)
            self._recorder = Recorder(store, surroundings, self.pipeline.flight.ring.release)
        self._open_bundle: Path | None = None

    @property
    def errors(self) -> list[str]:
        """Why bundles could not be written."""
        return [] if self._recorder is None else self._recorder.errors

    def run(
        self,
        *,
        wall_start_ns: int,
        wall_seconds: Callable[[], float],
        progress: Callable[[Progress], None] = lambda _: None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> Iterator[dict[str, Any]]:
        """Yield the events of ``analyze --json`` as they happen, the summary last.

        When ``stopping`` says so, what is left of the footage is not looked at.

        Raises:
            FootageError: if nothing can be read.
        """
        started = wall_seconds()
        level = level_for(self.footage.fps or 0.0, self.config.budget.analyse_fps_max)
        seconds, reason = 0.0, "end_of_footage"
        for frame in self.footage:
            self.frames += 1
            seconds = frame.seconds
            if level_of(frame.index) >= level:
                yield from self._step(frame, wall_start_ns)
            progress(Progress(self.frames, self.footage.length, self.incidents))
            if stopping():
                reason = "shutdown"
                break
        closed, jobs = self.pipeline.finish(reason)
        self._record(jobs)
        if closed is not None:
            yield self._event(closed)
        if self._recorder is not None:
            self._recorder.close()
        rate = self.pipeline.monitor.channels.supported_false_incidents_per_month
        yield {
            "event": "summary",
            "frames": self.frames,
            "analysed": self.pipeline.analysed,
            "incidents": self.incidents,
            "seconds": round(seconds, 3),
            "wall_seconds": round(wall_seconds() - started, 3),
            "supported_false_incidents_per_month": None if rate is None else round(rate, 3),
        }

    def _step(self, frame: FootageFrame, wall_start_ns: int) -> Iterator[dict[str, Any]]:
        t_ns = round(frame.seconds * 1e9)
        wall = frame.wall_seconds
        info = FrameInfo(
            camera=self.camera,
            seq=frame.index,
            run=RUN,
            t_boot_ns=t_ns,
            t_wall_ns=wall_start_ns + t_ns if wall is None else round(wall * 1e9),
            encoding=frame.encoding,
            height=frame.pixels.shape[0],
            width=frame.pixels.shape[1],
        )
        judged = self.pipeline.process(info, frame.pixels, frame.original)
        self._record(judged.jobs)
        for event in judged.step.events:
            yield self._event(event)

    def _record(self, jobs: list[Job]) -> None:
        for job in jobs:
            if self._recorder is None:
                for frame in frames_of(job):
                    self.pipeline.flight.ring.release(frame)
                continue
            path = self._recorder.handle(self.camera, job, Counter(self.pipeline.flight.losses))
            if path is not None:
                self.bundles.append(path)
                self._open_bundle = path

    def _event(self, event: Event) -> dict[str, Any]:
        if isinstance(event, IncidentOpened):
            self.incidents += 1
            self._open_bundle = None
        return event_json(event, self._open_bundle)


def event_json(event: Event, bundle: Path | None = None) -> dict[str, Any]:
    """An event in the words of ``analyze --json``; ``frame`` counts from 0 in the source."""
    if isinstance(event, Armed):
        return {
            "event": "armed",
            "camera": event.camera,
            "frame": event.seq,
            "seconds": _seconds(event.t_boot_ns),
            "instance": event.instance,
            "channel": event.channel,
            "scale_seconds": event.scale_seconds,
        }
    if isinstance(event, IncidentOpened):
        return {
            "event": "incident_opened",
            "camera": event.camera,
            "incident": event.incident,
            "frame": event.seq,
            "seconds": _seconds(event.t_boot_ns),
            "onset_frame": event.onset_seq,
            "onset_seconds": _seconds(event.onset_boot_ns),
            "trigger": event.trigger,
            "times_normal": round(event.times_normal, 3),
            "provisional": event.provisional,
        }
    if isinstance(event, IncidentDiagnosed):
        causes = [
            {"cause": c.cause, "score": c.score, "because": c.because}
            for c in event.diagnosis.causes
        ]
        return {
            "event": "incident_diagnosed",
            "incident": event.incident,
            "frame": event.seq,
            "causes": causes,
            "severity": round(event.diagnosis.severity, 4),
        }
    assert isinstance(event, IncidentClosed)
    return {
        "event": "incident_closed",
        "incident": event.incident,
        "frame": event.seq,
        "seconds": _seconds(event.t_boot_ns),
        "reason": event.reason,
        "bundle": None if bundle is None else str(bundle),
    }


def _seconds(t_ns: int) -> float:
    return round(t_ns / 1e9, 3)
