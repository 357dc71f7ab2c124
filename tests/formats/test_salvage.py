"""Wherever a recording is cut: every whole entry is found, and nothing else."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.hostile import CONTENT, STRUCTURE
from tests.formats.samples import CLOSED, contents, write_log
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import read_manifest
from virk_edge.formats.salvage import rewrite, salvage_entries, salvaged_manifest
from virk_edge.formats.verify import verify
from virk_edge.formats.zipreader import ZipReader

LOG = write_log(compress=True)
WHOLE = b"".join(LOG)
ENTRIES = salvage_entries(io.BytesIO(WHOLE))


def ends() -> list[int]:
    """Where each entry ends in the file."""
    reader = ZipReader(io.BytesIO(WHOLE), "x")
    return [member.data_offset + member.stored_size for member in reader.members]


def remade(data: bytes) -> bytes:
    """The bundle that salvage makes of a recording."""
    out: list[bytes] = []
    rewrite(io.BytesIO(data), salvaged_manifest(io.BytesIO(data), "x.part"), out.append)
    return b"".join(out)


def test_every_cut_gives_all_whole_entries_and_no_false_one() -> None:
    """At each of thousands of byte offsets: none missing, none invented, though the pictures hold
    ZIP signatures."""
    assert ENTRIES[:-1] == contents()
    places = ends()
    for cut in range(len(WHOLE) + 1):
        whole = sum(end <= cut for end in places)
        if whole and ENTRIES[whole - 1][1] == b"" and cut < places[whole - 1] + 4:
            whole -= 1  # empty, and nothing after it: nobody can tell that it is whole
        assert salvage_entries(io.BytesIO(WHOLE[:cut])) == ENTRIES[:whole]


def test_a_crash_between_any_two_writes_gives_a_true_bundle_or_a_reason() -> None:
    """The write log cut after every write: what is made of it verifies, or there is a reason."""
    for writes in range(len(LOG)):
        data = b"".join(LOG[:writes])
        names = [name for name, _ in salvage_entries(io.BytesIO(data))]
        if any(name.endswith(".png") for name in names):
            again = remade(data)
            assert verify(io.BytesIO(again), "x") == []
            manifest = read_manifest(ZipReader(io.BytesIO(again), "x"))
            complete = "manifest.json" in names
            assert manifest.incident.state == ("closed" if complete else "interrupted")
            assert [f.entry for f in manifest.frames] == [n for n in names if n.endswith(".png")]
        else:
            with pytest.raises(BundleError, match=r"no whole frame|nobody knows"):
                remade(data)


def test_a_recording_that_lacks_only_its_directory_becomes_the_very_same_file() -> None:
    """The manifest was there and true, so nothing is called interrupted."""
    assert remade(b"".join(LOG[:-1])) == WHOLE


@given(st.data())
def test_a_hole_costs_only_what_it_touches(data: st.DataObject) -> None:
    """A power cut may leave zeros in the middle: no entry found is ever a false one."""
    start = data.draw(st.integers(0, len(WHOLE)))
    length = data.draw(st.integers(1, 400))
    holed = WHOLE[:start] + bytes(min(length, len(WHOLE) - start)) + WHOLE[start + length :]
    for entry in salvage_entries(io.BytesIO(holed)):
        assert entry in ENTRIES
    try:
        again = remade(holed)
    except BundleError:
        return
    assert verify(io.BytesIO(again), "x") == []


def test_a_header_with_a_hole_is_not_taken_for_an_empty_entry() -> None:
    """Zero sizes and a zero checksum fit together, but what follows is no header."""
    for start in range(4, 15):
        holed = WHOLE[:start] + bytes(26 - start) + WHOLE[26:]
        assert salvage_entries(io.BytesIO(holed)) == []
        assert salvage_entries(io.BytesIO(holed[:43])) == []


def test_a_damaged_body_costs_one_entry() -> None:
    """The header still leads to the next one."""
    place = WHOLE.index(b"\x89PNG")
    damaged = WHOLE[:place] + b"\0" * 8 + WHOLE[place + 8 :]
    found = salvage_entries(io.BytesIO(damaged))
    assert [e for e in ENTRIES if e not in found] == [ENTRIES[2]]
    manifest = salvaged_manifest(io.BytesIO(damaged), "x")
    assert [frame.seq for frame in manifest.frames] == [39, 40]
    assert manifest.incident.state == "interrupted"
    assert manifest.incident.causes == CLOSED.incident.causes


@pytest.mark.parametrize("data", [d for d, _ in (*STRUCTURE.values(), *CONTENT.values())])
def test_salvage_of_a_hostile_file_gives_nothing_dangerous(data: bytes) -> None:
    """What a bundle may not be called, salvage does not find."""
    for name, _ in salvage_entries(io.BytesIO(data)):
        assert name.isalnum()


def test_a_recording_of_another_version_is_not_guessed_at() -> None:
    """If the opening record is of a format that we do not know, a person must look."""
    data = WHOLE[: ends()[2]].replace(b'"version":1', b'"version":9')
    with pytest.raises(BundleError, match="nobody knows"):  # its checksum no longer fits
        salvaged_manifest(io.BytesIO(data), "x.part")


def test_observations_alone_are_worth_a_bundle() -> None:
    """An incident recorded without frames still tells what was measured."""
    log = write_log(replace(CLOSED))
    names = [name for name, _ in contents()]
    assert names.index("observations.jsonl") == 7
    # Each entry takes two writes; keep the opening and the observations.
    data = b"".join(log[:2] + log[14:16])
    manifest = salvaged_manifest(io.BytesIO(data), "x.part")
    assert manifest.frames == () and set(manifest.entries) == {
        "incident.json",
        "observations.jsonl",
    }
