"""When the hook keeps quiet: after refusals, and when it costs its caller too much.

Decisions only: this file reads no clock, and durations and times come in as arguments.
"""

from __future__ import annotations

from statistics import median

from virk_edge.publisher.ledger import HookRefusal

WINDOW = 100  # calls that are judged together: one hiccup cannot switch the hook off
REFUSALS_IN_A_ROW = 10
PAUSE_NS = 10**9
REST_FIRST_NS = 60 * 10**9
REST_MAX_NS = 3600 * 10**9
# A frame may cost its share of a slow memory: 1 ns per byte is copying at 1 GB/s, less than what
# any board with a camera reaches while it has memory to spare.
NS_PER_BYTE = 1.0


class CostMeter:
    """What calls take, last and median of the last 100, and the hook's allowance.

    Of every call the wall time, of the wanted ones the processor time, which is what is judged.

    The allowance of a frame is ``allowance_us`` plus 1 ns per byte of its payload.
    """

    def __init__(self, allowance_us: float) -> None:
        self._allowance_ns = allowance_us * 1000.0
        self._all_ns = [0] * WINDOW
        self._calls = 0
        self._wanted_ns = [0] * WINDOW
        self._shares = [0.0] * WINDOW  # of the allowance
        self._wanted = 0

    def note_call(self, cost_ns: int) -> None:
        """Any call, wanted or not."""
        self._all_ns[self._calls % WINDOW] = cost_ns
        self._calls += 1

    def note_wanted(self, cost_ns: int, payload_bytes: int) -> bool:
        """A call that tried to send. True if the last 100 together cost more than allowed.

        Asked of whole windows that do not overlap, and of their median, so it takes 50 dear calls.
        """
        slot = self._wanted % WINDOW
        self._wanted_ns[slot] = cost_ns
        self._shares[slot] = cost_ns / (self._allowance_ns + NS_PER_BYTE * payload_bytes)
        self._wanted += 1
        return slot == WINDOW - 1 and median(self._shares) > 1.0

    @property
    def last_us(self) -> float:
        """The last call; 0.0 before the first."""
        return self._all_ns[(self._calls - 1) % WINDOW] / 1000.0

    @property
    def p50_us(self) -> float:
        """Median of the last 100 calls; 0.0 before the first."""
        return median(self._all_ns[: self._calls] or [0]) / 1000.0

    @property
    def p50_wanted_us(self) -> float:
        """Median of the last 100 calls that had something to send; 0.0 before the first."""
        return median(self._wanted_ns[: self._wanted] or [0]) / 1000.0


class Quiet:
    """Until when nothing is sent, and why.

    Ten refusals in a row: 1 s. Too dear: one minute, then twice as long each time, at most an hour,
    because what makes it dear (a start-up rush, another program) may pass.
    """

    def __init__(self) -> None:
        self._because = HookRefusal.PAUSED
        self._until_ns = 0
        self._refusals_in_a_row = 0
        self._rest_ns = REST_FIRST_NS
        self.times_switched_off = 0

    def reason(self, now_ns: int) -> HookRefusal | None:
        """Why nothing may be sent at ``now_ns``, or None."""
        return self._because if now_ns < self._until_ns else None

    def accepted(self) -> None:
        """ZeroMQ took a message."""
        self._refusals_in_a_row = 0

    def refused(self, now_ns: int) -> None:
        """ZeroMQ's queue was full."""
        self._refusals_in_a_row += 1
        if self._refusals_in_a_row >= REFUSALS_IN_A_ROW:
            self._refusals_in_a_row = 0
            self._because, self._until_ns = HookRefusal.PAUSED, now_ns + PAUSE_NS

    def too_dear(self, now_ns: int) -> float:
        """Switch off; returns for how many seconds."""
        rest_ns = self._rest_ns
        self._rest_ns = min(2 * rest_ns, REST_MAX_NS)
        self._because, self._until_ns = HookRefusal.SWITCHED_OFF, now_ns + rest_ns
        self.times_switched_off += 1
        return rest_ns / 1e9
