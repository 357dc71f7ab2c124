"""Train the network that names causes, and write it down with its card.

Views: clips of fixed cameras (--clips), and photographs (--photographs, see photographs.py) around
each of which a camera is made up. Every fault of `virk-edge demo --fault list` befalls each of them
in --draws forms and strengths, some of them two at a time; so do changes that have no name. Each
is measured as the daemon would. The figures of the card are those of networks that never saw the
scene. The same seed, footage and machine give the same file. Measured samples are kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeAlias

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
from detection_bench.footage import default_cache
from embedder_build.plan import sha256_of

from diagnosis_lab.card import card
from diagnosis_lab.keeping import code_of, key_of
from diagnosis_lab.measuring import Sample, read_samples, write_samples
from diagnosis_lab.own import plans, samples
from diagnosis_lab.photographs import find, name_of
from diagnosis_lab.scenes import ClipScene, PhotoScene
from diagnosis_lab.shipping import write
from diagnosis_lab.training import Recipe, calibrated, fit, held_out

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "virk_edge" / "core" / "weights.py"
CARD = ROOT / "docs" / "diagnosis-card.md"
_Task: TypeAlias = tuple[Path, tuple[Path, ...], int, int, Path]
"""Clip or photograph, the other photographs, draws, seed, and where samples are kept."""
CLIP_DRAWS = 2  # a real clip is worth so many made-up cameras


def main(argv: Sequence[str]) -> int:
    """Measure, train, judge what was held out, write."""
    parser = argparse.ArgumentParser(prog="tools/train_diagnosis", description=__doc__)
    parser.add_argument("--clips", nargs="*", type=Path, default=[], help="clips to train on")
    parser.add_argument("--photographs", type=Path, help="folder of unpacked packages or pictures")
    parser.add_argument("--draws", type=int, default=1, help="forms of each fault per scene (1)")
    parser.add_argument("--seed", type=int, default=1, help="fixes everything (1)")
    parser.add_argument("--jobs", type=int, default=2, help="processes that measure (2)")
    parser.add_argument("--measure-only", action="store_true", help="keep the samples, no more")
    args = parser.parse_args(argv)
    photographs = [] if args.photographs is None else find(args.photographs)
    if not args.clips and not photographs:
        parser.error("there is nothing to train on; name --clips or --photographs")
    missing = [path for path in args.clips if not path.is_file()]
    if missing:
        parser.error(f"{missing[0]} is not there")
    measured = measure(args.clips, photographs, args.draws, args.seed, args.jobs)
    print(f"{len(measured)} samples of {len({s.scene for s in measured})} scenes")
    if args.measure_only:
        return 0
    recipe = Recipe()
    logits = held_out(measured, recipe, args.seed)
    network = calibrated(fit(measured, recipe, args.seed), logits, measured)
    write(network, WEIGHTS)
    digests = {name_of(p): sha256_of(p) for p in [*args.clips, *photographs]}
    digest = sha256_of(WEIGHTS)
    text = card(network, logits, measured, digests=digests, recipe=recipe, weights=digest)
    CARD.write_text(text, encoding="utf-8")
    print(text)
    return 0


def measure(
    clips: Sequence[Path], photographs: Sequence[Path], draws: int, seed: int, jobs: int
) -> list[Sample]:
    """The samples of every scene, in the order of the scenes."""
    cache = default_cache() / "own"
    cache.mkdir(parents=True, exist_ok=True)
    tasks: list[_Task] = [(path, (), draws * CLIP_DRAWS, seed, cache) for path in clips]
    tasks += [
        (path, tuple(p for p in photographs if p != path), draws, seed, cache)
        for path in photographs
    ]
    found: list[Sample] = []
    with ProcessPoolExecutor(jobs) as pool:
        for number, path in enumerate(pool.map(_measured, tasks), start=1):
            found += read_samples([path])
            print(f"\r{number} of {len(tasks)} scenes", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def _measured(task: _Task) -> Path:
    """Where the samples of one scene are; measures them if need be."""
    path, others, draws, seed, cache = task
    cv2.setNumThreads(1)
    told = [sha256_of(path), [sha256_of(p) for p in others], draws, seed]
    kept = cache / f"{key_of(code_of('diagnosis_lab.own'), *told)}.jsonl"
    if not kept.is_file():
        scene = PhotoScene(path, others, path.stem) if others else ClipScene(path)
        fresh = kept.with_suffix(".part")
        write_samples(fresh, samples(scene, plans(scene.name, draws, seed), seed=seed))
        fresh.replace(kept)
    return kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
