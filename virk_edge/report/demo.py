"""What a demonstration showed, in lines for a person."""

from __future__ import annotations

import shlex
import shutil
import sys
import textwrap
from datetime import datetime, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from virk_edge.daemon.demo_outcome import Outcome

_WIDTH, _LABEL = 80, 11


def demo_lines(outcome: Outcome) -> list[str]:
    """The story from the fault to the replay, labelled, at most 80 columns wide."""
    rows: list[tuple[str, str]] = []
    manifest = outcome.manifest
    if manifest is not None:
        incident = manifest.incident
        opened = datetime.fromtimestamp(incident.opened_wall_ns / 1e9, tz=timezone.utc)
        after = (
            f"{outcome.detected_seconds:.1f} s after it happened; "
            if outcome.detected_seconds is not None
            else ""
        )
        best = incident.causes[0] if incident.causes else None
        rows += [
            ("happened", f"{outcome.fault.line} ({outcome.fault.name})"),
            (
                "noticed",
                f"{after}{incident.trigger} at {incident.times_normal:.1f} x normal, "
                f"{opened:%Y-%m-%d %H:%M:%S} UTC",
            ),
        ]
        if best is not None:
            rows.append(("why", f"{best.cause} ({best.score:.2f}): {best.because}"))
        rows.append(("severity", f"{incident.severity:.2f} of 1"))
        before = sum(f.t_boot_ns < incident.opened_boot_ns for f in manifest.frames)
        rows.append(
            (
                "recorded",
                f"{len(manifest.frames)} exact frames, {before} of them before the alarm",
            )
        )
    if outcome.bundle is not None:
        size = outcome.bundle.stat().st_size / 2**20
        rows.append(("bundle", f"{outcome.bundle} ({size:.0f} MiB)"))
        rows.append(("pictures", str(outcome.out / "thumbs.jpg")))
    if outcome.replay:
        pixels, decision = outcome.replay["pixels"], outcome.replay["decision"]
        rows.append(
            (
                "replay",
                f"{outcome.replay['verdict']}: {pixels['exact']} of {pixels['compared']} frames "
                f"measure the same to the last bit, {decision['exact']} of {decision['compared']} "
                "judgements too",
            )
        )
    rows += _costs(outcome)
    rows.append(("took", f"{outcome.seconds:.0f} s"))
    rows += [("PROBLEM", sentence) for sentence in outcome.problems]
    if outcome.good and outcome.bundle is not None:
        bundle = shlex.quote(str(outcome.bundle))
        rows += [("next", f"{_program()} show {bundle}"), ("", f"{_python()} {bundle}")]
    return [line for label, text in rows for line in _lay_out(label, text)]


def _python() -> str:
    """The Python that runs this: another one may lack numpy and OpenCV."""
    return shlex.quote(sys.executable)


def _program() -> str:
    """How to call us from this shell: tools/demo does not put the program on the path."""
    return "virk-edge" if shutil.which("virk-edge") else f"{_python()} -m virk_edge"


def _costs(outcome: Outcome) -> list[tuple[str, str]]:
    rows = []
    if outcome.counts:
        losses = {name: n for name, n in outcome.counts["losses"].items() if n}
        said = ", ".join(f"{n} {name}" for name, n in losses.items()) or "none"
        rows.append(
            (
                "frames",
                f"{outcome.counts['published']} published, {outcome.counts['analysed']} analysed; "
                f"lost or shed: {said}",
            )
        )
    if outcome.published.get("hook_us_p50") is not None:
        rows.append(
            (
                "hook",
                f"{outcome.published['hook_us_p50'] / 1000:.2f} ms per frame (median), "
                f"{outcome.published['hook_us_p99'] / 1000:.1f} ms (p99), in the camera program",
            )
        )
    return rows


def _lay_out(label: str, text: str) -> list[str]:
    if label in ("bundle", "next", "") or len(text) + _LABEL <= _WIDTH:
        return [f"{label:<{_LABEL}}{text}"]  # paths are for copying
    lines = textwrap.wrap(text, _WIDTH - _LABEL)
    return [f"{label if i == 0 else '':<{_LABEL}}{line}" for i, line in enumerate(lines)]
