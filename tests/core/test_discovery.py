"""Finding cameras that nobody named, without making every hook send everything for long."""

from __future__ import annotations

from virk_edge.core.discovery import FAST_NS, PERIOD_NS, WINDOW_NS, Discovery


def settled() -> Discovery:
    """One camera is known and its connection has spoken."""
    discovery = Discovery()
    discovery.connected(0)
    discovery.heard("cam", "run")
    return discovery


def test_it_listens_to_everything_until_the_first_camera() -> None:
    """With nothing known there is nothing else to subscribe to."""
    discovery = Discovery()
    assert discovery.is_open(0)
    assert discovery.is_open(10**15)
    assert not discovery.is_timed
    assert not settled().is_open(10**15)


def test_a_new_connection_opens_it_until_a_new_camera_speaks() -> None:
    """A known camera's frames settle nothing; a new one or a new run does."""
    for camera, run in (("late", "run"), ("cam", "restarted")):
        discovery = settled()
        discovery.connected(100)
        discovery.heard("cam", "run")
        assert discovery.is_open(101)
        discovery.heard(camera, run)
        assert not discovery.is_open(102)


def test_a_connection_that_stays_silent_is_waited_for_at_little_cost() -> None:
    """Two seconds at first, then 0.2 s in every ten: a model may take a minute to load."""
    discovery = settled()
    discovery.connected(0)
    assert discovery.is_timed
    assert discovery.is_open(FAST_NS - 1)
    late_ns = range(FAST_NS, FAST_NS + 10 * PERIOD_NS, WINDOW_NS // 4)
    share = sum(discovery.is_open(now_ns) for now_ns in late_ns) / len(late_ns)
    assert share == WINDOW_NS / PERIOD_NS
    discovery.disconnected()
    discovery.disconnected()
    assert not discovery.is_open(FAST_NS)


def test_any_number_of_names_costs_little_memory() -> None:
    """A peer that invents cameras cannot fill the daemon."""
    discovery = Discovery()
    for number in range(10_000):
        discovery.heard(f"cam{number}", "run")
    assert len(discovery._runs) <= 256
