"""``virk-edge baseline``: every verb, with a daemon that runs and with none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import pytest

from tests.builders import scene, with_noise
from tests.daemons import Camera, config_text, running
from tests.recordings import FPS, write_pictures
from virk_edge.adapters.states import StateDirectory
from virk_edge.cli import baseline_show
from virk_edge.cli.baseline import VERBS
from virk_edge.cli.main import main
from virk_edge.daemon import orders
from virk_edge.formats.baseline import baseline_bytes, read_baseline


class Device:
    """A store with its configuration, and the command line for it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.config.write_text(config_text(folder), encoding="utf-8")
        self.states = StateDirectory(folder / "store" / "state")
        self._capsys = capsys

    def run(self, verb: str, *arguments: object) -> tuple[int, str, str]:
        """Status, output and errors of one command."""
        words = [verb, *map(str, arguments), "--config", str(self.config)]
        status = main(["baseline", *words])
        out, err = self._capsys.readouterr()
        return status, out, err

    def say(self, verb: str, *arguments: object) -> str:
        """The output of a command that must be good."""
        status, out, err = self.run(verb, *arguments)
        assert (status, err) == (0, "")
        return out

    def refused(self, verb: str, *arguments: object, status: int = 1) -> str:
        """The one sentence of a command that must fail."""
        found, out, err = self.run(verb, *arguments)
        assert (found, out) == (status, "") and err.count("\n") == 1
        return err.removeprefix("virk-edge: ").rstrip("\n")

    def shown(self, *arguments: object) -> dict[str, Any]:
        """What ``show --json`` says of the only camera."""
        (line,) = self.say("show", "--json", *arguments).splitlines()
        found: dict[str, Any] = json.loads(line)
        return found


def frames(shown: dict[str, Any]) -> int:
    """Frames that the image channel has learnt from."""
    return max(
        (c["learnt_frames"] for c in shown["channels"] if c["channel"] == "image"), default=0
    )


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of a scene to which nothing happens."""
    return write_pictures(tmp_path_factory.mktemp("clean") / "yard", frames=120, fault=999)


@pytest.fixture(scope="session")
def carried(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A baseline that was calibrated with it."""
    folder = tmp_path_factory.mktemp("carried")
    config = folder / "config.toml"
    config.write_text(config_text(folder), encoding="utf-8")
    words = [str(clean), "--fps", str(FPS), "-o", str(folder / "yard.virk")]
    assert main(["baseline", "calibrate", *words, "--config", str(config)]) == 0
    return (folder / "yard.virk").read_bytes()


@pytest.fixture
def device(tmp_path: Path, capsys: pytest.CaptureFixture[str], carried: bytes) -> Device:
    """A device that has learnt nothing, and a stick with a baseline."""
    capsys.readouterr()  # what making the fixtures said
    (tmp_path / "stick").write_bytes(carried)
    return Device(tmp_path, capsys)


# -- without a daemon -----------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With its options."""
    assert main(["baseline", verb, "--help"]) == 0
    out = capsys.readouterr().out
    assert all(option in out for option in ("--camera NAME", "--config FILE", "--json"))


def test_no_verb_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """And so is an unknown one."""
    assert main(["baseline"]) == 2
    assert main(["baseline", "forget"]) == 2
    assert "usage: virk-edge baseline" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["show", "accept", "fault", "reset", "export", "import"])
def test_a_device_that_has_learnt_nothing_says_so(device: Device, verb: str) -> None:
    """With the way out; nothing is created by asking."""
    file = [device.folder / "stick"] if verb in ("export", "import") else []
    if verb == "show":
        assert "start `virk-edge run`" in device.refused(verb)
    else:
        assert "name one with --camera" in device.refused(verb, *file, status=2)
    if verb != "import":
        assert "nothing has been learnt yet" in device.refused(verb, *file, "--camera", "door")
        assert not (device.folder / "store").exists()


def test_calibrate_arms_a_device_at_once(device: Device, clean: Path) -> None:
    """What was learnt from footage lies where the daemon will find it."""
    out = device.say("calibrate", clean, "--fps", FPS, "--camera", "door")
    words = " ".join(out.split())
    assert words.startswith("camera door, calibrated with 12 s of")
    assert "the baseline supports at most" in words and "armed at 1 s" in words
    assert "written camera door: the baseline is in force" in words
    assert "doubt" not in words
    found = device.shown()
    assert found["camera"] == "door" and frames(found) > 100
    assert all(c["frozen"] for c in found["channels"] if c["instance"] == "session")


def test_calibrate_writes_a_file_to_carry(device: Device, clean: Path) -> None:
    """The camera is named after the footage; JSON lines say what happened and what was learnt."""
    out = device.say("calibrate", clean, "--fps", FPS, "-o", device.folder / "x", "--json")
    events = [json.loads(line) for line in out.splitlines()]
    assert {e["event"] for e in events[:-1]} == {"armed"}
    last = events[-1]
    assert last["event"] == "calibrated" and last["file"] == str(device.folder / "x")
    assert (last["camera"], last["frames"], last["incidents"]) == ("yard", 120, 0)
    assert last["supported_false_incidents_per_month"] > 1.0
    head, _ = read_baseline((device.folder / "x").read_bytes(), "x", "baseline")
    assert head.camera == "yard" and not device.states.directory.exists()


def test_footage_that_is_too_short_calibrates_nothing(device: Device, clean: Path) -> None:
    """It says how long it must be, and writes nothing."""
    few = device.folder / "few"
    few.mkdir()
    for path in sorted(clean.iterdir())[:30]:
        (few / path.name).write_bytes(path.read_bytes())
    said = device.refused("calibrate", few, "--fps", FPS, "--camera", "door")
    assert (
        "2.9 s with 30 frames are too short to arm anything" in said
        and "at least 4 s with 20 frames" in said
    )
    assert not device.states.directory.exists()


def test_footage_of_two_sizes_is_not_called_too_short(device: Device, tmp_path: Path) -> None:
    """It is long enough, and yet nothing was learnt of either size."""
    for n in range(44):
        view = with_noise(scene(height=48 if n < 22 else 96), 2.0, n)
        cv2.imwrite(str(tmp_path / f"{n:02d}.png"), view)
    status, _, said = device.run("calibrate", tmp_path, "--fps", FPS, "--camera", "door")
    assert status == 1
    assert "nothing could be armed from 4.3 s with 44 frames" in said
    assert not device.states.directory.exists()


def test_footage_with_an_incident_is_doubted(device: Device, tmp_path: Path) -> None:
    """A fault in the footage is told, as analyze tells it."""
    pictures = write_pictures(tmp_path / "yard")
    out = device.say("calibrate", pictures, "--fps", FPS, "--camera", "door")
    assert "incident" in out and "doubt      1 incident in it: is this footage clean?" in out


def test_a_baseline_is_carried_to_another_device(device: Device, carried: bytes) -> None:
    """Imported, shown, exported: the same was learnt."""
    out = device.say("import", device.folder / "stick", "--camera", "door")
    assert out == "camera door: the baseline is in force\n"
    found = device.shown()
    assert frames(found) > 100 and found["supported_false_incidents_per_month"] > 1.0
    out = device.say("export", device.folder / "again")
    assert out.startswith(f"camera door: {device.folder / 'again'} holds what it has learnt (")
    first, again = (
        read_baseline(data, "x", "baseline")
        for data in (carried, (device.folder / "again").read_bytes())
    )
    assert again[0].entries.keys() == first[0].entries.keys()
    assert again[0].embedder == first[0].embedder and again[0].camera == "door"
    (line,) = device.say("export", device.folder / "again", "--json").splitlines()
    assert json.loads(line)["bytes"] == (device.folder / "again").stat().st_size


def test_show_is_for_a_person(device: Device, clean: Path) -> None:
    """At most 80 columns, nothing but text."""
    device.say("calibrate", clean, "--fps", FPS, "--camera", "door")
    out = device.say("show")
    assert out.startswith("camera door\n\nlearnt     since ")
    assert all(len(line) <= 80 and line.isprintable() for line in out.splitlines())
    assert [line.split()[0] for line in out.splitlines()[2:5]] == ["learnt", "as", "rate"]


def test_reset_forgets_everything(device: Device) -> None:
    """Also as JSON."""
    device.say("import", device.folder / "stick", "--camera", "door")
    (line,) = device.say("reset", "--json").splitlines()
    assert json.loads(line) == {
        "event": "baseline_order",
        "order": "reset",
        "camera": "door",
        "incident": None,
        "words": "camera door: everything learnt is forgotten, and learning starts again",
    }
    assert frames(device.shown()) == 0
    assert "nothing is armed yet" in device.refused("export", device.folder / "x")


def test_accept_begins_anew_and_fault_needs_an_incident(device: Device) -> None:
    """On the saved state, when no daemon runs."""
    device.say("import", device.folder / "stick", "--camera", "door")
    assert "no open incident" in device.refused("fault")
    assert "new normal" in device.say("accept")
    assert frames(device.shown()) == 0


def test_the_camera_must_be_named_where_there_are_several(device: Device) -> None:
    """Show shows all of them."""
    for camera in ("door", "yard"):
        device.say("import", device.folder / "stick", "--camera", camera)
    assert "say which camera with --camera: door, yard" in device.refused("reset", status=2)
    assert device.say("show").count("\ncamera ") == 1
    assert device.shown("--camera", "yard")["camera"] == "yard"
    assert "there is: door, yard" in device.refused("show", "--camera", "lane")
    assert "nothing is saved of camera lane" in device.refused("reset", "--camera", "lane")
    assert "no camera's name" in device.refused("show", "--camera", "../x", status=2)


def test_a_camera_that_is_not_configured_is_a_mistake(device: Device) -> None:
    """With a list of cameras in the configuration, a name that is not in it is a slip."""
    device.config.write_text(config_text(device.folder, "[camera.door]\n"), encoding="utf-8")
    stick = device.folder / "stick"
    said = device.refused("import", stick, "--camera", "dor", status=2)
    assert "there is no camera dor; there is: door" in said
    assert "in force" in device.say("import", stick)  # the only one


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no such file"),
        (b"rubbish", "damaged, or no baseline of virk-edge"),
        (b"embedder", "was learnt with the embedder other (sha256 000000000000…), this device"),
        (b"mask", "was learnt under another mask"),
        (b"state", "a device's own state"),
    ],
)
def test_what_cannot_be_imported_is_one_sentence(
    device: Device, carried: bytes, content: bytes | None, words: str
) -> None:
    """And what was learnt before stays as it was."""
    device.say("import", device.folder / "stick", "--camera", "door")
    before = device.states.path("door").read_bytes()
    head, learnt = read_baseline(carried, "x", "baseline")
    assert head.embedder is not None
    other = replace(head.embedder, name="other", sha256="0" * 64)
    file = device.folder / "file"
    if content is not None:
        file.write_bytes(
            {
                b"embedder": baseline_bytes(replace(head, embedder=other), learnt),
                b"mask": baseline_bytes(replace(head, mask_sha256="1" * 64), learnt),
                b"state": baseline_bytes(replace(head, kind="state"), learnt),
            }.get(content, content)
        )
    said = device.refused("import", file, status=74 if content is None else 1)
    assert words in said and str(file) in said
    assert device.states.path("door").read_bytes() == before


def test_a_damaged_state_is_told_and_reset_sets_it_aside(device: Device) -> None:
    """Nothing is thrown away unread."""
    device.say("import", device.folder / "stick", "--camera", "door")
    path = device.states.path("door")
    path.write_bytes(path.read_bytes()[:-9])
    for verb in ("show", "accept", "fault"):
        assert f"{path} is damaged" in device.refused(verb)
    assert "door.state.bad-1 could not be used" in device.say("reset", "--camera", "door")
    assert not path.exists()
    path.write_bytes(b"rubbish")
    device.say("import", device.folder / "stick", "--camera", "door")
    assert frames(device.shown()) > 100 and Path(f"{path}.bad-2").read_bytes() == b"rubbish"


# -- with a daemon --------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_verb_reaches_a_running_daemon(device: Device) -> None:
    """Show tells what is true now; orders act on the judge that runs."""
    with running(device.folder) as run:
        camera = Camera(run.endpoint)
        run.until_opened(camera)
        found = device.shown()
        opened = run.lines.of("incident_opened")[0]["incident"]
        assert found["incident"]["incident"] == opened and not found["incident"]["fault"]
        seen = run.analysed()
        assert 50 < frames(found) <= seen
        text = device.say("show")
        assert "virk-edge baseline accept --camera door" in text

        assert f"incident {opened} is a fault" in device.say("fault")
        assert device.shown()["incident"]["fault"]
        device.say("export", device.folder / "x")
        assert f"incident {opened} is closed" in device.say("accept")
        assert device.shown()["incident"] is None
        device.say("import", device.folder / "x")
        assert frames(device.shown()) == frames(found)
        assert "forgotten" in device.say("reset")
        assert frames(device.shown()) == 0
        assert "no camera lane" in device.refused("reset", "--camera", "lane")
        assert run.analysed() == seen and run.daemon.compute.failure is None
    assert [line["reason"] for line in run.lines.of("incident_closed")] == ["accepted"]
    camera.publisher.close()


def test_a_daemon_that_does_not_answer_is_told(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is withdrawn; show tells what was saved last and says so."""
    monkeypatch.setattr(baseline_show, "_PATIENCE_SECONDS", 0.2)
    monkeypatch.setitem(orders.have_done.__kwdefaults__ or {}, "patience_seconds", 0.2)
    device.say("import", device.folder / "stick", "--camera", "door")
    lock = StateDirectory(device.states.directory).own()
    assert lock is not None
    with lock:
        said = device.refused("reset", status=74)
        assert "does not answer, and the order was withdrawn" in said
        status, out, err = device.run("show")
        assert status == 0 and "camera door" in out
        assert "does not answer" in err and "what was saved last" in err
        assert not list(device.states.directory.glob("*.order"))
    assert frames(device.shown()) > 100


def test_an_order_is_carried_out_here_when_its_daemon_ends_first(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever owns the states may do it: the daemon, or after its end the command itself."""
    device.say("import", device.folder / "stick", "--camera", "door")
    lock = StateDirectory(device.states.directory).own()
    assert lock is not None
    monkeypatch.setattr(orders.time, "sleep", lambda seconds: lock.close())
    assert "forgotten" in device.say("reset")
    assert frames(device.shown()) == 0
    assert not list(device.states.directory.glob("*.order"))
