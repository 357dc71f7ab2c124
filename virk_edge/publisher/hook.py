"""``FramePublisher``: the one object a camera program holds.

Law: once constructed, no call blocks and no call raises; what goes wrong is counted.
"""

from __future__ import annotations

import functools
import os
import secrets
import time
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

import numpy as np

from virk_edge.errors import WireError
from virk_edge.formats.wire import encode_header, is_camera_name
from virk_edge.nouns import Encoding, FrameInfo, ModelIdentity
from virk_edge.publisher.delivery import Delivery
from virk_edge.publisher.ledger import HookStatistics
from virk_edge.publisher.message import (
    Said,
    boot_time_ns,
    identity,
    picture_of,
    picture_of_encoded,
)

DEFAULT_ENDPOINT = "ipc:///run/virk-edge/feed.sock"
ENDPOINT_VARIABLE = "VIRK_EDGE_FEED"
KEYS_VARIABLE = "VIRK_EDGE_FEED_KEYS"
ALLOWANCE_US = 2000.0

_P = ParamSpec("_P")
_R = TypeVar("_R")


class FramePublisher:
    """Shows one camera's frames to the daemon of this device, or with keys to another's.

    Parameters
    ----------
    camera : str
        ``[a-z0-9][a-z0-9._-]{0,62}``; one publisher per camera and process.
    endpoint : str, optional
        Where the daemon listens; else ``VIRK_EDGE_FEED``, else ``ipc:///run/virk-edge/feed.sock``.
    keys : str or path, optional
        Folder with ``daemon.key`` and ``hook.key_secret``; else ``VIRK_EDGE_FEED_KEYS``, else none.
        Required where the endpoint is another device; messages are then encrypted (CURVE).
    encoding : str
        What (H, W, 3) arrays hold: ``bgr8`` or ``rgb8``; ``gray8`` to accept grey frames only.
        (H, W) arrays are always grey.
    model : ModelIdentity or (name, sha256) or str, optional
        Which inference model runs.
    immutable : bool
        True if a frame's memory is never written again: then even the one copy is spared.
    allowance_us : float
        What a call may cost, in microseconds, beside 1 ns per byte of payload. When the median of
        100 wanted frames is above it the hook switches itself off for a minute, then longer.

    Raises
    ------
    ValueError
        From the constructor alone, if an argument cannot be.

    An endpoint or keys that will not do are counted as ``socket`` errors and tried again later.
    The socket is opened by the first call and belongs to the process that made it: in a child
    forked later every call is a counted no-op, and the child may make its own publisher.
    Calls may come from any thread, one at a time; a call while another runs is a counted no-op.
    """

    def __init__(  # noqa: PLR0913  # what a camera program may say once, by keyword
        self,
        camera: str,
        *,
        endpoint: str | None = None,
        keys: str | os.PathLike[str] | None = None,
        encoding: str = "bgr8",
        model: ModelIdentity | tuple[str, str] | str | None = None,
        immutable: bool = False,
        allowance_us: float = ALLOWANCE_US,
    ) -> None:
        if not is_camera_name(camera):
            raise ValueError(f"camera {camera!r} must match [a-z0-9][a-z0-9._-]{{0,62}}")
        if not allowance_us > 0:
            raise ValueError(f"allowance_us must be above 0, not {allowance_us!r}")
        self._encoding = Encoding(encoding)
        if self._encoding.channels is None:
            raise ValueError(f"encoding {encoding!r} is for publish_encoded, not for arrays")
        run = secrets.token_hex(8)
        known = FrameInfo(camera, 0, run, 0, 0, self._encoding, 1, 1, model=identity(model))
        try:
            encode_header(known)
        except WireError as error:
            raise ValueError(f"model {model!r} cannot be: {error}") from error
        self._delivery = Delivery(
            known,
            endpoint or os.environ.get(ENDPOINT_VARIABLE) or DEFAULT_ENDPOINT,
            keys=os.fspath(keys or os.environ.get(KEYS_VARIABLE) or ""),
            immutable=immutable,
            allowance_us=allowance_us,
        )
        # Without close(), by garbage collection or at exit, the socket still goes in good order.
        weakref.finalize(self, self._delivery.link.drop)

    def publish(
        self,
        frame: np.ndarray[Any, Any],
        *,
        predictions: object = None,
        embedding: object = None,
        loop_us: int | None = None,
        t_boot_ns: int | None = None,
        t_wall_ns: int | None = None,
    ) -> bool:
        """Publish one frame; True if its pixels went out, False if not, for whatever reason.

        frame: uint8 (H, W, 3) or (H, W). One that is not C-contiguous is copied twice if wanted.
        predictions: see ``as_predictions``; embedding: float32 (D,), made by your own model.
        loop_us: how long your inference took for this frame, in microseconds.
        t_boot_ns, t_wall_ns: CLOCK_BOOTTIME and wall clock at capture; default is now.

        Predictions or an embedding that cannot be sent are left out and counted as an error.
        """
        said = Said(predictions, embedding, loop_us, t_boot_ns, t_wall_ns)
        return self._delivery.deliver(said, picture_of, frame, self._encoding)

    def publish_encoded(  # noqa: PLR0913  # the header's fields, by keyword
        self,
        data: bytes | bytearray | memoryview,
        *,
        encoding: str,
        height: int,
        width: int,
        predictions: object = None,
        embedding: object = None,
        loop_us: int | None = None,
        t_boot_ns: int | None = None,
        t_wall_ns: int | None = None,
    ) -> bool:
        """Publish a frame as the bytes it came in: ``jpeg``, ``png``, or raw C-order pixels.

        ``height`` and ``width`` are the picture's own, as stored. Otherwise as ``publish``.
        """
        said = Said(predictions, embedding, loop_us, t_boot_ns, t_wall_ns)
        return self._delivery.deliver(said, picture_of_encoded, data, encoding, height, width)

    def wrap(
        self,
        predict: Callable[_P, _R],
        *,
        to_predictions: Callable[[_R], object] | None = None,
    ) -> Callable[_P, _R]:
        """``predict`` with every frame published beside it.

        The wrapped function's first positional argument is the frame; result and exceptions are
        ``predict``'s own, untouched. Its wall time is published as ``loop_us``. A result that looks
        like predictions (``as_predictions``) is published as such, and any other result is not;
        ``to_predictions(result)`` is asked instead if given, for wanted frames only. The frame is
        sent after ``predict`` has seen it, so ``predict`` must not draw on it.
        """

        @functools.wraps(predict)
        def watched(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            t_boot_ns, t_wall_ns = boot_time_ns(), time.time_ns()
            started_ns = time.perf_counter_ns()
            result = predict(*args, **kwargs)
            loop_us = (time.perf_counter_ns() - started_ns) // 1000
            said = Said(result, None, loop_us, t_boot_ns, t_wall_ns, to_predictions, guess=True)
            self._delivery.deliver(said, picture_of, args[0] if args else None, self._encoding)
            return result

        return watched

    def statistics(self) -> HookStatistics:
        """What happened so far; may be asked at any time, from any thread."""
        return self._delivery.statistics()

    def close(self) -> None:
        """Close the socket; later calls are counted no-ops. May be called twice."""
        self._delivery.close()

    def __enter__(self) -> FramePublisher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
