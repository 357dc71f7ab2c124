"""The shelf of pictures and the median scene."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.builders import observed, scene, through_disk, with_noise
from virk_edge.core.baseline import Shelf, median_scene
from virk_edge.core.fingerprint import cell_means
from virk_edge.core.readings import NS
from virk_edge.nouns import Observation

STILL = observed(scene(height=48, width=64))


def at(seconds: float, value: int) -> Observation:
    header = replace(STILL.info, t_boot_ns=round(seconds * NS))
    picture, cells = np.full((48, 64), value, np.uint8), np.full((12, 16, 3), value, np.float32)
    return replace(STILL, info=header, picture=picture, cells=cells)


def test_what_moves_is_not_in_the_median():
    """A person in one picture of three, each time somewhere else."""
    base = scene(1)
    pictures, cells = [], []
    for i in range(9):
        shown = base.copy()
        shown[20:120, 20 * i : 20 * i + 30] = 255
        pictures.append(shown[..., 1].copy())
        cells.append(cell_means(shown))
    median = median_scene(pictures, cells)
    assert np.array_equal(median.picture, base[..., 1])
    assert median.pictures == 9
    assert median.cells.shape == (12, 16, 3)
    assert median.cell_spread.shape == (12, 16)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
def test_the_median_is_a_median(count):
    """The upper one of an even number, since grey levels are whole."""
    draw = np.random.default_rng(count)
    pictures = [draw.integers(0, 256, (6, 8), dtype=np.uint8) for _ in range(count)]
    cells = [draw.random((12, 16, 3)).astype(np.float32) for _ in range(count)]
    median = median_scene(pictures, cells)
    assert np.array_equal(median.picture, np.sort(np.stack(pictures), axis=0)[count // 2])
    assert median.cells == pytest.approx(np.median(np.stack(cells), axis=0))


def test_a_cells_spread_is_how_much_it_usually_varies():
    """A standard deviation, found robustly; nothing where nothing varies."""
    base = scene(2)
    cells = [cell_means(with_noise(base, 0.0, i)).copy() for i in range(64)]
    for i, one in enumerate(cells):
        one[3, 5] += np.random.default_rng(i).normal(0, 10.0)
    spread = median_scene([base[..., 0]] * 64, cells).cell_spread
    assert spread[3, 5] == pytest.approx(10.0, rel=0.35)
    assert np.delete(spread.ravel(), 3 * 16 + 5).max() < 1e-3


def test_the_shelf_is_bounded_and_spans_the_whole_time():
    """Twenty minutes at ten frames a second: at most 24 pictures, from first to last."""
    shelf, kept = Shelf(), []
    for i in range(12_000):
        if shelf.offer(at(i / 10, 0)):
            kept.append(i / 10)
        assert len(shelf) <= 24
    assert len(shelf) >= 12
    gaps = np.diff(kept[-5:])
    assert gaps.min() > 30.0
    assert len(kept) < 150


def test_the_scene_follows_the_shelf_and_is_worked_out_once_per_change():
    """Asking twice costs nothing."""
    shelf = Shelf()
    assert shelf.normal() is None
    shelf.offer(at(0, 10))
    first = shelf.normal()
    assert shelf.normal() is first
    assert not shelf.offer(at(0.1, 200))  # not due
    assert shelf.normal() is first
    shelf.offer(at(1, 30))
    shelf.offer(at(2, 30))
    assert (shelf.normal().scene.picture == 30).all()


@pytest.mark.parametrize("cut", [0, 1, 7, 40, 300])
def test_saving_and_restoring_is_invisible(cut):
    """The same pictures are kept afterwards, the same scene is seen."""
    values = np.random.default_rng(1).integers(0, 256, 400).tolist()
    whole, first = Shelf(), Shelf()
    kept = [whole.offer(at(i / 4, v)) for i, v in enumerate(values)]
    for i in range(cut):
        first.offer(at(i / 4, values[i]))
    second = Shelf.restore(through_disk(first.save()))
    assert [second.offer(at(i / 4, values[i])) for i in range(cut, 400)] == kept[cut:]
    assert np.array_equal(second.normal().scene.picture, whole.normal().scene.picture)
    assert np.array_equal(second.normal().scene.cells, whole.normal().scene.cells)


def test_normal_is_taken_from_the_light_that_is_asked_for():
    """Of days and nights, nights for a night and days for a day; without a question, all."""
    shelf = Shelf()
    for hour in range(16):
        shelf.offer(at(hour * 3600, 160 + hour if hour % 2 else 12))
    night, day = (at(0, value).cells for value in (13, 168))
    assert (shelf.normal(night).scene.picture == 12).all()
    assert (shelf.normal(day).scene.picture > 160).all()
    assert shelf.normal(night).scene.pictures == shelf.normal(day).scene.pictures == 8
    assert shelf.normal(None).scene.pictures == 16


def test_pictures_of_one_light_are_all_taken():
    """Passers-by and clouds do not make a baseline of few pictures."""
    shelf = Shelf()
    for second in range(16):
        shelf.offer(at(second, 100 + second))
    assert shelf.normal(at(0, 108).cells).scene.pictures == 16
