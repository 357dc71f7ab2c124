"""What was learnt, in words: phases, scales, rates, doubts and what to type."""

from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import timezone

import pytest

from virk_edge.core.status import BaselineStatus, ChannelBaseline
from virk_edge.formats.baseline import BaselineHead
from virk_edge.nouns import Cause, IncidentOpened
from virk_edge.report import baseline
from virk_edge.report.baseline import channel_words, phase_words, rate_words, rows

WALL_NS = 1_795_335_330_000_000_000
IMAGE = ChannelBaseline(
    channel="image",
    instance="session",
    learnt_seconds=3720.0,
    learnt_frames=34_800,
    progress=0.439,
    frozen=False,
    armed_seconds=(1.0, 5.0, 60.0, 900.0),
    false_incidents_per_month=5.2,
    suspect="",
)
STATUS = BaselineStatus("door", WALL_NS, (IMAGE,), 5.2, None, (), False)
OPENED = IncidentOpened("7f3a9c", "door", 1, 2, WALL_NS, 1, 2, "image", 20.94, True)


def test_the_examples_in_the_docstrings_hold() -> None:
    """They are what the documentation shows."""
    result = doctest.testmod(baseline)
    assert result.attempted > 0 and result.failed == 0


def told(status: BaselineStatus) -> list[tuple[str, str]]:
    """Label and text of every line."""
    return [(row.label, row.text) for row in rows(status, local=timezone.utc)]


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (IMAGE, "armed, learning 43 %"),
        (replace(IMAGE, armed_seconds=()), "learning 43 %"),
        (replace(IMAGE, armed_seconds=(), progress=0.999), "learning 99 %"),
        (replace(IMAGE, frozen=True, progress=1.0), "frozen"),
    ],
)
def test_a_phase_is_told(channel: ChannelBaseline, words: str) -> None:
    """Never more than is true."""
    assert phase_words(channel) == words


def test_a_channel_is_one_line() -> None:
    """How far, from what, and at which scales it watches."""
    assert channel_words(IMAGE) == (
        "session, armed, learning 43 %: 1 h 2 min, 34,800 frames; armed at 1 s, 5 s, 1 min, 15 min"
    )
    assert channel_words(replace(IMAGE, armed_seconds=())).endswith("; not armed yet")


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (None, "no rate yet: nothing is armed"),
        (12_182.5, "at most 13,000 false incidents a month"),
        (100.0, "at most 100 false incidents a month"),
        (99.2, "at most 100 false incidents a month"),
        (6.0, "at most 6 false incidents a month"),
        (1.2, "at most 2 false incidents a month"),
        (1.0, "at most one false incident a month"),
        (0.26, "at most one false incident in 3 months"),
        (1 / 12, "at most one false incident in 12 months"),
    ],
)
def test_a_rate_is_never_told_better_than_it_is(rate: float | None, words: str) -> None:
    """Rounded up to two digits, or down to whole months."""
    assert rate_words(rate) == f"the baseline supports {words}"


def test_a_quiet_camera_is_told() -> None:
    """Since when, what it is worth, every channel once, both instances."""
    calendar = replace(IMAGE, instance="calendar", armed_seconds=())
    found = told(replace(STATUS, channels=(IMAGE, calendar)))
    assert [label for label, _ in found] == ["learnt", "rate", "image", ""]
    assert found[0][1] == "since 2026-11-22 08:15:30 UTC"
    assert found[1][1] == "the baseline supports at most 6 false incidents a month"


def test_a_saved_state_says_when_it_was_saved() -> None:
    """A person must know how old the news is."""
    head = BaselineHead("state", "door", "0.1.0", None, None, WALL_NS + 10**9, "")
    found = rows(STATUS, head, local=timezone.utc)
    assert (found[1].label, found[1].text) == ("as of", "2026-11-22 08:15:31 UTC")


def test_nothing_learnt_is_told() -> None:
    """Before the first frame."""
    empty = BaselineStatus("door", None, (), None, None, (), False)
    assert told(empty) == [
        ("learnt", "nothing yet"),
        ("rate", "the baseline supports no rate yet: nothing is armed"),
    ]


def test_a_suspect_baseline_comes_with_the_way_out() -> None:
    """Why, and the command."""
    found = told(replace(STATUS, channels=(replace(IMAGE, suspect="too heavy a tail"),)))
    assert ("suspect", "image (session): too heavy a tail") in found
    assert found[-1] == ("", "virk-edge baseline reset --camera door")
    assert not [row for row in told(STATUS) if row[0] == "suspect"]


def test_an_open_incident_comes_with_what_to_type() -> None:
    """Cause, and both answers; once it is called a fault only the other is left."""
    cause = Cause("defocus", 0.9, "blur 2 px\x1b[2J")
    status = replace(STATUS, incident=OPENED, causes=(cause, Cause("haze", 0.1, "no")))
    found = dict(told(status))
    assert found["incident"] == (
        "7f3a9c, open since 2026-11-22 08:15:30 UTC, by image at 20.9 times normal"
    )
    assert found["why"] == "defocus (0.90): blur 2 px [2J"
    assert found["a fault?"] == "virk-edge baseline fault --camera door"
    assert found["is normal?"] == "virk-edge baseline accept --camera door"
    marked = dict(told(replace(status, fault=True)))
    assert "a fault?" not in marked and "nothing is learnt until it is over" in marked[""]
    assert "is normal?" in marked
