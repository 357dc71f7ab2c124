"""All the cameras of a soak in one process, by the script: ``python -m soak_bench.load JSON``.

Real hooks, recorded pictures, capture times on the injected clock. On SIGTERM it tells the books
of every run and how it kept time, as one line of JSON.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from soak_bench.clock import NS, InjectedTime, Pace, install
from soak_bench.programs import Books, Program, to_and_fro
from soak_bench.rubbish import Rubbish
from soak_bench.script import CAMERAS, MALFORMED, Camera, Moment, moment
from soak_bench.victim import read_books
from virk_edge.adapters.footage import open_footage
from virk_edge.adapters.resources import resource
from virk_edge.faults import FAULTS, Effect
from virk_edge.nouns import U8

_SCENES = 20
_LATE_S = 0.5  # real seconds behind, from which on frames are left out
_LINGER_S = 0.2  # real seconds for what is on its way when a program ends
_NAP_S = 0.05
_QUALITY = 85


class Source:
    """One camera's pictures at its sizes, in health and with the fault of the moment."""

    def __init__(self, camera: Camera, scenes: list[U8]) -> None:
        self._camera = camera
        sizes = {camera.size, camera.other_size or camera.size}
        self._walks = {size: to_and_fro([_at(s, size, camera) for s in scenes]) for size in sizes}
        self._effect: tuple[tuple[str, int], Effect] | None = None

    def picture(self, number: int, now: Moment) -> tuple[U8 | bytes, tuple[int, int]]:
        """The picture of one frame, JPEG as bytes, and its width and height."""
        size = self._camera.size_at(now)
        pixels, fault = self._walks[size](number), self._camera.fault(now)
        if fault:
            if self._effect is None or self._effect[0] != (fault, now.cycle):
                started = FAULTS[fault].start("strong", seed=now.cycle)
                self._effect = (fault, now.cycle), started
            pixels = _faulty(pixels, self._effect[1], number)
        if self._camera.encoding != "jpeg":
            return pixels, size
        data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1]
        return data.tobytes(), size


class Player:
    """One camera over all runs of its program."""

    def __init__(self, camera: Camera, source: Source, endpoint: str, pace: Pace) -> None:
        self.camera = camera
        self.due_ns = pace.boot_ns()
        self.past: list[Books] = []
        self.left_out = 0
        self._source = source
        self._endpoint = endpoint
        self._pace = pace
        self._program: Program | None = None
        self._ending: list[tuple[float, Program]] = []
        self._life = (0, 0)
        self._number = 0
        self._broken = (0, 0)  # in which cycle, and how many

    def play(self, now: Moment) -> None:
        """The frame that is due, if the program runs."""
        at_ns, self.due_ns = self.due_ns, self.due_ns + round(NS / self.camera.fps)
        late_s = (self._pace.boot_ns() - at_ns) / NS / self._pace.speed
        if late_s > _LATE_S:
            self.due_ns = self._pace.boot_ns()
            self.left_out += 1
            return
        if not self.camera.is_there(now) or self.camera.life(now) != self._life:
            self.end()
            self._life = self.camera.life(now)
        if self.camera.is_there(now):
            if self._program is None:
                self._program = Program(self.camera, self._endpoint, self._pace)
            picture, size = self._source.picture(self._number, now)
            self._program.publish(self._spoilt(picture, now), size, at_ns, now)
            self._number += 1

    def _spoilt(self, picture: U8 | bytes, now: Moment) -> U8 | bytes:
        """Now and then half a picture, while nothing else goes on."""
        cycle, count = self._broken
        count = count if cycle == now.cycle else 0
        if now.part < 0.7 or count >= self.camera.broken or not isinstance(picture, bytes):
            return picture
        self._broken = now.cycle, count + 1
        assert self._program is not None
        self._program.books.broken += 1
        return picture[: len(picture) // 2]

    def end(self) -> None:
        """End the program; its socket stays until what is on its way is there."""
        if self._program is not None:
            self.past.append(self._program.books)
            self._ending.append((time.monotonic() + _LINGER_S, self._program))
            self._program = None

    def sweep(self) -> None:
        """Close the sockets of programs that have ended."""
        while self._ending and time.monotonic() >= self._ending[0][0]:
            self._ending.pop(0)[1].close()


class Victim:
    """A camera whose program is a process, killed without warning."""

    def __init__(self, camera: Camera, folder: Path, settings: dict[str, Any]) -> None:
        self.camera = camera
        self.past: list[Books] = []
        self._settings = {**settings, "camera": camera.name}
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._books = folder / "none"

    def follow(self, now: Moment) -> None:
        """Start it and kill it by the script."""
        if self.camera.is_there(now) and self._process is None:
            self._books = self._folder / f"books-{len(self.past)}.json"
            pictures = str(self._folder / f"{self.camera.name}.npy")
            told = {**self._settings, "books": str(self._books), "pictures": pictures}
            command = [sys.executable, "-m", "soak_bench.victim", json.dumps(told)]
            self._process = subprocess.Popen(command)
        elif not self.camera.is_there(now):
            self.kill()

    def kill(self) -> None:
        """SIGKILL, and keep what its books say."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None
        books = read_books(self._books)
        self._books.unlink(missing_ok=True)
        if books is not None:
            self.past.append(books)


class Load:
    """Everything that the script asks for, until told to stop."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._pace = Pace(settings["speed"], settings["began_ns"])
        self._cycle_s = float(settings["cycle_s"])
        folder, endpoint = Path(settings["folder"]), settings["endpoint"]
        with open_footage(str(resource("campus_people.mp4"))) as footage:
            scenes = [np.asarray(frame.pixels, np.uint8) for frame in islice(footage, _SCENES)]
        living = [camera for camera in CAMERAS if not camera.killed]
        mortal = [camera for camera in CAMERAS if camera.killed]
        for camera in mortal:
            pictures = [_at(scene, camera.size, camera) for scene in scenes]
            np.save(folder / f"{camera.name}.npy", np.stack(pictures))
        self._players = [Player(c, Source(c, scenes), endpoint, self._pace) for c in living]
        self._victims = [Victim(camera, folder, settings) for camera in mortal]
        self._rubbish = Rubbish(endpoint, living[0].name)
        self._stopping = False

    def stop(self, *_: object) -> None:
        """For a signal: end soon."""
        self._stopping = True

    def run(self) -> None:
        """Play until stopped, then let everything arrive and close."""
        while not self._stopping:
            now = moment(self._pace.passed_s(), self._cycle_s)
            for victim in self._victims:
                victim.follow(now)
            self._rubbish.follow(there=now.within(MALFORMED))
            for player in self._players:
                player.sweep()
            due = min(self._players, key=lambda player: player.due_ns)
            wait_s = (due.due_ns - self._pace.boot_ns()) / NS / self._pace.speed
            if wait_s > _NAP_S:
                time.sleep(_NAP_S)
                continue
            time.sleep(max(wait_s, 0.0))
            due.play(moment(self._pace.passed_s(), self._cycle_s))
        self._end()

    def _end(self) -> None:
        for victim in self._victims:
            victim.kill()
        for player in self._players:
            player.end()
        time.sleep(2 * _LINGER_S)
        for player in self._players:
            player.sweep()
        self._rubbish.follow(there=False)

    def told(self) -> dict[str, Any]:
        """The books of all runs, what was sent that is no message, and frames left out."""
        return {
            "books": [books.as_json() for books in self._all()],
            "rubbish": self._rubbish.sent,
            "left_out": sum(player.left_out for player in self._players),
        }

    def _all(self) -> Iterator[Books]:
        for player in self._players:
            yield from player.past
        for victim in self._victims:
            yield from victim.past


def _at(scene: U8, size: tuple[int, int], camera: Camera) -> U8:
    pixels = cv2.resize(scene, size, interpolation=cv2.INTER_AREA)
    if camera.encoding == "gray8":
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    return np.asarray(pixels, dtype=np.uint8)


def _faulty(pixels: U8, effect: Effect, number: int) -> U8:
    """Faults are made for colour; of a grey camera they are seen in grey."""
    if pixels.ndim == 3:
        return effect(pixels, number)
    coloured = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(effect(coloured, number), cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def main() -> None:
    """Become the load."""
    cv2.setNumThreads(1)
    load = Load(json.loads(sys.argv[1]))
    signal.signal(signal.SIGTERM, load.stop)
    injected = InjectedTime(load._pace)
    install(injected)
    print(json.dumps({"ready": True}), flush=True)
    load.run()
    print(json.dumps(load.told()), flush=True)


if __name__ == "__main__":
    main()
