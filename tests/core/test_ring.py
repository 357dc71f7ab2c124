"""The ring of frames: bounded in bytes and seconds, made of buffers that are used again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import info
from virk_edge.core.ring import FrameRing
from virk_edge.nouns import RecordedFrame

SHAPE = (10, 20, 3)  # 600 bytes


def raw(seq: int, shape: tuple[int, ...] = SHAPE, value: int | None = None) -> RecordedFrame:
    pixels = np.full(shape, seq % 256 if value is None else value, np.uint8)
    return RecordedFrame(info(seq, shape=shape), pixels)


def encoded(seq: int, length: int = 100) -> RecordedFrame:
    return RecordedFrame(info(seq), None, bytes(length))


def address(frame: RecordedFrame) -> int:
    return frame.pixels.__array_interface__["data"][0]


def test_it_keeps_what_fits_the_newer_half_whole():
    """Ten buffers of 600 bytes: the five newest, and five from all the time before."""
    ring = FrameRing(bytes_max=6000, seconds_max=100.0)
    for seq in range(25):
        assert ring.keep(raw(seq)) is not None
    frames = ring.take()
    numbers = [f.info.seq for f in frames]
    assert len(numbers) == 10 and numbers[0] == 0 and numbers[-5:] == list(range(20, 25))
    assert [int(f.pixels[0, 0, 0]) for f in frames] == numbers
    assert len(ring) == 0


@pytest.mark.parametrize("make", [raw, encoded])
@pytest.mark.parametrize("buffers", [10, 18, 27])
def test_a_ring_without_room_for_two_seconds_still_looks_back_ten(make, buffers):
    """An incident opens two seconds after its onset: what was before it is what people ask for."""
    size = 600 if make is raw else 100 * 4
    ring = FrameRing(bytes_max=size * buffers, seconds_max=10.0)
    for seq in range(1000):
        ring.keep(make(seq))
        if seq >= 100:
            assert ring.seconds > 6.0
    times = [frame.info.t_boot_ns / 1e9 for frame in ring.take()]
    before = [t for t in times if t < times[-1] - 2.0]
    assert len(before) >= buffers // 4
    assert max(np.diff(before)) < 60.0 / buffers


def test_it_keeps_so_many_seconds():
    """From the newest frame back."""
    ring = FrameRing(bytes_max=10**6, seconds_max=2.0)
    for seq in range(60):
        ring.keep(raw(seq))
    assert ring.seconds == pytest.approx(2.0)
    assert ring.take()[0].info.seq == 39


def test_no_more_buffers_are_made_than_fit():
    """Over a thousand frames, the same ten places in memory."""
    ring = FrameRing(bytes_max=6000, seconds_max=100.0)
    places = set()
    for seq in range(1000):
        places.add(address(ring.keep(raw(seq))))
    assert len(places) == 10


def test_what_is_kept_is_a_copy():
    """The caller uses its frame again."""
    ring = FrameRing(bytes_max=6000, seconds_max=100.0)
    frame = raw(1)
    kept = ring.keep(frame)
    frame.pixels[:] = 99
    assert (kept.pixels == 1).all()


def test_a_recording_that_holds_everything_costs_frames_and_not_memory():
    """Nothing can be kept until a buffer comes back."""
    ring = FrameRing(bytes_max=1800, seconds_max=100.0)
    for seq in range(3):
        ring.keep(raw(seq))
    taken = ring.take()
    assert ring.keep(raw(3)) is None
    assert ring.copy(raw(3)) is None
    ring.release(taken[0])
    kept = ring.keep(raw(4))
    assert address(kept) == address(taken[0])
    assert ring.keep(raw(5)) is not None  # the ring's own oldest gives way
    assert [f.info.seq for f in ring.take()] == [5]


def test_a_frame_larger_than_the_ring_is_not_kept():
    """And what is there gives way for nothing else than it must."""
    ring = FrameRing(bytes_max=100, seconds_max=10.0)
    assert ring.keep(raw(0)) is None
    assert len(ring) == 0


def test_another_format_starts_over():
    """Old buffers go, and one that comes back late is not mixed in."""
    ring = FrameRing(bytes_max=6000, seconds_max=100.0)
    for seq in range(5):
        ring.keep(raw(seq))
    late = ring.take()[0]
    ring.keep(raw(5))
    assert ring.keep(raw(6, (5, 20, 3))).pixels.shape == (5, 20, 3)
    assert [f.info.seq for f in ring.take()] == [6]
    ring.release(late)
    for seq in range(7, 40):
        assert ring.keep(raw(seq, (5, 20, 3))).pixels.shape == (5, 20, 3)


def test_a_format_that_comes_back_does_not_bring_its_old_buffers():
    """Else they would count twice: once with the recording, once as room for new ones."""
    ring = FrameRing(bytes_max=6000, seconds_max=100.0)
    for seq in range(10):
        ring.keep(raw(seq))
    taken = ring.take()
    ring.keep(raw(10, (5, 20, 3)))
    for seq in range(11, 31):
        ring.keep(raw(seq))
    for frame in taken:
        ring.release(frame)
    copies = [ring.copy(raw(seq)) for seq in range(31, 51)]
    assert len(ring) + sum(c is not None for c in copies) <= 10


def test_frames_in_their_original_bytes_have_a_bound_of_their_own():
    """They need no buffer; a quarter of the bytes is theirs, and they are thinned out alike."""
    ring = FrameRing(bytes_max=4000, seconds_max=100.0)
    for seq in range(50):
        ring.keep(encoded(seq))
        assert len(ring) <= 10
    numbers = [f.info.seq for f in ring.take()]
    assert numbers[0] == 0 and numbers[-5:] == list(range(45, 50))
    assert len(ring) == 0


def test_a_ring_of_no_seconds_keeps_the_frame_of_now():
    """The opening's own frame is always there."""
    ring = FrameRing(bytes_max=6000, seconds_max=0.0)
    for seq in range(5):
        ring.keep(raw(seq))
    assert [f.info.seq for f in ring.take()] == [4]
    assert ring.seconds == 0.0


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("raw"), st.sampled_from([SHAPE, (5, 20, 3), (10, 20)])),
        st.tuples(st.just("encoded"), st.integers(1, 900)),
        st.tuples(st.just("take"), st.none()),
        st.tuples(st.just("release"), st.integers(0, 9)),
    ),
    max_size=80,
)


@settings(max_examples=60)
@given(ACTIONS)
def test_whatever_happens_no_picture_is_overwritten_and_the_bounds_hold(actions):
    """Frames that someone holds keep their pixels; buffers of the present format fit."""
    ring = FrameRing(bytes_max=3000, seconds_max=3.0)
    held: list[RecordedFrame] = []
    shape: tuple[int, ...] | None = None
    for seq, (action, what) in enumerate(actions):
        if action == "raw":
            shape = what
            ring.keep(raw(seq, what))
        elif action == "encoded":
            ring.keep(encoded(seq, what))
        elif action == "take":
            held += ring.take()
        elif held:
            ring.release(held.pop(what % len(held)))
        inside = list(ring._frames)
        for frame in [*held, *inside]:
            if frame.pixels is not None:
                assert (frame.pixels == frame.info.seq % 256).all()
        buffers = [f for f in inside if f.pixels is not None]
        assert {f.pixels.shape for f in buffers} <= {shape}
        places = [address(f) for f in [*held, *buffers] if f.pixels is not None]
        assert len(places) == len(set(places))
        assert sum(f.pixels.nbytes for f in buffers) <= 3000
        assert sum(len(f.original) for f in inside if f.original is not None) <= 3000
        times = [f.info.t_boot_ns for f in inside]
        assert times == sorted(times)


def test_time_that_steps_back_neither_empties_nor_fills_it():
    """It is still bounded in bytes."""
    ring = FrameRing(bytes_max=6000, seconds_max=100.0)
    for seq in range(100):
        frame = raw(seq)
        ring.keep(replace(frame, info=replace(frame.info, t_boot_ns=(100 - seq) * 10**9)))
    assert len(ring) == 10
