"""Windows of real footage: what they are told apart by, on tiny folders made for the purpose."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from virk_edge.nouns import U8

DAY = 86400.0


@pytest.fixture(autouse=True)
def _tools(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab's packages can be imported as its entry does."""
    monkeypatch.syspath_prepend(repository / "tools")


@pytest.fixture(scope="module")
def view() -> U8:
    """A picture with edges of all sizes, uint8 (96, 128, 3)."""
    coarse = np.random.default_rng(1).integers(60, 190, (12, 16, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (128, 96), interpolation=cv2.INTER_NEAREST), np.uint8)


def darker(view: U8, gain: float) -> U8:
    """The view in other light."""
    return np.clip(view * gain, 0, 255).astype(np.uint8)


def moved(view: U8, pixels: int) -> U8:
    """The view shifted to the right."""
    return np.ascontiguousarray(np.roll(view, pixels, axis=1))


def stills(folder: Path, pictures: list[tuple[float, U8]], table: Path | None = None) -> None:
    """A folder of stills whose names say when they were taken (UTC), and its table of times."""
    folder.mkdir(parents=True)
    lines = ["file,unix_seconds"]
    for seconds, picture in pictures:
        name = f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%d-%H-%M-%S}.png"
        cv2.imwrite(str(folder / name), picture)
        lines.append(f"{name},{seconds}")
    if table is not None:
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")


def kinds(windows: Any) -> dict[str, int]:
    """How many windows there are of each kind."""
    found: dict[str, int] = {}
    for window in windows:
        found[window.kind] = found.get(window.kind, 0) + 1
    return found


def test_nothing_comes_of_an_empty_folder(tmp_path: Path) -> None:
    """Footage that is not there is left out without a word."""
    from diagnosis_lab.real import samples

    assert list(samples(tmp_path, tmp_path / "cache")) == []


def test_shaking_stills_become_samples(tmp_path: Path, view: U8) -> None:
    """Steady stills are learnt, shaken ones judged; evidence says that the view has moved."""
    from diagnosis_lab.real import samples

    shaken = [0] * 20 + [9, 12] * 16
    pictures = [(float(i), moved(view, pixels)) for i, pixels in enumerate(shaken)]
    stills(tmp_path / "jitter_traffic", pictures)
    found = list(samples(tmp_path, tmp_path / "cache"))
    assert {s.labels for s in found} == {("camera_moved",)}
    assert [s.seed for s in found] == list(range(1, len(found) + 1))
    assert {(s.source, s.scene, s.kind) for s in found} == {("real", "jitter_traffic", "shaking")}
    last = found[-1].evidence
    assert last["match_after"] > last["match_before"] + 0.2


def test_a_displacement_is_read_in_pixels_of_768_and_only_when_it_is_sure(view: U8) -> None:
    """Darker pictures are no obstacle, other pictures are no displacement."""
    from diagnosis_lab.real_sources import displacement_px

    smooth = cv2.GaussianBlur(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY), (9, 9), 0)
    wide = np.asarray(cv2.resize(smooth, (384, 288)), np.uint8)
    shifted = np.roll(wide, 4, axis=1)
    assert displacement_px(wide, darker(shifted, 0.7)) == pytest.approx(8.0, abs=0.5)
    other = np.asarray(cv2.flip(wide, -1), np.uint8)
    assert displacement_px(wide, other) is None


def test_sway_and_exposure_are_told_apart() -> None:
    """What is in between belongs to no kind."""
    from diagnosis_lab.real_sources import _what_happened

    assert _what_happened(-30.0, 1.0) == ("exposure", ("brightness_drop",))
    assert _what_happened(30.0, None) == ("exposure and sway", ("brightness_rise", "camera_moved"))
    assert _what_happened(1.0, 6.0) == ("slow sway", ("camera_moved",))
    assert _what_happened(1.0, 1.0) == ("clean, car park", ())
    assert _what_happened(1.0, 3.0) is _what_happened(8.0, 6.0) is _what_happened(1.0, None) is None


def test_windows_do_not_overlap_and_stop_at_gaps(tmp_path: Path, view: U8) -> None:
    """Six stills that follow each other make one; a long gap begins anew."""
    from days_bench.footage import Stills
    from diagnosis_lab.real_sources import blocks

    times = [180.0 * i for i in range(9)] + [9000.0 + 180.0 * i for i in range(12)]
    stills(tmp_path / "some", [(t, view) for t in times], tmp_path / "times.csv")
    found = blocks(Stills.of(tmp_path / "some", tmp_path / "times.csv"), range(len(times)), 600.0)
    assert list(found) == [range(6), range(9, 15), range(15, 21)]


def test_fog_must_be_measured_and_seen(tmp_path: Path, view: U8) -> None:
    """Of three mornings one is clear, one in fog, and one only by the instrument."""
    from diagnosis_lab.real import fog

    foggy = (0.3 * view + 130).astype(np.uint8)
    days = [(0, view, 9000), (1, foggy, 300), (2, view, 300)]
    taken = [(d * DAY + 8 * 3600 + 180.0 * i, p, m) for d, p, m in days for i in range(6)]
    times = tmp_path / "highway_fog_times.csv"
    stills(tmp_path / "highway_fog", [(t, p) for t, p, _ in taken], times)
    names = [line.partition(",")[0] for line in times.read_text().splitlines()[1:]]
    rows = [f"{name},{metres}" for name, (_, _, metres) in zip(names, taken, strict=True)]
    (tmp_path / "highway_fog_visibility_m.csv").write_text(
        "\n".join(["file,visibility_m", *rows]) + "\n"
    )
    found = list(fog(tmp_path))
    assert kinds(found) == {
        "fog, four clearest days": 1,
        "fog, clearest day": 1,
        "fog, all clear days": 1,
    }
    assert {w.labels for w in found} == {("haze",)}
    assert {w.shots.seconds[0] for w in found} == {DAY + 8 * 3600}


def test_days_and_nights_are_each_against_the_one_before(tmp_path: Path, view: U8) -> None:
    """Two days and nights of a site; dusk is neither, and a lit night is left out."""
    from diagnosis_lab.real import building_site

    pictures = []
    for quarter in range(4 * 48):
        local = quarter * 900.0
        hour = local % DAY / 3600.0
        night = hour < 5.0 or hour >= 22.0
        picture = darker(view, 0.3) if night and local < DAY + 4 * 3600.0 else view
        pictures.append((local + 6 * 3600.0, picture))
    times = tmp_path / "webcam_construction_times.csv"
    stills(tmp_path / "webcam_construction", pictures, times)
    found = list(building_site(tmp_path))
    # The nights: 0-5 o'clock, 22-4 o'clock and, with its lights on, the last one.
    assert kinds(found) == {
        "clean, night after night": 4,
        "night against day": 4,
        "clean, day after day": 8,
    }
    for window in found:
        assert (window.labels == ()) == window.kind.startswith("clean")
        assert "occlusion" not in window.labels
        assert window.baseline.seconds[-1] < window.shots.seconds[0]


def test_a_decoded_clip_is_kept(tmp_path: Path, view: U8, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is decoded; a changed file is another clip."""
    from diagnosis_lab import real_sources

    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"1")
    decoded: list[float] = []

    def frames_at(path: Path, fps: float) -> list[U8]:
        decoded.append(fps)
        return [view] * 3

    monkeypatch.setattr(real_sources, "frames_at", frames_at)
    for _ in range(2):
        assert real_sources.picked(clip, 4.0, tmp_path).shape == (3, 96, 128, 3)
    assert decoded == [4.0]
    clip.write_bytes(b"22")
    real_sources.picked(clip, 4.0, tmp_path)
    assert decoded == [4.0, 4.0]


def test_sheets_show_the_learnt_view_beside_each_window(tmp_path: Path, view: U8) -> None:
    """One picture per kind, two windows a row."""
    from diagnosis_lab.real import contact_sheets
    from diagnosis_lab.real_sources import Window, shots

    learnt = shots([view] * 6, 1.0)
    window = Window("here", "night, new", (), learnt, shots([darker(view, 0.5)], 1.0))
    (path,) = contact_sheets([window] * 3, tmp_path / "sheets")
    sheet = cv2.imread(str(path))
    assert path.name == "night-new-here.png"
    assert sheet is not None and sheet.shape == (480, 1280, 3)
    assert sheet[:240, :320].mean() == pytest.approx(2 * sheet[:240, 320:640].mean(), rel=0.05)
    assert sheet[240:, 640:].max() == 0
