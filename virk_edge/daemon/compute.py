"""The compute thread: takes frames from the feed, judges what the budget admits, hands jobs to the
recorder.

It alone owns the embedder, the judges and the budget, so there are no locks. One frame at a time;
what it cannot keep up with is replaced in the slots and counted there.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from virk_edge.adapters.beat import Beat
from virk_edge.adapters.embedder import Embedder
from virk_edge.adapters.feed import FeedReceiver
from virk_edge.adapters.frame_pixels import frame_pixels
from virk_edge.adapters.host import boot_ns, suspended_ns
from virk_edge.analysis import event_json
from virk_edge.core.account import Account
from virk_edge.core.arrivals import CameraCounts
from virk_edge.core.flight import Job, frames_of
from virk_edge.core.pipeline import Judged, Pipeline
from virk_edge.core.readings import NS
from virk_edge.core.tally import Tally
from virk_edge.daemon.baselines import Baselines
from virk_edge.daemon.governor import Governor
from virk_edge.daemon.log import Log
from virk_edge.daemon.recording import RecordingThread
from virk_edge.daemon.stock import Stock, camera_standing
from virk_edge.formats.bundle import BudgetRecord
from virk_edge.formats.config import Config
from virk_edge.formats.standing import CameraStanding
from virk_edge.nouns import (
    U8,
    Effort,
    Frame,
    FrameInfo,
    Heard,
    IncidentClosed,
    IncidentOpened,
)

_IDLE_SECONDS = 0.5
_SLEPT_NS_MIN = NS  # shorter ones add up


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
        self.beat = Beat()
        self.pipelines: dict[str, Pipeline] = {}
        self.accounts: dict[str, Account] = {}
        self._receiver = receiver
        self._config = config
        self._embedder = embedder
        self._recording = recording
        self._baselines = baselines
        self._log = log
        self._governor = Governor(config, log, receiver.subscribe)
        self._tallies: dict[str, Tally] = {}
        self._suspended_ns = suspended_ns()
        self._since_ns = boot_ns()
        self._stock = Stock(self._governor.standing(), {})
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="compute", daemon=True)

    def start(self) -> None:
        """Begin to take frames."""
        self._since_ns = boot_ns()
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Close open incidents as ``shutdown`` and end; False when that takes too long."""
        self._stopping.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def stock(self) -> Stock:
        """How things stood at the end of the last second. May be asked from any thread."""
        return self._stock

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
            self._take_stock()
        except BaseException as error:  # handed to the main thread, which ends the process
            self.failure = error

    def _turn(self) -> None:
        self.beat.turn()
        self._receiver.wait(_IDLE_SECONDS)
        headers, now_ns = self._receiver.take_metadata(), boot_ns()
        self._notice_sleep()
        for info in headers:
            self._governor.hear(info, now_ns)
            self._hear(info, now_ns)
        for camera, tally in self._tallies.items():
            self._listen(camera, tally.tick(now_ns))
        recording = {c for c, p in self.pipelines.items() if p.flight.recording is not None}
        if self._governor.turn(now_ns, recording):
            self._take_stock()
        waiting = self._receiver.waiting()
        chosen = self._governor.next_camera(waiting, recording)
        if chosen is not None:
            frame = self._receiver.take_frame(chosen)
            if frame is not None:
                self._process(frame, boot_ns() - waiting[chosen])
        for camera, carried in self._baselines.carry_out(self.pipelines):
            self._hand_over(camera, carried.jobs)
            if carried.closed is not None:
                self._say_closed(carried.closed)
        self._baselines.save_due(self.pipelines)

    def _notice_sleep(self) -> None:
        """The boot clock goes on while the device sleeps: that is no silence of any camera's."""
        suspended = suspended_ns()
        slept_ns = suspended - self._suspended_ns
        if slept_ns < _SLEPT_NS_MIN:
            return
        self._suspended_ns = suspended
        self._log.info("slept", seconds=round(slept_ns / NS, 1))
        for tally in self._tallies.values():
            tally.sleep(slept_ns)

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

    def _process(self, frame: Frame, waited_ns: int) -> None:
        """Do with a frame what the budget allows."""
        info, account = frame.info, self._account(frame.info.camera)
        effort = self._governor.admit(info, waited_ns)
        if effort is not Effort.SKIP:
            with self._governor.spending(info.camera, effort):
                self._analyse(frame, effort, account)
            return
        pipeline = self.pipelines.get(info.camera)
        recording = pipeline is not None and pipeline.flight.recording is not None
        if pipeline is None or not recording or not self._governor.may_keep(info.camera):
            account.over_budget += 1
            return
        picture = self._decode(frame, account)
        if picture is not None:
            account.recorded_only += 1
            self._hand_over(info.camera, pipeline.keep(info, *picture))

    def _analyse(self, frame: Frame, effort: Effort, account: Account) -> None:
        info, picture = frame.info, self._decode(frame, account)
        if picture is not None:
            judged = self._pipeline(info).process(info, *picture, effort)
            account.note_analysed(effort)
            self._follow(info.camera, judged)

    def _account(self, camera: str) -> Account:
        return self.accounts.setdefault(camera, Account())

    def _follow(self, camera: str, judged: Judged) -> None:
        """Record and tell what came of it."""
        self._hand_over(camera, judged.jobs)
        for event in judged.step.events:
            if isinstance(event, IncidentOpened):
                self._account(camera).incidents += 1
                self._governor.opened(camera)
            if isinstance(event, IncidentClosed):
                self._say_closed(event)
            else:
                fields = event_json(event)
                self._log.info(fields.pop("event"), **fields)

    def _say_closed(self, closed: IncidentClosed) -> None:
        fields = event_json(closed)
        del fields["bundle"]  # written in its own time, with a line of its own
        self._log.info(fields.pop("event"), camera=closed.camera, **fields)

    def _decode(self, frame: Frame, account: Account) -> tuple[U8, bytes | None] | None:
        """As ``frame_pixels``; None, counted, when they cannot be had."""
        try:
            return frame_pixels(frame, pixels_max=self._config.feed.pixels_max)
        except ValueError as error:
            if not account.undecodable:
                self._log.warning("undecodable", camera=frame.info.camera, why=str(error))
            account.undecodable += 1
            return None

    def _hand_over(self, camera: str, jobs: list[Job]) -> None:
        if not jobs:
            return
        counts = self._receiver.statistics().cameras.get(camera)
        losses, budget = self._losses(camera, counts), self._budget_record(camera, counts)
        for job in jobs:
            if not self._recording.submit(camera, job, losses, budget):
                for frame in frames_of(job):
                    self.pipelines[camera].flight.ring.release(frame)
                self.pipelines[camera].flight.losses["recorder_queue_full"] += 1

    # -- how things stand -----------------------------------------------------------------------

    def _take_stock(self) -> None:
        seen = self._receiver.statistics()  # of one moment, or the sums would not hold
        self._stock = Stock(
            self._governor.standing(),
            {
                camera: self._camera(camera, counts, waiting=camera in seen.waiting)
                for camera, counts in seen.cameras.items()
            },
        )

    def _camera(self, camera: str, counts: CameraCounts, *, waiting: bool) -> CameraStanding:
        since_ns = counts.last_boot_ns or self._since_ns
        return camera_standing(
            replace(counts, last_boot_ns=since_ns),
            self._account(camera),
            self.pipelines.get(camera),
            waiting=waiting,
            losses=self._losses(camera, counts),
            fps=self._governor.fps(camera),
        )

    def _budget_record(self, camera: str, counts: CameraCounts | None) -> BudgetRecord:
        """How the budget stood, for a bundle."""
        account, governor = self._account(camera), self._governor
        return BudgetRecord(
            cpu_percent=self._config.budget.cpu_percent,
            used_percent=governor.used_percent,
            allowance=governor.allowance,
            because=governor.because,
            received=0 if counts is None else counts.frames,
            analysed=account.analysed,
            without_embedding=account.without_embedding,
            recorded_only=account.recorded_only,
        )

    def _losses(self, camera: str, counts: CameraCounts | None) -> dict[str, int]:
        """Frames that did not come, were not analysed or were not kept, so far, by reason."""
        account = self._account(camera)
        losses = {"undecodable": account.undecodable, "budget": account.over_budget}
        if counts is not None:
            losses |= {
                "hook": counts.lost_by_hook,
                "feed_gap": counts.gaps,
                "superseded": counts.superseded,
                "unrequested": counts.unrequested,
            }
        if camera in self.pipelines:
            losses |= self.pipelines[camera].flight.losses
        return losses
