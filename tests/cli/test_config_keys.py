"""``virk-edge config keys`` and ``publish --keys``: from an empty folder to frames that arrive."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest
import zmq

from virk_edge.adapters.feed import Admission, FeedOptions, FeedReceiver
from virk_edge.cli.main import main

pytestmark = pytest.mark.skipif(not zmq.has("curve"), reason="this ZeroMQ has no CURVE")


@pytest.fixture
def picture(tmp_path: Path) -> str:
    """Something to play."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    cv2.imwrite(str(folder / "a.png"), np.full((8, 12, 3), 90, np.uint8))
    return str(folder)


def test_from_an_empty_folder_to_frames_that_arrive(
    tmp_path: Path, picture: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the help says is all there is to do."""
    folder = tmp_path / "keys"
    assert main(["config", "keys", str(folder), "--camera-host", "yard", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["event"], said["made"], said["folder"]) == ("keys", True, str(folder))
    elsewhere = shutil.move(said["move"], tmp_path / "yard")
    with socket.create_server(("127.0.0.1", 0)) as free:
        endpoint = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    options = FeedOptions(cameras={"c": 0})

    def heard() -> None:
        os.kill(os.getpid(), signal.SIGTERM)  # which ends the play

    with FeedReceiver(endpoint, options, Admission(keys=str(folder)), on_ready=heard) as receiver:
        words = ["--camera", "c", "--fps", "100", "--loop", "--endpoint", endpoint]
        assert main(["publish", picture, *words, "--keys", str(elsewhere), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["errors"] == {}
        assert receiver.statistics().cameras["c"].metadata > 0


def test_what_was_made_is_kept_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second call makes no second daemon; a camera host gets its keys once."""
    words = ["config", "keys", str(tmp_path / "k")]
    assert main(words) == 0
    assert "the daemon's keys are made" in capsys.readouterr().out
    assert main([*words, "--camera-host", "yard"]) == 0
    out = capsys.readouterr().out
    assert "were there and are kept" in out
    assert "camera-hosts/yard to yard" in out
    assert main([*words, "--camera-host", "yard"]) == 74
    assert "there already" in capsys.readouterr().err
    assert main([*words, "--camera-host", "../yard"]) == 2
    assert main(["config", "keys", str(tmp_path / "no" / "folder")]) == 74


def test_publish_says_at_once_what_a_hook_would_count(
    tmp_path: Path,
    picture: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An endpoint that leaves the device without keys, and keys that are not there."""
    words = ["publish", picture, "--camera", "c"]
    far = ["--endpoint", "tcp://192.0.2.1:5"]
    assert main([*words, *far]) == 2
    assert "takes keys" in capsys.readouterr().err
    assert main([*words, *far, "--keys", str(tmp_path)]) == 2
    assert "hook.key_secret cannot be read" in capsys.readouterr().err
    monkeypatch.setenv("VIRK_EDGE_FEED", "tcp://192.0.2.1:5")
    assert main(words) == 2
    monkeypatch.setenv("VIRK_EDGE_FEED_KEYS", str(tmp_path / "nowhere"))
    assert main(words) == 2
    assert "nowhere" in capsys.readouterr().err
