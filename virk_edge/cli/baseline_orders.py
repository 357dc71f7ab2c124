"""``virk-edge baseline accept | fault | reset``, and what all verbs need: which camera, and where.

An order goes to the running daemon; without one it is carried out on the saved state.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from virk_edge.cli.options import config_of
from virk_edge.errors import StateError, UsageError

if TYPE_CHECKING:
    from virk_edge.adapters.states import StateDirectory
    from virk_edge.daemon.orders import Wish
    from virk_edge.formats.config import Config
    from virk_edge.formats.orders import Answer


def run(args: argparse.Namespace) -> int:
    """Give the order.

    Raises:
        StateError: if it cannot be carried out. StorageError: if nobody answers.
    """
    from virk_edge.daemon.orders import Wish

    config = config_of(args)
    states = states_of(config)
    camera = the_camera(args, config, states)
    if not states.directory.is_dir():
        raise StateError(nothing_kept(states))
    answer = ordered(Wish(camera, args.verb), config, states)
    tell(answer, args, camera)
    return 0


def states_of(config: Config) -> StateDirectory:
    """Where this device keeps what its cameras have learnt."""
    from virk_edge.adapters.states import DIRECTORY, StateDirectory

    return StateDirectory(Path(config.store.directory) / DIRECTORY)


def nothing_kept(states: StateDirectory) -> str:
    """A sentence for a device that has learnt nothing."""
    return (
        f"nothing has been learnt yet, {states.directory} holds nothing; start `virk-edge run`, or "
        "name its configuration with --config"
    )


def the_camera(args: argparse.Namespace, config: Config, states: StateDirectory) -> str:
    """The camera that is meant: named, or the only one that is known.

    Raises:
        UsageError: if the name is none, or none is given and there is not exactly one.
    """
    from virk_edge.cli.analyze import camera_name

    known = sorted({*states.cameras(), *config.cameras})
    if args.camera is not None:
        camera = camera_name(args.camera, "")
        if config.cameras and camera not in known:
            raise UsageError(f"there is no camera {camera}; there is: {', '.join(known)}")
        return camera
    if len(known) == 1:
        return known[0]
    if not known:
        raise UsageError(
            f"no camera is known, {states.directory} holds nothing; name one with --camera, or the "
            "daemon's configuration with --config"
        )
    raise UsageError(f"say which camera with --camera: {', '.join(known)}")


def ordered(wish: Wish, config: Config, states: StateDirectory) -> Answer:
    """Have it done by the running daemon, or do it here.

    Raises:
        StateError: if it cannot be done, with the reason. StorageError: if nobody answers.
    """
    from virk_edge.adapters.embedder import load_embedder
    from virk_edge.daemon.orders import carry_out_on_disk, have_done
    from virk_edge.formats.baseline import EmbedderRecord

    answer = have_done(
        wish,
        states,
        lambda: carry_out_on_disk(
            wish,
            states,
            config,
            lambda: EmbedderRecord.of(load_embedder(config.embedder).identity),
        ),
    )
    if not answer.done:
        raise StateError(answer.words)
    return answer


def tell(answer: Answer, args: argparse.Namespace, camera: str) -> None:
    """Say what was done."""
    if args.json:
        event = {"event": "baseline_order", "order": args.verb, "camera": camera}
        print(json.dumps({**event, "incident": answer.incident, "words": answer.words}))
    else:
        print(answer.words)
