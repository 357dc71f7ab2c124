"""When to listen to every camera, so that those nobody named in the configuration are found.

Decisions only: no socket and no clock. A subscription to everything makes every hook send every
frame, so it lasts only while a connection has not yet said which camera it speaks for.
"""

from __future__ import annotations

FAST_NS = 2 * 10**9
PERIOD_NS = 10 * 10**9
WINDOW_NS = 200 * 10**6
_CAMERAS_KEPT = 256


class Discovery:
    """Listens to everything (``is_open``) while no camera is known, and after a connection.

    A connection is settled by a camera or a run not heard before. While one is not settled,
    everything is listened to for 2 s after the last connection, then for 0.2 s in every 10 s: a
    program may connect long before its first frame. Times are of any one monotonic clock.
    """

    def __init__(self) -> None:
        self._runs: dict[str, str] = {}
        self._connections = 0
        self._unsettled = 0
        self._since_ns = 0

    def connected(self, now_ns: int) -> None:
        """A hook has connected."""
        self._connections += 1
        self._unsettled += 1
        self._since_ns = now_ns

    def disconnected(self) -> None:
        """Some hook is gone; not known which, so no more stay unsettled than are connected."""
        self._connections = max(0, self._connections - 1)
        self._unsettled = min(self._unsettled, self._connections)

    def knows(self, camera: str, run: str) -> bool:
        """Whether hearing this again would change nothing."""
        return self._runs.get(camera) == run

    def heard(self, camera: str, run: str) -> None:
        """A message of this camera came, from this run of its program."""
        if not self.knows(camera, run):
            self._unsettled = max(0, self._unsettled - 1)
            if camera in self._runs or len(self._runs) < _CAMERAS_KEPT:
                self._runs[camera] = run

    def is_open(self, now_ns: int) -> bool:
        """Whether to listen to everything just now."""
        if not self._runs:
            return True
        if self._unsettled == 0:
            return False
        waited_ns = now_ns - self._since_ns
        return waited_ns < FAST_NS or (waited_ns - FAST_NS) % PERIOD_NS < WINDOW_NS

    @property
    def is_timed(self) -> bool:
        """Whether ``is_open`` may change with nothing but time passing."""
        return bool(self._runs) and self._unsettled > 0
