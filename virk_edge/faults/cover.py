"""Something is held, hung or sprayed before the lens."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np

from virk_edge.faults.film import Film, ambient, bent_by
from virk_edge.faults.linear import (
    Effect,
    Strength,
    amount,
    blurred,
    clouds,
    encoded,
    form,
    grid,
    linear,
    pick,
    rising,
    with_noise,
)
from virk_edge.nouns import F32, U8


def cover(strength: Strength, seed: int) -> Effect:
    """A hand or cloth so near that it is quite out of focus: over a third, or nearly everything.

    Other seeds: fingers, bubble wrap, crumpled plastic, paper, a leaf, paint, a cap.
    """
    forms: tuple[tuple[Callable[[int, int, Strength, int], Film], float], ...] = (
        (_cloth, 1.0), (_cloth, 1.0), (_fingers, 1.0), (_bubbles, 0.0), (_plastic, 0.0),
        (_paper, 0.5), (_leaf, 1.0), (_paint, 0.0), (_cap, 0.0),
    )  # fmt: skip
    make, moves = form(seed, forms)

    @cache
    def film(height: int, width: int) -> Film:
        """With room for its movement."""
        room = 1.125 if moves else 1.0
        return make(int(height * room), int(width * room), strength, seed)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        before, light = film(height, width), linear(pixels)
        if moves:
            # Nothing is held perfectly still.
            top = int((0.5 + 0.5 * np.sin(index * 0.11)) * (height // 8) * 0.5 * moves)
            left = int((0.5 + 0.5 * np.sin(index * 0.07 + 1)) * (width // 8) * 0.5 * moves)
            before = before.part(top, left, height, width)
        mixed = before.seen(light, level=ambient(light))
        # The sensor's noise lies over near and far alike.
        return encoded(with_noise(mixed, photon=3e-5, read=8e-4, seed=seed, index=index))

    return effect


def _edge(height: int, width: int, strength: Strength, seed: int) -> tuple[F32, F32]:
    """Coverage from one side or corner, and the distance (0-1) from its edge."""
    draw = np.random.default_rng(seed)
    reach = pick(strength, 0.50, 1.25) * draw.uniform(0.9, 1.1)
    quarter = draw.choice([0.0, 0.5, 1.0, 1.5])
    angle = quarter * np.pi + draw.uniform(-0.35, 0.35) * (1.0 if seed < 4 else 2.2)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    x, y = columns / width - 0.5, rows / height - 0.5
    depth = x * np.cos(angle) + y * np.sin(angle) + 0.5  # 0 at the edge it comes from
    edge = reach + 0.09 * clouds(height, width, coarsest=3, seed=seed, octaves=2)
    soft = 0.022 if seed < 4 else draw.uniform(0.008, 0.04)
    apart = np.asarray(depth - edge, np.float32)
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(apart / soft, -30, 30))), np.float32), apart


def _cloth(height: int, width: int, strength: Strength, seed: int) -> Film:
    draw = np.random.default_rng((seed, 1))
    covered, apart = _edge(height, width, strength, seed)
    cloths = np.array([[0.030, 0.045, 0.085], [0.020, 0.022, 0.026], [0.075, 0.055, 0.040],
                       [0.25, 0.27, 0.30], [0.04, 0.03, 0.20]])  # fmt: skip
    colour = cloths[draw.integers(3 if seed < 4 else 5)] * draw.uniform(1.2, 2.2)
    folds = clouds(height, width, coarsest=4, seed=seed + 1, octaves=4)
    # Light creeps in round the edge; folds throw soft shadows on themselves.
    rim = np.exp(-(apart**2) / 0.012)
    shade = np.maximum(0.9 + 0.8 * folds + 0.7 * rim, 0.15)[:, :, None]
    return Film(covered, (colour.astype(np.float32) * shade).astype(np.float32))


def _fingers(height: int, width: int, strength: Strength, seed: int) -> Film:
    """A hand: fingers side by side; where it is thin, light shines through it red."""
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    angle, wide = draw.uniform(0, 2 * np.pi), draw.uniform(0.07, 0.13)
    along = x * np.cos(angle) + y * np.sin(angle)
    aside = y * np.cos(angle) - x * np.sin(angle) - draw.uniform(-0.1, 0.1)
    reach = pick(strength, 0.05, 0.45)
    thick = np.zeros_like(x)
    for number in range(-2, 3):
        tip = reach + draw.uniform(-0.1, 0.06) - 0.04 * abs(number)
        lean = aside - number * wide * pick(strength, 1.6, 1.35) - 0.1 * number * along
        beyond = np.hypot(lean, np.maximum(along - tip + wide * 0.7, 0.0))
        thick = np.maximum(thick, 1.0 - beyond / (wide * 0.95))
    palm = rising(-np.asarray(along, np.float32), -(reach - 0.35), 0.15)
    thick = blurred(np.asarray(np.clip(np.maximum(thick, palm), 0, 1), np.float32), width * 0.012)
    covered = rising(thick, 0.12, 0.22)
    skin = np.array([[0.10, 0.15, 0.30], [0.04, 0.06, 0.12], [0.015, 0.025, 0.05]])[
        draw.integers(3)
    ]
    glow = np.exp(-(((thick - 0.12) / 0.15) ** 2))[:, :, None] * np.array([0.01, 0.02, 0.25])
    shade = (0.5 + 0.6 * thick + 0.2 * clouds(height, width, coarsest=4, seed=seed))[:, :, None]
    return Film(covered, np.asarray(shade * skin * 2.0 + glow, np.float32))


def _bubbles(height: int, width: int, strength: Strength, seed: int) -> Film:
    """Bubble wrap: hexagonal lenses of air, with a highlight each."""
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    cell, turn = draw.uniform(0.05, 0.16), draw.uniform(0, np.pi)
    warp = 0.02 * clouds(height, width, coarsest=3, seed=seed, octaves=2)
    u = (x * np.cos(turn) + y * np.sin(turn) + warp) / cell
    v = (y * np.cos(turn) - x * np.sin(turn) + warp) / (cell * 0.866)
    apart = np.full_like(x, 9.0)
    for shift in (-1, 0, 1):
        row = np.floor(v) + shift
        for step in (-1, 0, 1):
            column = np.floor(u - 0.5 * (row % 2)) + step
            du = u - (column + 0.5 + 0.5 * (row % 2))
            apart = np.minimum(apart, np.hypot(du, (v - row - 0.5) * 0.866))
    dome = np.sqrt(np.clip(1.0 - (apart / 0.45) ** 2, 0.0, 1.0))
    seen_rim = np.exp(-(((apart - 0.45) / 0.05) ** 2))
    soft = width * draw.uniform(0.002, 0.008)
    opaque = np.clip(0.15 * amount(strength) + 0.5 * seen_rim + 0.25 * dome**6, 0, 0.9)
    stuff = np.broadcast_to(np.float32(draw.uniform(0.7, 1.2)), (height, width, 3))
    bend = bent_by(blurred(np.asarray(dome, np.float32), soft), pick(strength, 0.02, 0.06))
    return Film(
        blurred(np.asarray(opaque, np.float32), soft), stuff, np.ones_like(x),
        pick(strength, 0.004, 0.012), bend,
    )  # fmt: skip


def _plastic(height: int, width: int, strength: Strength, seed: int) -> Film:
    """Crumpled foil: creases bend the scene and catch the light."""
    draw = np.random.default_rng((seed, 1))
    folds = [np.abs(clouds(height, width, coarsest=c, seed=seed + c, octaves=4)) for c in (3, 5)]
    relief = np.asarray(1.0 - folds[0] * 1.5 - folds[1] * 0.8, np.float32)
    crease = np.exp(-((folds[0] / 0.03) ** 2)) + 0.6 * np.exp(-((folds[1] / 0.03) ** 2))
    opaque = np.clip(pick(strength, 0.15, 0.4) + draw.uniform(0.3, 0.7) * crease, 0, 0.95)
    stuff = np.broadcast_to(
        (np.exp(draw.normal(0, 0.05, 3)) * draw.uniform(0.8, 1.4)).astype(np.float32),
        (height, width, 3),
    )
    bend = bent_by(blurred(relief, width * 0.006), pick(strength, 0.02, 0.06))
    return Film(
        blurred(np.asarray(opaque, np.float32), width * 0.003), stuff, np.ones_like(relief),
        pick(strength, 0.005, 0.015), bend,
    )  # fmt: skip


def _paper(height: int, width: int, strength: Strength, seed: int) -> Film:
    """A sheet or a sticker: bright, with the light of the room on it."""
    draw = np.random.default_rng((seed, 1))
    covered, _ = _edge(height, width, strength, seed)
    x, y = grid(height, width)
    slope = draw.normal(0.0, 0.6, 2)
    shade = 1.0 + slope[0] * x + slope[1] * y + 0.06 * clouds(height, width, coarsest=3, seed=seed)
    paper = np.array([[1.1, 1.15, 1.2], [0.5, 0.95, 1.15], [1.15, 0.9, 0.75]])[draw.integers(3)]
    bright = draw.uniform(0.5, 1.6)
    return Film(
        covered, np.asarray(np.maximum(shade, 0.2)[:, :, None] * paper * bright, np.float32)
    )


def _leaf(height: int, width: int, strength: Strength, seed: int) -> Film:
    """Leaves or a branch grew before the lens."""
    draw = np.random.default_rng((seed, 1))
    layer, tones = np.zeros((height, width), np.uint8), np.zeros((height, width), np.float32)
    wanted, tries = pick(strength, 0.3, 0.65) * height * width, 0
    start = np.array([draw.uniform(-0.1, 1.1) * width, draw.choice([-0.05, 1.05]) * height])
    spread = width * draw.uniform(0.2, 0.4)
    while np.count_nonzero(layer) < wanted and tries < 300:
        tries += 1
        place = start + draw.normal(size=2) * spread * (0.6 + tries / 60)
        long = width * draw.uniform(0.05, 0.16)
        shape = (int(long), int(long * draw.uniform(0.25, 0.55)))
        centre, turn = (int(place[0]), int(place[1])), draw.uniform(0, 360)
        cv2.ellipse(layer, centre, shape, turn, 0, 360, (255,), -1)
        cv2.ellipse(tones, centre, shape, turn, 0, 360, (draw.uniform(0.4, 1.6),), -1)
    sigma = width * draw.uniform(0.006, 0.018)
    green = np.array([[0.04, 0.13, 0.07], [0.05, 0.16, 0.16], [0.02, 0.05, 0.04]])[draw.integers(3)]
    lit = blurred(tones, sigma * 0.7)[:, :, None] * (green * 1.8).astype(np.float32)
    return Film(blurred(layer.astype(np.float32) / 255, sigma), np.asarray(lit, np.float32))


def _paint(height: int, width: int, strength: Strength, seed: int) -> Film:
    """Sprayed: solid in the middle, a mist of specks round it."""
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    size = pick(strength, 0.22, 0.45)
    body = np.zeros_like(x)
    for _ in range(int(draw.integers(1, 4))):
        left, top = draw.uniform(-0.3, 0.3), draw.uniform(-0.2, 0.2)
        body = np.maximum(body, np.exp(-((np.hypot(x - left, y - top) / size) ** 2)))
    specks = blurred(draw.uniform(size=x.shape).astype(np.float32), width * 0.0025)
    specks = (specks - specks.mean()) / max(float(specks.std()), 1e-6)
    covered = rising(np.asarray(body + 0.13 * specks, np.float32), 0.5, draw.uniform(0.1, 0.3))
    paints = np.array([[0.02, 0.02, 0.02], [0.9, 0.9, 0.9], [0.03, 0.03, 0.5], [0.5, 0.12, 0.04]])
    colour = paints[draw.integers(4)] * draw.uniform(0.7, 1.2)
    shade = (1.0 + 0.2 * clouds(height, width, coarsest=3, seed=seed))[:, :, None]
    return Film(blurred(covered, width * 0.003), np.asarray(shade * colour, np.float32))


def _cap(height: int, width: int, strength: Strength, seed: int) -> Film:
    """Everything is covered; a little light comes in at one side. There is no half of a cap."""
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    angle = draw.uniform(0, 2 * np.pi)
    leak = draw.uniform(0.0, 0.3) * np.exp(6.0 * (x * np.cos(angle) + y * np.sin(angle) - 0.5))
    tint = np.array([0.8, 0.9, 1.1]) * leak[:, :, None] + draw.uniform(0.003, 0.02)
    return Film(np.full((height, width), 0.995, np.float32), np.asarray(tint, np.float32))
