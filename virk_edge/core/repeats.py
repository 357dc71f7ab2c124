"""Which incidents of a camera only repeat the one before: a flapping camera cannot fill the disk.

This file reads no clock: an incident's time is when it opened, in ns since boot.
"""

from __future__ import annotations

from dataclasses import dataclass

from virk_edge.core.readings import NS


def kind_of(cause: str, trigger: str) -> str:
    """What two incidents of a camera must share to be alike: the cause, or, where nobody knows it,
    the channel. ``cause`` is empty for an incident without a diagnosis."""
    return cause if cause not in ("", "unknown") else f"unknown {trigger}"


@dataclass(frozen=True, slots=True)
class _Chain:
    """Incidents of one kind, each within the cooldown of the one before."""

    kind: str
    trigger: str
    first: str  # the id of the incident that began it
    newest_ns: int
    repeats: int


class Repeats:
    """One memory per camera, of its newest incident.

    cooldown_seconds: from one opening to the next. full_repeats: so many repeats keep their frames.
    """

    def __init__(self, cooldown_seconds: float, full_repeats: int) -> None:
        self._cooldown_ns = round(cooldown_seconds * NS)
        self._full_repeats = full_repeats
        self._chains: dict[str, _Chain] = {}

    def keeps_frames(self, camera: str, trigger: str, t_boot_ns: int) -> bool:
        """Whether an incident that opens now is worth its frames; its cause is not known yet.

        It is, unless what the same channel told last has been repeated often enough.
        """
        chain = self._running(camera, t_boot_ns)
        if chain is None or chain.trigger != trigger:
            return True
        return chain.repeats < self._full_repeats

    def note(
        self, camera: str, incident: str, *, trigger: str, cause: str, t_boot_ns: int
    ) -> str | None:
        """Take an incident's last diagnosis; the id of the one that it repeats, None if none.

        ``t_boot_ns`` is when it opened.
        """
        chain, kind = self._running(camera, t_boot_ns), kind_of(cause, trigger)
        if chain is None or chain.kind != kind:
            self._chains[camera] = _Chain(kind, trigger, incident, t_boot_ns, 0)
            return None
        self._chains[camera] = _Chain(kind, trigger, chain.first, t_boot_ns, chain.repeats + 1)
        return chain.first

    def _running(self, camera: str, t_boot_ns: int) -> _Chain | None:
        chain = self._chains.get(camera)
        if chain is None or not 0 <= t_boot_ns - chain.newest_ns <= self._cooldown_ns:
            return None
        return chain
