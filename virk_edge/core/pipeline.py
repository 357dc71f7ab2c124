"""One camera's whole path from pixels to jobs for the recorder: what daemon and analyze both run.

This file never reads a clock and writes nothing; the embedder comes in as an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from virk_edge.core.flight import FlightLog, Job
from virk_edge.core.monitor import Monitor, Newest
from virk_edge.core.observe import Embed, mask_pixels, observe
from virk_edge.formats.config import CameraConfig, Config
from virk_edge.nouns import (
    U8,
    Effort,
    FrameInfo,
    Heard,
    IncidentClosed,
    RecordedFrame,
    State,
    Step,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What one frame, or the headers of a second, led to."""

    step: Step
    jobs: list[Job]


Ending: TypeAlias = tuple[IncidentClosed | None, list[Job]]


class Pipeline:
    """Mask, observe, judge and remember the frames of one camera, in order."""

    def __init__(
        self, camera: str, config: Config, embed: Embed | None, monitor: Monitor | None = None
    ) -> None:
        """monitor: one that was saved, to go on with."""
        self.camera = camera
        self.mask = config.cameras.get(camera, CameraConfig()).mask
        self.monitor = monitor or Monitor(camera, config.detect)
        self.flight = FlightLog(config.record)
        self.analysed = 0
        self._embed = embed
        self._view_wanted = False
        self._view: U8 | None = None
        self._last: Newest | None = None

    def process(
        self,
        info: FrameInfo,
        pixels: U8,
        original: bytes | None = None,
        effort: Effort = Effort.FULL,
    ) -> Judged:
        """Judge one frame: uint8 (H, W, 3) BGR or (H, W) grey, and the bytes it was decoded from.

        effort: FULL or FINGERPRINT. The pixels are copied where they are kept; the caller may
        reuse them. Under a mask, an embedding that came with the frame is not used.
        """
        frame, masked = self._masked(info, pixels, original)
        self.flight.before(self.monitor, info.t_boot_ns)
        observation = observe(frame.info, masked, effort, self._embed)
        step = self.monitor.step(observation)
        self.analysed += 1
        self._last = info
        return Judged(step, self.flight.after(frame, observation, step, self.monitor.sight))

    def keep(self, info: FrameInfo, pixels: U8, original: bytes | None = None) -> list[Job]:
        """Record a frame without judging it, while something is being recorded; see ``process``."""
        frame, _ = self._masked(info, pixels, original)
        return self.flight.keep(frame)

    def _masked(
        self, info: FrameInfo, pixels: U8, original: bytes | None
    ) -> tuple[RecordedFrame, U8]:
        """The frame as it may be kept, and its pixels as they may be looked at."""
        masked = mask_pixels(pixels, self.mask)
        if self.mask and info.embedding is not None:
            # The camera program made it of the whole picture, also of what is behind the mask.
            info = replace(info, embedding=None)
        if self._view_wanted:
            self._view, self._view_wanted = masked.copy(), False
        if original is not None and masked is pixels:
            return RecordedFrame(info, None, original), masked
        return RecordedFrame(info, masked), masked

    def listen(self, heard: Heard) -> Judged:
        """Judge what the headers of a second said, or that none came."""
        self.flight.before(self.monitor, heard.t_boot_ns, idle=not heard.frames)
        step = self.monitor.listen(heard)
        self._last = heard
        return Judged(step, self.flight.after_headers(heard, step, self.monitor.sight))

    def finish(self, reason: str) -> Ending:
        """Close an open incident because no more frames will come: shutdown, end_of_footage."""
        closed = None if self._last is None else self.monitor.finish(self._last, reason)
        return closed, self.flight.finish(closed, reason)

    def want_view(self, wanted: bool) -> None:
        """Whether to set a copy of the next frame aside, under the mask, for ``take_view``."""
        self._view, self._view_wanted = None, wanted

    def take_view(self) -> U8 | None:
        """That frame, once; None while none has come."""
        view, self._view = self._view, None
        return view

    # -- what a person says ---------------------------------------------------------------------

    def accept(self) -> Ending:
        """What is seen now is the new normal: learning begins again."""
        return self._end(self.monitor.relearn(self._last, "accepted"), "accepted")

    def reset(self) -> Ending:
        """Everything learnt is forgotten."""
        return self._end(self.monitor.relearn(self._last, "reset"), "reset")

    def adopt(self, learnt: State) -> Ending:
        """Take over a baseline that ``Monitor.learnt`` described.

        Raises:
            ValueError, KeyError or TypeError: if it is not one; then nothing has changed.
        """
        return self._end(self.monitor.adopt(learnt, self._last), "reset")

    def mark_fault(self) -> bool:
        """The open incident is a fault: nothing is learnt until it is over. False if none is."""
        marked = self.monitor.mark_fault()
        self.flight.forget()
        return marked

    def _end(self, closed: IncidentClosed | None, reason: str) -> Ending:
        jobs = self.flight.finish(closed, reason)
        self.flight.forget()
        return closed, jobs
