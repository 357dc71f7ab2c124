"""The pictures of docs/concepts.md: real runs of the judge over the footage of the demonstration.

Nothing is drawn by hand. The footage is that of a fixed camera (virk_edge/data/NOTICE says whose);
the faults are those of `virk-edge demo --fault list`. Another run gives the same numbers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import matplotlib
import numpy as np
from footage_bench import frames_at, there_and_back

from virk_edge.adapters.embedder import load_embedder
from virk_edge.adapters.resources import resource
from virk_edge.core.exhibit import Exhibit, exhibit
from virk_edge.core.flight import Finish
from virk_edge.core.pipeline import Pipeline
from virk_edge.faults import FAULTS
from virk_edge.formats.config import Config
from virk_edge.nouns import (
    U8,
    Armed,
    Encoding,
    FrameInfo,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Step,
)

matplotlib.use("Agg")
import matplotlib.pyplot as plt

matplotlib.rcParams["svg.hashsalt"] = "virk-edge"  # the same run, the same file

Axes: TypeAlias = Any
Spoil: TypeAlias = Callable[[U8, float, int], U8]  # frame, seconds, number -> frame

FPS = 5.0
# Okabe and Ito's palette: told apart by the colour-blind too, on white and on a dark page.
COLOURS = {"appearance": "#0072B2", "image": "#D55E00", "geometry": "#009E73"}
SCALES = {1.0: "#56B4E9", 5.0: "#E69F00", 60.0: "#CC79A7"}


@dataclass(slots=True)
class Run:
    """What the judge said, by seconds. scores: channel -> (seconds, score, scale in seconds)."""

    scores: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)
    armed: list[float] = field(default_factory=list)
    onset: float = float("nan")
    opened: float = float("nan")
    closed: float = float("nan")
    cause: str = ""
    seen: Exhibit | None = None

    def note(self, step: Step, seconds: float) -> None:
        """One step of the judge."""
        for score in step.scores:
            row = (seconds, score.score, score.scale_seconds)
            self.scores.setdefault(score.channel, []).append(row)
        for event in step.events:
            if isinstance(event, Armed):
                self.armed.append(seconds)
            elif isinstance(event, IncidentOpened):
                self.opened, self.onset = seconds, event.onset_boot_ns / 1e9
            elif isinstance(event, IncidentDiagnosed):
                self.cause = event.diagnosis.causes[0].cause
            elif isinstance(event, IncidentClosed):
                self.closed = seconds


def watch(frames: Iterator[U8], spoil: Spoil) -> Run:
    """One camera from its first frame on, as ``virk-edge analyze`` would watch it."""
    config, run = Config(), Run()
    pipeline = Pipeline("campus", config, load_embedder(config.embedder).embed)
    for number, clean in enumerate(frames):
        seconds = number / FPS
        pixels = spoil(clean, seconds, number)
        t_ns = round(seconds * 1e9)
        info = FrameInfo(
            camera="campus",
            seq=number,
            run="pictures",
            t_boot_ns=t_ns,
            t_wall_ns=t_ns,
            encoding=Encoding.BGR8,
            height=pixels.shape[0],
            width=pixels.shape[1],
        )
        judged = pipeline.process(info, pixels)
        run.note(judged.step, seconds)
        _look(run, judged.jobs)
    _look(run, pipeline.finish("end_of_footage")[1])
    return run


def _look(run: Run, jobs: list[Any]) -> None:
    """What a bundle would show as evidence."""
    for job in jobs:
        if isinstance(job, Finish) and job.sight is not None:
            run.seen = exhibit(job.sight, opened_ns=round(run.opened * 1e9), frames=())


def footage(seconds: float) -> Iterator[U8]:
    """The demonstration's clip, forwards and backwards for as long as is asked."""
    clip = list(frames_at(resource("campus_people.mp4"), FPS))
    for index in there_and_back(len(clip), round(seconds * FPS)):
        yield clip[index]


def sudden(folder: Path) -> None:
    """A lens is knocked, and set right again."""
    fault = FAULTS["knocked_lens"].start("medium")

    def spoil(pixels: U8, seconds: float, number: int) -> U8:
        return fault(pixels, number) if 60.0 <= seconds < 85.0 else pixels

    run = watch(footage(120.0), spoil)
    figure, axes = plt.subplots(figsize=(9, 3.6))
    for channel, colour in COLOURS.items():
        rows = np.array(run.scores[channel])
        axes.plot(rows[:, 0], rows[:, 1], color=colour, label=channel, linewidth=1.3)
    first = run.armed[0]
    axes.axvspan(0.0, first, color="#999999", alpha=0.25, linewidth=0)
    axes.text(first / 2, 0.3, "learns", ha="center")
    axes.axvspan(run.opened, run.closed, color="#F0E442", alpha=0.35, linewidth=0)
    _event(axes, run.onset, "onset", "right")
    _event(axes, run.opened, f"incident: {run.cause}", "left")
    _event(axes, run.closed, "closed", "left")
    _level(axes)
    _save(figure, axes, folder / "judge-sudden.svg", "score (1 = alarm level)")
    print(
        f"sudden: out of focus from 60 to 85 s; onset {run.onset:.1f} s, "
        f"opened {run.opened:.1f} s, closed {run.closed:.1f} s, {run.cause}"
    )


def slow(folder: Path) -> None:
    """A lens that creeps out of focus within four minutes: a Gaussian blur that grows."""
    begins, ends, most_px = 120.0, 360.0, 2.5

    def spoil(pixels: U8, seconds: float, number: int) -> U8:
        sigma_px = most_px * (seconds - begins) / (ends - begins)
        # Below a tenth of a pixel nothing changes.
        blurred = pixels if sigma_px < 0.1 else cv2.GaussianBlur(pixels, (0, 0), sigma_px)
        return np.asarray(blurred, dtype=np.uint8)

    run = watch(footage(ends), spoil)
    figure, axes = plt.subplots(figsize=(9, 3.6))
    channel = max(run.scores, key=lambda name: max(row[1] for row in run.scores[name]))
    rows = np.array(run.scores[channel])
    for scale, colour in SCALES.items():
        mine = rows[rows[:, 2] == scale]
        label = f"{scale:g} s" if scale < 60 else "1 min"
        axes.scatter(mine[:, 0], mine[:, 1], s=4, color=colour, label=label)
    axes.axvspan(begins, ends, color="#999999", alpha=0.15, linewidth=0)
    axes.text(begins + 100, 0.4, "blurs, ever so slowly")
    _event(axes, run.onset, "onset", "right")
    _event(axes, run.opened, f"incident: {run.cause}", "left")
    _level(axes)
    _save(figure, axes, folder / "judge-slow.svg", f"score of {channel}, by time scale")
    share = (run.opened - begins) / (ends - begins)
    print(
        f"slow: from {begins:g} to {ends:g} s up to {most_px} px; opened {run.opened:.1f} s, "
        f"at {share * most_px:.2f} px, {run.cause}"
    )


def sight(folder: Path) -> None:
    """Where in the view: two incidents as their bundles show them."""
    figure, places = plt.subplots(2, 3, figsize=(9, 5.4))
    for row, name in zip(places, ("cover", "bump"), strict=True):
        fault = FAULTS[name].start("medium")

        def spoil(pixels: U8, seconds: float, number: int, fault: Any = fault) -> U8:
            return fault(pixels, number) if seconds >= 45.0 else pixels

        run = watch(footage(55.0), spoil)
        assert run.seen is not None
        pictures = (run.seen.before, run.seen.after, run.seen.difference)
        for axes, pixels, title in zip(
            row, pictures, ("before", "after", "difference"), strict=True
        ):
            axes.imshow(pixels, cmap="gray", vmin=0, vmax=255)
            axes.set_title(title if title != "after" else f"after: {run.cause}", fontsize=9)
            axes.set_axis_off()
        _cells(row[1], run.seen)
        _arrow(row[2], run.seen)
        print(f"sight: {name}: {run.cause}, opened {run.opened - 45.0:.1f} s after it")
    figure.tight_layout()
    figure.savefig(folder / "judge-sight.png", dpi=110)
    plt.close(figure)


def _cells(axes: Axes, seen: Exhibit) -> None:
    """Cells whose edges are gone, over the picture."""
    cells = seen.record.cells
    height, width = seen.after.shape
    lost = np.array(cells.lost)
    tall, wide = height / lost.shape[0], width / lost.shape[1]
    for y, x in zip(*np.nonzero(lost), strict=True):
        box = plt.Rectangle((x * wide, y * tall), wide, tall, fill=False, edgecolor="#D55E00")
        axes.add_patch(box)


def _arrow(axes: Axes, seen: Exhibit) -> None:
    """Where the middle of the scene has gone."""
    moved = seen.record.movement
    if moved is None or not moved.undone:
        return
    height, width = seen.after.shape
    axes.annotate(
        "",
        xy=(width / 2 + moved.dx_px, height / 2 + moved.dy_px),
        xytext=(width / 2, height / 2),
        arrowprops={"color": "#56B4E9", "width": 1.5, "headwidth": 8, "headlength": 8},
    )


def _level(axes: Axes) -> None:
    axes.axhline(1.0, color="#777777", linestyle="--", linewidth=1)
    axes.set_yscale("log")
    axes.set_ylim(0.1, None)
    axes.margins(x=0.01)


def _event(axes: Axes, seconds: float, words: str, side: str) -> None:
    axes.axvline(seconds, color="#777777", linewidth=0.8)
    shift = 4 if side == "left" else -4
    axes.annotate(
        words,
        xy=(seconds, 0.13),
        xytext=(shift, 0),
        textcoords="offset points",
        ha=side,
        fontsize=9,
    )


def _save(figure: Any, axes: Axes, path: Path, label: str) -> None:
    axes.set_xlabel("seconds")
    axes.set_ylabel(label)
    axes.legend(loc="upper left", fontsize=8, framealpha=0.6)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


PICTURES: dict[str, Callable[[Path], None]] = {"sudden": sudden, "slow": slow, "sight": sight}


def main() -> int:
    """Draw all of them into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=Path("docs/images"), metavar="DIR")
    parser.add_argument("--only", choices=sorted(PICTURES), help="default: all of them")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        if args.only in (None, name):
            draw(args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
