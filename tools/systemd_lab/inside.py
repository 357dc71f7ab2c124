"""The program that runs inside the container: every step, and a line of JSON on each."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Set as AbstractSet
from pathlib import Path

from systemd_lab.scenario import Scenario
from systemd_lab.stage import Stage

OUT = Path("/lab/out/steps")


def go(scenario: Stage, only: list[str], *, done: AbstractSet[str] = frozenset()) -> bool:
    """Run the steps but those in ``done``; one that fails does not keep others from being tried.

    Whether that was all: a step may end in another boot of the machine.
    """
    with OUT.open("a", encoding="utf-8", buffering=1) as out:
        for step in scenario.steps():
            if step.__doc__ in done or (only and step.__name__ not in only):
                continue
            begin, good = time.monotonic(), True
            try:
                said = step()
            except Exception as error:
                good, said = False, f"{type(error).__name__}: {error}"
                traceback.print_exc()
                said += "\n" + "\n".join(scenario.journal.tail())
            line = {"step": step.__doc__, "good": good, "said": said.strip()}
            print(json.dumps(line | {"seconds": time.monotonic() - begin}), file=out)
            if not good and step.__name__ in scenario.NEEDED:
                break
            if scenario.leave is not None:
                scenario.leave()
                return False
        print("end", file=out)
    return True


if __name__ == "__main__":
    go(Scenario(), sys.argv[1:])
