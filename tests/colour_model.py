"""A TFLite model so small that a test can build it."""

from __future__ import annotations

import pytest


def colour_model() -> bytes:
    """A TFLite classifier of one operation: the mean of each colour of 32 x 32 pixels."""
    schema = pytest.importorskip("ai_edge_litert.schema_py_generated")
    flatbuffers = pytest.importorskip("flatbuffers")
    graph = schema.SubGraphT()
    for name, shape in (("picture", [1, 32, 32, 3]), ("colour", [1, 1, 1, 3])):
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.buffer = name.encode(), shape, 0
        tensor.type = schema.TensorType.FLOAT32
        graph.tensors = [*(graph.tensors or ()), tensor]
    pool = schema.OperatorT()
    pool.opcodeIndex, pool.inputs, pool.outputs = 0, [0], [1]
    options = schema.Pool2DOptionsT()
    options.strideH = options.strideW = options.filterHeight = options.filterWidth = 32
    options.padding = schema.Padding.VALID
    pool.builtinOptionsType = schema.BuiltinOptions.Pool2DOptions
    pool.builtinOptions = options
    graph.inputs, graph.outputs, graph.operators = [0], [1], [pool]
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.AVERAGE_POOL_2D
    code.version = 1
    model = schema.ModelT()
    model.version, model.operatorCodes, model.subgraphs = 3, [code], [graph]
    model.buffers, model.description = [schema.BufferT()], b"colour"
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
