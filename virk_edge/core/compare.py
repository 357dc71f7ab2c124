"""Is what came out again the same, nearly the same, or something else? Pure comparisons."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from virk_edge.core.exhibit import Exhibit
from virk_edge.core.fingerprint import NAMES, STEPS
from virk_edge.core.tolerances import TOLERANCES
from virk_edge.formats.exhibit import ExhibitRecord
from virk_edge.nouns import (
    F32,
    U8,
    Cause,
    ChannelScore,
    Diagnosis,
    Event,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    Step,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not bit for bit the same. amount: in the quantity's unit, None if none."""

    quantity: str
    words: str
    tolerable: bool
    amount: float | None = None


def compare_observations(recorded: Observation, again: Observation) -> list[Difference]:
    """What differs between two measurements of one frame; empty when they are the same bits."""
    found = []
    if recorded.digest != again.digest:
        found.append(Difference("digest", "the pixels' digest differs", False))
    for name, unit, a, b in (
        ("picture", "picture_levels", recorded.picture, again.picture),
        ("cells", "picture_levels", recorded.cells, again.cells),
    ):
        if a.shape != b.shape:
            found.append(Difference(name, f"the {name} has another shape", False))
        elif not np.array_equal(a, b):
            amount = float(np.abs(a.astype(np.float64) - b).max())
            found.append(_within(name, amount, unit, "grey levels"))
    if recorded.fingerprint.shape != again.fingerprint.shape:
        found.append(Difference("fingerprint", "the fingerprint has another length", False))
    elif not np.array_equal(recorded.fingerprint, again.fingerprint, equal_nan=True):
        away = np.abs(recorded.fingerprint - again.fingerprint) / STEPS
        worst = int(np.argmax(away))
        unit = f"steps of {NAMES[worst]}"
        found.append(_within("fingerprint", float(away[worst]), "fingerprint_steps", unit))
    tolerance = "embedding_l2_flat" if _is_flat(recorded.picture) else "embedding_l2"
    return found + _compare_embeddings(recorded.embedding, again.embedding, tolerance)


def other_pixels(entry: str, found: list[Difference]) -> list[Difference]:
    """What differs when a stored frame, by its entry's name, decodes to other pixels than were
    recorded. Two decoders may read one JPEG a little differently; a PNG has but one answer.

    found: what differs between the two measurements.
    """
    is_jpeg = entry.endswith(".jpg")
    words = "it decodes to other pixels than were recorded"
    return [
        Difference("frame", words, is_jpeg),
        *(replace(d, tolerable=True) if is_jpeg and d.quantity == "digest" else d for d in found),
    ]


def _is_flat(picture: U8) -> bool:
    """Whether two neighbouring grey levels make up half of it: a cap on the lens, a dead sensor."""
    counts = np.bincount(picture.reshape(-1), minlength=256)
    return bool((counts[:-1] + counts[1:]).max() * 2 >= picture.size)


def _compare_embeddings(a: F32 | None, b: F32 | None, tolerance: str) -> list[Difference]:
    if a is None or b is None:
        if a is b:
            return []
        return [Difference("embedding", "only one of the two has an embedding", False)]
    if a.shape != b.shape:
        return [Difference("embedding", "the embedding has another length", False)]
    if np.array_equal(a, b):
        return []
    amount = float(np.linalg.norm(a.astype(np.float64) - b))
    return [_within("embedding", amount, tolerance, "in L2 distance")]


def compare_steps(recorded: Step, again: Step) -> list[Difference]:
    """What differs between two judgements of one observation; empty when they are the same bits."""
    if recorded == again:
        return []
    found = []
    if [s.channel for s in recorded.scores] != [s.channel for s in again.scores]:
        found.append(Difference("scores", "other channels have scores", False))
    elif recorded.scores != again.scores:
        found += _compare_scores(recorded.scores, again.scores)
    if [type(e) for e in recorded.events] != [type(e) for e in again.events]:
        names = [[type(e).__name__ for e in s.events] for s in (recorded, again)]
        found.append(Difference("events", f"recorded {names[0]}, now {names[1]}", False))
    else:
        for a, b in zip(recorded.events, again.events, strict=True):
            found += _compare_events(a, b)
    return found


def compare_causes(recorded: tuple[Cause, ...], again: Diagnosis | None) -> list[Difference]:
    """Whether the causes that a manifest names are those of the last diagnosis."""
    names = [c.cause for c in recorded]
    if again is None or not names or [c.cause for c in again.causes] == names:
        return []
    words = f"the causes are {[c.cause for c in again.causes]}, recorded {names}"
    return [Difference("causes", words, False)]


def compare_exhibits(recorded: Exhibit, again: Exhibit) -> list[Difference]:
    """What differs between two exhibits of one diagnosis: pictures, then numbers.

    Other numbers alone are no other evidence: they are worked out of the same pictures.
    """
    found = []
    for name in ("before", "after", "difference"):
        quantity, a, b = f"{name}-picture", getattr(recorded, name), getattr(again, name)
        if a.shape != b.shape:
            found.append(Difference(quantity, f"the {quantity} has another size", False))
        elif not np.array_equal(a, b):
            amount = float(np.abs(a.astype(np.float64) - b).max())
            found.append(_within(quantity, amount, "picture_levels", "grey levels"))
    if _numbers(recorded.record) != _numbers(again.record):
        found.append(Difference("exhibit", "the exhibit differs in its numbers", True))
    return found


def _numbers(record: ExhibitRecord) -> ExhibitRecord:
    """Without the places of frames: a bundle may have lost some, and its pictures are the same."""
    frames = tuple(replace(frame, seq=None, entry=None) for frame in record.frames)
    return replace(record, frames=frames)


def _compare_scores(
    recorded: tuple[ChannelScore, ...], again: tuple[ChannelScore, ...]
) -> list[Difference]:
    pairs = list(zip(recorded, again, strict=True))
    amount = max(abs(a.score - b.score) for a, b in pairs)
    found = [_within("scores", amount, "score", "of the alarm level")] if amount else []
    away = max(abs(a.times_normal - b.times_normal) / max(a.times_normal, 1.0) for a, b in pairs)
    if away:
        found.append(_within("distances", away, "score", "of their own size"))
    return found or [Difference("scores", "other time scales score highest", True)]


def _compare_events(a: Event, b: Event) -> list[Difference]:
    if a == b:
        return []
    if isinstance(a, IncidentOpened) and isinstance(b, IncidentOpened):
        same = (a.incident, a.seq, a.trigger) == (b.incident, b.seq, b.trigger)
        return [Difference("opening", "the opening differs in its numbers", same)]
    if isinstance(a, IncidentDiagnosed) and isinstance(b, IncidentDiagnosed):
        before, now = a.diagnosis, b.diagnosis
        if [c.cause for c in before.causes] != [c.cause for c in now.causes]:
            words = f"recorded {before.causes[0].cause}, now {now.causes[0].cause}"
            return [Difference("causes", words, False)]
        scores = zip(before.causes, now.causes, strict=True)
        amount = max(abs(x.score - y.score) for x, y in scores)
        amount = max(amount, abs(before.severity - now.severity))
        if not amount:
            what = "the evidence differs in its numbers"
            if before.evidence == now.evidence:
                what = "the causes are told in other words"
            return [Difference("evidence", what, True)]
        return [_within("causes", amount, "score", "in a cause's score or the severity")]
    return [Difference("events", f"a {type(a).__name__} event differs", False)]


def _within(quantity: str, amount: float, tolerance: str, unit: str) -> Difference:
    verb = "differ" if quantity.endswith("s") else "differs"
    words = f"the {quantity} {verb} by up to {amount:.3g} {unit}"
    return Difference(quantity, words, amount <= TOLERANCES[tolerance], amount)
