"""A saved state is the same state when it comes back, or it was refused at the door."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.formats.same import same
from virk_edge.errors import StateError
from virk_edge.formats.state import pack_state, unpack_state

ARRAYS = hnp.arrays(
    hnp.boolean_dtypes()
    | hnp.integer_dtypes(endianness="?")
    | hnp.floating_dtypes(sizes=(16, 32, 64), endianness="?"),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
).flatmap(lambda array: st.sampled_from([array, np.asfortranarray(array)]))
KEYS = st.text(max_size=5).filter(lambda key: not key.startswith("$"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | ARRAYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
STATES = st.dictionaries(KEYS, VALUES, max_size=4)


@given(STATES)
def test_every_state_comes_back_bit_for_bit(state: dict[str, Any]) -> None:
    """Types, float bits, array bytes, shapes, byte order and memory order survive."""
    assert same(unpack_state(pack_state(state, "state/"), "state/"), state)


@given(STATES)
def test_numpy_itself_reads_every_array_entry(state: dict[str, Any]) -> None:
    """The arrays are plain .npy files for anybody's tools."""
    for name, data in pack_state(state, "").items():
        if name.endswith(".npy"):
            np.load(io.BytesIO(data), allow_pickle=False)


def test_the_bits_of_a_nan_and_the_sign_of_zero_survive() -> None:
    """Even what compares as equal or as nothing at all is kept."""
    odd = struct.unpack(">d", bytes.fromhex("fff8000000000123"))[0]
    state = {"numbers": [odd, -0.0, float("inf"), float("-inf"), float("nan"), 5e-324]}
    state["array"] = np.array([odd, -0.0])
    assert same(unpack_state(pack_state(state, ""), ""), state)


def test_a_restored_array_can_be_written_to() -> None:
    """A judge goes on learning in the arrays that it gets back."""
    back = unpack_state(pack_state({"mean": np.zeros(3)}, ""), "")["mean"]
    back += 1
    assert back.flags.owndata and back.flags.aligned


@pytest.mark.parametrize(
    "value",
    [
        np.float64(1),
        np.int64(1),
        (1, 2),
        {1: 2},
        {"$array": "x"},
        b"bytes",
        np.array(["a"]),
        np.array([None]),
        np.zeros(3, complex),
        np.zeros((4, 4))[:, ::2],
        np.ma.masked_array([1.0]),
    ],
    ids=repr,
)
def test_what_could_not_come_back_exactly_is_refused_when_saved(value: Any) -> None:
    """A numpy scalar, a tuple or a view with gaps would come back as something else."""
    with pytest.raises(StateError, match=r"\$\.deep\[0\]"):
        pack_state({"deep": [value]}, "")


@given(st.data())
def test_a_damaged_state_is_an_error_or_a_state_but_never_a_crash(data: st.DataObject) -> None:
    """Any byte of any entry may be wrong."""
    entries = pack_state({"a": [1, 2.5, "x"], "m": np.ones((2, 3)), "n": float("nan")}, "")
    name = data.draw(st.sampled_from(sorted(entries)))
    raw = bytearray(entries[name])
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)) | st.just(len(raw)))
    try:
        unpack_state({**entries, name: bytes(raw[:cut])}, "")
    except StateError as exc:
        assert "state" in str(exc)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "not JSON"),
        (b"\xff", "UTF-8"),
        (b"[]", "not a virk-edge state"),
        (b"[" * 100_000, "too deeply"),
        (b'{"format":"virk-edge-state","version":2,"state":{}}', "version 2"),
        (b'{"format":"virk-edge-state","version":1,"state":[]}', "not an object"),
        (b'{"format":"virk-edge-state","version":1,"state":{"$array":"a"}}', "missing"),
        (b'{"format":"virk-edge-state","version":1,"state":{"x":{"$float":"nan:1"}}}', "number"),
        (b'{"format":"virk-edge-state","version":1,"state":{"x":{"$code":"1"}}}', "marker"),
        (b'{"format":"virk-edge-state","version":1,"state":{"x":NaN}}', "NaN"),
        (b'{"format":"virk-edge-state","version":1,"state":{"x":1e999}}', "range"),
        (b'{"format":"virk-edge-state","version":1,"state":{"x":1,"x":2}}', "twice"),
    ],
)
def test_a_wrong_document_is_named(text: bytes, why: str) -> None:
    """The sentence says which entry and what is wrong with it."""
    with pytest.raises(StateError, match=why):
        unpack_state({"state.json": text}, "")


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 99999999999999999999999), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<f1', 'fortran_order': False, 'shape': (8,), }",
        "{'descr': '=f8', 'fortran_order': False, 'shape': (1,), }",
        "__import__('os').abort()",
    ],
)
def test_a_hostile_array_header_is_refused(header: str) -> None:
    """Objects, huge or impossible shapes and code in the header end in a sentence."""
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header) + 1) + header.encode() + b"\n"
    text = b'{"format":"virk-edge-state","version":1,"state":{"x":{"$array":"a.npy"}}}'
    with pytest.raises(StateError, match=r"in a\.npy"):
        unpack_state({"state.json": text, "a.npy": data + bytes(8)}, "")


def test_a_state_that_is_not_there_is_named() -> None:
    """A bundle without a state says so."""
    with pytest.raises(StateError, match=r"state/state\.json"):
        unpack_state({}, "state/")


def test_what_is_saved_is_not_too_deep_to_be_read_on_any_python():
    """The limit is ours: where the stack ends differs from one Python to the next."""
    deepest: dict[str, object] = {}
    for _ in range(98):
        deepest = {"a": deepest}
    saved = pack_state({"b": deepest}, "")
    assert unpack_state(saved, "") == {"b": deepest}
    with pytest.raises(StateError, match="nested too deeply"):
        pack_state({"c": {"b": deepest}}, "")
    deeper = saved["state.json"].replace(b'"b":', b'"c":{"b":') + b"}"
    with pytest.raises(StateError, match="nested too deeply"):
        unpack_state({"state.json": deeper}, "")
