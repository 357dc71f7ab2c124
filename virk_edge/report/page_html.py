"""One incident as one self-contained page: words, pictures and plots put into the template.

Nothing is decided here but what the browser is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from virk_edge.adapters.pictures import picture_size
from virk_edge.formats.bundle import AFTER, BEFORE, DIFFERENCE
from virk_edge.nouns import Prediction
from virk_edge.report.bundles import bytes_words, count_words
from virk_edge.report.html import asset, data_uri, json_markup, plotly_script, render
from virk_edge.report.page import Page, Verdict, page
from virk_edge.report.page_course import courses, gaps, peak
from virk_edge.report.page_evidence import drawing
from virk_edge.report.page_frames import PageFrame, page_frames, unkept_marks
from virk_edge.report.page_predictions import Answers, answers, predictions_of
from virk_edge.report.page_source import Material, opened
from virk_edge.report.plots import Plot, confidence, labels, timeline
from virk_edge.report.steps import moments_of
from virk_edge.report.words import name, number, short

if TYPE_CHECKING:
    from virk_edge.replay import Report

FRAMES_MIB: Final = 32
_SMALL_PIXELS_MAX: Final = 1 << 20
_SOUND_SECONDS: Final = 2.0  # so much before the onset, which may be seen late, all was well
_SOUND_SECONDS_MIN: Final = 0.3  # with a short memory the first frame must do
_BOXES_MAX: Final = 100  # of one frame; a picture with more shows none of them clearly


@dataclass(frozen=True, slots=True)
class Made:
    """A page and what is on it: frames in all, and how many of them as their exact bytes."""

    text: str
    about: Page
    frames: int
    exact: int


def bundle_page(
    path: Path, *, frames_bytes: int = FRAMES_MIB << 20, replayed: Report | str | None = None
) -> Made:
    """The page of one bundle.

    frames_bytes: how much of the frames' own bytes it may hold. replayed: what a replay found, or
    a sentence why there was none; None where nobody asked.

    Raises:
        BundleError: if the bundle cannot be read, is damaged or was changed.
        UsageError: if what a page needs is not installed.
    """
    with opened(path) as (material, reader):
        shown = material.exhibit
        frames = page_frames(
            material.manifest.frames,
            material.manifest.incident,
            reader.read,
            evidence=() if shown is None else (f.entry for f in shown.frames if f.entry),
            exact_bytes_max=frames_bytes,
        )
    seen = predictions_of(material.steps or ())
    frames = tuple(
        replace(frame, predictions=step.observation.info.predictions)
        if (step := seen.get((frame.record.run, frame.record.seq)))
        else frame
        for frame in frames
    )
    verdict = None if replayed is None else _verdict(replayed)
    about = page(material, verdict, false_frames=sum(not frame.true_pixels for frame in frames))
    return Made(_text(about, material, frames), about, len(frames), sum(f.exact for f in frames))


def _text(about: Page, material: Material, frames: Sequence[PageFrame]) -> str:
    incident = material.manifest.incident
    steps = material.steps or ()
    moments = moments_of(steps)
    found = courses(moments, incident.opened_boot_ns)
    given = answers(steps, incident.onset_boot_ns)
    onset_seconds = (incident.onset_boot_ns - incident.opened_boot_ns) / 1e9
    over_time = timeline(found, gaps(moments, incident.opened_boot_ns), onset_seconds)
    plots = _plots(over_time, given)
    medians = {name: _small(data) for name, data in material.pictures.items()}
    drawn = drawing(material.exhibit)
    data = {
        "frames": [_frame_json(frame) for frame in frames],
        "start": _nearest(frames, 0.0),
        "sound": _sound(frames, onset_seconds),
        "plots": {name: plot.figure for name, plot in plots.items()},
    }
    scripts = [asset("page.js")]
    if plots:
        scripts.insert(0, plotly_script())
    return render(
        "page.html.j2",
        title=about.title,
        scripts=scripts,
        page=about,
        frames=frames,
        frame_words=[_frame_words(frame) for frame in frames],
        unkept=unkept_marks(frames, onset_seconds),
        start=_nearest(frames, 0.0),
        can_be_seen=any(frame.source for frame in frames),
        kept_words=_kept_words(frames),
        true_pixels=sum(frame.true_pixels for frame in frames),
        drawing=drawn,
        exhibit=material.exhibit,
        medians=[medians.get(name) for name in (BEFORE, AFTER, DIFFERENCE)],
        plots=plots,
        courses=[(course, peak(course)) for course in found if course.points],
        answers=given,
        measured=material.steps is not None,
        onset_seconds=onset_seconds,
        data=json_markup(data),
    )


def _small(picture: bytes) -> str | None:
    """A picture of the evidence as an address, None if it is none or larger than those are."""
    size = picture_size(picture)
    return data_uri(picture) if size and size[1] * size[2] <= _SMALL_PIXELS_MAX else None


def _plots(over_time: Plot | None, given: Answers | None) -> dict[str, Plot]:
    """Those that there is something for, by the name of their place on the page."""
    plots = {"timeline": over_time}
    if given is not None:
        plots |= {
            "labels": labels(given) if given.labels else None,
            "confidence": confidence(given),
        }
    return {name: plot for name, plot in plots.items() if plot is not None}


def _frame_json(frame: PageFrame) -> dict[str, Any]:
    record = frame.record
    return {
        "seconds": round(frame.seconds, 4),
        "src": frame.source or "",
        "width": record.width,
        "height": record.height,
        "exact": frame.exact,
        "name": record.entry.rpartition("/")[2],
        "boxes": [
            {"label": _answer(p), "box": list(p.box)}
            for p in (frame.predictions or ())[:_BOXES_MAX]
            if p.box is not None and all(abs(x) < 1e6 for x in p.box)
        ],
    }


def _frame_words(frame: PageFrame) -> str:
    """What stands below the picture."""
    record = frame.record
    marks = {"onset": "the onset", "opening": "the opening", "evidence": "shown as evidence"}
    colour = " grey" if record.channels == 1 else ""
    if frame.source is None:
        kind = "cannot be decoded, so nothing is shown"
    elif frame.exact:
        kind = f"the exact bytes{' as received' if record.original else ', lossless'}"
        kind += f" ({bytes_words(frame.size)})"
    else:
        kind = f"a smaller preview; the exact frame ({bytes_words(frame.size)}) is in the bundle"
    words = [
        f"frame {record.seq}",
        f"{frame.seconds:+.2f} s",
        f"{record.width}×{record.height}{colour}",
        kind,
        *(marks[mark] for mark in frame.marks),
    ]
    if not record.measured:
        words.append("kept without being measured")
    if frame.source is not None and not frame.true_pixels:
        words.append("its pixels are NOT those that the manifest names")
    if frame.predictions is not None:
        answers = [_answer(p) for p in frame.predictions[:6]]
        more = f" and {len(frame.predictions) - 6} more" if len(frame.predictions) > 6 else ""
        words.append(f"the model said: {', '.join(answers) or 'nothing'}{more}")
    return " · ".join(words)


def _answer(given: Prediction) -> str:
    return f"{name(given.label)} {number(given.score, '.2f')}"


def _kept_words(frames: Sequence[PageFrame]) -> str:
    exact = sum(frame.exact for frame in frames)
    blind = sum(frame.source is None for frame in frames)
    words = f"{exact} of {count_words(len(frames), 'frame')} as the exact bytes"
    if len(frames) - exact - blind:
        words += f", {len(frames) - exact - blind} as smaller previews"
    if blind:
        words += f", {blind} not to be decoded"
    return words


def _nearest(frames: Sequence[PageFrame], seconds: float) -> int:
    """The frame nearest to a time of those that can be shown; 0 where there is none."""
    there = [i for i, frame in enumerate(frames) if frame.source is not None]
    return min(there, key=lambda i: abs(frames[i].seconds - seconds), default=0)


def _sound(frames: Sequence[PageFrame], onset_seconds: float) -> int | None:
    """The frame to compare with: the last one well before the onset, if there is a later one."""
    there = [(i, frame.seconds) for i, frame in enumerate(frames) if frame.source is not None]
    first = [i for i, seconds in there[:1] if seconds <= onset_seconds - _SOUND_SECONDS_MIN]
    before = [i for i, seconds in there if seconds <= onset_seconds - _SOUND_SECONDS] or first
    return before[-1] if before and before[-1] != there[-1][0] else None


def _verdict(replayed: Report | str) -> Verdict:
    if isinstance(replayed, str):
        return Verdict("not possible", "warn", (replayed,))
    lines = [
        f"{what}: {stage.verdict.words}, {stage.exact} of {stage.compared} alike to the last bit"
        + (f"; first difference: {short(stage.first)}" if stage.first else "")
        for stage, what in (
            (replayed.pixels, "Frames measured again"),
            (replayed.decision, "Measurements judged again"),
        )
    ]
    lines += [f"Differs: {short(words)}" for words in replayed.differs]
    words = replayed.verdict.words
    return Verdict(words, "bad" if words == "diverged" else "good", tuple(lines))


def as_json(made: Made) -> dict[str, Any]:
    """What the command prints of a page."""
    verdict = made.about.verdict
    return {
        "incident": made.about.incident,
        "camera": made.about.camera,
        "frames": made.frames,
        "exact_frames": made.exact,
        "replay": None if verdict is None else asdict(verdict)["words"],
    }
