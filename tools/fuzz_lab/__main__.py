"""``tools/fuzz``: hostile input by the million, guided by coverage. Figures: docs/fuzzing.md."""

from __future__ import annotations

import os
import sys
from pathlib import Path

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the program itself does
_TOOLS = Path(__file__).resolve().parents[1]
# In place of this folder, whose modules are those of a package. The tests' builders make the seeds.
sys.path[:1] = [str(_TOOLS), str(_TOOLS.parent)]

if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        from fuzz_lab.worker import work

        work(sys.argv[2:])
    else:
        from fuzz_lab.session import main

        sys.exit(main(sys.argv[1:]))
