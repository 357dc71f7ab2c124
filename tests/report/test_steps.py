"""What was judged, read without the measured arrays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.headers import QUIET
from tests.pages import answered, cut_off, measurements
from tests.recordings import Recorded, contents_of, rewritten
from virk_edge.errors import BundleError
from virk_edge.formats.observations import LINES, encode_observations
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import HeardStep
from virk_edge.report.page_course import Course, Point
from virk_edge.report.plots import timeline
from virk_edge.report.steps import Moment, moments_of, read_moments


def moments(bundle: Path) -> tuple[Moment, ...] | None:
    """Those of a file."""
    with bundle.open("rb") as file:
        return read_moments(ZipReader(file, "the file"))


def test_the_quick_way_and_the_whole_one_tell_the_same(recorded: Recorded, tmp_path: Path) -> None:
    """Frames, with answers of a model, and intervals; nothing where it was cut off before."""
    bundle = answered(recorded, tmp_path / "answered")
    steps = measurements(bundle)
    heard = HeardStep(QUIET, steps[-1].step)
    lines = contents_of(bundle)[LINES] + encode_observations([heard])[LINES]
    found = moments(rewritten(bundle, tmp_path / "heard", {LINES: lines}))
    assert found == moments_of([*steps, heard])
    assert found is not None and {moment.looked for moment in found} == {True, False}
    assert moments(cut_off(recorded, tmp_path / "cut")) is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"[]", "$ must be an object, not []"),
        (b"{}", "$.scores is missing"),
        (b'{"scores":[]}', "$.frame must be an object, not None"),
        (b'{"scores":[],"frame":{"t_boot_ns":1.5}}', "$.frame.t_boot_ns must be a whole number"),
        (b'{"scores":[],"heard":{}}', "$.heard.t_boot_ns is missing"),
        (b'{"scores":[{"channel":"magic"}],"frame":{}}', "$.scores[0].channel must be one of"),
        (b'{"scores":[1e999]}', "$.scores[0] must be an object, not inf"),
        (b"not JSON", "it is not JSON"),
    ],
)
def test_a_line_that_is_none_is_named(
    recorded: Recorded, tmp_path: Path, line: bytes, why: str
) -> None:
    """A stranger's lines are as strictly read as they are used."""
    lines = contents_of(recorded.bundle)[LINES].splitlines()[:2]
    forged = rewritten(recorded.bundle, tmp_path / "b", {LINES: b"\n".join([*lines, line])})
    with pytest.raises(BundleError) as caught:
        moments(forged)
    assert str(caught.value).startswith(f"the file: {LINES}, line 3: {why}")


def test_a_plot_tells_an_alarm_level_where_it_changes_and_how_far_it_is_known() -> None:
    """As a line of steps it looks the same, and a thousand pages hold it."""
    levels = (None, 3.0, 3.0, 3.0 + 1e-9, 4.0, 4.0)
    points = tuple(Point(float(i), 2.0, 0.5, level) for i, level in enumerate(levels))
    plot = timeline((Course("image", "session", points, over=False),), (), 0.0)
    assert plot is not None
    level, line = plot.figure["data"]
    assert (level["x"], level["y"]) == ([1.0, 4.0, 5.0], [3.0, 4.0, 4.0])
    assert len(line["x"]) == len(line["y"]) == len(levels)
    mute = tuple(replace(point, level=None) for point in points)
    plot = timeline((Course("image", "session", mute, over=False),), (), 0.0)
    assert plot is not None and plot.figure["data"][0]["x"] == []


@pytest.mark.parametrize("most", [6.0, 135.0, 2e5, 1e13, 1e308])
def test_a_logarithmic_axis_has_room_for_its_numbers(most: float) -> None:
    """A low panel takes some eight, and each says what it counts."""
    points = (Point(0.0, 1.0, 0.1, 3.0), Point(1.0, most, 2.0, 3.0))
    plot = timeline((Course("image", "session", points, over=True),), (), 0.0)
    assert plot is not None
    axis = plot.figure["layout"]["yaxis"]
    assert axis["type"] == "log" and len(axis["ticktext"]) == len(axis["tickvals"]) <= 8
    assert axis["tickvals"] == sorted(axis["tickvals"]) and axis["tickvals"][-1] > 1.0
    assert all(text.endswith("×") and len(text) < 8 for text in axis["ticktext"])
