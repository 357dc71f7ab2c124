"""Sticks that are really mounted: ext4 in a file behind a loop device, which needs root.

FAT and exFAT are mounted by the same call; kernels without these drivers cannot try them here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.adapters.test_housekeeping import put, settled, store
from tests.recordings import program
from virk_edge.adapters.enrolment import FILE, FOLDER
from virk_edge.adapters.mount import medium_of
from virk_edge.adapters.store import Store
from virk_edge.formats.enrolment import enrolment_bytes
from virk_edge.formats.receipt import read_receipt
from virk_edge.formats.superblock import Medium

__all__ = ["settled", "store"]

UUID = "6ebbe64a-dc6c-4aa6-aef4-8fe68de351c2"
TOOLS = ("mkfs.ext4", "debugfs", "e2fsck", "losetup", "blockdev")
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"

# What a stick that is pulled out does to its file system, in the middle of the second bundle:
# EXT4_IOC_SHUTDOWN, without a last word to the journal (linux/ext4.h).
PULLED = """
import fcntl, struct, sys
from virk_edge.adapters import durable
from virk_edge.cli.main import main
append, calls = durable.DurableFile.append, []
def pull(self, data):
    calls.append(0)
    if len(calls) == 2:
        with self.part.open("rb") as file:
            fcntl.ioctl(file.fileno(), 0x8004587D, struct.pack("I", 2))
    append(self, data)
durable.DurableFile.append = pull
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True)
class Stick:
    """A stick, what of it a laptop would see, and what the export service says of it."""

    device: Path
    image: Path
    config: Path
    store: Path

    def plug(self, *, pull: bool = False) -> subprocess.CompletedProcess[str]:
        """``bundles stick``."""
        words = ["bundles", "stick", self.device, "--config", self.config, "--store", self.store]
        if not pull:
            return program(*words)
        return subprocess.run(
            [sys.executable, "-c", PULLED, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def enrol(self) -> None:
        """``bundles enrol``."""
        done = program("bundles", "enrol", self.device, "--config", self.config)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr

    def enrolled(self) -> None:
        """The same, without a program that has to start for it."""
        key = bytes(32)
        (self.config.parent / "stick.key").touch(mode=0o600)
        (self.config.parent / "stick.key").write_text(key.hex())
        data = enrolment_bytes(Medium("ext4", UUID), key, id="a", made_wall_ns=0)
        (file := self.config.parent / FILE).write_bytes(data)
        tool("debugfs", "-w", "-R", f"mkdir /{FOLDER}", self.image)
        tool("debugfs", "-w", "-R", f"write {file} {FOLDER}/{FILE}", self.image)

    def seen(self, folder: Path) -> dict[str, bytes]:
        """Everything in our folder, by name; the medium must be in order."""
        checked = tool("e2fsck", "-f", "-n", self.image)
        assert checked.returncode == 0, checked.stdout
        folder.mkdir()
        tool("debugfs", "-R", f"rdump /{FOLDER} {folder}", self.image)
        return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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


def test_only_an_enrolled_stick_is_written_to(plugged: Stick, store: Store, tmp_path: Path) -> None:
    """Not a bit of another one changes. Afterwards nothing is mounted."""
    name = put(store, 1)
    assert medium_of(plugged.device) == Medium("ext4", UUID)
    (tmp_path / "stick.key").write_text(f"{'0' * 64}\n")
    (tmp_path / "stick.key").chmod(0o600)
    before = content(plugged.image)
    done = plugged.plug()
    assert done.returncode == 0 and "is not enrolled" in done.stdout
    assert content(plugged.image) == before
    plugged.enrol()
    done = plugged.plug()
    assert (done.returncode, done.stderr) == (0, "") and "acknowledged" in done.stdout
    seen = plugged.seen(tmp_path / "laptop")
    assert set(seen) == {name, FILE, "receipt.jsonl"}
    assert seen[name] == (store.directory / name).read_bytes()
    assert str(plugged.device) not in Path("/proc/self/mountinfo").read_text()
    put(store, 2)
    tool("blockdev", "--setro", plugged.device)
    done = plugged.plug()
    tool("blockdev", "--setrw", plugged.device)
    assert done.returncode == 74 and "it is write-protected" in done.stderr


def test_a_stick_pulled_in_the_middle(plugged: Stick, store: Store, tmp_path: Path) -> None:
    """One sentence, nothing acknowledged; put in again, it gets all and no half is left."""
    names = {put(store, 1), put(store, 2), put(store, 3)}
    plugged.enrolled()
    done = plugged.plug(pull=True)
    assert done.returncode == 74 and len(done.stderr.splitlines()) == 1
    assert "pulled out or is failing" in done.stderr
    assert not (store.directory / "acks").exists()
    assert plugged.plug().returncode == 0
    seen = plugged.seen(tmp_path / "laptop")
    assert set(seen) == names | {FILE, "receipt.jsonl"}
    assert all(seen[name] == (store.directory / name).read_bytes() for name in names)
    assert {one.bundle for one in read_receipt(seen["receipt.jsonl"])} == names
    assert len(list((store.directory / "acks").iterdir())) == 3
