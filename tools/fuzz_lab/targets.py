"""What is fuzzed: every reader of bytes that come from outside, and what it may raise.

A target answers or raises its documented error with one short sentence; anything else is a
finding. Some also hold what must be true of the answer.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from fuzz_lab.inputs import bundled, joined, parts_of, png_repaired, zipped
from fuzz_lab.seeds import golden, message_seeds, picture_seeds, replayed, standing_seed
from virk_edge.errors import BundleError, ConfigError, ModelError, StateError, WireError
from virk_edge.formats.baseline import HEAD, read_baseline
from virk_edge.formats.bundle import (
    EXHIBIT,
    frame_record_bytes,
    manifest_bytes,
    parse_frame_record,
    parse_manifest,
    read_manifest,
)
from virk_edge.formats.config import Config
from virk_edge.formats.config_toml import config_toml, parse_config
from virk_edge.formats.exhibit import exhibit_bytes, read_exhibit_record
from virk_edge.formats.frame_header import decode_header
from virk_edge.formats.glance import glance
from virk_edge.formats.image_header import image_size
from virk_edge.formats.observations import LINES, decode_observations, encode_observations
from virk_edge.formats.orders import Answer, Order, order_bytes, read_answer, read_order
from virk_edge.formats.picture_check import check_picture
from virk_edge.formats.salvage import rewrite, salvage_entries, salvaged_manifest
from virk_edge.formats.standing import read_standing
from virk_edge.formats.state import pack_state, unpack_state
from virk_edge.formats.verify import verify
from virk_edge.formats.wire import WireLimits, decode_message
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import Encoding

One = Callable[[bytes], None]
_SENTENCE_MAX: Final = 4000  # characters; the label and a few shown values
_PIXELS: Final = WireLimits(pixels_max=1_000_000)


@dataclass(frozen=True, slots=True)
class Target:
    """``make`` gives the function to call, ``seeds`` valid inputs. share: part of all inputs, in
    thousandths. length_max: bytes of an input."""

    make: Callable[[], One]
    seeds: Callable[[], list[bytes]]
    share: int
    length_max: int = 16_384


def _samples() -> Any:
    """The builders of the tests, which are no part of what is typed here."""
    return importlib.import_module("tests.formats.samples")


def _reads(call: Callable[[bytes], object], *errors: type[Exception]) -> Callable[[], One]:
    """A target that answers, or raises one of these with a sentence that is not too long."""

    def one(data: bytes) -> None:
        with _refusing(*errors):
            call(data)

    return lambda: one


@contextmanager
def _refusing(*errors: type[Exception]) -> Any:
    try:
        yield
    except errors as error:
        assert 0 < len(str(error)) <= _SENTENCE_MAX, f"a sentence of {len(str(error))} characters"


def _check(data: bytes) -> None:
    for encoding in (Encoding.JPEG, Encoding.PNG):
        size = image_size(data, encoding)
        if size is not None:
            check_picture(data, encoding, *size)


def _decode(data: bytes) -> None:
    from virk_edge.adapters.pictures import decode_picture, picture_size

    whole = png_repaired(data) if data.startswith(b"\x89PNG") else data
    pixels, encoding = decode_picture(whole, max_pixels=_PIXELS.pixels_max)
    assert picture_size(whole) == (encoding, *pixels.shape[:2])


def _message(data: bytes) -> None:
    topic, header, *payload = parts_of(data, 3)
    decode_message([topic, header, *payload] if payload[0] else [topic, header], _PIXELS)


def _config(data: bytes) -> None:
    config = parse_config(data.decode("utf-8", "replace"))
    assert parse_config(config_toml(config)) == config


def _config_seeds() -> list[bytes]:
    mask = b"[camera.door]\nmask = [[[0.0, 0.5], [1.0, 0.5], [0.25, 1]]]\n"
    example = Path(__file__).parents[2] / "config.example.toml"
    return [config_toml(Config()).encode(), mask, example.read_bytes()]


def _state_parts(count: int) -> list[bytes]:
    packed = pack_state(_samples().state(), "")
    head = packed.pop("state.json")
    return [head, *list(packed.values())[: count - 1]]


def _state(data: bytes) -> None:
    head, *arrays = parts_of(data, 3)
    named = {f"array-{i}.npy": array for i, array in enumerate(arrays)}
    unpack_state({"state.json": head, **named}, "")


def _baseline(data: bytes) -> None:
    if not data.startswith(b"PK"):
        head, state, *arrays = parts_of(data, 4)
        named = [(f"state/array-{i}.npy", array) for i, array in enumerate(arrays)]
        data = zipped([*named, ("state/state.json", state), (HEAD, head)]).getvalue()
    for kind in ("state", "baseline"):
        with _refusing(StateError):
            read_baseline(data, "x", kind)


def _baseline_seeds() -> list[bytes]:
    data = _samples().baseline()
    entries = ZipReader(io.BytesIO(data), "x").read_all()
    head, state = entries.pop(HEAD), entries.pop("state/state.json")
    return [data, golden("baseline_v1.zip"), joined(head, state, *entries.values())]


def _orders(data: bytes) -> None:
    with _refusing(StateError):
        read_order(data, "x")
    read_answer(data, "x")


def _order_seeds() -> list[bytes]:
    order = Order("1", "door", "import", "0c1d", 10**12, "b.zip", "a" * 64)
    return [order_bytes(order), order_bytes(Answer("1", True, "it is saved", "7f3a9c"))]


def _manifest(data: bytes) -> None:
    from virk_edge.report.incident import rows

    for row in rows(parse_manifest(data)):
        assert row.text.isprintable() and row.label.isprintable()


def _manifest_seeds() -> list[bytes]:
    made = _samples()
    frames = tuple(made.frame_record(seq) for seq in (38, 39))
    return [manifest_bytes(replace(made.CLOSED, frames=frames)), manifest_bytes(made.OPENED)]


def _frame_record_seeds() -> list[bytes]:
    return [frame_record_bytes(_samples().frame_record(40))]


_COLUMNS: Final = ("fingerprint", "picture", "cells", "embedding")


def _observations(data: bytes) -> None:
    lines, *stacks = parts_of(data, 1 + len(_COLUMNS))
    named = {f"observations.{k}.npy": v for k, v in zip(_COLUMNS, stacks, strict=True)}
    decode_observations({LINES: lines, **named})


def _observation_seeds() -> list[bytes]:
    entries = ZipReader(io.BytesIO(golden("observations_v1.zip")), "x").read_all()
    recorded = [entries.get(f"observations.{column}.npy", b"") for column in _COLUMNS]
    heard = encode_observations([_samples().HEARD])[LINES]
    return [joined(entries[LINES], *recorded), joined(heard), joined(golden("heard_v1.jsonl"))]


def _exhibit(data: bytes) -> None:
    read_exhibit_record(ZipReader(zipped([(EXHIBIT, data)]), "x"))


def _exhibit_seeds() -> list[bytes]:
    return [exhibit_bytes(importlib.import_module("tests.formats.test_exhibit").RECORD)]


def _bundle(data: bytes) -> None:
    for problem in verify(io.BytesIO(data), "x"):
        assert 0 < len(problem) <= _SENTENCE_MAX and problem.isprintable()
    with _refusing(BundleError):
        glance(io.BytesIO(data), "x")
    reader = ZipReader(io.BytesIO(data), "x")
    reader.read_all()
    read_manifest(reader)


def _bundle_seeds() -> list[bytes]:
    made, hostile = _samples(), importlib.import_module("tests.formats.hostile")
    small = [data for data, _ in (*hostile.STRUCTURE.values(), *hostile.CONTENT.values())]
    honest = [made.bundle(), b"".join(made.write_log(compress=True)), hostile.raw([(b"a", b"1")])]
    return [*honest, *(data for data in small if len(data) < 20_000)]


def _salvage(data: bytes) -> None:
    file = io.BytesIO(data)
    salvage_entries(file)
    pieces: list[bytes] = []
    rewrite(file, salvaged_manifest(file, "x"), pieces.append)
    problems = verify(io.BytesIO(b"".join(pieces)), "x")
    # What the recording claims is its own affair; what salvage wrote must be whole.
    assert not [p for p in problems if "entry" in p and "has no entry" not in p], problems


def _replay() -> One:
    from virk_edge.replay import replay_file

    manifest, entries, changed = replayed()

    def one(data: bytes) -> None:
        parts = dict(zip(changed, parts_of(data, len(changed)), strict=True))
        with _refusing(BundleError, ModelError):
            replay_file(bundled(manifest, {**entries, **parts}), "x")

    return one


def _replay_seeds() -> list[bytes]:
    _, entries, changed = replayed()
    return [joined(*(entries[name] for name in changed))]


TARGETS: Final[dict[str, Target]] = {
    "message": Target(_reads(_message, WireError), message_seeds, 150, 8192),
    "header": Target(
        _reads(decode_header, WireError),
        lambda: [parts_of(seed, 3)[1] for seed in message_seeds()],
        150,
        4096,
    ),
    "picture": Target(_reads(_check, ValueError), picture_seeds, 120, 8192),
    "decode": Target(_reads(_decode, ValueError), picture_seeds, 40, 8192),
    "config": Target(_reads(_config, ConfigError), _config_seeds, 80, 8192),
    "state": Target(_reads(_state, StateError), lambda: [joined(*_state_parts(3))], 80),
    "baseline": Target(_reads(_baseline), _baseline_seeds, 40),
    "orders": Target(_reads(_orders, StateError), _order_seeds, 50, 4096),
    "status": Target(
        _reads(lambda data: read_standing(data, "x"), StateError), lambda: [standing_seed()], 50
    ),
    "manifest": Target(_reads(_manifest, BundleError), _manifest_seeds, 60),
    "frame-record": Target(
        _reads(lambda data: parse_frame_record(data, "x"), BundleError),
        _frame_record_seeds,
        40,
        4096,
    ),
    "observations": Target(_reads(_observations, BundleError), _observation_seeds, 40, 65_536),
    "exhibit": Target(_reads(_exhibit, BundleError), _exhibit_seeds, 20, 32_768),
    "bundle": Target(_reads(_bundle, BundleError), _bundle_seeds, 40),
    "salvage": Target(_reads(_salvage, BundleError), _bundle_seeds, 38),
    "replay": Target(_replay, _replay_seeds, 2, 131_072),
}
