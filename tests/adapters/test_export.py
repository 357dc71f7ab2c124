"""Copies of bundles elsewhere: whole, durable and read back, or not there at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.adapters.test_housekeeping import digest, put, store
from tests.adapters.test_store import names as in_folder
from virk_edge.adapters.durable import DurableFile
from virk_edge.adapters.export import export_bundle
from virk_edge.adapters.store import Store

__all__ = ["store"]


def test_an_export_is_read_back_and_done_once(store: Store, tmp_path: Path) -> None:
    """What is there already is not copied again; another file of that name is not touched."""
    name = put(store, 1)
    stick = tmp_path / "stick"
    stick.mkdir()
    done = export_bundle(store.directory / name, stick)
    assert (done.outcome, done.sha256) == ("copied", digest(stick / name))
    assert export_bundle(store.directory / name, stick).outcome == "there"
    (stick / name).write_bytes(b"other")
    other = export_bundle(store.directory / name, stick)
    assert other.outcome == "failed" and "another file" in other.why
    assert in_folder(stick) == [name] and (stick / name).read_bytes() == b"other"


def test_a_damaged_bundle_is_not_exported(store: Store, tmp_path: Path) -> None:
    """The reason is the verifier's."""
    name = put(store, 1)
    path = store.directory / name
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)
    done = export_bundle(path, tmp_path)
    assert done.outcome == "refused" and done.why
    assert not (tmp_path / name).exists()


def test_a_medium_that_lies_is_found_out(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not read back is removed again, and was not exported."""
    name = put(store, 1)
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr("virk_edge.adapters.export._read_back", lambda copy: "0" * 64)
    done = export_bundle(store.directory / name, stick)
    assert done.outcome == "failed" and "read back" in done.why
    assert in_folder(stick) == []


def test_a_full_stick_keeps_no_half_of_a_bundle(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the stick."""
    name = put(store, 1)
    stick = tmp_path / "stick"
    stick.mkdir()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    done = export_bundle(store.directory / name, stick)
    monkeypatch.undo()
    assert done.outcome == "failed" and "stick" in done.why and "full" in done.why
    assert in_folder(stick) == []


def test_a_bundle_that_has_gone_in_the_meantime_is_said_to_be_gone(
    store: Store, tmp_path: Path
) -> None:
    """The daemon may remove what somebody has just acknowledged."""
    name = put(store, 1)
    (store.directory / name).unlink()
    done = export_bundle(store.directory / name, tmp_path)
    assert done.outcome == "failed" and "gone in the meantime" in done.why


def test_two_exports_to_one_stick_do_not_mix(store: Store, tmp_path: Path) -> None:
    """What another one is writing is left alone; what it left behind when it was cut off goes."""
    name = put(store, 1)
    other = DurableFile(tmp_path / name)
    other.append(b"half")
    done = export_bundle(store.directory / name, tmp_path)
    assert done.outcome == "failed" and "another export" in done.why
    assert other.part.read_bytes() == b"half"
    other.close()
    assert export_bundle(store.directory / name, tmp_path).outcome == "copied"
