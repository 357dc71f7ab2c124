"""``virk-edge replay --publish``: play the frames of bundles into a feed, as they once came.

Every bundle gets a hook of its own, as the program that recorded it was another one. The hook
never waits; what waits is here. The first frame is offered until somebody has subscribed, and at
full speed a frame that the hook's queue refuses is offered again, each time under a new number.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from virk_edge.cli.ending import INTERRUPTED_STATUS, asked_to_end
from virk_edge.cli.progress import bar
from virk_edge.errors import InputError, UsageError

if TYPE_CHECKING:
    from virk_edge.adapters.exact_frames import ExactFrame, ExactFrames
    from virk_edge.nouns import FrameInfo, ModelIdentity
    from virk_edge.publisher import FramePublisher

PATIENCE_SECONDS: Final = 30.0  # for somebody to subscribe; a daemon looks every 10 s
_OFFER_SECONDS: Final = 0.1
# Offered again after 5 ms, then after twice as long each time: 5 s of a receiver that takes none,
# and the frame is lost. More offers than that would send the hook into its pause.
_REFUSED_SECONDS: Final = 0.005
_OFFERS_AGAIN: Final = 10
_LAST_SECONDS: Final = 0.2  # a hook that closes drops what its queue still holds


class Wait(Protocol):
    """Wait so many seconds; True at once if the player shall end."""

    def __call__(self, timeout: float) -> bool: ...


@dataclass(slots=True)
class Played:
    """What became of one bundle's frames. ``refused``: offers beyond the first at full speed."""

    frames: int = 0
    sent: int = 0
    unwanted: int = 0
    lost: int = 0
    refused: int = 0
    heard: bool = False


class FramePlayer:
    """Brings the frames of one bundle to a hook. Time comes in as arguments, in seconds."""

    def __init__(
        self,
        publisher: FramePublisher,
        *,
        clock: Callable[[], float],
        wait: Wait,
        paced: bool = True,
        rgb: bool = False,
    ) -> None:
        """paced: at the recorded spacing, else as fast as frames are taken. rgb: the publisher's
        arrays hold RGB, as those of the recorded program did."""
        self._publisher, self._clock, self._wait = publisher, clock, wait
        self._paced, self._rgb = paced, rgb
        self.played = Played()

    def play(self, frames: ExactFrames, advance: Callable[[int], None] = lambda done: None) -> None:
        """Publish every frame; returns at the end, when told to, or when nobody listens."""
        begin: tuple[float, int] | None = None  # the clock and the recorded time of the first
        for frame in frames:
            said = _said(frames.header(frame))
            if begin is None:
                self.played.heard = self._find_listener(frame, said)
                if not self.played.heard:
                    return
                begin = self._clock(), frame.record.t_boot_ns
            else:
                due = begin[0] + (frame.record.t_boot_ns - begin[1]) / 1e9
                ahead = due - self._clock() if self._paced else 0.0
                if self._wait(max(ahead, 0.0)):
                    return
                self._count(frame, said)
            advance(self.played.frames)
        self._wait(_LAST_SECONDS)

    def _find_listener(self, frame: ExactFrame, said: dict[str, Any]) -> bool:
        """Offer the first frame until its pixels or at least its header are wanted."""
        give_up = self._clock() + PATIENCE_SECONDS
        while True:
            sent = self._offer(frame, said)
            if sent or self._publisher.statistics().metadata_sent:
                self._note(sent=sent, lost=False)
                return True
            if self._clock() >= give_up or self._wait(_OFFER_SECONDS):
                return False

    def _count(self, frame: ExactFrame, said: dict[str, Any]) -> None:
        for again in range(1 if self._paced else 1 + _OFFERS_AGAIN):
            if again:
                self.played.refused += 1
                if self._wait(_REFUSED_SECONDS * 2 ** (again - 1)):
                    break
            before = self._publisher.statistics().lost
            sent = self._offer(frame, said)
            lost = self._publisher.statistics().lost > before
            if sent or not lost:
                break
        self._note(sent=sent, lost=lost)

    def _note(self, *, sent: bool, lost: bool) -> None:
        self.played.frames += 1
        self.played.sent += sent
        self.played.lost += lost
        self.played.unwanted += not (sent or lost)

    def _offer(self, frame: ExactFrame, said: dict[str, Any]) -> bool:
        record, pixels = frame.record, frame.pixels
        if record.original:
            encoding = "png" if record.entry.endswith(".png") else "jpeg"
            size = {"height": record.height, "width": record.width}
            return self._publisher.publish_encoded(frame.data, encoding=encoding, **size, **said)
        if pixels.ndim == 3 and self._rgb:
            pixels = np.ascontiguousarray(pixels[..., ::-1])
        return self._publisher.publish(pixels, **said)


def publish_bundles(args: argparse.Namespace, paths: list[Path]) -> int:
    """One bundle after the other. Status 1 if one was refused, or if nobody wanted a frame.

    Raises:
        UsageError: if the endpoint or the camera's name cannot be.
    """
    from virk_edge.adapters.exact_frames import open_frames

    good = True
    with asked_to_end() as stop:
        for path in paths:
            try:
                with open_frames(path) as frames:
                    played, camera = _play(args, frames, path.name, stop.wait)
            except InputError as error:
                good = False
                _refused(path, str(error), as_json=args.json)
                continue
            good = good and (played.sent > 0 or not frames.manifest.frames)
            _say(path, camera, played, as_json=args.json)
            if stop.is_set():
                return INTERRUPTED_STATUS
            if not played.heard and frames.manifest.frames:
                print(
                    f"virk-edge: nobody asked for {camera} at {args.publish} within "
                    f"{PATIENCE_SECONDS:.0f} s; is the daemon running?",
                    file=sys.stderr,
                )
                return 1
    return 0 if good else 1


def _play(
    args: argparse.Namespace, frames: ExactFrames, what: str, wait: Wait
) -> tuple[Played, str]:
    manifest = frames.manifest
    camera = args.camera or manifest.incident.camera
    first = next(iter(frames.headers.values()), None)
    rgb = first is not None and first.encoding.value == "rgb8"
    publisher = _publisher(camera, args.publish, manifest.inference_model, rgb=rgb)
    paced = args.speed == "recorded"
    player = FramePlayer(publisher, clock=time.monotonic, wait=wait, paced=paced, rgb=rgb)
    try:
        with bar(len(manifest.frames), what, quiet=args.json) as drawn:
            player.play(frames, drawn.advance)
    finally:
        publisher.close()
    return player.played, camera


def _publisher(
    camera: str, endpoint: str, model: ModelIdentity | None, *, rgb: bool
) -> FramePublisher:
    """The hook. What it would count and try again later is said here at once."""
    from virk_edge.formats.endpoints import endpoint_complaint, unkeyed_complaint
    from virk_edge.publisher import KEYS_VARIABLE, FramePublisher

    keyed = bool(os.environ.get(KEYS_VARIABLE))
    complaint = (endpoint_complaint if keyed else unkeyed_complaint)(endpoint)
    if complaint is not None:
        raise UsageError(f"--publish {endpoint}: {complaint}.")
    encoding = "rgb8" if rgb else "bgr8"
    try:
        return FramePublisher(camera, endpoint=endpoint, model=model, encoding=encoding)
    except ValueError as error:
        raise UsageError(f"--camera: {error}.") from error


def _said(info: FrameInfo | None) -> dict[str, Any]:
    """What the hook had said of a frame beside its pixels; nothing if that was not recorded."""
    if info is None:
        return {}
    predictions = None if info.predictions is None else list(info.predictions)
    return {"predictions": predictions, "embedding": info.embedding, "loop_us": info.loop_us}


def _say(path: Path, camera: str, played: Played, *, as_json: bool) -> None:
    numbers = {name: getattr(played, name) for name in Played.__slots__ if name != "heard"}
    if as_json:
        told = {"event": "published", "bundle": str(path), "camera": camera, **numbers}
        print(json.dumps(told), flush=True)
        return
    from virk_edge.report.bundles import count_words

    print(
        f"{path}\n    {camera}: {count_words(played.frames, 'frame')} played, {played.sent} sent, "
        f"{played.unwanted} not wanted, {played.lost} lost",
        flush=True,
    )


def _refused(path: Path, why: str, *, as_json: bool) -> None:
    if as_json:
        problem = why.removeprefix(str(path)).lstrip(": ")
        print(json.dumps({"bundle": str(path), "verdict": "refused", "problem": problem}))
    else:
        print(f"virk-edge: {why}", file=sys.stderr)
