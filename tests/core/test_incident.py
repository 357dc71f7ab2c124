"""When an incident opens and closes: the transition table, walked row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import reading, through_disk
from virk_edge.core.incident import IncidentLimits, IncidentTracker, Moment, Opening
from virk_edge.core.readings import NS

LIMITS = IncidentLimits(
    hold_seconds=2.0, hold_frames=5, close_seconds=3.0, close_level=0.8, close_frames=3
)
HIGH = 3.0  # far over the level: every second counts in full


class Walk:
    """A tracker led through scores, frame by frame."""

    def __init__(self, limits: IncidentLimits = LIMITS) -> None:
        self.tracker = IncidentTracker(limits)
        self.openings: list[tuple[float, Opening]] = []
        self.closings: list[float] = []
        self.phases: list[str] = []
        self.seconds = 0.0
        self._seq = 0

    def go(self, *frames, fps: float = 10.0, **channels: float) -> Walk:
        """Each frame is a dict of scores by channel, or a count of frames with ``channels``."""
        for frame in frames:
            many = [channels] * frame if isinstance(frame, int) else [frame]
            for scores in many:
                self._one({c: s if isinstance(s, tuple) else (s,) for c, s in scores.items()})
                self.seconds = round(self.seconds + 1 / fps, 6)
        return self

    def _one(self, scores) -> None:
        now = Moment(self._seq, round(self.seconds * NS))
        change = self.tracker.update({c: reading(*s) for c, s in scores.items()}, now)
        if isinstance(change, Opening):
            self.openings.append((self.seconds, change))
        elif change:
            self.closings.append(self.seconds)
        self.phases.append(self.tracker.phase)
        self._seq += 1


# (name, scores of one channel at ten frames a second, phase afterwards, openings, closings)
TABLE = [
    ("quiet stays quiet", [(50, 0.9)], "quiet", 0, 0),
    ("at the level is not over it", [(100, 1.0)], "quiet", 0, 0),
    ("over the level is pending", [(5, 0.2), (1, HIGH)], "pending", 0, 0),
    ("pending falls back", [(15, HIGH), (1, 1.0)], "quiet", 0, 0),
    ("a fall-back starts the hold anew", [(15, HIGH), (1, 0.9), (15, HIGH)], "pending", 0, 0),
    ("held long enough opens", [(24, HIGH)], "open", 1, 0),
    ("just under the level keeps it open", [(24, HIGH), (100, 0.9)], "open", 1, 0),
    ("at the closing level it stays open", [(24, HIGH), (100, 0.8)], "open", 1, 0),
    ("quiet for too short", [(24, HIGH), (29, 0.1)], "open", 1, 0),
    ("quiet for long closes", [(24, HIGH), (33, 0.1)], "quiet", 1, 1),
    ("a relapse starts the quiet anew", [(24, HIGH), (25, 0), (1, 0.9), (25, 0)], "open", 1, 0),
    ("one incident while it lasts", [(24, HIGH), (25, 0), (60, HIGH)], "open", 1, 0),
    ("after closing another may open", [(24, HIGH), (33, 0), (24, HIGH)], "open", 2, 1),
    ("closing does not skip pending", [(24, HIGH), (33, 0), (2, HIGH)], "pending", 1, 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("scores", "phase", "openings", "closings"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_the_transition_table(scores, phase, openings, closings):
    """Every row of the module's table, and what is just not enough for it."""
    walk = Walk()
    for count, score in scores:
        walk.go(count, image=score)
    assert walk.tracker.phase == phase
    assert (len(walk.openings), len(walk.closings)) == (openings, closings)


def test_it_opens_after_the_hold_and_not_before():
    """Two seconds, whatever the frame rate; a frame more for the rounding of sums."""
    for fps in (5.0, 10.0, 30.0):
        walk = Walk().go(20, image=0.1, fps=fps)
        begin = walk.seconds
        walk.go(round(4 * fps), image=HIGH, fps=fps)
        assert 2.0 - 1e-6 <= walk.openings[0][0] - begin <= 2.0 + 1.01 / fps


def test_the_hold_also_needs_frames():
    """At one frame a second, two seconds are three frames, which are not yet five."""
    walk = Walk().go(10, image=0.1, fps=1.0).go(4, image=HIGH, fps=1.0)
    assert not walk.openings
    assert walk.go(1, image=HIGH, fps=1.0).openings


@pytest.mark.parametrize("minutes", [0.5, 10.0, 60.0])
def test_two_stills_are_enough(minutes):
    """Where frames are further apart than the hold, five would take hours."""
    fps = 1 / (60 * minutes)
    walk = Walk().go(20, image=0.1, fps=fps).go(1, image=HIGH, fps=fps)
    assert walk.tracker.phase == "pending"
    assert walk.go(1, image=HIGH, fps=fps).openings
    walk.go(3, image=0.1, fps=fps)
    assert walk.tracker.phase == "quiet"  # closing takes three


def test_several_channels_are_one_incident():
    """The one that is highest when the first has held gives its name."""
    walk = Walk().go(10, image=0.1, geometry=0.1, appearance=0.1)
    walk.go(5, image=HIGH, geometry=0.1, appearance=0.1)
    walk.go(40, image=HIGH, geometry=5.0, appearance=2.0)
    assert len(walk.openings) == 1
    assert walk.openings[0][1].trigger == "image"
    walk.go(20, image=0.1, geometry=5.0, appearance=0.1)
    assert walk.tracker.phase == "open"
    assert len(walk.go(40, image=0.1, geometry=0.1, appearance=0.1).closings) == 1


def test_the_highest_of_those_that_held_is_the_trigger():
    """With what it says of itself."""
    [(_, opening)] = Walk().go(30, image=HIGH, geometry=5.0).openings
    assert opening.trigger == "geometry"
    assert opening.times_normal == reading(5.0).times_normal


def test_alternating_channels_do_not_add_up():
    """Each must hold on its own."""
    walk = Walk()
    for _ in range(10):
        walk.go(10, image=HIGH, geometry=0.1).go(10, image=0.1, geometry=HIGH)
    assert not walk.openings


def test_the_onset_is_the_latest_quiet_moment_of_a_scale_that_is_over():
    """Slow scales rose earlier or later; only those over the level have a say."""
    walk = Walk().go(10, image=(0.1, 0.1))  # frames 0-9
    walk.go(5, image=(0.1, 0.7))  # the slow scale was last quiet at 9
    walk.go(30, image=(HIGH, 1.2))  # the fast one at 14
    assert walk.openings[0][1].onset.seq == 14
    walk = Walk().go(10, image=(0.1, 0.1)).go(5, image=(0.1, 0.7)).go(30, image=(0.9, HIGH))
    assert walk.openings[0][1].onset.seq == 9


def test_the_onset_of_the_earliest_channel_counts():
    """Of those that held."""
    walk = Walk().go(10, image=0.1, geometry=0.1)
    walk.go(2, image=HIGH, geometry=0.1)
    walk.go(30, image=HIGH, geometry=HIGH)
    assert walk.openings[0][1].onset.seq == 9


def test_a_channel_over_its_level_from_the_start_has_its_onset_there():
    """There was no quiet moment."""
    assert Walk().go(30, image=HIGH).openings[0][1].onset.seq == 0


def test_a_channel_that_is_missing_keeps_its_state():
    """A frame without an embedding says nothing about appearance: neither over nor quiet."""
    walk = Walk().go(5, image=0.1, appearance=0.1)
    for _ in range(15):
        walk.go({"image": 0.1, "appearance": HIGH}, {"image": 0.1})
    assert len(walk.openings) == 1
    assert walk.openings[0][1].trigger == "appearance"
    walk.go(100, image=0.1)
    assert walk.tracker.phase == "open"
    assert walk.go(40, image=0.1, appearance=0.1).closings


def test_pending_waits_for_a_missing_channel():
    """Silence is not calm."""
    walk = Walk().go(5, image=HIGH, appearance=0.1).go(3, appearance=0.1)
    assert walk.tracker.phase == "pending"
    walk.go(1, image=0.1, appearance=0.1)
    assert walk.tracker.phase == "quiet"


def test_an_empty_frame_changes_nothing():
    """No channel was measured at all."""
    walk = Walk().go({}, {})
    assert walk.phases == ["quiet", "quiet"]
    walk = Walk().go(24, image=HIGH).go(5, image=0.1).go(2)
    assert walk.tracker.phase == "open"


def test_a_single_frame_may_open_if_so_configured():
    """No hold at all: every frame over the level counts."""
    walk = Walk(IncidentLimits(hold_seconds=0.0, hold_frames=1))
    walk.go(3, image=0.1).go(2, image=HIGH)
    assert walk.openings
    assert walk.openings[0][1].onset.seq == 2


def test_a_channel_that_is_not_measured_any_more_does_not_keep_an_incident_open():
    """Its last word was trouble, a minute ago; the others have been quiet since."""
    walk = Walk().go(30, geometry=HIGH, image=0.1)
    assert walk.phases[-1] == "open"
    walk.go(550, image=0.1)
    assert walk.phases[-1] == "open"
    walk.go(100, image=0.1)
    assert walk.phases[-1] == "quiet"


def test_of_stills_a_channel_may_be_missing_for_some_before_it_says_nothing_more():
    """Ten of its intervals, not a minute."""
    walk = Walk().go(6, fps=1 / 600, geometry=HIGH, image=0.1)
    walk.go(8, fps=1 / 600, image=0.1)
    assert walk.phases[-1] == "open"
    walk.go(8, fps=1 / 600, image=0.1)
    assert walk.phases[-1] == "quiet"


def test_ticks_of_another_channel_do_not_close_an_incident_of_stills():
    """Each channel has its own pace; a picture every ten minutes is not quiet for three seconds."""
    walk = Walk().go(3, fps=1 / 600, image=HIGH)
    walk.go(1, fps=1, image=0.1)
    walk.go(500, fps=1, feed=0.0)
    assert walk.phases[-1] == "open"
    for _ in range(2):
        walk.go(1, fps=1, image=0.1).go(599, fps=1, feed=0.0)
    walk.go(1, fps=1, image=0.1)
    assert walk.phases[-1] == "quiet"


def test_ticks_of_another_channel_do_not_change_what_stills_need_to_open():
    """Two stills far over the level are enough, whatever comes between them."""
    walk = Walk()
    for _ in range(2):
        walk.go(1, fps=1, image=HIGH).go(599, fps=1, feed=0.0)
    assert walk.phases[-1] == "open"


@pytest.mark.parametrize(("score", "opens_s"), [(1.1, 600), (1.35, 61), (1.5, 2), (4.0, 2)])
def test_over_days_what_is_just_over_the_level_must_last(score, opens_s):
    """A dusk is over before ten minutes are; a fault that is plain opens as soon as ever."""
    tracker, opened = IncidentTracker(LIMITS), None
    for i in range(8000):
        said = replace(reading(score), instance="calendar")
        change = tracker.update({"image": said}, Moment(i, i * NS // 10))
        if isinstance(change, Opening):
            opened = i / 10
            break
    assert opened == pytest.approx(opens_s, rel=0.15)


def test_a_reset_forgets_what_is_going_on():
    """Neither open nor pending, and the hold begins anew."""
    walk = Walk().go(30, image=HIGH)
    walk.tracker.reset()
    walk.go(15, image=HIGH)
    assert walk.phases[-1] == "pending"


def test_saving_and_restoring_anywhere_is_invisible():
    """Quiet, pending, open and closing."""
    frames = [
        {"image": (s, s / 2), "geometry": g}
        for count, s, g in [
            (7, 0.1, 0.3), (15, 3.0, 0.2), (3, 0.4, 1.2), (30, 3.0, 0.1), (12, 0.2, 2.0),
            (20, 0.1, 0.1), (40, 0.0, 0.0), (10, 2.0, 2.0),
        ]
        for _ in range(count)
    ]  # fmt: skip
    whole = Walk().go(*frames)
    assert len(whole.openings) == len(whole.closings) == 1
    for cut in range(0, len(frames), 3):
        walk = Walk().go(*frames[:cut])
        walk.tracker = IncidentTracker.restore(through_disk(walk.tracker.save()), LIMITS)
        walk.go(*frames[cut:])
        assert walk.openings == whole.openings
        assert walk.closings == whole.closings
        assert walk.phases == whole.phases
