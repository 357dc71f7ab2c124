"""A camera that flaps is recorded whole a few times, then without frames."""

from __future__ import annotations

from virk_edge.core.readings import NS
from virk_edge.core.repeats import Repeats


def flap(
    repeats: Repeats, n: int, cause: str, seconds: float, trigger: str = "image"
) -> str | None:
    """One incident of the door."""
    return repeats.note(
        "door", f"id{n}", trigger=trigger, cause=cause, t_boot_ns=round(seconds * NS)
    )


def keeps(repeats: Repeats, seconds: float, trigger: str = "image", camera: str = "door") -> bool:
    """Whether one that opens now keeps its frames."""
    return repeats.keeps_frames(camera, trigger, round(seconds * NS))


def test_repeats_name_the_first_and_lose_their_frames() -> None:
    """Three repeats are recorded whole; the chain goes on as long as it is not interrupted."""
    repeats = Repeats(600.0, 3)
    told, kept = [], []
    for n in range(6):
        kept.append(keeps(repeats, n * 500.0))
        told.append(flap(repeats, n, "lights", n * 500.0))
    assert told == [None, "id0", "id0", "id0", "id0", "id0"]
    assert kept == [True, True, True, True, False, False]
    assert keeps(repeats, 2500.0, trigger="geometry")  # something else happens
    assert keeps(repeats, 2500.0, camera="yard")
    assert keeps(repeats, 3101.0)  # the cooldown is over


def test_another_cause_breaks_the_chain() -> None:
    """Then frames are kept again."""
    repeats = Repeats(600.0, 0)
    assert flap(repeats, 0, "lights", 0.0) is None
    assert not keeps(repeats, 1.0)
    assert flap(repeats, 1, "cover", 1.0) is None
    assert flap(repeats, 2, "lights", 2.0) is None
    assert flap(repeats, 3, "lights", 3.0) == "id2"


def test_what_nobody_knows_repeats_by_its_channel() -> None:
    """Unknown is no cause: two of them need not be alike."""
    repeats = Repeats(600.0, 1)
    assert flap(repeats, 0, "unknown", 0.0) is None
    assert flap(repeats, 1, "", 1.0) == "id0"
    assert flap(repeats, 2, "unknown", 2.0, trigger="geometry") is None


def test_a_clock_that_went_back_repeats_nothing() -> None:
    """After a reboot the boot clock starts again."""
    repeats = Repeats(600.0, 0)
    flap(repeats, 0, "lights", 1000.0)
    assert keeps(repeats, 10.0)
    assert flap(repeats, 1, "lights", 10.0) is None


def test_no_cooldown_means_no_repeats() -> None:
    """The operator wants every frame."""
    repeats = Repeats(0.0, 0)
    flap(repeats, 0, "lights", 0.0)
    assert keeps(repeats, 0.1)
