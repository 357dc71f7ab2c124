"""Models as predict functions, with real files of both shapes, made here in a few hundred bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from virk_edge.adapters.predict_tflite import load_model, read_labels
from virk_edge.errors import ModelError
from virk_edge.nouns import Encoding, FrameInfo, Prediction

schema = pytest.importorskip("ai_edge_litert.schema_py_generated")
flatbuffers = pytest.importorskip("flatbuffers")
flexbuffers = pytest.importorskip("flatbuffers.flexbuffers")

INFO = FrameInfo("door", 0, "run", 0, 0, Encoding.BGR8, 40, 80)
SIDE = 4  # the detector's input is 4 x 4 x 3, 48 numbers: 12 boxes of 4
BOXES = SIDE * SIDE * 3 // 4
ANCHORS = np.array([[0.5, 0.1 + 0.07 * i, 0.2, 0.05] for i in range(BOXES)], np.float32)


def _tensor(name: str, shape: list[int], buffer: int = 0) -> Any:
    tensor = schema.TensorT()
    tensor.name, tensor.shape, tensor.buffer = name.encode(), shape, buffer
    tensor.type = schema.TensorType.FLOAT32
    return tensor


def _operator(code: int, inputs: list[int], outputs: list[int]) -> Any:
    operator = schema.OperatorT()
    operator.opcodeIndex, operator.inputs, operator.outputs = code, inputs, outputs
    return operator


def _model(graph: Any, codes: list[Any], *buffers: bytes) -> bytes:
    model = schema.ModelT()
    model.version, model.operatorCodes, model.subgraphs = 3, codes, [graph]
    model.buffers = [schema.BufferT()]
    for data in buffers:
        model.buffers.append(schema.BufferT())
        model.buffers[-1].data = np.frombuffer(data, np.uint8)
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _code(builtin: int, custom: str = "") -> Any:
    code = schema.OperatorCodeT()
    code.builtinCode, code.deprecatedBuiltinCode, code.version = builtin, min(builtin, 127), 1
    code.customCode = custom.encode() or None
    return code


def colours() -> bytes:
    """A classifier of three classes: how red, how green, how blue, each from -1 to 1."""
    graph = schema.SubGraphT()
    graph.tensors = [_tensor("picture", [1, 8, 8, 3]), _tensor("scores", [1, 1, 1, 3])]
    graph.inputs, graph.outputs = [0], [1]
    options = schema.Pool2DOptionsT()
    options.strideH = options.strideW = options.filterHeight = options.filterWidth = 8
    options.padding = schema.Padding.VALID
    pool = _operator(0, [0], [1])
    pool.builtinOptionsType, pool.builtinOptions = schema.BuiltinOptions.Pool2DOptions, options
    graph.operators = [pool]
    return _model(graph, [_code(schema.BuiltinOperator.AVERAGE_POOL_2D)])


OLDER, NEWER = [3, 4, 5, 6], [5, 3, 6, 4]  # orders of outputs that TensorFlow 1 and 2 wrote


def spots(outputs: list[int]) -> bytes:
    """A detector with TFLite's own post-processing: of each box, four numbers are its scores."""
    graph = schema.SubGraphT()
    found = [("boxes", [1, 5, 4]), ("classes", [1, 5]), ("scores", [1, 5]), ("count", [1])]
    graph.tensors = [
        _tensor("picture", [1, SIDE, SIDE, 3]),
        _tensor("numbers", [1, BOXES, 4]),
        _tensor("anchors", [BOXES, 4], 1),
        *(_tensor(*output) for output in found),
    ]
    graph.inputs, graph.outputs = [0], outputs
    options = schema.ReshapeOptionsT()
    options.newShape = [1, BOXES, 4]
    reshape = _operator(0, [0], [1])
    reshape.builtinOptionsType = schema.BuiltinOptions.ReshapeOptions
    reshape.builtinOptions = options
    finish = _operator(1, [1, 1, 2], [3, 4, 5, 6])
    settings = {"max_detections": 5, "max_classes_per_detection": 1, "num_classes": 3}
    # Scales so large that each box is its anchor, whatever the numbers.
    scales = dict.fromkeys(("y_scale", "x_scale", "h_scale", "w_scale"), 1e9)
    limits = {"nms_score_threshold": 0.1, "nms_iou_threshold": 0.5, "use_regular_nms": False}
    finish.customOptions = np.frombuffer(flexbuffers.Dumps(settings | scales | limits), np.uint8)
    graph.operators = [reshape, finish]
    codes = [_code(schema.BuiltinOperator.RESHAPE)]
    codes.append(_code(schema.BuiltinOperator.CUSTOM, "TFLite_Detection_PostProcess"))
    return _model(graph, codes, ANCHORS.tobytes())


def written(path: Path, content: bytes | str) -> Path:
    """A file with this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_classifier_names_its_best_classes(tmp_path: Path) -> None:
    """RGB, from -1 to 1; what scores below 0.05 is left out; labels by line."""
    frame = np.full((40, 80, 3), (0, 191, 255), np.uint8)  # BGR: no blue, some green, all red
    predict = load_model(written(tmp_path / "m", colours()), written(tmp_path / "l", "red\ngreen"))
    red, green = predict(frame, INFO)
    assert (red, green.label, green.box) == (Prediction("red", 1.0), "green", None)
    assert green.score == pytest.approx(0.498, abs=0.001)
    predict = load_model(tmp_path / "m")
    assert [p.label for p in predict(np.full((40, 80), 255, np.uint8), INFO)] == ["0", "1", "2"]


@pytest.mark.parametrize("outputs", [OLDER, NEWER])
def test_a_detector_names_its_boxes_in_pixels_of_the_frame(
    tmp_path: Path, outputs: list[int]
) -> None:
    """Those with a score of 0.4 or more, in either order of outputs."""
    numbers = np.zeros(SIDE * SIDE * 3, np.uint8)
    numbers[4 * 3 + 1 + 2], numbers[4 * 7 + 1 + 0] = 255, 200  # box 3 is class 2, box 7 is class 0
    numbers[4 * 9 + 1 + 1] = 150  # a score of 0.18
    rgb = numbers.reshape(SIDE, SIDE, 3)
    predict = load_model(
        written(tmp_path / "m", spots(outputs)), written(tmp_path / "l", "???\ncat\ndog\ncar\n")
    )
    first, second = predict(np.ascontiguousarray(rgb[..., ::-1]), INFO)
    assert (first.label, second.label) == ("car", "cat")
    assert (first.score, second.score) == pytest.approx((1.0, 200 / 127.5 - 1.0), abs=1e-6)
    y, x, height, width = ANCHORS[3] * SIDE
    expected = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    assert first.box == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("cat\ndog\n", {0: "cat", 1: "dog"}),
        ("???\ncat\n", {0: "cat"}),
        ("0  person\n2  car\n\n", {0: "person", 2: "car"}),
        ("1:one\n", {1: "one"}),
        ("cat\n\ndog\n", {0: "cat", 2: "dog"}),
        ("", {}),
        ("2 doors\nred car\n", {0: "2 doors", 1: "red car"}),
    ],
)
def test_labels_are_read_as_people_write_them(text: str, labels: dict[int, str]) -> None:
    """By line, or each behind its number; the background's line does not count."""
    assert read_labels(text) == labels


def test_what_is_no_such_model_is_one_sentence(tmp_path: Path) -> None:
    """It names the file, and what to do about outputs that nobody here understands."""
    for path, words in (
        (tmp_path / "none", "cannot be read"),
        (written(tmp_path / "text", "hello world"), "not a TFLite model"),
        (written(tmp_path / "half", colours()[:200]), "runtime refuses it"),
        (written(tmp_path / "other", spots(OLDER[:3])), r"float32 \[1, 5, 4\].*--against"),
    ):
        with pytest.raises(ModelError, match=words) as caught:
            load_model(path)
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(ModelError, match="not UTF-8"):
        load_model(written(tmp_path / "m", colours()), written(tmp_path / "bad", b"\xff\xfe"))
