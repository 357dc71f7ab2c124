"""Views to train on: clips of fixed cameras, and cameras made up around photographs.

A photograph alone would be too still: its camera has noise, an encoder, drifting light, a mount
that gives a little, and things that pass. The same seed and numbers give the same pixels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from footage_bench import frames_at, there_and_back
from numpy.typing import NDArray

from diagnosis_lab.measuring import Shots, shrunk
from virk_edge.faults import reencode
from virk_edge.faults.linear import clouds, encoded, linear, with_noise
from virk_edge.nouns import U8

FPS = 4.0
BASELINE_PICTURES = 24
_SIZES = ((640, 480), (640, 360), (480, 360), (512, 288), (400, 300), (352, 288))
WIDTH_MAX = 640  # pixels; wider footage is shrunk before anything happens to it
_MOVERS_MAX = 6

Change = Callable[[U8, int], U8]
"""A fault as ``virk_edge.faults`` starts it: pixels and the number of the frame to pixels."""


class Scene(Protocol):
    """One view that can be watched again and again."""

    @property
    def name(self) -> str:
        """What its samples are grouped by."""

    def watch(
        self,
        seed: int,
        seconds: Sequence[float],
        change: Change | None = None,
        *,
        exposure: float = 0.0,
    ) -> Shots:
        """Pictures at these seconds, counted from the beginning of the clip or of a made-up day.

        change befalls the scene or the lens, so that the camera's own encoder comes after it.
        exposure: how much of a change of brightness the camera's automatic gain takes back, 0-1.
        """


def baseline_seconds(start: float = 0.0) -> list[float]:
    """When the pictures of a baseline of half a minute are taken."""
    return [start + 1.25 * i for i in range(BASELINE_PICTURES)]


def regained(before: U8, after: U8, exposure: float) -> U8:
    """What automatic gain makes of ``after`` when ``before`` is what it had been set for."""
    if not exposure:
        return after
    light = linear(after)
    ratio = float(linear(before).mean()) / max(float(light.mean()), 1e-3)
    return encoded(light * np.float32(np.clip(ratio**exposure, 0.4, 3.0)))


@dataclass(frozen=True)
class ClipScene:
    """A clip of a fixed camera, played forwards and backwards."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return self.path.stem

    @cached_property
    def _frames(self) -> list[U8]:
        return [shrunk(f, WIDTH_MAX) for f in frames_at(self.path, FPS)]

    def watch(
        self,
        seed: int,
        seconds: Sequence[float],
        change: Change | None = None,
        *,
        exposure: float = 0.0,
    ) -> Shots:
        """The frames nearest to these seconds."""
        numbers = [round(s * FPS) for s in seconds]
        order = there_and_back(len(self._frames), max(numbers) + 1)
        quality = _quality(np.random.default_rng(seed), often=0.5)
        frames = []
        for number in numbers:
            pixels = self._frames[order[number]]
            if change is not None:
                pixels = regained(pixels, change(pixels, number), exposure)
                if quality is not None:
                    pixels = reencode(pixels, quality)
            frames.append(pixels)
        return Shots(tuple(frames), tuple(seconds))


@dataclass(frozen=True, slots=True)
class _Mover:
    """Something that passes: its picture and coverage, and where it is when."""

    pixels: U8
    coverage: NDArray[np.float32]
    start: tuple[float, float]
    speed: tuple[float, float]  # pixels a second
    period: float  # seconds until it comes again
    phase: float


@dataclass(frozen=True)
class PhotoScene:
    """A camera that looks at a photograph. others: where what passes is cut from."""

    path: Path
    others: tuple[Path, ...]
    name: str

    @cached_property
    def _draw(self) -> np.random.Generator:
        digest = hashlib.sha256(self.name.encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8], "big"))

    @cached_property
    def _camera(self) -> dict[str, float]:
        draw = self._draw
        return {
            "photon": float(10 ** draw.uniform(-5.0, -3.6)),
            "read": float(10 ** draw.uniform(-3.6, -2.8)),
            "sway": float(draw.choice([0.0, 0.0, 0.15, 0.4])),
            "drift": float(draw.uniform(0.0, 0.06)),
            "quality": float(draw.integers(25, 96)),
            "soft": float(draw.choice([1.0, 1.0, 1.0, 1.3, 1.6, 2.0])),
            "sharpened": float(draw.choice([0.0, 0.0, 0.6])),
            "restless": float(draw.choice([0.0, 0.0, 0.0, 1.0, 3.0])),
        }

    @cached_property
    def _whole(self) -> U8:
        whole = cv2.imread(str(self.path), cv2.IMREAD_COLOR)
        if whole is None:
            raise FileNotFoundError(f"{self.path} is not a picture that can be read")
        shrink = min(1800.0 / max(whole.shape[:2]), 1.0)
        return np.asarray(
            cv2.resize(whole, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8
        )

    @cached_property
    def _size(self) -> tuple[int, int]:
        width, height = _SIZES[int(self._draw.integers(len(_SIZES)))]
        return width, height

    @cached_property
    def _place(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the view in the photograph."""
        draw, (width, height) = self._draw, self._size
        rows, columns = self._whole.shape[:2]
        share = draw.uniform(0.5, 0.85) * min(columns / width, rows / height)
        wide, tall = int(width * share), int(height * share)
        left = int(draw.integers(0, columns - wide + 1))
        return left, int(draw.integers(0, rows - tall + 1)), wide, tall

    @cached_property
    def _view(self) -> U8:
        left, top, wide, tall = self._place
        return self._fitted(self._whole[top : top + tall, left : left + wide])

    def _fitted(self, part: U8) -> U8:
        flags = cv2.INTER_AREA if part.shape[1] > self._size[0] else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(part, self._size, interpolation=flags), dtype=np.uint8)

    @cached_property
    def _movers(self) -> list[_Mover]:
        return [self._mover() for _ in range(int(self._draw.integers(0, _MOVERS_MAX + 1)))]

    @cached_property
    def _leaves(self) -> NDArray[np.float32]:
        """Where leaves and water move, 0-1, float32 (h, w)."""
        height, width = self._view.shape[:2]
        field = clouds(height, width, coarsest=3, seed=int(self._draw.integers(1 << 30)))
        return np.asarray(np.clip(4.0 * field, 0.0, 1.0), dtype=np.float32)

    def _stirred(self, view: U8, at: float) -> U8:
        """Leaves and water: parts of the view that never stand still."""
        height, width = view.shape[:2]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        reach = self._camera["restless"] * self._leaves
        dx = reach * np.sin(2.1 * at + y / 23.0) + 0.5 * reach * np.sin(5.3 * at + x / 11.0)
        dy = 0.6 * reach * np.sin(2.9 * at + x / 17.0)
        now = cv2.remap(
            view,
            (x + dx).astype(np.float32),
            (y + dy).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        return np.asarray(now, dtype=np.uint8)

    def _elsewhere(self, seed: int, turned: float) -> U8:
        """Another part of the same photograph."""
        draw = np.random.default_rng(seed)
        left, top, wide, tall = self._place
        rows, columns = self._whole.shape[:2]
        angle, zoom = draw.uniform(0.0, 2.0 * np.pi), np.exp(draw.uniform(-0.25, 0.25))
        w, h = min(int(wide / zoom), columns), min(int(tall / zoom), rows)
        x = int(np.clip(left + turned * wide * np.cos(angle), 0, columns - w))
        y = int(np.clip(top + turned * wide * np.sin(angle), 0, rows - h))
        return self._fitted(self._whole[y : y + h, x : x + w])

    def _mover(self) -> _Mover:
        draw = self._draw
        height, width = self._view.shape[:2]
        tall = int(height * draw.uniform(0.06, 0.22))
        wide = max(int(tall * draw.uniform(0.4, 2.0)), 6)
        source = cv2.imread(str(self.others[int(draw.integers(len(self.others)))]))
        if source is None or min(source.shape[:2]) < 2 * max(tall, wide):
            source = np.full((2 * tall + 9, 2 * wide + 9, 3), draw.integers(20, 220, 3), np.uint8)
        rows, columns = source.shape[:2]
        # A large part made small: things have detail of their own.
        top = int(draw.integers(0, rows - 2 * tall + 1))
        left = int(draw.integers(0, columns - 2 * wide + 1))
        patch = cv2.resize(source[top : top + 2 * tall, left : left + 2 * wide], (wide, tall))
        y, x = np.mgrid[:tall, :wide].astype(np.float32)
        power = draw.choice([2.0, 4.0, 8.0])
        inside = np.abs(2 * x / wide - 1) ** power + np.abs(2 * y / tall - 1) ** power
        coverage = np.clip((1.0 - inside) * min(tall, wide) / 4.0, 0.0, 1.0).astype(np.float32)
        level = draw.uniform(0.2, 0.95) * height
        speed = float(draw.choice([-1, 1]) * width * draw.uniform(0.05, 0.6))
        return _Mover(
            np.asarray(patch, dtype=np.uint8),
            coverage,
            (float(-wide if speed > 0 else width), float(level - tall)),
            (speed, float(draw.uniform(-0.1, 0.1) * abs(speed))),
            float(draw.uniform(1.2, 6.0) * width / abs(speed)),
            float(draw.uniform(0.0, 60.0)),
        )

    def watch(
        self,
        seed: int,
        seconds: Sequence[float],
        change: Change | None = None,
        *,
        exposure: float = 0.0,
        turned: float = 0.0,
    ) -> Shots:
        """What the camera sends at these seconds.

        turned: how far it looks elsewhere, in widths of the view; the way is drawn from the seed.
        """
        view = self._view if not turned else self._elsewhere(seed, turned)
        frames = []
        for at in seconds:
            number = round(at * FPS)
            pixels = self._scene_at(view, at, seed, number)
            if change is not None:
                pixels = regained(pixels, change(pixels, number), exposure)
            frames.append(self._sent(pixels))
        return Shots(tuple(frames), tuple(seconds))

    def _sent(self, pixels: U8) -> U8:
        """Through a lens, a scaler, a sharpener and an encoder that are no better than they are."""
        camera = self._camera
        height, width = pixels.shape[:2]
        if camera["soft"] > 1.0:
            size = (round(width / camera["soft"]), round(height / camera["soft"]))
            small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
            pixels = np.asarray(cv2.resize(small, (width, height)), dtype=np.uint8)
        if camera["sharpened"]:
            blurred = cv2.GaussianBlur(pixels, (0, 0), 1.2)
            amount = camera["sharpened"]
            pixels = np.asarray(
                cv2.addWeighted(pixels, 1.0 + amount, blurred, -amount, 0.0), dtype=np.uint8
            )
        return reencode(pixels, int(camera["quality"]))

    def _scene_at(self, view: U8, at: float, seed: int, number: int) -> U8:
        camera, draw = self._camera, np.random.default_rng((seed, number))
        picture = self._stirred(view, at) if camera["restless"] else view.copy()
        for mover in self._movers:
            _lay(picture, mover, (at + mover.phase) % mover.period)
        if camera["sway"]:
            dx, dy = draw.normal(0.0, camera["sway"], 2)
            matrix = np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]])
            size = (picture.shape[1], picture.shape[0])
            picture = np.asarray(
                cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8
            )
        light = linear(picture) * np.float32(1.0 + camera["drift"] * np.sin(at / 17.0))
        noisy = with_noise(
            light, photon=camera["photon"], read=camera["read"], seed=seed, index=number
        )
        return encoded(noisy)


def _lay(picture: U8, mover: _Mover, at: float) -> None:
    tall, wide = mover.coverage.shape
    left = round(mover.start[0] + mover.speed[0] * at)
    top = round(mover.start[1] + mover.speed[1] * at)
    y0, y1 = max(top, 0), min(top + tall, picture.shape[0])
    x0, x1 = max(left, 0), min(left + wide, picture.shape[1])
    if y0 >= y1 or x0 >= x1:
        return
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    cover = mover.coverage[part][:, :, None]
    under = picture[y0:y1, x0:x1]
    picture[y0:y1, x0:x1] = (under * (1 - cover) + mover.pixels[part] * cover).astype(np.uint8)


def _quality(draw: np.random.Generator, *, often: float) -> int | None:
    return int(draw.integers(70, 96)) if draw.uniform() < often else None
