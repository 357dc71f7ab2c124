"""``virk-edge config show --picture``: what a mask covers, with a daemon and without."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.daemons import Camera, config_text, running
from tests.feeds import endpoint_in
from virk_edge.adapters import mask_picture as drawing
from virk_edge.adapters.picture_pipe import PicturePipe, pipe_path, send_picture
from virk_edge.cli import config_picture
from virk_edge.cli.main import main
from virk_edge.errors import StorageError
from virk_edge.nouns import U8

LEFT = "[[[0.0, 0.0], [0.4, 0.0], [0.4, 1.0], [0.0, 1.0]]]"
RIGHT = "[[[0.7, 0.0], [1.0, 0.0], [1.0, 1.0], [0.7, 1.0]]]"


def config_in(folder: Path, mask: str = LEFT) -> Path:
    """The configuration of a device with a mask."""
    path = folder / "config.toml"
    path.write_text(config_text(folder, f"[camera.door]\nmask = {mask}\n"), encoding="utf-8")
    return path


class Device:
    """A configuration with a mask, and the command line for it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.out = folder / "out.png"
        self._capsys = capsys

    def config(self, mask: str = LEFT) -> Path:
        return config_in(self.folder, mask)

    def show(self, *words: object, status: int = 0) -> str:
        """What ``config show --picture`` says, on whichever stream."""
        found = main(["config", "show", *map(str, words)])
        out, err = self._capsys.readouterr()
        assert found == status, (out, err)
        return out if status == 0 else err.removeprefix("virk-edge: ").rstrip("\n")

    def event(self, *words: object) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.show("--json", *words))
        return found


@pytest.fixture
def device(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Device:
    return Device(tmp_path, capsys)


def dark(picture: Path | bytes) -> tuple[bool, bool, bool]:
    """Whether the picture is black at the left, in the middle, at the right, off the lines."""
    data = picture if isinstance(picture, bytes) else picture.read_bytes()
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    height, width = pixels.shape[:2]
    margin = 44 if width < 1400 else round((width - 88) / 1280 * 44)
    row = margin + round(0.15 * (height - 2 * margin))
    places = (margin + round(part * (width - 2 * margin)) for part in (0.25, 0.55, 0.85))
    left, middle, right = (int(pixels[row, place].max()) < 8 for place in places)
    return left, middle, right


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    folder = tmp_path / "footage"
    folder.mkdir()
    cv2.imwrite(str(folder / "1.png"), np.full((120, 160, 3), 120, np.uint8))
    return folder


@contextlib.contextmanager
def filming(endpoint: str) -> Iterator[Camera]:
    """A camera that shows frames for as long as it is wanted."""
    camera, enough = Camera(endpoint), threading.Event()

    def show() -> None:
        while not enough.wait(0.02):
            camera.show()

    thread = threading.Thread(target=show)
    thread.start()
    try:
        yield camera
    finally:
        enough.set()
        thread.join()
        camera.publisher.close()


def test_the_mask_is_drawn_on_footage(device: Device, footage: Path) -> None:
    """For nobody else to read; it may be made again under the same name."""
    config = device.config()
    for _ in range(2):
        if device.out.exists():
            device.out.chmod(0o644)
        said = device.show("--picture", device.out, "--source", footage, config)
        assert said == (
            f"{device.out}: camera door, 160x120, the first frame of {footage}, "
            "with its mask of 1 polygon\n"
        )
    assert dark(device.out) == (True, False, False)
    assert stat.S_IMODE(device.out.stat().st_mode) == 0o600


def test_without_a_mask_there_is_the_grid(device: Device, footage: Path) -> None:
    """To see where one would go."""
    config = device.folder / "config.toml"
    config.write_text("# nothing yet\n", encoding="utf-8")
    said = device.show("--picture", device.out, "--source", footage, config)
    assert said.endswith("with no mask\n") and dark(device.out) == (False, False, False)


def test_the_picture_may_go_to_standard_output(
    footage: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """To look at it from another machine; then words go to standard error."""
    words = ["config", "show", "--picture", "-", "--source", str(footage), str(config_in(footage))]
    assert main(words) == 0
    out, err = capfdbinary.readouterr()
    assert dark(out) == (True, False, False)
    assert err.startswith(b"-: camera door, 160x120") and err.count(b"\n") == 1


def test_without_a_daemon_the_frame_comes_from_the_feed(device: Device) -> None:
    """And the endpoint is free again."""
    config = device.config()
    with filming(endpoint_in(device.folder)):
        found = device.event("--picture", device.out, config)
    assert found["source"] == "the next frame of the feed (no daemon runs)"
    assert (found["same_mask"], found["polygons"], found["width"]) == (None, 1, 160)
    assert dark(device.out) == (True, False, False)
    assert not (device.folder / "feed.sock").exists()


def test_a_running_daemon_is_asked(device: Device) -> None:
    """The picture is under the daemon's mask and under that of the file, and stays nowhere."""
    config = device.config()
    states = device.folder / "store" / "state"
    more = f"[camera.door]\nmask = {LEFT}\n"
    with running(device.folder, more) as run, filming(run.endpoint):
        found = device.event("--picture", device.out, config)
        assert (found["same_mask"], found["source"]) == (
            True,
            "the next frame of the running daemon",
        )
        assert dark(device.out) == (True, False, False)
        config = device.config(RIGHT)
        said = device.show("--picture", device.out, config)
        assert said.endswith("the daemon runs with another mask: the picture is under both\n")
        assert dark(device.out) == (True, False, True)
        assert {path.suffix for path in states.iterdir()} <= {"", ".state"}
        assert [line["order"] for line in run.lines.of("order")] == ["picture"] * 2


def test_a_daemon_that_sees_nothing_says_so(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A camera that never came, and one that has gone."""
    config = device.config()
    monkeypatch.setattr("virk_edge.daemon.baselines._SPARE_NS", 10**12)
    with running(device.folder, f"[camera.door]\nmask = {LEFT}\n") as run:
        said = device.show("--picture", device.out, config, status=1)
        assert said == "camera door has not been heard since the daemon started"
        camera = Camera(run.endpoint)
        run.feed(camera, 1)
        said = device.show("--picture", device.out, config, status=1)
        assert said == "no frame of camera door was measured in time; see `virk-edge status`"
        camera.publisher.close()
    assert not device.out.exists()


def test_a_camera_that_sends_nothing_is_not_waited_for_long(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config_picture, "_PATIENCE_SECONDS", 0.1)
    said = device.show("--picture", device.out, device.config(), status=1)
    assert said.startswith(f"no frame of camera door came to {endpoint_in(device.folder)} within")


def test_the_socket_of_the_service_manager_is_left_alone(device: Device) -> None:
    """It listens in the daemon's stead; to bind there would cut every camera off."""
    path = device.folder / "feed.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        said = device.show("--picture", device.out, device.config(), status=74)
        assert said.startswith(f"another program listens at {endpoint_in(device.folder)}")
        with socket.socket(socket.AF_UNIX) as hook:
            hook.connect(str(path))


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--picture", "x.gif"), 2, "x.gif must end in one of .png, .jpg, .jpeg, or be - for"),
        (("--picture", "x.png", "--camera", "gate"), 2, "there is no camera gate; there is: door"),
        (
            ("--picture", "x.png", "--camera", "gate", "--source", "."),
            2,
            "say which camera with --camera: door",
        ),
        (("--camera", "door"), 2, "--camera and --source say of what --picture is made"),
        (("--picture", "x.png", "--source", "nowhere"), 1, "nowhere: there is no such file"),
        (("--picture", "no/such/x.png", "--source", "."), 74, "cannot write no/such/x.png"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    device: Device,
    footage: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    status: int,
    sentence: str,
) -> None:
    """With its status."""
    monkeypatch.chdir(footage)
    assert device.show(*words, device.config(), status=status).startswith(sentence)


def test_grey_and_tiny_frames_can_be_drawn() -> None:
    """So small a frame is shown larger; the labels stay legible."""
    drawn = drawing.mask_picture(np.full((3, 4), 200, np.uint8), (((0, 0), (0.3, 0), (0, 0.5)),))
    assert drawn.shape[1] == 4 * 240 + 2 * 44 and not drawn[44 + 120, 44 + 60].any()


# -- the pipe -------------------------------------------------------------------------------------


def noisy(height: int, width: int) -> U8:
    """A picture that no compression makes small."""
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_a_picture_larger_than_the_pipe_goes_through_it(tmp_path: Path) -> None:
    """A piece at a time; the pipe is gone afterwards."""
    picture, path = noisy(900, 1600), pipe_path(tmp_path, "door")
    with PicturePipe(path) as pipe:
        thread = threading.Thread(target=send_picture, args=(path, picture))
        thread.start()
        while thread.is_alive():
            pipe.drain()
            thread.join(0.005)
        pipe.drain()
        assert len(pipe.data) > 1 << 20
        assert cv2.imdecode(np.frombuffer(pipe.data, np.uint8), 1).shape == picture.shape
    assert list(tmp_path.iterdir()) == []


def test_two_people_do_not_take_each_others_picture(tmp_path: Path) -> None:
    """The second is told; what one has left who was killed is no obstacle."""
    path = pipe_path(tmp_path, "door")
    with PicturePipe(path), pytest.raises(StorageError, match="somebody else waits at"):
        PicturePipe(path).__enter__()
    assert list(tmp_path.iterdir()) == []
    os.mkfifo(path)
    with PicturePipe(path) as pipe:
        pipe.drain()
        assert not pipe.data


def test_a_picture_is_written_to_nobody(tmp_path: Path) -> None:
    """Neither to a pipe whose reader has gone, nor to a file, nor for ever."""
    path = pipe_path(tmp_path, "door")
    with pytest.raises(StorageError, match="cannot write"):
        send_picture(path, noisy(8, 8))
    os.mkfifo(path)
    with pytest.raises(StorageError, match="cannot write"):
        send_picture(path, noisy(8, 8))
    with (
        PicturePipe(path),  # makes a new one
        pytest.raises(StorageError, match="nobody reads from"),
    ):
        send_picture(path, noisy(900, 1600), patience_seconds=0.05)
    path.write_bytes(b"")
    with pytest.raises(StorageError, match="is no pipe"):
        send_picture(path, noisy(8, 8))
    assert path.read_bytes() == b""
