"""From what a soak has seen to its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from soak_bench import books
from soak_bench.checks import Check, leak_checks, memory_check
from soak_bench.script import LEAST_CYCLES
from soak_bench.session import Plan, Record
from soak_bench.trend import Limits


def checks(plan: Plan, record: Record, limits: Limits) -> list[Check]:
    """All rows, in order."""
    stopped = (x["cameras"] for x in record.lines if x["event"] == "stopped")
    last: Mapping[str, Any] = next(stopped, {})
    rows = [memory_check(record.samples, limits), *leak_checks(record.samples)]
    rows += [
        books.balance_check(record.lines),
        books.monotone_check(record.lines),
        *books.hook_checks(last, record.books),
        books.hooks_check(record.books),
        books.pairs_check(record.lines),
        *_bundle_checks(record),
        _row(
            "orders",
            "carried out",
            record.order_problems,
            f"{record.orders_done} of {record.given}",
        ),
        books.log_check(record.lines, record.complaints),
        _end_check(record),
    ]
    if plan.hours * 3600 >= LEAST_CYCLES * plan.cycle_s:
        rows.append(_exercise_check(record, last))
    return rows


def _bundle_checks(record: Record) -> list[Check]:
    fetched = record.fetched
    written = sorted(
        x["bundle"].rpartition("/")[2] for x in record.lines if x["event"] == "bundle_written"
    )
    found = sorted(fetched.names)
    missing = sorted(set(written) ^ set(found))
    return [
        _row(
            "bundles",
            "written = found",
            missing,
            f"{len(found)} bundles, {fetched.bytes >> 20} MiB",
        ),
        _row(
            "bundles",
            "whole; those replayed bit-exact",
            fetched.problems,
            f"{len(found)} whole, {fetched.exact} of {fetched.replayed} replayed bit-exact",
        ),
    ]


def _end_check(record: Record) -> Check:
    stopped = [x for x in record.lines if x["event"] == "stopped"]
    wrong = []
    if record.status or len(stopped) != 1 or not stopped[0]["clean"]:
        wrong.append(f"exit status {record.status}, {len(stopped)} lines 'stopped'")
    if record.left:
        wrong.append(f"left behind: {', '.join(record.left)}")
    return _row("end", "clean", wrong, "exit status 0, nothing left behind")


def _exercise_check(record: Record, last: Mapping[str, Any]) -> Check:
    """Whether the load did what it is for: a soak in which nothing happens shows nothing."""
    seen = Counter(line["event"] for line in record.lines)
    sums: Counter[str] = Counter()
    for camera in last.values():
        sums.update({f"shed.{k}": n for k, n in camera["shed"].items()})
        sums.update({k: camera[k] for k in ("analysed", "without_embedding", "recorded_only")})
        sums.update({f"losses.{k}": n for k, n in camera["losses"].items()})
    happened = {
        "incidents": seen["incident_opened"],
        "stepping_back": seen["stepping_back"],
        "undecodable": sums["shed.undecodable"],
        "shed for the budget": sums["shed.budget"] + sums["without_embedding"],
        "superseded": sums["shed.superseded"],
        "malformed": sum("feed_malformed" in x.get("message", "") for x in record.lines),
        "gaps": sums["losses.feed_gap"],
        "orders": seen["order"],
    }
    missing = [name for name, count in happened.items() if not count]
    return _row(
        "load",
        "everything happened",
        missing,
        ", ".join(f"{name} {count}" for name, count in happened.items()),
    )


def _row(part: str, name: str, wrong: Sequence[str], found: str) -> Check:
    if not wrong:
        return Check(part, name, True, found)
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return Check(part, name, False, f"{found}; {wrong[0][:300]}{more}")


def table(rows: Sequence[Check]) -> str:
    """For a person."""
    lines = []
    for row in rows:
        word = "ok" if row.good else "FAILED"
        lines.append(f"{row.part:9s}{row.name:44s}{word:8s}{row.found}")
    return "\n".join(lines)
