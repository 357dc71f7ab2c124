"""Measurements and judgements come back exactly, and damage is named by line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.same import same
from tests.formats.samples import EVENTS, HEARD, HEARD_STEPS, RECORDED_STEPS, STEPS
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import VERSION
from virk_edge.formats.observations import (
    STACK_BYTES,
    ObservationWriter,
    decode_observations,
    encode_observations,
    event_from_json,
    event_to_json,
)
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import (
    Effort,
    Encoding,
    Event,
    FrameInfo,
    HeardStep,
    Observation,
    ObservedStep,
    RecordedStep,
    Step,
)

GOLDEN = Path(__file__).parent / "golden"


@given(st.lists(RECORDED_STEPS, max_size=4))
def test_recorded_steps_come_back_bit_for_bit(steps: list[RecordedStep]) -> None:
    """Frames and headers in their order, arrays, scores and events; NaN, unset fields and all."""
    assert same(decode_observations(encode_observations(steps)), steps)


@given(EVENTS)
def test_events_come_back_from_json_text(event: Event) -> None:
    """Every kind of event is one JSON object that names itself."""
    assert same(event_from_json(json.loads(json.dumps(event_to_json(event)))), event)


@given(st.lists(STEPS, min_size=1, max_size=2))
@settings(max_examples=10)
def test_the_lines_stand_after_their_arrays(steps: list[ObservedStep]) -> None:
    """In a recording that was cut off, whole lines mean that their arrays are whole."""
    assert list(encode_observations(steps))[-1] == "observations.jsonl"


@given(STEPS)
@settings(max_examples=10)
def test_a_decoded_array_owns_its_memory(step: ObservedStep) -> None:
    """One frame kept alive must not keep all frames alive."""
    (back,) = decode_observations(encode_observations([step]))
    assert back.observation.picture.flags.owndata
    assert back.observation.cells.flags.c_contiguous


@given(HEARD_STEPS)
@settings(max_examples=10)
def test_what_is_wrong_in_what_was_heard_is_named(step: HeardStep) -> None:
    """By line and path, as for frames."""
    lines = encode_observations([HEARD, step])["observations.jsonl"].splitlines()
    line = json.loads(lines[1])
    for path, change in [
        ("$.heard.seq", {"heard": {**line["heard"], "seq": "x"}}),
        ("$.heard.labels[0]", {"heard": {**line["heard"], "labels": [["cat"]]}}),
        ("$.heard.gap_seconds is missing", {"heard": {**line["heard"], "gap_seconds": None}}),
        ("$.heard must be an object", {"heard": None}),
        ("$.scores", {"scores": None}),
    ]:
        changed = {**line, **change}
        if change.get("heard") and change["heard"]["gap_seconds"] is None:
            del changed["heard"]["gap_seconds"]
        entries = {"observations.jsonl": lines[0] + b"\n" + json.dumps(changed).encode()}
        with pytest.raises(BundleError) as caught:
            decode_observations(entries)
        assert "line 2" in str(caught.value) and path in str(caught.value)


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_the_golden_lines_of_every_version_are_read(version: int) -> None:
    """What was written before headers were, and what was heard then."""
    with (GOLDEN / f"observations_v{version}.zip").open("rb") as file:
        before = decode_observations(ZipReader(file, "golden").read_all("observations."))
    assert [s.observation.info.seq for s in before if isinstance(s, ObservedStep)] == [0, 1, 2]
    assert [len(s.step.events) for s in before] == [1, 0, 3]
    lines = (GOLDEN / f"heard_v{version}.jsonl").read_bytes()
    assert same(decode_observations({"observations.jsonl": lines}), [HEARD])
    assert encode_observations([HEARD])["observations.jsonl"] == lines


@given(st.data(), st.lists(RECORDED_STEPS, min_size=1, max_size=2))
def test_damage_is_an_error_or_a_value_but_never_a_crash(
    data: st.DataObject, steps: list[RecordedStep]
) -> None:
    """Any byte may be wrong, any entry may be missing or short."""
    entries = encode_observations(steps)
    name = data.draw(st.sampled_from(sorted(entries)))
    raw = bytearray(entries[name])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    entries[name] = bytes(raw[: data.draw(st.integers(0, len(raw)) | st.just(len(raw)))])
    if data.draw(st.booleans()):
        del entries[data.draw(st.sampled_from(sorted(entries)))]
    try:
        decode_observations(entries)
    except BundleError as exc:
        assert "observations.jsonl" in str(exc)


@given(STEPS)
@settings(max_examples=10)
def test_wrong_fields_are_named_by_line_and_path(step: ObservedStep) -> None:
    """The sentence names the entry, the line and the path."""
    entries = encode_observations([step, step])
    lines = entries["observations.jsonl"].splitlines()
    line = json.loads(lines[1])
    for path, key, value in [
        ("$.effort", "effort", "lots"),
        ("$.digest", "digest", 7),
        ("$.scores", "scores", None),
        ("$.picture", "picture", [0]),
        ("$.frame must be an object", "frame", None),
        ("no row 9", "cells", [0, 9]),
        ("cells-3.npy is missing", "cells", [3, 0]),
        (r"$.events[0].event", "events", [{"event": "exploded"}]),
    ]:
        bad = json.dumps({**line, key: value}).encode()
        damaged = {**entries, "observations.jsonl": lines[0] + b"\n" + bad}
        with pytest.raises(BundleError) as caught:
            decode_observations(damaged)
        assert "line 2" in str(caught.value) and path in str(caught.value)


def test_no_observations_at_all_is_named() -> None:
    """A bundle without measurements says so; an empty list of them is fine."""
    with pytest.raises(BundleError, match=r"observations\.jsonl"):
        decode_observations({})
    assert decode_observations(encode_observations([])) == []


@given(STEPS)
@settings(max_examples=5)
def test_unknown_keys_are_ignored(step: ObservedStep) -> None:
    """A later version may add to a line."""
    entries = encode_observations([step])
    line = json.loads(entries["observations.jsonl"])
    line["weather"] = line["frame"]["weather"] = "rain"
    entries["observations.jsonl"] = json.dumps(line).encode()
    assert same(decode_observations(entries), [step])


def test_a_long_recording_waits_in_small_pieces() -> None:
    """Stacks are handed out as they fill, so memory does not grow; they decode as one."""
    info = FrameInfo("door", 0, "run", 0, 0, Encoding.BGR8, 256, 256)
    steps = []
    for seq in range(11):
        picture = np.full((256, 256), seq, np.uint8)
        cells = np.full((12, 16, 3), seq, np.float32)
        seen = Observation(info, Effort.FULL, seq, np.zeros(3), picture, cells, None)
        steps.append(ObservedStep(seen, Step((), ())))
    writer = ObservationWriter()
    pieces = [writer.add(step) for step in steps]
    assert [list(p) for p in pieces if p] == [
        ["observations.picture.npy"],
        ["observations.picture-1.npy"],
    ]
    assert all(len(data) < STACK_BYTES + 1000 for p in pieces for data in p.values())
    entries = {name: data for p in (*pieces, writer.finish()) for name, data in p.items()}
    assert same(decode_observations(entries), steps)
    assert same(decode_observations(encode_observations(steps)), steps)
