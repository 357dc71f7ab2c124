"""``virk-edge doctor``: proves on this machine what protects it, and says what to do."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from virk_edge.cli.options import add_config, add_json, config_of

if TYPE_CHECKING:
    from virk_edge.core.doctor import Finding
    from virk_edge.formats.config import Config
    from virk_edge.formats.standing import Standing


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Check everything, which takes some seconds; 1 if anything is bad, else 0."""
    from virk_edge.cli.progress import bar
    from virk_edge.cli.rows import print_rows
    from virk_edge.report.doctor import rows, title

    findings: list[Finding] = []
    with bar(_CHECKS, "looking", quiet=args.json) as drawn:
        for finding in _findings(args):
            findings.append(finding)
            drawn.advance(min(len(findings), _CHECKS))
            if args.json:
                print(json.dumps({"event": "check", **asdict(finding)}), flush=True)
    bad = sum(f.verdict == "bad" for f in findings)
    if args.json:
        print(json.dumps({"event": "doctor", "checks": len(findings), "bad": bad}))
    else:
        print_rows(title(findings), rows(findings))
    return 1 if bad else 0


_CHECKS = 18  # with a daemon that runs and shows its figures


def _findings(args: argparse.Namespace) -> Iterator[Finding]:
    from virk_edge.adapters.doctor_machine import (
        check_clock,
        check_extras,
        check_heat,
        check_model,
    )
    from virk_edge.adapters.doctor_store import check_store
    from virk_edge.adapters.status_file import status_path

    config, finding = _config(args)
    yield finding
    yield check_extras(config)
    yield from check_model(config)
    status = status_path(config)
    standing, daemon = _daemon(status)
    yield daemon
    yield from _guards(config, standing)
    yield check_heat(config)
    yield check_clock()
    yield from check_store(config.store, config.record, standing.pid if standing else None)
    yield from _feed(config, standing, status)


def _config(args: argparse.Namespace) -> tuple[Config, Finding]:
    from virk_edge.adapters.config_file import SYSTEM_CONFIG
    from virk_edge.core.doctor import Finding
    from virk_edge.errors import ConfigError
    from virk_edge.formats.config import Config

    try:
        config = config_of(args)
    except ConfigError as error:
        todo = "correct it; all that follows is checked with the defaults"
        return Config(), Finding("config", "bad", str(error), todo)
    path = args.config or SYSTEM_CONFIG
    words = f"{path} is good" if Path(path).exists() else "no file, so the defaults hold"
    return config, Finding("config", "good", words)


def _daemon(status: Path) -> tuple[Standing | None, Finding]:
    """The standing of a daemon that runs, None without one."""
    from virk_edge.adapters.host import clocks_record
    from virk_edge.adapters.status_file import load_standing
    from virk_edge.core.doctor import Finding
    from virk_edge.errors import VirkError
    from virk_edge.report.bundles import count_words
    from virk_edge.report.standing import trouble

    try:
        standing = load_standing(status)
    except VirkError as error:
        return None, Finding("daemon", "unknown", str(error), "run it as root, or as the daemon")
    now = clocks_record()
    words = trouble(standing, str(status), now)
    if standing is None or words is not None:
        rest = "what takes a running daemon could not be proved"
        if standing is not None and standing.running and standing.boot_id == now.boot_id:
            todo = f"`journalctl -u virk-edge -n 50` says why, then start it anew: {rest}"
            return None, Finding("daemon", "bad", words or "", todo)
        return None, Finding("daemon", "warning", words or "", f"start it: {rest}")
    if standing.config_refused:
        found = f"it goes on with its old configuration: {standing.config_refused}"
        return standing, Finding("daemon", "bad", found, "correct the file; it is read at once")
    if standing.store is not None and standing.store.trouble:
        return standing, Finding("daemon", "bad", standing.store.trouble, "make room, or a way in")
    found = f"process {standing.pid}, version {standing.virk_edge}, hears "
    found += count_words(sum(camera.heard for camera in standing.cameras.values()), "camera")
    unheard = [name for name, camera in standing.cameras.items() if not camera.heard]
    if unheard:
        found += f", and not {', '.join(unheard)}"
        todo = "does its program run, publish to this endpoint, and under this name?"
        return standing, Finding("daemon", "warning", found, todo)
    return standing, Finding("daemon", "good", found)


def _guards(config: Config, standing: Standing | None) -> Iterator[Finding]:
    from virk_edge.adapters.doctor_guards import (
        check_controllers,
        check_pressure,
        check_priority,
        check_quota,
        check_weight,
        groups_of,
    )

    pid = str(standing.pid) if standing is not None else "self"
    groups = groups_of(pid)
    yield check_controllers(groups, "the daemon" if standing is not None else "this shell")
    joins = groups.folders[:1] != groups_of("self").folders[:1]
    yield check_quota(groups, budget_cores=config.budget.cpu_percent / 100, joins=joins)
    yield check_pressure()
    if standing is not None:
        yield check_priority(standing.pid)
        yield check_weight(groups)


def _feed(config: Config, standing: Standing | None, status: Path) -> Iterator[Finding]:
    from virk_edge.adapters.doctor_feed import check_frame, check_socket
    from virk_edge.adapters.doctor_machine import check_metrics

    if standing is not None:
        yield check_socket(config.feed)
    wait: Callable[[float], None] = time.sleep
    yield check_frame(config.feed, standing, status, wait)
    if standing is not None and (config.metrics.port or config.metrics.textfile):
        yield check_metrics(config.metrics)
