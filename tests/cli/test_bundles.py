"""``virk-edge bundles`` and ``salvage``: what waits, what was fetched, what goes."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.recordings import Recorded, manifest_of, rewritten
from virk_edge.adapters.acks import file_sha256
from virk_edge.adapters.durable import DurableFile
from virk_edge.cli.main import main
from virk_edge.errors import StorageError


@pytest.fixture
def store(recorded: Recorded, tmp_path: Path) -> Path:
    """A store with one real bundle."""
    folder = tmp_path / "store"
    folder.mkdir()
    shutil.copy(recorded.bundle, folder)
    return folder


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was printed as JSON."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_severity_that_cannot_be_is_called_that(
    store: Path, recorded: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hundreds of digits are no line of a list."""
    (bundle,) = store.iterdir()
    manifest = manifest_of(recorded.bundle)
    mad = replace(manifest, incident=replace(manifest.incident, severity=1e308))
    rewritten(recorded.bundle, bundle, {}, manifest=mad)
    assert main(["bundles", "list", "--store", str(store)]) == 0
    out = capsys.readouterr().out
    assert "severity 1e+308, which cannot be" in out and len(out) < 500


def test_a_bundle_from_device_to_laptop(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Listed, exported, acknowledged by the copy, pruned: the original goes, the copy stays."""
    (bundle,) = store.iterdir()
    laptop = tmp_path / "laptop"
    laptop.mkdir()
    at = ["--store", str(store)]
    assert main(["bundles", "list", *at]) == 0
    out = capsys.readouterr().out
    assert bundle.name in out and "severity" in out and "1 bundle, " in out
    assert max(map(len, out.splitlines())) <= 120
    assert main(["bundles", "export", str(laptop), *at, "--json"]) == 0
    (done,) = lines(capsys)
    copy = laptop / bundle.name
    assert done["outcome"] == "copied" and done["sha256"] == file_sha256(copy)
    assert main(["bundles", "prune", "--dry-run", *at]) == 0
    assert capsys.readouterr().out == "nothing has to go\n"
    assert main(["bundles", "ack", str(copy), *at]) == 0
    assert capsys.readouterr().out == f"{bundle.name}: acknowledged\n"
    assert main(["bundles", "list", "--json", *at]) == 0
    (listed,) = lines(capsys)
    assert listed["acknowledged"] and listed["bundle"] == str(bundle) and listed["frames"] > 0
    assert listed["problem"] is None and listed["severity"] > 0 and listed["cause"]
    assert main(["bundles", "prune", "--dry-run", "--json", *at]) == 0
    assert lines(capsys) == [
        {
            "bundle": bundle.name,
            "reason": "acknowledged",
            "bytes": bundle.stat().st_size,
            "removed": False,
            "set_aside": False,
        }
    ]
    assert bundle.exists()
    assert main(["bundles", "prune", *at]) == 0
    assert f"gone: {bundle.name} (acknowledged)" in capsys.readouterr().out
    assert not bundle.exists() and copy.exists()
    assert main(["bundles", "list", *at]) == 0
    assert "no bundle waits" in capsys.readouterr().out


def test_a_damaged_copy_acknowledges_nothing(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither does a whole bundle of the same name that is another one."""
    (bundle,) = store.iterdir()
    copy = tmp_path / bundle.name
    copy.write_bytes(bundle.read_bytes()[:-1000])
    assert main(["bundles", "ack", str(copy), "--store", str(store)]) == 1
    assert "virk-edge: " in capsys.readouterr().err
    assert not (store / "acks").exists()
    strange = tmp_path / bundle.name.replace("_", "_x", 1)
    shutil.copy(bundle, strange)
    assert main(["bundles", "ack", str(strange), "--store", str(store), "--json"]) == 1
    (answer,) = lines(capsys)
    assert not answer["acknowledged"] and "has no bundle" in answer["problems"][0]


def test_export_can_acknowledge_what_it_has_read_back(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command for the technician with the stick; a second time there is nothing to do."""
    stick = tmp_path / "stick"
    stick.mkdir()
    at = ["--store", str(store)]
    assert main(["bundles", "export", str(stick), "--ack", *at]) == 0
    assert "read back, acknowledged" in capsys.readouterr().out
    assert main(["bundles", "export", str(stick), "--ack", *at]) == 0
    assert "nothing to export" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["list", "--store", "/no/such"], "there is no store at /no/such"),
        (["ack", "notes.txt"], "notes.txt is not a bundle's name"),
        (["export", "/no/such"], "/no/such is no folder"),
        (["export", "STORE"], "is in the store itself"),
        (["export", "STORE/acks"], "is in the store itself"),
        (["export", ".", "20261122T081530Z_x_1.virk.zip"], "has no bundle"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    store: Path, capsys: pytest.CaptureFixture[str], command: list[str], words: str
) -> None:
    """Status 2, and what to do."""
    (store / "acks").mkdir()
    given = [word.replace("STORE", str(store)) for word in command]
    at = [] if "--store" in given else ["--store", str(store)]
    assert main(["bundles", *given, *at]) == 2
    err = capsys.readouterr().err
    assert words in err and len(err.splitlines()) == 1


def test_what_cannot_be_read_is_listed_as_such(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Looking changes nothing; pruning sets it aside."""
    bad = store / "20261122T081530Z_front-door_7f3a9c.virk.zip"
    bad.write_bytes(b"nothing")
    os.utime(bad, (0, 0))  # nobody is copying it just now
    assert main(["bundles", "list", "--store", str(store)]) == 0
    assert "does not end as a bundle ends" in capsys.readouterr().out and bad.exists()
    assert main(["bundles", "prune", "--dry-run", "--store", str(store)]) == 0
    assert capsys.readouterr().out == f"would be set aside: {bad.name} (damaged)\n" and bad.exists()
    assert main(["bundles", "prune", "--store", str(store)]) == 0
    assert capsys.readouterr().out == f"set aside: {bad.name} (damaged)\n"
    assert (store / "quarantine" / bad.name).exists()


def test_what_went_before_the_disk_refused_is_told(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has gone, whatever became of the rest."""
    (bundle,) = store.iterdir()
    assert main(["bundles", "ack", bundle.name, "--store", str(store)]) == 0
    capsys.readouterr()

    def refuse(directory: Path) -> None:
        raise StorageError(f"cannot sync {directory}")

    monkeypatch.setattr("virk_edge.adapters.housekeeping.sync_directory", refuse)
    assert main(["bundles", "prune", "--store", str(store)]) == 74
    said = capsys.readouterr()
    assert said.out == f"gone: {bundle.name} (acknowledged)\n" and "cannot sync" in said.err


def test_one_wrong_name_acknowledges_nothing(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip of the pen is found before anything is done."""
    (bundle,) = store.iterdir()
    at = ["--store", str(store)]
    assert main(["bundles", "ack", bundle.name, "notes.txt", *at]) == 2
    assert not (store / "acks").exists()
    assert "acknowledged" not in capsys.readouterr().out


def test_a_bundle_to_export_may_be_named_by_its_path(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a shell completes it; named twice it is copied once. A path elsewhere is none."""
    (bundle,) = store.iterdir()
    stick = tmp_path / "stick"
    stick.mkdir()
    at = ["--store", str(store), "--json"]
    assert main(["bundles", "export", str(stick), str(bundle), bundle.name, *at]) == 0
    assert [done["outcome"] for done in lines(capsys)] == ["copied"]
    assert main(["bundles", "export", str(tmp_path), str(stick / bundle.name), *at]) == 2


def test_a_cut_off_bundle_is_salvaged(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The frames before the cut are in a whole bundle; the source is as it was."""
    cut = tmp_path / "cut.part"
    data = recorded.bundle.read_bytes()
    cut.write_bytes(data[: len(data) // 2])
    out = tmp_path / "out"
    assert main(["salvage", str(cut), "-o", str(out), "--json"]) == 0
    (found,) = lines(capsys)
    assert found["state"] == "interrupted" and found["frames"] > 0
    assert main(["verify", found["bundle"]]) == 0
    assert cut.stat().st_size == len(data) // 2
    capsys.readouterr()
    with DurableFile(tmp_path / recorded.bundle.name) as live:
        live.append(data)
        assert main(["salvage", str(live.part), "-o", str(tmp_path)]) == 1
        assert "still being written" in capsys.readouterr().err
        live.commit()
    assert main(["salvage", str(tmp_path / "none"), "-o", str(out)]) == 2
    cut.write_bytes(b"PK")
    assert main(["salvage", str(cut), "-o", str(out)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2
