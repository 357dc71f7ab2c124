"""tools/soak: books that must agree, the daemon's with those of the hooks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

CAMERA = {
    "published": 20,
    "received": 15,
    "analysed": 9,
    "without_embedding": 1,
    "recorded_only": 1,
    "waiting": 1,
    "shed": {"superseded": 3, "budget": 1, "undecodable": 0},
    "losses": {"hook": 2, "feed_gap": 2, "unrequested": 1},
}


@pytest.fixture(autouse=True)
def _tools(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The soak's package can be imported as its entry does."""
    monkeypatch.syspath_prepend(repository / "tools")


def line(event: str = "status", **changed: object) -> dict[str, Any]:
    """How one camera stands."""
    return {"event": event, "level": "info", "cameras": {"cam": {**CAMERA, **changed}}}


def books(**changed: object) -> Any:
    """A run that agrees with ``CAMERA``: frames 3 to 22, two of them lost in the hook."""
    from soak_bench.programs import Books

    run = Books("cam", frames=23, headers=18, pixels=16, unwanted=3, lost=2, lost_told=2)
    run.first = run.named = 3
    run.last = 22
    return replace(run, **changed)


def test_frames_that_are_nowhere_are_found() -> None:
    """One too few or too many in any place; no lines are no success."""
    from soak_bench.books import balance_check

    assert balance_check([line(), line("stopped")]).good
    assert not balance_check([line(), line(analysed=8)]).good
    assert not balance_check([line(waiting=2)]).good
    assert not balance_check([]).good


def test_a_counter_that_falls_is_found() -> None:
    """Also one of the losses."""
    from soak_bench.books import monotone_check

    assert monotone_check([line(), line(), line("stopped")]).good
    fallen = monotone_check([line(), line(losses={"hook": 0, "feed_gap": 2, "unrequested": 1})])
    assert not fallen.good and "losses.hook fell from 2 to 0" in fallen.found


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"published": 21}, "published"),
        ({"published": 19}, "published"),
        ({"received": 20}, "received"),
        ({"shed": {"undecodable": 1}}, "undecodable"),
        ({"losses": {"hook": 1, "feed_gap": 2, "unrequested": 1}}, "losses.hook"),
        ({"losses": {"hook": 2, "feed_gap": 3, "unrequested": 1}}, "feed_gap"),
    ],
)
def test_daemon_and_hooks_must_agree(changed: dict[str, object], name: str) -> None:
    """Each figure by itself."""
    from soak_bench.books import hook_checks

    def failed(camera: dict[str, Any], run: Any) -> list[str]:
        return [c.name.split(" ")[0] for c in hook_checks({"cam": camera}, [run]) if not c.good]

    assert failed(CAMERA, books()) == []
    assert failed({**CAMERA, **changed}, books()) == [name]
    assert failed({**CAMERA, **changed}, books(killed=True)) == []


def test_a_hook_accounts_for_every_call() -> None:
    """Handed over, unwanted or lost; an error is none of these."""
    from soak_bench.books import hooks_check

    assert hooks_check([books()]).good
    assert not hooks_check([books(frames=24)]).good
    assert not hooks_check([books(errors={"internal": 1})]).good
    assert not hooks_check([]).good


def test_only_the_warnings_of_the_script_are_expected() -> None:
    """And nothing may be said on standard error."""
    from soak_bench.books import log_check

    malformed = {"event": "feed", "level": "warning", "message": "feed_malformed reason=topic"}
    broken = {"event": "undecodable", "level": "warning"}
    assert log_check([line(), malformed, broken], []).good
    assert not log_check([line(), {"event": "bundle_failed", "level": "error"}], []).good
    assert not log_check([line(), {"event": "feed", "level": "warning", "message": "?"}], []).good
    assert not log_check([line()], ["Traceback"]).good


def test_incidents_and_bundles_come_in_pairs() -> None:
    """Every one that opens closes and leaves a bundle."""
    from soak_bench.books import pairs_check

    lines = [{"event": e} for e in ("incident_opened", "incident_closed", "bundle_written")]
    assert pairs_check(lines).good
    assert not pairs_check(lines[:2]).good
    assert not pairs_check([*lines, {"event": "bundle_failed"}]).good
