"""Do the counters add up? The daemon's lines against the books of the hooks. Pure.

Where a program was killed, what was on its way is nobody's fault: there the daemon may know of
``IN_FLIGHT`` frames less than the hook has handed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from soak_bench.checks import Check
from soak_bench.programs import Books

IN_FLIGHT = 8  # two messages in each of two queues, and what the kernel holds between them
Line = Mapping[str, Any]
PART = "counters"


def standing(lines: Sequence[Line]) -> list[Mapping[str, Any]]:
    """The cameras of every line that says how things stand, in order."""
    return [line["cameras"] for line in lines if line["event"] in ("status", "stopped")]


def balance_check(lines: Sequence[Line]) -> Check:
    """received = analysed + recorded_only + waiting + all that was shed, in every line."""
    wrong, seen = [], 0
    for cameras in standing(lines):
        for name, c in cameras.items():
            seen += 1
            known = c["analysed"] + c["recorded_only"] + c["waiting"] + sum(c["shed"].values())
            if known != c["received"]:
                wrong.append(f"{name}: {c['received']} received, {known} known")
    return _check("every frame received is somewhere", wrong, f"{seen} lines of cameras", seen > 0)


def monotone_check(lines: Sequence[Line]) -> Check:
    """No counter ever falls."""
    before: dict[tuple[str, str], int] = {}
    wrong, seen = [], 0
    for cameras in standing(lines):
        for name, camera in cameras.items():
            for counter, value in _counters(camera):
                seen += 1
                last = before.get((name, counter), 0)
                if value < last:
                    wrong.append(f"{name}: {counter} fell from {last} to {value}")
                before[name, counter] = value
    return _check("no counter falls", wrong, f"{seen} readings", seen > 0)


def _counters(camera: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    for name in ("published", "received", "analysed", "without_embedding", "recorded_only"):
        yield name, camera[name]
    for group in ("shed", "losses"):
        for name, value in camera[group].items():
            yield f"{group}.{name}", value


def hook_checks(last: Mapping[str, Any], books: Iterable[Books]) -> list[Check]:
    """What the daemon says of every camera when it stops, against what the hooks did."""
    runs: dict[str, list[Books]] = defaultdict(list)
    for one in books:
        runs[one.camera].append(one)
    return [
        _agree("published = what the hooks made", last, runs, _PUBLISHED),
        _agree("feed_gap = frames without a header", last, runs, _GAPS),
        _agree("received + unrequested = pixels sent", last, runs, _PIXELS),
        _agree("undecodable <= broken pictures sent", last, runs, _UNDECODABLE),
        _agree("losses.hook = what the hooks lost", last, runs, _LOST),
    ]


@dataclass(frozen=True, slots=True)
class _Account:
    """One figure on both sides: what the daemon says of a camera; least and most of one run."""

    said: Callable[[Mapping[str, Any]], int]
    least: Callable[[Books], int]
    most: Callable[[Books], int]


_PUBLISHED = _Account(lambda c: c["published"], lambda b: b.span_named, lambda b: b.span)
_GAPS = _Account(
    lambda c: c["losses"]["feed_gap"],
    lambda b: b.span_named - b.headers + b.headers_unnamed,
    lambda b: b.span - b.headers + b.headers_unnamed,
)
# While it is not asked for by name, and before its rate is known, what nobody wants may be dropped
# by ZeroMQ at the receiving end.
_PIXELS = _Account(
    lambda c: c["received"] + c["losses"]["unrequested"],
    lambda b: b.pixels - IN_FLIGHT,
    lambda b: b.pixels,
)
_UNDECODABLE = _Account(lambda c: c["shed"]["undecodable"], lambda _: 0, lambda b: b.broken)
_LOST = _Account(lambda c: c["losses"]["hook"], lambda b: b.lost_told, lambda b: b.lost_told)


def _agree(
    name: str,
    last: Mapping[str, Any],
    runs: Mapping[str, list[Books]],
    account: _Account,
) -> Check:
    wrong, total = [], 0
    for camera, all_runs in runs.items():
        kills = IN_FLIGHT * sum(run.killed for run in all_runs)
        least = sum(account.least(run) for run in all_runs) - kills
        most = sum(account.most(run) for run in all_runs) + kills
        said = account.said(last[camera]) if camera in last else 0
        total += said
        if not least <= said <= most:
            span = f"{least}" if least == most else f"{least} to {most}"
            wrong.append(f"{camera}: the daemon says {said}, its hooks {span}")
    return _check(name, wrong, f"{total}, {len(runs)} cameras", bool(last))


def hooks_check(books: Sequence[Books]) -> Check:
    """Every call of a hook became a header, or was unwanted, or was counted as lost."""
    wrong = []
    for run in books:
        if run.errors:
            wrong.append(f"{run.camera}: {run.errors}")
        # A frame whose header went out and whose pixels did not is lost and has a header.
        least, most = run.headers + run.unwanted, run.headers + run.unwanted + run.lost
        if not least <= run.frames <= most:
            wrong.append(f"{run.camera}: {run.frames} frames, {least} to {most} known")
    frames = sum(run.frames for run in books)
    return _check(
        "hooks account for every call", wrong, f"{frames} in {len(books)} runs", frames > 0
    )


def log_check(lines: Sequence[Line], complaints: Sequence[str]) -> Check:
    """No warning and no error but those that the script asks for. complaints: standard error."""
    wrong = [str(dict(line)) for line in lines if _unexpected(line)] + list(complaints)
    return _check("no unexpected warning", wrong, f"{len(lines)} lines", bool(lines))


def _unexpected(line: Line) -> bool:
    if line["level"] not in ("warning", "error"):
        return False
    said = line.get("message", "") if line["event"] == "feed" else ""
    malformed = "feed_malformed" in said or "feed_refused" in said  # strangers at the socket
    return not (malformed or line["event"] == "undecodable")


def pairs_check(lines: Sequence[Line]) -> Check:
    """Every incident that opens closes, and every one that opens leaves a bundle."""
    count = {
        event: sum(line["event"] == event for line in lines)
        for event in ("incident_opened", "incident_closed", "bundle_written", "bundle_failed")
    }
    wrong = []
    if not count["incident_opened"] == count["incident_closed"] == count["bundle_written"]:
        wrong.append(str(count))
    if count["bundle_failed"]:
        wrong.append(f"{count['bundle_failed']} bundles failed")
    return _check("opened = closed = bundles written", wrong, str(count["incident_opened"]), True)


def _check(name: str, wrong: Sequence[str], found: str, enough: bool) -> Check:
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        return Check(PART, name, False, f"{wrong[0][:300]}{more}")
    return Check(PART, name, enough, found if enough else f"nothing to check: {found}")
