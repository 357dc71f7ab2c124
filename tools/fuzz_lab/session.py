"""All targets in turn, each in a process of its own, and a table of what came of them."""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from detection_bench.environment import ROOT, Extra, RivalsError
from machine import print_machine

from fuzz_lab.targets import TARGETS

EXTRA: Final = Extra("fuzz", "--atheris", "run it on x86-64 Linux with Python 3.11 to 3.13")
DEFAULT: Final = ROOT / ".venv-fuzz"
FINDINGS: Final = ROOT / "bench-out" / "fuzz"
INPUTS: Final = 1_000_000
_COVERAGE: Final = re.compile(r"cov: (\d+) ft: (\d+)")
_STAT: Final = re.compile(r"stat::(\w+):\s+(\d+)")
_RAISED: Final = re.compile(
    r"^([A-Za-z_][\w.]*(?:Error|Exception|Warning|Exit)\b.*)$", re.MULTILINE
)
_STARTING_S: Final = 60.0  # instrumenting the package and making the seeds


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one target. edges, features: of the coverage. finding: a file, or None."""

    target: str
    inputs: int
    edges: int
    features: int
    slowest_ms: float
    peak_mib: int
    seconds: float
    verdict: str
    finding: Path | None = None


def main(argv: Sequence[str]) -> int:
    """Fuzz and print; status 1 for a finding, 74 without atheris."""
    args = _arguments(argv)
    try:
        packages = _packages(args.atheris)
    except RivalsError as error:
        print(f"virk-edge: {error}", file=sys.stderr)
        return error.exit_status
    if args.again is not None:
        with tempfile.TemporaryDirectory(prefix="virk-edge-fuzz-") as name:
            return _started(packages, args.targets[0], Path(name), [str(args.again)]).wait()
    print_machine()
    print(_HEAD)
    shares = sum(TARGETS[name].share for name in args.targets)
    results = []
    for name in args.targets:
        inputs = max(args.inputs * TARGETS[name].share // shares, 1)
        result = _fuzzed(name, inputs, packages, args)
        results.append(result)
        print(_row(result), flush=True)
    print(f"{'all':14s}{sum(r.inputs for r in results):9d}")
    found = [r for r in results if r.finding is not None]
    for result in found:
        print(f"again: tools/fuzz {result.target} --again {result.finding}")
    return 1 if any(r.verdict != "clean" for r in results) else 0


def _packages(place: Path) -> Path:
    """The folder of atheris, which is installed alone and added to the path of our environment."""
    version = sys.version_info[:2]
    if platform.machine() != "x86_64" or not (3, 11) <= version <= (3, 13):
        raise RivalsError(
            f"there is no atheris for Python {version[0]}.{version[1]} on {platform.machine()}; "
            f"{EXTRA.without}, or give the tests more examples: VIRK_EDGE_HYPOTHESIS=explore "
            "tools/test tests/formats/test_fuzz.py."
        )
    EXTRA.ensure(place)
    found = place / "lib" / f"python{version[0]}.{version[1]}" / "site-packages"
    return found


def _started(
    packages: Path, name: str, folder: Path, options: Sequence[str]
) -> subprocess.Popen[bytes]:
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    state = folder / "slowest.json"
    command = [sys.executable, str(Path(__file__).parent), "--work", str(packages), name]
    log = None if not options or Path(options[0]).is_file() else (folder / "log").open("wb")
    try:
        return subprocess.Popen(
            [*command, str(corpus), str(state), *options],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    finally:
        if log is not None:
            log.close()


def _fuzzed(name: str, inputs: int, packages: Path, args: argparse.Namespace) -> Result:
    args.findings.mkdir(parents=True, exist_ok=True)
    prefix = args.findings / f"{name}-{time.strftime('%Y%m%dT%H%M%S')}-"
    options = [
        f"-runs={inputs}",
        f"-timeout={args.timeout}",
        f"-rss_limit_mb={args.memory}",
        f"-max_len={TARGETS[name].length_max}",
        f"-seed={args.seed}",
        f"-artifact_prefix={prefix}",
        "-print_final_stats=1",
        "-verbosity=1",
        *([f"-max_total_time={args.seconds}"] if args.seconds else []),
    ]
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="virk-edge-fuzz-") as text:
        folder = Path(text)
        process = _started(packages, name, folder, options)
        try:
            # libFuzzer looks after time and memory; this is for a process that does not even start.
            status = process.wait(
                args.seconds + args.timeout + _STARTING_S if args.seconds else None
            )
        except subprocess.TimeoutExpired:
            status = -9
        finally:
            process.kill()
            process.wait()
        log = (folder / "log").read_text("utf-8", "replace")
        slow = folder / "slowest.json"
        slowest = json.loads(slow.read_text())["slowest_seconds"] if slow.exists() else 0.0
    seconds = time.monotonic() - begin
    stats = {key: int(value) for key, value in _STAT.findall(log)}
    edges, features = ([(0, 0), *_COVERAGE.findall(log)])[-1]
    finding = next(iter(sorted(args.findings.glob(f"{prefix.name}*"))), None)
    if status or finding:
        (args.findings / f"{prefix.name}log").write_text(log[-20_000:], encoding="utf-8")
    return Result(
        target=name,
        inputs=stats.get("number_of_executed_units", 0),
        edges=int(edges),
        features=int(features),
        slowest_ms=1000.0 * slowest,
        peak_mib=stats.get("peak_rss_mb", 0),
        seconds=seconds,
        verdict=_verdict(status, finding, log),
        finding=finding,
    )


def _verdict(status: int, finding: Path | None, log: str) -> str:
    if status == 0 and finding is None:
        return "clean"
    raised = _RAISED.findall(log)
    if raised:
        return str(raised[-1])[:100]
    kind = finding.name.rsplit("-", 2)[-2] if finding is not None else f"status {status}"
    return f"{kind}: see the log in the folder of findings"


_HEAD: Final = (
    f"{'target':14s}{'inputs':>9s}{'edges':>7s}{'features':>10s}{'slowest':>10s}{'peak':>9s}"
    f"{'took':>8s}  verdict"
)


def _row(result: Result) -> str:
    return (
        f"{result.target:14s}{result.inputs:9d}{result.edges:7d}{result.features:10d}"
        f"{result.slowest_ms:7.1f} ms{result.peak_mib:5d} MiB{result.seconds:6.0f} s  "
        f"{result.verdict}"
    )


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/fuzz", description=__doc__)
    parser.add_argument(
        "targets",
        metavar="TARGET",
        nargs="*",
        help=f"which: {', '.join(TARGETS)} (all)",
    )
    parser.add_argument("--inputs", type=int, default=INPUTS, help="of all targets (%(default)s)")
    parser.add_argument("--seconds", type=int, default=0, help="at most so long for each target")
    parser.add_argument("--timeout", type=int, default=5, help="seconds for one input")
    parser.add_argument("--memory", type=int, default=512, help="MiB that a target may take")
    parser.add_argument("--seed", type=int, default=1, help="of the fuzzer's chance")
    parser.add_argument("--findings", type=Path, default=FINDINGS, help="folder of the findings")
    parser.add_argument("--again", type=Path, metavar="FILE", help="run one finding again")
    parser.add_argument("--atheris", type=Path, default=DEFAULT, help="folder of its environment")
    args = parser.parse_args(argv)
    unknown = [name for name in args.targets if name not in TARGETS]
    if unknown:
        parser.error(f"there is no target {unknown[0]}; there are: {', '.join(TARGETS)}")
    args.targets = args.targets or list(TARGETS)
    if args.again is not None and len(args.targets) != 1:
        parser.error("--again needs the one TARGET that the input was found with")
    return args
