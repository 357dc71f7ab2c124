"""Whatever a picture's bytes are: pixels of the size that its header states, or half a sentence."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from virk_edge.adapters import pictures
from virk_edge.adapters.frame_pixels import frame_pixels
from virk_edge.adapters.pictures import decode_picture
from virk_edge.nouns import Encoding, Frame, FrameInfo

SMALL = np.random.default_rng(3).integers(0, 255, (6, 8, 3), dtype=np.uint8)
PICTURE = cv2.resize(SMALL, (64, 48), interpolation=cv2.INTER_CUBIC)
PIXELS_MAX = 100_000

# Damages pictures at random, the sizes in their headers too, and decodes them all. In a process of
# its own: the question is whether a decoder of C takes the process with it.
DAMAGE = f"""
import random, zlib
import cv2, numpy as np
from virk_edge.adapters.pictures import decode_picture, picture_size
from virk_edge.nouns import Encoding

cv2.setNumThreads(1)
draw = random.Random(7)
small = np.random.default_rng(3).integers(0, 255, (6, 8, 3), dtype=np.uint8)
picture = cv2.resize(small, (64, 48), interpolation=cv2.INTER_CUBIC)
wholes = [
    cv2.imencode(suffix, pixels, flags)[1].tobytes()
    for suffix, flags in ((".jpg", []), (".jpg", [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]), (".png", []))
    for pixels in (picture, picture[..., 0])
]

def repaired(data):
    # With checksums made to fit, damage gets past the first gate of a PNG.
    data, at = bytearray(data), 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at:at + 4], "big")
        data[end:end + 4] = zlib.crc32(bytes(data[at + 4:end])).to_bytes(4, "big")
        at = end + 4
    return bytes(data)

decoded = refused = 0
for _ in range(1500):
    whole = draw.choice(wholes)
    data = bytearray(whole)
    for _ in range(draw.choice((1, 1, 2, 8))):
        kind, at = draw.randrange(4), draw.randrange(len(data))
        if kind < 2:
            data[at] = draw.choice((0, 1, 0x7F, 0xFF, draw.randrange(256)))
        elif kind == 2:
            data[at:at] = data[draw.randrange(len(data)):][:40]
        else:
            del data[at:at + draw.randrange(1, 40)]
    data = repaired(data) if whole.startswith(b"\\x89PNG") else bytes(data)
    try:
        pixels, encoding = decode_picture(data, max_pixels={PIXELS_MAX})
    except ValueError as error:
        refused += 1
        assert 0 < len(str(error)) < 120
    else:
        decoded += 1
        assert picture_size(data) == (encoding, *pixels.shape[:2])
print(decoded, refused)
"""


def encoded(suffix: str) -> bytes:
    """A whole picture."""
    return cv2.imencode(suffix, PICTURE)[1].tobytes()


def test_damaged_pictures_take_no_process_with_them() -> None:
    """Many of them get as far as the decoder, and those that decode have their declared size."""
    done = subprocess.run(
        [sys.executable, "-c", DAMAGE],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    decoded, refused = map(int, done.stdout.split())
    assert decoded > 200 and refused > 200


def test_no_decoder_sees_what_is_not_built_as_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb and a broken marker are refused before OpenCV is called."""
    monkeypatch.setattr(pictures.cv2, "imdecode", lambda *_: pytest.fail("it was decoded"))
    jpeg = encoded(".jpg")
    scan = jpeg[jpeg.index(b"\xff\xda") : -2]
    with pytest.raises(ValueError, match="more than 32 scans"):
        decode_picture(jpeg[:-2] + scan * 40 + b"\xff\xd9", max_pixels=PIXELS_MAX)
    png = bytearray(encoded(".png"))
    png[len(png) // 2] ^= 1
    info = FrameInfo("door", 0, "run", 0, 0, Encoding.PNG, 48, 64)
    with pytest.raises(ValueError, match="checksum"):
        frame_pixels(Frame(info, bytes(png)), pixels_max=PIXELS_MAX)


def test_a_decoder_that_makes_another_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows reserves memory by what the header said."""
    monkeypatch.setattr(pictures.cv2, "imdecode", lambda *_: PICTURE[:10])
    with pytest.raises(ValueError, match="another size"):
        decode_picture(encoded(".jpg"), max_pixels=PIXELS_MAX)


def test_a_bitmap_of_impossible_size_is_refused() -> None:
    """BMP comes from folders only; its header is held to the same limit."""
    data = bytearray(encoded(".bmp"))
    struct.pack_into("<ii", data, 18, -(2**31), 2**31 - 1)
    with pytest.raises(ValueError, match="not allowed"):
        decode_picture(bytes(data), max_pixels=PIXELS_MAX)
