"""``virk-edge analyze``: exactly the promised events, honest numbers, refusals in a sentence."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.recordings import (
    FAULT,
    FPS,
    FRAMES,
    Recorded,
    analyze,
    contents_of,
    manifest_of,
    program,
    write_config,
    write_pictures,
)
from virk_edge.adapters.store import Store
from virk_edge.cli.analyze import Story, camera_name, clock
from virk_edge.cli.main import main
from virk_edge.errors import StorageError, UsageError
from virk_edge.formats.verify import verify
from virk_edge.replay import replay

# event -> key -> the types that its value may have: what scripts rely on.
SCHEMA: dict[str, dict[str, tuple[type, ...]]] = {
    "armed": {
        "event": (str,),
        "camera": (str,),
        "frame": (int,),
        "seconds": (float,),
        "instance": (str,),
        "channel": (str,),
        "scale_seconds": (float,),
    },
    "incident_opened": {
        "event": (str,),
        "camera": (str,),
        "incident": (str,),
        "frame": (int,),
        "seconds": (float,),
        "onset_frame": (int,),
        "onset_seconds": (float,),
        "trigger": (str,),
        "times_normal": (float,),
        "provisional": (bool,),
    },
    "incident_diagnosed": {
        "event": (str,),
        "incident": (str,),
        "frame": (int,),
        "causes": (list,),
        "severity": (float,),
    },
    "incident_closed": {
        "event": (str,),
        "incident": (str,),
        "frame": (int,),
        "seconds": (float,),
        "reason": (str,),
        "bundle": (str, type(None)),
    },
    "summary": {
        "event": (str,),
        "frames": (int,),
        "analysed": (int,),
        "incidents": (int,),
        "seconds": (float,),
        "wall_seconds": (float,),
        "supported_false_incidents_per_month": (float, type(None)),
    },
}


def check_schema(events: list[dict[str, Any]]) -> None:
    """Every event has the keys that it should, in order, with values of their types."""
    for event in events:
        wanted = SCHEMA[event["event"]]
        assert list(event) == list(wanted)
        assert all(type(value) in wanted[key] for key, value in event.items()), event
        for cause in event.get("causes", ()):
            assert list(cause) == ["cause", "score", "because"]
            assert 0.0 <= cause["score"] <= 1.0 and cause["because"]


def test_the_events_are_the_promised_ones(recorded: Recorded) -> None:
    """Keys and types, each event once it may come, the summary last and alone."""
    check_schema(recorded.events)
    assert [e["event"] for e in recorded.events].count("summary") == 1
    assert recorded.events[-1]["event"] == "summary"
    assert {e["event"] for e in recorded.events} == set(SCHEMA)


def test_every_incident_is_diagnosed_before_it_is_closed(recorded: Recorded) -> None:
    """Opened, diagnosed at least once, closed: under one id."""
    (opened,) = recorded.of("incident_opened")
    own = [e["event"] for e in recorded.events if e.get("incident") == opened["incident"]]
    assert own[0] == "incident_opened" and own[-1] == "incident_closed"
    assert set(own[1:-1]) == {"incident_diagnosed"}


def test_the_fault_is_found_where_it_is(recorded: Recorded) -> None:
    """Onset within a second of the truth, opened within five, and the right cause first."""
    (opened,) = recorded.of("incident_opened")
    assert abs(opened["onset_frame"] - FAULT) <= FPS
    assert FAULT < opened["frame"] < FAULT + 5 * FPS
    assert opened["seconds"] == opened["frame"] / FPS
    assert opened["onset_seconds"] == opened["onset_frame"] / FPS
    assert recorded.of("incident_diagnosed")[-1]["causes"][0]["cause"] == "defocus"


def test_the_summary_counts(recorded: Recorded) -> None:
    """All frames, all of them analysed at this rate, one incident."""
    summary = recorded.events[-1]
    counted = {k: summary[k] for k in ("frames", "analysed", "incidents", "seconds")}
    assert counted == {
        "frames": FRAMES,
        "analysed": FRAMES,
        "incidents": 1,
        "seconds": (FRAMES - 1) / FPS,
    }


def test_the_bundle_is_whole_and_says_the_same(recorded: Recorded) -> None:
    """What was printed stands in the manifest; the incident ended with the footage."""
    with recorded.bundle.open("rb") as file:
        assert verify(file, "b") == []
    (opened,), (closed,) = recorded.of("incident_opened"), recorded.of("incident_closed")
    incident = manifest_of(recorded.bundle).incident
    assert closed["bundle"] == str(recorded.bundle)
    assert (incident.id, incident.opened_seq) == (opened["incident"], opened["frame"])
    assert (incident.state, incident.reason) == ("closed", "end_of_footage")
    last = recorded.of("incident_diagnosed")[-1]
    assert [c.cause for c in incident.causes] == [c["cause"] for c in last["causes"]]
    assert incident.evidence


def test_pictures_are_stored_as_they_came(recorded: Recorded) -> None:
    """Without a mask an entry is the very file of the folder."""
    entries = contents_of(recorded.bundle)
    for frame in manifest_of(recorded.bundle).frames:
        assert frame.original
        assert entries[frame.entry] == (recorded.pictures / f"{frame.seq:05d}.png").read_bytes()


def test_without_a_store_nothing_is_written(recorded: Recorded) -> None:
    """The same events, no bundle, and nothing on the disk."""
    before = sorted(recorded.pictures.parent.rglob("*"))
    status, events, _ = analyze(recorded.pictures, "--fps", FPS, "--config", recorded.config)
    assert status == 0
    assert sorted(recorded.pictures.parent.rglob("*")) == before
    for event, other in zip(events, recorded.events, strict=True):
        volatile = {"wall_seconds", "bundle"}
        assert {k: v for k, v in event.items() if k not in volatile} == {
            k: v for k, v in other.items() if k not in volatile
        }
    assert events[-2]["bundle"] is None


def test_a_mask_is_not_forgotten_for_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip of the pen in --camera, or none of it: nothing is looked at without the mask."""
    polygon = "[[0.0, 0.0], [0.5, 0.0], [0.5, 1.0], [0.0, 1.0]]"
    config = write_config(tmp_path / "c.toml", f"[camera.yard]\nmask = [{polygon}]\n")
    with_config = ("--config", str(config), str(tmp_path / "no-footage.mp4"))
    for words in (["analyze"], ["analyze", "--camera", "yrad"]):
        assert main([*words, *with_config]) == 2
        assert "the configuration has masks (yard)" in capsys.readouterr().err
    calibrate = ["baseline", "calibrate", "-o", str(tmp_path / "x.virk"), *with_config]
    assert main(calibrate) == 2
    assert "the configuration has masks (yard)" in capsys.readouterr().err
    assert main(["analyze", "--camera", "yard", *with_config]) != 2  # but there is no footage


def test_masked_pixels_are_nowhere_in_the_bundle(tmp_path: Path) -> None:
    """JPEGs under a mask are not kept as they came; the left half is black in all that is."""
    pictures = write_pictures(tmp_path / "yard", ".jpg")
    polygon = "[[0.0, 0.0], [0.5, 0.0], [0.5, 1.0], [0.0, 1.0]]"
    config = write_config(tmp_path / "c.toml", f"[camera.yard]\nmask = [{polygon}]\n")
    arguments = ("--fps", FPS, "--config", config, "--store", tmp_path / "store")
    status, events, _ = analyze(pictures, *arguments)
    assert status == 0
    (bundle,) = (tmp_path / "store").glob("*.virk.zip")
    manifest, entries = manifest_of(bundle), contents_of(bundle)
    assert manifest.mask_sha256 is not None
    assert manifest.frames
    whole = bundle.read_bytes()
    for frame in manifest.frames:
        assert not frame.original and frame.entry.endswith(".png")
        pixels = cv2.imdecode(np.frombuffer(entries[frame.entry], np.uint8), cv2.IMREAD_COLOR)
        assert pixels is not None
        assert not pixels[:, :80].any() and pixels[:, 81:].any()
        assert (pictures / f"{frame.seq:05d}.jpg").read_bytes()[100:400] not in whole
    sheet = cv2.imdecode(np.frombuffer(entries["thumbs.jpg"], np.uint8), cv2.IMREAD_COLOR)
    assert sheet is not None
    assert sheet[20:160, 10:110].max() < 40 < sheet[20:160, 140:230].max()
    assert events[-1]["incidents"] == 1
    assert replay(bundle).verdict == 0


def test_frames_are_numbered_in_the_source_at_every_rate(tmp_path: Path) -> None:
    """At 30 frames a second one in four is analysed, and a broken picture shifts nothing."""
    pictures = write_pictures(tmp_path / "yard", ".jpg", frames=390, fault=300)
    (pictures / "00100.jpg").write_bytes(b"broken")
    config = write_config(tmp_path / "c.toml")
    status, events, err = analyze(pictures, "--fps", 30, "--config", config)
    check_schema(events)
    assert (status, err.count("\n")) == (0, 1)
    assert "00100.jpg: the picture was skipped" in err
    assert all(e["frame"] % 4 == 0 for e in events if "frame" in e)
    (opened,) = [e for e in events if e["event"] == "incident_opened"]
    assert 300 < opened["frame"] < 390
    assert opened["seconds"] == round(opened["frame"] / 30, 3)
    assert (events[-1]["frames"], events[-1]["analysed"]) == (389, 97)


def test_times_of_pictures_decide(tmp_path: Path) -> None:
    """With a table, capture times are the table's, gaps included, and the clock is a wall clock."""
    pictures = write_pictures(tmp_path / "yard")
    start = 1_700_000_000.0
    times = [start + n / FPS + (30.0 if n >= 50 else 0.0) for n in range(FRAMES)]
    rows = [f"{n:05d}.png,{t:.3f}" for n, t in enumerate(times)]
    table = tmp_path / "times.csv"
    table.write_text("\n".join(["file,unix_seconds", *rows]), encoding="utf-8")
    config = write_config(tmp_path / "c.toml")
    arguments = ("--times", table, "--config", config, "--store", tmp_path / "store")
    status, events, _ = analyze(pictures, *arguments)
    assert status == 0
    for event in events[:-1]:
        if "seconds" in event:
            assert event["seconds"] == pytest.approx(times[event["frame"]] - start, abs=1e-3)
    (bundle,) = (tmp_path / "store").glob("*.virk.zip")
    incident = manifest_of(bundle).incident
    assert incident.opened_wall_ns / 1e9 == pytest.approx(times[incident.opened_seq], abs=1e-3)
    assert bundle.name.startswith("20231114T")


def test_a_list_of_paths_is_footage_too(recorded: Recorded) -> None:
    """``find | virk-edge analyze -``: pictures in the order of the list."""
    paths = sorted(recorded.pictures.glob("*.png"))[:30]
    status, events, _ = analyze("-", "--fps", FPS, stdin="\n".join(map(str, paths)))
    assert status == 0
    assert [e["event"] for e in events] == ["summary"]
    assert events[0]["frames"] == 30
    assert events[0]["supported_false_incidents_per_month"] is None


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["{tmp}/none.mp4"], 1, "there is no such file"),
        ([""], 2, "SOURCE is empty"),
        (["{tmp}/empty"], 1, "no picture in it"),
        (["{tmp}/text.mp4"], 1, "not a video"),
        (["{tmp}/one.png", "--camera", "Front Door"], 2, "no camera's name"),
        (["{tmp}/one.png", "--fps", "0"], 2, "--fps 0"),
        (["{tmp}/one.png", "--times", "{tmp}/none.csv"], 1, "none.csv"),
        (["{tmp}/one.png", "--config", "{tmp}/bad.toml"], 78, "$.detect.hold_secs"),
        (["{tmp}/one.png", "--store", "{tmp}/text.mp4/store"], 74, "text.mp4"),
    ],
)
def test_bad_input_is_one_sentence(
    arguments: list[str],
    status: int,
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The right status, what is wrong, and nothing on standard output."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.mp4").write_text("this is no video", encoding="utf-8")
    (tmp_path / "bad.toml").write_text("detect.hold_secs = 1", encoding="utf-8")
    cv2.imwrite(str(tmp_path / "one.png"), np.zeros((32, 32, 3), np.uint8))
    assert main(["analyze", *(a.format(tmp=tmp_path) for a in arguments)]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1 and err.startswith("virk-edge: ")


def test_a_full_disk_does_not_stop_the_analysis(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All events come, the incident without a bundle; the disk's answer is told, status 74."""

    def refuse(self: Store, name: str) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(Store, "begin", refuse)
    out, err = io.StringIO(), io.StringIO()
    arguments = ["--fps", str(FPS), "--config", str(recorded.config), "--store", str(tmp_path)]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["analyze", "--json", str(recorded.pictures), *arguments])
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (status, err.getvalue()) == (74, "virk-edge: the disk is full\n")
    assert [e["event"] for e in events] == [e["event"] for e in recorded.events]
    assert events[-2]["bundle"] is None


def test_a_person_gets_sentences(recorded: Recorded) -> None:
    """Without --json: when, what, why and how many, and nothing else when piped."""
    done = program("analyze", recorded.pictures, "--fps", FPS, "--config", recorded.config)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) <= 5
    assert "opened by" in lines[0] and "defocus" in lines[1]
    assert "closed: end_of_footage" in lines[-2]
    assert lines[-1].startswith("1 incident in 0:14.9 (150 of 150 frames analysed")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_analysis_that_is_ended_finishes_its_bundle(
    recorded: Recorded, tmp_path: Path, number: signal.Signals
) -> None:
    """The open incident ends as ``shutdown``, its bundle is whole, nothing is left half written."""
    words = [sys.executable, "-m", "virk_edge", "analyze", "--json", str(recorded.pictures)]
    words += ["--fps", str(FPS), "--config", str(recorded.config), "--store", str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        events = []
        for line in process.stdout:
            events.append(json.loads(line))
            if events[-1]["event"] == "incident_opened":
                process.send_signal(number)
    assert process.returncode == 130
    check_schema(events)
    assert [e["event"] for e in events[-2:]] == ["incident_closed", "summary"]
    assert events[-2]["reason"] == "shutdown"
    (bundle,) = tmp_path.iterdir()
    assert str(bundle) == events[-2]["bundle"]
    assert replay(bundle).verdict == 0


def test_the_story_tells_a_cause_once_and_its_last_numbers() -> None:
    """Diagnoses come every few seconds; a person wants what changed, and what counts."""

    def diagnosed(cause: str, score: float) -> dict[str, Any]:
        causes = [{"cause": cause, "score": score, "because": "so"}]
        return {"event": "incident_diagnosed", "causes": causes, "severity": 0.5}

    closed = {"event": "incident_closed", "seconds": 1.0, "reason": "recovered", "bundle": None}
    story = Story()
    told = [story.tell(diagnosed(c, s)) for c, s in (("haze", 0.5), ("haze", 0.6), ("noise", 0.7))]
    assert [len(lines) for lines in told] == [1, 0, 1]
    assert [len(story.tell(closed)), len(story.tell(diagnosed("noise", 0.1)))] == [1, 1]
    assert story.tell(diagnosed("noise", 0.2)) == []
    assert "0.20" in story.tell(closed)[0]
    story.tell(diagnosed("noise", 0.3))
    story.tell(diagnosed("noise", 0.4))
    assert story.tell(diagnosed("noise", 0.3)) == []
    assert len(story.tell(closed)) == 1  # the last numbers were told at the beginning


def test_a_terminal_beside_a_file_draws_there_and_leaves_the_file_its_lines(
    recorded: Recorded, tmp_path: Path
) -> None:
    """``virk-edge analyze X > FILE`` at a terminal: the bar there, the results in the file."""
    terminal, other = pty.openpty()
    words = [sys.executable, "-m", "virk_edge", "analyze", str(recorded.pictures)]
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(
            [*words, "--fps", str(FPS)], stdout=out, stderr=other, check=False, timeout=60
        )
    os.close(other)
    os.close(terminal)
    assert done.returncode == 0
    assert "150 of 150 frames analysed" in (tmp_path / "out").read_text()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/videos/Front Door.MP4", "front-door"),
        ("-", "footage"),
        ("/a/" + "x" * 99, "x" * 63),
        ("/a/___", "footage"),
        ("Straße 7", "stra-e-7"),
    ],
)
def test_a_camera_is_named_after_its_source(source: str, name: str) -> None:
    """Any path makes a name that a bundle can carry."""
    assert camera_name(None, source) == name
    assert camera_name("door", source) == "door"
    with pytest.raises(UsageError):
        camera_name("", source)


def test_times_read_as_in_a_player() -> None:
    """Minutes and seconds, hours when there are any."""
    assert [clock(s) for s in (0.0, 62.54, 10805.0)] == ["0:00.0", "1:02.5", "3:00:05.0"]
