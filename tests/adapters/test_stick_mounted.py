"""Sticks that are really mounted: ext4 in a file behind a loop device, which needs root.

FAT and exFAT are mounted by the same call; kernels without these drivers cannot try them here.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.adapters.test_housekeeping import put, settled, store
from virk_edge.adapters.durable import DurableFile
from virk_edge.adapters.enrolment import FILE, FOLDER
from virk_edge.adapters.mount import medium_of
from virk_edge.adapters.store import Store
from virk_edge.cli.main import main
from virk_edge.formats.receipt import read_receipt
from virk_edge.formats.superblock import Medium

__all__ = ["settled", "store"]

UUID = "6ebbe64a-dc6c-4aa6-aef4-8fe68de351c2"
TOOLS = ("mkfs.ext4", "debugfs", "e2fsck", "losetup", "blockdev")
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"

# What a stick that is pulled out does to its file system: EXT4_IOC_SHUTDOWN, without a last word to
# the journal (linux/ext4.h).
SHUTDOWN, NO_LAST_WORD = 0x8004587D, struct.pack("I", 2)


@dataclass(frozen=True)
class Stick:
    """A stick: what the device does with it, and what of it a laptop would see."""

    device: Path
    image: Path
    config: Path
    store: Path

    def plug(self) -> int:
        """``bundles stick``."""
        return alone("stick", self.device, "--config", self.config, "--store", self.store)

    def enrol(self) -> int:
        """``bundles enrol``."""
        return alone("enrol", self.device, "--config", self.config)

    def seen(self, folder: Path) -> dict[str, bytes]:
        """Everything in our folder, by name; the medium must be in order."""
        checked = tool("e2fsck", "-f", "-n", self.image)
        assert checked.returncode == 0, checked.stdout
        folder.mkdir()
        tool("debugfs", "-R", f"rdump /{FOLDER} {folder}", self.image)
        return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def alone(*words: object) -> int:
    """``virk-edge bundles`` in a thread, which alone has the mounts that it makes, unshare(2)."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(main, ["bundles", *map(str, words)]).result()


def tool(name: str, *words: object) -> subprocess.CompletedProcess[str]:
    """One of ``TOOLS``."""
    return subprocess.run(
        [shutil.which(name, path=PATH) or name, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.fixture
def plugged(tmp_path: Path, store: Store) -> Iterator[Stick]:
    """A stick of 4 MiB with nothing on it."""
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    if missing := [name for name in TOOLS if shutil.which(name, path=PATH) is None]:
        pytest.skip(f"{missing[0]} is not installed")
    image = tmp_path / "stick.img"
    image.write_bytes(bytes(4 << 20))
    assert tool("mkfs.ext4", "-q", "-U", UUID, image).returncode == 0
    looped = tool("losetup", "--find", "--show", image)
    if looped.returncode != 0:
        pytest.skip(f"there is no loop device: {looped.stderr.strip()}")
    device = Path(looped.stdout.strip())
    config = tmp_path / "config.toml"
    config.write_text(f'[export]\nkey = "{tmp_path}/stick.key"\nacknowledge = "yes"\n')
    try:
        yield Stick(device, image, config, store.directory)
    finally:
        tool("losetup", "--detach", device)


def content(path: Path) -> str:
    """The digest of all of it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_only_an_enrolled_stick_is_written_to(
    plugged: Stick, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a bit of another one changes. Afterwards nothing is mounted."""
    name = put(store, 1)
    assert medium_of(plugged.device) == Medium("ext4", UUID)
    (tmp_path / "stick.key").touch(mode=0o600)
    (tmp_path / "stick.key").write_text(f"{'0' * 64}\n")
    before = content(plugged.image)
    assert plugged.plug() == 0 and "is not enrolled" in capsys.readouterr().out
    assert content(plugged.image) == before
    assert plugged.enrol() == 0
    assert plugged.plug() == 0
    said = capsys.readouterr()
    assert "1 of 1 bundles on it, acknowledged" in said.out and said.err == ""
    seen = plugged.seen(tmp_path / "laptop")
    assert set(seen) == {name, FILE, "receipt.jsonl"}
    assert seen[name] == (store.directory / name).read_bytes()
    assert str(plugged.device) not in Path("/proc/self/mountinfo").read_text()
    tool("blockdev", "--setro", plugged.device)
    assert plugged.plug() == 74
    tool("blockdev", "--setrw", plugged.device)
    assert "it is write-protected" in capsys.readouterr().err


def test_a_stick_pulled_in_the_middle(
    plugged: Stick,
    store: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One sentence, nothing acknowledged; put in again, it gets all and no half is left."""
    names = {put(store, 1), put(store, 2), put(store, 3)}
    assert plugged.enrol() == 0
    append, calls = DurableFile.append, []

    def pulled(self: DurableFile, data: bytes) -> None:
        calls.append(data)
        if len(calls) == 2:
            with self.part.open("rb") as file:
                fcntl.ioctl(file.fileno(), SHUTDOWN, NO_LAST_WORD)
        append(self, data)

    monkeypatch.setattr(DurableFile, "append", pulled)
    assert plugged.plug() == 74
    monkeypatch.undo()
    err = capsys.readouterr().err
    assert "pulled out or is failing" in err and len(err.splitlines()) == 1
    assert not (store.directory / "acks").exists()
    assert plugged.plug() == 0
    seen = plugged.seen(tmp_path / "laptop")
    assert set(seen) == names | {FILE, "receipt.jsonl"}
    assert all(seen[name] == (store.directory / name).read_bytes() for name in names)
    assert {one.bundle for one in read_receipt(seen["receipt.jsonl"])} == names
    assert len(list((store.directory / "acks").iterdir())) == 3


def test_a_full_stick_takes_what_fits(
    plugged: Stick, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest is said and waits."""
    name = put(store, 1)
    assert plugged.enrol() == 0
    filler = tmp_path / "filler"
    filler.write_bytes(b"x" * (4 << 20))
    tool("debugfs", "-w", "-R", f"write {filler} filler", plugged.image)
    assert plugged.plug() == 74 and "the disk is full" in capsys.readouterr().err
    assert not (store.directory / "acks").exists()
    assert (store.directory / name).exists()
