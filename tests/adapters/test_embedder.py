"""The embedder: what a picture becomes, bit for bit, and which model files are refused how."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from virk_edge.adapters import embedder as module
from virk_edge.adapters.embedder import load_embedder
from virk_edge.adapters.resources import read_resource, resource
from virk_edge.errors import ModelError
from virk_edge.formats.config import EmbedderConfig

schema = pytest.importorskip("ai_edge_litert.schema_py_generated")
flatbuffers = pytest.importorskip("flatbuffers")

TYPES = {"float32": schema.TensorType.FLOAT32, "int8": schema.TensorType.INT8}
TYPES |= {"uint8": schema.TensorType.UINT8}
SCALE = 1 / 64
ZERO_POINTS = {"int8": -1, "uint8": 127}


def _tensor(name: str, shape: list[int], dtype: str, signature: list[int] | None) -> Any:
    tensor = schema.TensorT()
    tensor.name, tensor.shape, tensor.type, tensor.buffer = name.encode(), shape, TYPES[dtype], 0
    if signature is not None:
        tensor.shapeSignature = signature
    if dtype != "float32":
        tensor.quantization = schema.QuantizationParametersT()
        tensor.quantization.scale = [SCALE]
        tensor.quantization.zeroPoint = [ZERO_POINTS[dtype]]
    return tensor


def _pool(source: int, target: int, side: int) -> Any:
    operator = schema.OperatorT()
    operator.opcodeIndex, operator.inputs, operator.outputs = 0, [source], [target]
    options = schema.Pool2DOptionsT()
    options.strideH = options.strideW = options.filterHeight = options.filterWidth = side
    options.padding = schema.Padding.VALID
    operator.builtinOptionsType = schema.BuiltinOptions.Pool2DOptions
    operator.builtinOptions = options
    return operator


def pooling_model(
    dtype: str = "float32",
    shape: tuple[int, int, int, int] = (1, 32, 48, 3),
    *,
    outputs: int = 1,
    inputs: int = 1,
    open_size: bool = False,
) -> bytes:
    """A model whose outputs are the input's means over 8 x 8, then over 16 x 16 pixels."""
    batch, height, width, channels = shape
    signature = [batch, -1, -1, channels] if open_size else None
    graph = schema.SubGraphT()
    graph.tensors = [
        _tensor("picture", list(shape), dtype, signature),
        _tensor("first", [batch, height // 8, width // 8, channels], dtype, None),
        _tensor("second", [batch, height // 16, width // 16, channels], dtype, None),
        _tensor("other", list(shape), dtype, None),
    ]
    graph.inputs = [0, 3][:inputs]
    graph.outputs = [1, 2][:outputs]
    graph.operators = [_pool(0, 1, 8), _pool(1, 2, 2)]
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.AVERAGE_POOL_2D
    code.version = 1 if dtype == "float32" else 2
    model = schema.ModelT()
    model.version, model.operatorCodes, model.subgraphs = 3, [code], [graph]
    model.buffers, model.description = [schema.BufferT()], b"pooling"
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def unit(vector: np.ndarray) -> np.ndarray:
    """The vector at length 1."""
    return vector / np.linalg.norm(vector)


def picture(height: int = 100, width: int = 160) -> np.ndarray:
    small = np.random.default_rng(5).integers(0, 255, (10, 16, 3), dtype=np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def model_file(tmp_path):
    """Writes a model, returns the configuration that names it."""

    def write(content: bytes, **options: Any) -> EmbedderConfig:
        path = tmp_path / "own.tflite"
        path.write_bytes(content)
        return EmbedderConfig(model=str(path), **options)

    return write


@pytest.mark.parametrize("dtype", ["float32", "int8", "uint8"])
@pytest.mark.parametrize("channels", ["rgb", "bgr"])
def test_an_own_model_gets_the_picture_as_it_expects_it(model_file, dtype, channels):
    """Resized, in its order of colours, normalised, quantised by the file's own scale."""
    config = model_file(pooling_model(dtype), mean=100.0, std=64.0, channels=channels)
    embedder = load_embedder(config)
    assert embedder.input_size == (32, 48)
    small = cv2.resize(picture(), (48, 32), interpolation=cv2.INTER_AREA)
    mean = (small.astype(float).mean((0, 1)) - 100.0) / 64.0
    expected = unit(mean if channels == "bgr" else mean[::-1])
    tolerance = 1e-6 if dtype == "float32" else 0.05
    assert embedder.embed(picture()) == pytest.approx(expected, abs=tolerance)


def test_each_output_is_normalised_apart_and_appended(model_file):
    """Two outputs of three numbers give six, each half of length 1."""
    embedder = load_embedder(model_file(pooling_model(outputs=2)))
    vector = embedder.embed(picture())
    assert vector.shape == (6,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector[:3]) == pytest.approx(1.0)
    assert np.linalg.norm(vector[3:]) == pytest.approx(1.0)
    assert embedder.identity.length == 6


def test_a_grey_model_gets_grey(model_file):
    """One channel in, one number out."""
    embedder = load_embedder(model_file(pooling_model(shape=(1, 32, 32, 1))))
    assert embedder.embed(picture()).tolist() == [-1.0] or embedder.embed(picture()).tolist() == [
        1.0
    ]


def test_a_model_with_an_open_size_is_given_one(model_file):
    """Height and width of -1 become 224."""
    embedder = load_embedder(model_file(pooling_model(shape=(1, 16, 16, 3), open_size=True)))
    assert embedder.input_size == (224, 224)
    assert embedder.embed(picture()).shape == (3,)


def test_an_output_of_zeros_stays_zero(model_file):
    """Dividing by its length would be NaN for ever after."""
    embedder = load_embedder(model_file(pooling_model(), mean=0.0))
    assert embedder.embed(np.zeros((32, 48, 3), np.uint8)).tolist() == [0.0, 0.0, 0.0]


def test_the_same_picture_gives_the_same_bits(model_file):
    """Also from an embedder loaded anew."""
    config = model_file(pooling_model("int8", outputs=2))
    first = load_embedder(config)
    expected = first.embed(picture()).tobytes()
    assert first.embed(picture()).tobytes() == expected
    assert load_embedder(config).embed(picture()).tobytes() == expected


def test_the_identity_names_file_runtime_and_kernels(model_file, monkeypatch):
    """What a replay compares under; plain kernels on demand."""
    config = model_file(pooling_model())
    identity = load_embedder(config).identity
    assert identity.name == "own"
    assert len(identity.sha256) == 64
    assert identity.runtime in ("ai-edge-litert", "tflite-runtime")
    assert identity.runtime_version
    assert load_embedder(config, kernels="builtin").identity.kernels == "builtin"
    monkeypatch.setenv("VIRK_EDGE_KERNELS", "builtin")
    assert load_embedder(config).identity.kernels == "builtin"


def test_loading_says_nothing_but_real_complaints_come_through(model_file, capfd):
    """The runtime's banner is held back, other lines on standard error are not."""
    load_embedder(model_file(pooling_model()))
    assert capfd.readouterr() == ("", "")
    from virk_edge.adapters.tflite import _without_banners

    with _without_banners():
        os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\nERROR: real\n")
    assert capfd.readouterr().err == "ERROR: real\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"hello" * 100, "not a TFLite model"),
        (pooling_model()[:300], "the runtime refuses it|crashes"),
        (pooling_model(shape=(1, 32, 32, 4)), "exactly one input of shape"),
        (pooling_model(shape=(2, 32, 32, 3)), "exactly one input of shape"),
        (pooling_model(inputs=2), "exactly one input of shape"),
        (pooling_model(inputs=0), "exactly one input of shape"),
        (pooling_model(outputs=0), "has no output"),
    ],
)
def test_what_cannot_embed_is_refused_in_one_sentence(model_file, content, sentence):
    """The sentence names the file and says what to do."""
    with pytest.raises(ModelError, match=sentence) as refusal:
        load_embedder(model_file(content))
    assert "own.tflite" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path):
    """By name."""
    with pytest.raises(ModelError, match=r"none\.tflite: the model cannot be read"):
        load_embedder(EmbedderConfig(model=str(tmp_path / "none.tflite")))


def test_an_embedding_of_absurd_length_is_refused(model_file, monkeypatch):
    """Memory per camera grows with its square."""
    monkeypatch.setattr(module, "LENGTH_MAX", 5)
    monkeypatch.setattr(module, "_probe", lambda *_, **__: None)
    with pytest.raises(ModelError, match="hold 6 numbers"):
        load_embedder(model_file(pooling_model(outputs=2)))


def test_a_file_that_crashes_the_runtime_is_only_refused(model_file, monkeypatch):
    """It is tried in a process of its own first."""
    monkeypatch.setenv("PYTHONFAULTHANDLER", "0")
    monkeypatch.setattr(module.sys, "executable", _crashing_python(model_file))
    with pytest.raises(ModelError, match="the runtime crashes on it"):
        load_embedder(model_file(pooling_model()))


def _crashing_python(model_file: Any) -> str:
    path = Path(model_file(b"").model).with_name("python")
    path.write_text("#!/bin/sh\ncat > /dev/null\nkill -SEGV $$\n")
    path.chmod(0o755)
    return str(path)


def _card() -> dict[str, Any]:
    try:
        return json.loads(read_resource("embedder.json"))
    except FileNotFoundError:
        pytest.skip("the built-in embedder is not there")


def test_the_built_in_embedder_is_whole_and_has_its_taps():
    """Each tap of its one output is normalised apart."""
    card = _card()
    embedder = load_embedder(EmbedderConfig())
    assert embedder.identity.name == card["name"]
    assert list(embedder.input_size) == card["input"]["size"]
    vector = embedder.embed(picture(480, 640))
    taps = [tap["length"] for tap in card["taps"]]
    assert vector.shape == (sum(taps),)
    for piece in np.split(vector, np.cumsum(taps)[:-1]):
        assert np.linalg.norm(piece) == pytest.approx(1.0, abs=1e-6)


def test_the_built_in_file_is_known_wherever_it_lies(model_file):
    """A bundle carries a copy; fed by its own card, whatever the configuration says."""
    card = _card()
    here = load_embedder(EmbedderConfig())
    there = load_embedder(model_file(resource(card["file"]).read_bytes(), mean=1.0, std=2.0))
    assert there.identity == here.identity
    assert there.embed(picture()).tobytes() == here.embed(picture()).tobytes()


def test_a_changed_built_in_file_is_refused(monkeypatch):
    """Its sha256 is checked at every load."""
    card = json.dumps({**_card(), "sha256": "0" * 64}).encode()
    real = module.read_resource
    monkeypatch.setattr(
        module, "read_resource", lambda name: card if name == "embedder.json" else real(name)
    )
    with pytest.raises(ModelError, match="not the file that was shipped"):
        load_embedder(EmbedderConfig())


def test_a_resource_that_is_not_there_is_said_by_name():
    """An incomplete installation is not a puzzle."""
    with pytest.raises(FileNotFoundError, match=r"nothing\.bin is missing"):
        read_resource("nothing.bin")
