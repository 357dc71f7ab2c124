"""The compute thread: takes frames from the feed, judges them, hands jobs to the recorder.

It alone owns the embedder and the judges, so there are no locks. One frame at a time, the newest
first; what it cannot keep up with is replaced in the slots and counted there.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import cv2
import numpy as np

from virk_edge.adapters.embedder import Embedder
from virk_edge.adapters.feed import FeedReceiver
from virk_edge.adapters.host import boot_ns
from virk_edge.adapters.pictures import decode_picture
from virk_edge.analysis import event_json
from virk_edge.core.budget import level_for
from virk_edge.core.flight import Job, frames_of
from virk_edge.core.pipeline import Judged, Pipeline
from virk_edge.core.rate import RateEstimate
from virk_edge.core.tally import Tally
from virk_edge.daemon.baselines import Baselines
from virk_edge.daemon.log import Log
from virk_edge.daemon.recording import RecordingThread
from virk_edge.formats.config import Config
from virk_edge.nouns import U8, Encoding, Frame, FrameInfo, Heard, IncidentClosed

_IDLE_SECONDS = 0.5


class ComputeThread:
    """Everything between the feed and the recorder.

    ``failure`` holds what ended the thread, if it was not ``stop``.
    """

    def __init__(
        self,
        receiver: FeedReceiver,
        config: Config,
        embedder: Embedder,
        recording: RecordingThread,
        baselines: Baselines,
        log: Log,
    ) -> None:
        self.failure: BaseException | None = None
        self.pipelines: dict[str, Pipeline] = {}
        self.undecodable: Counter[str] = Counter()
        self._receiver = receiver
        self._config = config
        self._embedder = embedder
        self._recording = recording
        self._baselines = baselines
        self._log = log
        self._rates: dict[str, RateEstimate] = {}
        self._tallies: dict[str, Tally] = {}
        self._levels: dict[str, int] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="compute", daemon=True)

    def start(self) -> None:
        """Begin to take frames."""
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Close open incidents as ``shutdown`` and end; False when that takes too long."""
        self._stopping.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def counts(self) -> dict[str, dict[str, Any]]:
        """Per camera, what was received, analysed and lost, by reason."""
        seen = self._receiver.statistics().cameras
        return {
            camera: {
                "published": counts.metadata + counts.gaps,
                "frames": counts.frames,
                "analysed": self.pipelines[camera].analysed if camera in self.pipelines else 0,
                "level": counts.level,
                "losses": dict(self._losses(camera)),
            }
            for camera, counts in seen.items()
        }

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._turn()
            for pipeline in self.pipelines.values():
                # Before the incident is closed: after a restart it goes on, without a recording.
                self._baselines.save(pipeline)
                closed, jobs = pipeline.finish("shutdown")
                self._hand_over(pipeline.camera, jobs)
                if closed is not None:
                    self._say_closed(closed)
        except BaseException as error:  # handed to the main thread, which ends the process
            self.failure = error

    def _turn(self) -> None:
        self._receiver.wait(_IDLE_SECONDS)
        headers, now_ns = self._receiver.take_metadata(), boot_ns()
        for info in headers:
            self._follow_rate(info)
            self._hear(info, now_ns)
        for camera, tally in self._tallies.items():
            self._listen(camera, tally.tick(now_ns))
        frame = self._receiver.take_frame()
        if frame is not None:
            self._process(frame)
        for camera, carried in self._baselines.carry_out(self.pipelines):
            self._hand_over(camera, carried.jobs)
            if carried.closed is not None:
                self._say_closed(carried.closed)
        self._baselines.save_due(self.pipelines)

    def _follow_rate(self, info: FrameInfo) -> None:
        """Subscribe to the level that this camera's frame rate asks for."""
        estimate = self._rates.setdefault(info.camera, RateEstimate())
        rate = estimate.update(run=info.run, seq=info.seq, t_ns=info.t_boot_ns)
        if rate is None:
            return
        level = level_for(rate, self._config.budget.analyse_fps_max)
        if level != self._levels.get(info.camera):
            self._levels[info.camera] = level
            self._receiver.subscribe(info.camera, level)
            fps = round(rate, 2)
            self._log.info("camera_level", camera=info.camera, fps=fps, one_frame_in=2**level)

    def _hear(self, info: FrameInfo, now_ns: int) -> None:
        """Count a header of a camera; its judge listens to them about once a second."""
        tally = self._tallies.setdefault(info.camera, Tally(info.camera))
        self._pipeline(info)
        self._listen(info.camera, tally.hear(info, now_ns))

    def _listen(self, camera: str, heard: Heard | None) -> None:
        if heard is not None:
            self._follow(camera, self.pipelines[camera].listen(heard))

    def _pipeline(self, info: FrameInfo) -> Pipeline:
        """The camera's own; begun when the camera is seen for the first time."""
        pipeline = self.pipelines.get(info.camera)
        if pipeline is None:
            size = f"{info.width}x{info.height}"
            self._log.info("camera_seen", camera=info.camera, size=size, run=info.run)
            pipeline = self._baselines.begin(info, self._embedder.embed)
            self.pipelines[info.camera] = pipeline
        return pipeline

    def _process(self, frame: Frame) -> None:
        pixels = self._decode(frame)
        if pixels is None:
            return
        pipeline = self._pipeline(frame.info)
        encoded = frame.info.encoding in (Encoding.JPEG, Encoding.PNG)
        original = bytes(frame.payload) if encoded else None
        self._follow(frame.info.camera, pipeline.process(frame.info, pixels, original))

    def _follow(self, camera: str, judged: Judged) -> None:
        """Record and tell what came of it."""
        self._hand_over(camera, judged.jobs)
        for event in judged.step.events:
            if isinstance(event, IncidentClosed):
                self._say_closed(event)
            else:
                fields = event_json(event)
                self._log.info(fields.pop("event"), **fields)

    def _say_closed(self, closed: IncidentClosed) -> None:
        fields = event_json(closed)
        del fields["bundle"]  # written in its own time, with a line of its own
        self._log.info(fields.pop("event"), camera=closed.camera, **fields)

    def _decode(self, frame: Frame) -> U8 | None:
        """Pixels, uint8 (H, W, 3) BGR or (H, W) grey; None, counted, when they cannot be had."""
        info = frame.info
        if info.encoding in (Encoding.JPEG, Encoding.PNG):
            try:
                pixels, _ = decode_picture(
                    bytes(frame.payload), max_pixels=self._config.feed.pixels_max
                )
            except ValueError as error:
                if not self.undecodable[info.camera]:
                    self._log.warning("undecodable", camera=info.camera, why=str(error))
                self.undecodable[info.camera] += 1
                return None
            return pixels
        flat = np.frombuffer(frame.payload, dtype=np.uint8)
        if info.encoding is Encoding.GRAY8:
            return flat.reshape(info.height, info.width)
        pixels = flat.reshape(info.height, info.width, 3)
        if info.encoding is Encoding.RGB8:
            return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), dtype=np.uint8)
        return pixels

    def _hand_over(self, camera: str, jobs: list[Job]) -> None:
        for job in jobs:
            if not self._recording.submit(camera, job, self._losses(camera)):
                for frame in frames_of(job):
                    self.pipelines[camera].flight.ring.release(frame)
                self.pipelines[camera].flight.losses["recorder_queue_full"] += 1

    def _losses(self, camera: str) -> Counter[str]:
        """Frames that did not come, were not analysed or were not kept, so far, by reason."""
        losses: Counter[str] = Counter()
        seen = self._receiver.statistics().cameras.get(camera)
        if seen is not None:
            losses["hook"] = seen.lost_by_hook
            losses["feed_gap"] = seen.gaps
            losses["superseded"] = seen.superseded
            losses["unrequested"] = seen.unrequested
        losses["undecodable"] = self.undecodable[camera]
        if camera in self.pipelines:
            losses.update(self.pipelines[camera].flight.losses)
        return losses
