"""What one camera's headers say, second by second: every frame counts, also those not analysed.

Arithmetic on what arrives; no clock, no socket. Headers say what goes on in the feed and in the
model's answers while hardly any pixels are looked at, and their silence says that nothing comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from virk_edge.core.readings import NS
from virk_edge.nouns import FrameInfo, Heard

LABELS_MAX: Final = 64  # different ones in an interval; the rest counts as OTHER
OTHER: Final = "(other)"

_INTERVAL_NS = NS
_TICK_NS = NS + NS // 4  # a little longer, so that a header that is on its way comes first
_TURN_NS_MAX = 2 * NS  # what passed beyond it between two calls, nobody listened


@dataclass(slots=True)
class _Counts:
    """What came since the last interval ended; the words are those of ``Heard``."""

    frames: int = 0
    missing: int = 0
    steps_back: int = 0
    restarts: int = 0
    gap_seconds: float = 0.0
    answered: int = 0
    detections: int = 0
    score_sum: float = 0.0
    labels: dict[str, int] = field(default_factory=dict)


class Tally:
    """Turns the headers of one camera into one ``Heard`` about every second, or per header.

    An interval that holds headers ends at the capture of the newest of them, whatever it says;
    ``core.timeline`` levels out clocks that were set. An empty one ends where the boot clock has
    run on to since. A time in which nothing was called is no silence of the camera's. One in which
    the device slept is cut out: the next interval begins after it, which tells the judge.
    """

    def __init__(self, camera: str) -> None:
        self.camera = camera
        self._counts = _Counts()
        self._newest: FrameInfo | None = None
        self._silence_ns = 0  # how long it has been the newest, by the boot clock
        self._called_ns = 0  # boot clock at the last call
        self._ended_ns = 0  # boot clock when the last interval ended
        self._since_ns = 0  # capture clock then
        self._headers_ns = 0  # capture clock when the last one with headers ended
        self._slept_ns = 0  # of the time between the newest header and one that is to come

    def hear(self, info: FrameInfo, now_ns: int) -> Heard | None:
        """Take one header, at ``now_ns`` of the boot clock; the interval that it completes."""
        self._pass_time(now_ns)
        self._silence_ns = 0
        if self._newest is None:
            self._since_ns = self._headers_ns = info.t_boot_ns
            self._ended_ns = now_ns
        else:
            slept_ns = self._cut_sleep(info, self._newest)
            self._count_place(info, self._newest, slept_ns)
        self._counts.frames += 1
        self._count_answers(info)
        self._newest = info
        if info.t_boot_ns - self._headers_ns < _INTERVAL_NS:
            return None
        return self._end(info, now_ns)

    def tick(self, now_ns: int) -> Heard | None:
        """Nothing came just now: the interval that the boot clock completes, perhaps empty."""
        self._pass_time(now_ns)
        if self._newest is None or now_ns - self._ended_ns < _TICK_NS:
            return None
        return self._end(self._newest, now_ns)

    def sleep(self, slept_ns: int) -> None:
        """The device slept for so long since the last call: nobody listened, so nobody was silent.

        Told before what has come or not come since.
        """
        self._called_ns += slept_ns
        self._slept_ns += slept_ns if self._newest is not None else 0

    def _cut_sleep(self, info: FrameInfo, before: FrameInfo) -> int:
        """How much of the time between two headers the device slept.

        A header from before the sleep may arrive after it, and a capture clock of another kind may
        have stood still meanwhile: between their times there is no room for it.
        """
        if not 0 < self._slept_ns <= info.t_boot_ns - before.t_boot_ns:
            return 0
        slept_ns, self._slept_ns = self._slept_ns, 0
        self._since_ns = min(self._since_ns + slept_ns, info.t_boot_ns)
        return slept_ns

    def _pass_time(self, now_ns: int) -> None:
        self._silence_ns += min(max(now_ns - self._called_ns, 0), _TURN_NS_MAX)
        self._called_ns = now_ns

    def _count_place(self, info: FrameInfo, before: FrameInfo, slept_ns: int) -> None:
        """What is missing between two headers of a run, and whether they run back."""
        counts = self._counts
        if info.run != before.run:
            counts.restarts += 1
            return
        counts.steps_back += info.seq <= before.seq or info.t_boot_ns < before.t_boot_ns
        counts.missing += max(info.seq - before.seq - 1, 0)
        gap_seconds = (info.t_boot_ns - before.t_boot_ns - slept_ns) / NS
        counts.gap_seconds = max(counts.gap_seconds, gap_seconds)

    def _count_answers(self, info: FrameInfo) -> None:
        if info.predictions is None:
            return
        counts = self._counts
        counts.answered += 1
        counts.detections += len(info.predictions)
        for prediction in info.predictions:
            counts.score_sum += prediction.score
            known = prediction.label in counts.labels or len(counts.labels) < LABELS_MAX
            label = prediction.label if known else OTHER
            counts.labels[label] = counts.labels.get(label, 0) + 1

    def _end(self, newest: FrameInfo, now_ns: int) -> Heard:
        counts, self._counts = self._counts, _Counts()
        silence_ns = 0 if counts.frames else self._silence_ns
        t_ns = newest.t_boot_ns + silence_ns
        heard = Heard(
            camera=self.camera,
            run=newest.run,
            seq=newest.seq,
            since_ns=self._since_ns,
            t_boot_ns=t_ns,
            t_wall_ns=newest.t_wall_ns + silence_ns,
            frames=counts.frames,
            missing=counts.missing,
            steps_back=counts.steps_back,
            restarts=counts.restarts,
            gap_seconds=counts.gap_seconds,
            format=f"{newest.width}x{newest.height} {newest.encoding.value}",
            model=newest.model,
            answered=counts.answered,
            detections=counts.detections,
            score_sum=counts.score_sum,
            labels=tuple(sorted(counts.labels.items())),
        )
        self._since_ns, self._ended_ns = t_ns, now_ns
        if counts.frames:
            self._headers_ns = t_ns
        return heard
