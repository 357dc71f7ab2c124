"""Phase 2, in the build environment: pictures, candidates, figures, checks, and what is shipped."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from embedder_build.checks import fidelity, measure, measure_faults, missed_checks
from embedder_build.embed import describe_tensors, embed
from embedder_build.network import lift_dead_channels, make_embedder
from embedder_build.pictures import HOLD_OUT_EVERY, read_pictures, split
from embedder_build.plan import NAME, BuildError, Job, say, sha256_of
from embedder_build.quantize import CANDIDATES, Candidate, build_candidate, choose, export_float
from embedder_build.ship import ship

FRAMES_PER_VIDEO = 60
CHECK_FRAMES_PER_VIDEO = 40
CALIBRATION_MIN, HELD_OUT_MIN = 100, 20  # pictures
NAMED_PACKAGES = (
    "torch",
    "litert-torch",
    "litert-converter",
    "ai-edge-quantizer",
    "ai-edge-litert",
    "numpy",
    "opencv-python-headless",
)
HELD_OUT, FOOTAGE = "held-out photographs", "check footage"


def read_sets(job: Job) -> tuple[NDArray[np.uint8], dict[str, NDArray[np.uint8]], dict[str, Any]]:
    """Return the calibration pictures, the sets to check with, and what the card says of both."""
    work = Path(job.work)
    photographs, frames = read_pictures(Path(job.pictures), work / "gunzip", FRAMES_PER_VIDEO)
    calibration, held_out = split(photographs, frames)
    if len(calibration) < CALIBRATION_MIN or len(held_out) < HELD_OUT_MIN:
        raise BuildError(f"only {len(photographs.pixels)} usable photographs in {job.pictures}")
    sets = {HELD_OUT: np.stack(held_out)}
    about = {
        HELD_OUT: f"{len(held_out)} photographs of the calibration source, every "
        f"{HOLD_OUT_EVERY}th, not used in calibration (some resemble one that was)"
    }
    if job.check:
        used = photographs.digests | frames.digests
        parts = read_pictures(
            Path(job.check), work / "gunzip-check", CHECK_FRAMES_PER_VIDEO, exclude=used
        )
        pixels = [one for part in parts for one in part.pixels]
        if not pixels:
            raise BuildError(f"no usable pictures to check with in {job.check}")
        skipped = sum(len(part.skipped) for part in parts)
        sets[FOOTAGE] = np.stack(pixels)
        about[FOOTAGE] = f"{len(pixels)} pictures from {job.check_name}" + (
            f"; {skipped} of its files skipped because calibration used it" if skipped else ""
        )
    say(
        f"{len(calibration)} pictures calibrate; checks: "
        + ", ".join(f"{len(value)} {name}" for name, value in sets.items())
    )
    origin = (
        f"{len(calibration)} pictures: {len(photographs.pixels) - len(held_out)} photographs and "
        f"{len(frames.pixels)} frames of {len(frames.digests)} videos, from {job.origin}"
    )
    return np.stack(calibration), sets, {"sets": about, "calibration": origin}


def best_of_all(
    work: Path, reference: Path, calibration: NDArray[np.uint8], held_out: NDArray[np.uint8]
) -> tuple[Candidate, dict[str, list[Any]]]:
    """Build every candidate as ``candidate_N.tflite``; return the best, and rows for the card."""
    true = embed(reference, held_out, builtin=False).values
    measured = []
    for number, candidate in enumerate(CANDIDATES):
        path = work / f"candidate_{number}.tflite"
        say(f"building: {candidate.label}")
        build_candidate(candidate, calibration, path)
        result = fidelity(true, embed(path, held_out, builtin=False).values)
        say(f"  cosine mean {result['all'][0]:.4f}, minimum {result['all'][1]:.4f}")
        measured.append((candidate, result))
    chosen = choose(measured)
    say(f"chosen: {chosen.label}")
    return chosen, {
        candidate.label: [*result["all"], candidate == chosen] for candidate, result in measured
    }


def machine() -> str:
    """CPU model and number of cores, for the figures."""
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8") if info.is_file() else ""
    models = [line.split(":", 1)[1].strip() for line in text.splitlines() if "model name" in line]
    name = models[0] if models else platform.processor() or platform.machine()
    python = platform.python_version()
    return f"{name}, {os.cpu_count()} cores, {platform.machine()}, Python {python}"


def build(job: Job) -> None:
    """Make the model and measure it; the models folder is written last, if no check was missed."""
    torch.set_num_threads(1)  # sums in one order, so that a rebuild gives the same bytes
    work = Path(job.work)
    calibration, sets, about = read_sets(job)

    original = make_embedder(one_tensor=True)
    reference = work / f"{NAME}_float32.tflite"
    export_float(original, reference)
    chosen, rows = best_of_all(work, reference, calibration, sets[HELD_OUT])
    model = work / f"{NAME}_int8.tflite"
    shutil.copyfile(work / f"candidate_{CANDIDATES.index(chosen)}.tflite", model)

    facts = measure(job.old_python, model, reference, sets) | about
    facts |= {
        "candidates": rows,
        "faults": measure_faults(model, reference, sets[HELD_OUT]),
        "machine": machine(),
        "tensors": describe_tensors(model),
        "dead_channels": lift_dead_channels(original),
        "one_tensor": chosen.one_tensor,
        "sizes": {"int8": model.stat().st_size, "float32": reference.stat().st_size},
        "sha256": {"int8": sha256_of(model), "float32": sha256_of(reference)},
        "versions": {package: version(package) for package in NAMED_PACKAGES},
        "ship_float": job.ship_float,
    }
    (work / "facts.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    missed = missed_checks(facts)
    if missed:
        raise BuildError("checks missed, nothing was shipped:\n  " + "\n  ".join(missed))
    ship(Path(job.models), model, reference, facts)


def main(job_file: Path) -> int:
    """Build what the job asks for, or say in one message why not."""
    try:
        build(Job(**json.loads(job_file.read_text(encoding="utf-8"))))
    except BuildError as error:
        print(f"build_embedder: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
