"""Clocks that are wrong: set by years, begun in 1970, or stopped while the device slept."""

from __future__ import annotations

import ctypes
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from virk_edge.adapters import host
from virk_edge.formats.bundle import bundle_name, parse_bundle_name

NS = 10**9
YEAR_NS = 31_556_952 * NS
NOW_NS = 1_795_335_330 * NS  # 2026-11-22


# -- names --------------------------------------------------------------------------------------


@given(st.integers())
@example(-1)
@example(10**40)
def test_every_wall_time_makes_a_name(t_wall_ns: int) -> None:
    """No bundle is lost for what a clock says."""
    name = parse_bundle_name(bundle_name(t_wall_ns, "door", "7f3a9c"))
    assert name is not None
    assert "19700101T000000Z" <= name.opened <= "99991231T235959Z"


@given(st.lists(st.integers(-YEAR_NS, 9000 * YEAR_NS), min_size=2, max_size=5))
def test_names_sort_as_their_times(times: list[int]) -> None:
    """Also where a time is outside of what a name can say."""
    names = [bundle_name(t_ns, "door", "7f3a9c") for t_ns in sorted(times)]
    assert names == sorted(names)


# -- what the manifest says ---------------------------------------------------------------------


def adjtimex(monkeypatch: pytest.MonkeyPatch, answer: int | None) -> None:
    """A kernel that answers so; None has no such call."""
    calls = {} if answer is None else {"adjtimex": lambda _: answer}
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(**calls))


@pytest.mark.parametrize(
    ("kernel", "timesync", "expected"),
    [
        (0, "never", True),  # TIME_OK: chrony, ntpd or timesyncd has set it
        (1, None, True),  # a leap second is announced
        (5, "set", False),  # TIME_ERROR: timesyncd did once, somebody has set it since
        (-1, "set", True),  # a sandbox forbids to ask
        (-1, "never", False),
        (None, None, None),
    ],
)
def test_the_kernel_is_asked_whether_the_clock_is_set(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    kernel: int | None,
    timesync: str | None,
    expected: bool | None,
) -> None:
    """Its word counts, whichever program sets the clock; then systemd-timesyncd's; else none."""
    adjtimex(monkeypatch, kernel)
    folder = tmp_path / "timesync"
    monkeypatch.setattr(host, "_TIMESYNC", folder)
    if timesync is not None:
        folder.mkdir()
    if timesync == "set":
        (folder / "synchronized").touch()
    assert host.clocks_record().wall_synchronised is expected


def test_this_kernel_says_something_or_nothing() -> None:
    """Whatever it is, asking changes no clock and breaks nothing."""
    assert host.clocks_record().wall_synchronised in (True, False, None)


@pytest.mark.parametrize("years", [10, -10, 0])
def test_a_wall_clock_that_is_set_while_recording_is_told(
    monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    """By how far, whatever time has passed; and nothing when nobody touched it."""
    monkeypatch.setattr(time, "time_ns", lambda: NOW_NS)
    monkeypatch.setattr(host, "boot_ns", lambda: 100 * NS)
    begun = host.clocks_record()
    monkeypatch.setattr(time, "time_ns", lambda: NOW_NS + 60 * NS + years * YEAR_NS)
    monkeypatch.setattr(host, "boot_ns", lambda: 160 * NS)
    ended = host.clocks_until_now(begun)
    assert ended.wall_step_seconds == years * YEAR_NS / NS
    assert (ended.boot_ns, ended.wall_ns) == (100 * NS, NOW_NS)
    assert begun.wall_step_seconds is None
