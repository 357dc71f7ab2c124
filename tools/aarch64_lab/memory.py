"""Does anything ask for memory that ``MemoryDenyWriteExecute=`` refuses: written and executed?

Run as a program, it refuses such memory to itself where the kernel can, and uses every library that
could compile as it runs. qemu-user knows no such refusal but says what a program asks of the
kernel; ``refused`` finds there what systemd would not have granted.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from collections.abc import Iterable
from typing import Final

_PR_SET_MDWE: Final = 65  # since Linux 6.3; linux/prctl.h
_REFUSE_EXEC_GAIN: Final = 1
# As qemu writes them, and as systemd.exec(5) lists what is refused.
_WRITTEN_AND_EXECUTED: Final = re.compile(
    r"\bmmap2?\([^)]*(PROT_WRITE[|\w]*PROT_EXEC|PROT_EXEC[|\w]*PROT_WRITE)"
)
_MADE_EXECUTABLE: Final = re.compile(r"\b(mprotect|pkey_mprotect)\([^)]*PROT_EXEC")
_SHARED_EXECUTABLE: Final = re.compile(r"\bshmat\([^)]*SHM_EXEC")
_REFUSED: Final = (_WRITTEN_AND_EXECUTED, _MADE_EXECUTABLE, _SHARED_EXECUTABLE)


def asked(trace: Iterable[str]) -> list[str]:
    """The lines that ask for memory or change what it may be used for."""
    return [line for line in trace if re.search(r"\b(mmap2?|mprotect|pkey_mprotect)\(", line)]


def refused(trace: Iterable[str]) -> list[str]:
    """The lines of QEMU_STRACE that systemd would not grant."""
    return [line for line in trace if any(kind.search(line) for kind in _REFUSED)]


def deny() -> bool:
    """Whether the kernel refuses such memory to this process from now on."""
    libc = ctypes.CDLL(None)
    return bool(libc.prctl(_PR_SET_MDWE, _REFUSE_EXEC_GAIN, 0, 0, 0) == 0)


def use_everything() -> str:
    """Embed a picture, warp one, send a message; the runtime that embedded."""
    import cv2
    import numpy as np
    import zmq

    from virk_edge.adapters.embedder import load_embedder
    from virk_edge.formats.config import Config

    embedder = load_embedder(Config().embedder)
    picture = np.arange(96 * 128 * 3, dtype=np.int64).reshape(96, 128, 3).astype(np.uint8)
    embedder.embed(picture)
    matrix = np.array([[0.999, 0.01, 1.3], [-0.01, 0.999, 0.7]])
    cv2.warpAffine(picture.astype(np.float32), matrix, (128, 96))
    cv2.imencode(".jpg", picture)
    np.linalg.eigvalsh(np.eye(40) + np.fft.rfft(np.arange(78.0)).real)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    ends = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    ends[0].bind("inproc://here")
    ends[1].connect("inproc://here")
    ends[0].send(b"word")
    ends[1].recv()
    context.destroy(linger=0)
    identity = embedder.identity
    return f"{identity.runtime} {identity.runtime_version} {identity.kernels}"


if __name__ == "__main__":
    denied = deny()
    json.dump({"denied": denied, "runtime": use_everything()}, sys.stdout)
    print()
