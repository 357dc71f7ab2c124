"""A contact sheet of an incident for people: small pictures with their time around the opening.

Memory is bounded: when there are too many pictures, every other one goes and the spacing doubles.
"""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.nouns import U8

_COLUMNS, _ROWS = 4, 3
_KEPT_MAX = 2 * _COLUMNS * _ROWS
_WIDTH = 240  # pixels of one picture
_HEIGHT_MAX = 2 * _WIDTH  # a JPEG ends at 65,535 rows; whatever is taller is squeezed
_STRIP = 18  # pixels of the line under it
_BEFORE, _AFTER = (200, 200, 200), (80, 160, 255)  # BGR of the time, before and after the opening


class ContactSheet:
    """Collects small pictures while a bundle is written, and lays them out at its end."""

    def __init__(self, opened_ns: int) -> None:
        self._opened_ns = opened_ns
        self._pictures: list[tuple[int, U8]] = []
        self._spacing_ns = 0

    def add(self, pixels: U8, t_ns: int) -> None:
        """Offer one frame, uint8 (H, W, 3) or (H, W), captured at ``t_ns``."""
        if self._pictures and t_ns - self._pictures[-1][0] < self._spacing_ns:
            return
        if len(self._pictures) == _KEPT_MAX:
            del self._pictures[1::2]
            span_ns = self._pictures[-1][0] - self._pictures[0][0]
            self._spacing_ns = max(2 * span_ns // _KEPT_MAX, 1)
        height = round(pixels.shape[0] * _WIDTH / pixels.shape[1])
        height = min(max(height, 1), _HEIGHT_MAX)
        small = cv2.resize(pixels, (_WIDTH, height), interpolation=cv2.INTER_AREA)
        if small.ndim == 2:
            small = cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
        self._pictures.append((t_ns, np.asarray(small, dtype=np.uint8)))

    def jpeg(self) -> bytes:
        """The sheet as JPEG bytes; empty when no picture was offered."""
        if not self._pictures:
            return b""
        count = min(len(self._pictures), _COLUMNS * _ROWS)
        places = np.linspace(0, len(self._pictures) - 1, count).round().astype(int)
        chosen = [self._pictures[i] for i in places]
        height = max(p.shape[0] for _, p in chosen) + _STRIP
        rows = -(-count // _COLUMNS)
        sheet = np.full((rows * height, _COLUMNS * _WIDTH, 3), 24, dtype=np.uint8)
        for i, (t_ns, picture) in enumerate(chosen):
            top, left = i // _COLUMNS * height, i % _COLUMNS * _WIDTH
            sheet[top : top + picture.shape[0], left : left + _WIDTH] = picture
            seconds = (t_ns - self._opened_ns) / 1e9
            cv2.putText(
                sheet,
                f"{seconds:+.1f} s",
                (left + 6, top + height - 5),
                cv2.FONT_HERSHEY_SIMPLEX,
                0.42,
                _BEFORE if seconds < 0 else _AFTER,
                1,
                cv2.LINE_AA,
            )
        _, data = cv2.imencode(".jpg", sheet)
        return data.tobytes()
