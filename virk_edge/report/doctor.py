"""What the doctor found, in words for a person: labelled lines without any layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from virk_edge.core.doctor import Finding
from virk_edge.report.incident import Row
from virk_edge.report.words import plain


def title(findings: Sequence[Finding]) -> str:
    """How many of which kind, the worst first."""
    counts = Counter(f.verdict for f in findings)
    words = [f"{counts[v]} {v}" for v in ("bad", "warning", "unknown", "good") if counts[v]]
    return f"virk-edge doctor: {', '.join(words)}"


def rows(findings: Sequence[Finding]) -> list[Row]:
    """Each check, and beneath it what to do."""
    found = []
    for finding in findings:
        loud = finding.verdict in ("bad", "warning")
        found.append(Row(finding.name, f"{finding.verdict}: {plain(finding.found)}", loud))
        found += [Row("", f"-> {plain(finding.todo)}")] if finding.todo else []
    return found
