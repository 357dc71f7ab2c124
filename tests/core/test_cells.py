"""Maps of edges: kept, gone and new ones lie in the cells where they were put."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from virk_edge.core.cells import cell_maps, cell_pixels, largest_group
from virk_edge.nouns import U8

SIDE = 20  # pixels of a cell


@pytest.fixture(scope="module")
def texture() -> U8:
    """Edges in every cell, uint8 (240, 320)."""
    noise = np.random.default_rng(1).normal(0.0, 90.0, (12 * SIDE, 16 * SIDE))
    return np.clip(128 + cv2.GaussianBlur(noise, (0, 0), 1.5), 0, 255).astype(np.uint8)


def part() -> np.ndarray:
    """Three rows and four columns of cells, inside."""
    marked = np.zeros((12, 16), bool)
    marked[4:7, 5:9] = True
    return marked


def pixels_of(marked: np.ndarray) -> np.ndarray:
    return np.kron(marked, np.ones((SIDE, SIDE))) > 0


def test_the_same_edges_match(texture):
    """All textured; none lost and none new."""
    maps = cell_maps(texture, texture)
    assert maps.textured.all()
    assert maps.match == pytest.approx(1.0, abs=1e-4)
    assert maps.ratio == pytest.approx(1.0)
    assert not maps.lost.any() and not maps.new.any()


@pytest.mark.parametrize(("gain", "offset"), [(0.5, 60.0), (0.5, 0.0), (0.8, 20.0)])
def test_weaker_edges_are_the_same_edges(texture, gain, offset):
    """Haze and darkness lower the gradient by the gain and lose nothing."""
    maps = cell_maps(texture, (texture * gain + offset).astype(np.uint8))
    assert not maps.lost.any()
    assert maps.match.min() > 0.95
    assert np.median(maps.ratio) == pytest.approx(gain, abs=0.07)


def test_what_is_covered_is_lost_there_and_only_there(texture):
    """By something flat, and by something with edges of its own."""
    hidden = pixels_of(part())
    for other in (np.full_like(texture, 90), texture[::-1, ::-1]):
        maps = cell_maps(texture, np.where(hidden, other, texture))
        assert (maps.lost == part()).all()
    assert np.median(cell_maps(texture, np.where(hidden, 90, texture)).ratio[part()]) < 0.3


def test_edges_on_a_flat_wall_are_new(texture):
    """Where there were none before, and nothing is lost."""
    wall = np.where(pixels_of(part()), np.uint8(128), texture)
    maps = cell_maps(wall, texture)
    assert (maps.new == part()).all()
    assert not maps.lost.any()
    assert not maps.textured[5, 6] and maps.textured[0, 0]


@pytest.mark.parametrize(
    ("places", "cells"),
    [([], 0), ([(0, 0)], 1), ([(0, 0), (1, 1)], 1), ([(3, 3), (3, 4), (4, 4), (9, 9)], 3)],
)
def test_a_group_hangs_together_by_sides(places, cells):
    """Corners do not count."""
    marked = np.zeros((12, 16), bool)
    for place in places:
        marked[place] = True
    assert largest_group(marked) == pytest.approx(cells / 192)


def test_every_pixel_is_in_its_cell():
    """What is left over at the right and below is left out."""
    number = np.arange(192, dtype=np.float32).reshape(12, 16)
    large = np.pad(np.kron(number, np.ones((3, 2), np.float32)), ((0, 5), (0, 7)))
    pixels = cell_pixels(large.astype(np.float32))
    assert pixels.shape == (12, 16, 6)
    assert (pixels == number[..., None]).all()


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (12, 15), (13, 17)], ids=str)
def test_pictures_smaller_than_the_grid_give_numbers(shape):
    """Of the full grid."""
    a, b = np.random.default_rng(2).integers(0, 256, (2, *shape), dtype=np.uint8)
    maps = cell_maps(a, b)
    assert maps.match.shape == maps.lost.shape == (12, 16)
    assert np.isfinite(maps.match).all() and np.isfinite(maps.ratio).all()


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (1, 320), (320, 1), (11, 300), (13, 15)])
def test_a_view_narrower_than_the_grid_has_all_its_cells(shape):
    """Line cameras have pictures of a few rows; such a side is stretched, the other keeps all."""
    ramp = np.add.outer(np.arange(shape[0]) * 3.0, np.arange(shape[1]) * 0.5).astype(np.float32)
    cells = cell_pixels(ramp)
    assert cells.shape[:2] == (12, 16)
    assert cells.shape[2] == max(shape[0] // 12, 1) * max(shape[1] // 16, 1)
    assert np.isfinite(cells).all()
    cell_maps(ramp.astype(np.uint8), ramp.astype(np.uint8))
