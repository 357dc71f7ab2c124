"""The example configuration, drawn from the table of keys so that it cannot fall behind.

Every key stands there commented out with its default: a file made from it pins only what its
owner chose to set. This file writes nothing; ``tools/make_config_example.py`` does.
"""

from __future__ import annotations

from typing import Final

from virk_edge.formats.config import SECTIONS
from virk_edge.formats.config_toml import range_text, toml_value
from virk_edge.formats.keys import Key, keys_of

_HEAD: Final = """\
# virk-edge configuration: every key with its default, and why you might change it.
#
# Copy this file to /etc/virk-edge/config.toml and remove the # before what you want to set.
# Durations and sizes take a number in the unit of the key's name, or a string with a unit:
# "500 ms", "15 s", "2 min", "1 h"; "512 KiB", "48 MiB", "2 GiB".
# `virk-edge config check FILE` names what is wrong; `virk-edge config show FILE` prints the result.
"""
_CAMERA: Final = """\
# One section per camera that needs its own settings, by the name that its hook publishes under.
#[camera.front-door]
# Polygons of [x, y], fractions 0 to 1 of width and height. What lies inside is painted over
# before anything is measured or kept.
#mask = [[[0.0, 0.0], [0.35, 0.0], [0.35, 0.2], [0.0, 0.2]]]
"""


def example_toml() -> str:
    """The text of ``config.example.toml``."""
    blocks = [_HEAD]
    for name, section in SECTIONS.items():
        # The first line of a section's docstring is its heading.
        heading = (section.__doc__ or "").strip().splitlines()[0]
        lines = [f"# {heading}", f"[{name}]"]
        for key, (known, default) in keys_of(section).items():
            lines += [
                f"# {known.why}{_allowed(key, known)}",
                f"#{key} = {toml_value(key, default)}",
            ]
        blocks.append("\n".join(lines) + "\n")
    blocks.append(_CAMERA)
    return "\n".join(blocks)


def _allowed(name: str, key: Key) -> str:
    if key.choices:
        return f" One of: {', '.join(key.choices)}."
    bounds = range_text(name, key)
    return f" From {bounds}." if bounds else ""
