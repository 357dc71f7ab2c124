"""A pytest plugin: what tests wait for may take longer here, since qemu is slow.

The limits themselves stay as they are on a real processor. Standard library only: it is copied
beside the tests, and beside the demonstration, which waits for processes too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

FACTOR = 15
_LAST = 19  # what virk_edge.adapters.priority asks for
_wait, _communicate = subprocess.Popen.wait, subprocess.Popen.communicate


def _wait_longer(self: Any, timeout: float | None = None) -> int:
    return _wait(self, None if timeout is None else timeout * FACTOR)


def _communicate_longer(self: Any, input: Any = None, timeout: float | None = None) -> Any:
    return _communicate(self, input, None if timeout is None else timeout * FACTOR)


def wait_longer() -> None:
    """Multiply every limit on a process that this one waits for."""
    subprocess.Popen.wait = _wait_longer  # type: ignore[method-assign]
    subprocess.Popen.communicate = _communicate_longer  # type: ignore[method-assign]


def pytest_configure() -> None:
    """The same for tests, which go last: beside them a daemon, which does, must have its turn."""
    wait_longer()
    os.setpriority(os.PRIO_PROCESS, 0, _LAST)


def pytest_collection_finish() -> None:
    """And the time in which something must happen within the tests' own process."""
    feeds: Any = sys.modules.get("tests.feeds")
    if feeds is not None:
        feeds.PATIENCE_S *= FACTOR
