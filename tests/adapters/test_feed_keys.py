"""A feed that leaves the device: whose key is there may talk to us, and nobody else."""

from __future__ import annotations

import logging
import os
import socket
import stat
import threading
from pathlib import Path

import pytest
import zmq
from hypothesis import given
from hypothesis import strategies as st

from tests.feeds import next_frame, picture, until
from virk_edge.adapters import feed_keys
from virk_edge.adapters.feed import Admission, FeedOptions, FeedReceiver
from virk_edge.adapters.feed_door import HANDSHAKE, UNKNOWN_KEY
from virk_edge.adapters.feed_keys import DaemonKeys, make_camera_host, make_daemon_keys
from virk_edge.errors import ConfigError, StorageError, UsageError
from virk_edge.formats.feed_keys import key_in, key_text
from virk_edge.publisher import FramePublisher
from virk_edge.publisher import keys as hook_side
from virk_edge.publisher.link import FeedLink

pytestmark = pytest.mark.skipif(not zmq.has("curve"), reason="this ZeroMQ has no CURVE")
WANTED = FeedOptions(cameras={"cam": 0})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The daemon's keys, and those of the camera host "yard"."""
    made = tmp_path / "keys"
    make_daemon_keys(made)
    make_camera_host(made, "yard")
    return made


@pytest.fixture
def yard(folder: Path) -> Path:
    """What was moved to the camera host."""
    return folder / "camera-hosts" / "yard"


@pytest.fixture
def port() -> str:
    """A loopback port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"tcp://127.0.0.1:{taken.getsockname()[1]}"


def test_a_hook_with_a_key_is_heard(folder: Path, yard: Path, port: str) -> None:
    """Frames come as they do without keys, and no thread is spent on letting hooks in."""
    with FeedReceiver(port, WANTED, Admission(keys=str(folder))) as receiver:
        threads = threading.active_count()
        with FramePublisher("cam", endpoint=port, keys=yard) as publisher:
            assert bytes(next_frame(publisher, receiver, picture(7)).payload)[:1] == b"\x07"
        seen = receiver.statistics()
        assert (seen.refused, threading.active_count()) == ({}, threads)
    with FeedReceiver(port, WANTED):  # nothing of the locked one is left
        pass


def test_a_stranger_is_turned_away_until_his_key_is_there(
    folder: Path, yard: Path, port: str, caplog: pytest.LogCaptureFixture
) -> None:
    """He is counted, told of once, and let in without a restart when his key is put there."""
    client = folder / "clients" / "yard.key"
    key = client.read_bytes()
    client.unlink()
    with (
        caplog.at_level(logging.WARNING, "virk_edge.feed"),
        FeedReceiver(port, WANTED, Admission(keys=str(folder))) as receiver,
        FramePublisher("cam", endpoint=port, keys=yard) as publisher,
    ):
        until(
            lambda: publisher.publish(picture()) or receiver.statistics().refused != {},
            lambda: receiver.wait(0.01),
        )
        seen = receiver.statistics()
        assert set(seen.refused) == {UNKNOWN_KEY}
        assert (seen.messages, seen.connections) == (0, 0)
        client.write_bytes(key)
        next_frame(publisher, receiver, picture())
        assert receiver.statistics().connections == 1
    said = [r.getMessage() for r in caplog.records]
    assert len(said) == 1
    assert "127.0.0.1" in said[0]
    assert key_in(key, "public").decode() in said[0]


def test_a_slow_camera_is_not_taken_for_a_refused_one(folder: Path, yard: Path, port: str) -> None:
    """What the daemon has asked for is read before anything is concluded from silence."""
    with FeedReceiver(port, WANTED, Admission(keys=str(folder))) as receiver:
        link = FeedLink(port, "cam", str(yard))
        link.refresh(0)
        until(lambda: receiver.statistics().connections == 1, lambda: receiver.wait(0.01))
        until(lambda: bool(link._socket.poll(5)), lambda: None)  # type: ignore[union-attr]
        link.refresh(3600 * 10**9)
        assert link.subscriptions
        link.drop()


def test_a_hook_without_keys_or_with_another_daemons_is_not_heard(
    folder: Path, yard: Path, port: str, tmp_path: Path
) -> None:
    """It is counted as a handshake that failed, and does not upset the count of connections."""
    make_daemon_keys(tmp_path / "other")
    (yard / "daemon.key").write_bytes((tmp_path / "other" / "daemon.key").read_bytes())
    for keys in (None, yard):
        with (
            FeedReceiver(port, WANTED, Admission(keys=str(folder))) as receiver,
            FramePublisher("cam", endpoint=port, keys=keys) as publisher,
        ):
            until(
                lambda: publisher.publish(picture()) or receiver.statistics().refused != {},
                lambda: receiver.wait(0.01),
            )
            seen = receiver.statistics()
            assert set(seen.refused) == {HANDSHAKE}
            assert (seen.messages, seen.connections) == (0, 0)


def test_a_peer_that_is_no_hook_takes_no_connection_off_the_count(tmp_path: Path) -> None:
    """Whoever connects and goes away again was never counted, so he is not counted off."""
    endpoint = f"ipc://{tmp_path}/feed.sock"
    with (
        FeedReceiver(endpoint, WANTED) as receiver,
        FramePublisher("cam", endpoint=endpoint) as publisher,
    ):
        next_frame(publisher, receiver, picture())
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(tmp_path / "feed.sock"))
            peer.sendall(b"GET / HTTP/1.1\r\n\r\n" + b"x" * 64)
        until(lambda: HANDSHAKE in receiver.statistics().refused, lambda: receiver.wait(0.01))
        next_frame(publisher, receiver, picture())
        assert receiver.statistics().connections == 1


@pytest.mark.parametrize(
    ("path", "mode"),
    [("daemon.key_secret", 0o640), ("daemon.key_secret", 0o604), (".", 0o770), ("clients", 0o702)],
)
def test_keys_that_others_can_use_are_refused(folder: Path, path: str, mode: int) -> None:
    """A secret that others read is none, and who may write among the clients lets himself in."""
    (folder / path).chmod(mode)
    with pytest.raises(ConfigError, match=r"^\$\.feed\.keys: .*chmod"):
        FeedReceiver("tcp://0.0.0.0:5", WANTED, Admission(keys=str(folder)))


@pytest.mark.parametrize("path", ["daemon.key_secret", "clients/yard.key"])
def test_a_file_that_is_no_key_is_a_sentence(folder: Path, path: str) -> None:
    """It names the file and never quotes it."""
    (folder / path).write_text('secret-key = "too short"')
    with pytest.raises(ConfigError, match=rf"{path} holds no (secret|public) key") as caught:
        DaemonKeys(folder)
    assert "too short" not in str(caught.value)
    with pytest.raises(ConfigError, match=r"virk-edge config keys"):
        DaemonKeys(folder / "nowhere")


def test_a_broken_client_file_lets_nobody_in_until_it_is_mended(folder: Path) -> None:
    """In doubt the door is shut; adding and removing files is seen without a restart."""
    keys = DaemonKeys(folder)
    assert list(keys.names().values()) == ["yard"]
    new = folder / "clients" / "new.key"
    new.write_text("half a fi")
    for _ in range(2):
        with pytest.raises(ConfigError, match=r"new\.key"):
            keys.names()
    new.unlink()
    assert list(keys.names().values()) == ["yard"]
    (folder / "clients" / "yard.key").unlink()
    assert keys.names() == {}


def test_a_host_that_loses_its_key_within_the_grain_of_the_clock_is_shut_out(folder: Path) -> None:
    """Two changes within a tick of the kernel leave the folder with one time."""
    keys = DaemonKeys(folder)
    clients = folder / "clients"
    before = clients.stat()
    (clients / "yard.key").unlink()
    os.utime(clients, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert keys.names() == {}


def test_a_hook_says_in_its_statistics_why_it_cannot_open(
    yard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with any bad endpoint nothing is raised, and it is tried again later."""

    def trouble(**more: object) -> str:
        with FramePublisher("cam", **more) as publisher:  # type: ignore[arg-type]
            assert not publisher.publish(picture())
            assert publisher.statistics().errors == {"socket": 1}
            return publisher.statistics().last_error

    far = "tcp://192.0.2.1:5555"
    assert "leaves the device" in trouble(endpoint=far)
    assert "cannot be read" in trouble(endpoint=far, keys=tmp_path / "nowhere")
    monkeypatch.setenv("VIRK_EDGE_FEED_KEYS", str(tmp_path / "nowhere"))
    assert "nowhere" in trouble(endpoint=far)
    (yard / "hook.key_secret").chmod(0o640)
    assert "can be used by others" in trouble(endpoint=far, keys=str(yard))
    (yard / "hook.key_secret").unlink()
    os.mkfifo(yard / "hook.key_secret", 0o600)
    assert "is not a file" in trouble(endpoint=far, keys=yard)


def test_a_zeromq_without_curve_is_one_sentence(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys are there, and this build can do nothing with them."""
    monkeypatch.setattr(zmq, "has", lambda _: False)
    for ask in (lambda: DaemonKeys(folder), lambda: make_daemon_keys(tmp_path / "new")):
        with pytest.raises(ConfigError, match="has no CURVE"):
            ask()
    with pytest.raises(hook_side.KeysError, match="has no CURVE"):
        hook_side.hook_keys(folder / "camera-hosts" / "yard")


def test_keys_are_made_once_with_the_right_modes(folder: Path) -> None:
    """Nothing is replaced; what is secret is its owner's alone, whatever the umask."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert not make_daemon_keys(folder)
    with pytest.raises(StorageError, match=r"yard\.key is there already"):
        make_camera_host(folder, "yard")
    for name in ("../yard", "Yard", "", ".x", "a/b"):
        with pytest.raises(UsageError):
            make_camera_host(folder, name)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    secrets = [path for path in before if path.suffix == ".key_secret"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in secrets] == [0o600, 0o600]
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_a_camera_host_that_cannot_be_made_is_not_let_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a set of keys would only be in the way of the next try."""
    write = feed_keys._write

    def full(path: Path, text: str, mode: int) -> None:
        if path.parent.name == "gate":
            raise OSError(28, "No space left on device")
        write(path, text, mode)

    monkeypatch.setattr(feed_keys, "_write", full)
    with pytest.raises(StorageError, match="No space left"):
        make_camera_host(folder, "gate")
    assert [p.name for p in folder.rglob("*gate*")] == []
    monkeypatch.undo()
    make_camera_host(folder, "gate")


def test_the_files_are_zeromqs_own_certificates(folder: Path) -> None:
    """Other languages read them with what their library brings."""
    from zmq.auth import load_certificate

    public, secret = load_certificate(folder / "daemon.key_secret")
    assert secret is not None
    assert zmq.curve_public(secret) == public
    assert load_certificate(folder / "daemon.key") == (public, None)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_key_file_or_a_value_error(content: bytes) -> None:
    """What lies in the folder does not end in another exception."""
    try:
        assert len(key_in(content, "public")) == 40
    except ValueError as error:
        assert str(error) == "holds no public key"
    text = key_text(b"a" * 40, b"b" * 40).encode() + content
    assert (key_in(text, "public"), key_in(text, "secret")) == (b"a" * 40, b"b" * 40)
