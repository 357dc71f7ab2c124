"""``virk-edge verify``: whole or not, for any number of bundles."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.recordings import Recorded, manifest_of, rewritten
from virk_edge.cli.main import main


def test_a_real_bundle_is_whole(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0, for a person and for a script."""
    assert main(["verify", str(recorded.bundle)]) == 0
    assert capsys.readouterr().out == f"{recorded.bundle}: whole\n"
    assert main(["verify", "--json", str(recorded.bundle)]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "bundle": str(recorded.bundle),
        "whole": True,
        "problems": [],
    }


def test_one_bad_bundle_does_not_hide_the_others(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is answered for; the status is the worst."""
    changed = rewritten(
        recorded.bundle, tmp_path / "changed", {"config.toml": b"[detect]\n"}, honest=False
    )
    missing = tmp_path / "missing"
    assert main(["verify", "--json", *map(str, (changed, missing, recorded.bundle))]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [f["whole"] for f in found] == [False, False, True]
    assert "config.toml" in found[0]["problems"][0]
    assert "cannot be read" in found[1]["problems"][0]
    assert main(["verify", str(changed), str(recorded.bundle)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == (f"{recorded.bundle}: whole\n", 1)


def test_a_recording_at_its_cap_is_whole(recorded: Recorded, tmp_path: Path) -> None:
    """The incident goes on, the bundle is finished and says so; without a reason it is not."""
    manifest = manifest_of(recorded.bundle)
    for reason, status in (("recording_cap", 0), ("", 1)):
        incident = replace(
            manifest.incident, state="open", reason=reason, closed_seq=None, closed_boot_ns=None
        )
        path = tmp_path / f"bundle-{reason}"
        rewritten(recorded.bundle, path, {}, manifest=replace(manifest, incident=incident))
        assert main(["verify", str(path)]) == status
