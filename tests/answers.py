"""Small bundles of a camera whose model answered every frame, made in no time: no embedder, few
frames, and a judge that is still learning when somebody else says that an incident opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from tests.builders import scene, with_noise
from virk_edge.adapters.recorder import Recorder, Surroundings
from virk_edge.adapters.store import Store
from virk_edge.core.flight import Begin, Continue, Finish, Keep
from virk_edge.core.monitor import Monitor
from virk_edge.core.observe import observe
from virk_edge.formats.config import Config
from virk_edge.nouns import (
    U8,
    Effort,
    Encoding,
    FrameInfo,
    IncidentClosed,
    IncidentOpened,
    ModelIdentity,
    ObservedStep,
    Prediction,
    RecordedFrame,
)

FRAMES = 8
OPENED = 5  # the frame at which the incident opens
MODEL = ModelIdentity("brightness", "c" * 64)


def brightness(frame: U8) -> list[tuple[str, float, float, float, float, float]]:
    """A model of a few microseconds: one box, and how bright the frame is."""
    height, width = frame.shape[:2]
    return [("scene", float(frame.mean()) / 255.0, 0.0, 0.0, width / 2.0, height / 2.0)]


def answered(frame: U8) -> tuple[Prediction, ...] | None:
    """What it said of a frame, as a header has it."""
    return tuple(Prediction(a[0], a[1], a[2:]) for a in brightness(frame))


def answered_bundle(
    folder: Path,
    answer: Callable[[U8], tuple[Prediction, ...] | None] = answered,
    *,
    encoding: Encoding = Encoding.BGR8,
    seed: int = 1,
    spare: int = 0,
) -> Path:
    """A bundle of eight frames, ten a second. spare: more that nobody measured, at the end."""
    config = Config()
    recorder = Recorder(Store(folder), Surroundings(config, None, b""), lambda frame: None)
    monitor = Monitor("door", config.detect)
    state, view = monitor.save(), scene(seed, height=48, width=64)
    frames, steps = [], []
    for seq in range(FRAMES + spare):
        pixels = with_noise(view, 3.0, seq)
        if encoding is Encoding.GRAY8:
            pixels = pixels[..., 0].copy()
        t_ns = (100 + seq) * 10**8
        info = FrameInfo("door", seq, "run", t_ns, t_ns + 10**18, encoding, 48, 64, model=MODEL)
        data = None
        if encoding is Encoding.JPEG:
            data = cv2.imencode(".jpg", pixels)[1].tobytes()
            pixels = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR))
        seen = pixels[..., ::-1] if encoding is Encoding.RGB8 else pixels  # by the model
        info = replace(info, predictions=answer(np.ascontiguousarray(seen)))
        frames.append(RecordedFrame(info, pixels if data is None else None, data))
        if seq < FRAMES:
            observation = observe(info, pixels, Effort.FULL, None)
            steps.append(ObservedStep(observation, monitor.step(observation)))
    at = frames[OPENED].info
    opened = IncidentOpened(
        "7f3a9c", "door", at.seq, at.t_boot_ns, at.t_wall_ns, 3, at.t_boot_ns, "image", 4.0, True
    )
    closed = IncidentClosed("7f3a9c", "door", at.seq + 1, at.t_boot_ns + 10**8, "recovered")
    jobs = [
        Begin(opened, state, tuple(steps[:OPENED]), tuple(frames[:OPENED])),
        *(Continue(*pair) for pair in zip(steps[OPENED:], frames[OPENED:FRAMES], strict=True)),
        *(Keep(frame) for frame in frames[FRAMES:]),
        Finish(opened, None, closed, "recovered"),
    ]
    *_, path = [recorder.handle("door", job, Counter()) for job in jobs]
    assert path is not None
    return path
