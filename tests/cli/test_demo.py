"""The demonstration: the whole chain once for real, and its verdict on runs that went wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.formats.samples import CLOSED
from virk_edge.cli.main import main
from virk_edge.daemon import demo
from virk_edge.daemon.demo_outcome import Outcome
from virk_edge.faults import FAULTS
from virk_edge.nouns import Cause
from virk_edge.report.demo import demo_lines


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.alone
def test_the_whole_chain_ends_with_a_named_cause_and_an_exact_replay(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Hook, feed, daemon, fault, incident, bundle, replay: three processes and no stand-in."""
    status = main(["demo", "--out", str(tmp_path / "a folder"), "--json"])
    said = capfd.readouterr()
    outcome = json.loads(said.out)
    assert outcome["problems"] == []
    assert status == 0
    assert outcome["cause"] == "defocus"
    assert outcome["replay"]["verdict"] == "bit-exact"
    assert 0.0 < outcome["detected_seconds"] < 10.0
    assert outcome["published"]["hook_us_p50"] > 0.0
    # How many that are is up to the machine; each that was decided on again is one of them.
    assert outcome["counts"]["analysed"] >= outcome["replay"]["decision"]["compared"] > 0
    assert Path(outcome["bundle"]).is_file()
    assert (tmp_path / "a folder" / "thumbs.jpg").read_bytes()[:2] == b"\xff\xd8"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_demonstration_that_is_ended_leaves_no_process_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    """Daemon and publisher would otherwise play on for ever."""
    words = [sys.executable, "-m", "virk_edge", "demo", "--out", str(tmp_path)]
    with subprocess.Popen(
        words,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell ignores SIGINT for what it runs in the background, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as demo:
        assert demo.stderr is not None
        for line in demo.stderr:
            if line.startswith(b"learning"):
                break
        demo.send_signal(number)
        assert b"Traceback" not in demo.stderr.read()
    assert demo.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.killpg(demo.pid, 0)


def test_the_faults_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """``--fault list`` names each with what it should be called."""
    assert main(["demo", "--fault", "list"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in FAULTS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--fault", "knocked_lense"], "knocked_lens"),
        (["--source", "/no/such.mp4"], "no such file"),
    ],
)
def test_bad_wishes_are_refused_before_anything_starts(
    words: list[str], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, and no folder is made."""
    assert main(["demo", *words, "--out", str(tmp_path / "out")]) in (1, 2)
    said = capsys.readouterr().err
    assert expected in said
    assert len(said.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def judged(*, cause: str, opened: int, fault_frame: int | None, tmp_path: Path) -> Outcome:
    """The outcome after the demonstration has looked at a manifest."""
    outcome = Outcome(FAULTS["knocked_lens"], "clip.mp4", tmp_path)
    incident = replace(CLOSED.incident, causes=(Cause(cause, 0.9, "because"),), opened_seq=opened)
    outcome.published = {"fault_frame": fault_frame}
    times = {340: incident.opened_boot_ns - 2_000_000_000}
    outcome.judge(replace(CLOSED, incident=incident), times)
    return outcome


def test_a_right_answer_after_the_fault_is_good(tmp_path: Path) -> None:
    """The fault at frame 340, noticed at 360, named as it should be."""
    outcome = judged(cause="defocus", opened=360, fault_frame=340, tmp_path=tmp_path)
    assert outcome.good
    assert outcome.detected_seconds == 2.0


def test_a_wrong_cause_is_a_problem(tmp_path: Path) -> None:
    """The demonstration can fail: another name is not success."""
    outcome = judged(cause="haze", opened=360, fault_frame=340, tmp_path=tmp_path)
    assert outcome.problems == ["the cause was named haze, expected defocus"]
    assert any(line.startswith("PROBLEM") for line in demo_lines(outcome))


def test_an_alarm_before_the_fault_is_a_problem(tmp_path: Path) -> None:
    """A false alarm that happens to carry the right name is still a false alarm."""
    outcome = judged(cause="defocus", opened=330, fault_frame=340, tmp_path=tmp_path)
    assert outcome.problems == ["the incident opened before anything had happened to the camera"]
    assert not outcome.good


def test_a_replay_that_takes_too_long_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow or busy processor: a sentence, and the bundle is still there to be replayed."""
    monkeypatch.setattr(demo, "_REPLAY_SECONDS", 0.0)
    bundle = tmp_path / "a.virk.zip"
    bundle.write_text("input()\n", encoding="utf-8")
    run = demo.Demo("clip.mp4", FAULTS["knocked_lens"], tmp_path, lambda *_: None)
    run._replay(bundle)
    assert run.outcome.problems == ["the bundle's replay took longer than 0 s"]
    assert run.outcome.replay == {}


def test_an_alarm_without_any_fault_is_a_problem(tmp_path: Path) -> None:
    """The publisher never got as far as the fault."""
    outcome = judged(cause="defocus", opened=330, fault_frame=None, tmp_path=tmp_path)
    assert not outcome.good
