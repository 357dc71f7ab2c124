"""``virk-edge bundles stick | enrol``, with a folder where a stick would be mounted."""

from __future__ import annotations

import contextlib
import errno
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.adapters.test_housekeeping import put, settled, store
from tests.adapters.test_stick import DEVICE, KEY, MEDIUM, refusing, root
from virk_edge.adapters import enrolment as sticks
from virk_edge.adapters import mount, stick
from virk_edge.adapters.store import Store
from virk_edge.cli.main import main
from virk_edge.errors import StorageError

__all__ = ["root", "settled", "store"]


@pytest.fixture
def plugged(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command line finds the folder where a stick would be mounted; its configuration."""

    @contextlib.contextmanager
    def mounted(*_: object, read_only: bool) -> Iterator[Path]:
        yield root

    monkeypatch.setattr(mount, "medium_of", lambda device: MEDIUM)
    monkeypatch.setattr(mount, "alone", lambda: None)
    monkeypatch.setattr(mount, "mounted", mounted)
    monkeypatch.setattr(stick, "device_name", lambda: DEVICE)
    key = tmp_path / "stick.key"
    key.touch(mode=0o600)
    key.write_text(KEY.hex())
    config = tmp_path / "config.toml"
    config.write_text(f'[export]\nkey = "{key}"\nacknowledge = "yes"\n')
    return config


def plug(config: Path, store: Store, *more: str) -> int:
    """What the export service runs."""
    at = ["--config", str(config), "--store", str(store.directory)]
    return main(["bundles", "stick", "/dev/sdz1", *at, *more])


def test_the_service_delivers_and_acknowledges(
    store: Store, plugged: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The journal has a line for each bundle, and one at the end."""
    name = put(store, 1)
    assert plug(plugged, store) == 0
    assert capsys.readouterr().out == (
        f"{name}: copied, read back\n/dev/sdz1: 1 of 1 bundles on it, acknowledged\n"
    )
    assert plug(plugged, store, "--json") == 0
    (end,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (end["event"], end["arrived"], end["left"]) == ("stick_done", 0, 0)
    assert (store.directory / "acks" / f"{name}.ack").exists()


def test_a_stick_that_is_not_enrolled_is_left_alone(
    store: Store, plugged: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may be anybody's: a line, and no failure of a unit."""
    put(store, 1)
    (root / "virk-edge" / sticks.FILE).unlink()
    assert plug(plugged, store) == 0
    assert "is not enrolled: it has no virk-edge/enrolment.json; nothing was written" in (
        capsys.readouterr().out
    )
    assert on_none(root)
    Path(plugged.parent / "stick.key").unlink()
    assert plug(plugged, store) == 0
    assert "so no stick is enrolled" in capsys.readouterr().out and on_none(root)


def on_none(root: Path) -> bool:
    """Whether nothing of ours lies there."""
    return list((root / "virk-edge").iterdir()) == []


def test_a_pulled_stick_acknowledges_nothing(
    store: Store,
    plugged: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not even what it took before: nobody knows what of it survived."""
    put(store, 1), put(store, 2)
    refusing(1, errno.EIO, monkeypatch)
    assert plug(plugged, store) == 74
    monkeypatch.undo()
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1 and "2 bundles wait for its next visit" in said.err
    assert not (store.directory / "acks").exists()


def test_what_is_no_stick_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For the person who enrols."""
    config = tmp_path / "config.toml"
    config.write_text(f'[export]\nkey = "{tmp_path}/stick.key"\n')
    (tmp_path / "file").write_bytes(b"x")
    for given_, words in (
        ("file", "is no block device"),
        ("none", "name a stick like /dev/sdb1"),
        ("", "is not where a stick is mounted"),
    ):
        assert main(["bundles", "enrol", str(tmp_path / given_), "--config", str(config)]) in (
            2,
            74,
        )
        err = capsys.readouterr().err
        assert words in err and len(err.splitlines()) == 1
    assert not (tmp_path / "stick.key").exists()


@pytest.mark.parametrize(
    ("mountinfo", "seen"),
    [
        ("27 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n", True),
        ("27 1 8:2 / / rw,relatime shared:210 master:1 - ext4 /dev/sda2 rw\n", False),
        ("27 1 8:2 / / rw,relatime master:1 - ext4 /dev/sda2 rw\n", False),
        ("27 1 8:2 / / rw,relatime - ext4 /dev/sda2 rw\n", False),
        ("30 27 0:25 / /run rw shared:5 - tmpfs tmpfs rw\n", True),
    ],
)
def test_a_stick_is_mounted_only_where_nobody_else_sees_it(
    mountinfo: str, seen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that systemd gave mounts of its own need not ask for them, and may not."""
    (tmp_path / "mountinfo").write_text(mountinfo)
    refused = SimpleNamespace(unshare=lambda flags: -1)
    monkeypatch.setattr(mount, "_libc", lambda: refused)
    monkeypatch.setattr(mount, "_MOUNTS", tmp_path / "mountinfo")
    with pytest.raises(StorageError, match="only root may") if seen else contextlib.nullcontext():
        mount.alone()
