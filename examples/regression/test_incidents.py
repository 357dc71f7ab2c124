"""Yesterday's incidents as tomorrow's tests: the model answers the exact frames as it did.

pytest test_incidents.py                 every bundle in incidents/
ACCEPT=1 pytest test_incidents.py        what is answered otherwise now is right
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from detector import predict

from virk_edge.adapters.predict import as_hooked
from virk_edge.core.verdict import Verdict
from virk_edge.replay import answer_again, replay

FOLDER = Path(os.environ.get("INCIDENTS", Path(__file__).parent / "incidents"))
BUNDLES = sorted(FOLDER.glob("*.virk.zip"))


def test_there_are_incidents() -> None:
    """A folder that was not fetched (Git LFS, say) must not pass for a good one."""
    assert BUNDLES, f"no bundle in {FOLDER}"


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.name)
def test_the_incident_is_judged_as_it_was(bundle: Path) -> None:
    """The judge of this virk-edge says what the device's said; a new version is tried by this."""
    report = replay(bundle)
    assert report.verdict is not Verdict.DIVERGED, report.decision.first or report.pixels.first


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.name)
def test_the_model_answers_as_it_did(bundle: Path) -> None:
    """Every change is an old one that somebody accepted; the file beside the bundle holds those."""
    answers = answer_again(bundle, as_hooked(predict))
    assert not answers.failed, answers.traceback
    assert answers.compared, "no frame of this bundle has recorded predictions"
    changed = [frame.as_json() for frame in answers.frames]
    accepted = bundle.with_name(f"{bundle.name}.accepted.json")
    if os.environ.get("ACCEPT"):
        accepted.write_text(json.dumps(changed, indent=1) + "\n", encoding="utf-8")
    assert changed == (json.loads(accepted.read_text()) if accepted.exists() else [])
