"""docs/retrieval.md with the real thing: rsync through ssh and sshd, with the two restricted keys.

sshd runs as its own tests do, once for each connection and talking through a pipe, so that there
is no port to find and nothing to wait for.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.adapters.test_housekeeping import keeping, settled
from tests.adapters.test_store import record
from tests.formats.samples import CLOSED, NAME, frame_record
from virk_edge.adapters.acks import Acks, file_sha256
from virk_edge.adapters.durable import DurableFile
from virk_edge.adapters.store import Store, StoreLimits

__all__ = ["settled"]

TOOLS = ("rsync", "rrsync", "ssh", "sshd", "ssh-keygen")
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"
# An ssh that is killed when the device has said so many bytes.
BREAKING = """
import os, subprocess, sys
ssh, left = subprocess.Popen(["ssh", *sys.argv[1:]], stdout=subprocess.PIPE), 200_000
while left and (said := os.read(ssh.stdout.fileno(), left)):
    left -= os.write(1, said)
ssh.kill()
"""
BUNDLE_BYTES = 600_000
PRIVILEGE_FOLDER = Path("/run/sshd")  # sshd(8) wants it when it is started by root


@dataclass(frozen=True)
class Line:
    """A device that can be reached by ssh, and the laptop at the other end."""

    store: Path
    laptop: Path
    folder: Path
    script: Path

    def ssh(self, key: str) -> str:
        """The words that rsync needs for one of the two keys."""
        return f"ssh -F {self.folder}/ssh_config -i {self.folder}/{key}"

    def fetch(
        self, *, breaking: bool = False, path: str = PATH
    ) -> subprocess.CompletedProcess[str]:
        """``examples/fetch.sh``; the line may break in the middle."""
        program = f"{sys.executable} -S {self.folder}/breaking" if breaking else "ssh"
        return run(
            self.script,
            "device",
            self.laptop,
            SSH=f"{program} -F {self.folder}/ssh_config",
            READ_KEY=str(self.folder / "read"),
            ACK_KEY=str(self.folder / "ack"),
            PATH=path,
        )

    def rsync(self, key: str, *words: object) -> subprocess.CompletedProcess[str]:
        """Anything else that somebody may try with a key."""
        return run("rsync", "-e", self.ssh(key), *words)

    def fetched(self) -> list[str]:
        """What anybody would take for a bundle."""
        return sorted(path.name for path in self.laptop.iterdir() if path.name[0] != ".")


def run(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """A program."""
    return subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": PATH, **variables},
        check=False,
        timeout=30,
    )


@contextlib.contextmanager
def being(user: int, group: int) -> Iterator[None]:
    """Another user, as far as files are concerned."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(group)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def put(store: Path, second: int) -> str:
    """A whole bundle that is longer than a broken line lets through."""
    name = NAME.replace("081530", f"0815{second:02d}")
    with Store(store, StoreLimits()).begin(name) as bundle:
        record(bundle)
        bundle.add_frame(frame_record(40), random.Random(second).randbytes(BUNDLE_BYTES))
        return bundle.finish(CLOSED).path.name


@pytest.fixture
def line(tmp_path: Path, repository: Path) -> Iterator[Line]:
    """A device with two bundles, one being written, and what else lies in a store."""
    if missing := [name for name in TOOLS if shutil.which(name, path=PATH) is None]:
        pytest.skip(f"{missing[0]} is not installed")
    if os.geteuid() == 0 and not PRIVILEGE_FOLDER.exists():
        PRIVILEGE_FOLDER.mkdir(mode=0o755)  # as the package's service does
    store = tmp_path / "store"
    put(store, 1), put(store, 2)
    Acks(store).make()
    (store / "state").mkdir()
    (store / "state" / "front-door.state").write_bytes(b"what was learnt")
    (store / "20261122T081504Z_link_1.virk.zip").symlink_to("/etc/passwd")
    (laptop := tmp_path / "laptop").mkdir()
    folder = tmp_path / "ssh"
    folder.mkdir()
    for key in ("host", "read", "ack"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", folder / key)
    rrsync = shutil.which("rrsync", path=PATH)
    rules = {"read": f"-ro {store}", "ack": f"-wo -no-del -munge {store}/acks"}
    (folder / "authorized_keys").write_text(
        "".join(
            f'restrict,command="{rrsync} {rule}" {(folder / f"{key}.pub").read_text()}'
            for key, rule in rules.items()
        )
    )
    (folder / "sshd_config").write_text(
        f"HostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized_keys\n"
        "StrictModes no\nPasswordAuthentication no\nPermitRootLogin yes\nLogLevel QUIET\n"
    )
    sshd = f"{shutil.which('sshd', path=PATH)} -i -f {folder}/sshd_config"
    (folder / "breaking").write_text(BREAKING)
    (folder / "ssh_config").write_text(
        f"Host device\nProxyCommand {sshd}\nUserKnownHostsFile {folder}/known\n"
        "KexAlgorithms curve25519-sha256\n"  # the default takes half a second
        "StrictHostKeyChecking accept-new\nIdentitiesOnly yes\nBatchMode yes\nLogLevel ERROR\n"
        f"User {run('id', '-un').stdout.strip()}\n"
    )
    if (tried := run(*f"{sshd} -t".split())).returncode != 0:
        pytest.skip(f"sshd cannot run here: {tried.stderr.strip()}")
    with DurableFile(store / NAME.replace("081530", "081505")) as live:
        live.append(b"a recording")
        yield Line(store, laptop, folder, repository / "examples" / "fetch.sh")


def test_what_was_fetched_goes_and_what_broke_off_is_resumed(line: Line) -> None:
    """A line that breaks leaves nothing that looks like a bundle; the next try goes on there."""
    names = [path.name for path in Store(line.store).bundles()]
    done = line.fetch(breaking=True)
    assert done.returncode != 0 and line.fetched() == []
    begun = list((line.laptop / ".partial").iterdir())
    assert [path.name for path in begun] == names[:1]
    assert 0 < begun[0].stat().st_size < BUNDLE_BYTES
    assert list((line.store / "acks").iterdir()) == []
    done = line.fetch()
    assert (done.returncode, done.stderr) == (0, "")
    assert line.fetched() == names == done.stdout.split()
    for name in names:
        assert file_sha256(line.laptop / name) == file_sha256(line.store / name)
    house, told = keeping(Store(line.store))
    house.tidy()
    assert [gone.name for gone in told] == names and not list((line.store / "acks").iterdir())


def test_a_copy_that_was_damaged_removes_nothing(line: Line) -> None:
    """Neither by the script, nor by an acknowledgement of its digest."""
    name, other = (path.name for path in Store(line.store).bundles())
    original = line.store / name
    (line.laptop / name).write_bytes(original.read_bytes()[:-1] + b"x")
    status = original.stat()
    as_fetched = status.st_atime_ns, status.st_mtime_ns
    os.utime(line.laptop / name, ns=as_fetched)
    program = line.folder / "virk-edge"  # where it is at hand, the script asks it
    program.write_text(f'#!/bin/sh\ncase "$1 $2" in "verify "*{name}) exit 1 ;; esac\n')
    program.chmod(0o755)
    done = line.fetch(path=f"{line.folder}:{PATH}")
    assert done.returncode == 1 and f"{name} is not whole" in done.stderr
    ack = line.store / "acks" / f"{name}.ack"  # as without virk-edge
    ack.write_text(f"{file_sha256(line.laptop / name)}  {name}\n")
    house, told = keeping(Store(line.store))
    house.tidy()
    assert [gone.name for gone in told] == [other] and original.exists()
    assert house.catalogue.acks.wrong == {name}


def test_a_key_does_what_it_is_for_and_nothing_else(line: Line) -> None:
    """Reading does not write, acknowledging does not read or delete, there is no shell."""
    (line.store / "acks" / "there.ack").write_text("0")
    before = sorted(line.store.rglob("*"))
    out = line.laptop / "out.ack"
    out.write_text("1")
    (empty := line.laptop / "empty").mkdir()
    tries = [
        line.rsync("read", out, "device:acks/"),
        line.rsync("read", "--remove-source-files", "device:*.zip", line.laptop),
        line.rsync("ack", "device:there.ack", line.laptop),
        line.rsync("ack", "-r", "--delete", f"{empty}/", "device:./"),
        run(*line.ssh("read").split(), "device", "id"),
    ]
    assert [done.returncode != 0 for done in tries] == [True] * len(tries)
    assert sorted(line.store.rglob("*")) == before
    assert sorted(path.name for path in line.laptop.iterdir()) == ["empty", "out.ack"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two other users")
def test_the_daemon_takes_the_word_of_another_user_of_its_group(tmp_path: Path) -> None:
    """Whoever fetches writes into acks/ and reads bundles; the daemon reads and removes it."""
    daemon, fetcher, group = 61_001, 61_002, 61_001
    store = tmp_path / "store"
    name = put(store, 1)
    Acks(store).make()
    for path in (store, store / "acks", store / name):
        os.chown(path, daemon, group)
    store.chmod(0o750)
    ours = Path(tempfile.gettempdir()).resolve()
    for path in (tmp_path, *tmp_path.parents):  # the number of folders between depends on pytest
        if ours in path.parents:
            path.chmod(path.stat().st_mode | 0o011)
    with being(fetcher, group):
        digest = file_sha256(store / name)
        (store / "acks" / f"{name}.ack").write_text(digest)
        with pytest.raises(PermissionError):
            (store / name).unlink()
    with being(daemon, group):
        house, told = keeping(Store(store))
        house.tidy()
        assert [gone.reason for gone in told] == ["acknowledged"]
        assert list((store / "acks").iterdir()) == []
