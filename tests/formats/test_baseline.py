"""A baseline comes back whole and unchanged, or is refused in one sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.hostile import STRUCTURE
from tests.formats.same import same
from tests.formats.samples import LEARNT, baseline, state
from virk_edge.errors import StateError
from virk_edge.formats.baseline import (
    FILE_BYTES_MAX,
    HEAD,
    BaselineHead,
    EmbedderRecord,
    baseline_bytes,
    check_belongs,
    read_baseline,
)
from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.zipreader import ZipReader
from virk_edge.formats.zipwriter import ZipAppender
from virk_edge.nouns import EmbedderIdentity

GOLDEN = Path(__file__).parent / "golden"
GOOD = baseline()


def changed(
    change: Callable[[dict[str, Any]], None] = lambda head: None,
    *,
    compress: bool = False,
    **entries: bytes,
) -> bytes:
    """The baseline with its head changed, and with further entries."""
    reader = ZipReader(io.BytesIO(GOOD), "x")
    content = reader.read_all() | entries
    head = json_value(content.pop(HEAD))
    change(head)
    pieces: list[bytes] = []
    out = ZipAppender(pieces.append)
    for name, data in {**content, HEAD: json_bytes(head)}.items():
        out.add(name, data, compress=compress)
    out.finish()
    return b"".join(pieces)


def refused(data: bytes, kind: Any = "baseline") -> str:
    """The one sentence."""
    with pytest.raises(StateError) as caught:
        read_baseline(data, "door.virk", kind)
    text = str(caught.value)
    assert text.startswith("door.virk") and "\n" not in text and text.isprintable()
    return text


def test_it_comes_back_bit_for_bit() -> None:
    """Head and state; the head says the size and digest of every other entry."""
    head, found = read_baseline(GOOD, "x", "baseline")
    assert same(found, state())
    assert replace(head, entries={}) == LEARNT
    assert set(head.entries) == set(ZipReader(io.BytesIO(GOOD), "x").names) - {HEAD}
    assert baseline() == GOOD  # and the same state makes the same bytes


@pytest.mark.parametrize("embedder", [None, EmbedderRecord("ü\x1b", "b" * 64, 3)])
@pytest.mark.parametrize("mask", [None, "c" * 64])
@pytest.mark.parametrize("kind", ["state", "baseline"])
def test_every_head_comes_back(
    embedder: EmbedderRecord | None, mask: str | None, kind: Any
) -> None:
    """With and without an embedder and a mask."""
    head = replace(LEARNT, embedder=embedder, mask_sha256=mask, kind=kind)
    found, _ = read_baseline(baseline_bytes(head, {}), "x", kind)
    assert replace(found, entries={}) == head


@pytest.mark.parametrize("version", [1])
def test_the_golden_baseline_of_every_version_is_read(version: int) -> None:
    """What a device saved once is read for ever."""
    head, found = read_baseline((GOLDEN / f"baseline_v{version}.zip").read_bytes(), "x", "baseline")
    assert same(found, state()) and replace(head, entries={}) == LEARNT


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_one_wrong_byte_is_one_sentence_or_changes_nothing(place: int, change: int) -> None:
    """Everything that counts is covered by a digest or said twice."""
    data = bytearray(GOOD)
    data[place] ^= change
    try:
        head, found = read_baseline(bytes(data), "door.virk", "baseline")
    except StateError as error:
        assert str(error).startswith("door.virk") and "\n" not in str(error)
    else:
        assert same(found, state()) and replace(head, entries={}) == LEARNT


@given(st.integers(0, len(GOOD) - 1))
def test_every_truncation_is_refused(length: int) -> None:
    """The disk was full, the stick was pulled."""
    assert "damaged, or no baseline" in refused(GOOD[:length])


@pytest.mark.parametrize("data", [d for d, _ in STRUCTURE.values()], ids=list(STRUCTURE))
def test_a_hostile_archive_is_refused(data: bytes) -> None:
    """Nothing is unpacked of it."""
    refused(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "damaged, or no baseline of virk-edge"),
        (changed(lambda h: h.update(version=2)), "format version 2, and this program reads 1"),
        (changed(lambda h: h.update(version=True)), "format version True"),
        (changed(lambda h: h.update(format="x")), "no baseline"),
        (changed(lambda h: h.update(kind="else")), "$.kind must be one of state, baseline"),
        (changed(lambda h: h.update(camera="../door")), "names a camera"),
        (changed(lambda h: h.pop("embedder")), "$.embedder is missing"),
        (changed(lambda h: h["entries"].popitem()), "differ about"),
        (
            changed(lambda h: h["entries"].update({"\x1b": h["entries"]["state/state.json"]})),
            "diff",
        ),
        (
            changed(lambda h: h["entries"]["state/state.json"].update(sha256="0" * 64)),
            "is not what",
        ),
        (changed(more=b"x"), "differ about 'more'"),
        (changed(**{"state/array-0.npy": b"\x93NUMPY"}), "is not what"),
        (changed(**{"state/big.json": bytes(9 << 20)}), "at a length that no baseline has"),
        (changed(compress=True, zeros=bytes(1000)), "would grow more than 1 times"),
    ],
)
def test_a_lie_is_named(data: bytes, words: str) -> None:
    """Version, kind, name, entries, digests, and anything packed."""
    assert words in refused(data)


def test_another_kind_is_refused_with_the_way_out() -> None:
    """A state is no baseline and the other way round."""
    assert "virk-edge baseline import" in refused(GOOD, "state")
    own = baseline_bytes(replace(LEARNT, kind="state"), state())
    assert "virk-edge baseline export" in refused(own)


def test_a_state_that_is_too_large_is_refused_when_it_is_saved() -> None:
    """A file that nobody could read back is not written."""
    half = np.zeros((FILE_BYTES_MAX // 2, 1), np.uint8)
    with pytest.raises(StateError, match=r"camera front-door is larger than 256 MiB"):
        baseline_bytes(LEARNT, {"a": half, "b": half})


def test_what_was_learnt_elsewhere_does_not_belong_here() -> None:
    """Another embedder, none, another mask: one sentence that names both sides."""
    here = replace(LEARNT, camera="yard", kind="state")
    check_belongs(LEARNT, "x", here)
    same_file = EmbedderIdentity("renamed", "a" * 64, 128, "tflite-runtime", "2.14", "builtin")
    check_belongs(LEARNT, "x", replace(here, embedder=EmbedderRecord.of(same_file)))

    def said(**changes: Any) -> str:
        with pytest.raises(StateError) as caught:
            check_belongs(LEARNT, "door.virk", replace(here, **changes))
        return str(caught.value)

    assert said(embedder=EmbedderRecord("large", "b" * 64, 128)) == (
        "door.virk was learnt with the embedder tiny (sha256 aaaaaaaaaaaa…), this device uses the "
        "embedder large (sha256 bbbbbbbbbbbb…); learn again here or use the same embedder"
    )
    assert "this device uses embeddings that came with the frames" in said(embedder=None)
    assert "the embedder tiny" in said(embedder=EmbedderRecord("tiny", "a" * 64, 64))
    assert "another mask" in said(mask_sha256="c" * 64)


def test_a_name_in_a_file_cannot_command_a_terminal() -> None:
    """An embedder's name is a stranger's text."""
    evil = replace(LEARNT, embedder=EmbedderRecord("\x1b[2J" * 99, "\x07" * 64, 1))
    with pytest.raises(StateError) as caught:
        check_belongs(evil, "x", LEARNT)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 400


def test_a_head_is_about_a_camera() -> None:
    """Its name becomes a file's name."""
    with pytest.raises(ValueError, match="names a camera"):
        BaselineHead("state", "../x", "0", None, None, 0, "")
