"""examples/regression: incidents fail when the model changes, and pass when that was accepted."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.answers import answered_bundle
from tests.docs_commands import check_program
from virk_edge.nouns import U8, Prediction
from virk_edge.publisher import as_predictions


def module_of(path: Path) -> Any:
    """A file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def example(repository: Path, tmp_path: Path) -> Path:
    """The example in a folder of its own, with one incident that its model has seen."""
    folder = tmp_path / "regression"
    shutil.copytree(repository / "examples" / "regression", folder)
    predict = module_of(folder / "detector.py").predict

    def seen(frame: U8) -> tuple[Prediction, ...]:
        return as_predictions(predict(frame))

    answered_bundle(folder / "incidents", seen)
    return folder


def test_a_changed_model_fails_its_test_and_no_other(example: Path) -> None:
    """As a reader types it, with plain pytest."""
    model = example / "detector.py"
    model.write_text(model.read_text("utf-8").replace("LEVEL = 200", "LEVEL = 150"), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_incidents.py"]
    path = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, cwd=example, env={**os.environ, **path}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("1 failed, 2 passed")
    assert "test_the_model_answers_as_it_did[" in done.stdout


def test_a_change_is_accepted_once(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same model passes; another one fails, is accepted, and passes from then on."""
    monkeypatch.setattr(sys, "path", [str(example), *sys.path])
    monkeypatch.setitem(sys.modules, "detector", module_of(example / "detector.py"))
    incidents = module_of(example / "test_incidents.py")
    incidents.test_there_are_incidents()
    (bundle,) = incidents.BUNDLES
    incidents.test_the_incident_is_judged_as_it_was(bundle)
    incidents.test_the_model_answers_as_it_did(bundle)
    monkeypatch.setattr(sys.modules["detector"], "LEVEL", 150)
    with pytest.raises(AssertionError):
        incidents.test_the_model_answers_as_it_did(bundle)
    with monkeypatch.context() as accepting:
        accepting.setenv("ACCEPT", "1")
        incidents.test_the_model_answers_as_it_did(bundle)
    incidents.test_the_model_answers_as_it_did(bundle)
    (accepted,) = bundle.parent.glob("*.accepted.json")
    assert '"labels"' in accepted.read_text("utf-8")


def test_the_sample_for_continuous_integration_has_commands_that_exist(example: Path) -> None:
    """Every command of ours goes through the parser."""
    runs = re.findall(r"- run: (.*)", (example / "ci.yaml").read_text("utf-8"))
    ours = [words.split()[1:] for words in runs if words.startswith("virk-edge ")]
    assert len(ours) == 1
    for words in ours:
        check_program(words)
    assert (example / runs[-1].split()[-1]).is_file()


def test_the_example_finds_what_it_says(example: Path) -> None:
    """One bright square in the dark."""
    frame = np.zeros((48, 64), np.uint8)
    cv2.rectangle(frame, (10, 20), (19, 29), 255, -1)
    assert module_of(example / "detector.py").predict(frame) == [("spot", 1.0, 10, 20, 20, 30)]
