"""One frame, one observation: pure, exact wherever the pixels lie in memory; digest and mask."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import cells_embedding, info, observed, scene
from virk_edge.core.geometry import movement
from virk_edge.core.observe import digest, mask_pixels, observe
from virk_edge.core.placing import Anchor
from virk_edge.nouns import U8, Effort, Observation


def moved_in_memory(pixels: U8, offset: int) -> U8:
    """The same picture that many bytes into a buffer."""
    buffer = np.empty(pixels.nbytes + 128, np.uint8)
    start = -buffer.ctypes.data % 64 + offset
    copy = buffer[start : start + pixels.nbytes].reshape(pixels.shape)
    copy[:] = pixels
    return copy


def bits(observation: Observation) -> tuple[object, ...]:
    """All that was measured, to the last bit."""
    arrays = (observation.fingerprint, observation.picture, observation.cells)
    embedding = observation.embedding
    return (
        observation.digest,
        *((a.shape, a.dtype.str, a.tobytes()) for a in arrays),
        None if embedding is None else embedding.tobytes(),
    )


@pytest.mark.parametrize("shape", [(576, 768), (287, 383), (48, 64), (33, 47), (12, 16), (3, 3)])
@pytest.mark.parametrize("channels", [3, 1])
def test_where_the_pixels_lie_in_memory_does_not_matter(footage, shape, channels):
    """Vector code goes another way for another alignment; the bits must not."""
    pixels = np.ascontiguousarray(footage[0][: shape[0], : shape[1], :channels].squeeze())
    header = info(shape=pixels.shape)
    expected = None
    for offset in (0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 33, 48, 63):
        copy = moved_in_memory(pixels, offset)
        found = bits(observe(header, copy, Effort.FULL, cells_embedding))
        expected = expected or found
        assert found == expected


def test_a_view_with_gaps_is_measured_like_a_copy(footage):
    """A crop of a larger picture, as a decoder may hand out."""
    view = footage[0][40:300, 60:401]
    header = info(shape=view.shape)
    assert bits(observe(header, view, Effort.FULL, None)) == bits(
        observe(header, view.copy(), Effort.FULL, None)
    )


def test_the_input_is_not_changed(footage):
    """The frame belongs to its owner; a read-only one will do."""
    pixels = footage[1].copy()
    observed(pixels)
    assert np.array_equal(pixels, footage[1])
    observed(footage[1])


def test_what_is_measured_does_not_hold_on_to_the_frame():
    """The caller uses its buffer again for the next frame; a small frame is the dangerous one."""
    for shape in ((48, 64, 3), (48, 64)):
        pixels = scene(height=48, width=64)[..., : 3 if len(shape) == 3 else 1].squeeze().copy()
        observation = observe(info(shape=shape), pixels, Effort.FULL, cells_embedding)
        before = bits(observation)
        pixels[:] = 0
        assert bits(observation) == before


def test_effort_decides_on_the_embedding_and_on_nothing_else():
    """A fingerprint costs no inference; a skipped frame is no observation."""
    pixels = scene()
    full = observed(pixels)
    cheap = observed(pixels, effort=Effort.FINGERPRINT)
    assert full.embedding is not None
    assert cheap.embedding is None
    assert bits(replace(cheap, embedding=full.embedding)) == bits(full)
    with pytest.raises(ValueError, match="skipped"):
        observed(pixels, effort=Effort.SKIP)


@pytest.mark.parametrize("effort", [Effort.FULL, Effort.FINGERPRINT])
def test_an_embedding_that_came_with_the_frame_is_taken(effort):
    """Then no embedder runs."""
    own = np.arange(5, dtype=np.float32)

    def must_not_run(small: U8) -> np.ndarray:
        raise AssertionError(small.shape)

    header = replace(info(shape=(144, 192, 3)), embedding=own)
    assert np.array_equal(observe(header, scene(), effort, must_not_run).embedding, own)


# -- digest ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(1, 1), (1, 9, 3), (2, 3, 3), (3, 3), (5, 4, 3), (48, 64, 3)])
def test_a_digest_has_64_bits_and_knows_its_picture(shape):
    """Also of pictures with fewer rows than it looks at."""
    pixels = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    changed = pixels.copy()
    changed[0] ^= 1
    assert 0 <= digest(pixels) < 2**64
    assert digest(pixels) == digest(pixels.copy())
    assert digest(pixels) != digest(changed)


@given(st.integers(0, 11), st.integers(0, 15), st.integers(1, 255))
def test_a_change_in_any_even_row_changes_the_digest(row, column, by):
    """A single pixel is enough."""
    pixels = np.zeros((24, 16), np.uint8)
    before = digest(pixels)
    pixels[2 * row, column] = by
    assert digest(pixels) != before


# -- mask -----------------------------------------------------------------------------------------

SQUARE = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5))


def test_no_mask_costs_no_copy():
    """The frame itself comes back."""
    pixels = scene()
    assert mask_pixels(pixels, ()) is pixels


@pytest.mark.parametrize("shape", [(41, 61, 3), (41, 61)], ids=str)
def test_a_mask_is_black_inside_and_nothing_outside(shape):
    """Given in fractions of the frame; the frame that came in stays as it was."""
    pixels = np.full(shape, 200, np.uint8)
    masked = mask_pixels(pixels, (SQUARE,))
    assert (masked[:21, :31] == 0).all()
    assert (masked[21:] == 200).all()
    assert (masked[:, 31:] == 200).all()
    assert (pixels == 200).all()


def test_overlapping_polygons_do_not_cancel_out():
    """Where two masks meet is as private as where there is one."""
    masked = mask_pixels(np.full((40, 60, 3), 200, np.uint8), (SQUARE, SQUARE))
    assert (masked[:20, :30] == 0).all()


def test_a_mask_of_the_whole_frame_leaves_nothing():
    """Corners at 0 and 1 reach the last pixel."""
    whole = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    assert not mask_pixels(scene(), (whole,)).any()


def test_a_masked_region_cannot_be_told_from_the_observation():
    """Whatever goes on in there, the measurements are the same bits."""
    one, other = scene(1), scene(1)
    other[:60, :80] = 255 - other[:60, :80]
    assert bits(observed(mask_pixels(one, (SQUARE,)))) == bits(
        observed(mask_pixels(other, (SQUARE,)))
    )


def test_geometry_does_not_depend_on_memory_either(grey):
    """The anchor may come from a file, the picture from a camera."""
    after = np.roll(grey, 5, axis=1)
    expected = None
    for offset in (0, 1, 3, 8, 17, 32, 63):
        a, b = moved_in_memory(grey, offset), moved_in_memory(after, 64 - offset)
        found = (Anchor(a).place(b).matrix.tobytes(), movement(a, b))
        expected = expected or found
        assert found == expected
