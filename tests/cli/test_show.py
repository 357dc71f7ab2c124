"""``virk-edge show``: everything a person needs in a minute, and nothing that hurts a terminal."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.recordings import Recorded, contents_of, manifest_of, rewritten
from virk_edge.cli.main import main
from virk_edge.formats.bundle import EXHIBIT
from virk_edge.nouns import Cause


def shown(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What ``show`` prints."""
    assert main(["show", str(path)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_the_story_is_told(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    """Which incident, why, when, what was kept, by which software, and what to do next."""
    out = shown(recorded.bundle, capsys)
    incident = manifest_of(recorded.bundle).incident
    assert out.startswith(f"incident {incident.id} on camera yard\n\nwhy        defocus (0.")
    for words in (
        f"{incident.severity:.2f} of 1, moderate",
        "provisional",
        " UTC",
        f"frame {incident.onset_seq}, 2.1 s before it was noticed",
        f"by {incident.trigger} at {incident.times_normal:.1f} times normal",
        "end_of_footage: the footage ended while it lasted",
        "160x120, as received; 30 from 3.0 s before",
        "lost       nothing",
        "mask       none",
        "to see     evidence/before.png, after.png and difference.png inside the file",
        "kernels",
        "virk-edge 0.",
        "not verified",
        f"virk-edge replay {recorded.bundle}",
    ):
        assert words in " ".join(out.split()) or words in out


def test_it_fits_80_columns_and_is_plain_when_piped(
    recorded: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    """No line is longer, but for a path that must be copied whole; no escape sequences."""
    lines = shown(recorded.bundle, capsys).splitlines()
    assert [x for x in lines if len(x) > 80 and str(recorded.bundle) not in x] == []
    assert all(line.isprintable() for line in lines)


def test_a_command_to_copy_is_one_line(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """However long the path is, and also with spaces in it."""
    folder = tmp_path / "the bundles of the camera at the gate" / ("long" * 20)
    folder.mkdir(parents=True)
    bundle = rewritten(recorded.bundle, folder / "a b.virk.zip", {})
    lines = [line.strip() for line in shown(bundle, capsys).splitlines()]
    assert f"next       virk-edge verify '{bundle}'" in lines
    assert f"virk-edge replay '{bundle}'" in lines


def test_it_works_without_rich_on_a_terminal(
    recorded: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words, whether or not the optional package is there."""
    piped = shown(recorded.bundle, capsys)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert shown(recorded.bundle, capsys) == piped


def test_json_is_the_manifest(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    """One object, evidence numbers included, and it says that no digest was looked at."""
    assert main(["show", "--json", str(recorded.bundle)]) == 0
    found = json.loads(capsys.readouterr().out)
    manifest = manifest_of(recorded.bundle)
    assert found["bundle"] == str(recorded.bundle)
    assert found["bytes"] == recorded.bundle.stat().st_size
    assert found["verified"] is False
    assert (found["frames_before_opening"], found["seconds_before_opening"]) == (30, 3.0)
    assert found["incident"]["evidence"] == manifest.incident.evidence
    assert len(found["frames"]) == len(manifest.frames)
    assert found["entries"].keys() == manifest.entries.keys()
    assert found["exhibit"] == json.loads(contents_of(recorded.bundle)[EXHIBIT])
    kept = {frame.entry: frame.seq for frame in manifest.frames}
    pointed = [(kept[f["entry"]], f["seq"]) for f in found["exhibit"]["frames"]]
    assert pointed and all(a == b > manifest.incident.onset_seq for a, b in pointed)


def test_a_bundle_without_evidence_for_the_eye_has_no_line_of_it(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As all bundles were once, and those of a silent feed are."""
    gone = dict.fromkeys(n for n in contents_of(recorded.bundle) if n.startswith("evidence/"))
    path = rewritten(recorded.bundle, tmp_path / "b", gone)
    assert "to see" not in shown(path, capsys)
    assert main(["show", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["exhibit"] is None


def test_a_damaged_bundle_is_one_sentence(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cut off, empty, missing, a folder: status 1 and the file's name."""
    (tmp_path / "cut").write_bytes(recorded.bundle.read_bytes()[:-7])
    (tmp_path / "empty").touch()
    for path in (tmp_path / "cut", tmp_path / "empty", tmp_path / "none", tmp_path):
        assert main(["show", str(path)]) == 1
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert err.startswith(f"virk-edge: {path}")


def test_a_strangers_bundle_commands_no_terminal(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escape sequences in any text of a bundle are spaces."""
    manifest = manifest_of(recorded.bundle)
    evil = "\x1b]0;owned\x07\nnext  rm -rf /\u202e"
    changed = replace(
        manifest,
        incident=replace(
            manifest.incident,
            id=evil,
            camera=evil,
            reason=evil,
            causes=(Cause(evil, 0.5, evil), Cause(evil, 0.25, evil)),
        ),
        software=replace(manifest.software, virk_edge=evil),
        host=replace(manifest.host, cpu=evil, hostname=evil),
        losses={evil: 3},
    )
    out = shown(rewritten(recorded.bundle, tmp_path / "b", {}, manifest=changed), capsys)
    assert all(line.isprintable() for line in out.splitlines())
    assert not any(line.startswith("next  rm") for line in out.splitlines())
