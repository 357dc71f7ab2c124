"""Why: each fault of the demo on real pictures, and what holds for every diagnosis."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from tests.builders import observed, scene, with_noise
from virk_edge.core.baseline import Normal, median_scene
from virk_edge.core.causes import RULES, inputs_of, ramp
from virk_edge.core.diagnose import Case, _while, diagnose
from virk_edge.core.evidence import Evidence, Glimpse
from virk_edge.core.feed_health import FeedReport, Trouble
from virk_edge.core.readings import rule_reading
from virk_edge.core.shift import Answers, Shift
from virk_edge.core.weights import NETWORK
from virk_edge.faults import FAULTS
from virk_edge.nouns import U8, Diagnosis, Effort

QUIET = FeedReport(rule_reading(0.0, 0.0))
FROZEN = Trouble("frozen_feed", "120 frames in 12.0 s are the same", 0.2, {"frozen_seconds": 12.0})
SHIFT = Shift(
    Answers(100, 300, 240.0, {"person": 180.0, "car": 120.0}),
    Answers(30, 30, 15.0, {"person": 3.0, "car": 12.0, "fox": 15.0}),
    empty_seconds=0.0,
    usual_empty_seconds=4.0,
    empty_score=0.0,
)
# What the appearance channel says when a strong fault has opened an incident.
OVER = {"times_normal": {"appearance": 4.0, "image": 6.0}, "scores": {"appearance": 2.0}}
CAUSES = {
    "brightness_drop", "brightness_rise", "haze", "colour_cast", "monochrome", "defocus",
    "motion_blur", "noise", "compression", "precipitation", "occlusion", "camera_moved",
    "new_content", "frozen_feed", "stalled_feed", "format_changed", "prediction_shift",
    "model_changed", "unknown",
}  # fmt: skip
# All but the frozen feed, which is no matter of pictures, and frost, which is between a cover and a
# veil: docs/diagnosis-card.md says how often it is named.
CERTAIN = sorted(set(FAULTS) - {"freeze", "frost"})


def glimpse(pixels: U8, index: int) -> Glimpse:
    o = observed(pixels, index, effort=Effort.FINGERPRINT)
    return Glimpse(o.info.t_boot_ns, o.picture, o.cells, o.fingerprint)


def baseline(glimpses: list[Glimpse]) -> Normal:
    """What a camera would have learnt from these."""
    terms = np.stack([g.fingerprint for g in glimpses])
    median = median_scene([g.picture for g in glimpses], [g.cells for g in glimpses])
    return Normal(median, terms.mean(axis=0))


@pytest.fixture(scope="module")
def normal(footage: tuple[U8, ...]) -> Normal:
    """Twelve pictures of the street, a third of a second apart."""
    return baseline([glimpse(footage[i], i) for i in range(0, 36, 3)])


@pytest.fixture(scope="module")
def diagnosed(footage: tuple[U8, ...], normal: Normal):
    """Diagnosis of a fault on four later pictures of the same street."""

    @cache
    def of(name: str, strength: str = "strong", seed: int = 3) -> Diagnosis:
        effect = FAULTS[name].start(strength, seed=seed)
        pictures = [glimpse(effect(footage[i], i), i) for i in range(36, 60, 6)]
        return diagnose(Case(normal, pictures, QUIET, **OVER))

    return of


@pytest.mark.parametrize("name", CERTAIN)
def test_a_strong_fault_is_called_by_its_name(diagnosed, name):
    """On footage that ships, with its moving people."""
    diagnosis = diagnosed(name)
    assert diagnosis.causes[0].cause in FAULTS[name].causes, diagnosis.causes


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_diagnosis_is_well_formed(diagnosed, name):
    """Known names, shares of one, ranked, in words with numbers; evidence of finite numbers."""
    diagnosis = diagnosed(name)
    scores = [c.score for c in diagnosis.causes]
    assert 1 <= len(scores) <= 3
    assert all(0.0 <= s <= 1.0 for s in scores)
    assert 0.0 <= diagnosis.severity <= 1.0
    assert {c.cause for c in diagnosis.causes} <= CAUSES
    assert len({c.cause for c in diagnosis.causes}) == len(scores)
    if diagnosis.causes[0].cause != "unknown":
        assert scores == sorted(scores, reverse=True)
    for cause in diagnosis.causes:
        assert re.search(r"\d", cause.because)
        assert "nan" not in cause.because
        assert not cause.because.endswith((".", ";", " "))
    assert np.isfinite(list(diagnosis.evidence.values())).all()
    assert all(type(v) is float for v in diagnosis.evidence.values())


def test_a_diagnosis_repeats_to_the_bit(footage, normal):
    """Replay compares it."""
    effect = FAULTS["bump"].start(seed=1)
    pictures = [glimpse(effect(footage[i], i), i) for i in range(36, 48, 3)]
    case = Case(normal, pictures, QUIET, **OVER)
    assert diagnose(case) == diagnose(case)


def test_a_stronger_fault_is_more_severe(diagnosed):
    """In the cause's own unit."""
    for name in ("knocked_lens", "lights_out", "noise"):
        assert diagnosed(name).severity > diagnosed(name, "medium").severity


def test_the_words_claim_no_more_than_the_numbers(normal, footage):
    """What is called as learnt is so, and edges that are stronger than before are not gone."""
    pictures = [glimpse(footage[i], i) for i in range(36, 60, 6)]
    e = Evidence(**diagnose(Case(normal, pictures, QUIET, **OVER)).evidence)
    assert "light, colour, focus, noise and place are as learnt" in _while(e)
    swapped = replace(e, chroma_residual_share=0.68)  # red for blue, by the wrong pixel format
    assert "colour," not in _while(swapped)
    assert _while(swapped).endswith("but 68 % of the view has colours of its own")
    torn = replace(swapped, transients_up_rise=12.6, transients_down_rise=12.8)
    assert "noise" not in _while(torn)
    assert _while(torn).endswith("own and 12.8 % of pixels change for one picture")
    web = replace(e, lost_share=0.02, lost_largest_share=0.01, lost_edge_ratio=1.66)
    assert "other edges in 2 %" in RULES["occlusion"](web).because
    assert "gone" in RULES["occlusion"](replace(web, lost_edge_ratio=0.4)).because
    none = replace(web, lost_share=0.0, lost_edge_ratio=1.0)
    assert RULES["occlusion"](none).because.startswith("edges gone in 0 % of the textured view; ")
    other = replace(e, match_before=0.08, match_after=0.13, shift_x=-30.2)  # seen in a mirror
    assert "match nowhere (0.08)" in RULES["camera_moved"](other).because
    moved = replace(other, match_after=0.6)
    assert "match again (0.08 -> 0.60)" in RULES["camera_moved"](moved).because


def test_a_view_covered_whole_is_covered_and_nothing_else(diagnosed):
    """Whatever else a dark, blurred, colourless picture could be; its first forms leave nothing."""
    for seed in range(4):
        (cause,) = diagnosed("cover", "strong", seed).causes
        assert (cause.cause, cause.score) == ("occlusion", 0.95)


def test_an_unchanged_scene_has_no_named_cause(footage, normal):
    """Whoever asks without a reason is told so."""
    pictures = [glimpse(footage[i], i) for i in range(36, 60, 3)]
    case = Case(normal, pictures, QUIET, {"appearance": 1.0}, {"appearance": 0.3})
    diagnosis = diagnose(case)
    assert diagnosis.causes[0].cause == "unknown"
    assert "nearest" in diagnosis.causes[0].because


def test_nothing_learnt_is_unknown(footage):
    """There is nothing to compare with."""
    diagnosis = diagnose(Case(None, [glimpse(footage[0], 0)], QUIET, {}, {}))
    assert [c.cause for c in diagnosis.causes] == ["unknown"]
    assert diagnosis.severity == 0.0


def test_no_picture_or_one_of_another_size_is_unknown(normal):
    """Said, not crashed over."""
    other = glimpse(scene(height=48, width=64), 0)
    for pictures in ([], [other]):
        [cause] = diagnose(Case(normal, pictures, QUIET, {}, {})).causes
        assert cause.cause == "unknown"
        assert cause.because


def test_a_frozen_feed_is_certain(footage, normal):
    """Whatever the pictures look like."""
    report = replace(QUIET, troubles=(FROZEN,))
    pictures = [glimpse(footage[0], 0)]
    diagnosis = diagnose(Case(normal, pictures, report, **OVER))
    assert [c.cause for c in diagnosis.causes] == ["frozen_feed"]
    assert diagnosis.causes[0].score > 0.9
    assert "120 frames in 12.0 s" in diagnosis.causes[0].because
    assert diagnosis.severity == pytest.approx(0.2)


def test_what_the_rules_say_keeps_their_order(normal):
    """All of it, with the numbers of all and the severity of the worst."""
    other = Trouble("format_changed", "frames come as 32x24 gray8", 1.0, {"x": 1.0})
    diagnosis = diagnose(Case(normal, [], replace(QUIET, troubles=(other, FROZEN)), {}, {}))
    assert [c.cause for c in diagnosis.causes] == ["format_changed", "frozen_feed"]
    assert diagnosis.evidence == {"x": 1.0, "frozen_seconds": 12.0}
    assert diagnosis.severity == 1.0


def test_a_slow_feed_of_blurred_pictures_has_two_causes(footage, normal):
    """The pictures' own first; alone where they are as ever, or where nobody can name theirs."""
    slow = Trouble("stalled_feed", "the feed brings 2 frames/s, 10 are usual", 0.8, {"x": 2.0})
    report = replace(QUIET, troubles=(slow,))
    effect = FAULTS["knocked_lens"].start(seed=1)
    blurred = [glimpse(effect(footage[i], i), i) for i in range(36, 48, 3)]
    sound = [glimpse(footage[i], i) for i in range(36, 48, 3)]
    still = {"times_normal": {"image": 1.0}, "scores": {"image": 0.2}}
    for pictures, how, causes in (
        (blurred, OVER, ["defocus", "stalled_feed"]),
        (blurred, still, ["stalled_feed"]),
        (sound, OVER, ["stalled_feed"]),
        ([], OVER, ["stalled_feed"]),
    ):
        diagnosis = diagnose(Case(normal, pictures, report, **how))
        assert [c.cause for c in diagnosis.causes] == causes
        assert diagnosis.severity >= 0.8 and diagnosis.evidence["x"] == 2.0


@pytest.mark.parametrize("seen", [{}, {"image": 0.9, "appearance": 1.0}], ids=["headers", "frames"])
def test_other_answers_to_the_same_pictures_are_a_prediction_shift(footage, normal, seen):
    """Where the pictures are quiet, and where none are judged; with what changed in words."""
    pictures = [glimpse(footage[0], 0)] if seen else []
    scores = {**seen, "outputs": 1.4}
    times = dict.fromkeys(scores, 2.4)
    diagnosis = diagnose(Case(normal, pictures, QUIET, times, scores, SHIFT))
    [cause] = diagnosis.causes
    assert cause.cause == "prediction_shift" and cause.score > 0.8
    assert "fox from 0 to 50 %" in cause.because
    assert "confidence from 0.80 to 0.50" in cause.because
    assert "at most 2.4 x normal" in cause.because or not seen
    assert diagnosis.evidence["label_mix_distance"] == pytest.approx(0.5)


def test_other_answers_to_other_pictures_are_a_second_line_of_evidence(footage, normal):
    """The picture's own cause comes first; of answers as usual nothing is said."""
    effect = FAULTS["knocked_lens"].start(seed=1)
    pictures = [glimpse(effect(footage[i], i), i) for i in range(36, 48, 3)]
    alone = diagnose(Case(normal, pictures, QUIET, **OVER))
    for score in (0.9, 1.4):
        scores = {**OVER["scores"], "outputs": score}
        case = Case(normal, pictures, QUIET, OVER["times_normal"], scores, SHIFT)
        both = diagnose(case)
        assert [c.cause for c in both.causes] == [c.cause for c in alone.causes]
        told = "the model's answers changed too: fox from 0 to 50 %" in both.causes[0].because
        assert told == ("confidence_now" in both.evidence) == (score > 1.0)


def test_another_model_comes_before_its_answers(normal):
    """That they are others is what another model explains."""
    other = Trouble("model_changed", "model detr answers, learnt with model yolo", 0.5, {})
    report = replace(QUIET, troubles=(other,))
    [cause] = diagnose(Case(normal, [], report, {}, {"outputs": 3.0}, SHIFT)).causes
    assert cause.cause == "model_changed" and "fox from 0 to 50 %" in cause.because


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 3, 3), (7, 5), (12, 16, 3), (48, 64)], ids=str)
@pytest.mark.parametrize("value", [0, 128, 255])
def test_tiny_and_flat_pictures_are_diagnosed_without_a_crash(shape, value):
    """A lens cap on from the start, or a camera smaller than the grid of cells."""
    draw = np.random.default_rng(1)
    before = [glimpse(draw.integers(0, 256, shape, dtype=np.uint8), i) for i in range(4)]
    flat = [glimpse(np.full(shape, value, np.uint8), i) for i in range(4)]
    for learnt, now in ((before, flat), (flat, before), (flat, flat)):
        diagnosis = diagnose(Case(baseline(learnt), now, QUIET, **OVER))
        assert diagnosis.causes
        assert 0.0 <= diagnosis.severity <= 1.0
        assert np.isfinite(list(diagnosis.evidence.values())).all()


def test_one_picture_is_enough():
    """An incident that has just opened on stills."""
    base = scene(4)
    learnt = baseline([glimpse(with_noise(base, 2.0, i), i) for i in range(5)])
    now = glimpse(with_noise((base * 0.3).astype(np.uint8), 2.0, 9), 9)
    assert diagnose(Case(learnt, [now], QUIET, **OVER)).causes[0].cause == "brightness_drop"


def test_rules_network_and_evidence_speak_of_the_same_things():
    """A network trained on other rules or other numbers would be asked about things unknown."""
    numbers = dict.fromkeys((f.name for f in fields(Evidence)), 1.0)
    assert tuple(RULES) == NETWORK.outputs
    assert set(RULES) <= CAUSES
    assert set(NETWORK.inputs) == set(inputs_of(Evidence(**numbers)))


@pytest.mark.parametrize(
    ("value", "expected"), [(-1.0, 0.0), (2.0, 0.0), (3.0, 0.5), (4.0, 1.0), (9.0, 1.0)]
)
def test_a_ramp_is_clipped(value, expected):
    """Nothing below, everything above."""
    assert ramp(value, 2.0, 4.0) == expected
