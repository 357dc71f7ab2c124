"""Writes the golden files of the current versions that are not there; once per version.

python -m tests.formats.make_golden
"""

from __future__ import annotations

from pathlib import Path

from tests.formats.samples import HEARD, baseline, bundle
from virk_edge.formats import baseline as baseline_format
from virk_edge.formats import bundle as bundle_format
from virk_edge.formats.observations import LINES, encode_observations

GOLDEN = Path(__file__).parent / "golden"

if __name__ == "__main__":
    for name, data in (
        (f"bundle_v{bundle_format.VERSION}.virk.zip", bundle()),
        (f"baseline_v{baseline_format.VERSION}.zip", baseline()),
        (f"heard_v{bundle_format.VERSION}.jsonl", encode_observations([HEARD])[LINES]),
    ):
        path = GOLDEN / name
        if not path.exists():  # a golden file is never overwritten
            path.write_bytes(data)
