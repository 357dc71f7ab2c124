"""The store in words: sizes, remarks, and what the status says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.formats.samples import CLOSED
from virk_edge.formats.glance import Glance
from virk_edge.formats.standing import StoreStanding
from virk_edge.report.bundles import bytes_words, cause_words, opened_words, remark_words
from virk_edge.report.standing import store_rows

KNOWN = Glance(CLOSED.incident, CLOSED.clocks, 2, None, "")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1024, "1.0 KiB"), (28 << 20, "28 MiB"), (5 << 39, "2.5 TiB")],
)
def test_sizes_as_people_read_them(size: int, words: str) -> None:
    """Two digits are enough."""
    assert bytes_words(size) == words


def test_a_bundle_in_words() -> None:
    """When, why, and what is special."""
    assert opened_words(KNOWN) == "2026-11-22 08:15:30"
    assert remark_words(KNOWN, acknowledged=False) == ""
    odd = replace(
        KNOWN,
        incident=replace(KNOWN.incident, state="interrupted", causes=(), opened_wall_ns=10**30),
        duplicate_of="abcdef012345\x1b[2J",
        frames_withheld="repeat",
    )
    assert opened_words(odd) == "no such time"
    assert cause_words(odd) == "appearance, not diagnosed"
    assert remark_words(odd, acknowledged=True) == (
        "interrupted; repeats abcdef; frames withheld: repeat; fetched"
    )


def test_the_status_says_what_troubles_the_store() -> None:
    """Loud is only what needs somebody."""
    calm = StoreStanding(1, 28 << 20, 0, 0, {}, {}, 0, "")
    assert [(r.text, r.loud) for r in store_rows(calm)] == [("1 bundle, 28 MiB", False)]
    odd = StoreStanding(2, 5, 1, 3, {"age": 2}, {"space": 1}, 4, "cannot write to /x")
    assert [(r.text, r.loud) for r in store_rows(odd)] == [
        ("2 bundles, 5 B; 1 cut off, waiting for room; 3 set aside", False),
        ("cannot write to /x", True),
        ("removed: 2 age", False),
        ("recorded without all their frames: 1 (space)", False),
        ("4 incidents could not be recorded", True),
    ]
