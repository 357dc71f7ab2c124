"""The course of an incident in lines of text."""

from __future__ import annotations

import pytest

from virk_edge.nouns import Channel, ChannelScore
from virk_edge.report.incident import Row
from virk_edge.report.spark import ASCII_BARS, BARS, spark_rows
from virk_edge.report.steps import Moment


def heard(seconds: float, score: float, times_normal: float, channel: Channel) -> Moment:
    """One interval with one score."""
    told = ChannelScore(channel, "session", score, times_normal, 5.0)
    return Moment(round(seconds * 1e9), False, (told,))


def drawn(rows: tuple[Row, ...], name: str) -> str:
    """The bars of one channel."""
    (text,) = (row.text for row in rows if row.text.startswith(name))
    return text[11:55]


def test_what_is_above_the_level_stands_in_the_upper_half() -> None:
    """A quiet beginning, an alarm, and the mark where it opened."""
    steps = [heard(s, 0.1, 1.2, "outputs") for s in range(50)]
    steps += [heard(s, 1.6, 21.44, "outputs") for s in range(50, 100)]
    rows = spark_rows(steps, opened_ns=50 * 10**9)
    assert (rows[0].label, rows[1].text.index("|")) == ("course", 11 + 22)
    bars = drawn(rows, "outputs")
    assert set(bars[:22]) == {BARS[0]} and set(bars[22:]) == {BARS[6]}
    assert rows[-1].text.endswith(" 21.4 x") and rows[-1].loud


def test_a_time_in_which_nothing_was_said_stays_empty() -> None:
    """A gap is no quiet time."""
    steps = [heard(s, 0.6, 2.0, "outputs") for s in (*range(20), *range(80, 100))]
    bars = drawn(spark_rows(steps, opened_ns=90 * 10**9, bars=ASCII_BARS), "outputs")
    assert " " * 20 in bars and set(bars) == {" ", ASCII_BARS[2]}
    assert bars.isascii()


def test_the_channel_furthest_over_comes_first_and_mute_ones_not_at_all() -> None:
    """That is the one to read."""
    steps = [
        heard(s, score, 3.0, channel)
        for s in range(4)
        for channel, score in (("image", 0.5), ("outputs", 0.9), ("feed", 0.0))
    ]
    names = [row.text.split()[0] for row in spark_rows(steps, opened_ns=0)[2:]]
    assert names == ["outputs", "image"]


@pytest.mark.parametrize("value", [1e300, 1e-300])
def test_numbers_of_any_size_leave_the_line_short(value: float) -> None:
    """A bundle may come from a stranger."""
    rows = spark_rows([heard(0, 1.0, value, "image"), heard(9e9, 1.0, 2.0, "image")], opened_ns=0)
    assert all(len(row.text) < 70 for row in rows)


def test_nothing_said_is_nothing_shown() -> None:
    """As in a recording that was cut off early."""
    assert spark_rows([], opened_ns=0) == ()
