"""The contact sheet: a JPEG for people, bounded in memory whatever comes."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from virk_edge.adapters.contact_sheet import ContactSheet

NS = 10**9


def sheet_of(count: int, shape: tuple[int, ...], *, opened_ns: int = 0) -> ContactSheet:
    """A sheet that was offered one picture a second, each of its own brightness."""
    sheet = ContactSheet(opened_ns)
    for i in range(count):
        sheet.add(np.full(shape, i * 255 // max(count - 1, 1), np.uint8), i * NS)
    return sheet


def picture_of(sheet: ContactSheet) -> np.ndarray:
    """The sheet's pixels."""
    pixels = cv2.imdecode(np.frombuffer(sheet.jpeg(), np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return pixels


def test_no_picture_no_sheet() -> None:
    """A bundle without frames has an empty entry, not a broken picture."""
    assert ContactSheet(0).jpeg() == b""


@pytest.mark.parametrize("shape", [(480, 640, 3), (480, 640), (1080, 1920, 3), (17, 640, 3)])
def test_every_shape_of_frame_fits(shape: tuple[int, ...]) -> None:
    """Colour and grey, wide and narrow: four columns of 240 pixels."""
    pixels = picture_of(sheet_of(5, shape))
    assert pixels.shape == (2 * (max(round(shape[0] * 240 / shape[1]), 1) + 18), 960, 3)


def test_frames_of_a_camera_that_changed_its_format_fit_together() -> None:
    """The tallest picture makes the row."""
    sheet = ContactSheet(0)
    for i, shape in enumerate([(48, 64, 3), (120, 64), (2000, 4, 3)]):
        sheet.add(np.zeros(shape, np.uint8), i * NS)
    assert picture_of(sheet).shape[1] == 960


def test_hours_of_frames_are_twelve_pictures_from_first_to_last() -> None:
    """Memory is bounded and the pictures stay spread over the whole time."""
    sheet = sheet_of(5000, (48, 64, 3))
    assert len(sheet._pictures) <= 24
    pixels = picture_of(sheet)
    assert pixels.shape == (3 * (180 + 18), 960, 3)
    levels = [pixels[90 + 198 * (i // 4), 120 + 240 * (i % 4), 0] for i in range(12)]
    assert levels[0] < 10 and levels[-1] > 235
    assert all(b > a + 10 for a, b in itertools.pairwise(levels))


def test_the_opening_is_seen_in_the_colour_of_the_times() -> None:
    """Grey before, orange from the opening on."""
    pixels = picture_of(sheet_of(4, (48, 64, 3), opened_ns=2 * NS)).astype(int)
    redness = (pixels[180:, :, 2] - pixels[180:, :, 0]).reshape(18, 4, 240).max(axis=(0, 2))
    assert (redness[:2] < 60).all() and (redness[2:] > 90).all()
