"""``virk-edge baseline calibrate``: learn from footage that is known to be clean."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from virk_edge.cli.baseline_orders import ordered, states_of, the_camera
from virk_edge.cli.ending import INTERRUPTED_STATUS, asked_to_end
from virk_edge.cli.options import config_of
from virk_edge.cli.rows import Line
from virk_edge.errors import StateError

if TYPE_CHECKING:
    from virk_edge.analysis import Analysis


def run(args: argparse.Namespace) -> int:
    """Learn, conclude, say what it is worth, and write the baseline.

    Raises:
        FootageError: if nothing can be read. StateError: if nothing could be armed from it.
        StorageError: if the baseline cannot be written, or nobody answers.
    """
    from virk_edge.adapters.embedder import load_embedder
    from virk_edge.adapters.footage import open_footage
    from virk_edge.analysis import Analysis
    from virk_edge.cli.analyze import footage_camera
    from virk_edge.cli.baseline_files import write
    from virk_edge.daemon.orders import Wish, new_head
    from virk_edge.formats.baseline import EmbedderRecord, baseline_bytes

    config = config_of(args)
    states = states_of(config)
    camera = the_camera(args, config, states) if args.out is None else footage_camera(args, config)
    with open_footage(args.source, fps=args.fps, times=args.times) as footage:
        embedder = load_embedder(config.embedder)
        analysis = Analysis(footage, camera, config, embedder)
        summary = _learn(analysis, args)
        for warning in footage.warnings:
            print(f"virk-edge: {warning}", file=sys.stderr)
    if summary is None:
        return INTERRUPTED_STATUS
    monitor = analysis.pipeline.monitor
    monitor.conclude()
    if (why := _why_nothing(analysis, summary)) is not None:
        raise StateError(f"{args.source}: {why}")
    record = EmbedderRecord.of(embedder.identity)
    head = new_head("baseline", camera, record, config.camera(camera).mask_sha256)
    if args.out is not None:
        write(args.out, head, monitor.learnt())
        words = f"{args.out} holds it: virk-edge baseline import {args.out} --camera NAME"
    else:
        wish = Wish(camera, "import", args.source, baseline_bytes(head, monitor.learnt()))
        words = ordered(wish, config, states).words
    _tell(analysis, summary, words, args)
    return 0


def _why_nothing(analysis: Analysis, summary: dict[str, Any]) -> str | None:
    """Why nothing was learnt that could be put in force, None if something was."""
    detect, seconds, analysed = analysis.config.detect, summary["seconds"], summary["analysed"]
    found = f"{seconds:.1f} s with {analysed} frames"
    if seconds < detect.learn_seconds or analysed < detect.learn_frames_min:
        return (
            f"{found} are too short to arm anything, so nothing was written; give at least "
            f"{detect.learn_seconds:.0f} s with {detect.learn_frames_min} frames"
        )
    if analysis.pipeline.monitor.status().false_incidents_per_month is None:
        return (
            f"nothing could be armed from {found}, so nothing was written; give footage in which "
            f"the picture keeps its size for at least {detect.learn_seconds:.0f} s"
        )
    return None


def _learn(analysis: Analysis, args: argparse.Namespace) -> dict[str, Any] | None:
    """Walk through the footage; the summary, None if it was broken off."""
    from virk_edge.cli.analyze import STYLES, Story, wall_start_ns
    from virk_edge.cli.progress import bar

    story, summary = Story(), None
    length = analysis.footage.length
    with asked_to_end() as stop, bar(length, "learning", quiet=args.json) as drawn:
        events = analysis.run(
            wall_start_ns=wall_start_ns(args.source),
            wall_seconds=time.monotonic,
            progress=lambda p: drawn.advance(p.frames),
            stopping=stop.is_set,
        )
        for event in events:
            if event["event"] == "summary":
                summary = event
            elif args.json:
                drawn.say(Line(json.dumps(event)))
            else:
                for line in story.tell(event):
                    drawn.say(Line(line, STYLES.get(event["event"], "")))
        return None if stop.is_set() else summary


def _tell(
    analysis: Analysis, summary: dict[str, Any], words: str, args: argparse.Namespace
) -> None:
    from virk_edge.cli.baseline_show import status_json
    from virk_edge.cli.rows import print_rows
    from virk_edge.report.baseline import duration_words, rows
    from virk_edge.report.incident import Row

    status = analysis.pipeline.monitor.status()
    if args.json:
        counted = {key: summary[key] for key in ("frames", "analysed", "incidents", "seconds")}
        file = None if args.out is None else str(args.out)
        about = {"event": "calibrated", **counted, "file": file, "words": words}
        print(json.dumps({**about, **status_json(status)}))
        return
    clean = [Row("written", words)]
    if analysis.incidents:
        count = analysis.incidents
        text = f"{count} incident{'s' if count > 1 else ''} in it: is this footage clean?"
        clean.insert(0, Row("doubt", text, loud=True))
    seen = f"{duration_words(summary['seconds'])} of {args.source}"
    print_rows(f"camera {status.camera}, calibrated with {seen}", [*rows(status), *clean])
