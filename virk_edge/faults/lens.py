"""Faults on the lens: dirt, drops, frost, condensation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np

from virk_edge.faults.film import Film, ambient, bent_by
from virk_edge.faults.linear import (
    Effect,
    Strength,
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
from virk_edge.nouns import F32, F64, U8

_Draw = np.random.Generator
_FilmMaker = Callable[[int, int, float, int], Film]


def _behind(make: _FilmMaker, share: float, seed: int) -> Effect:
    """A film that stays put, with the sensor's noise over near and far alike."""

    @cache
    def film(height: int, width: int) -> Film:
        return make(height, width, share, seed)

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels)
        seen = film(*pixels.shape[:2]).seen(light, level=ambient(light))
        return encoded(with_noise(seen, photon=3e-5, read=6e-4, seed=seed, index=index))

    return effect


def dirt(strength: Strength, seed: int) -> Effect:
    """Something small sits on the lens, quite out of focus, and stays: a tenth or a third of it.

    Blotches, drops, smears, finger prints, what a bird lets fall, a spider's threads.
    """
    kinds = (_blotches, _drops, _smears, _prints, _dropping, _threads)
    draw = np.random.default_rng((seed, 8))
    return _behind(form(seed, kinds), pick(strength, 0.12, 0.34) * draw.uniform(0.75, 1.25), seed)


def _plain_stuff(height: int, width: int, draw: _Draw, tones: tuple[tuple[float, ...], ...]) -> F32:
    tone = np.array(tones[int(draw.integers(len(tones)))], np.float32)
    uneven = 1.0 + 0.35 * clouds(height, width, coarsest=4, seed=int(draw.integers(1 << 30)))
    return np.asarray(uneven[:, :, None] * tone, np.float32)


_MUD = ((0.05, 0.08, 0.12), (0.10, 0.12, 0.14), (0.02, 0.03, 0.04), (0.25, 0.33, 0.40))


def _blotches(height: int, width: int, share: float, seed: int) -> Film:
    draw = np.random.default_rng((seed, 1))
    field = clouds(height, width, coarsest=int(draw.integers(4, 14)), seed=seed, octaves=4)
    edge = float(np.quantile(field[::4, ::4], 1.0 - min(share, 0.95)))
    opaque = rising(field, edge, draw.uniform(0.15, 0.5)) * np.float32(draw.uniform(0.6, 1.0))
    soft = blurred(opaque, width * draw.uniform(0.003, 0.015))
    return Film(soft, _plain_stuff(height, width, draw, _MUD), np.minimum(soft * 1.5, 1.0), 0.008)


def _drops(height: int, width: int, share: float, seed: int) -> Film:
    """Each drop is a little lens: it shows the scene upside down, blurred, with a dark rim."""
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    opaque: F32 = np.zeros((height, width), np.float32)
    smear: F32 = np.zeros((height, width), np.float32)
    columns, rows = (x + 0.5) * width, y * width + height / 2
    typical, covered = draw.uniform(0.015, 0.07), 0.0
    while covered < share * height / width:
        radius = typical * float(np.exp(draw.normal(0.0, 0.5)))
        left, top = draw.uniform(-0.5, 0.5), draw.uniform(-0.5, 0.5) * height / width
        wobble = 1.0 + 0.12 * np.sin(2 * np.arctan2(y - top, x - left) + draw.uniform(0, 6.3))
        apart = np.hypot(x - left, (y - top) * 0.9) / (radius * wobble)
        inside = rising(-apart, -1.0, draw.uniform(0.3, 0.7))
        rim = np.exp(-(((apart - 0.9) / 0.2) ** 2)) * (
            0.4 + 0.4 * np.clip((y - top) / radius, -1, 1)
        )
        opaque = np.asarray(np.maximum(opaque, 0.8 * rim * inside), np.float32)
        smear = np.maximum(smear, inside)
        swap = inside > 0.5
        fold = 0.35 / radius * width
        columns = np.where(swap, (left + 0.5) * width - (x - left) * fold, columns)
        rows = np.where(swap, top * width + height / 2 - (y - top) * fold, rows)
        covered += 3.1 * radius * radius
    stuff = np.full((height, width, 3), 0.12, np.float32)
    bend = np.asarray(columns, np.float32), np.asarray(rows, np.float32)
    return Film(opaque, stuff, smear, draw.uniform(0.008, 0.02), bend)


def _smears(height: int, width: int, share: float, seed: int) -> Film:
    """Wiped grease: strokes along an arc, mostly blur and a veil."""
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    centre, angle = draw.uniform(-1.2, 1.2, 2), draw.uniform(0.5, 3.0)
    around = np.hypot(x - centre[0], y - centre[1])
    places = (np.interp(around, [0.0, 2.5], [0, 499])).astype(int)
    strokes = np.convolve(draw.normal(size=500), np.ones(5) / 2.2, "same").astype(np.float32)
    wide = clouds(height, width, coarsest=3, seed=seed, octaves=3)
    field = 0.25 * cv2.blur(strokes[places], (5, 5)) + wide * np.float32(angle * 0.5)
    edge = float(np.quantile(field[::4, ::4], 1.0 - min(1.6 * share, 0.95)))
    mask = rising(np.asarray(field, np.float32), edge, 0.5)
    veil = mask * np.float32(draw.uniform(0.2, 0.6))
    stuff = _plain_stuff(height, width, draw, ((0.5, 0.5, 0.5), (0.3, 0.35, 0.4), (0.8, 0.8, 0.8)))
    return Film(blurred(veil, width * 0.003), stuff, mask, draw.uniform(0.008, 0.025))


def _prints(height: int, width: int, share: float, seed: int) -> Film:
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    opaque: F32 = np.zeros((height, width), np.float32)
    smear: F32 = np.zeros((height, width), np.float32)
    for _ in range(int(draw.integers(1, 4))):
        left, top = draw.uniform(-0.35, 0.35), draw.uniform(-0.3, 0.3) * height / width
        turn, radius = draw.uniform(0, np.pi), float(np.sqrt(share) * draw.uniform(0.25, 0.45))
        along = (x - left) * np.cos(turn) + (y - top) * np.sin(turn)
        aside = (y - top) * np.cos(turn) - (x - left) * np.sin(turn)
        apart = np.hypot(along / 1.4, aside) / radius
        swirl = np.hypot(along * 0.7 + 0.02 * np.sin(aside * 30), aside) * draw.uniform(28, 55)
        ridges = 0.5 + 0.5 * np.sin(2 * np.pi * swirl)
        inside = rising(-np.asarray(apart, np.float32), -1.0, 0.35)
        opaque = np.asarray(np.maximum(opaque, inside * (0.15 + 0.4 * ridges)), np.float32)
        smear = np.maximum(smear, inside)
    stuff = np.full((height, width, 3), draw.uniform(0.3, 0.9), np.float32)
    soft = blurred(np.asarray(opaque, np.float32), width * 0.003)
    return Film(soft, stuff, smear, draw.uniform(0.008, 0.02))


def _dropping(height: int, width: int, share: float, seed: int) -> Film:
    """Opaque and pale with a dark heart, and the run that it leaves downwards."""
    draw = np.random.default_rng((seed, 1))
    layer, heart = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    done = 0.0
    while done < share * height * width * 0.8:
        x, y = draw.uniform(0.1, 0.9) * width, draw.uniform(0.0, 0.7) * height
        radius = width * draw.uniform(0.03, 0.09)
        for _ in range(9):
            place = (int(x + draw.normal() * radius * 0.5), int(y + draw.normal() * radius * 0.5))
            cv2.circle(layer, place, int(radius * draw.uniform(0.3, 0.8)) + 1, (255,), -1)
        end = (int(x + draw.normal() * radius * 0.2), int(y + radius * draw.uniform(1.5, 6.0)))
        cv2.line(layer, (int(x), int(y)), end, (255,), int(radius * draw.uniform(0.2, 0.6)) + 1)
        cv2.circle(heart, (int(x), int(y)), int(radius * 0.4) + 1, (255,), -1)
        done = float(np.count_nonzero(layer))
    sigma = width * draw.uniform(0.004, 0.012)
    opaque = blurred(layer.astype(np.float32) / 255, sigma)
    dark = blurred(heart.astype(np.float32) / 255, sigma * 1.5)[:, :, None]
    pale = _plain_stuff(height, width, draw, ((0.85, 0.9, 0.9), (0.6, 0.68, 0.7)))
    return Film(opaque, np.asarray(pale * (1.0 - 0.85 * dark), np.float32))


def _threads(height: int, width: int, share: float, seed: int) -> Film:
    """A web across a corner: threads from its middle, rings between; bright, out of focus."""
    draw = np.random.default_rng((seed, 1))
    layer = np.zeros((height, width), np.uint8)
    middle = np.array([draw.uniform(-0.1, 1.1) * width, draw.uniform(-0.1, 0.6) * height])
    angles = np.sort(draw.uniform(0, 2 * np.pi, int(10 + 40 * share)))
    reach = width * (0.3 + 1.2 * share)
    thick = max(round(width * draw.uniform(0.003, 0.007)), 1)
    rays = [
        middle + reach * draw.uniform(0.7, 1.3) * np.array([np.cos(a), np.sin(a)]) for a in angles
    ]
    for end in rays:
        cv2.line(layer, _whole(middle), _whole(end), (220,), thick, cv2.LINE_AA)
    for part in np.linspace(0.15, 0.95, int(5 + 16 * share)) + draw.normal(0, 0.02):
        ring = [middle + (end - middle) * (part + draw.normal(0, 0.02)) for end in rays]
        for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
            if draw.uniform() < 0.8:
                cv2.line(layer, _whole(one), _whole(other), (150,), thick, cv2.LINE_AA)
    for _ in range(int(draw.integers(0, 25))):
        place = middle + draw.normal(size=2) * reach * 0.5
        cv2.circle(layer, _whole(place), int(width * draw.uniform(0.003, 0.01)) + 1, (255,), -1)
    opaque = blurred(layer.astype(np.float32) / 255, width * draw.uniform(0.0015, 0.005))
    stuff = np.full((height, width, 3), draw.uniform(0.7, 1.6), np.float32)
    return Film(np.minimum(opaque * 1.2, 0.95).astype(np.float32), stuff)


def _whole(place: F64) -> tuple[int, int]:
    return int(place[0]), int(place[1])


def frost(strength: Strength, seed: int) -> Effect:
    """Ice grows from the rim, whitish, with needles; a third or two thirds of the picture."""
    draw = np.random.default_rng((seed, 8))
    return _behind(_ice, pick(strength, 0.35, 0.65) * draw.uniform(0.8, 1.2), seed)


def _ice(height: int, width: int, share: float, seed: int) -> Film:
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    # How near the rim, growing more from one side.
    side, shift = draw.uniform(0, 2 * np.pi), draw.uniform(0.0, 0.5)
    rim = np.maximum(np.abs(x) * 2, np.abs(y) * 2 * width / height)
    rim = rim + shift * (x * np.cos(side) + y * np.sin(side)) * 2
    rim = np.asarray(rim + 0.25 * clouds(height, width, coarsest=4, seed=seed), np.float32)
    edge = float(np.quantile(rim[::4, ::4], 1.0 - min(share, 0.95)))
    mask = rising(rim, edge, draw.uniform(0.1, 0.5))
    needles = np.zeros((height, width), np.uint8)
    for _ in range(int(draw.integers(150, 500))):
        place = np.array([draw.uniform(0, width), draw.uniform(0, height)])
        if mask[int(place[1]), int(place[0])] > draw.uniform(0.02, 0.4):
            _fern(
                needles, place, draw.uniform(0, 2 * np.pi), width * draw.uniform(0.02, 0.09), draw
            )
    lines = blurred(needles.astype(np.float32) / 255, width * draw.uniform(0.0006, 0.002))
    grain = 0.5 + 0.5 * clouds(height, width, coarsest=24, seed=seed + 1, octaves=4)
    crystal = draw.uniform(0.2, 0.6) + 0.5 * grain + 1.1 * lines
    opaque = np.minimum(mask * crystal * draw.uniform(0.7, 1.2), 0.97)
    white = np.array([1.05, 1.0, 0.96], np.float32) * np.float32(draw.uniform(0.9, 1.6))
    stuff = (0.55 + 0.5 * crystal)[:, :, None] * white
    bend = bent_by(np.asarray(crystal * mask, np.float32), draw.uniform(0.005, 0.02))
    return Film(opaque.astype(np.float32), stuff.astype(np.float32), mask, 0.006, bend)


def _fern(layer: U8, start: F64, angle: float, length: float, draw: _Draw) -> None:
    """A needle with shorter ones at sixty degrees, as water freezes."""
    end = start + length * np.array([np.cos(angle), np.sin(angle)])
    cv2.line(layer, _whole(start), _whole(end), (int(draw.integers(120, 255)),), 1, cv2.LINE_AA)
    for part in (0.25, 0.45, 0.65, 0.85):
        for side in (-1, 1):
            lean = angle + side * np.pi / 3
            from_ = start + (end - start) * part
            to = from_ + length * 0.4 * (1.1 - part) * np.array([np.cos(lean), np.sin(lean)])
            cv2.line(
                layer, _whole(from_), _whole(to), (int(draw.integers(80, 220)),), 1, cv2.LINE_AA
            )


def condensation(strength: Strength, seed: int) -> Effect:
    """The lens is misted: a veil with a mild blur; the centre, the rim or a side may stay clear."""
    draw = np.random.default_rng((seed, 8))
    return _behind(_mist, pick(strength, 0.45, 0.75) * draw.uniform(0.8, 1.2), seed)


def _mist(height: int, width: int, share: float, seed: int) -> Film:
    draw = np.random.default_rng((seed, 1))
    x, y = grid(height, width)
    centre = draw.uniform(-0.15, 0.15, 2)
    apart, side = np.hypot(x - centre[0], y - centre[1]), draw.uniform(0, 2 * np.pi)
    where = form(seed, ("all", "centre clear", "rim clear", "side clear"))
    uneven = clouds(height, width, coarsest=3, seed=seed, octaves=4)
    field = {
        "all": np.ones_like(x),
        "centre clear": np.clip(apart * 4 - 0.4, 0, 1),
        "rim clear": np.clip(1.9 - apart * 3.5, 0, 1),
        "side clear": np.clip(0.8 + 2.5 * (x * np.cos(side) + y * np.sin(side)), 0, 1),
    }[where]
    mist = np.clip(field * (1.0 + draw.uniform(0.05, 0.3) * uneven), 0, 1).astype(np.float32)
    veil = np.minimum(mist * share, 0.97)
    if draw.uniform() < 0.4:  # fine droplets
        grain = clouds(height, width, coarsest=60, seed=seed + 1, octaves=2)
        veil = np.clip(veil * (1.0 + 0.15 * grain), 0, 0.97)
    tint = np.exp(draw.normal(0.0, 0.04, 3)) * draw.uniform(0.75, 1.25)
    stuff = np.broadcast_to(tint.astype(np.float32), (height, width, 3))
    return Film(
        np.asarray(veil, np.float32), stuff, mist * np.float32(0.8), draw.uniform(0.002, 0.006)
    )
