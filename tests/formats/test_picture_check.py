"""Pictures of every camera pass; what is not built as a JPEG or PNG never reaches a decoder."""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virk_edge.formats.picture_check import CHUNKS_MAX, SCANS_MAX, TEXT_BYTES_MAX, check_picture
from virk_edge.nouns import Encoding

HEIGHT, WIDTH = 48, 64
SMALL = np.random.default_rng(5).integers(0, 255, (6, 8, 3), dtype=np.uint8)
PICTURE = cv2.resize(SMALL, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
PROGRESSIVE = [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]


def jpeg(picture: np.ndarray = PICTURE, *flags: int) -> bytes:
    """As OpenCV writes it."""
    return cv2.imencode(".jpg", picture, list(flags))[1].tobytes()


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    *more: bytes, header: bytes = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
) -> bytes:
    """A PNG of these chunks between its header and its end; without any, a whole picture."""
    data = zlib.compress(bytes(HEIGHT * (1 + 3 * WIDTH)))
    middle = b"".join(more) or chunk(b"IDAT", data)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + middle + chunk(b"IEND", b"")


IDAT = chunk(b"IDAT", zlib.compress(bytes(HEIGHT * (1 + 3 * WIDTH))))


def without(data: bytes, marker: int) -> bytes:
    """A JPEG without its segments of one kind, as motion JPEG comes without Huffman tables."""
    while (at := data.find(bytes((0xFF, marker)))) > 0:
        data = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]
    return data


def complaint(data: bytes, kind: Encoding, height: int = HEIGHT, width: int = WIDTH) -> str:
    """What is wrong, or nothing."""
    try:
        check_picture(data, kind, height, width)
    except ValueError as error:
        return str(error)
    return ""


THUMBNAIL = segment(0xE1, b"Exif\0\0" + jpeg(cv2.resize(PICTURE, (16, 12))))
GREY = PICTURE[..., 0]


@pytest.mark.parametrize(
    "data",
    [
        jpeg(),
        jpeg(GREY),
        jpeg(PICTURE, *PROGRESSIVE),
        jpeg(PICTURE, cv2.IMWRITE_JPEG_RST_INTERVAL, 2),
        jpeg(PICTURE, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411),
        jpeg(PICTURE, cv2.IMWRITE_JPEG_OPTIMIZE, 1, cv2.IMWRITE_JPEG_QUALITY, 1),
        without(jpeg(), 0xC4),
        jpeg()[:2] + THUMBNAIL + jpeg()[2:],
        jpeg()[:2] + segment(0xFE, b"\xff\xd9 a comment") + jpeg()[2:],
        jpeg()[:2] + b"\xff" * 9 + jpeg()[2:],
        jpeg() + bytes(300),
        jpeg() + jpeg(GREY),
    ],
    ids=[
        *("colour", "grey", "progressive", "restarts", "4:1:1", "optimised"),
        *("motion", "thumbnail", "comment", "fill", "padded", "preview behind"),
    ],
)
def test_a_camera_s_jpeg_passes_and_decodes(data: bytes) -> None:
    """What cameras and their chips make, odd as it is."""
    assert complaint(data, Encoding.JPEG) == ""
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None and decoded.shape == PICTURE.shape


@pytest.mark.parametrize(
    "picture",
    [PICTURE, GREY, np.dstack([PICTURE, GREY]), PICTURE.astype(np.uint16) * 257],
    ids=["colour", "grey", "alpha", "16 bits"],
)
def test_a_png_passes(picture: np.ndarray) -> None:
    """With texts, a profile and bytes behind it too."""
    data = cv2.imencode(".png", picture)[1].tobytes()
    texts = chunk(b"tEXt", b"a\0" + b"b" * 999) + chunk(b"iTXt", b"a\0\1\0\0\0" + bytes(99))
    assert complaint(data, Encoding.PNG) == ""
    assert complaint(data[:33] + texts + data[33:] + b"\0", Encoding.PNG) == ""


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize("size", [(1, 1), (9, 700), (1080, 1920)])
def test_a_picture_of_one_colour_is_not_too_short(value: int, size: tuple[int, int]) -> None:
    """The smallest files that honest encoders make."""
    flat = np.full(size, value, np.uint8)
    flags = [*PROGRESSIVE, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    assert complaint(jpeg(flat, *flags), Encoding.JPEG, *size) == ""
    small = cv2.imencode(".png", flat, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1].tobytes()
    assert complaint(small, Encoding.PNG, *size) == ""


SCAN = jpeg()[jpeg().index(b"\xff\xda") : -2]
FRAME_AT = jpeg().index(b"\xff\xc0")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin"),
        (jpeg()[:-2], "breaks off"),
        (jpeg()[: FRAME_AT + 1] + b"\xc3" + jpeg()[FRAME_AT + 2 :], "segment C3"),
        (jpeg()[: FRAME_AT + 1] + b"\xc9" + jpeg()[FRAME_AT + 2 :], "segment C9"),
        (jpeg()[:2] + jpeg()[FRAME_AT : FRAME_AT + 19] + jpeg()[2:], "two frames"),
        (jpeg()[:-2] + b"\xff\xd8\xff\xd9", "segment D8"),
        (jpeg()[:-2] + SCAN * SCANS_MAX + b"\xff\xd9", "more than 32 scans"),
        (jpeg()[:2] + segment(0xFE, b"x") * 1024 + jpeg()[2:], "more than 1024 segments"),
        (jpeg()[:-2] + b"\xff\xfe\xff\xff", "impossible length"),
        (jpeg()[:-2] + b"\xff\xfe\0\0", "impossible length"),
        (jpeg()[:2] + segment(0xFE, b"") + b"x" + jpeg()[2:], "breaks off"),
        (without(jpeg(), 0xDA)[:-2] + b"\xff\xd9", "breaks off"),
        (jpeg()[:2] + SCAN + jpeg()[2:], "does not fit its frame"),
        (jpeg()[:FRAME_AT] + b"\xff\xd9", "no scan"),
        (jpeg(cv2.resize(PICTURE, (65, 48))), "another size"),
    ],
)
def test_what_is_no_camera_s_jpeg_is_refused(data: bytes, words: str) -> None:
    """In half a sentence, without a decoder."""
    assert words in complaint(data, Encoding.JPEG)


def test_a_jpeg_that_unfolds_from_nothing_is_refused() -> None:
    """Its header says 8K, there is no data for it."""
    data = bytearray(jpeg(np.zeros((8, 8), np.uint8)))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 4320, 7680)
    assert "too short" in complaint(bytes(data), Encoding.JPEG, 4320, 7680)


GIANT = struct.pack(">IIBBBBB", 7680, 4320, 8, 2, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin"),
        (png()[:-1], "beyond its end"),
        (png()[:50] + b"?" + png()[51:], "checksum"),
        (png(chunk(b"IHDR", b""), IDAT), "one header"),
        (png()[:8] + IDAT, "one header"),
        (png(header=b"short"), "another length"),
        (png(header=struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 5, 0, 0, 0)), "colour"),
        (png(header=struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 2, 0, 0, 0)), "depth"),
        (png(header=struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 2)), "packing"),
        (png(header=struct.pack(">IIBBBBB", HEIGHT, WIDTH, 8, 2, 0, 0, 0)), "another size"),
        (png(IDAT, chunk(b"tEXt", b""), IDAT), "in one piece"),
        (png(chunk(b"tIME", b"")), "too short"),
        (png(chunk(b"acTL", bytes(8)), IDAT), "animation"),
        (png(chunk(b"iCCP", bytes(TEXT_BYTES_MAX + 1)), IDAT), "packed texts"),
        (png(chunk(b"zTXt", bytes(TEXT_BYTES_MAX + 1)), IDAT), "packed texts"),
        (png(chunk(b"ABCD", b""), IDAT), "unknown kind"),
        (png(chunk(b"a\0cd", b""), IDAT), "unknown kind"),
        (png(chunk(b"tEXt", b"") * CHUNKS_MAX, IDAT), "more than 65536 chunks"),
    ],
)
def test_what_is_no_png_is_refused(data: bytes, words: str) -> None:
    """In half a sentence, without a decoder."""
    assert words in complaint(data, Encoding.PNG)


def test_a_png_that_unfolds_from_nothing_is_refused() -> None:
    """Deflate cannot grow by more than 1032 times."""
    assert "too short" in complaint(png(IDAT, header=GIANT), Encoding.PNG, 4320, 7680)


@settings(max_examples=150)
@given(st.data())
def test_any_damage_is_answered(data: st.DataObject) -> None:
    """Nothing or half a sentence, whatever is flipped or said twice; a PNG shows every flip."""
    kind, whole = data.draw(
        st.sampled_from([(Encoding.JPEG, jpeg(PICTURE, *PROGRESSIVE)), (Encoding.PNG, png())])
    )
    damaged = bytearray(whole)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, len(whole)))
    flip = data.draw(st.integers(0, 255))
    if flip:
        damaged[at] ^= flip
    else:
        damaged[at:at] = whole[min(at, other) : max(at, other)]
    found = complaint(bytes(damaged), kind)
    assert len(found) < 100
    assert found or not flip or kind is Encoding.JPEG
