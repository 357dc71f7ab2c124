"""Who may reach the feed's socket on this device: mode, group, and the folders above it."""

from __future__ import annotations

import grp
import logging
import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feeds import next_frame, picture
from virk_edge.adapters import feed_endpoint
from virk_edge.adapters.feed import Admission, FeedOptions, FeedReceiver
from virk_edge.errors import ConfigError, StorageError
from virk_edge.publisher import FramePublisher

NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the socket will be."""
    return tmp_path / "feed.sock"


@pytest.fixture
def umask() -> Iterator[None]:
    """Whatever a test sets is set back."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    """The permission bits alone."""
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o117])
@pytest.mark.usefixtures("umask")
def test_nobody_can_connect_before_mode_and_group_are_right(
    path: Path, mask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket that does not listen yet refuses; when it begins to, all is as it stays."""
    began: list[tuple[int, int]] = []

    class Watched(socket.socket):
        def listen(self, *backlog: int) -> None:
            seen = path.lstat()
            began.append((stat.S_IMODE(seen.st_mode), seen.st_gid))
            with socket.socket(socket.AF_UNIX) as early, pytest.raises(ConnectionRefusedError):
                early.connect(str(path))
            super().listen(*backlog)

    monkeypatch.setattr(feed_endpoint.sockets, "socket", Watched)
    os.umask(mask)
    with FeedReceiver(f"ipc://{path}", None, Admission(group=str(os.getegid()))):
        assert began == [(0o660, os.getegid())]
        assert mode_of(path) == 0o660
        lock = Path(f"{path}.lock")
        assert mode_of(lock) & 0o077 == 0
    assert not path.exists()


@pytest.mark.usefixtures("umask")
def test_neither_lock_nor_status_can_be_written_by_the_group(path: Path) -> None:
    """A camera program must not keep the daemon from starting, or speak for it."""
    from tests.cli.test_status import standing
    from virk_edge.adapters.status_file import write_standing

    os.umask(0)
    status = Path(f"{path}.status")
    with FeedReceiver(f"ipc://{path}"):
        write_standing(status, standing())
        assert [mode_of(p) & 0o022 for p in (status, Path(f"{path}.lock"))] == [0, 0]


@needs_root
def test_the_group_of_the_configuration_gets_the_socket_alone(path: Path) -> None:
    """By number or by name; the lock stays the daemon's."""
    known = next(g for g in grp.getgrall() if g.gr_gid)
    for group, number in ((known.gr_name, known.gr_gid), ("54321", 54321)):
        with FeedReceiver(f"ipc://{path}", None, Admission(group=group)):
            assert path.lstat().st_gid == number
            assert Path(f"{path}.lock").stat().st_gid == os.getegid()


@pytest.mark.parametrize("group", ["no such group", "-1", str(2**32 - 1), "1.5", "²"])
def test_a_group_that_does_not_exist_is_a_sentence(path: Path, group: str) -> None:
    """It names the key, and nothing is left behind."""
    receiver = FeedReceiver(f"ipc://{path}", None, Admission(group=group))
    with pytest.raises(ConfigError, match=r"^\$\.feed\.group: there is no group"), receiver:
        pass
    assert not path.exists()


def test_a_group_that_may_not_be_given_is_a_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel lets a user give away only to groups that the user is in."""

    def not_a_member(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", not_a_member)
    receiver = FeedReceiver(f"ipc://{path}", None, Admission(group=str(os.getegid())))
    with pytest.raises(ConfigError, match=r"^\$\.feed\.group: the daemon's user is not"), receiver:
        pass
    assert not path.exists()
    monkeypatch.undo()
    with FeedReceiver(f"ipc://{path}"):  # nor is the lock held
        pass


@needs_root
def test_the_kernel_keeps_out_who_is_not_in_the_group() -> None:
    """Tried as another user: a member connects and takes no lock, another is refused."""
    code = (
        "import os, socket, sys\n"
        "os.setgroups([int(g) for g in sys.argv[3:]])\n"
        "os.setgid(int(sys.argv[2])), os.setuid(int(sys.argv[2]))\n"
        "try: socket.socket(socket.AF_UNIX).connect(sys.argv[1])\n"
        "except PermissionError: sys.exit(7)\n"
        "try: open(sys.argv[1] + '.lock')\n"
        "except PermissionError: sys.exit(0)\n"
        "sys.exit(8)"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = f"{folder}/feed.sock"
        with FeedReceiver(f"ipc://{path}", None, Admission(group="54321")):
            for groups, answer in (([], 7), (["54321"], 0)):
                words = [sys.executable, "-I", "-S", "-c", code, path, str(NOBODY), *groups]
                assert subprocess.run(words, check=False, timeout=60).returncode == answer


@pytest.mark.parametrize(
    ("mode", "warned"), [(0o755, 0), (0o700, 0), (0o1777, 0), (0o777, 1), (0o775, 1)]
)
def test_a_folder_that_others_can_write_is_told_of(
    tmp_path: Path, mode: int, warned: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Not refused: a container's volume looks like that. A sticky /tmp is as good as any."""
    outer = tmp_path / "outer"
    inner = outer / "inner"
    inner.mkdir(parents=True)
    outer.chmod(mode)
    with (
        caplog.at_level(logging.WARNING, "virk_edge.feed"),
        FeedReceiver(f"ipc://{inner}/feed.sock"),
    ):
        pass
    said = [r.getMessage() for r in caplog.records]
    assert len(said) == warned
    assert all(f"folder={outer}:" in line for line in said)


def test_the_loopback_of_ipv6_is_an_endpoint() -> None:
    """What the configuration allows can be bound and connected to."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6) as free:
            endpoint = f"tcp://[::1]:{free.getsockname()[1]}"
    except OSError:
        pytest.skip("there is no IPv6 here")
    with (
        FeedReceiver(endpoint, FeedOptions(cameras={"cam": 0})) as receiver,
        FramePublisher("cam", endpoint=endpoint) as publisher,
    ):
        next_frame(publisher, receiver, picture())


def test_a_socket_that_systemd_keeps_is_not_taken_away(tmp_path: Path) -> None:
    """A daemon started by hand beside virk-edge.socket; what a dead one left is in nobody's way."""
    path = tmp_path / "feed.sock"
    with socket.socket(socket.AF_UNIX) as keeper:
        keeper.bind(str(path))
        keeper.listen()
        with (
            pytest.raises(StorageError, match="perhaps systemd"),
            FeedReceiver(f"ipc://{path}"),
        ):
            pass
        assert path.exists()
    with FeedReceiver(f"ipc://{path}"):
        pass
