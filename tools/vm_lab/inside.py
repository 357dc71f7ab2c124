"""The program that runs inside the virtual machine, again at each boot: the steps still to do."""

from __future__ import annotations

import json
import subprocess
import time

from systemd_lab.inside import OUT, go

from vm_lab.probes import OUT as SHARED
from vm_lab.scenario import Machine


def main() -> None:
    """Go on where the last boot ended; switch the machine off after the last step."""
    only = json.loads((SHARED / "only").read_text(encoding="utf-8"))
    done = OUT.read_text(encoding="utf-8").splitlines() if OUT.exists() else []
    scenario = Machine()
    if go(scenario, only, done={json.loads(line)["step"] for line in done}):
        subprocess.run(["systemctl", "poweroff", "--force"], check=False)
        time.sleep(60)


if __name__ == "__main__":
    main()
