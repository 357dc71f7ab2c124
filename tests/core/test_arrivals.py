"""What came and what did not, from headers alone; and the rate they came at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import info
from virk_edge.core.arrivals import Arrivals


def after(*headers: tuple[str, int]) -> Arrivals:
    """The counts after headers of (run, number)."""
    arrivals = Arrivals("door")
    for i, (run, seq) in enumerate(headers):
        arrivals.note_metadata(replace(info(seq), run=run), now_ns=1000 + i)
    return arrivals


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], {}),
        ([("a", 0), ("a", 1), ("a", 2)], {}),
        ([("a", 5)], {}),  # what was before the first is not known
        ([("a", 0), ("a", 4)], {"gaps": 3}),
        ([("a", 0), ("a", 0)], {"repeats": 1}),
        ([("a", 5), ("a", 3), ("a", 4)], {"repeats": 1}),
        ([("a", 5), ("b", 0), ("b", 1)], {"restarts": 1}),
        ([("a", 5), ("b", 9)], {"restarts": 1}),
        ([("a", 0), ("b", 0), ("a", 1), ("b", 1)], {"restarts": 1, "conflicts": 2}),
    ],
    ids=str,
)
def test_gaps_repeats_restarts_and_conflicts(headers, expected):
    """One row for each thing that can happen to a number."""
    counts = after(*headers).counts(None)
    found = {n: getattr(counts, n) for n in ("gaps", "repeats", "restarts", "conflicts")}
    assert found == {"gaps": 0, "repeats": 0, "restarts": 0, "conflicts": 0, **expected}
    assert counts.metadata == len(headers)


def test_runs_of_long_ago_are_forgotten():
    """Memory is bounded; a run that comes back after four others is a restart."""
    headers = [(f"run{i}", 0) for i in range(1000)]
    arrivals = after(*headers, ("run0", 1))
    assert arrivals.restarts == 1000
    assert arrivals.conflicts == 0


def test_the_counts_are_a_value_of_this_moment():
    """With the time and number of the last header, and the hook's own losses."""
    arrivals = after(("a", 3), ("a", 7))
    arrivals.note_metadata(replace(info(8), run="a", lost=12), now_ns=5000)
    counts = arrivals.counts(2)
    arrivals.note_metadata(replace(info(9), run="a"), now_ns=6000)
    assert (counts.level, counts.last_seq, counts.last_boot_ns) == (2, 8, 5000)
    assert (counts.lost_by_hook, counts.metadata, counts.camera) == (12, 3, "door")
    assert after().counts(None).last_boot_ns == 0


def test_what_programs_lost_before_they_started_anew_is_not_forgotten():
    """Each run counts from 0; the camera's losses only grow, however many runs there were."""
    arrivals = Arrivals("door")
    for number in range(10):
        for lost in (0, 2, 3):
            header = replace(info(lost), run=f"run{number}", lost=lost)
            arrivals.note_metadata(header, now_ns=number)
    assert arrivals.counts(None).lost_by_hook == 30
