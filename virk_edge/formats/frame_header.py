"""The frame header, a msgpack map <-> ``FrameInfo``, under one strict schema.

Whatever the bytes, only ``WireError`` leaves this file, and both directions obey the same schema:
what ``decode_header`` would refuse, ``encode_header`` does not write.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from enum import Enum
from typing import Any, NoReturn

import msgpack
import numpy as np

from virk_edge.errors import WireError
from virk_edge.formats.topics import is_camera_name
from virk_edge.nouns import F32, Encoding, FrameInfo, ModelIdentity, Prediction

VERSION = 1
HEADER_BYTES_MAX = 64 * 1024
PREDICTIONS_MAX = 1000
TEXT_BYTES_MAX = 256  # a label, a model's name
UINT_MAX = 2**63 - 1  # every counter and clock fits a signed 64-bit integer
SIDE_MAX = 65_535  # pixels, JPEG's own limit
_ROW_LENGTHS = (2, 6)  # a prediction without and with a box
_NUMBERS = frozenset({float, int})  # by `type`: True is none
_COUNTERS = ("seq", "t_boot_ns", "t_wall_ns", "lost")
_RUN_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SHA256 = re.compile(r"(?:[0-9a-f]{64})?")


class Refusal(str, Enum):
    """Why a message was not accepted; the word is the counter's name."""

    PARTS = "parts"  # not two parts for metadata, three for a frame
    TOPIC = "topic"  # no topic of this protocol
    HEADER_SIZE = "header_size"  # above 64 KiB
    HEADER_SYNTAX = "header_syntax"  # not one msgpack map with text keys
    VERSION = "version"
    CAMERA = "camera"  # not a camera's name, or not the topic's
    LEVEL = "level"  # the topic's level is not that of `seq`
    FIELD = "field"  # a plain field is missing, of the wrong type or out of range
    MODEL = "model"
    PREDICTIONS = "predictions"
    EMBEDDING = "embedding"
    PIXELS = "pixels"  # h x w above the configured limit
    PAYLOAD_LENGTH = "payload_length"  # not h x w x c, or above the configured limit
    PAYLOAD_MAGIC = "payload_magic"  # not a JPEG or PNG though `enc` says so
    PAYLOAD_SIZE = "payload_size"  # the picture's own size is not h x w


def encode_header(info: FrameInfo) -> bytes:
    """The header's bytes.

    Raises
    ------
    WireError
        If ``info`` breaks the schema or does not fit 64 KiB; ``reason`` says which part.
    """
    fields: dict[str, Any] = {
        "v": VERSION,
        "camera": info.camera,
        "seq": info.seq,
        "run": info.run,
        "t_boot_ns": info.t_boot_ns,
        "t_wall_ns": info.t_wall_ns,
        "enc": info.encoding.value,
        "h": info.height,
        "w": info.width,
        "lost": info.lost,
    }
    if info.model is not None:
        fields["model"] = {"name": info.model.name, "sha256": info.model.sha256}
    if info.predictions is not None:
        fields["pred"] = [[p.label, p.score, *(p.box or ())] for p in info.predictions]
    if info.embedding is not None:
        if info.embedding.dtype != np.float32 or info.embedding.ndim != 1:
            refuse(Refusal.EMBEDDING, "an embedding is float32 with one axis")
        fields["emb"] = info.embedding.astype("<f4", copy=False).tobytes()
    if info.loop_us is not None:
        fields["loop_us"] = info.loop_us
    _check(fields)
    try:
        data: bytes = msgpack.packb(fields, use_bin_type=True)
    except (ValueError, TypeError, OverflowError) as error:  # e.g. half a surrogate pair in a label
        raise WireError(Refusal.HEADER_SYNTAX.value, str(error)) from error
    if len(data) > HEADER_BYTES_MAX:
        refuse(Refusal.HEADER_SIZE, f"{len(data)} bytes")
    return data


def decode_header(data: bytes | memoryview) -> FrameInfo:
    """The header's meaning. Unknown keys are ignored.

    Raises
    ------
    WireError
        If ``data`` is not exactly one map of the schema; nothing else is ever raised.
    """
    if len(data) > HEADER_BYTES_MAX:
        refuse(Refusal.HEADER_SIZE, f"{len(data)} bytes")
    try:
        # Lengths that a header claims are believed only up to the limits, so a few bytes cannot
        # make the unpacker reserve much; no extension type is part of the protocol.
        fields = msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=True,
            object_pairs_hook=_without_repeats,
            max_str_len=HEADER_BYTES_MAX,
            max_bin_len=HEADER_BYTES_MAX,
            max_array_len=PREDICTIONS_MAX,
            max_map_len=256,
            max_ext_len=0,
        )
    except Exception as error:  # msgpack raises eight kinds, from ValueError to RecursionError
        raise WireError(Refusal.HEADER_SYNTAX.value, type(error).__name__) from error
    if type(fields) is not dict:
        refuse(Refusal.HEADER_SYNTAX, "not a map")
    return _info_from(fields)


def refuse(reason: Refusal, detail: str) -> NoReturn:
    """Raise the ``WireError`` for ``reason``."""
    raise WireError(reason.value, detail)


def _without_repeats(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    # Readers differ in which of two equal keys they believe, so there must not be two.
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key stands twice")
    return fields


def _check(fields: dict[str, Any]) -> None:
    """Raise as ``_info_from`` would, but make nothing: a hook pays for every call."""
    _check_names(fields)
    for key in _COUNTERS:
        _integer(fields, key)
    for key in ("h", "w"):
        _integer(fields, key, least=1, most=SIDE_MAX)
    if "model" in fields:
        _model(fields["model"])
    if "pred" in fields:
        _finite(_numbers_of(fields["pred"]))
    if "emb" in fields:
        _embedding(fields["emb"])
    if "loop_us" in fields:
        _integer(fields, "loop_us")


def _check_names(fields: dict[str, Any]) -> None:
    if type(fields.get("v")) is not int or fields["v"] != VERSION:
        refuse(Refusal.VERSION, "only version 1 is known")
    if not is_camera_name(fields.get("camera")):
        refuse(Refusal.CAMERA, "not a camera's name")
    run = fields.get("run")
    if type(run) is not str or _RUN_NAME.fullmatch(run) is None:
        refuse(Refusal.FIELD, "run")


def _info_from(fields: dict[str, Any]) -> FrameInfo:
    _check_names(fields)
    return FrameInfo(
        camera=str(fields["camera"]),
        seq=_integer(fields, "seq"),
        run=fields["run"],
        t_boot_ns=_integer(fields, "t_boot_ns"),
        t_wall_ns=_integer(fields, "t_wall_ns"),
        encoding=_encoding(fields.get("enc")),
        height=_integer(fields, "h", least=1, most=SIDE_MAX),
        width=_integer(fields, "w", least=1, most=SIDE_MAX),
        model=_model(fields["model"]) if fields.get("model") is not None else None,
        predictions=_predictions(fields["pred"]) if fields.get("pred") is not None else None,
        embedding=_embedding(fields["emb"]) if fields.get("emb") is not None else None,
        loop_us=_integer(fields, "loop_us") if fields.get("loop_us") is not None else None,
        lost=_integer(fields, "lost"),
    )


def _integer(fields: dict[str, Any], key: str, *, least: int = 0, most: int = UINT_MAX) -> int:
    value = fields.get(key)
    if type(value) is not int or not least <= value <= most:  # `type`: True is no number here
        refuse(Refusal.FIELD, key)
    return value


def _encoding(value: object) -> Encoding:
    try:
        return Encoding(value)
    except ValueError:
        refuse(Refusal.FIELD, "enc")


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    # No character takes more than four bytes, so a short text need not be encoded to be counted.
    short = 4 * len(value) <= TEXT_BYTES_MAX
    return short or len(value.encode("utf-8", "replace")) <= TEXT_BYTES_MAX


def _model(value: object) -> ModelIdentity:
    if not isinstance(value, dict):
        refuse(Refusal.MODEL, "not a map")
    name, sha256 = value.get("name"), value.get("sha256", "")
    if not _is_text(name) or name == "":
        refuse(Refusal.MODEL, "name")
    if not isinstance(sha256, str) or _SHA256.fullmatch(sha256) is None:
        refuse(Refusal.MODEL, "sha256")
    return ModelIdentity(name=str(name), sha256=sha256)


def _numbers_of(value: object) -> list[object]:
    """The scores and corners of all rows, in order; refuses what is no list of rows with labels."""
    if not isinstance(value, list) or len(value) > PREDICTIONS_MAX:
        refuse(Refusal.PREDICTIONS, f"not a list of at most {PREDICTIONS_MAX}")
    for row in value:
        if not isinstance(row, list) or len(row) not in _ROW_LENGTHS:
            refuse(Refusal.PREDICTIONS, "a row is [label, score] or [label, score, x0, y0, x1, y1]")
        if not _is_text(row[0]):
            refuse(Refusal.PREDICTIONS, "label")
    return [number for row in value for number in row[1:]]


def _predictions(value: Any) -> tuple[Prediction, ...]:
    # All rows at once: headers come hundreds of times a second, with some tens of numbers each.
    numbers = iter(_finite(_numbers_of(value)))
    return tuple(
        Prediction(
            row[0],
            next(numbers),
            (next(numbers), next(numbers), next(numbers), next(numbers)) if len(row) > 2 else None,
        )
        for row in value
    )


def _finite(values: Sequence[object]) -> list[float]:
    if not _NUMBERS.issuperset(map(type, values)):
        refuse(Refusal.PREDICTIONS, "a score or a corner is not a number")
    try:
        numbers = list(map(float, values))  # type: ignore[arg-type]  # checked above
    except OverflowError:
        refuse(Refusal.PREDICTIONS, "a score or a corner is beyond any float")
    if not all(map(math.isfinite, numbers)):
        refuse(Refusal.PREDICTIONS, "a score or a corner is not finite")
    return numbers


def _embedding(value: object) -> F32:
    if not isinstance(value, bytes) or len(value) == 0 or len(value) % 4:
        refuse(Refusal.EMBEDDING, "not float32 values")
    embedding = np.frombuffer(value, dtype="<f4").astype(np.float32, copy=False)
    if not np.isfinite(embedding).all():
        refuse(Refusal.EMBEDDING, "not finite")
    return embedding
