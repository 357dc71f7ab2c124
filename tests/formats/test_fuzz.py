"""Every reader of outside bytes, with damaged inputs: it answers, or raises its own error.

The targets are those of tools/fuzz, which runs them by the million, see docs/fuzzing.md. What was
found there and by reading stands below by name.
"""

from __future__ import annotations

import importlib
import io
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.hostile import archive
from tests.formats.samples import CLOSED
from virk_edge.errors import BundleError, ConfigError, StateError
from virk_edge.formats.bundle import manifest_bytes, parse_manifest
from virk_edge.formats.config_toml import TEXT_MAX, parse_config
from virk_edge.formats.exact import JSON_BYTES_MAX, json_value, npy_array, npy_bytes
from virk_edge.formats.glance import glance
from virk_edge.formats.observations import LINES, decode_observations
from virk_edge.formats.orders import read_answer
from virk_edge.formats.salvage import salvage_entries
from virk_edge.formats.shown import plain, shown
from virk_edge.formats.state import unpack_state
from virk_edge.formats.verify import verify
from virk_edge.formats.zipreader import ZipReader
from virk_edge.formats.zipwriter import ZipAppender

QUICK = (
    *("message", "header", "picture", "decode", "config", "state", "baseline", "orders", "status"),
    *("manifest", "frame-record", "observations", "exhibit", "bundle", "salvage"),
)
FRACTIONS = st.floats(0, 1, exclude_max=True)
EDITS = st.lists(
    st.tuples(st.integers(0, 4), FRACTIONS, FRACTIONS, st.integers(0, 255)), min_size=1, max_size=4
)


@pytest.fixture(scope="module", autouse=True)
def _tools(repository: Path) -> Iterator[None]:
    """The fuzzer's package can be imported as its entry does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(repository / "tools")
        yield


@cache
def seeds_of(name: str) -> tuple[Any, list[bytes]]:
    """The function to call, and valid inputs."""
    target = importlib.import_module("fuzz_lab.targets").TARGETS[name]
    return target.make(), target.seeds()


def edited(seed: bytes, edits: list[tuple[int, float, float, int]]) -> bytes:
    """Bytes flipped, cut off or out, said again and again, and words of strangers put in."""
    words = importlib.import_module("fuzz_lab.worker").TOKENS
    data = bytearray(seed)
    for kind, where, other, number in edits:
        at, to = int(where * len(data)), int(other * len(data))
        if kind == 0 and data:
            data[at] ^= number or 0x80
        elif kind == 1:
            del data[at : at + 1 + number if number < 200 else len(data)]
        elif kind == 2:
            data[at:at] = data[to : to + 40] * (1 + number)
        else:
            data[at : at + (number % 4)] = words[int(other * len(words))]
    return bytes(data)


@pytest.mark.parametrize("name", QUICK)
@settings(
    max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.too_slow]
)
@given(which=FRACTIONS, edits=EDITS, number=st.none() | st.integers(0, 2**32))
def test_damaged_input_is_answered_or_refused(
    name: str, which: float, edits: list[tuple[int, float, float, int]], number: int | None
) -> None:
    """No other exception, no long sentence, and what the target holds of its answer is true."""
    one, seeds = seeds_of(name)
    seed = seeds[int(which * len(seeds))]
    change = importlib.import_module("fuzz_lab.mutate").changed
    one((number is not None and change(seed, 100_000, number)) or edited(seed, edits))


@pytest.mark.parametrize("name", QUICK)
def test_every_seed_is_accepted_by_its_target(name: str) -> None:
    """A fuzzer that starts from rubbish stays there; the archives of an enemy are refused."""
    one, seeds = seeds_of(name)
    assert seeds
    for seed in seeds:
        one(seed)


def test_no_target_of_the_fuzzer_is_left_out() -> None:
    """A replay takes too long for here."""
    targets = importlib.import_module("fuzz_lab.targets").TARGETS
    assert set(targets) - {"replay"} == set(QUICK)
    assert sum(target.share for target in targets.values()) == 1000


def test_the_fuzzer_says_what_it_cannot_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target that there is none of, and a machine without its engine."""
    session = importlib.import_module("fuzz_lab.session")
    with pytest.raises(SystemExit):
        session.main(["moon"])
    assert "there is no target moon; there are: message, header" in capsys.readouterr().err
    monkeypatch.setattr(session.platform, "machine", lambda: "aarch64")
    assert session.main(["header"]) == 74
    assert "no atheris for Python 3." in capsys.readouterr().err


DEEP = 700


@pytest.mark.parametrize("tree", [b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP])
def test_what_is_nested_deeply_is_refused(tree: bytes) -> None:
    """Where the parser of JSON still follows, a state has its own limit; so has a name that is
    shown."""
    head = b'{"format":"virk-edge-state","version":1,"state":{"a":'
    with pytest.raises(StateError, match="nested too deeply"):
        unpack_state({"state.json": head + tree + b"}}"}, "")
    with pytest.raises(BundleError, match=r"version (a list|an object)"):
        parse_manifest(b'{"format":"virk-edge-bundle","version":' + tree + b"}")
    with pytest.raises(StateError, match=r"\$\.id must be a text, not (a list|an object)"):
        read_answer(b'{"format":"virk-edge-order","version":1,"id":' + tree + b"}", "x")
    line = b"a." * 12 + b"b"
    with pytest.raises(ConfigError, match=r"must be a number .*, not an object"):
        parse_config("detect.hold_seconds." + line.decode() + " = 1")


@pytest.mark.parametrize("digits", [309, 4000, 9999])
def test_numbers_beyond_any_float_are_refused(digits: int) -> None:
    """A whole number may stand where a fraction is expected, but not any."""
    text = manifest_bytes(CLOSED).decode()
    huge = text.replace('"times_normal":7.25', f'"times_normal":{"9" * digits}')
    assert huge != text
    with pytest.raises(BundleError, match=r"times_normal must be a number|digits"):
        parse_manifest(huge.encode())
    with pytest.raises(ConfigError, match="must be from 0 s to 1 h, not a number of"):
        parse_config(f"detect.hold_seconds = 0x{'f' * digits}")


def test_a_configuration_costs_no_more_than_its_length() -> None:
    """Keys of thousands of parts would take the parser their number squared; numbers are none."""
    begin = time.perf_counter()
    for key in (".".join(["a"] * 20_000), ".".join(['"a b"'] * 20_000), "0.0." * 20_000 + "0"):
        for line in (f"{key} = 1", f"[{key}]", f"a = {{{key} = 1}}"):
            with pytest.raises(ConfigError, match="line 2: there are more dots"):
                parse_config(f"\n{line}")
    with pytest.raises(ConfigError, match="longer than 1 MiB"):
        parse_config("#" * (TEXT_MAX + 1))
    assert time.perf_counter() - begin < 5
    point = "[0.125, 0.5], " * 200
    assert parse_config(f"# {'.' * 99}\n[camera.a]\nmask = [[{point}]]").cameras["a"].mask


def test_a_row_that_is_told_twice_is_refused() -> None:
    """A small file could name one large row a thousand times, and each would be a copy."""
    golden = (Path(__file__).parent / "golden" / "observations_v1.zip").read_bytes()
    entries = ZipReader(io.BytesIO(golden), "x").read_all()
    count = len(decode_observations(entries))
    entries[LINES] *= 2
    with pytest.raises(BundleError, match=rf"line {count + 1}: row 0 of .* is used twice"):
        decode_observations(entries)


@pytest.mark.parametrize(
    "made",
    [
        lambda rows: rows.astype(np.int8),
        lambda rows: rows.reshape(-1),
        lambda rows: rows[..., None],
        lambda rows: rows.sum(),
    ],
    ids=["other numbers", "flat", "one axis more", "one number"],
)
@pytest.mark.parametrize("column", ["fingerprint", "picture", "cells"])
def test_rows_that_are_no_measurements_are_refused(
    column: str, made: Callable[[np.ndarray], np.ndarray]
) -> None:
    """The judge would stumble over them much later."""
    golden = (Path(__file__).parent / "golden" / "observations_v1.zip").read_bytes()
    entries = ZipReader(io.BytesIO(golden), "x").read_all()
    name = f"observations.{column}.npy"
    entries[name] = npy_bytes(np.ascontiguousarray(made(npy_array(entries[name]))))
    with pytest.raises(BundleError, match=rf"{name} does not hold rows of"):
        decode_observations(entries)


def test_json_has_a_limit() -> None:
    """Parsed, it takes many times the memory."""
    with pytest.raises(ValueError, match="longer than"):
        json_value(bytes(JSON_BYTES_MAX + 1))
    with pytest.raises(BundleError, match="line 1: it is longer than"):
        decode_observations({LINES: b" " * ((1 << 20) + 1)})


def test_what_a_stranger_wrote_is_shown_in_one_short_line() -> None:
    """Whatever its kind and length."""
    assert plain("a\x1b[2Jb\n") == "a?[2Jb?"
    assert plain("a" * 81) == "a" * 80 + "..."
    assert shown("\x1b" * 1000).isprintable() and len(shown("\x1b" * 1000)) < 200
    assert shown(2**5000) == "a number of 5001 bits"
    assert [shown(v) for v in ([1, "a"], [[]], [1] * 9)] == ["[1, 'a']", "a list", "a list"]
    assert (shown(None), shown(True), shown(0.5)) == ("None", "True", "0.5")


def test_verify_shows_no_name_that_moves_the_cursor() -> None:
    """The manifest is a stranger's text as well."""
    document = manifest_bytes(CLOSED).replace(b'"entries":{', b'"entries":{"a\\u001b[2J":5,')
    pieces: list[bytes] = []
    zip_ = ZipAppender(pieces.append)
    zip_.add("manifest.json", document)
    zip_.finish()
    [problem] = verify(io.BytesIO(b"".join(pieces)), "x")
    assert problem.isprintable()
    with pytest.raises(BundleError) as caught:
        glance(io.BytesIO(b"".join(pieces).replace(b"virk-edge-bundle", b"virk-edge-bundl?")), "x")
    assert str(caught.value).isprintable()


def test_salvage_takes_no_bomb_for_an_entry() -> None:
    """What a reader would refuse by its ratio costs nothing here either."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(5_000_000)) + packer.flush()
    lies = {"method": 8, "size": 5_000_000, "crc": zlib.crc32(bytes(5_000_000))}
    bomb = archive([(b"a", b"1", {}), (b"bomb", packed, lies), (b"z", b"2", {})])
    assert salvage_entries(io.BytesIO(bomb)) == [("a", b"1"), ("z", b"2")]
