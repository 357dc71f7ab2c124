"""The program that runs inside the container: every step, and a line of JSON on each."""

from __future__ import annotations

import json
import sys
import time
import traceback
from pathlib import Path

from systemd_lab.scenario import Scenario

OUT = Path("/lab/out/steps")
NEEDED = ("install", "hook_first", "learns")  # without these there is nothing to try


def main(only: list[str]) -> None:
    """Run the steps; one that fails does not keep the others from being tried."""
    scenario = Scenario()
    with OUT.open("a", encoding="utf-8", buffering=1) as out:
        for step in scenario.steps():
            if only and step.__name__ not in only:
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
            if not good and step.__name__ in NEEDED:
                break
        print("end", file=out)


if __name__ == "__main__":
    main(sys.argv[1:])
