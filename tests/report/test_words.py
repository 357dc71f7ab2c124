"""Texts and numbers of strangers stay short and true."""

from __future__ import annotations

import math

import pytest

from virk_edge.report.words import clamped, name, number, plain, possible, share, short, times


def test_a_long_text_is_cut_and_its_length_is_told() -> None:
    """The length of what is shown is not the length of what was sent."""
    assert short("a" * 400) == "a" * 400
    assert short("a" * 1_000_000) == "a" * 400 + "… (1,000,000 characters)"
    assert name("word " * 999) == "word " * 16 + "… (4,995 characters)"
    assert plain("a\x1b[2J\u202e\nb") == short("a\x1b[2J\u202e\nb") == "a [2J  b"


@pytest.mark.parametrize(
    ("value", "words", "drawn"),
    [
        (0.954, "0.95", 0.954),
        (1.0, "1.00", 1.0),
        (7.0, "7.00, which cannot be", 1.0),
        (-5.0, "-5.00, which cannot be", 0.0),
        (1e308, "1e+308, which cannot be", 1.0),
        (-math.inf, "-inf, which cannot be", 0.0),
        (math.nan, "nan, which cannot be", 0.0),
    ],
)
def test_a_score_that_cannot_be_is_called_that(value: float, words: str, drawn: float) -> None:
    """And held to 0 to 1 where it is drawn."""
    assert (share(value), clamped(value)) == (words, drawn)
    assert possible(value) == ("cannot" not in words)


def test_huge_numbers_lose_their_digits_and_no_more() -> None:
    """A statistical channel may well say a million times normal."""
    assert [number(v) for v in (56.61, 999_999.0, 1e13)] == ["56.6", "999999.0", "1e+13"]
    assert (times(2.0), times(-2.0)) == ("2.0", "-2.0, which cannot be")
    assert times(math.nan) == "nan, which cannot be"
