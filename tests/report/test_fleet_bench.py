"""``tools/bench report`` runs: with a tiny fleet, in several processes, and again for nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_index_is_timed_and_made_again_only_where_it_changed(
    repository: Path, tmp_path: Path
) -> None:
    """Ten incidents of one bundle, each another one; enough for processes of their own."""
    pytest.importorskip("jinja2")
    pytest.importorskip("plotly")
    golden = repository / "tests/formats/golden/bundle_v1.virk.zip"
    command = [sys.executable, str(repository / "tools/bench_report.py"), "--json"]
    command += ["--bundles", "10", "--template", str(golden), "--keep", str(tmp_path / "kept")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"cpu", "cores", "python", "kernels"} <= found["machine"].keys()
    assert found["bundles"] == found["made"] + found["unreadable"] == 10
    assert found["made_again"] == 0
    assert found["all_processor_seconds"] > 0.0 and found["again_seconds"] > 0.0
    assert len(list((tmp_path / "kept/index-pages").glob("*.html"))) == found["made"]
