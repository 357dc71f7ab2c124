"""Figures for Prometheus: the table, the port, the file, and the page that explains them."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import stat
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from tests.cli.test_status import standing
from tests.daemons import Camera, running
from tests.feeds import until
from virk_edge.adapters import metrics_port
from virk_edge.adapters.doctor_machine import check_metrics
from virk_edge.adapters.housekeeping import DAMAGED
from virk_edge.adapters.metrics import Metrics
from virk_edge.cli.main import main
from virk_edge.core.retention import Reason
from virk_edge.errors import ConfigError
from virk_edge.formats.config import MetricsConfig
from virk_edge.formats.metrics import METRICS
from virk_edge.formats.standing import Standing, StoreStanding

prometheus = pytest.importorskip("prometheus_client")


def whole() -> Standing:
    """Of which every figure has something to say."""
    store = StoreStanding(3, 700, 1, 2, {"acknowledged": 4}, {"space": 1}, 5, "no room")
    budget = standing().budget
    signals = dict(budget.signals)
    signals["temperature"] = replace(signals["temperature"], value=61.5)
    budget = replace(budget, signals=signals)
    return replace(standing(), store=store, budget=budget, test_frames=6)


def free_port() -> int:
    """One that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def read(port: int) -> str:
    """As Prometheus does."""
    caller = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    caller.request("GET", "/metrics")
    text = caller.getresponse().read().decode()
    caller.close()
    return text


def test_the_figures_are_those_of_the_standing(tmp_path: Path):
    """Each has its line, in base units, with its labels; nothing else is there but the process."""
    file = tmp_path / "virk-edge.prom"
    metrics = Metrics(MetricsConfig(textfile=str(file)))
    metrics.start()
    metrics.show(whole(), 100.0)
    text = file.read_text(encoding="utf-8")
    for line in (
        'virk_edge_info{version="9.9.9"} 1.0',
        "virk_edge_uptime_seconds 7200.0",
        "virk_edge_budget_cores 0.2",
        'virk_edge_stepping_back{reason="cpu_pressure"} 1.0',
        "virk_edge_temperature_celsius 61.5",
        'virk_edge_frames_received_total{camera="door"} 1010.0',
        'virk_edge_frames_shed_total{camera="door",reason="budget"} 42.0',
        'virk_edge_frames_lost_total{camera="door",reason="hook"} 3.0',
        'virk_edge_camera_asked_ratio{camera="door"} 0.25',
        'virk_edge_camera_false_incidents_per_month{camera="door"} 5.2',
        'virk_edge_incident_open{camera="door"} 1.0',
        'virk_edge_bundles_removed_total{reason="acknowledged"} 4.0',
        "virk_edge_store_trouble 1.0",
        'virk_edge_messages_refused_total{reason="header_syntax"} 5.0',
        "virk_edge_test_frames_total 6.0",
        "virk_edge_process_resident_memory_bytes",
    ):
        assert line in text, line
    told = set(re.findall(r"^(virk_edge_\w+)[{ ]", text, re.M))
    assert {n for n in told if "_process_" not in n} == {m.name for m in METRICS}
    assert stat.S_IMODE(file.stat().st_mode) == 0o644, "node_exporter is another user"
    assert [p.name for p in tmp_path.iterdir()] == [file.name]
    metrics.close()
    assert not file.exists(), "old figures would pass for new ones"


def test_the_file_is_renewed_in_its_own_time_and_may_fail(tmp_path: Path):
    """Every 15 seconds; a folder that has gone is a sentence and no end."""
    file = tmp_path / "x" / "v.prom"
    metrics = Metrics(MetricsConfig(textfile=str(file)))
    metrics.show(whole(), 0.0)
    assert str(file) in metrics.trouble
    file.parent.mkdir()
    metrics.show(whole(), 14.0)
    assert not file.exists() and metrics.trouble
    metrics.show(whole(), 15.0)
    assert file.exists() and metrics.trouble == ""
    metrics.close()


def test_a_port_answers_on_loopback_until_it_is_closed():
    """Before the first standing too; the doctor asks as Prometheus does."""
    config = MetricsConfig(port=free_port())
    metrics, second = Metrics(config), Metrics(config)
    metrics.start()
    assert metrics.port == config.port and "virk_edge_info" not in read(config.port)
    metrics.show(whole(), 0.0)
    assert "virk_edge_info" in read(config.port)
    assert check_metrics(config).verdict == "good"
    assert metrics._server is not None and metrics._server.server_address[0] == "127.0.0.1"
    with pytest.raises(ConfigError, match=rf"\$\.metrics\.port: {config.port} .* name another"):
        second.start()
    metrics.close()
    assert check_metrics(config).verdict == "bad"
    second.start()  # as a daemon does that takes over from another
    second.close()


def test_callers_who_hold_the_port_are_few_and_do_not_stay(monkeypatch: pytest.MonkeyPatch):
    """Any user of the device may connect; threads of the daemon are not for the taking."""
    monkeypatch.setattr(metrics_port, "CALLERS_MAX", 2)
    monkeypatch.setattr(metrics_port._Call, "timeout", 60.0)
    metrics = Metrics(MetricsConfig(port=free_port()))
    metrics.start()
    before = threading.active_count()
    with contextlib.ExitStack() as callers:
        for _ in range(4):
            caller = socket.create_connection(("127.0.0.1", metrics.port), timeout=20.0)
            callers.enter_context(caller)
        assert caller.recv(1) == b"" and threading.active_count() - before <= 2
    until(lambda: threading.active_count() <= before, lambda: None)
    assert "python_info" not in read(metrics.port)
    monkeypatch.setattr(metrics_port._Call, "timeout", 0.01)
    with socket.create_connection(("127.0.0.1", metrics.port), timeout=20.0) as caller:
        assert caller.recv(1) == b""
    metrics.close()


def test_every_reason_to_remove_a_bundle_is_counted_from_zero():
    """Else ``increase`` would miss the first bundle that is lost."""
    [metric] = [m for m in METRICS if m.name == "virk_edge_bundles_removed_total"]
    fresh = replace(whole(), store=StoreStanding(0, 0, 0, 0, {}, {}, 0, ""))
    assert dict(metric.samples(fresh)) == {(r,): 0 for r in (*get_args(Reason), DAMAGED)}


def test_a_daemon_shows_what_it_does(tmp_path: Path):
    """Its frames, at the port and in the file; at its end both are gone."""
    port, file = free_port(), tmp_path / "v.prom"
    with running(tmp_path, f"[metrics]\nport = {port}\ntextfile = '{file}'\n") as run:
        camera = Camera(run.endpoint)
        run.feed(camera, 3)
        run.daemon._post(running=True)
        camera.publisher.close()
        assert 'virk_edge_camera_channels{camera="door"}' in read(port)
        assert 'virk_edge_incidents_total{camera="door"} 0.0' in file.read_text()
    assert not file.exists()
    with pytest.raises(ConnectionRefusedError):
        read(port)


def test_a_daemon_whose_port_is_taken_leaves_nothing_behind(tmp_path: Path):
    """The socket of the feed is free for the next one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        more = f"[metrics]\nport = {taken.getsockname()[1]}\n"
        with pytest.raises(ConfigError, match=r"metrics\.port"), running(tmp_path, more):
            pass
    assert not (tmp_path / "feed.sock").exists()


def test_a_stale_file_is_found_by_the_doctor(tmp_path: Path):
    """Its age says that nobody renews it."""
    file = tmp_path / "v.prom"
    file.write_text("")
    assert check_metrics(MetricsConfig(textfile=str(file))).verdict == "good"
    os.utime(file, (1e9, 1e9))
    assert check_metrics(MetricsConfig(textfile=str(file))).verdict == "bad"


def test_without_the_library_only_who_asks_for_figures_is_refused(monkeypatch: pytest.MonkeyPatch):
    """With the words that install it."""
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(ConfigError, match=r'pip install "virk-edge\[metrics\]"'):
        Metrics(MetricsConfig(port=1))
    quiet = Metrics(MetricsConfig())
    quiet.start()
    quiet.show(whole(), 0.0)
    quiet.close()


@pytest.mark.parametrize("value", ["x.prom", "/x/y.txt", "/x/"])
def test_a_file_that_node_exporter_would_not_read_is_refused(
    value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Its name says why."""
    (tmp_path / "c.toml").write_text(f"[metrics]\ntextfile = '{value}'\n", encoding="utf-8")
    assert main(["config", "check", str(tmp_path / "c.toml")]) == 78
    assert "$.metrics.textfile" in capsys.readouterr().err


def test_names_keep_the_conventions():
    """https://prometheus.io/docs/practices/naming: ours, in base units, no name twice."""
    names = [m.name for m in METRICS]
    assert len(set(names)) == len(names)
    for metric in METRICS:
        assert re.fullmatch(r"virk_edge_[a-z_]+", metric.name) and metric.help.endswith(".")
        assert set(metric.labels) <= {"camera", "reason", "version"}
        assert not re.search(r"percent|_ms|_ns|_count$", metric.name)


def test_the_page_has_every_figure(repository: Path):
    """docs/metrics.md and the table say the same: name, labels, kind and words."""
    text = (repository / "docs/metrics.md").read_text(encoding="utf-8")
    rows = [
        f"| `{m.name}` | {', '.join(m.labels) or '–'} | "
        f"{'counter' if m.is_counter else 'gauge'} | {m.help} |"
        for m in METRICS
    ]
    assert re.findall(r"^\| `virk_edge_.*$", text, re.M) == rows
    known = {m.name for m in METRICS}
    rules = text.partition("## Alerts")[2]
    assert set(re.findall(r"virk_edge_\w+", rules)) <= known
