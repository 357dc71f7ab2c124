"""How a running daemon stands, in words for a person: labelled lines without any layout."""

from __future__ import annotations

import math
from typing import Final

from virk_edge.formats.bundle import ClocksRecord
from virk_edge.formats.standing import (
    BudgetStanding,
    CameraStanding,
    LearningStanding,
    SignalStanding,
    Standing,
    StoreStanding,
)
from virk_edge.report.baseline import duration_words, rate_words
from virk_edge.report.bundles import bytes_words, count_words
from virk_edge.report.incident import Row

_QUIET_SECONDS: Final = 5.0
_FRESH_SECONDS: Final = 10.0


def title(standing: Standing) -> str:
    """Which daemon it is."""
    up = duration_words((standing.t_boot_ns - standing.started_boot_ns) / 1e9)
    return (
        f"virk-edge {standing.virk_edge}, process {standing.pid}, up {up}, at {standing.endpoint}"
    )


def rows(standing: Standing) -> list[Row]:
    """The budget, every camera, the store, and at last the signals that make it step back."""
    found: list[Row] = []
    if standing.config_refused:
        found.append(Row("config", f"not in force as it is now: {standing.config_refused}", True))
    found.append(_budget(standing.budget))
    if not standing.cameras:
        found.append(Row("cameras", "none has been heard yet"))
    for name, camera in standing.cameras.items():
        found += [Row("camera", f"{name}: {_state(camera)}", camera.incident is not None)]
        more = (flow_words(camera), _lost(camera), learning_words(camera.learning))
        found += [Row("", words) for words in more if words]
    if standing.store is not None:
        found += store_rows(standing.store)
    for camera_name, count in standing.states_not_saved.items():
        found.append(Row("not saved", f"what {camera_name} has learnt, {count} times", True))
    if standing.refused:
        refused = ", ".join(f"{n} {word}" for word, n in standing.refused.items())
        found.append(Row("refused", f"messages: {refused}"))
    for number, (name, signal) in enumerate(standing.budget.signals.items()):
        found.append(Row("" if number else "signals", f"{name}: {signal_words(signal)}"))
    return found


def trouble(standing: Standing | None, path: str, now: ClocksRecord) -> str | None:
    """Why what lies at ``path`` is not of a daemon in good health, or None."""
    if standing is None:
        return f"no daemon runs here ({path} is not there); `virk-edge run` starts one"
    if standing.boot_id != now.boot_id:
        return "this was before the last boot; no daemon has run since"
    ago_seconds = max(now.boot_ns - standing.t_boot_ns, 0) / 1e9
    ago = duration_words(ago_seconds)
    if not standing.running:
        return f"the daemon was stopped {ago} ago; this is how things stood"
    if ago_seconds > _FRESH_SECONDS:
        return f"the daemon has said nothing for {ago}; it was killed, or it hangs"
    return None


def _budget(budget: BudgetStanding) -> Row:
    words = f"{budget.used_percent:.1f} % of a core used in the last minute, "
    words += f"{budget.cpu_percent:g} % allowed"
    if budget.allowance < 1.0:
        because = ", ".join(budget.because) or "coming back"
        words += f"; stepping back to {100 * budget.allowance:.0f} % of that: {because}"
    return Row("budget", words, budget.allowance < 1.0)


def store_rows(store: StoreStanding) -> list[Row]:
    """What waits there, what has gone, and whether the next incident could be recorded."""
    words = f"{count_words(store.bundles, 'bundle')}, {bytes_words(store.bytes)}"
    if store.interrupted:
        words += f"; {store.interrupted} cut off, waiting for room"
    if store.set_aside:
        words += f"; {store.set_aside} set aside"
    found = [Row("store", words)]
    if store.trouble:
        found.append(Row("", store.trouble, True))
    gone = ", ".join(f"{n} {reason}" for reason, n in sorted(store.removed.items()))
    without = ", ".join(f"{n} ({word})" for word, n in sorted(store.without_frames.items()))
    if gone:
        found.append(Row("", f"removed: {gone}"))
    if without:
        found.append(Row("", f"recorded without all their frames: {without}"))
    if store.not_recorded:
        count = count_words(store.not_recorded, "incident")
        found.append(Row("", f"{count} could not be recorded", True))
    return found


def signal_words(signal: SignalStanding) -> str:
    """A value and what it is held against, or why there is none."""
    unit = f" {signal.unit}" if signal.unit else ""
    limit = f"we step back from {signal.limit:g}{unit}"
    if signal.value is None:
        return f"not known ({signal.missing or 'no reason given'}); {limit}"
    return f"{signal.value:g}{unit}; {limit}{' - now' if signal.active else ''}"


def _state(camera: CameraStanding) -> str:
    level = "headers alone" if camera.level is None else f"one frame in {2**camera.level}"
    words = f"{level} asked for"
    if camera.fps is not None:
        words += f", of {camera.fps:.3g} a second"
    if camera.silent_seconds > _QUIET_SECONDS:
        state = "silent" if camera.heard else "not heard yet,"
        words += f"; {state} for {duration_words(camera.silent_seconds)}"
    if camera.incident is not None:
        words += f"; incident {camera.incident} is open"
        words += " and being recorded" if camera.recording else ""
    return words


def flow_words(camera: CameraStanding) -> str:
    """What became of the frames that came."""
    parts = [f"{camera.analysed:,} analysed"]
    if camera.without_embedding:
        parts[0] += f" ({camera.without_embedding:,} without embedding)"
    if camera.recorded_only:
        parts.append(f"{camera.recorded_only:,} recorded only")
    parts += [f"{count:,} {reason}" for reason, count in camera.shed.items() if count]
    if camera.waiting:
        parts.append(f"{camera.waiting} waiting")
    return f"{camera.published:,} published; {camera.received:,} received = {' + '.join(parts)}"


def learning_words(learning: LearningStanding | None) -> str:
    """How far its judge is, and what its word is worth; nothing before it has begun."""
    if learning is None or not learning.channels:
        return ""
    if not learning.armed:
        return f"learning {_percent(learning.progress)}, nothing is armed yet"
    words = f"{learning.armed} of {learning.channels} channels armed by {learning.instance}"
    if learning.instance == "session":
        words += f", calendar {_percent(learning.calendar_progress)}"
    words += f"; {rate_words(learning.false_incidents_per_month)}"
    if learning.suspect:
        words += f"; {', '.join(learning.suspect)} may have learnt a fault: see `baseline show`"
    return words


def _percent(share: float) -> str:
    return f"{math.floor(100 * share)} %"


def _lost(camera: CameraStanding) -> str:
    lost = {k: n for k, n in camera.losses.items() if n and k not in camera.shed}
    return "lost: " + ", ".join(f"{n:,} {reason}" for reason, n in lost.items()) if lost else ""
