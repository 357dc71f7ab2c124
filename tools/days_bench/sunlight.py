"""A fixed camera's days and nights, made from an ordinary clip: sun, clouds, exposure, infra-red.

Light is counted in stops (powers of two) below that of a clear noon. What a camera makes of it
depends on the stops and on its mode alone, so a few dozen states of light stand for all days.
Nothing here is a measurement of a real sky; it is there to show the judge the same kind of change
every day, never twice the same.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from days_bench.footage import DAY
from virk_edge.faults.linear import encoded, linear, with_noise
from virk_edge.nouns import F32, U8

DARK_STOPS = -9.0  # a night without moon, as far as this camera can tell
TO_INFRARED, TO_COLOUR = -5.0, -4.2  # stops at which the filter swings away and comes back
DAY_LEVELS = np.linspace(-5.6, 0.6, 36)
NIGHT_LEVELS = np.linspace(DARK_STOPS, -3.8, 12)
LEVELS = len(DAY_LEVELS) + len(NIGHT_LEVELS)


@dataclass(frozen=True, slots=True)
class Moment:
    """One picture to be taken. level: the state of light, 0 to LEVELS - 1; the last are nights."""

    seconds: float
    level: int

    @property
    def infrared(self) -> bool:
        """Whether the camera sees by its own lamps."""
        return self.level >= len(DAY_LEVELS)


def days(*, start_hour: float, days: float, every_seconds: float, seed: int) -> Iterator[Moment]:
    """Moments from ``start_hour`` of the first day on.

    Sunrise about 6:00 and sunset about 18:00, a dusk of 40 minutes; every day has its own clouds,
    which come and go within about ten minutes.
    """
    draw = np.random.default_rng(seed)
    keep = math.exp(-every_seconds / 600.0)
    cloud, today, infrared = 0.0, -1, False
    sky = shift = cloudiness = 0.0
    for n in range(int(days * DAY / every_seconds)):
        clock = start_hour * 3600.0 + n * every_seconds
        if int(clock // DAY) != today:
            today = int(clock // DAY)
            # Overcast days, and a sun that is a few minutes early or late.
            sky, shift = -abs(draw.normal(0.0, 0.4)), draw.normal(0.0, 180.0)
            cloudiness = draw.uniform(0.1, 0.45)
        cloud = keep * cloud + math.sqrt(1.0 - keep * keep) * draw.normal()
        stops = sun_stops((clock + shift) % DAY) + sky + cloudiness * cloud
        infrared = stops < (TO_COLOUR if infrared else TO_INFRARED)
        yield Moment(n * every_seconds, _level(stops, infrared))


def sun_stops(second_of_day: float) -> float:
    """Clear light in stops: 0 at noon, -2 at the horizon, dark forty minutes later."""
    height = math.sin(math.pi * (second_of_day / 3600.0 - 6.0) / 12.0)  # 1 noon, 0 horizon
    if height >= 0.0:
        return -2.0 * (1.0 - height) ** 2
    below = height / math.sin(math.pi * (40.0 / 60.0) / 12.0)  # -1 after forty minutes
    return max(-2.0 + 7.0 * below, DARK_STOPS)


def _level(stops: float, infrared: bool) -> int:
    if infrared:
        return len(DAY_LEVELS) + int(np.argmin(np.abs(NIGHT_LEVELS - stops)))
    return int(np.argmin(np.abs(DAY_LEVELS - stops)))


def seen(pixels: U8, level: int, *, seed: int) -> U8:
    """A picture of a clear noon as taken in a state of light, uint8 (H, W, 3)."""
    if level >= len(DAY_LEVELS):
        return _by_lamps(linear(pixels), float(NIGHT_LEVELS[level - len(DAY_LEVELS)]), seed)
    return _by_day(linear(pixels), float(DAY_LEVELS[level]), seed)


def _by_day(light: F32, stops: float, seed: int) -> U8:
    """Exposure makes up for most of three stops, then the picture darkens; gain makes noise."""
    exposed = 0.12 * stops + 0.6 * min(stops + 3.0, 0.0)
    low = min(max(-stops / 3.0, 0.0), 1.0)  # a low sun is warm, the sky after it blue
    blue = -0.10 * low + 0.18 * min(max(-stops - 2.5, 0.0), 1.0)
    tint = np.array([math.exp(blue), 1.0, math.exp(-blue)], np.float32)
    gain = 2.0**-stops
    return encoded(
        with_noise(
            light * tint * np.float32(2.0**exposed),
            photon=1.5e-5 * gain,
            read=3e-4 * math.sqrt(gain),
            seed=seed,
            index=0,
        )
    )


def _by_lamps(light: F32, stops: float, seed: int) -> U8:
    """Grey: lamps beside the lens light the middle, and what is left of the sky the rest."""
    height, width = light.shape[:2]
    grey = light @ np.array([0.2, 0.35, 0.45], np.float32)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    x, y = columns / width - 0.5, (rows / height - 0.55) * height / width
    lit = grey * (0.10 + 0.9 * np.exp(-(x**2 + y**2) / 0.12)) + grey * np.float32(8 * 2.0**stops)
    same = np.repeat(lit[:, :, None], 3, axis=2).astype(np.float32)
    noisy = with_noise(same, photon=2e-4, read=2.5e-3, seed=seed, index=0)
    return np.repeat(encoded(noisy[:, :, 1:2]), 3, axis=2)


def light_code() -> list[str]:
    """What makes the pictures, in words: those that were measured before are good as long as it."""
    levels = [f"{n:.6f}" for n in (*DAY_LEVELS, *NIGHT_LEVELS)]
    return [*levels, *(inspect.getsource(f) for f in (seen, _by_day, _by_lamps))]
