"""How long the index over many bundles takes, with all pages made, and again when nothing changed.

Bundles are made of a few real ones: footage with faults, analysed once. Each copy is an incident of
its own by what its manifest says. The pictures, measurements and code in it are the template's.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from machine import machine, print_machine

from virk_edge.adapters.footage import open_footage
from virk_edge.adapters.resources import resource as shipped
from virk_edge.faults import FAULTS
from virk_edge.formats.bundle import (
    MANIFEST,
    SUFFIX,
    Manifest,
    bundle_name,
    manifest_bytes,
    read_manifest,
)
from virk_edge.formats.ziplayout import CENTRAL, END, END_SIGNATURE, LOCAL
from virk_edge.formats.zipreader import ZipReader
from virk_edge.formats.zipwriter import ZipAppender
from virk_edge.nouns import Cause
from virk_edge.report.bundles import bytes_words

FRAMES, FAULT_FROM = 400, 350  # of the shipped footage, ten a second
SIZE = (320, 180)
ARRAYS = ("fingerprint", "picture", "cells", "embedding", "given")
TEMPLATES = ("knocked_lens", "cover", "fog")
VIEWS = ((0.0, 0.0), (0.4, 0.1), (0.2, 0.4))  # left and top of a view, 0.6 as large as the picture
CONFIG = '[detect]\nlearn_seconds = "15 s"\n[record]\nmax_seconds = "3 s"\n'
LEFT_OUT = ("state/", "model/", *(f"observations.{column}" for column in ARRAYS))
CAMERAS = (
    "front-door", "yard-north", "yard-south", "dock-1", "dock-2", "press-7", "conveyor-a",
    "greenhouse", "barn", "gate", "parking", "roof",
)  # fmt: skip
DAY_NS = 86_400 * 10**9
FIRST_NS = 1_793_491_200 * 10**9  # 2026-11-01
CHAIN_CHANCE, UNSET_CHANCE, BROKEN_CHANCE = 0.35, 0.02, 0.01
CUT_OFF_CHANCE, UNKNOWN_CHANCE, YOUNG_CHANCE = 0.04, 0.06, 0.1


@dataclass(frozen=True)
class Template:
    """A real bundle: its manifest, the file up to the manifest's entry, its directory so far."""

    manifest: Manifest
    before: bytes
    directory: bytes
    entries: int


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and of all processors together."""

    seconds: float
    processor_seconds: float


def make_template(folder: Path, fault: str, view: int) -> Path:
    """A bundle of a part of the shipped footage with a fault, by ``virk-edge analyze``."""
    pictures = folder / fault
    pictures.mkdir()
    x, y = VIEWS[view]
    effect = FAULTS[fault].start("strong")
    with open_footage(str(shipped("campus_people.mp4"))) as footage:
        for frame in footage:
            if frame.index >= FRAMES:
                break
            since = frame.index - FAULT_FROM
            height, width = frame.pixels.shape[:2]
            top, left = round(y * height), round(x * width)
            part = frame.pixels[top : top + height * 6 // 10, left : left + width * 6 // 10]
            small = np.asarray(cv2.resize(part, SIZE, interpolation=cv2.INTER_AREA), np.uint8)
            small = small if since < 0 else effect(small, since)
            path = pictures / f"{frame.index:05d}.jpg"
            cv2.imwrite(str(path), small, [cv2.IMWRITE_JPEG_QUALITY, 70])
    config, store = folder / "config.toml", folder / f"store-{fault}"
    config.write_text(CONFIG, encoding="utf-8")
    arguments = ["analyze", pictures, "--fps", "10", "--config", config, "--store", store, "--json"]
    command = [sys.executable, "-m", "virk_edge", *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    bundles = sorted(store.glob(f"*{SUFFIX}"))
    if not bundles:
        raise RuntimeError(f"no incident was found in the footage with {fault}")
    return bundles[0]


def load_template(path: Path) -> Template:
    """A bundle, taken apart so that another manifest fits; without what no report reads."""
    with path.open("rb") as file:
        reader = ZipReader(file, path.name)
        manifest = read_manifest(reader)
        pieces: list[bytes] = []
        zipped = ZipAppender(pieces.append)
        for name in reader.names:
            if name != MANIFEST and not name.startswith(LEFT_OUT):
                zipped.add(name, reader.read(name), compress=not name.startswith("frames/"))
    size = zipped.size
    zipped.finish()
    data = b"".join(pieces)
    entries = {e.name: manifest.entries[e.name] for e in zipped.entries}
    manifest = replace(manifest, entries=entries)
    return Template(manifest, data[:size], data[size : -END.size], len(entries))


def copy_of(template: Template, manifest: Manifest) -> bytes:
    """The template with another manifest; a whole bundle, as the writer makes them."""
    pieces: list[bytes] = []
    alone = ZipAppender(pieces.append)
    body = manifest_bytes(replace(manifest, entries=template.manifest.entries))
    alone.add(MANIFEST, body)
    size = alone.size
    alone.finish()
    record = bytearray(b"".join(pieces)[size : -END.size])
    record[CENTRAL.size - 4 : CENTRAL.size] = len(template.before).to_bytes(4, "little")
    assert zlib.crc32(body) == int.from_bytes(record[16:20], "little")
    local = b"".join(pieces)[: LOCAL.size + len(MANIFEST) + len(body)]
    directory = template.directory + bytes(record)
    start, count = len(template.before) + len(local), template.entries + 1
    end = END.pack(END_SIGNATURE, 0, 0, count, count, len(directory), start, 0)
    return template.before + local + directory + end


def make_bundles(templates: list[Template], folder: Path, count: int, seed: int) -> None:
    """``count`` incidents of twelve cameras on three devices in 30 days; some repeat others, some
    have no clock, a few are cut off. The templates' views take turns, a camera has one of them."""
    draw = random.Random(seed)
    newest: dict[str, tuple[Template, Manifest]] = {}
    moments = sorted(draw.random() ** 0.7 * 30 * DAY_NS for _ in range(count))
    for number, since_ns in enumerate(moments):
        camera_number = min(int(draw.expovariate(0.3)), len(CAMERAS) - 1)
        camera = CAMERAS[camera_number]
        template = draw.choice(templates[camera_number % len(VIEWS) :: len(VIEWS)] or templates)
        repeats = camera in newest and draw.random() < CHAIN_CHANCE
        template = newest[camera][0] if repeats else template
        manifest = _incident(template.manifest, draw, number, camera, FIRST_NS + int(since_ns))
        if repeats:
            before = newest[camera][1]
            manifest = replace(manifest, duplicate_of=before.duplicate_of or before.incident.id)
        newest[camera] = template, manifest
        data = copy_of(template, manifest)
        if draw.random() < BROKEN_CHANCE:
            data = data[: len(data) // 2]
        store = folder / f"device-{1 + CAMERAS.index(camera) % 3}"
        store.mkdir(exist_ok=True)
        name = bundle_name(manifest.incident.opened_wall_ns, camera, manifest.incident.id[:6])
        (store / name).write_bytes(data)


def _incident(
    manifest: Manifest, draw: random.Random, number: int, camera: str, opened_ns: int
) -> Manifest:
    clocks = replace(manifest.clocks, wall_ns=opened_ns, wall_synchronised=True)
    if draw.random() < UNSET_CHANCE:
        opened_ns = number * 10**9
        clocks = replace(clocks, wall_ns=opened_ns)
    causes = [replace(c, score=c.score * draw.uniform(0.6, 1.0)) for c in manifest.incident.causes]
    if draw.random() < UNKNOWN_CHANCE:
        causes = [Cause("unknown", 0.3, "no rule explains what is seen")]
    cut_off = draw.random() < CUT_OFF_CHANCE
    incident = replace(
        manifest.incident,
        id=f"{draw.getrandbits(48):012x}",
        camera=camera,
        opened_wall_ns=opened_ns,
        severity=draw.random(),
        provisional=draw.random() < YOUNG_CHANCE,
        causes=() if cut_off else tuple(causes),
        state="interrupted" if cut_off else manifest.incident.state,
    )
    return replace(manifest, incident=incident, clocks=clocks)


def measure(folder: Path, out: Path, *arguments: str) -> tuple[Took, dict[str, object]]:
    """What ``virk-edge report`` takes as a process, and its summary."""
    command = [sys.executable, "-m", "virk_edge", "report", str(folder), "-o", str(out), "--json"]
    begin, used = time.monotonic(), _processor_seconds()
    done = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True)
    took = Took(time.monotonic() - begin, _processor_seconds() - used)
    summary: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return took, summary


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(argv: list[str]) -> int:
    """Make bundles, measure and print."""
    parser = argparse.ArgumentParser(prog="tools/bench report", description=__doc__)
    add = parser.add_argument
    add("--bundles", type=int, default=1000, metavar="N", help="how many (default 1000)")
    add("--template", type=Path, action="append", metavar="BUNDLE", help="default: three are made")
    add("--seed", type=int, default=1, help="of what the incidents are like (default 1)")
    add("--keep", type=Path, metavar="FOLDER", help="leave bundles and pages in this new folder")
    add("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary) / "kept"
        folder.mkdir()
        given = args.template or [
            make_template(Path(temporary), fault, view) for view, fault in enumerate(TEMPLATES)
        ]
        fleet = folder / "fleet"
        fleet.mkdir()
        make_bundles([load_template(path) for path in given], fleet, args.bundles, args.seed)
        sizes = [path.stat().st_size for path in fleet.rglob(f"*{SUFFIX}")]
        first_took, first = measure(fleet, folder / "index.html")
        again_took, again = measure(fleet, folder / "index.html")
        pages = sum(path.stat().st_size for path in (folder / "index-pages").iterdir())
        index = (folder / "index.html").stat().st_size
    peak = max(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 0) << 10
    found = {
        "bundles": len(sizes),
        "bundles_bytes": sum(sizes),
        "made": first["made"],
        "unreadable": first["unreadable"],
        "all_seconds": round(first_took.seconds, 2),
        "all_processor_seconds": round(first_took.processor_seconds, 2),
        "again_seconds": round(again_took.seconds, 2),
        "again_processor_seconds": round(again_took.processor_seconds, 2),
        "made_again": again["made"],
        "index_bytes": index,
        "pages_bytes": pages,
        "largest_process_bytes": peak,
    }
    if args.json:
        print(json.dumps({"machine": machine(), **found}))
        return 0
    print_machine()
    print(f"bundles         {len(sizes)}, {bytes_words(sum(sizes))}")
    for what, took in (("all pages", first_took), ("nothing changed", again_took)):
        print(f"{what:16s}{took.seconds:.1f} s, {took.processor_seconds:.1f} s of processors")
    print(f"written         index {bytes_words(index)}, pages {bytes_words(pages)}")
    print(f"not readable    {first['unreadable']}, as meant")
    print(f"largest process {bytes_words(peak)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
