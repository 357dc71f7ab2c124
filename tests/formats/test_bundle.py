"""Bundle names and the manifest: there and back, strict about what is known, deaf to the rest."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.same import same
from tests.formats.samples import CLOSED, NAME, OPENED, bundle, frame_record, write_log
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import (
    VERSION,
    BudgetRecord,
    BundleName,
    EntryRecord,
    FrameRecord,
    Manifest,
    bundle_name,
    frame_entry,
    frame_record_bytes,
    frame_record_entry,
    manifest_bytes,
    parse_bundle_name,
    parse_frame_record,
    parse_manifest,
    read_manifest,
)
from virk_edge.formats.verify import verify
from virk_edge.formats.zipreader import ZipReader
from virk_edge.formats.zipwriter import ZipAppender

GOLDEN = Path(__file__).parent / "golden"
INTS = st.integers(-(2**63), 2**64 - 1)
MANIFESTS = st.builds(
    Manifest,
    incident=st.builds(
        type(CLOSED.incident),
        trigger=st.sampled_from(["appearance", "feed"]),
        state=st.sampled_from(["open", "closed", "interrupted"]),
        **dict.fromkeys(("onset_seq", "onset_boot_ns", "opened_seq", "opened_boot_ns"), INTS),
        opened_wall_ns=INTS,
    ),
    software=st.just(CLOSED.software),
    host=st.builds(type(CLOSED.host)),
    clocks=st.builds(type(CLOSED.clocks), boot_ns=INTS, wall_ns=INTS),
    losses=st.dictionaries(st.text(max_size=5), INTS),
    frames=st.lists(st.integers(0, 99).map(frame_record), max_size=2).map(tuple),
    tolerances=st.dictionaries(st.text(max_size=5), st.floats()),
    entries=st.dictionaries(
        st.from_regex(r"[a-z0-9_]{1,5}(/[a-z0-9_-]{1,3})?", fullmatch=True),
        st.builds(EntryRecord, st.integers(0, 2**64 - 1), st.just("c" * 64)),
    ),
)


@given(MANIFESTS)
def test_a_manifest_comes_back_exactly(manifest: Manifest) -> None:
    """Every field, also a number that is not finite."""
    assert same(parse_manifest(manifest_bytes(manifest)), manifest)


def test_unknown_keys_are_ignored_everywhere() -> None:
    """A later version 1 may say more; this one reads what it knows."""
    document = json.loads(manifest_bytes(CLOSED))
    document["weather"] = document["incident"]["weather"] = document["host"]["weather"] = "rain"
    assert parse_manifest(json.dumps(document).encode()) == CLOSED


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("version", 2, "format version 2"),
        ("version", True, "format version True"),
        ("format", "zip", "not the manifest of a virk-edge bundle"),
        ("incident", [], r"\$\.incident must be an object"),
        (
            "incident.onset_seq",
            "4",
            r"\$\.incident\.onset_seq must be a whole number of 64 bits, not '4'",
        ),
        ("mask_sha256", "\x1b[2J", "has a mask_sha256 that is no digest"),
        ("clocks.wall_step_seconds", {"$float": "-inf"}, "an endless wall_step_seconds"),
        ("clocks.wall_step_seconds", {"$float": "nan"}, "an endless wall_step_seconds"),
        ("incident.onset_seq", 2**64, r"\$\.incident\.onset_seq must be a whole number of 64"),
        ("incident.onset_seq", True, r"\$\.incident\.onset_seq must be a whole number"),
        ("incident.times_normal", "7", r"\$\.incident\.times_normal must be a number"),
        ("incident.trigger", "moon", r"\$\.incident\.trigger must be one of appearance"),
        ("incident.trigger", [], r"\$\.incident\.trigger must be one of appearance"),
        ("incident.provisional", 1, r"\$\.incident\.provisional must be true or false"),
        ("incident.causes", {}, r"\$\.incident\.causes must be a list"),
        ("incident.causes", [{"cause": 1}], r"\$\.incident\.causes\[0\]\.cause must be a text"),
        ("incident.evidence", {"x": None}, r"\$\.incident\.evidence\.x must be a number"),
        ("incident.camera", None, r"\$\.incident\.camera must be a text"),
        ("losses", [], r"\$\.losses must be an object"),
        ("frames", [{}], r"\$\.frames\[0\]\.seq is missing"),
        ("entries", {"a": {"size": -1, "sha256": "c" * 64}}, r"\$\.entries\.a has a size below 0"),
        ("entries", {"a": {"size": 1, "sha256": "C" * 64}}, r"\$\.entries\.a has"),
        ("losses", {"\x1b[2J" + "a" * 999: "b"}, r"\$\.losses\.\?\[2Ja{76}\.\.\. must be"),
    ],
)
def test_a_wrong_type_is_named_by_its_path(path: str, value: Any, words: str) -> None:
    """The sentence says where in the manifest and what was expected."""
    document = json.loads(manifest_bytes(CLOSED))
    *parents, key = path.split(".")
    place = document
    for parent in parents:
        place = place[parent]
    place[key] = value
    with pytest.raises(BundleError, match=words):
        parse_manifest(json.dumps(document).encode(), "x.virk.zip: manifest.json")


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    ).map(lambda value: json.dumps(value).encode())
)
def test_rubbish_is_refused_with_a_sentence(data: bytes) -> None:
    """No bytes make the reader stumble."""
    with pytest.raises(BundleError, match=r"manifest\.json"):
        parse_manifest(data)


@given(
    st.integers(0, 4 * 10**18),
    st.from_regex(r"[a-z0-9][a-z0-9._-]{0,62}", fullmatch=True),
    st.text(max_size=20),
)
def test_a_bundle_name_can_be_taken_apart_again(t_wall_ns: int, camera: str, incident: str) -> None:
    """Camera names with underscores and any incident id: the parts come back."""
    name = bundle_name(t_wall_ns, camera, incident)
    parts = parse_bundle_name(name)
    assert parts is not None and parts.camera == camera and str(parts) == name
    assert parse_bundle_name(str(replace(parts, again=2))) == replace(parts, again=2)
    assert len(f".{name}.salvage") < 255 and ":" not in name


def test_the_name_is_the_one_of_the_specification() -> None:
    """UTC, camera, short id."""
    assert bundle_name(1_795_335_330_000_000_000, "front-door", "7f3a9c") == NAME
    assert parse_bundle_name(NAME) == BundleName("20261122T081530Z", "front-door", "7f3a9c")


@pytest.mark.parametrize(
    "name",
    ["", "x.zip", NAME + "~", "../" + NAME, NAME.upper(), NAME.replace("9c", "9c-1"), "\n" + NAME],
)
def test_other_names_are_no_bundles(name: str) -> None:
    """Only names that we would write are taken for bundles."""
    assert parse_bundle_name(name) is None


def test_a_camera_that_would_break_the_name_is_refused() -> None:
    """The feed has checked camera names long before; this is the last guard."""
    with pytest.raises(ValueError, match="bundle's name"):
        bundle_name(0, "../door", "a")


def test_names_sort_by_time() -> None:
    """A directory listing is a history."""
    names = [
        bundle_name(second * 10**9, "z" if second < 10**9 else "a", "f")
        for second in (0, 10**8, 10**9, 1_795_335_330)
    ]
    assert names == sorted(names)


def test_frames_are_named_by_number_and_have_a_record_beside_them() -> None:
    """The record comes first, so that a cut between the two loses no truth."""
    assert frame_entry(12, "png") == "frames/12.png"
    assert frame_entry(12, "jpg", 2) == "frames/12-2.jpg"
    assert frame_record_entry("frames/12-2.jpg") == "frames/12-2.json"
    assert parse_frame_record(frame_record_bytes(frame_record(3)), "x") == frame_record(3)
    with pytest.raises(BundleError, match="pixels_sha256"):
        parse_frame_record(frame_record_bytes(frame_record(3)).replace(b'256":"', b'256":"x'), "x")


def test_a_good_bundle_verifies() -> None:
    """Structure, sizes and digests agree."""
    assert verify(io.BytesIO(bundle()), NAME) == []


def _bundle(
    entries: list[tuple[str, bytes]],
    listed: dict[str, EntryRecord],
    frames: tuple[FrameRecord, ...],
) -> bytes:
    log: list[bytes] = []
    zip_ = ZipAppender(log.append)
    for name, data in entries:
        zip_.add(name, data)
    zip_.add("manifest.json", manifest_bytes(replace(CLOSED, entries=listed, frames=frames)))
    zip_.finish()
    return b"".join(log)


def test_verify_names_every_problem() -> None:
    """Missing, unlisted, swapped, of another size; a frame without picture; another embedder."""
    wrong = EntryRecord(1, "c" * 64)
    data = _bundle(
        [("unlisted", b"1"), ("swapped", b"2"), ("model/embedder.tflite", b"3")],
        {"swapped": wrong, "missing": wrong, "model/embedder.tflite": wrong},
        (frame_record(1),),
    )
    problems = verify(io.BytesIO(data), NAME)
    for words in (
        "'unlisted' is not in the manifest",
        "'swapped' is not the one in the manifest",
        "'missing' of the manifest is missing",
        "the frame 1 of the manifest has no entry 'frames/1.png'",
        "'model/embedder.tflite' is not the embedder that measured",
    ):
        assert [p for p in problems if words in p], words
    assert all(NAME in problem for problem in problems)


def test_verify_reports_damage_and_goes_on() -> None:
    """One damaged entry does not hide another."""
    data = bytearray(bundle())
    for seq in (38, 39):
        data[data.index(b"\x89PNG", data.index(b"frames/%d.png" % seq))] ^= 1
    problems = verify(io.BytesIO(bytes(data)), NAME)
    assert len(problems) == 2 and all("checksum" in problem for problem in problems)


def test_verify_never_raises_for_a_broken_file() -> None:
    """No ZIP, no manifest, an open incident: each one sentence."""
    assert len(verify(io.BytesIO(b""), NAME)) == 1
    log: list[bytes] = []
    ZipAppender(log.append).finish()
    assert "has no manifest.json" in verify(io.BytesIO(b"".join(log)), NAME)[0]
    assert "still open" in verify(io.BytesIO(b"".join(write_log(OPENED))), NAME)[0]


def test_a_recording_may_end_before_its_incident() -> None:
    """At ``record.max_seconds`` a bundle of an open incident is whole, if it says why it ended."""
    capped = replace(OPENED, incident=replace(OPENED.incident, reason="recording_cap"))
    assert verify(io.BytesIO(b"".join(write_log(capped))), NAME) == []


TRAVELLERS = (
    *("__init__", "nouns", "errors", "formats/__init__"),
    *(f"formats/{name}" for name in ("exact", "records", "shown", "ziplayout", "zipreader")),
    *(f"formats/{name}" for name in ("bundle", "observations", "state", "verify")),
)
INSIDE = b"""
import sys
sys.path.insert(0, sys.argv[0] + "/code")
from virk_edge.formats import bundle, observations, state, verify, zipreader
with open(sys.argv[0], "rb") as file:
    print(verify.verify(file, "me"), bundle.__file__.startswith(sys.argv[0]))
    print(sorted({"cv2", "zmq", "msgpack", "asyncio", "zipfile"} & set(sys.modules)))
"""


def test_the_code_that_reads_bundles_can_travel_in_them(package: Path, tmp_path: Path) -> None:
    """The format's modules run from inside a bundle, with numpy and the standard library alone."""
    entries = [
        (f"code/virk_edge/{name}.py", (package / f"{name}.py").read_bytes()) for name in TRAVELLERS
    ]
    entries.append(("__main__.py", INSIDE))
    listed = {
        name: EntryRecord(len(data), hashlib.sha256(data).hexdigest()) for name, data in entries
    }
    path = tmp_path / NAME
    path.write_bytes(_bundle(entries, listed, ()))
    command = [sys.executable, "-I", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", "[] True\n[]\n")


def test_every_field_of_the_manifest_is_in_the_specification(repository: Path) -> None:
    """A field that nobody can look up is not part of a contract."""
    text = (repository / "docs" / "bundle.md").read_text("utf-8")
    for kind in (
        Manifest,
        FrameRecord,
        EntryRecord,
        BudgetRecord,
        *map(
            type,
            (
                CLOSED.incident,
                CLOSED.software,
                CLOSED.host,
                CLOSED.clocks,
                CLOSED.software.embedder,
            ),
        ),
    ):
        for field in dataclasses.fields(kind):
            assert f"`{field.name}`" in text, f"{kind.__name__}.{field.name}"


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_the_golden_bundle_of_every_version_is_read(version: int) -> None:
    """What was written once can be read for ever."""
    with (GOLDEN / f"bundle_v{version}.virk.zip").open("rb") as file:
        assert verify(file, "golden") == []
        manifest = read_manifest(ZipReader(file, "golden"))
    assert manifest.incident.id == "7f3a9c"
    assert [frame.seq for frame in manifest.frames] == [38, 39, 40]
