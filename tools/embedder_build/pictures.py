"""The pictures that calibrate and check: found, told from diagrams, split, and spoilt by faults."""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from embedder_build.plan import SIZE, sha256_of

PICTURE_SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp"}
VIDEO_SUFFIXES = {".avi", ".mp4", ".mkv", ".mov"}
PICTURE_SIDE_MIN = 128  # pixels
ONE_COLOUR_SHARE_MAX = 0.05  # more than this in one exact colour: a diagram, not a photograph
HOLD_OUT_EVERY = 5  # every fifth picture is kept from calibration
SHUFFLE_SEED = 0

Picture = NDArray[np.uint8]  # RGB, [128, 128, 3]; a stack of them is [N, 128, 128, 3]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures of one kind, and the digests of the files they came from."""

    pixels: list[Picture] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)
    skipped: set[Path] = field(default_factory=set)


def readable_files(root: Path, scratch: Path) -> Iterator[tuple[Path, str]]:
    """Yield (file, lower-case suffix) in sorted order; gzipped ones are unpacked to scratch."""
    for path in sorted(root.rglob("*")):
        zipped = path.suffix == ".gz"
        suffix = Path(path.stem if zipped else path).suffix.lower()
        if suffix not in PICTURE_SUFFIXES | VIDEO_SUFFIXES or not path.is_file():
            continue
        if zipped:
            name = hashlib.sha256(str(path.relative_to(root)).encode()).hexdigest()[:16]
            plain = scratch / f"{name}{suffix}"
            scratch.mkdir(parents=True, exist_ok=True)
            plain.write_bytes(gzip.decompress(path.read_bytes()))
            yield plain, suffix
        else:
            yield path, suffix


def to_input_size(bgr: NDArray[Any]) -> Picture:
    """Stretch a whole frame to the input size, averaging areas; uint8 BGR in, RGB out."""
    small = cv2.resize(bgr, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)


def looks_photographic(bgr: NDArray[Any]) -> bool:
    """Tell photographs from diagrams and icons, by size and by the share of one exact colour."""
    if min(bgr.shape[:2]) < PICTURE_SIDE_MIN:
        return False
    codes = (bgr.astype(np.uint32) @ np.array([1, 1 << 8, 1 << 16], np.uint32)).ravel()
    commonest = int(np.unique(codes, return_counts=True)[1].max())
    return commonest <= ONE_COLOUR_SHARE_MAX * codes.size


def photograph(path: Path) -> list[Picture]:
    """The one picture of a file, if it can be read and is a photograph."""
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    return [] if bgr is None or not looks_photographic(bgr) else [to_input_size(bgr)]


def video_frames(path: Path, count: int) -> list[Picture]:
    """About ``count`` evenly spaced frames at input size. Counting needs decoding: headers lie."""
    capture = cv2.VideoCapture(str(path))
    frames = []
    while True:
        good, frame = capture.read()
        if not good:
            break
        frames.append(to_input_size(frame))
    capture.release()
    step = max(1, len(frames) // count)
    return frames[step // 2 :: step]


def read_pictures(
    root: Path, scratch: Path, frames_per_video: int, *, exclude: Set[str] = frozenset()
) -> tuple[Pictures, Pictures]:
    """Read a folder; return (photographs, video frames), without repeats or excluded files."""
    photographs, frames = Pictures(), Pictures()
    seen = set()
    for path, suffix in readable_files(root, scratch):
        still = suffix in PICTURE_SUFFIXES
        kind = photographs if still else frames
        digest = sha256_of(path)
        if digest in exclude:
            kind.skipped.add(path)
            continue
        for picture in photograph(path) if still else video_frames(path, frames_per_video):
            fingerprint = hashlib.sha256(picture.tobytes()).digest()
            if fingerprint not in seen:
                seen.add(fingerprint)
                kind.pixels.append(picture)
                kind.digests.add(digest)
    return photographs, frames


def split(photographs: Pictures, frames: Pictures) -> tuple[list[Picture], list[Picture]]:
    """Return (calibration, held out).

    Frames of one video resemble each other, so video only calibrates: a held-out frame would
    prove nothing. Calibration follows a moving average, so its order is shuffled (fixed seed).
    """
    held_out = photographs.pixels[HOLD_OUT_EVERY - 1 :: HOLD_OUT_EVERY]
    calibration = [
        one for number, one in enumerate(photographs.pixels, start=1) if number % HOLD_OUT_EVERY
    ]
    calibration += frames.pixels
    random.Random(SHUFFLE_SEED).shuffle(calibration)
    return calibration, held_out


def faults(pictures: Picture) -> dict[str, Picture]:
    """What goes wrong in front of a camera, applied to a stack of pictures."""
    level = pictures.astype(np.float32)
    noise = np.random.default_rng(SHUFFLE_SEED).normal(0, 25, level.shape)
    covered = pictures.copy()
    covered[:, :, : SIZE // 4] = 20
    changed: dict[str, NDArray[Any]] = {
        "blurred": np.stack([cv2.GaussianBlur(one, (0, 0), 1.5) for one in pictures]),
        "half brightness": level / 2,
        "half fog": level / 2 + 100,
        "blue cast": level * np.array([0.7, 0.9, 1.3], np.float32),
        "noise of 25 levels": level + noise,
        "left quarter covered": covered,
    }
    return {name: np.clip(value, 0, 255).astype(np.uint8) for name, value in changed.items()}
