"""What a demonstration has shown, and whether that is what it promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from virk_edge.faults import Fault
from virk_edge.formats.bundle import Manifest


@dataclass(slots=True)
class Outcome:
    """What the demonstration showed. ``problems`` in sentences; empty when all went well."""

    fault: Fault
    source: str
    out: Path
    problems: list[str] = field(default_factory=list)
    learnt_seconds: float | None = None
    detected_seconds: float | None = None  # from the fault's first frame to the opening
    bundle: Path | None = None
    manifest: Manifest | None = None
    replay: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether everything that the demonstration promises is true."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """One object for ``--json``."""
        causes = self.manifest.incident.causes if self.manifest is not None else ()
        return {
            "event": "demo",
            "good": self.good,
            "problems": self.problems,
            "fault": self.fault.name,
            "cause": causes[0].cause if causes else None,
            "score": causes[0].score if causes else None,
            "because": causes[0].because if causes else None,
            "detected_seconds": self.detected_seconds,
            "bundle": None if self.bundle is None else str(self.bundle),
            "replay": self.replay,
            "published": self.published,
            "counts": self.counts,
            "seconds": round(self.seconds, 1),
        }

    def judge(self, manifest: Manifest, times: dict[int, int]) -> None:
        """Note what is wrong with the incident of a bundle, and how soon it was noticed.

        times: by sequence number, CLOCK_BOOTTIME in ns of the analysed frames.
        """
        incident = manifest.incident
        first = self.published.get("fault_frame")
        if first is None or incident.opened_seq < first:
            self.problems.append("the incident opened before anything had happened to the camera")
        elif first in times:
            self.detected_seconds = (incident.opened_boot_ns - times[first]) / 1e9
        best = incident.causes[0].cause if incident.causes else "unknown"
        if best not in self.fault.causes:
            expected = " or ".join(self.fault.causes)
            self.problems.append(f"the cause was named {best}, expected {expected}")
