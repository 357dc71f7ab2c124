"""What a benchmark's figures were measured on, in one place for all of them."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict

import cv2
import numpy as np

from virk_edge.adapters.embedder import load_embedder
from virk_edge.adapters.host import host_record
from virk_edge.formats.config import Config


def machine() -> dict[str, object]:
    """Processor, cores that may be used, versions, and the embedder with its kernels."""
    embedder = asdict(load_embedder(Config().embedder).identity)
    return {
        "cpu": host_record().cpu,
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "opencv": cv2.__version__,
        "embedder": embedder["name"],
        "runtime": f"{embedder['runtime']} {embedder['runtime_version']}",
        "kernels": embedder["kernels"],
    }


def print_machine() -> None:
    """The same for a person."""
    for name, value in machine().items():
        print(f"{name:10s}{value}")
    print()
