"""What was measured, as aligned text for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detection_bench.measure import MONTH_SECONDS, delay_summary, poisson_interval

Row = dict[str, Any]


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first two to the left, figures to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i < 2 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def duration(seconds: float | None) -> str:
    """A time in the unit that a person would use."""
    if seconds is None:
        return "-"
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def figure(value: float) -> str:
    """Two or three digits that matter, never a power of ten."""
    return f"{value:.0f}" if abs(value) >= 100.0 else f"{value:.2g}"


def realised(row: Row) -> tuple[float | None, float | None, float | None]:
    """Realised interval between alarms over the claimed one, and its exact 95 % interval.

    Alarms are counted as the detector itself does: incidents for ours, which claims those.
    The value is None without an alarm, and all are None without a claim.
    """
    claim = row["claim_seconds"]
    if claim is None:
        return None, None, None
    count, seconds = row["incidents"], row["null_seconds"]
    if "alarms" in row:
        count, seconds = row["alarms"], row["alarms_seconds"]
    lower, upper = poisson_interval(count)
    value = seconds / count / claim if count else None
    return value, seconds / upper / claim, seconds / lower / claim if lower > 0.0 else None


def per_month(count: int, seconds: float) -> tuple[float, float, float]:
    """Incidents in 30 days, and the exact 95 % interval."""
    months = seconds / MONTH_SECONDS
    lower, upper = poisson_interval(count)
    return count / months, lower / months, upper / months


def null_table(rows: Sequence[Row]) -> str:
    """Track A: each detector as its documentation sets it up, where nothing happens."""
    head = ["stream", "detector", "claims", "realised/claimed", "95 %", "watched", "incidents"]
    table = [[*head, "per month", "95 %", "in alarm"]]
    for row in rows:
        value, low, high = realised(row)
        ratio = "-" if low is None else f"> {figure(low)}" if value is None else figure(value)
        bounds = "-" if low is None else f"{figure(low)}-{'' if high is None else figure(high)}"
        rate, rate_low, rate_high = per_month(row["incidents"], row["null_seconds"])
        table.append(
            [
                row["stream"],
                row["detector"],
                duration(row["claim_seconds"]),
                ratio,
                bounds,
                duration(row["null_seconds"]),
                str(row["incidents"]),
                figure(rate),
                f"{figure(rate_low)}-{figure(rate_high)}",
                f"{figure(100 * row['open_share'])} %",
            ]
        )
    return aligned(table)


def pooled(rows: Sequence[Row]) -> list[Row]:
    """Null runs of the same detector on the same kind of stream, as one."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        mine = found.setdefault((row["stream"], row["detector"]), dict(row))
        if mine is row or mine["seed"] == row["seed"]:
            continue
        both = mine["null_seconds"] + row["null_seconds"]
        weighted = [r["open_share"] * r["null_seconds"] for r in (mine, row)]
        mine["open_share"] = sum(weighted) / both
        mine["null_seconds"] = both
        for name in ("incidents", "incidents_while_learning"):
            mine[name] += row[name]
        mine["claim_seconds"] = min(mine["claim_seconds"], row["claim_seconds"])
        mine["seed"] = row["seed"]
    return list(found.values())


def delay_table(rows: Sequence[Row], track: str) -> str:
    """Delays by change: median, 90th percentile, how many were missed or could not be tried.

    track: "own" threshold or "matched".
    """
    blind_key, delay_key = ("blind", "own_seconds")
    if track == "matched":
        blind_key, delay_key = ("matched_blind", "matched_seconds")
    names = list(rows[0]["changes"])
    table = [["stream", "detector", *(["false/wanted"] if track == "matched" else []), *names]]
    for row in rows:
        if track == "matched" and row["matched_wanted_seconds"] is None:
            continue
        cells = [row["stream"], row["detector"]]
        if track == "matched":
            wanted = row["matched_null_seconds"] / row["matched_wanted_seconds"]
            cells.append(f"{row['matched_incidents']}/{wanted:.3g}")
        for name in names:
            tries = row["changes"][name]
            seen = [t[delay_key] for t in tries if not t[blind_key]]
            cells.append(delay_words(seen, len(tries) - len(seen)))
        table.append(cells)
    return aligned(table)


def delay_words(delays: Sequence[float | None], blind: int) -> str:
    """Median and 90th percentile, and what was missed."""
    median, p90, missed = delay_summary(delays)
    words = f"{duration(median)} / {duration(p90)}" if delays else "-"
    if missed:
        words += f", {missed} missed"
    if blind:
        words += f", {blind} blind"
    return words


def cost_table(rows: Sequence[Row]) -> str:
    """What each costs."""
    head = ["detector", "", "set-up", "step p50", "step p99", "memory"]
    return aligned([head, *map(_cost_cells, rows)])


def _cost_cells(row: Row) -> list[str]:
    return [
        row["detector"],
        "",
        duration(row["configure_seconds"]),
        f"{row['p50_us']:.0f} us",
        f"{row['p99_us']:.0f} us",
        f"{row['state_bytes'] / 1024:.0f} KiB",
    ]
