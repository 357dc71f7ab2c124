"""Log lines: one event a line, JSON for machines, readable on a terminal."""

from __future__ import annotations

import io
import json
import logging

from virk_edge.daemon.log import Bridge, Log


def test_json_lines_hold_event_level_and_fields() -> None:
    """What the journal and its readers get."""
    out = io.StringIO()
    log = Log(level="info", style="auto", stream=out)
    log.debug("unseen")
    log.warning("undecodable", camera="door", count=2)
    log.error("bundle_failed", why="full")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines == [
        {"event": "undecodable", "level": "warning", "camera": "door", "count": 2},
        {"event": "bundle_failed", "level": "error", "why": "full"},
    ]


def test_the_journal_is_told_how_important_a_line_is() -> None:
    """It takes the number off again; a log that was asked to be JSON is nothing but JSON."""
    out = io.StringIO()
    log = Log(level="debug", style="auto", stream=out, journal=True)
    log.error("store_trouble", why="full")
    log.debug("unseen")
    first, second = out.getvalue().splitlines()
    assert first[:3] == "<3>" and json.loads(first[3:])["event"] == "store_trouble"
    assert second[:3] == "<7>"
    plain = io.StringIO()
    Log(level="info", style="json", stream=plain, journal=True).info("ready")
    assert json.loads(plain.getvalue())["event"] == "ready"


def test_text_lines_are_for_people() -> None:
    """Words with spaces are quoted, numbers are short, and a line is a line."""
    out = io.StringIO()
    log = Log(level="debug", style="text", stream=out)
    log.info("camera_level", camera="door", fps=9.98765, s=51600.4, why="too many\nframes here")
    log.debug("plain")
    assert out.getvalue().splitlines() == [
        'info    camera_level camera=door fps=9.99 s=51600 why="too many\\nframes here"',
        "debug   plain",
    ]


def test_what_the_adapters_log_comes_into_the_same_stream() -> None:
    """The feed's own warnings are lines too."""
    out = io.StringIO()
    bridge = Bridge(Log(level="info", style="json", stream=out))
    bridge.emit(logging.makeLogRecord({"name": "virk_edge.feed", "msg": "odd", "levelno": 30}))
    assert json.loads(out.getvalue()) == {"event": "feed", "level": "warning", "message": "odd"}
