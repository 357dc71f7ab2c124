"""``virk-edge config show --picture OUT``: what a camera's mask covers, on a frame of now.

The frame of a running daemon is under the daemon's own mask before it leaves it, and then under
that of the file as well: it is never less masked than what is in force.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from virk_edge.errors import InputError, StorageError, UsageError

if TYPE_CHECKING:
    from virk_edge.adapters.states import StateDirectory
    from virk_edge.formats.config import Config
    from virk_edge.nouns import U8

SUFFIXES: Final = (".png", ".jpg", ".jpeg")
_PATIENCE_SECONDS: Final = 8.0  # less than the daemon waits for its states at the start


@dataclass(frozen=True, slots=True)
class Found:
    """A frame, uint8 (H, W, 3) BGR or (H, W) grey, and where it comes from.

    same_mask: whether the daemon's mask is the one in the file; None without a daemon.
    """

    pixels: U8
    source: str
    same_mask: bool | None = None


def run(args: argparse.Namespace, config: Config) -> int:
    """Write the picture.

    Raises:
        UsageError: if OUT is no picture's name, or it is not clear which camera is meant.
        InputError: if no frame comes. StorageError: if it cannot be written, or nobody answers.
    """
    import cv2

    from virk_edge.adapters.mask_picture import mask_picture
    from virk_edge.cli.baseline_orders import states_of

    out: str = args.picture
    suffix = ".png" if out == "-" else Path(out).suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{out} must end in one of {', '.join(SUFFIXES)}, or be - for a PNG")
    states = states_of(config)
    camera = _camera(args, config, states)
    polygons = config.camera(camera).mask
    found = _live(config, camera, states) if args.source is None else _recorded(args.source)
    height, width = found.pixels.shape[:2]
    done, encoded = cv2.imencode(suffix, mask_picture(found.pixels, polygons))
    if not done:
        raise StorageError(f"{out}: the picture cannot be encoded")
    if out == "-":
        sys.stdout.buffer.write(encoded.tobytes())
    else:
        _write(Path(out), encoded.tobytes())
    said = sys.stderr if out == "-" else sys.stdout
    if args.json:
        event = {"event": "mask_picture", "camera": camera, "file": out, "source": found.source}
        facts = {"width": width, "height": height, "polygons": len(polygons)}
        print(json.dumps({**event, **facts, "same_mask": found.same_mask}), file=said)
        return 0
    mask = f"its mask of {len(polygons)} polygons" if polygons else "no mask"
    mask = mask.replace(" 1 polygons", " 1 polygon")
    print(f"{out}: camera {camera}, {width}x{height}, {found.source}, with {mask}", file=said)
    if found.same_mask is False:
        print("the daemon runs with another mask: the picture is under both", file=said)
    return 0


def _camera(args: argparse.Namespace, config: Config, states: StateDirectory) -> str:
    """The camera that is meant. For footage nothing but the configuration is looked at."""
    from virk_edge.cli.analyze import camera_name
    from virk_edge.cli.baseline_orders import the_camera

    if args.source is None:
        return the_camera(args, config, states)
    if args.camera is None and len(config.cameras) == 1:
        return next(iter(config.cameras))
    if config.cameras and args.camera not in config.cameras:
        raise UsageError(f"say which camera with --camera: {', '.join(config.cameras)}")
    return camera_name(args.camera, args.source)  # without any mask yet: the grid alone


def _live(config: Config, camera: str, states: StateDirectory) -> Found:
    """The next frame: of the running daemon, or of the feed when none runs."""
    from virk_edge.adapters.one_frame import one_frame
    from virk_edge.adapters.picture_pipe import PicturePipe, pipe_path
    from virk_edge.adapters.pictures import decode_picture
    from virk_edge.daemon.orders import Carried, Wish, have_done

    fed: list[U8] = []

    def from_feed() -> Carried:
        fed.append(one_frame(config, camera, patience_seconds=_PATIENCE_SECONDS))
        return Carried(True, "")

    source = "the next frame of the feed (no daemon runs)"
    if not states.directory.is_dir():
        from_feed()
        return Found(fed[0], source)
    with PicturePipe(pipe_path(states.directory, camera)) as pipe:
        answer = have_done(Wish(camera, "picture"), states, from_feed, meanwhile=pipe.drain)
    if fed:
        return Found(fed[0], source)
    if not answer.done:
        raise InputError(answer.words)
    try:
        pixels, _ = decode_picture(bytes(pipe.data), max_pixels=config.feed.pixels_max)
    except ValueError as error:
        raise InputError(f"what the daemon handed over is no picture: {error}") from error
    same = answer.mask_sha256 == config.camera(camera).mask_sha256
    return Found(pixels, "the next frame of the running daemon", same)


def _recorded(source: str) -> Found:
    """The first frame of footage. Raises ``FootageError``."""
    from virk_edge.adapters.footage import open_footage
    from virk_edge.errors import FootageError

    with open_footage(source) as footage:
        for frame in footage:
            return Found(frame.pixels, f"the first frame of {source}")
    raise FootageError(f"{source}: there is no frame in it")


def _write(path: Path, data: bytes) -> None:
    """A picture of what a camera sees is for nobody else."""
    from virk_edge.adapters.durable import sentences

    with sentences("write", path):
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "wb") as file:
            os.fchmod(fd, 0o600)  # also where a file of another mode was there before
            file.write(data)
