"""Writes the golden bundle of the current version; run once per version, then never again.

python -m tests.formats.make_golden
"""

from __future__ import annotations

from pathlib import Path

from tests.formats.samples import bundle
from virk_edge.formats.bundle import VERSION

if __name__ == "__main__":
    path = Path(__file__).parent / "golden" / f"bundle_v{VERSION}.virk.zip"
    with path.open("xb") as file:  # a golden file is never overwritten
        file.write(bundle())
