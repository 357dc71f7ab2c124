"""What a manifest says, in words for the person on call: labelled lines without any layout.

Law: nothing is believed. A bundle may come from a stranger, so its texts and numbers go through
``report.words`` here, and of a list only the beginning is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from virk_edge.core.readings import FIRST_WALL_NS
from virk_edge.formats.bundle import (
    AFTER,
    BEFORE,
    DIFFERENCE,
    ClocksRecord,
    IncidentRecord,
    Manifest,
)
from virk_edge.report.advice import advice
from virk_edge.report.words import name, number, plain, possible, share, short, times, wall_clock

REASONS: Final[dict[str, str]] = {
    "recovered": "the camera was back to normal",
    "shutdown": "the recorder was stopped while it lasted",
    "end_of_footage": "the footage ended while it lasted",
    "accepted": "a person said that this is the new normal",
    "reset": "a person had the baseline forgotten or replaced",
    "recording_cap": "it went on when the recording had reached record.max_seconds",
    "interrupted": "the recording was cut off and finished at a later start",
}
LOSSES: Final[dict[str, str]] = {
    "hook": "the camera program could not send them",
    "feed_gap": "on the way to the recorder",
    "superseded": "a newer frame came before they were looked at",
    "unrequested": "came although nobody had asked for them",
    "budget": "no processor time for them",
    "undecodable": "no picture could be made of them",
    "ring_full": "no room in record.ring_bytes",
    "recorder_busy": "no room while the disk was written to",
    "recorder_queue_full": "the disk could not keep up",
    "record_bytes": "no room in record.max_bytes",
    "withheld_space": "no room in the store",
    "withheld_repeat": "the incident repeats others that have their frames",
}
_WITHHELD: Final[dict[str, str]] = {
    "space": "; frames were withheld: the store had no room",
    "repeat": "; frames were withheld: it repeats other incidents",
}
SLIGHT, SEVERE = 0.33, 0.67  # severity in words
CAUSES_MAX: Final = 8  # a diagnosis has three
LOSSES_MAX: Final = 20  # there are some dozen reasons
LOST_UNKNOWN: Final = "not known: the recording was cut off before it could be counted"
_SHAPES_MAX: Final = 4
_STEP_SECONDS_MIN: Final = 0.1  # what people care for
_APART_NS_MIN: Final = 3600 * 10**9  # the recorder may be some seconds late


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled line. ``label`` is empty when it goes on from the row before.

    whole: a command to copy, which is never broken into lines.
    """

    label: str
    text: str
    loud: bool = False
    whole: bool = False


def rows(manifest: Manifest, *, local: tzinfo | None = None) -> list[Row]:
    """Everything worth knowing in a minute, the most important first.

    local: the reader's time zone; None takes the system's.
    """
    return [
        *_why(manifest.incident),
        _todo(manifest.incident),
        *_when(manifest, local),
        *_repeat(manifest),
        *_material(manifest),
        *_evidence(manifest),
        *_origin(manifest),
    ]


def _why(incident: IncidentRecord) -> list[Row]:
    found = [
        Row("or" if i else "why", f"{name(c.cause)} ({share(c.score)}): {short(c.because)}", not i)
        for i, c in enumerate(incident.causes[:CAUSES_MAX])
    ]
    if len(incident.causes) > CAUSES_MAX:
        found.append(Row("", f"and {len(incident.causes) - CAUSES_MAX:,} causes more"))
    found = found or [Row("why", "no diagnosis was made before the recording ended", loud=True)]
    return [*found, Row("severity", _severity(incident)), Row("sure", _sure(incident))]


def _todo(incident: IncidentRecord) -> Row:
    return Row("do", advice(incident.causes[0].cause if incident.causes else None).do)


def severity_word(incident: IncidentRecord) -> str:
    """``weight`` of the incident; empty where it is not known or cannot be."""
    known = incident.causes and possible(incident.severity)
    return weight(incident.severity) if known else ""


def weight(severity: float) -> str:
    """A severity, 0 to 1, in a word."""
    return "slight" if severity < SLIGHT else "severe" if severity > SEVERE else "moderate"


def _severity(incident: IncidentRecord) -> str:
    word = severity_word(incident)
    if word:
        return f"{incident.severity:.2f} of 1, {word}"
    said = (
        f": it says {share(incident.severity)}" if incident.causes else ", as there is no diagnosis"
    )
    return f"not known{said}"


def _sure(incident: IncidentRecord) -> str:
    scores = [c.score for c in incident.causes]
    if not scores or incident.causes[0].cause == "unknown":
        words = "the cause is not known"
    elif not all(map(possible, scores[:2])):
        words = "not to be told, as the scores cannot be"
    elif len(scores) == 1:
        words = f"{scores[0]:.2f} of 1, and no other cause fits"
    else:
        words = f"{scores[0]:.2f} of 1, the next cause has {scores[1]:.2f}"
    if incident.provisional:
        words += "; provisional: the baseline is too young to support its false-alarm rate"
    return words


def _when(manifest: Manifest, local: tzinfo | None) -> list[Row]:
    incident, clocks = manifest.incident, manifest.clocks
    return [
        Row("when", wall_clock(incident.opened_wall_ns, local)),
        Row("clock", _clock(incident, clocks, local)),
        *_other_clock(manifest, local),
        Row("began", _began(incident)),
        Row(
            "noticed",
            f"frame {incident.opened_seq}, by {incident.trigger} at "
            f"{times(incident.times_normal)} times normal",
        ),
        Row("ended", _ended(incident)),
    ]


def _began(incident: IncidentRecord) -> str:
    late = (incident.opened_boot_ns - incident.onset_boot_ns) / 1e9
    if late < 0.0:
        return f"frame {incident.onset_seq}, {-late:.1f} s after it was noticed, which cannot be"
    return f"frame {incident.onset_seq}, {late:.1f} s before it was noticed"


def _clock(incident: IncidentRecord, clocks: ClocksRecord, local: tzinfo | None) -> str:
    """What the date is worth. The device's own clock is asked: footage may well be older."""
    if clocks.wall_ns < FIRST_WALL_NS:
        words = "the device's clock was not set, do not trust the date"
    else:
        words = {
            True: "synchronised",
            False: "NOT synchronised, do not trust the date",
            None: "not known whether it was synchronised",
        }[clocks.wall_synchronised]
    step_seconds = clocks.wall_step_seconds or 0.0
    if abs(step_seconds) < _STEP_SECONDS_MIN:
        return words
    opened = wall_clock(incident.opened_wall_ns + round(step_seconds * 1e9), local)
    return f"{words}; it was set while this was recorded: by then, the incident opened {opened}"


def _other_clock(manifest: Manifest, local: tzinfo | None) -> list[Row]:
    """What the device's own clock said, where the camera program's frames say something else.

    Of recorded footage, which has no budget, that is as it should be.
    """
    apart_ns = abs(manifest.incident.opened_wall_ns - manifest.clocks.wall_ns)
    if manifest.budget is None or apart_ns < _APART_NS_MIN:
        return []
    own = wall_clock(manifest.clocks.wall_ns, local)
    return [Row("", f"the camera program's clock is another one; the device's said {own}")]


def _ended(incident: IncidentRecord) -> str:
    reason = name(incident.reason)
    because = f"{reason}: {REASONS[reason]}" if reason in REASONS else reason
    if incident.closed_seq is None or incident.closed_boot_ns is None:
        return f"not in this recording; {because}" if because else "not in this recording"
    seconds = (incident.closed_boot_ns - incident.opened_boot_ns) / 1e9
    if seconds < 0.0:
        return f"frame {incident.closed_seq}, before it opened, which cannot be; {because}"
    return f"frame {incident.closed_seq}, {seconds:.1f} s later; {because}"


def pre_roll(manifest: Manifest) -> tuple[int, float]:
    """Frames kept from before the opening, and seconds from the first of them to the opening."""
    opened_ns = manifest.incident.opened_boot_ns
    before = [f.t_boot_ns for f in manifest.frames if f.t_boot_ns < opened_ns]
    return len(before), (opened_ns - min(before)) / 1e9 if before else 0.0


def _material(manifest: Manifest) -> list[Row]:
    frames = manifest.frames
    count, seconds = pre_roll(manifest)
    text = "none were kept" + _WITHHELD.get(manifest.frames_withheld, "")
    if frames:
        sizes = Counter((f.width, f.height, f.channels) for f in frames)
        most = [shape for shape, _ in sizes.most_common(_SHAPES_MAX)]
        shapes = ", ".join(f"{w}x{h}{' grey' if c == 1 else ''}" for w, h, c in most)
        shapes += " and others" if len(sizes) > _SHAPES_MAX else ""
        bytes_as = "as received" if all(f.original for f in frames) else "lossless"
        text = f"{len(frames)}, {shapes}, {bytes_as}; "
        text += f"{count} from {seconds:.1f} s before" if count else "none from before it opened"
        unmeasured = sum(not f.measured for f in frames)
        text += f"; {unmeasured} kept without being measured" if unmeasured else ""
        text += _WITHHELD.get(manifest.frames_withheld, "")
    found = [Row("frames", text)]
    lost = losses(manifest)
    words = [
        f"{n} {name(reason)}" + (f" ({LOSSES[reason]})" if reason in LOSSES else "")
        for reason, n in lost[:LOSSES_MAX]
    ]
    if not lost and manifest.incident.state == "interrupted":
        words = [LOST_UNKNOWN]
    if len(lost) > LOSSES_MAX:
        words.append(f"and for {len(lost) - LOSSES_MAX:,} reasons more")
    found += [Row("" if i else "lost", w) for i, w in enumerate(words or ["nothing"])]
    found += _budget(manifest)
    mask = manifest.mask_sha256
    found.append(Row("mask", "none" if mask is None else f"applied to every frame ({mask[:12]})"))
    return found


def losses(manifest: Manifest) -> list[tuple[str, int]]:
    """Reason and count of what was lost, the most first."""
    return sorted((item for item in manifest.losses.items() if item[1]), key=lambda item: -item[1])


def _repeat(manifest: Manifest) -> list[Row]:
    """Which incident it repeats."""
    first = manifest.duplicate_of
    return [] if first is None else [Row("repeats", f"incident {name(first)}, the same cause")]


def _budget(manifest: Manifest) -> list[Row]:
    """What processor time there was, and why less than usual."""
    budget = manifest.budget
    if budget is None:
        return []
    text = (
        f"{number(budget.used_percent)} % of a core used in a minute, "
        f"{budget.cpu_percent:g} % allowed"
    )
    if budget.allowance < 1.0:
        because = short(", ".join(budget.because)) or "coming back"
        text += f"; stepping back to {number(100 * budget.allowance, '.0f')} % of that: {because}"
    return [Row("budget", text)]


def _evidence(manifest: Manifest) -> list[Row]:
    """Where the eye finds what the words say."""
    if any(name not in manifest.entries for name in (BEFORE, AFTER, DIFFERENCE)):
        return []
    after, difference = (name.rpartition("/")[2] for name in (AFTER, DIFFERENCE))
    return [Row("to see", f"{BEFORE}, {after} and {difference} inside the file")]


def _origin(manifest: Manifest) -> list[Row]:
    software, host, model = manifest.software, manifest.host, manifest.inference_model
    embedder = software.embedder
    found = []
    if model is not None:
        digest = plain(model.sha256[:12]) or "sha256 not known"
        found.append(Row("model", f"{name(model.name)} ({digest})"))
    if embedder is None:
        found.append(Row("embedder", "none: embeddings came with the frames"))
    else:
        found.append(Row("embedder", f"{name(embedder.name)} ({plain(embedder.sha256[:12])})"))
        runtime = f"{name(embedder.runtime)} {name(embedder.runtime_version)}"
        found.append(Row("", f"{runtime}, {name(embedder.kernels)} kernels"))
    versions = (
        f"virk-edge {name(software.virk_edge)}, Python {name(software.python)}, "
        f"numpy {name(software.numpy)}, OpenCV {name(software.opencv)}"
    )
    parts = (host.cpu, host.machine, host.system, host.hostname)
    machine = ", ".join(name(part) for part in parts if part)
    return [*found, Row("software", versions), Row("machine", machine)]
