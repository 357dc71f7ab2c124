"""One frame of one camera, taken from the feed as the daemon would take it, when no daemon runs."""

from __future__ import annotations

import time

from virk_edge.adapters.feed import Admission, FeedReceiver
from virk_edge.adapters.feed_inbox import FeedOptions
from virk_edge.adapters.frame_pixels import frame_pixels
from virk_edge.core.observe import mask_pixels
from virk_edge.errors import InputError
from virk_edge.formats.config import Config
from virk_edge.formats.wire import WireLimits
from virk_edge.nouns import U8


def one_frame(config: Config, camera: str, *, patience_seconds: float) -> U8:
    """The next frame's pixels under the camera's mask, uint8 (H, W, 3) BGR or (H, W) grey.

    Raises:
        ConfigError or StorageError: if the endpoint cannot be had.
        InputError: if no frame comes within ``patience_seconds``, or it cannot be decoded.
    """
    feed = config.feed
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
