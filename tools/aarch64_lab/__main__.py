"""``tools/test-aarch64``: virk-edge on emulated aarch64. Figures: docs/compatibility.md."""

from __future__ import annotations

import os
import sys
from pathlib import Path

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the program itself does
_TOOLS = Path(__file__).resolve().parents[1]
# In place of this folder, whose modules are those of a package.
sys.path[:1] = [str(_TOOLS), str(_TOOLS.parent)]

if __name__ == "__main__":
    from aarch64_lab.session import main

    sys.exit(main(sys.argv[1:]))
