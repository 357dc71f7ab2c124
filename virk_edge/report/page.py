"""What the page of one incident says, made from what its bundle says: values without any layout.

Law: pure, and nothing is believed that could hurt a reader; sentences are those of ``show``
(``report.incident``), so that terminal and page never tell two stories.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final, Literal, TypeAlias

from virk_edge.formats.bundle import IncidentRecord, Manifest
from virk_edge.nouns import Cause
from virk_edge.report.advice import advice
from virk_edge.report.bundles import bytes_words, count_words
from virk_edge.report.incident import (
    CAUSES_MAX,
    LOSSES,
    LOSSES_MAX,
    LOST_UNKNOWN,
    Row,
    losses,
    rows,
    severity_word,
)
from virk_edge.report.page_source import Material
from virk_edge.report.words import clamped, name, plain, share, short, wall_clock

Mood: TypeAlias = Literal["", "good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A word or two in the header; the mood has a colour, the text says it without."""

    text: str
    mood: Mood = ""


_NUMBERS_MAX: Final = 200  # a diagnosis has some dozens
_TOLERANCES_MAX: Final = 20
VERIFIED: Final = Badge("digests verified", "good")


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the first minute; ``more``: what stands below in smaller letters."""

    question: str
    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A ranked cause. percent: its score as a bar shows it, 0 to 100. score: in words, of 1."""

    name: str
    title: str
    percent: int
    score: str
    because: str


@dataclass(frozen=True, slots=True)
class Loss:
    """Frames shed or lost for one reason, in words."""

    count: int
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a replay came out; lines: the stages, in words."""

    words: str
    mood: Mood
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that a page says in words and numbers; pictures and plots come beside it.

    opened_iso: the opening in UTC as ISO 8601, empty where no calendar knows it.
    """

    title: str
    headline: str
    camera: str
    incident: str
    opened: str
    opened_iso: str
    badges: tuple[Badge, ...]
    answers: tuple[Answer, ...]
    causes: tuple[CauseLine, ...]
    causes_left_out: int
    numbers: tuple[tuple[str, str], ...]
    numbers_left_out: int
    material: tuple[Row, ...]
    losses: tuple[Loss, ...]
    no_losses: str
    budget: tuple[str, ...]
    origin: tuple[tuple[str, str], ...]
    digests: tuple[tuple[str, int, str], ...]
    commands: tuple[str, ...]
    verdict: Verdict | None


def page(material: Material, verdict: Verdict | None = None, *, false_frames: int = 0) -> Page:
    """The page of a verified bundle.

    verdict: of its replay, if it was asked for. false_frames: how many frames do not decode to the
    pixels that the manifest names.
    """
    manifest = material.manifest
    incident = manifest.incident
    told = _Told(rows(manifest, local=timezone.utc))
    cause = incident.causes[0].cause if incident.causes else None
    camera = name(incident.camera)
    numbers = sorted(incident.evidence.items())
    headline = advice(cause).title or f"{name(cause or '')}: a cause that is newer than this page"
    return Page(
        title=f"{headline} · {camera}",
        headline=headline,
        camera=camera,
        incident=name(incident.id),
        opened=wall_clock(incident.opened_wall_ns, timezone.utc),
        opened_iso=_iso(incident.opened_wall_ns),
        badges=tuple(_badges(manifest, told, verdict, false_frames)),
        answers=_answers(incident, told, headline),
        causes=tuple(_cause(c) for c in incident.causes[:CAUSES_MAX]),
        causes_left_out=max(len(incident.causes) - CAUSES_MAX, 0),
        numbers=tuple((name(k), f"{v:.4g}") for k, v in numbers[:_NUMBERS_MAX]),
        numbers_left_out=max(len(numbers) - _NUMBERS_MAX, 0),
        material=told.rows("repeats", "frames", "mask", "to see"),
        losses=_losses(manifest),
        no_losses=f"{LOST_UNKNOWN}." if incident.state == "interrupted" else "Nothing was lost.",
        budget=told.texts("budget"),
        origin=_origin(material, told),
        digests=tuple((plain(k), e.size, e.sha256) for k, e in manifest.entries.items()),
        commands=_commands(material.name),
        verdict=verdict,
    )


def _cause(cause: Cause) -> CauseLine:
    percent = round(100 * clamped(cause.score))
    title = advice(cause.cause).title
    return CauseLine(name(cause.cause), title, percent, share(cause.score), short(cause.because))


class _Told:
    """The sentences of ``show``, by label; a line without a label goes on from the one before."""

    def __init__(self, told: Sequence[Row]) -> None:
        self._by_label: dict[str, list[Row]] = {}
        label = ""
        for row in told:
            label = row.label or label
            self._by_label.setdefault(label, []).append(row)

    def texts(self, label: str) -> tuple[str, ...]:
        return tuple(row.text for row in self._by_label.get(label, ()))

    def text(self, label: str) -> str:
        return " ".join(self.texts(label))

    def rows(self, *labels: str) -> tuple[Row, ...]:
        return tuple(row for label in labels for row in self._by_label.get(label, ()))


def _badges(
    manifest: Manifest, told: _Told, verdict: Verdict | None, false_frames: int
) -> Iterable[Badge]:
    incident = manifest.incident
    if incident.causes:
        first = incident.causes[0]
        yield Badge(f"{name(first.cause)} {share(first.score)}")
    word = severity_word(incident)
    moods: dict[str, Mood] = {"severe": "bad", "moderate": "warn"}
    yield Badge(
        f"{word}, {incident.severity:.2f} of 1" if word else "severity not known",
        moods.get(word, ""),
    )
    yield _state(incident)
    if incident.provisional:
        yield Badge("provisional baseline", "warn")
    if manifest.duplicate_of is not None:
        yield Badge(f"repeats {name(manifest.duplicate_of)}")
    if manifest.frames_withheld:
        yield Badge("frames withheld", "warn")
    yield VERIFIED
    if false_frames:
        yield Badge(f"{count_words(false_frames, 'frame')} not as the manifest says", "bad")
    if verdict is not None:
        yield Badge(f"replay: {verdict.words}", verdict.mood)


def _state(incident: IncidentRecord) -> Badge:
    if incident.state == "interrupted":
        return Badge("interrupted: the recording was cut off", "warn")
    if incident.state == "open":
        return Badge("still lasted when the recording ended")
    return Badge(f"ended: {name(incident.reason).replace('_', ' ')}")


def _answers(incident: IncidentRecord, told: _Told, headline: str) -> tuple[Answer, ...]:
    cause = incident.causes[0] if incident.causes else None
    why = short(cause.because) if cause else told.text("why")
    return (
        Answer("What happened", headline, (f"Noticed at {told.text('noticed')}.",)),
        Answer(
            "When",
            told.texts("when")[0],
            (
                f"Began at {told.text('began')}.",
                f"Ended: {told.text('ended')}.",
                f"Clock: {'; '.join(told.texts('clock'))}.",
            ),
        ),
        Answer("Why", why, (f"Severity {told.text('severity')}.",)),
        Answer("How sure", told.text("sure")),
        Answer("What to do", told.text("do")),
    )


def _losses(manifest: Manifest) -> tuple[Loss, ...]:
    lost = losses(manifest)
    found = [
        Loss(n, name(reason), LOSSES.get(reason, name(reason))) for reason, n in lost[:LOSSES_MAX]
    ]
    if rest := lost[LOSSES_MAX:]:
        found.append(Loss(sum(n for _, n in rest), "", f"for {len(rest):,} reasons more"))
    return tuple(found)


def _origin(material: Material, told: _Told) -> tuple[tuple[str, str], ...]:
    manifest = material.manifest
    clocks, mask = manifest.clocks, manifest.mask_sha256
    found = [
        ("file", f"{plain(material.name)}, {bytes_words(material.size)}"),
        ("sha256", material.sha256),
        *(
            ("" if i else label, text)
            for label in _MACHINE
            for i, text in enumerate(told.texts(label))
        ),
        ("boot", f"{name(clocks.boot_id)}, {clocks.boot_ns / 1e9:.3f} s after it"),
        ("device time", wall_clock(clocks.wall_ns, timezone.utc)),
    ]
    if mask is not None:
        found.append(("mask sha256", mask))
    if manifest.tolerances:
        known = sorted(manifest.tolerances.items())
        words = ", ".join(f"{name(k)} {v:g}" for k, v in known[:_TOLERANCES_MAX])
        found.append(("tolerances", words))
    return tuple(found)


_MACHINE: Final = ("model", "embedder", "software", "machine")


def _commands(file: str) -> tuple[str, ...]:
    shown = plain(file)
    quoted = shlex.quote(f"./{shown}" if shown.startswith("-") else shown)  # no option
    return (
        f"virk-edge show {quoted}",
        f"virk-edge verify {quoted}",
        f"virk-edge replay {quoted}",
        f"python3 {quoted}",
    )


def _iso(t_wall_ns: int) -> str:
    try:
        moment = datetime.fromtimestamp(t_wall_ns // 10**9, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year >= 1000 else ""
