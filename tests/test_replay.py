"""Replay: what is the same comes out bit-exact, and nothing that was changed goes unseen."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.builders import QUICK, scene, with_noise
from tests.headers import answers_over, second
from tests.recordings import Recorded, contents_of, manifest_of, rewritten
from virk_edge.adapters.recorder import Recorder, Surroundings
from virk_edge.adapters.store import Store
from virk_edge.cli.verify import problems_of
from virk_edge.core.pipeline import Judged, Pipeline
from virk_edge.core.verdict import Verdict
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import AFTER, BEFORE, DIFFERENCE, EXHIBIT
from virk_edge.formats.config import Config
from virk_edge.formats.exact import npy_array, npy_bytes
from virk_edge.nouns import Encoding, FrameInfo
from virk_edge.replay import Report, main, replay, report_lines

EMBEDDINGS = "observations.embedding.npy"


@pytest.fixture(scope="module")
def brief(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """The bundle with its first four frames alone: as good to change, and quicker to replay."""
    manifest = manifest_of(recorded.bundle)
    dropped = {f.entry: None for f in manifest.frames[4:]}
    path = tmp_path_factory.mktemp("brief") / recorded.bundle.name
    kept = replace(manifest, frames=manifest.frames[:4])
    return replace(recorded, bundle=rewritten(recorded.bundle, path, dropped, manifest=kept))


@pytest.fixture(scope="module", autouse=True)
def kernels_of_the_recording(recorded: Recorded) -> None:
    """The tests of exactness mean the kernels that recorded, whatever the environment says."""
    assert "VIRK_EDGE_KERNELS" not in os.environ


def decoded(data: bytes) -> np.ndarray:
    """The pixels of a stored frame."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return pixels


def with_pixel(data: bytes, *, row: int = 51, by: int = 40, suffix: str = ".png") -> bytes:
    """A stored frame with one pixel changed."""
    pixels = decoded(data)
    pixels[row, 70] = (pixels[row, 70].astype(int) + by) % 256
    return cv2.imencode(suffix, pixels)[1].tobytes()


def first_frame(recorded: Recorded) -> str:
    """The entry of the first stored frame."""
    return manifest_of(recorded.bundle).frames[0].entry


def with_embeddings_off_by(recorded: Recorded, path: Path, distance: float) -> Report:
    """Replay with one recorded embedding moved by this L2 distance."""
    entries = contents_of(recorded.bundle)
    lines = [json.loads(line) for line in entries["observations.jsonl"].splitlines()]
    seq = manifest_of(recorded.bundle).frames[0].seq
    _, row = next(line["embedding"] for line in lines if line["frame"]["seq"] == seq)
    embeddings = npy_array(entries[EMBEDDINGS]).copy()
    embeddings[row, 0] += np.float32(distance)
    return replay(rewritten(recorded.bundle, path, {EMBEDDINGS: npy_bytes(embeddings)}))


def with_score_off_by(recorded: Recorded, path: Path, amount: float) -> Report:
    """Replay with one recorded score changed."""
    name = "observations.jsonl"
    lines = contents_of(recorded.bundle)[name].splitlines()
    line = json.loads(lines[40])
    line["scores"][0]["score"] += amount
    lines[40] = json.dumps(line).encode()
    return replay(rewritten(recorded.bundle, path, {name: b"\n".join(lines) + b"\n"}))


def test_the_same_machine_gives_the_same_bits(recorded: Recorded) -> None:
    """A bundle replayed where it was recorded is bit-exact in both stages, every frame."""
    report = replay(recorded.bundle)
    assert report.verdict is Verdict.BIT_EXACT
    assert report.differs == ()
    for stage in (report.pixels, report.decision):
        assert (stage.exact, stage.worst, stage.first) == (stage.compared, {}, "")
    assert report.pixels.compared == len(manifest_of(recorded.bundle).frames) > 50


def test_a_bundle_runs_by_itself_with_its_own_code(recorded: Recorded, tmp_path: Path) -> None:
    """``python3 -I FILE`` from anywhere: bit-exact, and every module of ours is from the file."""
    code = (
        "import runpy, sys\n"
        f"sys.argv = [{str(recorded.bundle)!r}, '--json']\n"
        "try:\n    runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit as end:\n    print(end.code)\n"
        "print({m.__file__ for n, m in sys.modules.items() if n.startswith('virk_edge')})\n"
    )
    command = [sys.executable, "-I", "-W", "error", "-c", code]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    found, status, files = done.stdout.splitlines()
    assert (json.loads(found)["verdict"], status) == ("bit-exact", "0")
    inside = f"{recorded.bundle}/code/virk_edge/"
    assert all(file.strip(" '{}").startswith(inside) for file in files.split(","))


def test_the_file_itself_is_the_command(recorded: Recorded, tmp_path: Path) -> None:
    """What the contact sheet's reader types: python3 FILE, and the answer for a person."""
    done = subprocess.run(
        [sys.executable, "-I", str(recorded.bundle)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == report_lines(replay(recorded.bundle))


def test_a_changed_frame_is_refused_by_its_digest(brief: Recorded, tmp_path: Path) -> None:
    """One pixel in one frame, and nothing of the bundle is believed."""
    entry = first_frame(brief)
    changed = with_pixel(contents_of(brief.bundle)[entry])
    path = rewritten(brief.bundle, tmp_path / "b", {entry: changed}, honest=False)
    with pytest.raises(BundleError, match=f"'{entry}' has another size than the manifest says"):
        replay(path)
    whole = contents_of(brief.bundle)[entry]
    path = rewritten(brief.bundle, tmp_path / "c", {entry: whole[:-20] + bytes(20)}, honest=False)
    with pytest.raises(BundleError, match=f"'{entry}' is not the one that was recorded"):
        replay(path)


@pytest.mark.parametrize("row", [50, 51, 52, 53])
def test_one_pixel_diverges_in_any_row(brief: Recorded, tmp_path: Path, row: int) -> None:
    """Digests that were made to fit do not help: the pixels are measured again."""
    entry = first_frame(brief)
    changed = with_pixel(contents_of(brief.bundle)[entry], row=row, by=1)
    report = replay(rewritten(brief.bundle, tmp_path / "b", {entry: changed}))
    assert report.pixels.verdict is Verdict.DIVERGED
    assert "frame" in report.pixels.first
    assert report.decision.verdict is Verdict.BIT_EXACT


def test_a_frame_that_nobody_measured_is_compared_by_its_pixels(
    brief: Recorded, tmp_path: Path
) -> None:
    """Kept in a burst: nothing to measure again, but no other picture goes for it."""
    manifest = manifest_of(brief.bundle)
    (first, *rest) = manifest.frames
    alone = replace(first, seq=10**6, measured=False)  # no line of measurements has this number
    changed = replace(manifest, frames=(alone, *rest))
    same = rewritten(brief.bundle, tmp_path / "same", {}, manifest=changed)
    assert replay(same).verdict is Verdict.BIT_EXACT
    pixel = {first.entry: with_pixel(contents_of(brief.bundle)[first.entry])}
    other = rewritten(brief.bundle, tmp_path / "other", pixel, manifest=changed)
    assert replay(other).pixels.verdict is Verdict.DIVERGED
    measured = replace(manifest, frames=(replace(alone, measured=True), *rest))
    unknown = rewritten(brief.bundle, tmp_path / "unknown", {}, manifest=measured)
    assert "no recorded observation" in replay(unknown).pixels.first


def test_another_jpeg_decoder_is_within_tolerance(brief: Recorded, tmp_path: Path) -> None:
    """A JPEG may decode a level differently elsewhere; that is said, and no divergence."""
    manifest = manifest_of(brief.bundle)
    (first, *rest) = manifest.frames
    entry = first.entry.replace(".png", ".jpg")
    frames = (replace(first, entry=entry), *rest)
    changes = {
        first.entry: None,
        entry: with_pixel(contents_of(brief.bundle)[first.entry], row=52, by=1),
    }
    path = rewritten(
        brief.bundle, tmp_path / "b", changes, manifest=replace(manifest, frames=frames)
    )
    report = replay(path)
    assert report.pixels.verdict is Verdict.WITHIN_TOLERANCE
    assert "other pixels" in report.pixels.first


def test_a_slightly_other_embedding_is_within_tolerance(brief: Recorded, tmp_path: Path) -> None:
    """Other kernels differ in the last bits; the largest difference is reported."""
    report = with_embeddings_off_by(brief, tmp_path / "b", 0.01)
    assert report.pixels.verdict is Verdict.WITHIN_TOLERANCE
    assert report.pixels.worst["embedding"] == pytest.approx(0.01, rel=1e-3)
    assert report.pixels.exact == report.pixels.compared - 1


def test_another_embedding_diverges(brief: Recorded, tmp_path: Path) -> None:
    """A distance that a fault could make is no rounding."""
    report = with_embeddings_off_by(brief, tmp_path / "b", 0.5)
    assert report.pixels.verdict is report.verdict is Verdict.DIVERGED


def test_a_changed_score_is_a_changed_decision(brief: Recorded, tmp_path: Path) -> None:
    """The judge says again what it said, or the bundle is not its own."""
    report = with_score_off_by(brief, tmp_path / "b", 0.5)
    assert report.pixels.verdict is Verdict.BIT_EXACT
    assert report.decision.verdict is Verdict.DIVERGED
    assert report.decision.worst == {"scores": pytest.approx(0.5)}
    near = with_score_off_by(brief, tmp_path / "c", 0.001)
    assert near.decision.verdict is Verdict.WITHIN_TOLERANCE


def test_other_causes_in_the_manifest_diverge(brief: Recorded, tmp_path: Path) -> None:
    """What the summary says must be what the judge said."""
    manifest = manifest_of(brief.bundle)
    (first, *rest) = manifest.incident.causes
    causes = (replace(first, cause="moved"), *rest)
    changed = replace(manifest, incident=replace(manifest.incident, causes=causes))
    report = replay(rewritten(brief.bundle, tmp_path / "b", {}, manifest=changed))
    assert report.decision.verdict is Verdict.DIVERGED
    assert "moved" in report.decision.first


def test_other_evidence_for_the_eye_diverges(brief: Recorded, tmp_path: Path) -> None:
    """The pictures are made again; other numbers beside them are told, and missing ones are not."""
    entries = contents_of(brief.bundle)
    picture = decoded(entries[AFTER])
    picture[50:60, 50:60] = 255 - picture[50:60, 50:60]
    numbers = json.loads(entries[EXHIBIT])
    numbers["movement"]["dx_px"] += 7.0
    for name, changes, verdict, words in (
        ("p", {AFTER: cv2.imencode(".png", picture)[1].tobytes()}, "diverged", "after-picture"),
        ("n", {EXHIBIT: json.dumps(numbers).encode()}, "within tolerance", "numbers"),
        ("none", dict.fromkeys((BEFORE, AFTER, DIFFERENCE, EXHIBIT)), "bit-exact", ""),
    ):
        decision = replay(rewritten(brief.bundle, tmp_path / name, changes)).decision
        assert decision.verdict.words == verdict
        assert words in decision.first


@pytest.mark.parametrize("data", [b"", b"x" * 99])
def test_an_evidence_picture_that_is_none_is_one_sentence(
    brief: Recorded, tmp_path: Path, data: bytes
) -> None:
    """With the entry's name."""
    with pytest.raises(BundleError, match=f"{BEFORE} cannot be decoded"):
        replay(rewritten(brief.bundle, tmp_path / "b", {BEFORE: data}))


def test_a_frame_without_a_measurement_diverges(brief: Recorded, tmp_path: Path) -> None:
    """A frame that was slipped in was not judged."""
    manifest = manifest_of(brief.bundle)
    (first, *rest) = manifest.frames
    frames = (replace(first, seq=10**6), *rest)
    changed = replace(manifest, frames=frames)
    report = replay(rewritten(brief.bundle, tmp_path / "b", {}, manifest=changed))
    assert "no recorded observation" in report.pixels.first


def test_other_kernels_are_named_and_tolerated(
    brief: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bit-exactness is judged under the same kernels; others are within the stated tolerance."""
    embedder = manifest_of(brief.bundle).software.embedder
    assert embedder is not None
    if embedder.kernels != "xnnpack":
        pytest.skip("this runtime has no other kernels")
    monkeypatch.setenv("VIRK_EDGE_KERNELS", "builtin")
    report = replay(brief.bundle)
    assert report.verdict is Verdict.WITHIN_TOLERANCE
    assert report.differs == ("kernels: recorded xnnpack, here builtin",)
    assert report.pixels.worst.keys() == {"embedding"}
    assert report.decision.verdict is Verdict.BIT_EXACT  # it judges what was recorded


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"observations.jsonl": None}, "cut off before its measurements were written"),
        ({"observations.jsonl": b"{}\n"}, "observations"),
        ({"config.toml": b"detect.hold_secs = 1"}, "detect.hold_secs"),
        ({"config.toml": b"\xff"}, "utf-8"),
        ({"config.toml": None}, "config.toml"),
        ({"state/state.json": None}, "state"),
        ({"state/state.json": b"{}"}, "state"),
        ({"model/embedder.tflite": b"not a model"}, "not a TFLite model"),
        ({"model/embedder.tflite": None}, "the embedder that measured is lost"),
    ],
)
def test_what_cannot_be_replayed_is_one_sentence(
    brief: Recorded,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, bytes | None],
    words: str,
) -> None:
    """Whatever is missing or not what it should be: status 1, the file and the reason."""
    path = rewritten(brief.bundle, tmp_path / "b", changes)
    assert main([str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err and str(path) in err
    assert err.count("\n") == 1 and err.startswith("replay: ")


def test_a_truncated_bundle_is_one_sentence(
    brief: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a bundle is refused before anything in it is read."""
    path = tmp_path / "half"
    path.write_bytes(brief.bundle.read_bytes()[:-1000])
    assert main([str(path)]) == 1
    assert main([str(tmp_path / "none")]) == 1
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 2
    assert "fetch it again" in err[0] and "cannot be read" in err[1]


def test_the_report_in_json_has_its_keys(brief: Recorded) -> None:
    """Scripts rely on them."""
    found = replay(brief.bundle).as_json()
    assert json.loads(json.dumps(found)) == found
    assert list(found) == [
        *("bundle", "incident", "verdict", "causes", "code", "differs", "pixels", "decision")
    ]
    assert found["pixels"] == {
        "verdict": "bit-exact",
        "compared": len(manifest_of(brief.bundle).frames),
        "exact": len(manifest_of(brief.bundle).frames),
        "worst": {},
        "first_difference": None,
    }


def test_other_code_is_named_even_under_the_same_version(brief: Recorded, tmp_path: Path) -> None:
    """A version number can stay while the code changes; its sources cannot."""
    contents = contents_of(brief.bundle)
    name = "code/virk_edge/core/drift.py"
    changed = rewritten(brief.bundle, tmp_path / "b", {name: contents[name] + b"# once\n"})
    assert not [words for words in replay(brief.bundle).differs if words.startswith("code")]
    (words,) = [words for words in replay(changed).differs if words.startswith("code")]
    assert words.startswith("code: core/drift.py differ")


def heard_and_seen(folder: Path, *, stalls: bool) -> Path:
    """The bundle of a camera whose model answers otherwise from second 340 on, or that stops then.

    One frame in three seconds is analysed.
    """
    config = Config(detect=QUICK)
    line, view = Pipeline("door", config, None), scene(1, height=48, width=64)
    recorder = Recorder(Store(folder), Surroundings(config, None, b""), line.flight.ring.release)
    draw, bundles = np.random.default_rng(4), list[Path | None]()

    def follow(judged: Judged) -> None:
        bundles.extend(recorder.handle("door", job, Counter()) for job in judged.jobs)

    for at in range(430):
        silent = stalls and at >= 340
        if at % 3 == 0 and not silent:
            seq, t_ns = 10 * at, at * 10**9
            info = FrameInfo("door", seq, "run", t_ns, t_ns, Encoding.BGR8, 48, 64)
            follow(line.process(info, with_noise(view, 3.0, seq)))
        found = int(draw.poisson(15)) + 1
        labels = {"cat": found, "dog": 4} if at < 340 else {"fox": found}
        heard = answers_over(at + 1.0, labels, 0.8 * sum(labels.values()))
        follow(line.listen(second(at + 1.0, frames=0, seq=3390) if silent else heard))
    [path] = [b for b in bundles if b is not None]
    return path


@pytest.mark.parametrize(("stalls", "cause"), [(False, "prediction_shift"), (True, "stalled_feed")])
def test_what_was_heard_is_judged_again_to_the_bit(
    tmp_path: Path, stalls: bool, cause: str
) -> None:
    """In its place between the frames; the stall's bundle ends without any."""
    path = heard_and_seen(tmp_path, stalls=stalls)
    assert problems_of(path) == []
    manifest, report = manifest_of(path), replay(path)
    assert manifest.incident.causes[0].cause == cause
    assert report.verdict is Verdict.BIT_EXACT
    lines = contents_of(path)["observations.jsonl"].splitlines()
    heard = [line for line in lines if line.startswith(b'{"heard"')]
    assert report.decision.compared == len(lines) > len(heard) > 10
    assert report.pixels.compared == len(manifest.frames)
    assert (EXHIBIT in manifest.entries) is not stalls  # of a feed that is silent: nothing to see


def test_what_was_heard_cannot_be_changed_unseen(tmp_path: Path) -> None:
    """Other detections in one second are another judgement, and the place is named."""
    path = heard_and_seen(tmp_path, stalls=False)
    name = "observations.jsonl"
    lines = contents_of(path)[name].splitlines()
    place = next(i for i in range(20, len(lines)) if lines[i].startswith(b'{"heard"'))
    line = json.loads(lines[place])
    line["heard"]["detections"] += 9000
    line["heard"]["labels"].append(["zebra", 9000])
    lines[place] = json.dumps(line).encode()
    changed = rewritten(path, tmp_path / "b", {name: b"\n".join(lines) + b"\n"})
    report = replay(changed)
    assert report.decision.verdict is Verdict.DIVERGED
    assert report.decision.first.startswith(f"headers up to {line['heard']['seq']}: ")


def test_a_state_that_does_not_fit_its_measurements_is_one_sentence(
    brief: Recorded, tmp_path: Path
) -> None:
    """Each entry is right in form; together they are no incident."""
    contents = contents_of(brief.bundle)
    arrays = sorted(name for name in contents if name.startswith("state/array-"))
    refused = 0
    for name in arrays[:: len(arrays) // 4]:
        array = np.load(io.BytesIO(contents[name]), allow_pickle=False)
        other = io.BytesIO()
        np.save(other, np.resize(array, array.size + 3), allow_pickle=False)
        changed = rewritten(brief.bundle, tmp_path / "b", {name: other.getvalue()})
        try:
            replay(changed)
        except BundleError as error:
            refused += 1
            assert len(str(error).splitlines()) == 1
    assert refused
