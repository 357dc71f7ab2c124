"""``virk-edge replay`` of many bundles, and against the model of today."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.answers import FRAMES, OPENED, answered, answered_bundle
from tests.recordings import contents_of, manifest_of, rewritten
from virk_edge.cli import replay as command
from virk_edge.cli.main import main
from virk_edge.cli.progress import Bar
from virk_edge.core.answers import SCORE_TOLERANCE
from virk_edge.nouns import Encoding, Prediction

DETECTOR = f"""
{inspect.getsource(sys.modules["tests.answers"].brightness).replace("U8", "object")}

def surer(frame):
    return [(label, score + 0.2, *box) for label, score, *box in brightness(frame)]

def shaky(frame):
    if frame[0, 0, 0] % 2 == 0:
        raise KeyError("scores")
    return brightness(frame)
"""


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three: as usual, JPEGs and two frames that nobody measured, grey."""
    folder = tmp_path_factory.mktemp("bundles")
    answered_bundle(folder, seed=1)
    answered_bundle(folder, encoding=Encoding.JPEG, seed=2, spare=2)
    answered_bundle(folder, encoding=Encoding.GRAY8, seed=3)
    return folder


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The current folder holds the operator's module."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "my_model.py").write_text(DETECTOR, encoding="utf-8")
    yield
    sys.modules.pop("my_model", None)


def found(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[Any]]:
    """Status and objects of ``replay --json``."""
    status = main(["replay", "--json", *map(str, arguments)])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_folder_is_replayed_whole(bundles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An object for each, in order of their names, and a summary; status 0."""
    status, (*each, summary) = found(capsys, bundles)
    assert status == 0
    assert [one["bundle"] for one in each] == sorted(map(str, bundles.glob("*")))
    assert {one["verdict"] for one in each} == {"bit-exact"}
    assert summary == {
        "event": "summary",
        "bundles": 3,
        "bit_exact": 3,
        "within_tolerance": 0,
        "diverged": 0,
        "refused": 0,
        "frames": 3 * FRAMES + 2,
    }
    assert main(["replay", str(bundles)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 bundles: 3 bit-exact"


def test_what_is_refused_is_named_and_stops_nothing(
    bundles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1, each with its reason, on standard output where the others are."""
    half = tmp_path / "half.virk.zip"
    half.write_bytes(next(bundles.glob("*")).read_bytes()[:-500])
    status, (first, *_, last, summary) = found(capsys, half, bundles, tmp_path / "none")
    assert status == 1
    assert (first["bundle"], first["verdict"]) == (str(half), "refused")
    assert "fetch it again" in first["problem"]
    assert "cannot be read" in last["problem"]
    assert (summary["bundles"], summary["bit_exact"], summary["refused"]) == (5, 3, 2)
    assert main(["replay", str(half), str(bundles)]) == 1
    out = capsys.readouterr().out
    assert f"{half}\n    refused: " in out
    assert out.splitlines()[-1] == "4 bundles: 3 bit-exact, 1 refused"


def test_a_diverged_bundle_among_others_is_told(
    bundles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the stage and the first difference; status 1."""
    bundle = min(bundles.glob("*"))
    lines = contents_of(bundle)["observations.jsonl"].splitlines()
    line = json.loads(lines[2]) | {"digest": "0" * 16}
    changed = b"\n".join([*lines[:2], json.dumps(line).encode(), *lines[3:]]) + b"\n"
    other = rewritten(bundle, tmp_path / "b", {"observations.jsonl": changed})
    assert main(["replay", str(other), str(bundle)]) == 1
    out = capsys.readouterr().out
    assert "pixels: frame 2: the pixels' digest differs" in out
    assert out.splitlines()[-1] == "2 bundles: 1 bit-exact, 1 diverged"


def test_the_same_model_answers_the_same(bundles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Raw, JPEG and grey frames reach it as they once did; the unmeasured ones are counted."""
    status, (*each, summary) = found(capsys, bundles, "--against", "my_model:brightness")
    assert status == 0
    for one in each:
        told = one["predictions"]
        assert (told["verdict"], told["compared"], told["frames"]) == ("same", FRAMES, [])
        assert told["labels"] == {"recorded": {"scene": FRAMES}, "now": {"scene": FRAMES}}
    assert sorted(one["predictions"]["not_recorded"] for one in each) == [0, 0, 2]
    assert (summary["predictions_compared"], summary["predictions_changed"]) == (3 * FRAMES, 0)


def test_rgb_frames_are_given_back_as_rgb(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A model that looks at one colour would tell."""
    (tmp_path / "my_model.py").write_text(
        "def red(frame):\n    return [('red', frame[..., 0].mean() / 255)]\n", encoding="utf-8"
    )
    bundle = answered_bundle(
        tmp_path / "b",
        lambda frame: (Prediction("red", float(frame[..., 0].mean() / 255)),),
        encoding=Encoding.RGB8,
    )
    tolerance = ("--score-tolerance", "0")
    assert found(capsys, bundle, "--against", "my_model:red", *tolerance)[0] == 0


def test_a_changed_answer_is_a_table_and_status_1(
    bundles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which frame, when, what it was and is; at most 80 columns."""
    bundle = min(bundles.glob("*"))
    status, (one, summary) = found(capsys, bundle, "--against", "my_model:surer")
    assert status == 1
    told = one["predictions"]
    assert (one["verdict"], told["verdict"], told["changed"]) == ("bit-exact", "changed", FRAMES)
    first = told["frames"][0]
    assert (first["seq"], first["seconds"], first["changed"]) == (0, -OPENED / 10, ["scores"])
    assert first["now"][0][1] == pytest.approx(first["recorded"][0][1] + 0.2)
    assert summary["predictions_changed"] == FRAMES
    assert main(["replay", str(bundle), "--against", "my_model:surer"]) == 1
    out = capsys.readouterr().out
    assert f"of {FRAMES} frames {FRAMES} changed" in out
    assert "-0.5  scene 0.4" in out and " -> 0.6" in out
    assert all(len(line) <= 80 for line in out.splitlines() if not line.startswith("/"))
    enough = ("--score-tolerance", "0.21")
    assert found(capsys, bundle, "--against", "my_model:surer", *enough)[0] == 0


def test_a_model_that_breaks_is_counted_frame_by_frame(
    bundles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence and the place of each, the traceback of the first, and the others compared."""
    status, (one, _) = found(capsys, min(bundles.glob("*")), "--against", "my_model:shaky")
    told = one["predictions"]
    assert (status, told["verdict"]) == (1, "failed")
    assert 0 < told["failed"] < FRAMES and told["failed"] + told["compared"] == FRAMES
    assert told["frames"][0]["failed"].startswith("KeyError: 'scores' (my_model.py, line ")
    assert told["frames"][0]["now"] is None
    assert told["traceback"].startswith("Traceback") and "my_model.py" in told["traceback"]


def test_jpegs_that_decode_otherwise_are_named_beside_a_change(
    bundles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change may come from the decoder, and whoever looks for it should know."""
    (bundle,) = (b for b in bundles.glob("*") if manifest_of(b).frames[0].entry.endswith("jpg"))
    manifest = manifest_of(bundle)
    (first, *rest) = manifest.frames
    pixels = cv2.imdecode(np.frombuffer(contents_of(bundle)[first.entry], np.uint8), 1)
    data = cv2.imencode(".jpg", np.asarray(pixels)[::-1])[1].tobytes()
    manifest = replace(manifest, frames=(first, *rest), mask_sha256="d" * 64)
    other = rewritten(bundle, tmp_path / "b", {first.entry: data}, manifest=manifest)
    assert main(["replay", str(other), "--against", "my_model:surer"]) == 1
    out = capsys.readouterr().out
    assert "1 frame decoded to other pixels here" in out
    assert "under a mask that the model of then did not see" in out


def test_nothing_to_compare_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check that cannot fail must not pass."""
    bundle = answered_bundle(tmp_path / "b", lambda frame: None)
    assert main(["replay", str(bundle), "--against", "my_model:brightness"]) == 1
    out = capsys.readouterr().out
    assert "no frame has a recorded prediction, so nothing was compared" in out


def test_many_changes_are_told_in_few_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Equal frames in one, labels cleaned of what a terminal would obey."""
    many = tuple(Prediction(f"\x1b[31m{number}", 0.5) for number in range(20))
    bundle = answered_bundle(tmp_path / "b", lambda frame: many)
    assert main(["replay", str(bundle), "--against", "my_model:brightness"]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    said = " ".join(out.split())
    assert "and 17 more" in said and "and 9 more" in said
    assert len(out.splitlines()) < 60


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--labels", "l"), "--labels names the classes of --model"),
        (("--score-tolerance", "nan"), "--score-tolerance nan"),
        (("--score-tolerance", "-1"), "--score-tolerance -1"),
        (("--speed", "full"), "are for --publish"),
        (("--camera", "yard"), "are for --publish"),
        (("--against", "my_model:nothing"), "there is no nothing in it"),
        (("--against", "a:b", "--model", "c"), "not allowed with"),
        (("--publish", "ipc:///x", "--model", "c"), "not allowed with"),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(
    bundles: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    """Status 2, before anything is replayed."""
    assert main(["replay", str(bundles), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == "" and words in err


def test_a_model_that_is_none_ends_the_command(
    bundles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, status 1: no bundle is to blame."""
    (tmp_path / "m.tflite").write_bytes(b"hello world")
    assert main(["replay", str(bundles), "--model", "m.tflite"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1) and "not a TFLite model" in err


def test_a_terminal_sees_how_far_it_is(
    bundles: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frame by frame of one bundle, bundle by bundle of many; the answer itself is the same."""
    seen: list[tuple[int | None, str, list[int]]] = []

    @contextmanager
    def bar(length: int | None, what: str, *, quiet: bool = False) -> Iterator[Bar]:
        seen.append((length, what, []))
        yield Bar(seen[-1][2].append, print)

    monkeypatch.setattr(command, "bar", bar)
    assert main(["replay", str(min(bundles.glob("*"))), "--against", "my_model:brightness"]) == 0
    assert main(["replay", str(bundles)]) == 0
    assert seen[1] == (3, "replaying", [1, 2, 3])
    assert seen[0][1:] == ("asking", list(range(1, FRAMES + 1)))


def test_the_default_tolerance_is_stated_once() -> None:
    """The command line cannot load it for its help, so the two are held together here."""
    assert command._SCORE_TOLERANCE == SCORE_TOLERANCE
    assert answered(np.zeros((4, 4, 3), np.uint8))
