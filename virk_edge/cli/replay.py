"""``virk-edge replay``: measure and judge incidents again, and ask a model of today about them."""

from __future__ import annotations

import argparse
import itertools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from virk_edge.cli.options import add_json
from virk_edge.cli.progress import bar
from virk_edge.cli.rows import Line, print_lines, wrapped
from virk_edge.errors import BundleError, InputError, UsageError

if TYPE_CHECKING:
    from virk_edge.core.answers import Predict
    from virk_edge.nouns import U8, FrameInfo, Prediction
    from virk_edge.report.replay import Replayed

_SCORE_TOLERANCE = 0.05
_STYLES = {"bit-exact": "bold green", "within tolerance": "green", "diverged": "bold red"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "bundles",
        metavar="BUNDLE",
        type=Path,
        nargs="+",
        help="bundles, and folders of bundles",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--against",
        metavar="MODULE:FUNCTION",
        help="ask this function about the exact frames, and compare its predictions",
    )
    what.add_argument(
        "--model", type=Path, metavar="FILE", help="the same with a .tflite classifier or detector"
    )
    what.add_argument(
        "--publish",
        metavar="ENDPOINT",
        help="play the frames into a feed instead, with their predictions",
    )
    add("--labels", type=Path, metavar="FILE", help="of --model: the names of its classes")
    add(
        "--score-tolerance",
        type=float,
        default=_SCORE_TOLERANCE,
        metavar="X",
        help="by how much a score may move before it has changed (default: 0.05)",
    )
    add(
        "--speed",
        choices=("recorded", "full"),
        default="recorded",
        help="of --publish: as it happened, or as fast as they are taken (default: recorded)",
    )
    add("--camera", metavar="NAME", help="of --publish: another name than the recorded one")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 when everything came out the same, 1 when something did not, or is no bundle.

    Raises:
        UsageError: if the options do not fit. ModelError: if --model cannot be used.
        BundleError: if the only bundle is none.
    """
    _check(args)
    paths = bundles_in(args.bundles)
    if args.publish is not None:
        from virk_edge.cli.replay_publish import publish_bundles

        return publish_bundles(args, paths)
    predict = _predict(args)
    if predict is None and len(paths) == 1 and not args.bundles[0].is_dir():
        return _one(paths[0], as_json=args.json)
    return _all(args, paths, predict)


def bundles_in(given: list[Path]) -> list[Path]:
    """The files that were named, and every bundle in the folders that were, by name.

    Raises:
        BundleError: if there is none at all. A folder without any beside others is only refused.
    """
    paths: list[Path] = []
    for path in given:
        inside = sorted(path.glob("[!.]*.virk.zip")) if path.is_dir() else [path]
        if not inside and len(given) == 1:
            raise BundleError(f"{path}: there is no bundle (*.virk.zip) in this folder")
        paths += inside or [path]
    return paths


def _check(args: argparse.Namespace) -> None:
    if args.labels is not None and args.model is None:
        raise UsageError("--labels names the classes of --model FILE.tflite; give both.")
    if not 0.0 <= args.score_tolerance < math.inf:
        raise UsageError(f"--score-tolerance {args.score_tolerance:g}: give a number from 0 on.")
    if args.publish is None and (args.camera is not None or args.speed != "recorded"):
        raise UsageError("--camera and --speed are for --publish ENDPOINT; give it, too.")


def _predict(args: argparse.Namespace) -> Predict | None:
    if args.against is not None:
        from virk_edge.adapters.predict import as_hooked, load_function

        return as_hooked(load_function(args.against))
    if args.model is not None:
        from virk_edge.adapters.predict_tflite import load_model

        return load_model(args.model, args.labels)
    return None


def _one(path: Path, *, as_json: bool) -> int:
    from virk_edge.core.verdict import Verdict
    from virk_edge.replay import replay, report_lines

    report = replay(path)
    if as_json:
        print(json.dumps(report.as_json()))
    else:
        style = _STYLES[report.verdict.words]
        lines = [line for text in report_lines(report) for line in wrapped(text, indent=12)]
        print_lines([Line(line, style if line.startswith("  verdict") else "") for line in lines])
    return 1 if report.verdict is Verdict.DIVERGED else 0


def _all(args: argparse.Namespace, paths: list[Path], predict: Predict | None) -> int:
    """One after the other; a bundle that is refused stops none of the others."""
    from virk_edge.report.replay import summary_line, summary_of

    found = []
    frames = _frames_in(paths[0]) if predict is not None and len(paths) == 1 else None
    with bar(frames or len(paths), "asking" if frames else "replaying", quiet=args.json) as drawn:
        if predict is not None and frames:
            predict = _counted(predict, drawn.advance)
        for done, path in enumerate(paths, start=1):
            found.append(_replayed(path, predict, args.score_tolerance))
            _say(found[-1], drawn.say, as_json=args.json)
            if not frames:
                drawn.advance(done)
    summary = summary_of(found)
    print(json.dumps(summary.as_json()) if args.json else f"\n{summary_line(summary)}")
    return 0 if summary.good else 1


def _frames_in(path: Path) -> int:
    """How many frames a bundle says it has; 0 if it is none, which is told when it is replayed."""
    from virk_edge.formats.bundle import read_manifest
    from virk_edge.formats.zipreader import ZipReader

    try:
        with path.open("rb") as file:
            return len(read_manifest(ZipReader(file, str(path))).frames)
    except (OSError, BundleError):
        return 0


def _counted(predict: Predict, advance: Callable[[int], None]) -> Predict:
    """The same function; ``advance`` hears how often it was asked."""
    asked = itertools.count(1)

    def counting(pixels: U8, info: FrameInfo) -> tuple[Prediction, ...]:
        advance(next(asked))
        return predict(pixels, info)

    return counting


def _replayed(path: Path, predict: Predict | None, score_tolerance: float) -> Replayed:
    from virk_edge.replay import answer_again, replay
    from virk_edge.report.replay import Replayed

    label = str(path)
    try:
        report = replay(path)
        if predict is None:
            return Replayed(label, report)
        answers = answer_again(path, predict, score_tolerance=score_tolerance)
        return Replayed(label, report, answers)
    except InputError as error:
        return Replayed(label, problem=str(error).removeprefix(label).lstrip(": "))


def _say(result: Replayed, say: Callable[[Line], None], *, as_json: bool) -> None:
    from virk_edge.report.replay import brief_lines

    if as_json:
        print(json.dumps(result.as_json()), flush=True)
        return
    name, *lines = brief_lines(result)
    say(Line(name, "" if result.good else "bold red"))
    for line in lines:
        say(Line(line))
