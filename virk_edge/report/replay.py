"""What a replay found, in words and in JSON: one bundle, its predictions, and many bundles.

Law: a label or a name may come from a stranger, so no text of a bundle reaches a terminal as it is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final

from virk_edge.core.answers import Answers, Change, FrameAnswers
from virk_edge.core.verdict import Verdict
from virk_edge.formats.bundle import Manifest
from virk_edge.nouns import Prediction
from virk_edge.replay import Report
from virk_edge.report.bundles import count_words
from virk_edge.report.words import name, plain, share

WIDTH: Final = 80
_FRAMES_MAX: Final = 10  # of a bundle, in words; JSON has them all
_CHANGES_MAX: Final = 4  # of a frame
_LABELS_MAX: Final = 12
_FRAME_COLUMNS: Final = 22  # number and seconds


@dataclass(frozen=True, slots=True)
class Replayed:
    """One bundle. report: None if it was refused, and ``problem`` says why; answers: if asked."""

    label: str
    report: Report | None = None
    answers: Answers | None = None
    problem: str = ""

    @property
    def good(self) -> bool:
        """Whether it came out the same, predictions included."""
        answered = self.answers is None or self.answers.verdict == "same"
        return self.report is not None and self.report.verdict < Verdict.DIVERGED and answered

    def as_json(self) -> dict[str, Any]:
        """One object for ``--json``."""
        if self.report is None:
            return {"bundle": self.label, "verdict": "refused", "problem": self.problem}
        asked = {} if self.answers is None else {"predictions": self.answers.as_json()}
        return self.report.as_json() | asked


@dataclass(frozen=True, slots=True)
class Summary:
    """Many bundles in numbers. frames: stored ones that were compared by their pixels.

    The ``predictions_`` count frames; they are None when no model was asked.
    """

    bundles: int
    bit_exact: int
    within_tolerance: int
    diverged: int
    refused: int
    frames: int
    predictions_compared: int | None
    predictions_changed: int | None
    predictions_failed: int | None

    @property
    def good(self) -> bool:
        """Whether all came out the same; asking a model about nothing is no good answer."""
        verdicts = self.diverged or self.refused
        answers = self.predictions_changed or self.predictions_failed
        return not (verdicts or answers or self.predictions_compared == 0)

    def as_json(self) -> dict[str, Any]:
        """The last object of ``--json``."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {"event": "summary", **{k: v for k, v in found.items() if v is not None}}


def summary_of(found: Iterable[Replayed]) -> Summary:
    """All bundles counted."""
    results = list(found)
    reports = [r.report for r in results if r.report is not None]
    answers = [r.answers for r in results if r.answers is not None]
    verdicts = [report.verdict for report in reports]
    return Summary(
        bundles=len(results),
        bit_exact=verdicts.count(Verdict.BIT_EXACT),
        within_tolerance=verdicts.count(Verdict.WITHIN_TOLERANCE),
        diverged=verdicts.count(Verdict.DIVERGED),
        refused=len(results) - len(reports),
        frames=sum(report.pixels.compared for report in reports),
        predictions_compared=sum(a.compared for a in answers) if answers else None,
        predictions_changed=sum(a.changed for a in answers) if answers else None,
        predictions_failed=sum(a.failed for a in answers) if answers else None,
    )


def brief_lines(result: Replayed) -> list[str]:
    """One of many: its name, what came out, and more only where something is not as it was."""
    if result.report is None:
        return [plain(result.label), *_wrapped(f"refused: {result.problem}", "    ")]
    report, answers = result.report, result.answers
    said = [report.verdict.words, _cause(report.manifest)]
    if answers is not None:
        said.append(answers_sentence(answers))
    lines = [plain(result.label), *_wrapped(", ".join(said), "    ")]
    for stage in (report.pixels, report.decision):
        if stage.verdict is Verdict.DIVERGED:
            lines += _wrapped(f"{stage.name}: {plain(stage.first)}", "    ")
    if answers is not None:
        lines += [f"    {line}" for line in answer_lines(answers)]
    return lines


def answers_sentence(answers: Answers) -> str:
    """``of 48 frames 3 changed``."""
    found = _counts(answers.compared, answers.changed, answers.failed)
    return found or "no recorded prediction to compare with"


def answer_lines(answers: Answers) -> list[str]:
    """What is to know of the answers besides that sentence; empty if they are simply the same."""
    lines: list[str] = []
    if answers.not_recorded:
        frames = count_words(answers.not_recorded, "frame")
        lines += _wrapped(f"{frames} passed over: what was answered then is not recorded")
    if answers.frames and answers.other_pixels:
        frames = count_words(answers.other_pixels, "frame")
        lines += _wrapped(f"{frames} decoded to other pixels here, which may be why")
    if answers.frames and answers.masked:
        lines += _wrapped("the recording is under a mask that the model of then did not see")
    if not answers.frames:
        return lines
    if answers.compared:
        lines += _wrapped(f"labels  {_label_mix(answers)}", "", " " * 8)
    lines.append(f"{'frame':>10} {'seconds':>10}  recorded -> now")
    told = 0
    for said, group in islice(groupby(answers.frames, key=_said_of), _FRAMES_MAX):
        first, *others = group
        lines += _frame_lines(first, said, len(others))
        told += 1 + len(others)
    more = len(answers.frames) - told
    if more > 0:
        lines.append(f"and {count_words(more, 'frame')} more; --json names them all")
    return lines


def summary_line(summary: Summary) -> str:
    """``12 bundles: 11 bit-exact, 1 diverged; of 480 frames 3 changed``."""
    parts = [
        f"{count} {words}"
        for count, words in (
            (summary.bit_exact, "bit-exact"),
            (summary.within_tolerance, "within tolerance"),
            (summary.diverged, "diverged"),
            (summary.refused, "refused"),
        )
        if count
    ]
    line = f"{count_words(summary.bundles, 'bundle')}: {', '.join(parts) or 'nothing replayed'}"
    if summary.predictions_compared is None:
        return line
    found = _counts(
        summary.predictions_compared,
        summary.predictions_changed or 0,
        summary.predictions_failed or 0,
    )
    return f"{line}; {found or 'no frame has a recorded prediction, so nothing was compared'}"


def _counts(compared: int, changed: int, failed: int) -> str:
    """Of frames; empty if there were none."""
    parts = [f"{changed or 'none'} changed"] if compared else []
    parts += [f"{failed} failed"] if failed else []
    return f"of {count_words(compared + failed, 'frame')} {', '.join(parts)}" if parts else ""


def _cause(manifest: Manifest) -> str:
    incident = manifest.incident
    if not incident.causes:
        return f"{name(incident.camera)} not diagnosed"
    best = incident.causes[0]
    return f"{name(incident.camera)} {name(best.cause)} ({share(best.score)})"


def _label_mix(answers: Answers) -> str:
    before, now = answers.labels_recorded, answers.labels_now
    most = sorted(before | now, key=lambda label: (-max(before[label], now[label]), label))
    shown = [f"{name(n)} {before[n]} -> {now[n]}" for n in most[:_LABELS_MAX]]
    more = len(most) - _LABELS_MAX
    return ", ".join(shown + ([f"and {more} more"] if more > 0 else []))


def _frame_lines(frame: FrameAnswers, said: tuple[str, ...], others: int) -> list[str]:
    """One frame; others: how many of the same words follow it."""
    head = f"{frame.seq:>10} {frame.seconds:>+10.1f} "
    words = [*said[:_CHANGES_MAX]]
    more = len(said) - _CHANGES_MAX
    words += [f"and {more} more"] if more > 0 else []
    words += [f"the same in {count_words(others, 'frame')} after it"] if others else []
    lines = [line for text in words for line in _wrapped(text, " " * (_FRAME_COLUMNS + 1))]
    return [head + lines[0][_FRAME_COLUMNS:], *lines[1:]]


def _said_of(frame: FrameAnswers) -> tuple[str, ...]:
    if frame.why:
        return (f"failed: {frame.why}",)
    return tuple(_words(change) for change in frame.changes)


def _words(change: Change) -> str:
    was, now = change.recorded, change.now
    if was is None or now is None:
        return f"{_said(was)} -> {_said(now)}"
    words = _said(was) + (f" -> {now.score:.2f}" if "scores" in change.kinds else "")
    if "boxes" not in change.kinds:
        return words
    if change.overlap is None:
        return f"{words}, {'without its' if now.box is None else 'now with a'} box"
    return f"{words}, box moved (overlap {change.overlap:.2f})"


def _said(prediction: Prediction | None) -> str:
    return "nothing" if prediction is None else f"{name(prediction.label)} {prediction.score:.2f}"


def _wrapped(text: str, first: str = "", later: str | None = None) -> list[str]:
    """Within 76 columns, but no word (a path to copy) is broken."""
    return textwrap.wrap(
        text,
        WIDTH - 4,
        initial_indent=first,
        subsequent_indent=first if later is None else later,
        break_long_words=False,
        break_on_hyphens=False,
    )
