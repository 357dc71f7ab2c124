"""virk-edge: the flight recorder for vision models on devices.

Importing this package imports nothing but the standard library, so that the hook stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from virk_edge.publisher import FramePublisher

__version__ = "0.1.0"
__all__ = ["FramePublisher", "__version__"]


def __getattr__(name: str) -> object:
    # Loaded when asked for: the daemon has no use for the hook, nor the hook for the daemon.
    if name == "FramePublisher":
        from virk_edge.publisher import FramePublisher

        return FramePublisher
    raise AttributeError(f"module 'virk_edge' has no attribute {name!r}")
