"""``virk-edge replay``: the verdict is the exit status too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.recordings import Recorded, contents_of, program, rewritten
from virk_edge.cli.main import main


def test_a_fresh_process_replays_bit_for_bit(recorded: Recorded) -> None:
    """Status 0, every frame exact in both stages."""
    done = program("replay", recorded.bundle, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["verdict"] == "bit-exact"
    for stage in ("pixels", "decision"):
        assert found[stage]["exact"] == found[stage]["compared"] > 50


def test_a_diverged_bundle_is_status_1(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is printed all the same: what differs, where first, by how much."""
    lines = contents_of(recorded.bundle)["observations.jsonl"].splitlines()
    line = json.loads(lines[-1])
    line["digest"] = "0" * 16
    changed = b"\n".join([*lines[:-1], json.dumps(line).encode()]) + b"\n"
    path = rewritten(recorded.bundle, tmp_path / "b", {"observations.jsonl": changed})
    assert main(["replay", str(path)]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert "the pixels' digest differs" in out
    assert "verdict   diverged" in out


def test_what_is_no_bundle_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing, empty, a folder: status 1 each."""
    (tmp_path / "empty").touch()
    for path in (tmp_path / "none", tmp_path / "empty", tmp_path):
        assert main(["replay", str(path)]) == 1
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert str(path) in err
