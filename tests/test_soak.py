"""tools/soak: injected time, the script, what counts as growth, and a short run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import types
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zmq

from tests.feeds import endpoint_in, until

HOUR = 3600.0


@pytest.fixture(autouse=True)
def _tools(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The soak's package can be imported as its entry does."""
    monkeypatch.syspath_prepend(repository / "tools")


# -- time -----------------------------------------------------------------------------------------


def test_every_clock_runs_ahead_by_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second after the beginning, at 60 times the speed: 59 seconds. Sleeping is real."""
    from soak_bench.clock import BOOT, NS, InjectedTime, Pace

    now_ns = 5 * NS
    monkeypatch.setattr(time, "monotonic_ns", lambda: now_ns)
    monkeypatch.setattr(time, "perf_counter_ns", lambda: now_ns)
    monkeypatch.setattr(time, "time_ns", lambda: now_ns)
    monkeypatch.setattr(time, "clock_gettime_ns", lambda _: now_ns)
    injected = InjectedTime(Pace(60.0, now_ns - NS))
    ahead_ns = now_ns + 59 * NS
    assert injected.pace.passed_s() == 60.0
    assert injected.monotonic_ns() == injected.perf_counter_ns() == injected.time_ns() == ahead_ns
    assert injected.clock_gettime_ns(BOOT) == ahead_ns
    assert injected.clock_gettime_ns(time.CLOCK_PROCESS_CPUTIME_ID) == now_ns
    assert injected.monotonic() == injected.time() == ahead_ns / NS
    assert injected.sleep is time.sleep


def test_a_dear_meter_counts_more_and_never_goes_back() -> None:
    """What was counted while it was dear stays counted."""
    from soak_bench.clock import Meter

    reading, factor = 1000, 1.0
    meter = Meter(lambda: reading, lambda: factor)
    reading = 1010
    assert meter() == 1010
    factor, reading = 60.0, 1020
    assert meter() == 1610
    factor, reading = 1.0, 1030
    assert meter() == 1620


def test_the_clocks_of_a_package_are_replaced_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Wherever one of its modules has the module ``time``."""
    from soak_bench.clock import InjectedTime, Pace, install

    modules = {}
    for name in ("soaked", "soaked.inner", "soaked_not"):
        modules[name] = types.ModuleType(name)
        modules[name].time = time  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, name, modules[name])
    injected = InjectedTime(Pace(2.0, 0))
    assert install(injected, "soaked") == ["soaked", "soaked.inner"]
    assert modules["soaked.inner"].time is injected  # type: ignore[attr-defined]
    assert modules["soaked_not"].time is time  # type: ignore[attr-defined]


def test_no_clock_of_the_daemon_escapes() -> None:
    """Nothing in the daemon or the hook holds a clock under a name of its own."""
    import virk_edge.daemon.main
    import virk_edge.publisher  # noqa: F401

    clocks = {id(getattr(time, n)) for n in dir(time) if callable(getattr(time, n))}
    escaped = [
        f"{name}.{key}"
        for name, module in list(sys.modules.items())
        if name.startswith("virk_edge")
        for key, value in vars(module).items()
        if id(value) in clocks
    ]
    assert escaped == []


# -- the script -----------------------------------------------------------------------------------


def test_calm_moments_are_alike() -> None:
    """No fault, no guest, no rubbish, no short budget, and the same sizes in all of them."""
    from soak_bench.script import CALM, CAMERAS, MALFORMED, PAUSE, SHORT, SLOW_LOOP, Moment

    seen = set()
    for cycle in range(24):
        for part in (CALM[0], 0.95, CALM[1] - 1e-9):
            now = Moment(cycle, part)
            assert not any(now.within(w) for w in (SHORT, SLOW_LOOP, MALFORMED, PAUSE))
            assert not any(camera.fault(now) for camera in CAMERAS)
            seen.add(tuple((c.is_there(now), c.size_at(now)) for c in CAMERAS))
    assert len(seen) == 1
    assert not all(there for there, _ in next(iter(seen)))


def test_a_few_cycles_hold_everything() -> None:
    """Every camera that can be faulty is, with several faults; some programs start anew."""
    from soak_bench.script import CAMERAS, LEAST_CYCLES, moment

    moments = [moment(5.0 * i, 600.0) for i in range(120 * LEAST_CYCLES)]
    assert [m.cycle for m in moments[::120]] == list(range(LEAST_CYCLES))
    for camera in CAMERAS:
        faults = {camera.fault(now) for now in moments}
        assert len(faults) == 1 if camera.faulty == (0.0, 0.0) else len(faults) > 2
        assert len({camera.life(now) for now in moments}) == max(camera.runs * LEAST_CYCLES, 1)


# -- growth ---------------------------------------------------------------------------------------


def samples(mib: Sequence[float], **counts: Sequence[int]) -> list[Any]:
    """One calm moment, and one that is not, in each of so many cycles of ten minutes."""
    from soak_bench.sample import Sample
    from soak_bench.script import moment

    found = []
    for cycle, value in enumerate(mib):
        for part, more in ((0.5, 40), (0.95, 0)):
            passed_s = (cycle + part) * 600.0
            one = Sample(
                passed_s, moment(passed_s, 600.0), value + more, 200.0, 20 + more, 9, 8, more, 0, 7
            )
            if not more:
                one = replace(one, **{name: values[cycle] for name, values in counts.items()})
            found.append(one)
    return found


NOISE = [0.0, 3.0, -2.0, 1.0, -3.0, 2.0, 0.5, -1.0]


def test_memory_that_wavers_is_flat() -> None:
    """Noise of some MiB, an outlier, and an end that is lower than the beginning."""
    from soak_bench.checks import memory_check, memory_course
    from soak_bench.trend import Limits

    mib = [100.0 + NOISE[i % 8] for i in range(60)]
    mib[45] += 50.0
    course = memory_course(samples(mib))
    assert abs(course.slope.value) < 0.5 and course.slope.low < 0.0 < course.slope.high
    assert course.moments == 60 and course.most == 192.0
    assert memory_check(samples(mib), Limits()).good
    assert memory_check(samples([300.0 - x for x in mib]), Limits()).good


def test_a_leak_under_the_noise_is_found() -> None:
    """A kilobyte for every message: some 3 MiB in an hour, with noise of as much."""
    from soak_bench.checks import memory_check
    from soak_bench.trend import Limits

    mib = [100.0 + 0.5 * i + NOISE[i % 8] for i in range(60)]
    assert not memory_check(samples(mib), Limits()).good
    assert not memory_check(samples(mib), Limits(distance_mib=1000.0)).good
    assert memory_check(samples(mib), Limits(slope_mib=4.0, distance_mib=1000.0)).good


def test_a_step_is_found_and_warming_up_is_not() -> None:
    """What is more in the last quarter than in the second, though it no longer grows."""
    from soak_bench.checks import memory_check
    from soak_bench.trend import Limits

    assert not memory_check(samples([100.0] * 30 + [112.0] * 30), Limits()).good
    assert memory_check(samples([5.0 * i for i in range(10)] + [50.0] * 50), Limits()).good


def test_too_few_moments_are_no_success() -> None:
    """Nothing was seen, so nothing is flat."""
    from soak_bench.checks import leak_checks, memory_check
    from soak_bench.trend import Limits

    assert not memory_check(samples([]), Limits()).good
    assert not memory_check(samples([100.0]), Limits()).good
    assert not any(check.good for check in leak_checks(samples([100.0])))


def test_the_slope_is_the_median_of_all_pairs() -> None:
    """Against values worked out by hand; one outlier does not move it."""
    from soak_bench.trend import slope_of

    line = [(HOUR * t, 2.0 * t) for t in range(10)]
    assert slope_of(line).value == slope_of(line).low == slope_of(line).high == 2.0
    assert slope_of([*line[:9], (9 * HOUR, 100.0)]).value == 2.0
    assert slope_of([(0.0, 0.0), (HOUR, 3.0)]).low == float("-inf")


def test_one_descriptor_in_many_cycles_is_a_leak() -> None:
    """What comes and goes is not; what stays is."""
    from soak_bench.checks import leak_checks

    wavering = [20 + i % 2 for i in range(40)]
    leaking = [20 + i // 15 for i in range(40)]
    good = {check.name: check.good for check in leak_checks(samples([1.0] * 40, threads=wavering))}
    assert all(good.values())
    bad = {
        check.name
        for check in leak_checks(samples([1.0] * 40, descriptors=leaking))
        if not check.good
    }
    assert bad == {"descriptors"}


def test_rubbish_is_sent_to_whoever_listens(tmp_path: Path) -> None:
    """Each kind once and one twice, and then no more; a new program sends them again."""
    from soak_bench.rubbish import Rubbish

    endpoint = endpoint_in(tmp_path)
    with zmq.Context() as context, context.socket(zmq.SUB) as heard:
        heard.subscribe(b"gate/")
        heard.bind(endpoint)
        rubbish, came = Rubbish(endpoint, "gate"), []

        def all_came() -> bool:
            rubbish.follow(there=True)
            while heard.poll(1):
                came.append(heard.recv_multipart())
            return len(came) >= rubbish.sent >= 6 * lives

        for lives in (1, 2):
            until(all_came, lambda: heard.poll(2))
            rubbish.follow(there=False)
            assert rubbish.sent == len(came) == 6 * lives
    assert {len(message) for message in came} == {1, 2, 3, 5}


# -- the whole ------------------------------------------------------------------------------------


@pytest.mark.alone
def test_a_leak_made_on_purpose_fails_a_short_soak(repository: Path, tmp_path: Path) -> None:
    """A real daemon under injected time, cycles of two seconds; the books agree all the same."""
    figures = tmp_path / "soak.json"
    arguments = ["--minutes", "0.2", "--cycle", "120", "--leak", str(1 << 20), "--distance", "60"]
    arguments += ["--quiet", "--json", str(figures)]
    done = subprocess.run(
        [sys.executable, str(repository / "tools/run_soak.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 1, done.stderr
    found = json.loads(figures.read_text(encoding="utf-8"))
    good = {f"{row['part']}: {row['name']}": row["good"] for row in found["checks"]}
    assert not good["memory: flat"] and "nan" not in found["checks"][0]["found"], done.stdout
    # Whether orders are answered in time is up to the machine.
    for name in (
        "counters: every frame received is somewhere",
        "counters: published = what the hooks made",
        "counters: hooks account for every call",
        "bundles: written = found",
    ):
        assert good[name], done.stdout
    assert sum(line["event"] == "status" for line in found["lines"]) >= 3  # one a minute, injected
