"""The operator's predict function: found, asked as the hook asks; it cannot end a replay."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from virk_edge.adapters.predict import as_hooked, load_function
from virk_edge.errors import UsageError, WireError
from virk_edge.nouns import Encoding, FrameInfo, Prediction

INFO = FrameInfo("door", 0, "run", 0, 0, Encoding.BGR8, 2, 2)
SOURCE = """
import sys
print("hello from the import")
class Model:
    names = ["cat"]
    def predict(self, frame):
        print("hello from a frame")
        return [(self.names[0], frame[0, 0, 0] / 255)]
model = Model()
number = 3
def make():
    return model.predict
def broken():
    raise KeyError("weights")
def nothing():
    return None
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of modules to stand in, and no trace of them afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    (tmp_path / "my_detector.py").write_text(SOURCE, encoding="utf-8")
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("my_"):
            del sys.modules[name]


@pytest.mark.parametrize("spec", ["my_detector:model.predict", "my_detector:make()"])
def test_a_function_is_found_in_the_current_folder(
    here: Path, capsys: pytest.CaptureFixture[str], spec: str
) -> None:
    """A method of an object, or what a factory makes; what it prints spoils no JSON."""
    predict = as_hooked(load_function(spec))
    frame = np.full((2, 2, 3), 51, np.uint8)
    assert predict(frame, INFO) == (Prediction("cat", 0.2),)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "hello from the import\nhello from a frame\n"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("my_detector", "write MODULE:FUNCTION"),
        ("my_detector:f(1)", "write MODULE:FUNCTION"),
        ("../my_detector:f", "write MODULE:FUNCTION"),
        ("my_missing:f", "there is no module my_missing here; start in the folder"),
        ("my_missing.part:f", "there is no module my_missing here"),
        ("my_needy:f", "my_needy needs my_weights, which is not installed"),
        ("my_wild:f", "my_wild cannot be imported (SystemExit: 3)"),
        ("my_wrong:f", "my_wrong cannot be imported (SyntaxError"),
        ("my_detector:modle", "there is no modle in it; did you mean model?"),
        ("my_detector:model.x", "there is no x in it"),
        ("my_detector:number", "it is no function but int"),
        ("my_detector:nothing()", "it returns no function but NoneType"),
        ("my_detector:broken()", "broken() fails (KeyError: 'weights')"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(here: Path, spec: str, words: str) -> None:
    """It says which option, what was found, and what to do."""
    (here / "my_needy.py").write_text("import my_weights\n", encoding="utf-8")
    (here / "my_wild.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    (here / "my_wrong.py").write_text("def f(:\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_function(spec)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"--against {spec}: ")
    assert "\n" not in str(caught.value)


def test_a_frame_has_the_order_of_colours_that_the_hook_was_given() -> None:
    """BGR is what is stored; a program that published rgb8 saw RGB."""
    seen: list[np.ndarray] = []

    def predict(frame: np.ndarray) -> list[object]:
        seen.append(frame)
        return []

    ask, frame = as_hooked(predict), np.full((2, 2, 3), (1, 2, 3), np.uint8)
    for encoding in (Encoding.BGR8, Encoding.RGB8, Encoding.JPEG):
        info = FrameInfo("door", 0, "run", 0, 0, encoding, 2, 2)
        assert ask(frame, info) == ()
    assert [found[0, 0].tolist() for found in seen] == [[1, 2, 3], [3, 2, 1], [1, 2, 3]]


@pytest.mark.parametrize(
    ("result", "error"),
    [
        ({"cat": 0.9}, TypeError),
        (None, TypeError),
        ([("cat",)], ValueError),
        ([("cat", float("nan"))], WireError),  # what the hook would not have sent
        ([("c" * 300, 0.5)], WireError),
    ],
)
def test_what_the_hook_would_not_have_recorded_is_no_answer(
    result: object, error: type[Exception]
) -> None:
    """The same code reads it, and the same limits hold."""
    with pytest.raises(error):
        as_hooked(lambda frame: result)(np.zeros((2, 2, 3), np.uint8), INFO)


def test_a_function_that_exits_has_failed_on_one_frame() -> None:
    """It does not end the replay."""
    with pytest.raises(RuntimeError, match="wants to exit"):
        as_hooked(lambda frame: sys.exit(4))(np.zeros((2, 2, 3), np.uint8), INFO)
