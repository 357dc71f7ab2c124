"""Replays a bundle: measures its frames again, judges its measurements again, and compares.

Law: it uses the code that runs it (the installed one, or the enclosed one under ``python3 FILE``)
and says which; nothing inside a bundle is run by it. It reads no clock.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import cv2

import virk_edge
from virk_edge.adapters.embedder import Embedder, load_embedder
from virk_edge.adapters.exact_frames import check_digests, frames_of, open_frames
from virk_edge.adapters.exhibits import read_exhibit
from virk_edge.adapters.replay_differs import differs, other_code
from virk_edge.core.answers import SCORE_TOLERANCE, Answers, Predict
from virk_edge.core.compare import (
    Difference,
    compare_exhibits,
    compare_observations,
    other_pixels,
)
from virk_edge.core.exhibit import Sight, exhibit
from virk_edge.core.monitor import Monitor
from virk_edge.core.observe import observe
from virk_edge.core.rejudge import judge_again
from virk_edge.core.verdict import Stage, Verdict
from virk_edge.errors import BundleError, ConfigError, ModelError, StateError, VirkError
from virk_edge.formats.bundle import (
    CONFIG,
    EMBEDDER,
    STATE,
    Manifest,
    read_manifest,
)
from virk_edge.formats.config import Config
from virk_edge.formats.config_toml import parse_config
from virk_edge.formats.observations import LINES, decode_observations
from virk_edge.formats.shown import plain
from virk_edge.formats.state import unpack_state
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import U8, Observation, ObservedStep, RecordedStep

# What numpy, OpenCV and the judge raise over arrays of wrong lengths or kinds.
NOT_FITTING = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, cv2.error)


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay found. differs: versions and hardware that are not those of the recording."""

    label: str
    manifest: Manifest
    pixels: Stage
    decision: Stage
    differs: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """The worse of the two stages."""
        return max(self.pixels.verdict, self.decision.verdict)

    def as_json(self) -> dict[str, object]:
        """One object for ``--json``."""
        incident = self.manifest.incident
        return {
            "bundle": self.label,
            "incident": incident.id,
            "verdict": self.verdict.words,
            "causes": [{"cause": c.cause, "score": c.score} for c in incident.causes],
            "code": f"virk-edge {virk_edge.__version__}",
            "differs": list(self.differs),
            **{
                stage.name: {
                    "verdict": stage.verdict.words,
                    "compared": stage.compared,
                    "exact": stage.exact,
                    "worst": stage.worst,
                    "first_difference": stage.first or None,
                }
                for stage in (self.pixels, self.decision)
            },
        }


def replay(path: Path) -> Report:
    """Replay one bundle.

    Raises:
        BundleError: if the file is not a whole, truthful bundle of a known format.
        ModelError: if the embedder in it cannot be run here.
    """
    try:
        with path.open("rb") as file:
            return replay_file(file, str(path))
    except OSError as error:
        raise BundleError(f"{path}: the bundle cannot be read ({error.strerror})") from error


def replay_file(file: BinaryIO, label: str) -> Report:
    """Replay the bundle in an open, seekable file; see ``replay``."""
    reader = ZipReader(file, label)
    manifest = read_manifest(reader)
    check_digests(reader, manifest)
    if LINES not in reader:
        raise BundleError(
            f"{label}: the recording was cut off before its measurements were written, so there is "
            "nothing to compare; look at its frames instead"
        )
    try:
        steps = decode_observations(reader.read_all("observations."))
        config = parse_config(reader.read(CONFIG).decode())
    except (BundleError, ConfigError, UnicodeDecodeError) as error:
        raise BundleError(f"{label}: {error}") from error
    lost = manifest.software.embedder is not None and EMBEDDER not in reader
    if lost and any(
        isinstance(s, ObservedStep) and s.observation.embedding is not None for s in steps
    ):
        raise BundleError(
            f"{label}: the embedder that measured is lost from it, so nothing can be measured "
            "again; look at its frames instead"
        )
    with _embedder(reader, manifest, config) as embedder:
        with _fitting(label):
            pixels = _measure_again(reader, manifest, steps, embedder)
        identity = None if embedder is None else embedder.identity
        differing = (*differs(manifest, identity), *other_code(reader))
    with _fitting(label):
        decision = _judge_again(reader, manifest, steps, config)
    return Report(label, manifest, pixels, decision, differing)


def answer_again(
    path: Path, predict: Predict, *, score_tolerance: float = SCORE_TOLERANCE
) -> Answers:
    """Ask a model again about the exact frames of one bundle, in order, and compare its answers.

    Frames whose answers were not recorded are passed over. Whatever ``predict`` raises is counted.

    Raises:
        BundleError: if the file is not a whole, truthful bundle of a known format.
    """
    with open_frames(path) as frames:
        manifest = frames.manifest
        answers = Answers(score_tolerance, masked=manifest.mask_sha256 is not None)
        for frame in frames:
            info = frames.header(frame)
            if info is None or info.predictions is None:
                answers.not_recorded += 1
                continue
            answers.other_pixels += not frame.as_recorded
            seconds = (info.t_boot_ns - manifest.incident.opened_boot_ns) / 1e9
            place = (info.seq, seconds, info.predictions)
            try:
                now = predict(frame.pixels, info)
            except Exception as error:  # an operator's code may raise anything
                answers.fail(*place, _failure(error), traceback.format_exc())
            else:
                answers.note(*place, now)
    return answers


def _failure(error: Exception) -> str:
    """The first line of what went wrong, and where."""
    said = f"{type(error).__name__}: {error}".split("\n")[0]
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{plain(said, most=200)} ({Path(last.filename).name}, line {last.lineno})"


@contextmanager
def _fitting(label: str) -> Iterator[None]:
    """Each part of a bundle may be right in form, and still not belong to the others."""
    try:
        yield
    except NOT_FITTING as error:
        what = f"{type(error).__name__}: {error}".split("\n")[0]
        raise BundleError(
            f"{label}: its frames, state and measurements do not fit together ({plain(what)})"
        ) from error


@contextmanager
def _embedder(reader: ZipReader, manifest: Manifest, config: Config) -> Iterator[Embedder | None]:
    """The embedder of the bundle under the kernels that measured, if it has one."""
    identity = manifest.software.embedder
    if identity is None or EMBEDDER not in reader:
        yield None
        return
    with tempfile.NamedTemporaryFile(suffix=".tflite") as file:
        file.write(reader.read(EMBEDDER))
        file.flush()
        settings = replace(config.embedder, model=file.name)
        kernels = "builtin" if identity.kernels == "builtin" else None
        try:
            embedder = load_embedder(settings, kernels=kernels)
        except ModelError as error:
            why = str(error).replace(file.name, EMBEDDER)
            raise ModelError(f"{reader.label}: {why}") from error
        yield embedder


def _measure_again(
    reader: ZipReader, manifest: Manifest, steps: list[RecordedStep], embedder: Embedder | None
) -> Stage:
    stage = Stage("pixels")
    seen = [s.observation for s in steps if isinstance(s, ObservedStep)]
    recorded = {(o.info.run, o.info.seq): o for o in seen}
    for frame in frames_of(reader, manifest):
        record = frame.record
        observation = recorded.get((record.run, record.seq))
        if not record.measured:
            found = []
        elif observation is None:
            found = [Difference("frame", "it has no recorded observation", False)]
        else:
            found = compare_observations(observation, _again(observation, frame.pixels, embedder))
        if not frame.as_recorded:
            found = other_pixels(record.entry, found)
        stage.note(f"frame {record.seq}", found)
    return stage


def _again(observation: Observation, pixels: U8, embedder: Embedder | None) -> Observation:
    embed = None if embedder is None else embedder.embed
    return observe(observation.info, pixels, observation.effort, embed)


def _judge_again(
    reader: ZipReader, manifest: Manifest, steps: list[RecordedStep], config: Config
) -> Stage:
    try:
        monitor = Monitor.restore(unpack_state(reader.read_all(STATE), STATE), config.detect)
    except (StateError, ValueError, KeyError, TypeError) as error:
        raise BundleError(
            f"{reader.label}: the judge's state cannot be restored: {error}"
        ) from error
    stage, sight = judge_again(monitor, steps, manifest.incident.causes)
    shown = _compare_shown(reader, manifest, sight)
    if shown:
        stage.note("evidence", shown)
    return stage


def _compare_shown(reader: ZipReader, manifest: Manifest, sight: Sight | None) -> list[Difference]:
    """The pictures for people are made again, if this bundle has any."""
    if sight is None:
        return []
    again = exhibit(sight, opened_ns=manifest.incident.opened_boot_ns, frames=manifest.frames)
    recorded = read_exhibit(reader, max_pixels=again.before.size)
    return [] if recorded is None else compare_exhibits(recorded, again)


def report_lines(report: Report) -> list[str]:
    """The report for a person, a line each."""
    incident = report.manifest.incident
    cause = incident.causes[0] if incident.causes else None
    lines = [f"{report.label}", f"  incident  {incident.id} on {incident.camera}"]
    if cause is not None:
        lines.append(f"  cause     {cause.cause} ({cause.score:.2f}): {cause.because}")
    for stage, what in (
        (report.pixels, "pixels -> measurements"),
        (report.decision, "measurements -> decision"),
    ):
        lines.append(
            f"  {what:25s} {stage.verdict.words:16s} {stage.exact} of {stage.compared} exact"
        )
        if stage.first:
            lines.append(f"    first difference: {stage.first}")
    lines += [f"  differs   {words}" for words in report.differs]
    lines.append(f"  verdict   {report.verdict.words} (code: virk-edge {virk_edge.__version__})")
    return lines


def main(argv: Sequence[str]) -> int:
    """``python3 FILE.virk.zip [--json]``: replay with the code that is running."""
    parser = argparse.ArgumentParser(prog="replay", description="Replay this incident bundle.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    try:
        report = replay(args.bundle)
    except VirkError as error:
        sys.stderr.write(f"replay: {error}\n")
        return 1 if isinstance(error, (BundleError, ModelError)) else error.exit_status
    text = json.dumps(report.as_json()) if args.json else "\n".join(report_lines(report))
    sys.stdout.write(text + "\n")
    return 1 if report.verdict is Verdict.DIVERGED else 0
