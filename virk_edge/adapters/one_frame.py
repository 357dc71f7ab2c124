"""One frame of one camera, taken from the feed as the daemon would take it, when no daemon runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from virk_edge.adapters.feed import Admission, FeedReceiver
from virk_edge.adapters.feed_inbox import FeedOptions
from virk_edge.adapters.frame_pixels import frame_pixels
from virk_edge.core.observe import mask_pixels
from virk_edge.errors import InputError, StorageError
from virk_edge.formats.config import Config
from virk_edge.formats.wire import WireLimits
from virk_edge.nouns import U8

_UNIX_SOCKETS: Final = Path("/proc/net/unix")
_LISTENS: Final = 1 << 16  # __SO_ACCEPTCON


def one_frame(config: Config, camera: str, *, patience_seconds: float) -> U8:
    """The next frame's pixels under the camera's mask, uint8 (H, W, 3) BGR or (H, W) grey.

    Raises:
        ConfigError or StorageError: if the endpoint cannot be had.
        InputError: if no frame comes within ``patience_seconds``, or it cannot be decoded.
    """
    feed = config.feed
    _refuse_taken(feed.endpoint)
    options = FeedOptions(limits=WireLimits(pixels_max=feed.pixels_max), cameras={camera: 0})
    deadline = time.monotonic() + patience_seconds
    with FeedReceiver(feed.endpoint, options, Admission(feed.group, feed.keys)) as receiver:
        while (left_s := deadline - time.monotonic()) > 0:
            receiver.wait(left_s)
            receiver.take_metadata()  # or there would be news for ever
            frame = receiver.take_frame(camera)
            if frame is not None:
                try:
                    pixels = frame_pixels(frame, pixels_max=feed.pixels_max)[0].copy()
                except ValueError as error:
                    raise InputError(
                        f"the frame of camera {camera} cannot be decoded: {error}"
                    ) from error
                return mask_pixels(pixels, config.camera(camera).mask)
    raise InputError(
        f"no frame of camera {camera} came to {feed.endpoint} within {patience_seconds:.0f} s; see "
        "whether its camera program runs, names the camera so, and may use that endpoint"
    )


def _refuse_taken(endpoint: str) -> None:
    """systemd listens there in the daemon's stead: to bind would take its socket away.

    Raises:
        StorageError: if somebody listens at the endpoint's path. To ask by connecting would start
            the service.
    """
    path = endpoint.removeprefix("ipc://")
    if path == endpoint:
        return
    try:
        lines = _UNIX_SOCKETS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines[1:]:
        fields = line.split(maxsplit=7)
        if len(fields) == 8 and fields[7] == path and int(fields[3], 16) & _LISTENS:
            raise StorageError(
                f"another program listens at {endpoint}, perhaps systemd for virk-edge.service: "
                "start the daemon and ask again, or stop virk-edge.socket"
            )
