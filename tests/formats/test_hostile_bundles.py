"""Bundles that lie: each command that reads one refuses it by the entry's name, and nothing of it
is written, imported or run."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.formats.hostile import CONTENT, STRUCTURE
from tests.recordings import Recorded, contents_of, manifest_of, rewritten
from virk_edge.adapters.leftovers import recover
from virk_edge.cli.main import main
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import EntryRecord, Manifest
from virk_edge.formats.salvage import salvage_entries
from virk_edge.replay import replay

POISON = b"import pathlib\npathlib.Path({path!r}).write_text('executed')\nraise SystemExit(7)\n"
DRIFT = "code/virk_edge/core/drift.py"
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
def watch() -> Iterator[list[str]]:
    """The list of what happened, which should stay empty."""
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


def with_entry(manifest: Manifest, name: str, record: EntryRecord | None) -> Manifest:
    """The manifest with one entry told otherwise, or left out."""
    entries = {k: v for k, v in manifest.entries.items() if k != name}
    return replace(manifest, entries=entries | ({name: record} if record else {}))


WRONG = EntryRecord(1, "c" * 64)


@pytest.mark.parametrize(
    ("name", "listed", "words"),
    [
        (DRIFT, None, f"'{DRIFT}' is not in the manifest"),
        (DRIFT, WRONG, f"'{DRIFT}' has another size than the manifest says"),
        ("code/evil.py", WRONG, "'code/evil.py' of the manifest is missing"),
        ("../../evil", WRONG, "'../../evil' of the manifest is missing"),
        ("/etc/\x1b[2Jx", WRONG, "'/etc/?[2Jx' of the manifest is missing"),
        ("manifest.json", WRONG, "'manifest.json' of the manifest is missing"),
    ],
)
def test_a_manifest_that_disagrees_is_refused_by_the_entry(
    recorded: Recorded,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    listed: EntryRecord | None,
    words: str,
) -> None:
    """An entry that is missing, one that is not listed, another size, a name that is none."""
    manifest = with_entry(manifest_of(recorded.bundle), name, listed)
    path = tmp_path / "b.virk.zip"
    rewritten(recorded.bundle, path, {}, manifest=manifest, honest=False)
    for sentence in sentences(path, capsys):
        assert words in sentence


def poisoned(recorded: Recorded, path: Path, *, honest: bool) -> tuple[Path, list[Path]]:
    """All code in a bundle replaced by code that leaves a file behind; and those files."""
    entries = contents_of(recorded.bundle)
    names = [name for name in entries if name.endswith(".py")]
    marks = [path.with_name(f"{i}.executed") for i in range(len(names))]
    changes = {
        name: POISON.replace(b"{path!r}", repr(str(mark)).encode())
        for name, mark in zip(names, marks, strict=True)
    }
    assert DRIFT in changes and "__main__.py" in changes
    return rewritten(recorded.bundle, path, changes, honest=honest), marks


def test_poisoned_code_that_the_manifest_does_not_know_is_refused(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str], watch: list[str]
) -> None:
    """By the name of the entry, by all three."""
    path, marks = poisoned(recorded, tmp_path / "b.virk.zip", honest=False)
    watch.clear()
    for sentence in sentences(path, capsys):
        assert ".py' " in sentence and "manifest" in sentence
    assert watch == [] and not any(mark.exists() for mark in marks)


def test_replay_runs_no_code_of_a_bundle_and_says_which_code_decided(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str], watch: list[str]
) -> None:
    """Poisoned, and the manifest agrees: digests prove nothing about who made it. The installed
    code decides all the same, and names the code that it is not."""
    path, marks = poisoned(recorded, tmp_path / "b.virk.zip", honest=True)
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
    assert other in out and "(code: virk-edge " in out
