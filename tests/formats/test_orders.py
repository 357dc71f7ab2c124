"""Orders and their answers: small, strict, and of this boot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virk_edge.errors import StateError
from virk_edge.formats.orders import (
    ACTIONS,
    BYTES_MAX,
    Answer,
    Order,
    order_bytes,
    read_answer,
    read_order,
)

ORDER = Order("7f3a", "front-door", "import", "0c1d", 40_000_000_000, "/a/b.virk", "a" * 64)
ANSWER = Answer("7f3a", True, "camera front-door: the baseline is in force", "34cb03")
DATA = order_bytes(ORDER)


@pytest.mark.parametrize("action", ACTIONS)
def test_orders_and_answers_come_back(action: str) -> None:
    """Every field of both."""
    order = Order("7f3a", "front-door", action, "0c1d", 4)  # type: ignore[arg-type]
    assert read_order(order_bytes(order), "x") == order
    assert read_order(DATA, "x") == ORDER
    assert read_answer(order_bytes(ANSWER), "x") == ANSWER


@given(st.integers(0, len(DATA) - 1), st.integers(0, 255))
def test_a_damaged_order_is_an_order_or_one_sentence(place: int, value: int) -> None:
    """No digest protects it: what it says is checked, and it acts on one camera only."""
    data = bytearray(DATA)
    data[place] = value
    try:
        read_order(bytes(data), "x")
    except StateError as error:
        assert str(error).startswith("x is no order of virk-edge: ")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"[]", "does not say"),
        (DATA.replace(b'"version":1', b'"version":2'), "version 2, not 1"),
        (DATA.replace(b'"import"', b'"shell"'), "$.action must be one of save, accept"),
        (DATA.replace(b"front-door", b"../../etc"), "names a camera"),
        (DATA.replace(b"front-door", b"front/door"), "names a camera"),
        (DATA + b" " * BYTES_MAX, "too long"),
        (order_bytes(ANSWER), "$.camera is missing"),
    ],
)
def test_what_is_no_order_is_refused(data: bytes, words: str) -> None:
    """Whatever lies in the directory under that name."""
    with pytest.raises(StateError) as caught:
        read_order(data, "x")
    assert words in str(caught.value)
