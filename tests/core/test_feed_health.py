"""The feed's rules: each speaks when it should, in words, and is silent otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.builders import observed, scene, through_disk, with_noise
from tests.headers import MODEL, header, second, tallied
from virk_edge.core.feed_health import FeedHealth, FeedReport
from virk_edge.core.readings import NS
from virk_edge.nouns import Encoding, FrameInfo, Heard, ModelIdentity, Observation

LEARNING = {"learn_seconds": 10.0, "learn_max_seconds": 60.0}
STILL = observed(scene(height=48, width=64))


def frame(number: int, seconds: float) -> Observation:
    """An observation whose picture has this number and no other."""
    return replace(
        STILL, digest=number, info=replace(STILL.info, seq=0, t_boot_ns=round(seconds * NS))
    )


def look(health: FeedHealth, numbers: list[int], *, start: float, fps: float = 10.0):
    """Look at pictures as the monitor does: nothing is learnt from what is over its level."""
    reports: list[FeedReport] = []
    for i, number in enumerate(numbers):
        learn = not reports or reports[-1].reading.score <= 1.0
        reports.append(health.look(frame(number, start + i / fps), learn=learn))
    return reports


def listen(health: FeedHealth, heards: list[Heard]) -> list[FeedReport]:
    """Listen as the monitor does."""
    reports: list[FeedReport] = []
    for heard in heards:
        learn = not reports or reports[-1].reading.score <= 1.0
        reports.append(health.listen(heard, learn=learn))
    return reports


def fresh(count: int, start: int = 0) -> list[int]:
    return list(range(start, start + count))


def causes(report: FeedReport) -> list[str]:
    return [t.cause for t in report.troubles]


def quiet(reports: list[FeedReport]) -> bool:
    return all(not r.troubles and r.reading.score <= 1.0 for r in reports)


def at_rate(
    fps: float, seconds: float, *, start: float = 0.0, seq: int = 0, **more
) -> list[FrameInfo]:
    """Headers at an even rate."""
    return [header(seq + i, start + i / fps, **more) for i in range(int(seconds * fps))]


# -- frozen: what the pixels tell -----------------------------------------------------------------


def test_a_static_but_noisy_scene_is_not_frozen():
    """Sensor noise makes every picture another one."""
    health = FeedHealth(**LEARNING)
    base = scene(height=48, width=64)
    reports = [health.look(observed(with_noise(base, 1.0, i), i), learn=True) for i in range(300)]
    assert quiet(reports)
    assert max(r.reading.score for r in reports) == 0.0


def test_the_same_pixels_with_advancing_time_are_frozen_after_a_second():
    """And stay so for as long as it lasts: a frozen feed does not teach that it is normal."""
    health = FeedHealth(**LEARNING)
    look(health, fresh(200), start=0.0)
    reports = look(health, [7_000] * 3000, start=20.0)
    first = next(i for i, r in enumerate(reports) if r.troubles)
    assert 10 <= first <= 12
    assert all(causes(r) == ["frozen_feed"] and r.reading.score > 1.0 for r in reports[first:])
    [trouble] = reports[-1].troubles
    assert trouble.because.startswith("3000 frames in 299.9 s carry exactly the same pixels")
    assert trouble.evidence["frozen_seconds"] == pytest.approx(299.9)
    assert trouble.severity == 1.0


def test_a_frozen_feed_is_found_even_while_everything_is_called_quiet():
    """The rule does not rely on others having stopped the learning."""
    health = FeedHealth(**LEARNING)
    look(health, fresh(200), start=0.0)
    reports = [health.look(frame(-1, 20.0 + i / 10), learn=True) for i in range(100)]
    assert causes(reports[-1]) == ["frozen_feed"]


def test_a_feed_that_always_repeats_each_picture_is_not_frozen():
    """Thirty frames a second from a camera that has ten, or ten from one that has one in two."""
    for repeats in (3, 20):
        health = FeedHealth(**LEARNING)
        pictures = [n for n in fresh(400 // repeats * 3) for _ in range(repeats)]
        assert quiet(look(health, pictures, start=0.0))


def test_a_still_scene_from_an_encoder_is_normal_if_it_was_so_while_learning():
    """Pictures that stand for four seconds at a time; but not for a minute."""
    health = FeedHealth(**LEARNING)
    pictures = [n for n in fresh(20) for _ in range(40)]
    assert quiet(look(health, pictures, start=0.0))
    assert look(health, [-1] * 600, start=80.0)[-1].troubles


def test_a_feed_that_stood_from_the_start_is_normal_until_it_has_long_outlasted_the_learning():
    """Nobody knows better than to call it a picture of a still."""
    health = FeedHealth(**LEARNING)
    reports = look(health, [1] * 400, start=0.0)
    assert quiet(reports[:290])
    assert reports[-1].troubles


def test_what_repeats_after_the_learning_teaches_nothing():
    """Else short freezes would make room for longer ones."""
    health = FeedHealth(learn_seconds=10.0, learn_max_seconds=15.0)
    look(health, fresh(200), start=0.0)
    start = 20.0
    for number in range(50):
        look(health, [-number - 1] * 9, start=start)
        start += 0.9
    assert look(health, [-100] * 14, start=start)[-1].troubles


def test_a_few_frames_far_apart_are_not_enough():
    """Stills that come once a minute may well be alike five times."""
    health = FeedHealth(**LEARNING)
    look(health, fresh(30), start=0.0, fps=1 / 60)
    reports = look(health, [-1] * 6, start=1800.0, fps=1 / 60)
    assert [bool(r.troubles) for r in reports] == [False] * 5 + [True]


def test_time_that_stands_still_or_steps_back_is_no_freeze():
    """The very same message twice is not a camera that hangs."""
    health = FeedHealth(**LEARNING)
    look(health, fresh(200), start=0.0)
    for seconds in (20.0, 20.0, 20.0, 3.0, 2.0, 1.0, 0.0, 0.0):
        assert quiet([health.look(frame(-1, seconds), learn=True)])


# -- format and model -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"width": 128}, {"height": 96}, {"encoding": Encoding.GRAY8}], ids=str
)
def test_another_format_is_reported_until_it_is_back(change):
    """In words, with both formats, and with a score that opens an incident."""
    health = FeedHealth(**LEARNING)
    health.look(STILL, learn=True)
    other = replace(STILL, info=replace(STILL.info, **change))
    report = health.look(other, learn=True)
    assert causes(report) == ["format_changed"]
    assert "learnt as 64x48 bgr8" in report.troubles[0].because
    assert report.reading.score > 1.0 and not report.comparable
    back = health.look(STILL, learn=True)
    assert quiet([back]) and back.comparable


def test_another_format_is_heard_before_it_is_seen():
    """Pictures that were on their way are still of the old one, and are compared."""
    health = FeedHealth(**LEARNING)
    health.look(STILL, learn=True)
    report = health.listen(second(1.0, format="128x48 bgr8"), learn=True)
    assert causes(report) == ["format_changed"] and report.comparable
    assert "128x48 bgr8" in report.troubles[0].because


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (MODEL, ModelIdentity("yolo", "b" * 64)),
        (MODEL, ModelIdentity("detr", "a" * 64)),
        (ModelIdentity("yolo"), ModelIdentity("detr")),
        (MODEL, ModelIdentity("detr")),
    ],
)
def test_another_model_is_reported(before, now):
    """By name or by digest, also after a restart of the program; until the old one is back."""
    health = FeedHealth(**LEARNING)
    assert quiet(listen(health, [second(float(t), model=before) for t in range(1, 30)]))
    report = health.listen(second(30.0, model=now, restarts=1, run="other"), learn=True)
    assert causes(report) == ["model_changed"]
    assert now.name in report.troubles[0].because and before.name in report.troubles[0].because
    assert quiet([health.listen(second(31.0, model=before), learn=True)])


@pytest.mark.parametrize(
    "models",
    [[MODEL, MODEL], [None, MODEL], [MODEL, None], [ModelIdentity("yolo"), MODEL, MODEL]],
    ids=str,
)
def test_a_model_that_says_less_or_more_is_no_other(models):
    """A digest or the whole name may be missing now and then."""
    health = FeedHealth(**LEARNING)
    heards = [second(float(t + 1), model=m) for t, m in enumerate(models)]
    assert quiet(listen(health, heards))


def test_a_digest_that_came_later_counts():
    """The name alone was learnt first."""
    health = FeedHealth(**LEARNING)
    for t, model in enumerate([ModelIdentity("yolo"), MODEL]):
        health.listen(second(t + 1.0, model=model), learn=True)
    report = health.listen(second(3.0, model=ModelIdentity("yolo", "c" * 64)), learn=True)
    assert causes(report) == ["model_changed"]


# -- stalled --------------------------------------------------------------------------------------


def test_a_feed_that_stops_is_stalled_after_five_seconds():
    """Counted from its last header, and no longer when headers come again."""
    health = FeedHealth(**LEARNING)
    infos = at_rate(10.0, 30.0)
    heards = tallied(infos, until=90.0)
    reports = listen(health, heards)
    silent = [(h.t_boot_ns / NS - 29.9, r) for h, r in zip(heards, reports, strict=True)]
    assert all(not r.troubles for s, r in silent if s <= 5.0)
    assert all(causes(r) == ["stalled_feed"] for s, r in silent if s > 5.0)
    assert reports[-1].troubles[0].evidence["silent_seconds"] == pytest.approx(60.0, abs=1.6)
    back = at_rate(10.0, 20.0, start=95.0, seq=300)
    again = FeedHealth(**LEARNING)
    reports = listen(again, tallied([*infos, *back]))
    assert causes(max(reports, key=lambda r: r.reading.score)) == ["stalled_feed"]
    assert quiet(reports[-15:])


def test_the_height_of_a_stall_grows_with_its_length():
    """The score is of use to say how long it has been."""
    health = FeedHealth(**LEARNING)
    reports = listen(health, tallied(at_rate(10.0, 30.0), until=60.0))
    scores = [r.reading.score for r in reports[-10:]]
    assert scores == sorted(scores) and scores[-1] == pytest.approx(6.0, abs=0.4)


@pytest.mark.parametrize("fps", [1 / 60, 1 / 300, 0.5])
def test_a_slow_feed_is_not_stalled_between_its_frames(fps):
    """Not while learning either; but when ten times its gap has passed."""
    health = FeedHealth(learn_seconds=30.0, learn_max_seconds=3600.0)
    infos = at_rate(fps, max(14 / fps, 60.0))
    last = infos[-1].t_boot_ns / NS
    assert quiet(listen(health, tallied(infos, until=last + 9.0 / fps)))
    reports = listen(health, [second(last + 11.0 / fps, frames=0, seconds=1.0)])
    assert causes(reports[-1]) == ["stalled_feed"]


def test_a_camera_with_pauses_is_not_stalled_in_them():
    """Bursts of two seconds with 20 s of nothing, as it was while learning."""
    health = FeedHealth(learn_seconds=60.0, learn_max_seconds=3600.0)
    infos = [
        header(20 * burst + i, 22.0 * burst + i / 10) for burst in range(40) for i in range(20)
    ]
    assert quiet(listen(health, tallied(infos)))


def test_a_stall_that_became_an_incident_teaches_nothing():
    """Otherwise the second one would be thought usual."""
    health = FeedHealth(learn_seconds=10.0, learn_max_seconds=3600.0)
    infos: list[FrameInfo] = []
    for part in range(5):
        infos += at_rate(10.0, 60.0, start=100.0 * part, seq=600 * part)
    reports = listen(health, tallied(infos))
    over = [r for r in reports if r.troubles]
    assert len(over) == pytest.approx(4 * 35 / 1.5, abs=12)
    assert all("longest usual gap is 0.1 s" in r.troubles[0].because for r in over)


def test_a_time_that_nobody_listened_to_is_neither_a_stall_nor_a_lesson():
    """The machine slept for an hour: one long gap, and no empty interval."""
    health = FeedHealth(learn_seconds=10.0, learn_max_seconds=36_000.0)
    listen(health, tallied(at_rate(10.0, 60.0)))
    slept = second(3660.0, frames=10, seconds=3600.0, gap_seconds=3599.0)
    assert quiet([health.listen(slept, learn=True)])
    heards = [second(3661.0 + i) for i in range(20)]
    assert quiet(listen(health, heards))
    silence = [second(3681.0 + i, frames=0) for i in range(8)]
    assert causes(listen(health, silence)[-1]) == ["stalled_feed"]


# -- slow -----------------------------------------------------------------------------------------


def slowed(fps: float, **more) -> list[Heard]:
    """Half a minute at ten frames a second, then another rate."""
    after = at_rate(fps, 60.0, start=40.0, seq=400, **more)
    return tallied([*at_rate(10.0, 40.0), *after])


def test_a_feed_below_half_its_rate_is_slow():
    """Within about ten seconds, in words with both rates."""
    health = FeedHealth(**LEARNING)
    heards = slowed(2.1)
    reports = listen(health, heards)
    first = next(h.t_boot_ns / NS for h, r in zip(heards, reports, strict=True) if r.troubles)
    assert 45.0 < first < 52.0
    [trouble] = reports[-1].troubles
    assert trouble.cause == "stalled_feed"
    assert trouble.because == "the feed brings 2.1 frames/s, 10 are usual"
    assert trouble.severity == pytest.approx(0.79, abs=0.01)
    assert reports[-1].reading.times_normal == pytest.approx(10 / 2.1, rel=0.03)


@pytest.mark.parametrize("fps", [6.0, 10.0, 20.0])
def test_a_feed_above_half_its_rate_is_not_slow(fps):
    """Nor is a quicker one."""
    assert quiet(listen(FeedHealth(**LEARNING), slowed(fps)))


def test_lost_frames_are_not_slowness():
    """Two of three are lost on the way: the camera made them all."""
    infos = [i for i in at_rate(10.0, 100.0) if i.seq < 400 or i.seq % 3 == 0]
    assert quiet(listen(FeedHealth(**LEARNING), tallied(infos)))


def test_one_pause_is_not_slowness():
    """Six seconds of nothing, and on as before."""
    infos = [*at_rate(10.0, 40.0), *at_rate(10.0, 40.0, start=46.0, seq=400)]
    reports = listen(FeedHealth(**LEARNING), tallied(infos))
    slow = [r for r in reports if "frames/s" in str(r.troubles)]
    assert not slow and quiet(reports[-30:])


def test_several_pauses_are_slowness():
    """Three seconds of nothing in every three and a half."""
    after = [header(400 + 5 * k + i, 40.0 + 3.5 * k + i / 10) for k in range(20) for i in range(5)]
    reports = listen(FeedHealth(**LEARNING), tallied([*at_rate(10.0, 40.0), *after]))
    assert "frames/s" in reports[-1].troubles[0].because


def test_a_rate_that_varies_is_usual():
    """A camera that exposes longer in the dark, seen so while learning."""
    fps, t, infos = 10.0, 0.0, []
    draw = np.random.default_rng(5)
    for seq in range(6000):
        if seq % 50 == 0:
            fps = float(draw.uniform(2.5, 12.0))
        infos.append(header(seq, t))
        t += 1.0 / fps
    health = FeedHealth(learn_seconds=120.0, learn_max_seconds=3600.0)
    assert quiet(listen(health, tallied(infos)))


@pytest.mark.parametrize("usual", [1 / 60, 1.0, 30.0])
def test_slowness_is_relative_to_what_is_usual(usual):
    """A frame a minute that becomes one in three minutes."""
    health = FeedHealth(learn_seconds=30.0, learn_max_seconds=3600.0)
    seconds = max(15 / usual, 60.0)
    infos = at_rate(usual, seconds)
    slower = at_rate(usual / 3, 3 * seconds, start=seconds, seq=len(infos))
    heards = tallied([*infos, *slower])
    reports = listen(health, heards)
    before = [r for h, r in zip(heards, reports, strict=True) if h.t_boot_ns < seconds * NS]
    assert quiet(before)
    assert "are usual" in reports[-1].troubles[-1].because


def test_a_feed_that_slows_down_bit_by_bit_does_not_teach_it():
    """Only what has ended by itself does."""
    health, t, infos = FeedHealth(learn_seconds=10.0, learn_max_seconds=3600.0), 0.0, []
    for seq in range(3000):
        infos.append(header(seq, t))
        t += 0.1 * 1.0005**seq
    reports = listen(health, tallied(infos))
    assert "frames/s" in reports[-1].troubles[0].because


def test_a_restart_is_no_trouble():
    """The program is away for four seconds and counts from 0 again."""
    infos = [*at_rate(10.0, 40.0), *at_rate(10.0, 40.0, start=44.0, run="other")]
    assert quiet(listen(FeedHealth(**LEARNING), tallied(infos)))


def test_time_between_two_runs_of_the_daemon_is_no_slowness():
    """Rules that were saved and restored hear of the camera again an hour later."""
    health = FeedHealth(**LEARNING)
    listen(health, tallied(at_rate(10.0, 40.0)))
    health = FeedHealth.restore(through_disk(health.save()), **LEARNING)
    later = at_rate(10.0, 40.0, start=3640.0, seq=36_400)
    assert quiet(listen(health, tallied(later)))


# -- jumping --------------------------------------------------------------------------------------


def test_times_that_run_back_again_and_again_are_trouble():
    """Three times in ten seconds; not when it happened once."""
    infos = at_rate(10.0, 60.0)
    for k in (400, 420, 440):
        infos[k] = replace(infos[k], t_boot_ns=infos[k].t_boot_ns - NS // 2)
    reports = listen(FeedHealth(**LEARNING), tallied(infos))
    told = [r for r in reports if r.troubles]
    assert {t.cause for r in told for t in r.troubles} == {"stalled_feed"}
    assert "ran back 3 times in the last 101 frames" in told[0].troubles[0].because
    assert quiet(reports[-3:])


def test_a_clock_that_was_set_is_no_trouble():
    """An hour back or forth, once."""
    for step in (-3600, 3600):
        infos = at_rate(10.0, 100.0, start=5000.0)
        infos[600:] = [replace(i, t_boot_ns=i.t_boot_ns + step * NS) for i in infos[600:]]
        heards = [h for h in tallied(infos) if h.frames]
        assert quiet(listen(FeedHealth(**LEARNING), heards))


def test_numbers_that_run_back_are_trouble_at_any_pace():
    """A frame a minute, of which every third is an old one."""
    infos = at_rate(1 / 60, 3600.0)
    infos[40::3] = [replace(i, seq=i.seq - 30) for i in infos[40::3]]
    reports = listen(FeedHealth(**LEARNING), [h for h in tallied(infos) if h.frames])
    assert "ran back 3 times in the last 10 frames" in reports[-1].troubles[0].because


def test_times_that_always_ran_back_are_usual():
    """Frames out of order, as an encoder may send them."""
    infos = at_rate(10.0, 100.0)
    for k in range(5, 990, 10):
        infos[k], infos[k + 1] = (
            replace(infos[k], t_boot_ns=infos[k + 1].t_boot_ns),
            replace(infos[k + 1], t_boot_ns=infos[k].t_boot_ns),
        )
    assert quiet(listen(FeedHealth(**LEARNING), tallied(infos)))


# -- together -------------------------------------------------------------------------------------


def test_what_is_seen_and_what_is_heard_are_one_report():
    """A frozen picture with another model: both, and the worse sets the reading."""
    health = FeedHealth(**LEARNING)
    look(health, fresh(200), start=0.0)
    listen(health, [second(t + 1.0, model=MODEL) for t in range(20)])
    health.listen(second(21.0, model=ModelIdentity("detr")), learn=True)
    report = look(health, [-1] * 100, start=20.0)[-1]
    assert causes(report) == ["frozen_feed", "model_changed"]
    assert report.reading.score == max(report.reading.scale_scores) > 2.0
    assert causes(health.listen(second(22.0), learn=True)) == ["frozen_feed", "model_changed"]


def everything() -> list[Observation | Heard]:
    """A feed that learns, pauses, freezes, slows, jumps, stops and changes, seen and heard."""
    infos = [*at_rate(10.0, 30.0), *at_rate(10.0, 10.0, start=33.0, seq=300)]
    infos += [*at_rate(2.0, 20.0, start=44.0, seq=401), *at_rate(2.0, 5.0, start=60.0, seq=450)]
    infos += at_rate(10.0, 10.0, start=90.0, seq=0, run="other", model=ModelIdentity("detr"))
    heards = tallied(infos, until=110.0)
    seen = [frame(min(n, 250), n / 5) for n in range(500)]
    both: list[Observation | Heard] = [*heards, *seen]
    return sorted(both, key=lambda x: x.t_boot_ns if isinstance(x, Heard) else x.info.t_boot_ns)


def take(health: FeedHealth, sense: Observation | Heard, *, learn: bool) -> FeedReport:
    if isinstance(sense, Heard):
        return health.listen(sense, learn=learn)
    return health.look(sense, learn=learn)


@pytest.mark.parametrize("cut", [0, 1, 50, 105, 180, 230, 300, 400, 500])
def test_saving_and_restoring_is_invisible(cut):
    """While learning, and in any trouble."""
    senses = everything()
    whole, first = FeedHealth(**LEARNING), FeedHealth(**LEARNING)
    expected = [take(whole, s, learn=i % 7 != 0) for i, s in enumerate(senses)]
    assert {c for r in expected for c in causes(r)} == {"frozen_feed", "stalled_feed"}
    for i, sense in enumerate(senses[:cut]):
        take(first, sense, learn=i % 7 != 0)
    second_ = FeedHealth.restore(through_disk(first.save()), **LEARNING)
    for i in range(cut, len(senses)):
        report = take(second_, senses[i], learn=i % 7 != 0)
        assert report.troubles == expected[i].troubles
        assert np.array_equal(report.reading.scale_scores, expected[i].reading.scale_scores)


def test_memory_is_bounded():
    """A day of headers leaves as much behind as a minute does."""
    health = FeedHealth(**LEARNING)
    listen(health, [second(t + 1.0) for t in range(60)])
    small = len(str(health.save()))
    listen(health, [second(t + 61.0, steps_back=1) for t in range(2_000)])
    assert len(str(health.save())) < small + 500
