"""``virk-edge`` on a disk that takes half a second for every fsync."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from virk_edge.cli.main import main

SECONDS = 0.5


def slowed(sync: Callable[[int], None]) -> Callable[[int], None]:
    """The same, later."""

    def slow(descriptor: int) -> None:
        time.sleep(SECONDS)
        sync(descriptor)

    return slow


if __name__ == "__main__":
    os.fsync = slowed(os.fsync)  # type: ignore[assignment]  # as the real one, but for FileIO
    os.fdatasync = slowed(os.fdatasync)  # type: ignore[assignment]
    sys.exit(main(sys.argv[1:]))
