"""One call's arguments -> the header and the payload of its messages.

Pure but for the two clocks, which are asked only for times that the caller did not give.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from operator import index
from typing import Any, NamedTuple

import numpy as np

from virk_edge.errors import WireError
from virk_edge.formats.wire import Refusal, check_payload, encode_header
from virk_edge.nouns import F32, U8, Encoding, FrameInfo, ModelIdentity, Prediction
from virk_edge.publisher.ledger import HookError
from virk_edge.publisher.predictions import as_predictions

# Linux's clock that goes on while the machine sleeps; elsewhere the nearest there is.
_BOOT_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_UINT8 = np.dtype(np.uint8)


class NotAFrameError(ValueError):
    """The caller gave something that is not a frame."""


class Said(NamedTuple):
    """What the caller says beside the frame. ``convert`` and ``guess`` come from ``wrap``."""

    predictions: object = None
    embedding: object = None
    loop_us: int | None = None
    t_boot_ns: int | None = None
    t_wall_ns: int | None = None
    convert: Callable[[Any], object] | None = None
    guess: bool = False  # a result that does not look like predictions is no error


class Picture(NamedTuple):
    """What is known of a frame without touching its pixels."""

    encoding: Encoding
    height: int
    width: int
    payload_bytes: int
    pixels: U8 | None = None
    data: memoryview | None = None


def picture_of(frame: object, encoding: Encoding) -> Picture:
    """A uint8 array (H, W, 3), (H, W, 1) or (H, W). Raises ``NotAFrameError`` for anything else."""
    if not isinstance(frame, np.ndarray):
        raise NotAFrameError(f"a frame is a numpy array, not {type(frame).__name__}")
    shape = frame.shape
    if (frame.dtype is not _UINT8 and frame.dtype != _UINT8) or frame.size == 0:
        raise NotAFrameError(f"a frame is uint8 and not empty, not {frame.dtype} {shape}")
    if len(shape) == 2 or (len(shape) == 3 and shape[2] == 1):
        return Picture(Encoding.GRAY8, shape[0], shape[1], frame.size, frame)
    if len(shape) == 3 and shape[2] == 3 and encoding is not Encoding.GRAY8:
        return Picture(encoding, shape[0], shape[1], frame.size, frame)
    raise NotAFrameError(f"a frame of {encoding.value} cannot have shape {shape}")


def picture_of_encoded(data: Any, encoding: str, height: int, width: int) -> Picture:
    """Bytes as they came from a camera or file. Raises ``NotAFrameError`` if they cannot be."""
    try:
        view = memoryview(data)
        if not view.c_contiguous or view.nbytes == 0:
            raise NotAFrameError("encoded bytes are contiguous and not empty")
        kind = Encoding(encoding)
        return Picture(kind, index(height), index(width), view.nbytes, None, view.cast("B"))
    except (TypeError, ValueError) as error:
        raise NotAFrameError(str(error)) from error


def describe(
    picture: Picture, said: Said, known: FrameInfo, *, seq: int, lost: int
) -> tuple[bytes, list[str], str]:
    """``(header, errors, last_error)`` for one frame.

    ``known`` has the camera, run and model. Predictions and an embedding that the protocol refuses
    are left out with an entry in ``errors``, because the frame matters more.

    Raises
    ------
    WireError
        If the times or sizes themselves are refused.
    """
    errors: list[str] = []
    last_error = ""
    predictions = embedding = None
    if said.predictions is not None or said.convert is not None:
        try:
            predictions = _predictions(said)
        except Exception as error:  # the caller's objects and functions may raise anything
            errors.append(HookError.PREDICTIONS.value)
            last_error = f"{type(error).__name__}: {error}"
    if said.embedding is not None:
        try:
            embedding = _embedding(said.embedding)
        except Exception as error:
            errors.append(HookError.EMBEDDING.value)
            last_error = f"{type(error).__name__}: {error}"
    # Built once: a second frozen copy of it would cost as much as all the rest of this function.
    info = FrameInfo(
        camera=known.camera,
        seq=seq,
        run=known.run,
        t_boot_ns=_time(said.t_boot_ns, _BOOT_CLOCK),
        t_wall_ns=_time(said.t_wall_ns, time.CLOCK_REALTIME),
        encoding=picture.encoding,
        height=picture.height,
        width=picture.width,
        model=known.model,
        predictions=predictions,
        embedding=embedding,
        loop_us=None if said.loop_us is None else _whole(said.loop_us),
        lost=lost,
    )
    if picture.data is not None:
        check_payload(info, picture.data)
    header, refused, because = _encoded(info)
    return header, [*errors, *refused], because or last_error


def _encoded(info: FrameInfo) -> tuple[bytes, list[str], str]:
    try:
        return encode_header(info), [], ""
    except WireError as error:
        # Too long or not encodable is nearly always the predictions' doing; they go first.
        if error.reason != Refusal.EMBEDDING.value and info.predictions is not None:
            word, poorer = HookError.PREDICTIONS.value, replace(info, predictions=None)
        elif info.embedding is not None:
            word, poorer = HookError.EMBEDDING.value, replace(info, embedding=None)
        else:
            raise
        header, errors, because = _encoded(poorer)
        return header, [word, *errors], because or str(error)


def boot_time_ns() -> int:
    """CLOCK_BOOTTIME in nanoseconds."""
    return time.clock_gettime_ns(_BOOT_CLOCK)


def identity(model: ModelIdentity | tuple[str, str] | str | None) -> ModelIdentity | None:
    """The model as the wire says it; a digest may come in upper case."""
    if model is None or isinstance(model, ModelIdentity):
        return model
    name, sha256 = (model, "") if isinstance(model, str) else model
    return ModelIdentity(name, sha256.lower())


def _predictions(said: Said) -> tuple[Prediction, ...] | None:
    if said.convert is not None:
        return as_predictions(said.convert(said.predictions))
    try:
        return as_predictions(said.predictions)
    except Exception:
        if said.guess:
            return None
        raise


def _embedding(given: object) -> F32:
    with np.errstate(all="ignore"):  # a value beyond float32 becomes inf, which the wire refuses
        return np.asarray(given, dtype=np.float32).reshape(-1)


def _time(given: object, clock: int) -> int:
    return time.clock_gettime_ns(clock) if given is None else _whole(given)


def _whole(value: Any) -> int:
    try:
        return int(value) if isinstance(value, float) else index(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise WireError(Refusal.FIELD.value, f"{value!r:.50} is no whole number") from error
