"""What the tests of the feed's rules and of the model's answers share: headers and intervals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from virk_edge.core.readings import NS
from virk_edge.core.tally import Tally
from virk_edge.nouns import Encoding, FrameInfo, Heard, ModelIdentity, Prediction

MODEL = ModelIdentity("yolo", "a" * 64)
QUIET = Heard(
    camera="door",
    run="run",
    seq=0,
    since_ns=0,
    t_boot_ns=0,
    t_wall_ns=0,
    frames=0,
    missing=0,
    steps_back=0,
    restarts=0,
    gap_seconds=0.0,
    format="64x48 bgr8",
    model=None,
    answered=0,
    detections=0,
    score_sum=0.0,
    labels=(),
)


def header(
    seq: int, seconds: float, answers: Iterable[tuple[str, float]] | None = None, **more: Any
):
    """A header captured at ``seconds``; answers: (label, score) pairs, None for none given."""
    t_ns = round(seconds * NS)
    predictions = None if answers is None else tuple(Prediction(*a) for a in answers)
    info = FrameInfo("door", seq, "run", t_ns, t_ns + 7, Encoding.BGR8, 48, 64)
    return replace(info, predictions=predictions, **more)


def second(at: float, *, frames: int = 10, seconds: float = 1.0, **more: Any) -> Heard:
    """An interval of ``seconds`` that ends at ``at``, with so many frames at even spacing."""
    t_ns = round(at * NS)
    return replace(
        QUIET,
        since_ns=t_ns - round(seconds * NS),
        t_boot_ns=t_ns,
        t_wall_ns=t_ns,
        frames=frames,
        gap_seconds=more.pop("gap_seconds", seconds / frames if frames else 0.0),
        **more,
    )


def tallied(
    headers: Iterable[FrameInfo], *, delay: float = 0.02, until: float = 0.0
) -> list[Heard]:
    """What a tally makes of headers that arrive a moment after capture, and of what follows them.

    Between two headers, and up to ``until`` seconds, the tally is asked twice a second.
    """
    tally, found, now_ns = Tally("door"), [], 0
    for info in headers:
        arrives_ns = info.t_boot_ns + round(delay * NS)
        now_ns, ticked = _ticks(tally, now_ns or arrives_ns, arrives_ns)
        found += [*ticked, tally.hear(info, arrives_ns)]
    found += _ticks(tally, now_ns, round(until * NS))[1]
    return [h for h in found if h is not None]


def _ticks(tally: Tally, since_ns: int, until_ns: int) -> tuple[int, list[Heard | None]]:
    ticks = range(since_ns + NS // 2, until_ns, NS // 2)
    return max(since_ns, until_ns), [tally.tick(now_ns) for now_ns in ticks]


def answers_over(at: float, labels: dict[str, int], score_sum: float, *, frames: int = 10) -> Heard:
    """A second that ends at ``at``, of so many detections by label; each frame had an answer."""
    counts = {label: n for label, n in labels.items() if n}
    return second(
        at,
        frames=frames,
        answered=frames,
        detections=sum(counts.values()),
        score_sum=score_sum if counts else 0.0,
        labels=tuple(sorted(counts.items())),
    )
