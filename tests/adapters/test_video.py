"""Videos that are none, or worse: each ends in one clear sentence, and this process lives on."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from virk_edge.adapters import video as video_module
from virk_edge.adapters.footage import open_footage
from virk_edge.errors import FootageError


def write_video(path: Path) -> Path:
    """Twenty frames of motion JPEG, 64 x 48."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    for level in range(20):
        writer.write(np.full((48, 64, 3), 10 * level, np.uint8))
    writer.release()
    return path


def in_place_of_the_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Path:
    """A child that does this instead of decoding, and a video for it."""
    child = tmp_path / "child.py"
    child.write_text(text)
    monkeypatch.setattr(video_module.child, "__file__", str(child))
    return write_video(tmp_path / "a.avi")


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{path}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile a.avi\n",
        "\ufeff<?xml version='1.0'?>\n<MPD/>\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    ],
)
def test_a_list_of_videos_is_refused(tmp_path: Path, text: str) -> None:
    """It would open other files, or the network, under the name of a video."""
    whole = write_video(tmp_path / "a.avi")
    path = tmp_path / "b.mp4"
    path.write_text(text.replace("{path}", str(whole)), encoding="utf-8")
    with pytest.raises(FootageError, match=r"b\.mp4: this is a list of videos"):
        open_footage(str(path))


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL", "SIGBUS"])
def test_a_decoder_that_crashes_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """With the signal's name and what to do."""
    text = f"import os, signal\nos.kill(os.getpid(), signal.{name})\n"
    path = in_place_of_the_decoder(tmp_path, monkeypatch, text)
    with pytest.raises(FootageError) as caught:
        open_footage(str(path))
    assert f"a.avi: the decoder was killed by {name}" in str(caught.value)
    assert "re-encode it" in str(caught.value) and "\n" not in str(caught.value)


def test_a_decoder_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended, too."""
    path = in_place_of_the_decoder(tmp_path, monkeypatch, "import signal\nsignal.pause()\n")
    monkeypatch.setattr(video_module, "SILENCE_SECONDS", 0.3)
    with pytest.raises(FootageError, match=r"a\.avi: the decoder has been silent"):
        open_footage(str(path))


def test_a_picture_in_a_video_that_is_larger_than_the_video_says(tmp_path: Path) -> None:
    """The container says 64 x 48; the limit holds for what is decoded."""
    path = tmp_path / "a.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (640, 480))
    writer.write(np.zeros((480, 640, 3), np.uint8))
    writer.release()
    small = np.array([64, 48], "<i4").tobytes()
    path.write_bytes(path.read_bytes().replace(np.array([640, 480], "<i4").tobytes(), small))
    with pytest.raises(FootageError, match=r"a\.avi: (640 x 480 pixels|the video has no frame)"):
        for _ in open_footage(str(path), max_pixels=64 * 48):
            pass


def test_damaged_videos_end_in_frames_or_in_one_sentence(tmp_path: Path) -> None:
    """Bytes changed at random, in files of which OpenCV decoded nothing and said it had."""
    whole = write_video(tmp_path / "a.avi").read_bytes()
    draw = np.random.default_rng(0)
    path = tmp_path / "b.avi"
    for _ in range(6):
        data = bytearray(whole)
        for at in draw.integers(0, len(whole), 30):
            data[at] = draw.integers(0, 256)
        path.write_bytes(data)
        try:
            with open_footage(str(path)) as footage:
                assert all(frame.pixels.shape[2] == 3 for frame in footage)
        except FootageError as error:
            assert "status" not in str(error) and "\n" not in str(error)
