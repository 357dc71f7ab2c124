"""What the tests of the judge share: frames, scenes and observations, all from seeds."""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.core.observe import observe
from virk_edge.core.readings import NS, Reading
from virk_edge.formats.config import DetectConfig
from virk_edge.formats.state import pack_state, unpack_state
from virk_edge.nouns import F32, U8, Effort, Encoding, FrameInfo, Observation, State

FPS = 10
# Learns in ten seconds of footage what a real camera learns in thirty.
QUICK = DetectConfig(
    learn_seconds=10.0, learn_max_seconds=40.0, learn_frames_min=20, close_seconds=3.0
)


def info(seq: int = 0, *, seconds: float | None = None, shape: tuple[int, ...] = (48, 64, 3)):
    """The header of a frame; ``seconds`` is by default what its number says at ten a second."""
    t_ns = round((seq / FPS if seconds is None else seconds) * NS)
    encoding = Encoding.BGR8 if len(shape) == 3 else Encoding.GRAY8
    return FrameInfo("door", seq, "run", t_ns, t_ns, encoding, shape[0], shape[1])


def scene(seed: int = 0, *, height: int = 144, width: int = 192) -> U8:
    """Coloured areas with sharp edges under fine texture, uint8 (height, width, 3)."""
    draw = np.random.default_rng(seed)
    areas = draw.integers(40, 200, (9, 12, 3), dtype=np.uint8)
    large = cv2.resize(areas, (width, height), interpolation=cv2.INTER_NEAREST)
    texture = cv2.GaussianBlur(draw.normal(0, 40, (height, width)), (0, 0), 1.0)
    return np.clip(large + texture[..., None], 0, 255).astype(np.uint8)


def with_noise(pixels: U8, sigma: float, seed: int) -> U8:
    """White Gaussian noise on every pixel and channel."""
    noise = np.random.default_rng(seed).normal(0.0, sigma, pixels.shape)
    return np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)


def cells_embedding(small: U8) -> F32:
    """An embedder's stand-in: 24 numbers, a coarse picture of length 1."""
    coarse = cv2.resize(small, (4, 2), interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    return np.asarray(coarse / np.linalg.norm(coarse + 1.0), dtype=np.float32)


def observed(
    pixels: U8, seq: int = 0, *, seconds: float | None = None, effort: Effort = Effort.FULL
) -> Observation:
    """One frame, measured."""
    return observe(info(seq, seconds=seconds, shape=pixels.shape), pixels, effort, cells_embedding)


def reading(*scores: float) -> Reading:
    """What a channel with one score per scale says."""
    best = max(scores)
    return Reading(best, 1.0 + best, 1.0, np.array(scores))


def through_disk(state: State) -> State:
    """A state as it comes back from the bytes it is kept in."""
    return unpack_state(pack_state(state, "state/"), "state/")
