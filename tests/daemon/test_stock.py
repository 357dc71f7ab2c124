"""How a camera stands that has not spoken yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.test_status import standing
from tests.daemons import running
from tests.feeds import until
from virk_edge.adapters.host import boot_ns
from virk_edge.core.account import Account
from virk_edge.core.arrivals import Arrivals
from virk_edge.daemon.main import _words
from virk_edge.daemon.stock import camera_standing
from virk_edge.formats.metrics import METRICS
from virk_edge.report.standing import rows


def test_a_camera_that_never_spoke_has_been_silent_since_the_start(tmp_path: Path):
    """Nobody else notices that its program does not run: status, alert and manager are told."""
    with running(tmp_path, "[camera.gate]\n") as run:
        until(lambda: "gate" in run.daemon.compute.stock().cameras, run.lines.wait)
        seen_now = run.daemon.compute.stock().cameras["gate"].silent_seconds
    assert 0.0 <= seen_now < 600.0  # of the start of the daemon, not of the device
    gate = camera_standing(
        replace(Arrivals("gate").counts(3), last_boot_ns=boot_ns() - 90 * 10**9),
        Account(),
        None,
        waiting=False,
        losses={},
        fps=None,
    )
    assert not gate.heard and gate.silent_seconds == pytest.approx(90.0, abs=20.0)
    seen = replace(standing(), cameras={**standing().cameras, "gate": gate})
    assert _words(seen).startswith("cameras heard: 1;")
    assert any("not heard yet, for 1 min" in row.text for row in rows(seen))
    [metric] = [m for m in METRICS if m.name == "virk_edge_camera_silent_seconds"]
    assert dict(metric.samples(seen))[("gate",)] == gate.silent_seconds
