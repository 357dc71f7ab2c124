"""Which frame the present one is compared with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.formats.samples import frame_record
from tests.recordings import Recorded, contents_of, manifest_of, rewritten
from virk_edge.report.page_frames import PageFrame
from virk_edge.report.page_html import _sound, bundle_page


def frames(*seconds: float, blind: tuple[int, ...] = ()) -> list[PageFrame]:
    """Frames at these times; some cannot be decoded."""
    return [
        PageFrame(frame_record(i), at, (), None, None if i in blind else "data:", True, 1, True)
        for i, at in enumerate(seconds)
    ]


@pytest.mark.parametrize(
    ("seconds", "blind", "expected"),
    [
        ((-9.0, -6.1, -5.9, -4.4, -3.0, 0.0), (), 1),  # a thing that came at -4.5 is not on it
        ((-9.0, -6.1, 0.0), (1,), 0),
        ((-5.0, -4.5, -3.0, 0.0), (), 0),  # a short memory: the first is the best there is
        ((-4.2, -3.0, 0.0), (), None),
        ((-9.0,), (), None),  # nothing to compare it with
        ((-9.0, 0.0), (1,), None),
        ((), (), None),
    ],
)
def test_it_is_one_from_well_before_the_onset(
    seconds: tuple[float, ...], blind: tuple[int, ...], expected: int | None
) -> None:
    """The onset, here at -4 s, is an estimate: a frame just before it may have the trouble on it,
    and then a comparison would show none."""
    assert _sound(frames(*seconds, blind=blind), -4.0) == expected


def test_evidence_has_its_place_where_no_frame_was_kept(recorded: Recorded, tmp_path: Path) -> None:
    """As of a repeat whose frames are withheld: it is drawn on the small picture that is there."""
    gone = [name for name in contents_of(recorded.bundle) if name.startswith("frames/")]
    manifest = replace(manifest_of(recorded.bundle), frames=(), frames_withheld="repeat")
    bundle = rewritten(recorded.bundle, tmp_path / "a.zip", dict.fromkeys(gone), manifest=manifest)
    text = bundle_page(bundle).text
    assert text.count('<svg class="drawing"') == text.count('id="hatch"') == 1
    assert '<rect class="lost"' in text.partition('<svg class="drawing"')[2]
    whole = bundle_page(recorded.bundle).text
    assert '<svg class="drawing"' not in whole, "there it is drawn on the frames"
    assert whole.count('id="hatch"') == 1
