"""How one call becomes messages: whether it may run, who wants the frame, what is sent and counted.

Law: ``deliver`` never waits and never raises; what goes wrong is counted in the ledger.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from types import MappingProxyType

import zmq

from virk_edge.errors import WireError
from virk_edge.formats.wire import level_of
from virk_edge.nouns import FrameInfo
from virk_edge.publisher.cost import CostMeter, Quiet
from virk_edge.publisher.keys import KeysError
from virk_edge.publisher.ledger import HookError, HookRefusal, HookStatistics, Ledger
from virk_edge.publisher.link import FeedLink, Scratch
from virk_edge.publisher.message import NotAFrameError, Picture, Said, describe

_log = logging.getLogger("virk_edge.publisher")


class Delivery:
    """One camera's way out of this process.

    ``known`` is the header without what differs from frame to frame.
    """

    def __init__(
        self,
        known: FrameInfo,
        endpoint: str,
        *,
        keys: str = "",
        immutable: bool,
        allowance_us: float,
    ) -> None:
        self._known = known
        self._immutable = immutable
        self.link = FeedLink(endpoint, known.camera, keys)
        self._scratch = Scratch()
        self._ledger = Ledger()
        self._cost = CostMeter(allowance_us)
        self._quiet = Quiet()
        self._turn = threading.Lock()
        self._closed = False

    def deliver(self, said: Said, look: Callable[..., Picture], *what: object) -> bool:
        """Send what ``look(*what)`` sees, if it is wanted; True if the pixels went out."""
        started_ns = time.perf_counter_ns()
        if not self._turn.acquire(blocking=False):
            self._ledger.note_error(HookError.BUSY, "called from two threads at once")
            return False
        seq, lost = self._ledger.frames, self._ledger.lost
        try:
            if not self._may_run():
                return False
            picture = look(*what)
            self._ledger.frames = seq + 1
            return self._publish(picture, said, seq, started_ns)
        except Exception as error:
            self._note(error)
            if self._ledger.frames > seq:
                self._ledger.lost = lost + 1
            return False
        finally:
            self._cost.note_call(time.perf_counter_ns() - started_ns)
            self._turn.release()

    def _may_run(self) -> bool:
        if self._closed:
            self._ledger.note_error(HookError.CLOSED, "called after close()")
            return False
        owner = self.link.pid
        if owner is not None and owner != os.getpid():
            if HookError.FORKED.value not in self._ledger.errors:
                _log.warning(
                    "publisher_forked camera=%s: make one in this process", self._known.camera
                )
            self._ledger.note_error(HookError.FORKED, f"the publisher belongs to process {owner}")
            return False
        return True

    def _publish(self, picture: Picture, said: Said, seq: int, started_ns: int) -> bool:
        link, ledger = self.link, self._ledger
        link.refresh(started_ns)
        level = level_of(seq)
        wants_pixels = link.wants_level[level]
        if not wants_pixels and not link.wants_metadata:
            ledger.unwanted += 1
            return False
        quiet = self._quiet.reason(started_ns)
        if quiet is not None:
            ledger.note_refused(quiet)
            return False
        began_ns = time.thread_time_ns()
        if self._send(picture, said, seq, level if wants_pixels else None):
            self._quiet.accepted()
        else:
            ledger.note_refused(HookRefusal.FULL)
            self._quiet.refused(started_ns)
            wants_pixels = False
        # Processor time: waiting for a processor that others use is not the hook's own cost.
        cost_ns = time.thread_time_ns() - began_ns
        if self._cost.note_wanted(cost_ns, picture.payload_bytes if wants_pixels else 0):
            _log.warning(
                "publisher_switched_off camera=%s cost_us_p50=%.0f seconds=%.0f: above its "
                "allowance_us; pass C-contiguous frames, or allow more",
                self._known.camera,
                self._cost.p50_wanted_us,
                self._quiet.too_dear(started_ns),
            )
        return wants_pixels

    def _send(self, picture: Picture, said: Said, seq: int, level: int | None) -> bool:
        """Hand over the header, and the pixels if ``level`` is given; False if refused."""
        link, ledger = self.link, self._ledger
        header, errors, last_error = describe(picture, said, self._known, seq=seq, lost=ledger.lost)
        for error in errors:
            ledger.note_error(HookError(error), last_error)
        if link.wants_metadata:
            if not link.send(link.topic_metadata, header, copy=True):
                return False
            ledger.metadata_sent += 1
        if level is None:
            return True
        payload = picture.data
        copy = True
        if picture.pixels is not None:
            pixels = self._scratch.contiguous(picture.pixels)
            payload = pixels.data
            copy = not (self._immutable and pixels is picture.pixels)
        if not link.send(link.topics[level], header, payload, copy=copy):
            return False
        ledger.sent += 1
        return True

    def _note(self, error: Exception) -> None:
        kind = HookError.INTERNAL
        if isinstance(error, NotAFrameError):
            kind = HookError.FRAME
        elif isinstance(error, WireError):
            kind = HookError.HEADER
        elif isinstance(error, MemoryError):
            kind = HookError.MEMORY
        elif isinstance(error, zmq.ZMQError | KeysError):
            kind = HookError.SOCKET
            self.link.drop()
        self._ledger.note_error(kind, error)

    def statistics(self) -> HookStatistics:
        """What happened so far; may be asked at any time, from any thread."""
        ledger, cost = self._ledger, self._cost
        return HookStatistics(
            camera=self._known.camera,
            run=self._known.run,
            frames=ledger.frames,
            sent=ledger.sent,
            metadata_sent=ledger.metadata_sent,
            unwanted=ledger.unwanted,
            refused=MappingProxyType(dict(ledger.refused)),
            lost=ledger.lost,
            errors=MappingProxyType(dict(ledger.errors)),
            last_error=ledger.last_error,
            switched_off=self._quiet.reason(time.perf_counter_ns()) is HookRefusal.SWITCHED_OFF,
            times_switched_off=self._quiet.times_switched_off,
            subscriptions=len(self.link.subscriptions),
            cost_us_last=cost.last_us,
            cost_us_p50=cost.p50_us,
            cost_us_p50_wanted=cost.p50_wanted_us,
        )

    def close(self) -> None:
        """Close the socket; later calls are counted no-ops. May be called twice."""
        self._closed = True
        # A call in another thread is over in a moment; if not, the socket goes at exit.
        if self._turn.acquire(timeout=0.5):
            try:
                self.link.drop()
            except Exception as error:
                self._ledger.note_error(HookError.SOCKET, error)
            finally:
                self._turn.release()
