"""Drawing for ``new_object``: barrels, poles, vehicles, signs, shelves and goods, from numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from virk_edge.faults.sheet import Box, Sheet, shaded
from virk_edge.nouns import F32


def draw_thing(height: int, width: int, *, share: float, seed: int) -> tuple[F32, F32, F32]:
    """Linear light (H, W, 3), coverage and shadow (H, W), all 0-1, of one thing or a few.

    share: of the picture's area that it should cover, about.
    """
    draw = np.random.default_rng((seed, 6))
    sheet = Sheet(height, width, draw)
    makers: tuple[Callable[[Sheet, float], None], ...] = (
        _barrels, _vehicle, _sign, _shelf, _goods, _poles,
    )  # fmt: skip
    makers[int(draw.integers(len(makers)))](sheet, share)
    return sheet.finished()


def _barrels(s: Sheet, share: float) -> None:
    count = int(s.draw.integers(1, 4))
    tall = float(np.sqrt(share * s.width * s.height / count / 0.65))
    wide, tone = tall * 0.65, s.colour()
    x, y = s.draw.uniform(0.0, 0.7) * s.width, s.draw.uniform(0.75, 1.0) * s.height
    for number in range(count):
        left = x + number * wide * s.draw.uniform(0.9, 1.2)
        right, foot = left + wide, y + s.draw.uniform(-0.1, 0.05) * tall
        s.stand(left, right, foot, tall)
        s.upright((left, foot - tall, right, foot), tone, round_=1.0, ends=0.3)
        for ring in (0.33, 0.66):
            at = foot - tall * ring
            s.upright((left, at, right, at + tall * 0.03), shaded(tone, 0.5), round_=1.0)
        if s.draw.uniform() < 0.6:
            label = (left + wide * 0.3, foot - tall * 0.6, left + wide * 0.7, foot - tall * 0.4)
            s.upright(label, (0.7, 0.7, 0.7), round_=0.3)


def _poles(s: Sheet, share: float) -> None:
    count = int(s.draw.integers(2, 7))
    wide = share * 1.2 * s.width / count
    striped, tones = s.draw.uniform() < 0.5, (s.colour(), s.colour())
    for _ in range(count):
        left, foot = s.draw.uniform(0, 0.95) * s.width, s.draw.uniform(0.7, 1.0) * s.height
        top = foot - s.draw.uniform(0.5, 1.0) * s.height
        s.stand(left, left + wide, foot, foot - top)
        s.upright((left, top, left + wide, foot), tones[0], round_=0.9)
        for at in np.arange(top, foot, wide * 2).tolist() if striped else []:
            s.upright((left, at, left + wide, min(at + wide, foot)), tones[1], round_=0.9)


def _vehicle(s: Sheet, share: float) -> None:
    """From the side: a van or a car with windows and wheels."""
    long = float(np.sqrt(share * s.width * s.height * 2.6))
    tall, van = long * s.draw.uniform(0.32, 0.45), s.draw.uniform() < 0.5
    x, y = s.draw.uniform(-0.1, 0.6) * s.width, s.draw.uniform(0.7, 0.95) * s.height
    tone, roof = s.colour(), 0.02 if van else 0.22
    under = (int(x + long / 2), int(y)), (int(long * 0.55), int(tall * 0.12))
    cv2.ellipse(s.shadow, *under, 0, 0, 360, (255,), -1)
    box, end = (x, y - tall, x + long, y), 0.98 - roof
    s.area([(0, 0.9), (0, 0.4), (roof, 0), (end, 0), (1, 0.5), (1, 0.9)], tone, box)
    s.area([(0, 0.9), (0, 0.68), (1, 0.7), (1, 0.9)], shaded(tone, 0.55), box)
    s.area([(roof, 0), (end, 0), (end, 0.04), (roof, 0.04)], shaded(tone, 1.2), box)
    first = 0.62 if van and s.draw.uniform() < 0.6 else 0.12 + roof * 0.4
    for a in np.arange(first, 0.85, 0.24).tolist():
        b = min(a + 0.2, 0.93)
        glass = [(a, 0.42), (a + 0.03, 0.1), (b - 0.01, 0.1), (b, 0.42)]
        s.area(glass, (0.03, 0.028, 0.025), box)
        gap = [(b + 0.012, 0.1), (b + 0.018, 0.1), (b + 0.018, 0.85), (b + 0.012, 0.85)]
        s.area(gap, shaded(tone, 0.55), box)
    for at in (0.2, 0.8):
        place = (int(x + long * at), int(y - tall * 0.12))
        for radius, shade in ((0.20, 0.015), (0.11, 0.25), (0.035, 0.03)):
            cv2.circle(s.light, place, int(tall * radius), (shade,) * 3, -1)
            cv2.circle(s.covered, place, int(tall * radius), (1,), -1)


def _sign(s: Sheet, share: float) -> None:
    """A board on a post, with lettering."""
    wide = float(np.sqrt(share * s.width * s.height * s.draw.uniform(0.8, 2.0)))
    tall = share * s.width * s.height / wide
    x, y = s.draw.uniform(0.0, 0.6) * s.width, s.draw.uniform(0.02, 0.3) * s.height
    foot, board, ink = s.draw.uniform(0.85, 1.0) * s.height, s.colour(), s.colour()
    s.stand(x + wide * 0.45, x + wide * 0.55, foot, foot - y)
    post = (x + wide * 0.46, y + tall * 0.8, x + wide * 0.54, foot)
    s.upright(post, (0.2, 0.2, 0.2), round_=0.8)
    s.upright((x, y, x + wide, y + tall), board)
    rim = max(int(wide / 40), 1)
    corners = (
        (int(x) + 2 * rim, int(y) + 2 * rim),
        (int(x + wide) - 2 * rim, int(y + tall) - 2 * rim),
    )
    cv2.rectangle(s.light, *corners, ink, rim)
    rows, font = int(s.draw.integers(2, 6)), cv2.FONT_HERSHEY_SIMPLEX
    for row in range(rows):
        words = "".join(chr(int(c)) for c in s.draw.integers(65, 91, 7))
        scale = wide / 190 * s.draw.uniform(0.7, 1.1)
        place = int(x + wide * 0.1), int(y + tall * (0.75 + row) / (rows + 0.3))
        cv2.putText(s.light, words, place, font, scale, ink, max(int(scale * 3), 1), cv2.LINE_AA)


def _shelf(s: Sheet, share: float) -> None:
    """Boards between two posts, with goods on each."""
    wide = float(np.sqrt(share * s.width * s.height * s.draw.uniform(0.7, 1.8)))
    tall = min(share * s.width * s.height / wide, s.height * 0.95)
    x, foot = s.draw.uniform(0.0, 0.5) * s.width, s.draw.uniform(0.85, 1.0) * s.height
    frame, rows = s.colour(), int(s.draw.integers(2, 5))
    s.stand(x, x + wide, foot, tall)
    s.upright((x, foot - tall, x + wide, foot), (0.02, 0.02, 0.02))
    for row in range(rows):
        floor = foot - tall * row / rows
        _row(s, (x + wide * 0.04, x + wide * 0.96), floor, tall / rows * 0.8)
        s.upright((x, floor - tall * 0.03, x + wide, floor), frame)
    for left in (x, x + wide * 0.96):
        s.upright((left, foot - tall, left + wide * 0.04, foot), frame)


def _row(s: Sheet, between: tuple[float, float], foot: float, tall: float) -> None:
    """Bottles or packs side by side."""
    bottles, at = s.draw.uniform() < 0.5, between[0]
    wide = tall * s.draw.uniform(0.3, 0.6)
    tones = [s.colour() for _ in range(int(s.draw.integers(1, 4)))]
    while at + wide < between[1]:
        tone, high = tones[int(s.draw.integers(len(tones)))], tall * s.draw.uniform(0.85, 1.0)
        part = partial(_part, (at, foot - high, at + wide, foot))

        if bottles:
            s.upright(part(0.0, 0.7, 0.9, 0.0), tone, round_=1.0, ends=0.3)
            s.upright(part(0.3, 1.0, 0.6, 0.68), tone, round_=1.0)
            s.upright(part(0.0, 0.5, 0.9, 0.2), (0.6, 0.6, 0.6), round_=0.6)
        else:
            s.upright(part(0.0, 1.0, 0.93, 0.0), tone)
            s.upright(part(0.2, 0.7, 0.7, 0.4), (0.6, 0.62, 0.6))
        at += wide * s.draw.uniform(1.0, 1.08)


def _part(box: Box, left: float, top: float, right: float, bottom: float) -> Box:
    """A part of a box: left and right as shares of its width, top and bottom of its height."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return box[0] + left * wide, box[3] - top * high, box[0] + right * wide, box[3] - bottom * high


def _goods(s: Sheet, share: float) -> None:
    """Rows of bottles or packs, one before the other."""
    rows = int(s.draw.integers(1, 4))
    tall, wide = s.height * float(np.sqrt(share)) * 0.8, s.width * float(np.sqrt(share)) * 1.1
    x, foot = s.draw.uniform(0.0, 0.6) * s.width, s.draw.uniform(0.6, 0.95) * s.height
    s.stand(x, x + wide, foot, tall)
    for row in range(rows):
        at = foot - tall * 0.35 * (rows - 1 - row)
        start = x + s.draw.uniform(-0.05, 0.05) * wide
        _row(s, (start, x + wide), at, tall * (0.8 if rows > 1 else 1.0))
