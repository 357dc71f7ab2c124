"""What is shown of an incident: true to the evidence, pointing at real frames, bounded."""

from __future__ import annotations

import numpy as np
import pytest

from tests.builders import NS, observed, scene, with_noise
from tests.formats.samples import frame_record
from virk_edge.core.baseline import Normal, median_scene
from virk_edge.core.compare import compare_exhibits
from virk_edge.core.evidence import Glimpse
from virk_edge.core.exhibit import Exhibit, Sight, difference, exhibit, sight
from virk_edge.core.gather import gather
from virk_edge.formats.exhibit import exhibit_bytes
from virk_edge.nouns import U8

VIEW = scene(3)


def glimpse(pixels: U8, at: float = 0.0) -> Glimpse:
    """A frame as the judge keeps it; ``at`` in seconds."""
    o = observed(pixels)
    return Glimpse(round(at * NS), o.picture, o.cells, o.fingerprint)


def learnt(pixels: U8 = VIEW) -> Normal:
    """A baseline of one picture."""
    one = glimpse(pixels)
    return Normal(median_scene([one.picture] * 3, [one.cells] * 3), one.fingerprint)


def shown(now: np.ndarray, **how) -> Exhibit:
    """The exhibit of a view that looks like this, noise and all."""
    pixels = np.clip(np.rint(now), 0, 255).astype(np.uint8)
    seen = Sight(learnt(), tuple(glimpse(with_noise(pixels, 2.0, s), 38.0 + s) for s in range(3)))
    return exhibit(seen, **{"opened_ns": 39 * NS, "frames": (), **how})


@pytest.mark.parametrize("fault", ["moved", "dim", "block"])
def test_the_maps_and_numbers_are_those_of_the_evidence(fault):
    """A person must not see something else than what the diagnosis was made of."""
    now = {"moved": np.roll(VIEW, (-6, 14), (0, 1)), "dim": VIEW * 0.6, "block": VIEW.copy()}[fault]
    if fault == "block":
        now[:96, :96] = 240
    glimpses = [glimpse(now.astype(np.uint8))] * 3
    evidence = gather(learnt(), glimpses)
    record = exhibit(Sight(learnt(), tuple(glimpses)), opened_ns=0, frames=()).record
    moved, light, cells = record.movement, record.light, record.cells
    told = (moved.dx_px, moved.dy_px, moved.rotation_degrees, moved.zoom, light.gain)
    wanted = (evidence.shift_x, evidence.shift_y, evidence.rotation, evidence.zoom, evidence.gain)
    assert told == pytest.approx(wanted, abs=1e-4)
    assert moved.dx_percent == pytest.approx(100 * moved.dx_px / record.width, abs=1e-3)
    lost, kept, new = (np.array(m) for m in (cells.lost, cells.kept, cells.new))
    assert lost.sum() / (lost | kept).sum() == pytest.approx(evidence.lost_share)
    assert new.mean() == pytest.approx(evidence.new_share)
    assert not (lost & kept).any()
    assert moved.undone is (fault == "moved")


def test_a_shift_is_an_arrow_in_pixels_and_percent():
    """To the right and up, in the small picture and of its width."""
    moved = shown(np.roll(VIEW, (-6, 14), (0, 1))).record.movement
    assert (moved.dx_px, moved.dy_px) == pytest.approx((14, -6), abs=0.5)
    assert moved.dx_percent == pytest.approx(100 * 14 / 192, abs=0.3)
    assert moved.undone


def test_nothing_changed_is_grey_all_over():
    """128, but for the noise; no cell is lost or new."""
    found = shown(VIEW)
    assert np.abs(found.difference.astype(int) - 128).mean() < 2.0
    assert not any(map(any, found.record.cells.lost + found.record.cells.new))


@pytest.mark.parametrize("gain", [0.6, 1.2])
def test_a_common_change_of_light_is_undone_and_what_is_new_stands_out(gain):
    """A bright thing on a darker view is bright, in its place and nowhere else."""
    now = VIEW * gain
    now[60:100, 80:140] += 70
    found = shown(now)
    away = found.difference.astype(int) - 128
    assert away[64:96, 84:136].mean() > 40
    away[56:104, 76:144] = 0
    assert np.abs(away).mean() < 5.0
    assert found.record.light.shown_gain == found.record.light.gain


def test_a_covered_lens_is_no_change_of_light():
    """No gain explains away a whole scene: it stands in the difference as a negative."""
    found = shown(np.full(VIEW.shape, 40.0))
    assert found.record.light.gain < 0.2
    assert found.record.light.shown_gain == 0.5
    pair = np.corrcoef(found.before.ravel(), found.difference.ravel())[0, 1]
    assert pair < -0.9
    assert found.difference.mean() == pytest.approx(128, abs=4)


def test_the_difference_is_what_its_formula_says():
    """Held to what a byte holds."""
    before = np.array([[0, 100, 200, 255]], np.uint8)
    after = np.array([[10, 120, 0, 255]], np.uint8)
    made = difference(before, after, gain=1.0, offset=10.0)
    assert made.tolist() == [[128, 138, 0, 128]]


def test_the_after_picture_names_its_frames():
    """By capture time; the newest six; what is not in the bundle has a time all the same."""
    glimpses = [glimpse(VIEW, 36.0 + at) for at in range(9)]
    seen = sight(learnt(), glimpses, lambda t_ns: t_ns - NS)
    assert seen is not None
    kept = [frame_record(seq) for seq in (38, 39, 40)]
    frames = exhibit(seen, opened_ns=40 * NS, frames=kept).record.frames
    assert [f.t_boot_ns // NS for f in frames] == [38, 39, 40, 41, 42, 43]
    assert [f.seconds for f in frames] == [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0]
    assert [f.seq for f in frames] == [38, 39, 40, None, None, None]
    assert [f.entry for f in frames[2:4]] == ["frames/40.png", None]


def test_without_a_baseline_or_a_picture_of_its_size_there_is_nothing_to_show():
    """Nobody is shown a comparison that was not made."""
    other = glimpse(scene(3, height=96, width=128))
    assert sight(None, [glimpse(VIEW)], int) is None
    assert sight(learnt(), [], int) is None
    assert sight(learnt(), [other], int) is None
    assert sight(learnt(), [other, glimpse(VIEW)], int) is not None


def test_it_is_small():
    """Three small pictures and some ten thousand letters."""
    found = shown(with_noise(VIEW, 30.0, 1))
    assert len(exhibit_bytes(found.record)) < 16_000
    assert {p.shape for p in (found.before, found.after, found.difference)} == {(144, 192)}


def test_the_same_sight_is_the_same_exhibit_and_another_is_told():
    """Other pictures diverge; other numbers beside the same pictures, or lost frames, do not."""
    one = shown(VIEW * 0.6)
    assert compare_exhibits(one, shown(VIEW * 0.6, frames=[frame_record(38)])) == []
    found = compare_exhibits(one, shown(VIEW))
    assert [d.tolerable for d in found if d.quantity == "after-picture"] == [False]
    assert [d.tolerable for d in found if d.quantity == "exhibit"] == [True]
