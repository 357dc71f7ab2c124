"""tools/bench diagnosis: its table of corruptions, its windows, its gate, and what it counts."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from virk_edge.nouns import U8

# fmt: off
CAUSES = {
    "brightness_drop", "brightness_rise", "haze", "colour_cast", "monochrome", "defocus",
    "motion_blur", "noise", "compression", "precipitation", "occlusion", "camera_moved",
    "new_content",
}
# fmt: on


@pytest.fixture(autouse=True)
def _tools(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench's packages can be imported as its entry does."""
    monkeypatch.syspath_prepend(repository / "tools")


@pytest.fixture(scope="module")
def stills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty small stills of one view, each with its number as a grey corner."""
    folder = tmp_path_factory.mktemp("stills")
    view = np.random.default_rng(1).integers(40, 200, (12, 16, 3)).astype(np.uint8)
    view = np.asarray(cv2.resize(view, (128, 96), interpolation=cv2.INTER_NEAREST), np.uint8)
    for number in range(40):
        view[:16, :16] = 5 * number
        cv2.imwrite(str(folder / f"s{number:02d}.png"), view)
    return folder


def sample(kind: str, labels: Sequence[str], departed: float = 9.0, **changed: Any) -> Any:
    """A sample whose eight numbers have departed alike."""
    from diagnosis_lab.measuring import Sample

    evidence = {f"n{i}": departed for i in range(8)}
    told = {"scene": "yard", "source": "albumentations", "strength": 1.0, "seed": 0, **changed}
    return Sample(kind=kind, labels=tuple(labels), evidence=evidence, **told)


def answer(labels: Sequence[str], causes: Sequence[tuple[str, float]], **changed: Any) -> Any:
    """A visible sample, and what was said of it: named from 0.4 on."""
    from diagnosis_lab.judging import Answer

    named = bool(causes) and causes[0][1] >= 0.4
    told = {"kind": "fog", "visible": True, "named": named, **changed}
    fields = {k: told.pop(k) for k in ("named", "visible")}
    return Answer(sample(labels=labels, **told), tuple(causes), **fields)


def test_every_corruption_has_grades_and_labels_that_are_causes() -> None:
    """Faults have right answers, what is outside the taxonomy has none."""
    from diagnosis_lab.albumentations_grades import GRADES
    from diagnosis_lab.corruptions import BY_NAME, CORRUPTIONS

    assert len(BY_NAME) == len(CORRUPTIONS)
    for corruption in CORRUPTIONS:
        assert bool(corruption.labels) == (corruption.group == "faults")
        assert set(corruption.labels) <= CAUSES
        assert set(corruption.severities) <= {1, 2, 3, 4, 5}
    assert {c.name for c in CORRUPTIONS if c.source == "albumentations"} == set(GRADES)
    for _, grade in GRADES.values():
        for severity in range(1, 6):
            assert grade(severity, random.Random(1)) == grade(severity, random.Random(1))


def test_severities_go_round_over_the_windows() -> None:
    """Five windows meet all five; a dear corruption is shown once; the plan is always the same."""
    from diagnosis_lab.others import plan

    made = plan("yard", 5)
    assert made == plan("yard", 5) != plan("hall", 5)
    blur = [i for i in made if i.corruption.name == "gaussian_blur"]
    assert {(i.corruption.source, i.severity) for i in blur} == {
        (source, severity)
        for source in ("imagecorruptions", "aiverify")
        for severity in range(1, 6)
    }
    assert len({i.seed for i in blur if i.corruption.source == "aiverify"}) == 5
    assert sum(i.corruption.dear for i in made) == 1


def test_incidents_come_after_the_baseline(stills: Path) -> None:
    """A short clip's first part is played there and back; windows show none of it."""
    from diagnosis_lab.windows import FPS, INCIDENT_FRAMES, view_of

    from virk_edge.errors import UsageError

    view = view_of(f"{stills}:s*", 3)
    assert len(view.baseline.frames) == 120 and view.baseline.seconds[-1] == 119 / FPS
    learnt = {int(frame[0, 0, 0]) // 5 for frame in view.baseline.frames}
    assert learnt == set(range(24))
    for window in (*view.faulty, *view.clean):
        shown = [int(frame[0, 0, 0]) // 5 for frame in window.frames]
        assert len(shown) == INCIDENT_FRAMES and min(shown) >= 24 and shown == sorted(set(shown))
    assert len(view.faulty) == 3
    with pytest.raises(UsageError, match="too few"):
        view_of(f"{stills}:s0*", 3)


class Inverting:
    """Stands for the process with the generators: every corruption is the negative."""

    made = 0

    def make(self, what: object, severity: int, seed: int, clean: Path, made: Path) -> None:
        """As ``Worker.make``."""
        from diagnosis_lab.serving import read_frames, write_frames

        self.made += 1
        write_frames(made, [np.asarray(255 - frame, np.uint8) for frame in read_frames(clean)])


def test_corrupted_frames_are_made_once(stills: Path, tmp_path: Path) -> None:
    """The second measurement takes them from the folder, and says the same."""
    from diagnosis_lab.others import clean_samples, corrupted_samples
    from diagnosis_lab.windows import view_of

    view, worker = view_of(str(stills), 1), Inverting()
    first = list(corrupted_samples(view, worker, tmp_path, limit=3))  # type: ignore[arg-type]
    again = list(corrupted_samples(view, worker, tmp_path, limit=3))  # type: ignore[arg-type]
    assert len(first) == 3 == worker.made == len(list(tmp_path.iterdir()))
    assert first == again
    clean = next(clean_samples(view))
    assert clean.labels == () and clean.evidence.keys() == first[0].evidence.keys()
    assert clean.evidence != first[0].evidence


def test_frames_come_back_without_loss(tmp_path: Path) -> None:
    """Noise, in the order in which it went."""
    from diagnosis_lab.serving import read_frames, write_frames

    draw = np.random.default_rng(2)
    frames: list[U8] = [draw.integers(0, 256, (9, 7, 3)).astype(np.uint8) for _ in range(12)]
    write_frames(tmp_path / "f.npz", frames)
    back = read_frames(tmp_path / "f.npz")
    assert len(back) == 12
    assert all(np.array_equal(a, b) for a, b in zip(frames, back, strict=True))


def test_what_no_clean_window_exceeds_is_visible() -> None:
    """Four numbers must have left what the scene's clean windows do; other scenes do not count."""
    from diagnosis_lab.judging import visible

    clean = [sample("clean", (), d, source="clean") for d in np.linspace(-1.0, 1.0, 40)]
    weak, strong = sample("fog", ["haze"], 0.5), sample("fog", ["haze"], 20.0)
    few = sample("fog", ["haze"], 0.0)
    few.evidence.update(n0=90.0, n1=90.0, n2=90.0)
    elsewhere = sample("fog", ["haze"], 0.0, scene="hall")
    seen = visible([*clean, weak, strong, few, elsewhere])
    assert sum(seen[:40]) <= 2
    assert seen[40:] == [False, True, False, True]


def test_a_sample_is_judged_as_an_incident_would_be(stills: Path) -> None:
    """Real evidence of a black picture: named, with a score, best first."""
    from diagnosis_lab.judging import answers
    from diagnosis_lab.measuring import Sample, Shots, evidence_of, normal_of
    from diagnosis_lab.windows import view_of

    view = view_of(str(stills), 1)
    dark = Shots(
        tuple(np.asarray(f // 3, np.uint8) for f in view.faulty[0].frames), view.faulty[0].seconds
    )
    evidence = evidence_of(normal_of(view.baseline), dark)
    (found,) = answers([Sample("s", "real", "dusk", 1.0, 0, ("brightness_drop",), evidence)])
    scores = [score for _, score in found.causes]
    assert found.visible and scores == sorted(scores, reverse=True)
    assert found.said in (found.first, "unknown") and 0.0 < found.score <= 1.0


def test_counts_are_those_of_a_hand() -> None:
    """Right, right in two, named, right when named, coverage, and calibration."""
    from diagnosis_lab import figures

    said = [
        answer(["haze"], [("haze", 0.9)]),
        answer(["haze"], [("defocus", 0.8), ("haze", 0.1)]),
        answer(["haze", "noise"], [("noise", 0.3)]),
        answer(["haze"], []),
    ]
    counted = figures.counted(said)
    assert counted == {
        **{"n": 4, "right": 0.5, "in two": 0.75},
        **{"named": 0.5, "right when named": 0.5},
    }
    assert figures.confusion(said) == {
        "haze": {"haze": 1, "defocus": 1, "unknown": 1},
        "noise": {"unknown": 1},
    }
    at = {row["score"]: row for row in figures.coverage(said)}
    assert at[0.9] == {"score": 0.9, "named": 0.25, "right": 1.0}
    assert at[0.98]["right"] is None
    assert figures.curve(said)[:2] == [(0.25, 1.0), (0.5, 0.5)]
    error = figures.calibration_error(said)
    assert error == pytest.approx((0.1 + 0.8 + 0.7 + 0.0) / 4)
    assert figures.calibration_error([]) is None
    assert figures.said_most(said) == "defocus 1, unknown 1"


def test_where_unknown_is_right_naming_nothing_is_right() -> None:
    """Winter against summer: nobody has to name it."""
    labels = ["new_content", "unknown"]
    assert answer(labels, [("haze", 0.2)]).right
    assert not answer(labels, [("haze", 0.8)]).right
    assert answer(labels, [("new_content", 0.8)]).right


def test_groups_are_kept_apart_and_travel_as_json() -> None:
    """Scenes of training, what has no cause, clean windows, and what cannot be seen."""
    from diagnosis_lab import report

    said = [
        answer(["haze"], [("haze", 0.9)]),
        answer(["haze"], [("noise", 0.9)], visible=False),
        answer(["haze"], [("noise", 0.9)], scene="campus_people"),
        answer([], [("defocus", 0.9)], source="outside", kind="imagecorruptions zoom_blur"),
        answer([], [("defocus", 0.9)], source="own", kind="ghost"),
        answer([], [("noise", 0.7)], source="clean", kind="clean", visible=False),
        answer([], [("noise", 0.2)], source="clean", kind="clean"),
        answer(["occlusion"], [("occlusion", 0.7)], source="real", kind="cover"),
        answer([], [("occlusion", 0.7)], source="real", kind="clean day"),
    ]
    found = json.loads(json.dumps(report.numbers(said)))
    others = found[report.UNSEEN]["others"]
    assert others["all"]["n"] == 1 == others["all"]["not visible"]
    assert others["all"]["right"] == 1.0
    assert others["odd"] == [{"what": "outside", "n": 1, "named": 1.0, "as": "defocus 1"}]
    assert others["clean"][-1]["n"] == 2
    assert others["clean"][-1]["named"] == 0.5 and others["clean"][-1]["named behind gate"] == 0.0
    assert found[report.UNSEEN]["own"]["odd"][0]["what"] == "oddities of our own"
    assert found[report.UNSEEN]["real"]["clean"][-1]["named behind gate"] == 1.0
    assert found[report.TRAINED]["others"]["all"]["right"] == 0.0
    text = "\n".join(str(table) for table in report.tables(found))
    assert "others, scenes kept from training: by kind" in text and "defocus 1" in text
    met = {goal.what: goal.met for goal in report.targets(found)}
    assert met["right first, other generators"] and not met["outside the taxonomy, named"]


def test_code_that_only_judges_leaves_samples_alone() -> None:
    """Kept samples depend on what measures, not on rules, weights or tables."""
    from diagnosis_lab.keeping import code_of, files_of

    for part in ("others", "own", "real"):
        names = {"/".join(file.parts[-2:]) for file in files_of(f"diagnosis_lab.{part}")}
        assert {"core/evidence.py", "core/fingerprint.py", f"diagnosis_lab/{part}.py"} <= names
        assert not names & {"core/diagnose.py", "core/causes.py", "diagnosis_lab/report.py"}
    assert code_of("diagnosis_lab.others") != code_of("diagnosis_lab.own")


def test_generators_are_installed_in_the_versions_that_were_measured() -> None:
    """Every package of the group is pinned; those that ask for too much are installed alone."""
    from diagnosis_lab.worker import CORRUPTIONS

    pins = CORRUPTIONS.requirements()
    names = [pin.partition("==")[0] for pin in pins]
    assert len(names) == 10 and {"imagecorruptions", "albumentations", "matplotlib"} <= set(names)
    assert set(CORRUPTIONS.alone) < set(names)


def test_clean_windows_of_a_folder_of_stills_are_benched(
    stills: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program from its arguments to its JSON; the second time from what was kept."""
    from bench_diagnosis import main

    told = [str(stills), "--part", "clean", "--cache", str(tmp_path)]
    assert main([*told, "--json", str(tmp_path / "first.json")]) == 0
    assert "windows as they are" in capsys.readouterr().out
    kept = list((tmp_path / "diagnosis").iterdir())
    assert main([*told, "--json", str(tmp_path / "second.json")]) == 0
    assert list((tmp_path / "diagnosis").iterdir()) == kept and len(kept) == 1
    first, second = (json.loads((tmp_path / f"{n}.json").read_text()) for n in ("first", "second"))
    assert first["figures"] == second["figures"] and first["samples"] > 5


@pytest.mark.parametrize("wrong", [["--part", "moon"], ["--part", "real"], ["--limit", "0"]])
def test_what_cannot_be_asked_for_is_a_usage_error(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With a sentence on standard error."""
    from bench_diagnosis import main

    with pytest.raises(SystemExit) as caught:
        main(wrong)
    assert caught.value.code == 2 and capsys.readouterr().err
