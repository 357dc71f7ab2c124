"""Whether predictions come first: a real inference loop with and without virk-edge, under faults.

Blocks of some seconds with and without it take turns (ABBA). A case fails when p50 of the loop's
latency is worse by more than 1 %, or p99 by more than 5 %, beyond what a run with nothing in either
arm shows, with 95 % confidence. How to read it, and figures: docs/predictions-first.md.
"""

# ruff: noqa: E402  # threads are limited before numpy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the program itself does

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from machine import machine, print_machine
from proof import report
from proof.child import Child, ChildError
from proof.hook_cost import COST_HEAD, FPS, cost_row, costs
from proof.measure import Verdict
from proof.recordings import Recording
from proof.session import SITUATIONS, Case, Judged, Plan, judged, noisy, run_case
from proof.situations import Nothing
from proof.stall import DAEMON, STALL_HEAD, stall_row, stalls, torn_frames
from proof.watched import Place
from proof.ways import HOOK

PARTS = ("faults", "hook", "stall")


def main(argv: Sequence[str]) -> int:
    """Measure and print; status 1 if anything failed."""
    args = arguments(argv)
    # So that no stopped daemon and no small disk is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found: dict[str, Any] = {"machine": machine()}
    print_machine()
    try:
        parts = {"faults": faults, "hook": hook, "stall": stall}
        failed = [parts[part](args, found) for part in args.part or PARTS]
    except ChildError as error:
        print(f"virk-edge: {error}", file=sys.stderr)
        return 70
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if any(failed) else 0


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tools/bench predictions-first", description=__doc__)
    names = [kind.name for kind in SITUATIONS]
    parser.add_argument("--part", action="append", choices=PARTS, help="only these (default: all)")
    parser.add_argument("--case", action="append", choices=names, help="only these situations")
    parser.add_argument("--quick", action="store_true", help="ten minutes; shows far less")
    parser.add_argument("--quads", type=int, metavar="N", help="ABBA blocks per case (5)")
    parser.add_argument("--block", type=float, metavar="S", help="seconds of one block (4)")
    parser.add_argument("--fps", type=float, default=20.0, help="of the inference loop (20)")
    parser.add_argument("--footage", metavar="VIDEO", help="real frames (default: the shipped)")
    parser.add_argument("--model", default="", help="a .tflite file (default: the shipped)")
    parser.add_argument("--threads", type=int, default=1, help="of the model (1)")
    parser.add_argument("--model-ms", type=float, default=18.0, help="what inference takes (18)")
    parser.add_argument("--settle", type=float, default=1.0, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=30.0, help="of the stall (30)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    return parser.parse_args(argv)


def plan_of(args: argparse.Namespace) -> Plan:
    """How long to measure."""
    usual = Plan(quads=3, block_s=2.0) if args.quick else Plan()
    quads, block_s = args.quads or usual.quads, args.block or usual.block_s
    return Plan(quads, block_s, args.fps, args.settle)


def faults(args: argparse.Namespace, found: dict[str, Any]) -> bool:
    """The first part: every situation, the noise first. True if something failed."""
    plan = plan_of(args)
    chosen = [k for k in SITUATIONS if not args.case or k.name in args.case or k is Nothing]
    recorded = any(issubclass(kind, Recording) for kind in chosen)
    noise: Case | None = None
    judgements: dict[str, Judged] = {}
    rows = found.setdefault("cases", [])
    with tempfile.TemporaryDirectory(prefix="virk-edge-proof-") as name:
        endpoint = f"ipc://{name}/feed.sock"
        with Child("loop", **loop_settings(args, endpoint), faults=recorded) as loop:
            print(f"model on {loop.ready['crops']} crops, {plan.fps:g} frames a second, blocks of "
                  f"{plan.block_s:g} s; changes in per cent with 95 % intervals")  # fmt: skip
            print(report.head(), flush=True)
            for number, kind in enumerate(chosen):
                folder = Path(name) / str(number)
                folder.mkdir()
                case = run_case(kind, plan, loop, Place(folder, endpoint, args.footage))
                noise = noise or case
                said = None if case is noise else judged(case, noise)
                if said is not None:
                    judgements[case.name] = said
                rows.append({**asdict(case), "judged": None if said is None else asdict(said)})
                print(f"{report.row(case, said)}\n{report.details(case)}", flush=True)
    print(f"\n{report.conclusion(judgements)}")
    if noise is not None and noisy(noise):
        print("A/A is wider than a margin: on this machine, now, no more can be shown")
    return any(said.verdict is Verdict.FAIL for said in judgements.values())


def hook(args: argparse.Namespace, found: dict[str, Any]) -> bool:
    """The second part: what a frame costs its sender, by our way and by others. Never fails."""
    print(f"\nframes at {FPS:g} a second\n{COST_HEAD}", flush=True)
    rows = found.setdefault("hook", [])
    for cost in costs(1.0 if args.quick else 4.0):
        rows.append(asdict(cost))
        print(cost_row(cost), flush=True)
    return False


def stall(args: argparse.Namespace, found: dict[str, Any]) -> bool:
    """The third part: a long stall, and torn frames. True if ours tore one or did not recover."""
    seconds = min(args.seconds, 6.0) if args.quick else args.seconds
    print(f"\n{STALL_HEAD}", flush=True)
    rows, failed = found.setdefault("stall", []), False
    for result in stalls(seconds):
        rows.append(asdict(result))
        ours = result.way in (DAEMON, HOOK.name)
        failed |= ours and result.recovered_s is None
        failed |= result.way == DAEMON and result.restarted_s is None
        print(stall_row(result), flush=True)
    print("\ntorn frames, of a camera with one buffer and a slow receiver")
    rows = found.setdefault("torn", [])
    for torn in torn_frames(5.0):
        rows.append(asdict(torn))
        failed |= torn.way == HOOK.name and (torn.torn > 0 or not torn.received)
        print(f"{torn.way:<19}{torn.torn} of {torn.received}", flush=True)
    return failed


def loop_settings(args: argparse.Namespace, endpoint: str) -> dict[str, Any]:
    """What the loop's process is told."""
    return {
        "endpoint": endpoint,
        "fps": args.fps,
        "footage": args.footage,
        "model": args.model,
        "threads": args.threads,
        "model_ms": args.model_ms,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
