"""Write the network down as the module that the daemon, and every bundle, carries."""

from __future__ import annotations

import textwrap
from pathlib import Path

from virk_edge.core.network import Network, packed

_LINE = 190  # characters of text: nobody reads it
_HEAD = '''\
"""The numbers of the diagnosis, written by tools/train_diagnosis: do not edit.

What they were made of stands in docs/diagnosis-card.md.
"""

from __future__ import annotations

from typing import Final

from virk_edge.core.network import Network, unpacked

'''


def module(network: Network) -> str:
    """Python source that defines ``NETWORK``."""
    networks, rows, units = network.hidden.shape
    outputs = len(network.outputs)
    arrays = {
        "centre": (network.centre, f"{rows - 1}"),
        "scale": (network.scale, f"{rows - 1}"),
        "hidden": (network.hidden, f"{networks}, {rows}, {units}"),
        "final": (network.final, f"{networks}, {units + 1}, {outputs}"),
        "slope": (network.slope, f"{outputs}"),
        "bias": (network.bias, f"{outputs}"),
    }
    lines = [_HEAD, "# fmt: off\n", "NETWORK: Final = Network(\n"]
    for name, words in (("inputs", network.inputs), ("outputs", network.outputs)):
        lines.append(f"    {name}=(\n")
        text = ", ".join(f'"{word}"' for word in words) + ","
        lines.append(textwrap.indent(textwrap.fill(text, 90), " " * 8) + "\n    ),\n")
    for name, (array, shape) in arrays.items():
        lines.append(f"    {name}=unpacked(\n")
        text = packed(array)
        # Base 85 has no quotation mark and no backslash.
        lines += [f'        "{text[at : at + _LINE]}"\n' for at in range(0, len(text), _LINE)]
        lines.append(f"        , {shape},\n    ),\n")
    return "".join([*lines, ")\n"])


def write(network: Network, path: Path) -> None:
    """Replace the module."""
    path.write_text(module(network), encoding="utf-8")
