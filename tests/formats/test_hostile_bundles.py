"""Bundles that lie: each command that reads one refuses it by the entry's name, and nothing of it
is written, imported or run."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.formats.hostile import CONTENT, STRUCTURE
from tests.formats.samples import CLOSED, contents
from tests.recordings import Recorded, contents_of, rewritten
from virk_edge.adapters.leftovers import recover
from virk_edge.cli.main import main
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import MANIFEST, EntryRecord, Manifest, manifest_bytes
from virk_edge.formats.salvage import salvage_entries
from virk_edge.formats.zipwriter import ZipAppender
from virk_edge.replay import replay

POISON = b"import pathlib\npathlib.Path({path!r}).write_text('executed')\nraise SystemExit(7)\n"
WATCHED = frozenset({"open", "os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate"})


class Watch:
    """What this process opens for writing, starts or compiles, told by audit events."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)  # cannot be taken away; it is off between tests

    def _hook(self, event: str, args: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            flags = args[2] if isinstance(args[2], int) else 0
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self.seen.append(f"writes {args[0]}")
        elif event in WATCHED or event in ("subprocess.Popen", "os.system", "os.exec"):
            self.seen.append(f"{event} {args[0]}")
        elif event == "compile" and args[1] and ".zip" in str(args[1]):
            self.seen.append(f"compiles {args[1]}")


WATCH = Watch()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The list of what happened, which should stay empty."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # that would be the interpreter's doing
    WATCH.seen.clear()
    WATCH.on = True
    yield WATCH.seen
    WATCH.on = False


def sentences(path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What verify, show and replay say of a file, each with status 1 and in one line."""
    said = []
    for command in ("verify", "show", "replay"):
        assert main([command, str(path)]) == 1, command
        out, err = capsys.readouterr()
        assert out == "" and err.isascii(), command
        said.append(err.splitlines()[0])
        assert command == "verify" or err.count("\n") == 1
    return said


@pytest.mark.parametrize(("data", "words"), STRUCTURE.values(), ids=STRUCTURE)
def test_every_command_refuses_a_hostile_archive_before_anything_else(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    watch: list[str],
    data: bytes,
    words: str,
) -> None:
    """The same sentence from all three; nothing is written, also by salvage."""
    path = tmp_path / "evil.virk.zip"
    path.write_bytes(data)
    watch.clear()
    for sentence in sentences(path, capsys):
        assert words in sentence
    with pytest.raises(BundleError):
        recover(path, tmp_path)
    assert watch == []
    assert list(tmp_path.iterdir()) == [path]


def test_a_bomb_costs_no_memory() -> None:
    """10 GB in 10 KB; and what salvage takes out of hostile archives is never larger than they."""
    for name in ("bomb of 10 GB", "bomb of 10 GB, all the same", "bomb of 10 GB, data claimed"):
        data, _ = STRUCTURE[name]
        assert len(data) < 12_000
        assert int.from_bytes(data[22:26], "little") * 20 > 10 * 10**9
    for data, _ in (*STRUCTURE.values(), *CONTENT.values()):
        assert sum(len(found) for _, found in salvage_entries(io.BytesIO(data))) <= len(data)


def told(entries: list[tuple[str, bytes]], name: str, record: EntryRecord | None) -> Manifest:
    """An honest manifest of a small bundle but for one entry, told otherwise or left out."""
    listed = {k: EntryRecord(len(v), hashlib.sha256(v).hexdigest()) for k, v in entries}
    listed.pop(name, None)
    return replace(CLOSED, entries=listed | ({name: record} if record else {}))


def small(path: Path, entries: list[tuple[str, bytes]], manifest: Manifest) -> Path:
    """A bundle of these entries with this manifest."""
    pieces: list[bytes] = []
    zip_ = ZipAppender(pieces.append)
    for name, data in [*entries, (MANIFEST, manifest_bytes(manifest))]:
        zip_.add(name, data)
    zip_.finish()
    path.write_bytes(b"".join(pieces))
    return path


MODULE = "code/virk_edge/formats/__init__.py"
WRONG = EntryRecord(1, "c" * 64)


@pytest.mark.parametrize(
    ("name", "listed", "words"),
    [
        (MODULE, None, f"'{MODULE}' is not in the manifest"),
        (MODULE, WRONG, f"'{MODULE}' has another size than the manifest says"),
        ("code/evil.py", WRONG, "'code/evil.py' of the manifest is missing"),
        ("../../evil", WRONG, "'../../evil' of the manifest is missing"),
        ("/etc/\x1b[2Jx", WRONG, "'/etc/?[2Jx' of the manifest is missing"),
        ("manifest.json", WRONG, "'manifest.json' of the manifest is missing"),
    ],
)
def test_a_manifest_that_disagrees_is_refused_by_the_entry(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    listed: EntryRecord | None,
    words: str,
) -> None:
    """An entry that is missing, one that is not listed, another size, a name that is none."""
    path = small(tmp_path / "b.virk.zip", contents(), told(contents(), name, listed))
    for sentence in sentences(path, capsys):
        assert words in sentence


def poisoned(entries: Mapping[str, bytes], folder: Path) -> tuple[dict[str, bytes], list[Path]]:
    """All code replaced by code that leaves a file behind; and those files."""
    names = [name for name in entries if name.endswith(".py")]
    assert MODULE in names and "__main__.py" in names
    marks = [folder / f"{i}.executed" for i in range(len(names))]
    return {
        name: POISON.replace(b"{path!r}", repr(str(mark)).encode())
        for name, mark in zip(names, marks, strict=True)
    }, marks


def test_poisoned_code_that_the_manifest_does_not_know_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], watch: list[str]
) -> None:
    """By the name of the entry, by all three."""
    changes, marks = poisoned(dict(contents()), tmp_path)
    entries = list({**dict(contents()), **changes}.items())
    path = small(tmp_path / "b.virk.zip", entries, told(contents(), "x", None))
    watch.clear()
    for sentence in sentences(path, capsys):
        assert f"'{MODULE}' has another size than the manifest says" in sentence
    assert watch == [] and not any(mark.exists() for mark in marks)


def test_replay_runs_no_code_of_a_bundle_and_says_which_code_decided(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str], watch: list[str]
) -> None:
    """Poisoned, and the manifest agrees: digests prove nothing about who made it. The installed
    code decides all the same, and names the code that it is not."""
    changes, marks = poisoned(contents_of(recorded.bundle), tmp_path)
    path = rewritten(recorded.bundle, tmp_path / "b.virk.zip", changes)
    watch.clear()
    assert main(["verify", str(path)]) == 0
    assert main(["show", str(path)]) == 0
    before = set(sys.modules)
    report = replay(path)
    # A model is read from a file, which has a name of ours and goes again, as what it says does.
    model = (f"writes {tempfile.gettempdir()}", ".tflite")
    assert [what for what in watch if what != model[0] and not what.endswith(model[1])] == []
    assert not any(mark.exists() for mark in marks)
    new = {name: sys.modules[name] for name in set(sys.modules) - before}
    assert not [n for n, m in new.items() if ".zip" in str(getattr(m, "__file__", ""))]
    assert report.verdict.words == "bit-exact"
    (other,) = [words for words in report.differs if words.startswith("code: ")]
    assert "differ from the recording's; python3 FILE runs those" in other
    assert str(report.as_json()["code"]).startswith("virk-edge ")
    capsys.readouterr()
    assert main(["replay", str(path)]) == 0
    out = capsys.readouterr().out
    assert other in " ".join(out.split()) and "(code: virk-edge " in out
