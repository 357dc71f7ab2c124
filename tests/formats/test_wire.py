"""The wire: what is encoded comes back, and nothing that arrives can raise anything else."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from virk_edge.errors import WireError
from virk_edge.formats.image_header import image_size
from virk_edge.formats.wire import (
    LEVEL_MAX,
    Refusal,
    WireLimits,
    decode_header,
    decode_message,
    encode_header,
    level_of,
    parse_topic,
    subscriptions_for,
    topic_frame,
    topic_metadata,
)
from virk_edge.nouns import Encoding, Frame, FrameInfo, ModelIdentity, Prediction

GOLDEN = Path(__file__).parent / "golden" / "wire_v1.msgpack.hex"
LIMITS = WireLimits(pixels_max=1_000_000)
INFO = FrameInfo(
    camera="gate-1",
    seq=12,
    run="5f3a9c01d2e4b687",
    t_boot_ns=86_400_000_000_000,
    t_wall_ns=1_760_000_000_000_000_000,
    encoding=Encoding.BGR8,
    height=2,
    width=3,
    model=ModelIdentity("ssd-mobilenet", "ab" * 32),
    predictions=(Prediction("person", 0.75, (1.0, 0.0, 3.0, 2.0)), Prediction("car", 0.5)),
    embedding=np.array([0.5, -1.0], np.float32),
    loop_us=18_500,
    lost=3,
)

uints = st.integers(0, 2**63 - 1)
finite = st.floats(allow_nan=False, allow_infinity=False)
labels = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
cameras = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,62}", fullmatch=True)
predictions = st.builds(
    Prediction, labels, finite, st.none() | st.tuples(finite, finite, finite, finite)
)
infos = st.builds(
    FrameInfo,
    camera=cameras,
    seq=uints,
    run=st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True),
    t_boot_ns=uints,
    t_wall_ns=uints,
    encoding=st.sampled_from(Encoding),
    height=st.integers(1, 65_535),
    width=st.integers(1, 65_535),
    model=st.none() | st.builds(ModelIdentity, st.just("m"), st.sampled_from(["", "0f" * 32])),
    predictions=st.none() | st.lists(predictions, max_size=5).map(tuple),
    embedding=st.none()
    | st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1).map(
        lambda values: np.array(values, np.float32)
    ),
    loop_us=st.none() | uints,
    lost=uints,
)
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text()
    | st.binary(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


def same(left: FrameInfo, right: FrameInfo) -> bool:
    """Equality, with the embedding compared by its bytes."""
    as_bytes = [i.embedding.tobytes() if i.embedding is not None else None for i in (left, right)]
    bare = [replace(i, embedding=None) for i in (left, right)]
    return bare[0] == bare[1] and as_bytes[0] == as_bytes[1]


def fields(**changes: Any) -> dict[str, Any]:
    """The golden header as a map, with changes; None removes nothing, use ``without``."""
    return {**msgpack.unpackb(encode_header(INFO)), **changes}


def reason_of(data: bytes) -> str:
    """Why this header is refused."""
    with pytest.raises(WireError) as caught:
        decode_header(data)
    return caught.value.reason


def message_reason(parts: list[bytes], limits: WireLimits = LIMITS) -> str:
    """Why this message is refused."""
    with pytest.raises(WireError) as caught:
        decode_message(parts, limits)
    return caught.value.reason


@given(infos)
def test_a_header_comes_back_as_it_was(info: FrameInfo) -> None:
    """Encoding and decoding is the identity on every header the schema allows."""
    assert same(decode_header(encode_header(info)), info)


def test_version_1_of_the_wire_never_changes() -> None:
    """The golden header decodes to the same values and encodes to the same bytes for ever."""
    golden = bytes.fromhex(GOLDEN.read_text())
    assert same(decode_header(golden), INFO)
    assert encode_header(INFO) == golden


@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_a_wire_error(data: bytes) -> None:
    """Whatever the bytes, the header decoder answers or refuses."""
    try:
        decode_header(data)
    except WireError as error:
        assert error.reason in set(Refusal)


@given(st.dictionaries(st.sampled_from([*fields(), "x"]), trees), st.booleans())
def test_any_map_raises_nothing_but_a_wire_error(changes: dict[str, Any], whole: bool) -> None:
    """Well-formed msgpack of the wrong shape is refused like anything else."""
    try:
        decode_header(msgpack.packb({**fields(), **changes} if whole else changes))
    except WireError as error:
        assert error.reason in set(Refusal)


@given(st.data())
def test_a_damaged_message_raises_nothing_but_a_wire_error(data: st.DataObject) -> None:
    """One flipped or cut byte anywhere in a good message is answered or refused."""
    parts = [topic_frame("gate-1", 2), encode_header(INFO), bytes(18)]
    which = data.draw(st.integers(0, 2))
    at = data.draw(st.integers(0, len(parts[which]) - 1))
    damaged = bytearray(parts[which])
    if data.draw(st.booleans()):
        del damaged[at:]
    else:
        damaged[at] ^= data.draw(st.integers(1, 255))
    parts[which] = bytes(damaged)
    try:
        decode_message(parts, LIMITS)
    except WireError as error:
        assert error.reason in set(Refusal)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "header_syntax"),
        (b"\x91" * 3000 + b"\x01", "header_syntax"),  # nested deeper than any stack
        (b"\xdd\xff\xff\xff\xff", "header_syntax"),  # claims four billion items
        (b"\xc7\x08\x05" + bytes(8), "header_syntax"),  # an extension type
        (b"\x82\xa1v\x01\xa1v\x01", "header_syntax"),  # a key twice
        (b"\x81\x01\x01", "header_syntax"),  # a key that is no text
        (encode_header(INFO) + b"\x00", "header_syntax"),  # trailing rubbish
        (bytes(65_537), "header_size"),
        (msgpack.packb([1]), "header_syntax"),
        (msgpack.packb({}), "version"),
    ],
)
def test_hostile_msgpack_is_refused(data: bytes, reason: str) -> None:
    """Depth, claimed lengths, repeats and rubbish never get past the unpacker."""
    assert reason_of(data) == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"v": 2}, "version"),
        ({"v": True}, "version"),
        ({"camera": "Gate"}, "camera"),
        ({"camera": "a" * 64}, "camera"),
        ({"camera": "a/b"}, "camera"),
        ({"seq": -1}, "field"),
        ({"seq": 2**63}, "field"),
        ({"seq": 1.0}, "field"),
        ({"seq": None}, "field"),
        ({"run": ""}, "field"),
        ({"run": "a b"}, "field"),
        ({"t_boot_ns": "now"}, "field"),
        ({"enc": "h264"}, "field"),
        ({"enc": [1]}, "field"),
        ({"h": 0}, "field"),
        ({"w": 65_536}, "field"),
        ({"lost": -1}, "field"),
        ({"loop_us": 1.5}, "field"),
        ({"model": "m"}, "model"),
        ({"model": {"name": ""}}, "model"),
        ({"model": {"name": "m", "sha256": "AB" * 32}}, "model"),
        ({"pred": {}}, "predictions"),
        ({"pred": [["a", float("nan")]]}, "predictions"),
        ({"pred": [["a", True]]}, "predictions"),
        ({"pred": [["a", 1, 2]]}, "predictions"),
        ({"pred": [[1, 1]]}, "predictions"),
        ({"pred": [["a" * 257, 1]]}, "predictions"),
        ({"emb": b""}, "embedding"),
        ({"emb": b"abc"}, "embedding"),
        ({"emb": struct.pack("<f", float("inf"))}, "embedding"),
        ({"emb": "text"}, "embedding"),
    ],
)
def test_a_field_outside_its_range_is_refused(changes: dict[str, Any], reason: str) -> None:
    """Each field has its type and range, and its refusal is counted under its own word."""
    assert reason_of(msgpack.packb(fields(**changes))) == reason


def test_unknown_keys_are_ignored() -> None:
    """Fields are only ever added, so an old daemon reads a newer hook."""
    assert same(decode_header(msgpack.packb(fields(exposure_us=8000, tags=["a"]))), INFO)


def test_what_would_be_refused_is_not_written() -> None:
    """The encoder obeys the decoder's schema."""
    for bad in (
        replace(INFO, camera="Gate"),
        replace(INFO, predictions=(Prediction("a", float("inf")),)),
        replace(INFO, predictions=(Prediction("\ud800", 0.5),)),
        replace(INFO, embedding=np.zeros(3, np.float64)),
        replace(INFO, embedding=np.zeros(20_000, np.float32)),
    ):
        with pytest.raises(WireError):
            encode_header(bad)


@given(cameras, st.integers(0, LEVEL_MAX))
def test_topics_come_back_as_they_were(camera: str, level: int) -> None:
    """A topic names one camera and one level."""
    assert parse_topic(topic_frame(camera, level)) == (camera, level)
    assert parse_topic(topic_metadata(camera)) == (camera, None)


@given(st.binary(max_size=100))
def test_any_bytes_may_stand_as_a_topic(topic: bytes) -> None:
    """A topic that is none is told from one that is, without an exception."""
    assert parse_topic(topic) is None or topic.endswith(b"/")


@pytest.mark.parametrize("level", range(LEVEL_MAX + 1))
def test_subscribing_to_a_level_takes_one_frame_in_two_to_the_level(level: int) -> None:
    """Sampling at the source is exact."""
    wanted = subscriptions_for("cam", level)
    taken = [seq for seq in range(1024) if topic_frame("cam", level_of(seq)).startswith(wanted)]
    assert taken == list(range(0, 1024, 2**level))


def test_a_camera_never_hears_of_one_whose_name_begins_alike() -> None:
    """The slash after the name keeps cam1 and cam10 apart."""
    assert not topic_metadata("cam10").startswith(subscriptions_for("cam1", 0))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([], "parts"),
        ([b"gate-1/m/"], "parts"),
        ([b"gate-1/m/", encode_header(INFO), bytes(18)], "parts"),
        ([b"gate-1/f/2/", encode_header(INFO)], "parts"),
        ([b"gate-1/f/8/", encode_header(INFO), bytes(18)], "topic"),
        ([b"a" * 1000, encode_header(INFO)], "topic"),
        ([b"gate-2/m/", encode_header(INFO)], "camera"),
        ([b"gate-1/f/3/", encode_header(INFO), bytes(18)], "level"),
        ([b"gate-1/f/2/", encode_header(INFO), bytes(17)], "payload_length"),
        ([b"gate-1/f/2/", encode_header(INFO), b""], "payload_length"),
        ([b"gate-1/m/", encode_header(replace(INFO, height=9999, width=999))], "pixels"),
    ],
)
def test_a_message_that_contradicts_itself_is_refused(parts: list[bytes], reason: str) -> None:
    """Topic, header and payload must tell one story."""
    assert message_reason(parts) == reason


def test_a_payload_is_not_copied() -> None:
    """The frame holds the memory it was given."""
    pixels = memoryview(bytes(18))
    frame = decode_message([topic_frame("gate-1", 2), encode_header(INFO), pixels], LIMITS)
    assert isinstance(frame, Frame)
    assert frame.payload is pixels


def compressed(kind: Encoding, data: bytes, height: int, width: int) -> list[bytes]:
    """A message of one compressed frame."""
    info = replace(INFO, encoding=kind, height=height, width=width)
    return [topic_frame("gate-1", 2), encode_header(info), data]


def encoded(kind: Encoding, height: int = 48, width: int = 64, *flags: int) -> bytes:
    """A real picture, as OpenCV writes it."""
    cv2 = pytest.importorskip("cv2")
    picture = np.zeros((height, width, 3), np.uint8)
    return bytes(cv2.imencode(f".{kind.value}", picture, flags)[1].tobytes())


@pytest.mark.parametrize("kind", [Encoding.JPEG, Encoding.PNG])
def test_a_picture_must_be_what_its_header_says(kind: Encoding) -> None:
    """Size and kind are read from the file itself before anything decodes it."""
    data = encoded(kind)
    other = encoded(Encoding.PNG if kind is Encoding.JPEG else Encoding.JPEG)
    assert isinstance(decode_message(compressed(kind, data, 48, 64), LIMITS), Frame)
    assert message_reason(compressed(kind, data, 64, 48)) == "payload_size"
    assert message_reason(compressed(kind, other, 48, 64)) == "payload_magic"
    assert message_reason(compressed(kind, data[:12], 48, 64)) == "payload_size"
    assert message_reason(compressed(kind, data, 48, 64), WireLimits(10)) == "pixels"
    huge = data + bytes(300_000)
    assert message_reason(compressed(kind, huge, 48, 64), WireLimits(4000)) == "payload_length"


def test_the_size_of_a_progressive_jpeg_is_found() -> None:
    """Every start-of-frame marker carries the size, not only the baseline's."""
    cv2 = pytest.importorskip("cv2")
    data = encoded(Encoding.JPEG, 37, 51, int(cv2.IMWRITE_JPEG_PROGRESSIVE), 1)
    assert image_size(data, Encoding.JPEG) == (37, 51)


@given(st.binary(max_size=200), st.sampled_from([Encoding.JPEG, Encoding.PNG]))
def test_looking_for_a_size_never_raises(tail: bytes, kind: Encoding) -> None:
    """Any bytes behind the magic give a size or none."""
    magic = b"\xff\xd8\xff" if kind is Encoding.JPEG else b"\x89PNG\r\n\x1a\n"
    size = image_size(magic + tail, kind)
    assert size is None or min(size) >= 1


def test_a_jpeg_of_nothing_but_segments_ends() -> None:
    """The search for a size is bounded."""
    assert image_size(b"\xff\xd8" + b"\xff\xe0\x00\x02" * 100_000, Encoding.JPEG) is None
