"""Recorded footage, whatever it lies in, as frames with times: a video, pictures, a list of paths.

This file never reads a clock: the time of a frame is the footage's own.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from virk_edge.adapters.pictures import (
    SUFFIXES,
    decode_picture,
    list_folder,
    numbers_out_of_order,
    read_list,
    read_times,
)
from virk_edge.adapters.video import ASSUMED_FPS, Clock, VideoReader
from virk_edge.errors import FootageError, UsageError
from virk_edge.nouns import U8, Encoding

ASSUMED_PICTURES_PER_SECOND = 10.0  # pictures without any times
MAX_PIXELS = 40_000_000
WARNINGS_MAX = 50  # sentences kept; the count goes on


@dataclass(frozen=True, slots=True)
class FootageFrame:
    """One frame of footage.

    index: counts from 0 in the source; an unreadable picture leaves a gap.
    seconds: since the first frame, increasing; wall_seconds: Unix time, None if not known.
    pixels: uint8 (H, W, 3) BGR, the receiver's own.
    original: the JPEG or PNG file as it lies on disk, else None; encoding: what ``original``
    is, ``BGR8`` without one. name: the file name of a picture, empty for a video.
    """

    index: int
    seconds: float
    wall_seconds: float | None
    pixels: U8
    original: bytes | None
    encoding: Encoding
    name: str = ""


class Footage(ABC):
    """Footage that can be walked through any number of times, one walk at a time.

    name: for messages. fps: nominal frames per second, None when every picture has its own time.
    length: expected number of frames, None if not known; an estimate for videos.
    warnings: sentences about what the current walk could not use; ``skipped`` counts the frames.
    """

    name: str
    fps: float | None
    length: int | None

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.skipped = 0
        self._walk: Generator[FootageFrame, None, None] | None = None

    def __iter__(self) -> Iterator[FootageFrame]:
        """A walk from the first frame. Raises FootageError as soon as nothing more can be read."""
        self.close()
        self.warnings, self.skipped = list(self._first_warnings()), 0
        self._walk = self._frames()
        return self._walk

    def __enter__(self) -> Footage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the current walk and whatever serves it."""
        if self._walk is not None:
            self._walk.close()
            self._walk = None

    def _first_warnings(self) -> Iterable[str]:
        return ()

    def _skip(self, count: int, sentence: str) -> None:
        self.skipped += count
        if len(self.warnings) < WARNINGS_MAX:
            self.warnings.append(sentence)

    @abstractmethod
    def _frames(self) -> Generator[FootageFrame, None, None]:
        """One walk; cleans up when closed."""


class VideoFootage(Footage):
    """A video file. ``fps`` given by the user replaces the container's timestamps."""

    def __init__(self, path: Path, *, fps: float | None, max_pixels: int) -> None:
        super().__init__()
        self.name = str(path)
        self._path, self._given_fps, self._max_pixels = path, fps, max_pixels
        # Opened now, so that a file that is no video is refused before anybody waits for frames.
        self._reader: VideoReader | None = VideoReader(path, max_pixels=max_pixels)
        self._knows_fps = fps is not None or self._reader.fps is not None
        self.fps: float = fps or self._reader.fps or ASSUMED_FPS
        self.length = self._reader.length

    def close(self) -> None:
        """End the decoder."""
        super().close()
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def __iter__(self) -> Iterator[FootageFrame]:
        unused, self._reader = self._reader, None
        walk = super().__iter__()
        self._reader = unused
        return walk

    def _first_warnings(self) -> Iterable[str]:
        if not self._knows_fps:
            yield f"{self.name}: the video does not say its frame rate; {ASSUMED_FPS:g} assumed."

    def _frames(self) -> Generator[FootageFrame, None, None]:
        reader = self._reader or VideoReader(self._path, max_pixels=self._max_pixels)
        self._reader = None
        clock, index = Clock(self.fps), 0
        try:
            for pixels, milliseconds in reader:
                own = clock.seconds(milliseconds)
                seconds = own if self._given_fps is None else index / self._given_fps
                yield FootageFrame(index, seconds, None, pixels, None, Encoding.BGR8)
                index += 1
        finally:
            reader.close()
        if not index:
            raise FootageError(
                f"{self._path}: the video has no frame that can be read; check that it plays "
                "elsewhere, or re-encode it with ffmpeg."
            )
        # Containers only estimate their length, so a frame or two less is not damage.
        missing = (self.length or 0) - index
        if missing > 2 + 0.01 * index:
            self._skip(
                missing,
                f"{self.name}: about {missing} of {self.length} frames at the end could not be "
                "read; the file is probably damaged or was cut off.",
            )


class PictureFootage(Footage):
    """Pictures in the order given, at a fixed rate or at their own Unix times."""

    def __init__(
        self,
        name: str,
        paths: list[Path],
        *,
        fps: float | None,
        times: list[float] | None,
        max_pixels: int,
    ) -> None:
        super().__init__()
        self.name = name
        self._paths, self._times, self._max_pixels = paths, times, max_pixels
        self._assumed = fps is None and times is None
        self.fps = None if times is not None else (fps or ASSUMED_PICTURES_PER_SECOND)
        self.length = len(paths)

    def _first_warnings(self) -> Iterable[str]:
        if self._assumed:
            yield (
                f"{self.name}: pictures carry no times; {ASSUMED_PICTURES_PER_SECOND:g} per "
                "second assumed (--fps or --times says otherwise)."
            )
        swapped = numbers_out_of_order(self._paths)
        if swapped and self._times is None:
            before, after = swapped
            if self._paths == sorted(self._paths, key=lambda path: path.name):
                order = f"sorted by name, {before.name} comes before {after.name}"
                mend = "write them with leading zeros"
            else:
                order, mend = f"in the list, {before} comes before {after}", "sort it by them"
            yield f"{self.name}: {order}; if the numbers mean time, {mend}."

    def _frames(self) -> Generator[FootageFrame, None, None]:
        complaint = ""
        for index, path in enumerate(self._paths):
            try:
                data = path.read_bytes()
                pixels, encoding = decode_picture(data, max_pixels=self._max_pixels)
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else str(error)
                complaint = f"{path}: the picture was skipped because {why}."
                self._skip(1, complaint)
                continue
            seconds, wall = self._time(index)
            original = None if encoding is None else data
            kind = encoding or Encoding.BGR8
            yield FootageFrame(index, seconds, wall, pixels, original, kind, path.name)
        if self.skipped == len(self._paths):
            raise FootageError(
                f"{self.name}: none of {len(self._paths)} pictures can be read; the last one says: "
                f"{complaint}"
            )

    def _time(self, index: int) -> tuple[float, float | None]:
        if self._times is not None:
            return self._times[index] - self._times[0], self._times[index]
        assert self.fps is not None
        return index / self.fps, None


def open_footage(
    source: str,
    *,
    fps: float | None = None,
    times: Path | None = None,
    max_pixels: int = MAX_PIXELS,
    stdin: Iterable[str] | None = None,
) -> Footage:
    """Open a video file, a picture, a folder of pictures, or ``-`` for paths on standard input.

    Raises FootageError when there is nothing to read, UsageError when the times asked for do not
    fit the source.
    """
    if fps is not None and not 0.0 < fps <= 1000.0:
        raise UsageError(f"--fps {fps:g} is not between 0 and 1000 frames per second.")
    if fps is not None and times is not None:
        raise UsageError("--fps and --times exclude each other; give one of them.")
    if not source:
        raise UsageError("SOURCE is empty; name a video file or a folder of pictures.")
    path = Path(source)
    if source == "-":
        paths, name = read_list(stdin if stdin is not None else sys.stdin), "standard input"
    elif path.is_dir():
        paths, name = list_folder(path), source
    elif not path.exists():
        raise FootageError(
            f"{source}: there is no such file or folder; give a video file, a folder of pictures, "
            "or - for a list of paths on standard input."
        )
    elif path.suffix.lower() in SUFFIXES:
        paths, name = [path], source
    else:
        if times is not None:
            raise UsageError(f"{source}: a video brings its own times; --times is for pictures.")
        return VideoFootage(path, fps=fps, max_pixels=max_pixels)
    wall = None if times is None else read_times(times, paths)
    return PictureFootage(name, paths, fps=fps, times=wall, max_pixels=max_pixels)
