"""The model's answers as a signal: what changes is found, what comes and goes is not an alarm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.builders import QUICK, through_disk
from tests.headers import answers_over, second
from virk_edge.core.channels import Channels
from virk_edge.core.incident import IncidentTracker, Moment, Opening
from virk_edge.core.instances import Lesson
from virk_edge.core.monitor import incident_limits
from virk_edge.core.outputs import OUTPUT_LENGTH, SLOTS, Outputs
from virk_edge.core.readings import NS
from virk_edge.nouns import Heard

DETECT = replace(QUICK, learn_seconds=30.0, learn_max_seconds=600.0, learn_frames_min=60)
USUAL = {"person": 1.2, "car": 0.6}


class Model:
    """A model's answers, second by second: detections per frame by label, each with its score."""

    def __init__(self, seed: int = 3) -> None:
        self._draw = np.random.default_rng(seed)
        self.at = 0

    def second(
        self, rates: dict[str, float], *, confidence: float = 0.8, frames: int = 10
    ) -> Heard:
        """The next second."""
        self.at += 1
        counts = {n: int(self._draw.poisson(frames * rate)) for n, rate in rates.items()}
        found = sum(counts.values())
        scores = self._draw.normal(confidence, 0.08, found).clip(0.05, 0.99)
        return answers_over(float(self.at), counts, float(scores.sum()), frames=frames)


def judge(channels: Channels, heards: list[Heard]) -> list[float]:
    """Scores of the outputs channel as the monitor would have them; 0.0 where it was not judged."""
    scores: list[float] = []
    for heard in heards:
        quiet = not scores or scores[-1] <= 1.0
        reading = channels.listen(heard, Lesson(sound=True, quiet=quiet)).get("outputs")
        scores.append(0.0 if reading is None else reading.score)
    return scores


def incidents(channels: Channels, heards: list[Heard]) -> int:
    """How many incidents these seconds would open."""
    tracker, opened = IncidentTracker(incident_limits(DETECT)), 0
    for heard in heards:
        readings = channels.listen(heard, Lesson(sound=True, quiet=tracker.phase == "quiet"))
        change = tracker.update(readings, Moment(heard.seq, heard.t_boot_ns))
        opened += isinstance(change, Opening)
    return opened


@pytest.fixture(scope="module")
def learnt():
    """What was learnt from some minutes of the usual, and the model that made it."""
    channels, model = Channels(DETECT), Model()
    assert max(judge(channels, [model.second(USUAL) for _ in range(400)])) <= 1.0
    state = channels.save()

    def restored() -> tuple[Channels, Model]:
        again = Model(seed=9)
        again.at = 400
        return Channels.restore(state, DETECT), again

    return restored


def test_the_usual_goes_on_quietly(learnt):
    """Ten more minutes of the same."""
    channels, model = learnt()
    assert incidents(channels, [model.second(USUAL) for _ in range(600)]) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"rates": {"person": 0.3, "car": 1.5}},
        {"rates": {"person": 0.6, "car": 0.6, "forklift": 0.6}},
        {"rates": USUAL, "confidence": 0.55},
        {"rates": {n: 5 * r for n, r in USUAL.items()}},
        {"rates": {n: r / 5 for n, r in USUAL.items()}},
    ],
    ids=["mix", "new label", "confidence", "many more", "many fewer"],
)
def test_a_shift_of_the_answers_is_found(learnt, change):
    """Within a minute, and for as long as it lasts."""
    channels, model = learnt()
    heards = [model.second(**change) for _ in range(180)]
    assert incidents(channels, heards[:60]) == 1
    assert min(s for s in judge(channels, heards[60:]) if s) > 1.0


def test_without_predictions_there_is_no_channel():
    """Headers alone do not make one."""
    channels = Channels(DETECT)
    assert not any(judge(channels, [second(t + 1.0) for t in range(100)]))
    assert channels.instances == {} and channels.shift is None


def test_a_scene_where_somebody_passes_now_and_then_is_quiet():
    """Five seconds of a person in every half minute: an object is no exception."""
    channels, model, heards = Channels(DETECT), Model(), []
    for at in range(1800):
        passing = {"person": 1.0} if at % 30 < 5 else {}
        heards.append(model.second(passing))
    assert incidents(channels, heards) == 0
    assert incidents(channels, [model.second({"fox": 1.0}) for _ in range(120)]) == 1


def test_a_night_without_detections_is_survived_and_learnt():
    """The first one is told, as nobody could know; the next ones are usual."""
    channels, model = Channels(DETECT), Model()
    days, nights = [], []
    for _ in range(3):
        days.append(incidents(channels, [model.second(USUAL) for _ in range(900)]))
        nights.append(incidents(channels, [model.second({}) for _ in range(1200)]))
    assert days == [0, 0, 0]
    assert nights == [1, 0, 0]
    assert any(judge(channels, [model.second(USUAL) for _ in range(60)]))


def test_a_model_that_detects_nothing_any_more_is_found():
    """Told after a minute where the scene was never empty; not told of a fault to learn it."""
    channels, model = Channels(DETECT), Model()
    judge(channels, [model.second(USUAL) for _ in range(900)])
    scores = judge(channels, [model.second({}) for _ in range(120)])
    assert max(scores[:60]) <= 1.0 and min(scores[62:]) > 1.0
    assert scores[-1] == pytest.approx(2.0, abs=0.05)
    for _ in range(120):
        channels.listen(model.second({}), Lesson(sound=False, quiet=False))
    channels.listen(model.second(USUAL), Lesson(sound=False, quiet=False))
    again = judge(channels, [model.second({}) for _ in range(120)])
    assert max(again) > 1.0


def test_an_empty_scene_is_not_called_so_before_it_is_known():
    """Nothing was ever detected, or the camera has been watched for a few minutes only."""
    channels, model = Channels(DETECT), Model()
    assert not any(judge(channels, [model.second({}) for _ in range(2000)]))
    channels, model = Channels(DETECT), Model()
    judge(channels, [model.second(USUAL) for _ in range(120)])
    assert not any(judge(channels, [model.second({}) for _ in range(2000)]))


def test_few_detections_say_little_of_confidence():
    """One with a low score departs less than twenty with it; none not at all."""
    outputs = Outputs(learn_max_seconds=600.0)
    for at in range(20):
        outputs.take(answers_over(at + 1.0, {"cat": 10}, 8.0), sound=True, quiet=True)

    def departure(count: int) -> float:
        heard = answers_over(100.0, {"cat": count}, 0.4 * count)
        sample = outputs.take(heard, sound=False, quiet=False)
        assert sample is not None
        return float(sample[-1])

    assert departure(200) < departure(20) < departure(1) < -0.1
    assert departure(200) == pytest.approx(-1.79, abs=0.1)  # logit of 0.4 less that of 0.8
    assert outputs.take(second(101.0, answered=10), sound=False, quiet=False) is None


def test_a_sample_is_the_square_root_of_detections_per_frame():
    """By label, of all others, and of all; what comes after learning has no slot of its own."""
    outputs = Outputs(learn_max_seconds=600.0)
    outputs.take(answers_over(1.0, {"cat": 40, "dog": 10}, 40.0), sound=True, quiet=True)
    heard = answers_over(2.0, {"cat": 90, "dog": 10, "fox": 40}, 112.0)
    sample = outputs.take(heard, sound=True, quiet=False)
    assert sample is not None and sample.shape == (OUTPUT_LENGTH,)
    assert sample[:2] == pytest.approx([3.0, 1.0])
    assert sample[2:SLOTS] == pytest.approx(0.0)
    assert sample[SLOTS:] == pytest.approx([2.0, 14**0.5, 0.0], abs=0.01)
    assert list(outputs.save()["slots"]) == ["cat", "dog"]


def test_labels_beyond_the_slots_count_as_others():
    """The most frequent ones of the first second come first."""
    outputs = Outputs(learn_max_seconds=600.0)
    counts = {f"label {i:02d}": 100 - i for i in range(40)}
    for at in range(3):
        outputs.take(answers_over(at + 1.0, counts, 1500.0), sound=True, quiet=True)
    assert outputs.save()["slots"] == [f"label {i:02d}" for i in range(SLOTS)]
    assert len(outputs.save()["usual"]["labels"]) == SLOTS + 1
    assert set(outputs.shift.now.labels) == {*outputs.save()["slots"], "(other)"}


@pytest.mark.parametrize("total", [float("nan"), float("inf")])
def test_scores_that_are_no_numbers_are_survived(learnt, total):
    """Nothing is learnt from them, and the next second is judged as ever."""
    channels, model = learnt()
    for _ in range(50):
        assert judge(channels, [replace(model.second(USUAL), score_sum=total)]) == [0.0]
        assert 0.0 <= judge(channels, [model.second(USUAL)])[0] <= 1.0


def test_memory_is_bounded():
    """Whatever labels a model may invent."""
    outputs = Outputs(learn_max_seconds=600.0)
    for at in range(500):
        counts = {f"label {at * 40 + i}": 1 + i for i in range(40)}
        outputs.take(answers_over(at + 1.0, counts, 300.0), sound=True, quiet=True)
    assert len(str(outputs.save())) < 5000


@pytest.mark.parametrize("cut", [0, 1, 30, 100, 305, 330, 700])
def test_saving_and_restoring_is_invisible(cut):
    """While learning, in a shift, and while nothing is detected."""
    model = Model()
    heards = [model.second(USUAL) for _ in range(300)]
    heards += [model.second({"person": 0.3, "fox": 1.0}, confidence=0.5) for _ in range(30)]
    heards += [model.second(USUAL) for _ in range(370)] + [model.second({}) for _ in range(100)]
    expected = judge(Channels(DETECT), heards)
    assert sum(s > 1.0 for s in expected) > 40
    first = Channels(DETECT)
    judge(first, heards[:cut])
    again = Channels.restore(through_disk(first.save()), DETECT)
    quiet = [True, *(s <= 1.0 for s in expected)]
    for i in range(cut, len(heards)):
        reading = again.listen(heards[i], Lesson(True, quiet[i])).get("outputs")
        assert (0.0 if reading is None else reading.score) == expected[i]
    assert heards[-1].t_boot_ns == 800 * NS
