"""Make the virtual environment that the tools share, and print its path.

Standard library only, and nothing newer than Python 3.10. A second call with nothing changed costs
one read of a small file; an environment that was left half-made is made again.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMP = "virk-edge-environment.json"
# kind -> what pip installs beside the build tools. Without build isolation the build tools are
# pinned too, and nothing is fetched twice.
EXTRAS = {"run": "laptop", "dev": "dev", "pictures": "laptop,pictures"}
BUILD_TOOLS = ("hatchling",)
# Where nobody but the tests goes, which compile what they import: most of the rest is never used.
NOT_COMPILED = "--no-compile"
WHEEL_TESTS = ("pytest", "pytest-asyncio", "pytest-timeout", "pytest-xdist", "hypothesis")


class SetUpError(Exception):
    """One sentence that says what is wrong and what to do."""


def say(text: str) -> None:
    """One line of progress; standard output belongs to the caller."""
    print(f"virk-edge: {text}", file=sys.stderr, flush=True)


def folder() -> Path:
    """Where the environment lives: VIRK_EDGE_VENV, or .venv in the repository."""
    chosen = os.environ.get("VIRK_EDGE_VENV")
    return Path(chosen).expanduser().absolute() if chosen else ROOT / ".venv"


def key() -> str:
    """Changes whenever an environment made before would no longer be right."""
    digest = hashlib.sha256(f"{sys.version} {sys.base_prefix} {ROOT}".encode())
    for name in ("pyproject.toml", "constraints.txt", "tools/environment.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:16]


def python_of(place: Path) -> Path:
    """The interpreter inside an environment."""
    return place / "bin" / "python"


def stamp_of(place: Path) -> dict[str, object]:
    """What a finished or half-made environment says about itself; empty if it says nothing."""
    try:
        content = json.loads((place / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_stamp(place: Path, kinds: list[str]) -> None:
    """Say which kinds are completely installed; the rename makes it all or nothing."""
    fresh = place / (STAMP + ".new")
    fresh.write_text(json.dumps({"key": key(), "kinds": kinds}) + "\n", encoding="utf-8")
    fresh.replace(place / STAMP)


@contextlib.contextmanager
def only_one(place: Path) -> Iterator[None]:
    """Two tools started together take turns; the lock ends with the process, however it ends."""
    lock = place.with_name(place.name + ".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another set-up of {place}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def create(place: Path) -> None:
    """A new, empty environment; removes an outdated one, but only one that this file made."""
    if place.exists() and any(place.iterdir()):
        if not (place / STAMP).exists():
            raise SetUpError(
                f"{place} is in the way and was not made by this tool; remove it, or name another "
                "folder in VIRK_EDGE_VENV."
            )
        shutil.rmtree(place)
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"making a virtual environment in {place} (Python {version})")
    place.mkdir(parents=True, exist_ok=True)
    write_stamp(place, [])  # first of all, so that a half-made folder is known as ours
    venv.EnvBuilder(with_pip=True, symlinks=True).create(place)


def pip(place: Path, *arguments: str) -> None:
    """Run pip quietly in the repository; show everything it said if it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment["PIP_USER"] = "0"
    command = [str(python_of(place)), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise SetUpError(
            "pip could not install the packages (its own words are above); the first set-up needs "
            "a network or a package index that pip is configured for, so check that and try again."
        )


def install(place: Path, *what: str) -> None:
    """The pinned versions."""
    pip(place, "install", "-c", "constraints.txt", *what)


def ensure(kind: str) -> Path:
    """The environment of a kind, complete; ``run`` and ``dev`` share one folder."""
    place = folder() / "wheel" if kind == "wheel" else folder()
    with only_one(folder()):
        kinds = current(place)
        if kind in kinds or (kind == "run" and "dev" in kinds):
            return place
        begin = time.monotonic()
        if not kinds:
            create(place)
        say("installing packages; the first time this takes a minute or two")
        if kind == "wheel":
            install(place, NOT_COMPILED, *WHEEL_TESTS)
        else:
            install(place, *BUILD_TOOLS)
            install(place, "--no-build-isolation", "-e", f".[{EXTRAS[kind]}]")
        write_stamp(place, [*kinds, kind])
        say(f"ready after {time.monotonic() - begin:.0f} s")
    return place


def current(place: Path) -> list[str]:
    """The kinds that are installed and still right; empty if it must be made anew."""
    stamp = stamp_of(place)
    kinds = stamp.get("kinds")
    # A system upgrade may have removed the interpreter that the environment points to.
    if stamp.get("key") != key() or not python_of(place).exists() or not isinstance(kinds, list):
        return []
    return [str(kind) for kind in kinds]


def main() -> int:
    """Print the path of the environment that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=[*EXTRAS, "wheel"])
    try:
        print(ensure(parser.parse_args().kind))
    except SetUpError as error:
        say(str(error))
        return 1
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"the environment in {folder()} could not be made: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
